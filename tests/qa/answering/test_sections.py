"""Sections that a question asks for."""

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import Document, read_document
from embeddings.headings import Section
from embeddings.needs import TermWeights
from embeddings.queries import Query, QueryReader
from embeddings.query.about import OutlineAsk
from embeddings.retrieval import Hit, Retriever
from qa.answering.heading_search import HeadingSearch
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


COUNTED = read_document(
    PlanEntry(id="ding", file="d.txt", city="丁市", title="丁市规划", kind="纲要", period="2026-2030"),
    "丁市规划\n第一章 城区\n对标先进,启动“三大提升工程”。路网提升工程。新建道路,打通断头路。绿地提升工程。建设公园,栽种行道树。窗口提升工程。改善服务,规范形象。\n"
    "第二章 权益\n专栏1 开展企业“三个保障”专项行动\n保障公平竞争。落实审查制度。清理规定,取消限制。\n保障政务诚信。梳理合同,兑现承诺。\n"
    "保障诉求畅通。设立举报中心,公布电话。\n第三章 项目\n提出3方面19项重点工程。引领产业发展方面,提出9项工程。构建设施体系方面,提出6项工程。促进城乡融合方面,提出4项工程。这些工程兼顾当前和长远。\n",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("丁市三大提升工程是哪些?", ["路网提升工程", "绿地提升工程", "窗口提升工程"]),
        ("丁市企业“三个保障”专项行动的全部内容", ["清理规定,取消限制", "梳理合同,兑现承诺", "设立举报中心"]),
        ("丁市19项重点工程分成哪三个方面?", ["引领产业发展", "构建设施体系", "促进城乡融合"]),
        ("丁市企业“三个保障”的举报电话是多少?", []),
        ("丁市四大提升工程是哪些?", []),
    ],
)
def test_the_members_that_a_text_counts_are_told_all_or_none(question: str, said: list[str]) -> None:
    answers = SectionAnswers({"ding": COUNTED}, TermWeights(list(chunk_document(COUNTED))))
    told = [draft.text for draft in answers.drafts(QueryReader([COUNTED]).read(question))]
    assert len(told) == len(said)
    assert all(each in text for each, text in zip(said, told, strict=True))


PARTS = read_document(
    PlanEntry(id="bing", file="c.txt", city="丙市", city_en="Bing", title="丙市规划", kind="纲要", period="2026-2030"),
    "丙市规划\n第一章 总体要求\n第一节 主要目标\n——经济更强。产值翻番。\n——城乡更美。绿树成荫。\n专栏1 主要指标\n另行公布。\n"
    "第二节 发展定位\n——区域枢纽。通达四方。\n——文化名城。传承创新。\n第二章 健全教育体系\n第一节 普及幼儿教育\n新建幼儿园。\n"
    "第二节 办好职业学校\n建设实训基地。\n第三章 守护碧水蓝天\n治理河湖。\n",
)  # fmt: skip
WEIGHTS = TermWeights(list(chunk_document(PARTS)))


def test_targets_are_told_with_their_figures() -> None:
    text = "丁市规划\n第一章 主要目标\n——经济更强。产值达到100亿元。\n——城乡更美。森林覆盖率达到61%。\n"
    entry = PlanEntry(
        id="ding",
        file="d.txt",
        city="丁市",
        city_en="Ding",
        title="丁市规划",
        kind="纲要",
        period="2026-2030",
    )
    plan = read_document(entry, text)
    answers = SectionAnswers({"ding": plan}, TermWeights(list(chunk_document(plan))))
    asked = "What are the headline 2030 targets in the Ding integration action plan?"
    said = [draft.text for draft in answers.drafts(QueryReader([plan]).read(asked))]
    assert ["100亿元" in said[0], "61%" in said[1]] == [True, True]
    heads = [draft.text for draft in answers.drafts(QueryReader([plan]).read("丁市的主要目标有哪些?"))]
    assert not any("亿元" in each for each in heads)  # aims are no figures


def _told(question: str, search: HeadingSearch | None = None) -> list[str]:
    answers = SectionAnswers({"bing": PARTS}, WEIGHTS, search)
    return [draft.text for draft in answers.drafts(QueryReader([PARTS]).read(question))]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("丙市的战略定位有哪些?", ["区域枢纽", "文化名城"]),
        ("What are the development goals of Bing?", ["经济更强", "城乡更美", "专栏1"]),
        ("What are the two aspects of Bing's development goals?", ["经济更强", "城乡更美"]),
        ("How many development positions does Bing have and what are they?", ["区域枢纽", "文化名城"]),
        ("丙市关于教育那部分讲了什么?", ["健全教育体系", "普及幼儿教育", "办好职业学校"]),
    ],
)
def test_a_section_is_told_whole_that_is_asked_in_other_words(question: str, said: list[str]) -> None:
    class Nearest(HeadingSearch):
        def __init__(self) -> None: ...

        def find(self, query: Query, document: Document, asked: OutlineAsk) -> Section | None:
            assert asked.topic == "教育"
            return document.sections[-2]

    told = _told(question, Nearest())
    assert len(told) == len(said)
    assert all(each in line for each, line in zip(said, told, strict=True))


