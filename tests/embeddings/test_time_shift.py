"""The encoders read a document of any period as one of the period that they were tuned on."""

from datetime import date

import pytest

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import read_document
from embeddings.facts.periods import Period
from embeddings.time_shift import shift_times, years_to_trained

RAW = "第一章 目标\n到2030年森林覆盖率达到63%,比2025年提高2个百分点。“十五五”期间建成2030套住房。\n"
ENTRY = {"id": "jia", "file": "jia.txt", "city": "甲市", "kind": "纲要", "title": "甲市规划纲要"}


@pytest.mark.parametrize(
    ("own", "years"),
    [
        (Period.of_plan(14), 0),
        (Period.of_plan(15), -5),
        (Period.of_plan(8), 30),
        (Period.of_plan(2), 60),  # three years without a plan lie between
        (Period.of_year(2026), -5),
        (Period.of_year(2025), 0),
        (Period(2024, 2026), -5),
        (None, 0),
    ],
)
def test_a_document_moves_by_whole_plan_periods(own: Period | None, years: int) -> None:
    assert years_to_trained(own) == years


def test_a_passage_is_embedded_at_the_time_that_the_weights_know_and_kept_as_it_is() -> None:
    document = read_document(PlanEntry(**ENTRY, period="2026-2030"), RAW)
    (chunk,) = chunk_document(document)
    assert "到2025年森林覆盖率达到63%,比2020年提高2个百分点。“十四五”期间建成2030套住房" in chunk.encoded
    assert "2030年" in chunk.passage


@pytest.mark.parametrize("period", ["2021-2025", "2016-2020", "2031-2035"])
def test_a_plan_of_any_period_is_embedded_alike(period: str) -> None:
    years = int(period[:4]) - 2026
    raw = shift_times(RAW, years).text
    (moved,) = chunk_document(read_document(PlanEntry(**ENTRY, period=period), raw))
    (chunk,) = chunk_document(read_document(PlanEntry(**ENTRY, period="2026-2030"), RAW))
    assert moved.text != chunk.text
    assert moved.encoded == chunk.encoded


def test_a_report_moves_with_its_year() -> None:
    entry = PlanEntry(**{**ENTRY, "kind": "政府工作报告", "title": "甲市政府工作报告"}, date=date(2026, 2, 1))
    (chunk,) = chunk_document(read_document(entry, "一、目标\n2026年生产总值增长5%。\n"))
    assert "2021年生产总值增长5%" in chunk.encoded
