"""Which time a piece of a document speaks of: its own words, those before it, its headings, relative to the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from embeddings.facts.periods import (
    COMPARED,
    PLAN,
    YEAR,
    Period,
    Role,
    blank_compared,
    find_periods,
    find_plan,
    period_names,
    plan_of,
    with_plan_ends,
)

if TYPE_CHECKING:
    from embeddings.corpus import Document

_PAST: Final = re.compile(r"取得|成就|发展基础|完成情况")

_SETS: Final = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|力争|确保|争取|预计|计划)(?:到|至|截至)(?:{YEAR})年|(?:{PLAN})”?(?:期间|时期|以来|[末底])|(?:^|\n)(?:{YEAR})年"
)


_FIVE_PAST: Final = re.compile(r"过去的?[五5]年|[五5]年以?来")
_OPENS: Final = re.compile(r"(?:^|[。;\n])\s*$")
"""What stands before the words that open a sentence."""


def years_of(own: Period | None, said: str, before: str, *around: str) -> set[str]:
    """Return the names of the years and periods that a piece speaks of, in a document whose period is ``own``.

    Its own; else the nearest in what stands ``before`` it in its paragraph; else those of the texts ``around`` it. A
    year that it is compared with (较2019年) is not its own. The year that a document's plan, or the one before it, ends
    in stands for that plan too where only one of the two is named.
    """
    nearest = list(find_periods(blank_compared(before), own))
    for text in (said, before[nearest[-1].start :] if nearest else "", *around):
        found = with_plan_ends(set(period_names(blank_compared(text), own)))
        ends = [each for each in _plans_of(own) if str(each.last) in found]
        if len(ends) == 1:
            found.add(ends[0].name)
        if not found and own is not None and _PAST.search(text):
            found = with_plan_ends({own.previous.name})
        if found:
            return found
    return set()


def nearest_year(*texts: str, own: Period | None = None) -> str:
    """Return the name of the last year or period of the first text that has one; what is compared with does not count.

    The texts, in search form, go from the nearest to the farthest. Empty where no text has one.
    """
    for text in texts:
        found = list(find_periods(blank_compared(text), own))
        if found:
            return found[-1].period.name
    return ""


def year_before(paragraph: str, own: Period | None = None) -> str:
    """Return the year or period that the sentences before set for what follows; one in passing (2019年获批) sets none.

    In a yearly document a sentence that begins with 今年 or 去年 sets it as well.
    """
    text = blank_compared(paragraph)
    named = list(find_periods(text))
    found = [
        (match.end(), max(inside, key=lambda each: each.start).period.name)
        for match in _SETS.finditer(text)
        if (inside := [each for each in named if match.start() <= each.start < match.end()])
    ]
    if own is not None and own.is_year:
        spoken = (each for each in find_periods(text, own) if _OPENS.search(text[: each.start]))
        found += [(each.end, each.period.name) for each in spoken]
    return max(found)[1] if found else ""


def past_years(paragraph: str, own: Period | None) -> str:
    """Return the five-year plan that 过去五年 or 五年来 means where nothing behind it names another time; empty if none."""
    told = [match.end() for match in _FIVE_PAST.finditer(paragraph)]
    if own is None or not told or nearest_year(paragraph[told[-1] :], own=own):
        return ""
    before = own.previous if own.as_plan.plan else plan_of(own.first - 1)
    return before.name if before.plan and before.last == own.first - 1 else ""


def year_around(document: Document, headings: Iterable[str], *, several: bool = False) -> str:
    """Return the year or period of the nearest heading that tells one, by the rules of the answers (取得成就 is the past).

    Where the heading of a yearly document names a year and a plan (2025年工作和“十四五”回顾) a value is of the year, or
    of the plan if it is of ``several`` years.
    """
    yearly = document.period is not None and document.period.is_year
    for heading in headings:
        named = [each.period for each in find_periods(heading, document.period)]
        years_alone = [each for each in named if each.is_year]
        if yearly and years_alone and any(each.plan for each in named):
            return next((each.name for each in named if each.plan), "") if several else years_alone[0].name
        years = years_of(document.period, heading, "")
        if years:
            own = nearest_year(heading, own=document.period)
            return own or next((year for year in sorted(years) if is_average(year)), min(years))
    return ""


def compared_year(text: str) -> str:
    """Return the year that a change is counted from (较2019年下降), empty where none is said."""
    match = COMPARED.search(text)
    return nearest_year(match.group()[1:]) if match else ""


def role_of(year: str, document: Document) -> Role:
    """Return what a value of a year is for a plan; one without a year is a target of its period, as in the answers."""
    return document.role_of(Period.parse(year) if year else None)


def is_average(year: str) -> bool:
    """Return whether the name of a time is that of a whole five-year plan, 十五 too, which in a text is a number.

    >>> is_average("十五"), is_average("2005")
    (True, False)
    """
    plan = find_plan(year)
    return plan is not None and plan.name == year


def _plans_of(own: Period | None) -> list[Period]:
    """Return the plan before a document's own and its own; nothing where its period is no five-year plan."""
    plan = own.as_plan if own is not None else None
    return [plan.previous, plan] if plan is not None and plan.plan else []