class _Vectors:
    """An embedder of two directions: education, and everything else."""

    dimension = 2

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return np.array([[1, 0] if "教育" in each else [0, 1] for each in texts], dtype=np.float32)

    embed_passages = embed_queries


class _Found:
    """A retriever that finds every passage."""

    embedder, weights = _Vectors(), WEIGHTS

    def retrieve(self, query: Query, *, limit: int) -> list[Hit]:
        return [Hit(each, 1.0, rank) for rank, each in enumerate(chunk_document(PARTS), start=1)][:limit]

    def embedded(self, questions: list[str]) -> list[NDArray[np.float32]]:
        return list(self.embedder.embed_queries(questions))


def test_the_part_that_is_pointed_to_is_the_one_whose_heading_is_nearest() -> None:
    search = HeadingSearch({"bing": PARTS}, cast("Retriever", _Found()))
    query = QueryReader([PARTS]).read("丙市教育那一章讲什么?")
    found = search.find(query, PARTS, OutlineAsk(topic="教育", unit="章"))
    assert found is not None
    assert found.title == "健全教育体系"
    scored = search.scored(query, PARTS, OutlineAsk(topic="教育", unit="章"))
    assert {each.kind for _, each in scored} == {"chapter"}


class _Matters(_Vectors):
    """An embedder that knows four matters, and takes everything else for one more."""

    dimension = 5

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        matters = ("教育", "河", "修路", "目标")
        return np.array(
            [[*(m in each for m in matters), not any(m in each for m in matters)] for each in texts],
            dtype=np.float32,
        )

    embed_passages = embed_queries


class _FoundByMatter(_Found):
    embedder = _Matters()


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("丙市的教育怎么办得更好?", "健全教育体系"),  # in other words
        ("丙市修路为守护碧水蓝天带来哪些变化?", "守护碧水蓝天"),  # in its own, whatever else is nearer
        ("丙市怎么修路?", ""),
    ],
)
def test_the_section_that_a_question_means_is_said_by_it_or_near_to_it(question: str, meant: str) -> None:
    search = HeadingSearch({"bing": PARTS}, cast("Retriever", _FoundByMatter()))
    found = search.meant(QueryReader([PARTS]).read(question), PARTS)
    assert (found.title if found is not None else "") == meant


def test_the_section_of_another_plan_than_the_one_asked_is_not_told() -> None:
    text = "甲市规划\n第一章 主要目标\n第一节 经济\n质效提升。\n第二节 民生\n质量改善。\n比“十二五”末提高。\n第二章 保障\n加强领导。\n"
    document = read_document(DOCUMENT.entry, text)
    answers = SectionAnswers({"jia": document}, TermWeights(list(chunk_document(document))))
    reader = QueryReader([document])
    assert answers.drafts(reader.read("甲市第十五个五年规划的主要目标是什么?"))
    assert answers.drafts(reader.read("甲市第十二个五年规划的主要目标是什么?")) == []


WHOLE = read_document(
    PlanEntry(id="bing", file="c.txt", city="丙市", title="丙市“十五五”规划", kind="纲要"),
    "丙市规划\n第一章 民生\n第一节 积极扩大就业\n1.拓宽渠道。发展产业。开发岗位4万个。\n2.完善服务。开展培训。\n"
    "第二节 完善养老服务\n健全养老服务网络。推行长期护理保险制度。\n第二章 空间\n第一节 推动“三带”协同发展\n"
    "1.沿江带。发展港口。\n2.沿海带。发展渔业。\n3.沿路带。发展物流。\n第二节 年度目标\n"
    "今年的主要预期目标是:生产总值增长5%,社会消费品零售总额增长6%,居民消费价格涨幅2%。\n",
)
WHOLE_ANSWERS = SectionAnswers({"bing": WHOLE}, TermWeights(list(chunk_document(WHOLE))))
WHOLE_READER = QueryReader([WHOLE])


def _said(question: str) -> str:
    return " ".join(draft.text for draft in WHOLE_ANSWERS.drafts(WHOLE_READER.read(question)))


@pytest.mark.parametrize(
    "question",
    ["丙市如何积极扩大就业?请概括该节全部内容", "丙市怎样积极扩大就业 完整说一下", "丙市如何积极扩大就业?"],
)
def test_what_is_asked_whole_or_how_is_told_as_far_as_its_figures_go(question: str) -> None:
    assert "开发岗位4万个" in _said(question)
    assert "完善服务" in _said(question)


def test_a_section_of_plain_text_that_is_asked_whole_is_told_whole() -> None:
    assert "推行长期护理保险制度" in _said("丙市怎么完善养老服务?请全部列出")


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("丙市推动“三带”协同发展,三个带各自怎么发展?", True),
        ("丙市的“三带”各自发展什么?", True),
        ("丙市的“三带”由谁监督?", False),
    ],
)
def test_what_each_of_a_counted_name_does_is_told_where_most_of_them_say_it(
    question: str, is_told: bool
) -> None:
    assert all(each in _said(question) for each in ("发展港口", "发展渔业", "发展物流")) is is_told


@pytest.mark.parametrize("question", ["丙市生产总值是多少?请说明", "丙市如何扩大就业?岗位多少个?"])
def test_a_value_is_no_section(question: str) -> None:
    asked = WHOLE_READER.read(question).outline
    assert asked is None or not asked.whole
