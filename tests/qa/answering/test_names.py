"""A name that counts what it stands for is told by the row of its members beside it."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import read_document
from embeddings.queries import QueryReader
from qa.answering.names import NameAnswers

_DOCUMENT = read_document(
    PlanEntry(id="jia", file="a.txt", city="甲市", title="甲市规划", kind="纲要"),
    "甲市规划\n第一章 创新\n以“三谷”为载体,建设东湖谷、西湖谷。\n"
    "高标准建设“两山”,做强科技。高质量建设“三谷”,推动创新谷、动力谷、智造谷协调联动。\n",
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("甲市说的“三谷”是哪三个谷?", ["甲市:高质量建设“三谷”,推动创新谷、动力谷、智造谷协调联动"]),
        ("甲市的“四谷”是哪四个?", []),
        ("甲市的“两山”是哪两座山?", []),  # no row of two beside it
    ],
)
def test_a_name_is_told_by_the_row_of_just_so_many(question: str, said: list[str]) -> None:
    drafts = NameAnswers({"jia": _DOCUMENT}).drafts(QueryReader([_DOCUMENT]).read(question))
    assert [each.text.rstrip("。") for each in drafts] == said
