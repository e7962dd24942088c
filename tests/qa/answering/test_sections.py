"""Sections that a question asks for."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from qa.answering.sections import SectionAnswers

TEXT = (
    "甲市规划\n第一章 主要任务\n坚持系统推进，重点做好三个方面工作。\n第一节 建设产业体系\n发展壮大主导产业。\n"
    "第二节 提升创新能力\n建设创新平台。\n第三节 推进乡村振兴\n发展特色农业。\n第二章 保障措施\n加强领导。\n"
)
DOCUMENT = read_document(
    PlanEntry(id="jia", file="a.txt", city="甲市", title="甲市“十五五”规划", kind="纲要"), TEXT
)
READER = QueryReader([DOCUMENT])
ANSWERS = SectionAnswers({"jia": DOCUMENT}, TermWeights(list(chunk_document(DOCUMENT))))


@pytest.mark.parametrize("question", ["甲市重点做好哪三个方面工作?", "甲市要做好哪三个方面的工作?"])
def test_a_list_that_is_announced_is_given_by_the_headings_that_follow(question: str) -> None:
    said = " ".join(draft.text for draft in ANSWERS.drafts(READER.read(question)))
    assert all(each in said for each in ("建设产业体系", "提升创新能力", "推进乡村振兴"))
    assert "保障措施" not in said


def test_another_number_than_there_are_headings_announces_none() -> None:
    assert ANSWERS.drafts(READER.read("甲市重点做好哪四个方面工作?")) == []


@pytest.mark.parametrize(
    "question",
    [
        "甲市“推进数字转型”这一章的三个小标题列出来",
        "甲市规划「推进数字转型」部分共有哪几条?",
        "甲市第一章讲数字转型,下面有哪几节?",
    ],
)
def test_what_a_named_part_is_made_of_is_told_by_its_headings(question: str) -> None:
    document = read_document(DOCUMENT.entry, TEXT.replace("主要任务", "推进数字转型"))
    answers = SectionAnswers({"jia": document}, TermWeights(list(chunk_document(document))))
    said = " ".join(draft.text for draft in answers.drafts(QueryReader([document]).read(question)))
    assert all(each in said for each in ("建设产业体系", "提升创新能力", "推进乡村振兴"))
    assert "保障措施" not in said


REPORT = read_document(
    PlanEntry(id="yi", file="b.txt", city="乙市", title="乙市2026年政府工作报告", kind="政府工作报告", period="2026"),
    "乙市报告\n一、2025年工作\n三方面民生实事圆满完成。\n（一）工业稳中有进。\n（二）农业丰收。\n（三）旅游回暖。\n二、2026年任务\n"
    "坚持“三个更加注重”：\n——更加注重创新。多做实事。\n——更加注重绿色。\n——更加注重开放。\n"
    "办好三方面民生实事，言必信、行必果。\n1.医疗方面。免费筛查。\n2.养老方面。新增床位。\n3.教育方面。新建学校。\n",
)  # fmt: skip
REPORTED = SectionAnswers({"yi": REPORT}, TermWeights(list(chunk_document(REPORT))))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("乙市三方面民生实事分别是哪三个方面?", ["医疗方面", "养老方面", "教育方面"]),
        ("乙市2026年三方面民生实事，标题都列给我", ["医疗方面", "养老方面", "教育方面"]),
        ("乙市要做到的“三个更加注重”是哪三个?", ["创新", "绿色", "开放"]),
        ("乙市三方面民生实事花了多少钱?", []),
        ("乙市四方面民生实事是哪四个方面?", []),
    ],
)
def test_a_list_is_told_that_the_text_announces_by_its_count(question: str, said: list[str]) -> None:
    told = [draft.text for draft in REPORTED.drafts(QueryReader([REPORT]).read(question))]
    assert len(told) == len(said)
    assert all(each in text for each, text in zip(said, told, strict=True))
