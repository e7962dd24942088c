"""A figure that a question takes for granted: noted where no passage that was read has it, in whatever unit."""

from types import SimpleNamespace
from typing import Any

import pytest

from embeddings.corpus import PlanEntry, read_document
from embeddings.queries import QueryReader
from qa.notes import premise_notes

ENTRY = PlanEntry(
    id="jia", file="x.txt", city="甲市", aliases=("甲", "Jia"), title="规划", kind="纲要", period="2026-2030"
)
READER = QueryReader([read_document(ENTRY, "第一章 目标\n地区生产总值。\n")])
PASSAGE: Any = SimpleNamespace(
    chunk=SimpleNamespace(text="地区生产总值达到3.3万亿元,森林覆盖率达到 六成,培育企业40家")
)
ANSWERED: Any = SimpleNamespace(sentences=["x"])


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("甲市地区生产总值要达到33000亿元吗?", ""),
        ("甲市森林覆盖率要达到60%吗?", ""),
        ("甲市森林覆盖率要达到65%吗?", "65%"),
        ("甲市要培育40家企业吗?", ""),
        ("甲市要培育四百亿元企业吗?", "四百亿元"),
        ("甲市2030年地区生产总值是多少?", ""),  # a year is no figure
        ("甲市未来5年地区生产总值翻几番?", ""),
    ],
)
def test_a_premise_is_compared_by_its_amount(question: str, strange: str) -> None:
    notes = premise_notes(READER.read(question), ANSWERED, [PASSAGE])
    assert notes == ([f"问题中的{strange}在查到的段落里没有出现，请以引文为准。"] if strange else [])


def test_nothing_is_noted_without_an_answer() -> None:
    refused: Any = SimpleNamespace(sentences=[])
    assert premise_notes(READER.read("甲市森林覆盖率要达到65%吗?"), refused, [PASSAGE]) == []
