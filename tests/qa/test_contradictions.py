"""Two figures of a plan contradict each other only as facts: one name, sort, time and place, amounts that differ."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.needs import Need
from embeddings.queries import QueryReader
from qa.contradictions import contradicting
from qa.evidence import Candidate

FIRST = "到2030年,园区企业增多,森林覆盖率达到60%"
NEEDS = [Need((frozenset({"森林"}),), 1.0, ("森林覆盖率",))]


def plan(other: str) -> Document:
    entry = PlanEntry(
        id="jia", file="jia.txt", city="甲市", title="甲市规划", kind="纲要", period="2026-2030"
    )
    return read_document(entry, f"甲市规划\n第一章 目标\n{FIRST}。\n第二章 生态\n{other}。\n")


def told(other: str, question: str = "甲市2030年园区企业增多时森林覆盖率是多少?") -> str:
    document = plan(other)
    start = document.search_text.index(FIRST)
    hit = cast(Any, SimpleNamespace(chunk=SimpleNamespace(document_id="jia")))
    span = (start, start + len(FIRST))
    best = Candidate(hit, *span, span, None, None, 1.0, fits=True, measures=True)
    fact = contradicting(QueryReader([document]).read(question), NEEDS, best, {"jia": document})
    return fact.printed if fact is not None else ""


@pytest.mark.parametrize(
    "other",
    ["到2030年,森林覆盖率达到62%", "到2030年全市森林覆盖率稳定在62%", "2030年森林覆盖率力争62%"],
)
def test_another_amount_of_the_same_thing_contradicts(other: str) -> None:
    assert told(other).startswith("62%")


@pytest.mark.parametrize(
    "other",
    [
        "到2030年,森林覆盖率达到60.0%",  # the same amount
        "到2030年,森林覆盖率达到六成",  # in other words
        "到2025年,森林覆盖率达到62%",  # another time
        "到2030年,森林覆盖率提高2个百分点",  # how much more, which is no level
        "到2030年,示范园区森林覆盖率达到62%",  # a part of the city
        "到2030年,城镇绿化覆盖率达到62%",  # another name
        "到2030年,森林覆盖率不低于55%",  # holds together with it
    ],
)
def test_what_is_of_another_sort_time_place_or_unit_does_not(other: str) -> None:
    assert told(other) == ""


def test_of_another_time_than_asked_nothing_is_contradicted() -> None:
    assert told("到2030年,森林覆盖率达到62%", "甲市2025年森林覆盖率是多少?") == ""
