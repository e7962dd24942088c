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
