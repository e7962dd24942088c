"""The period of a document: what its entry, title, date, first lines or headings tell."""

import datetime

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import read_document
from embeddings.facts.horizon import own_period
from embeddings.facts.periods import Period


def entry(title: str, kind: str = "纲要", period: str = "", date: datetime.date | None = None) -> PlanEntry:
    return PlanEntry(id="x", file="x", city="某市", title=title, kind=kind, period=period, date=date)


@pytest.mark.parametrize(
    ("given", "period"),
    [
        (entry("某市规划", period="2026-2030"), Period(2026, 2030, 15)),
        (entry("某市国民经济和社会发展第十五个五年规划和二〇三五年远景目标纲要"), Period(2026, 2030, 15)),
        (entry("某市“十六五”规划"), Period(2031, 2035, 16)),
        (entry("某市三年行动计划(2024—2026年)", "行动计划"), Period(2024, 2026)),
        (entry("2026年某市政府工作报告", "政府工作报告"), Period(2026, 2026)),
        (entry("政府工作报告", "政府工作报告", date=datetime.date(2026, 1, 8)), Period(2026, 2026)),
        (entry("某市国民经济和社会发展统计公报", "公报", date=datetime.date(2026, 3, 1)), Period(2025, 2025)),
        (entry("某市2025年国民经济和社会发展统计公报", "公报"), Period(2025, 2025)),
        (entry("某市高质量发展规划", "规划"), None),
        (entry("二〇三五年远景目标", "规划"), None),  # the year of a vision alone is no period
    ],
)
def test_the_entry_or_the_title_tells_the_period(given: PlanEntry, period: Period | None) -> None:
    assert own_period(given) == period


def test_the_first_lines_and_then_the_headings_tell_it_where_the_title_does_not() -> None:
    bare = entry("某市规划纲要")
    assert own_period(bare, "某市第十五个五年规划纲要", ["“十四五”发展成就"]) == Period.of_plan(15)
    assert own_period(bare, "某市规划", ["“十四五”发展成就", "“十五五”主要目标"]) == Period.of_plan(15)
    assert own_period(bare, "某市规划", ["发展成就"]) is None


def test_times_without_a_year_and_of_a_bulletin() -> None:
    text = "第一章 综合\n全年地区生产总值1000亿元。\n"
    plan = read_document(entry("某市“十五五”规划"), text)
    bulletin = read_document(entry("某市2025年统计公报", "公报"), text)
    none = read_document(entry("某市规划"), text)
    roles = [document.role_of(None) for document in (plan, bulletin, none)]
    assert roles == ["target", "baseline", "undated"]
    assert bulletin.role_of(Period.of_year(2025)) == "baseline"
    assert bulletin.role_of(Period.of_year(2024)) == "earlier"
    assert none.role_of(Period.of_year(2025)) == "undated"
