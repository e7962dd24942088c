"""Which year a value is of, and what that makes it for a plan: a target, its starting point, or neither.

The years are those that :func:`qa.periods.years_of` knows; here the nearest one is wanted, as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from embeddings.corpus import Document
from embeddings.scripts import search_form, western_digits
from qa.indicators.mention import Role
from qa.periods import years_of

_YEAR: Final = re.compile(
    r"(?<![\d.])20\d{2}(?![\d.])(?!年?可比价)|二〇[一二三四五][一二三四五六七八九〇零]|十[二三四五六七]五"
)
_COMPARED: Final = re.compile(
    r"(?:比|较|同比|相比|相对于|以)[“\"]?(?:20\d{2}年?|二〇[一二三]\S|十[二三四五六]五[”\"]?)[”\"]?(?:末|年末|底|年底|同期|为基期|为基准)?"
)
_SETS: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|力争|确保|争取|预计|计划)(?:到|至|截至)(?:20\d{2}|二〇[一二三四五][一二三四五六七八九〇零])年|十[二三四五六七]五”?(?:期间|时期|以来|[末底])|(?:^|\n)(?:20\d{2}年)"
)
_PLAN_NUMBER: Final = {name: number for number, name in enumerate("二三四五六七", start=12)}
_ORDINAL: Final = re.compile(r"第?十([二三四五六七])个?五")
_RANGE: Final = re.compile(r"(20\d{2})\D{1,3}(20\d{2})")


def nearest_year(*texts: str) -> str:
    """Return the last year or period of the first text that has one, in Western digits; what is compared with does not count.

    The texts, in search form, go from the nearest to the farthest. Empty where no text has one.
    """
    for text in texts:
        found = _YEAR.findall(_COMPARED.sub("", text))
        if found:
            return found[-1] if found[-1].startswith("十") else western_digits(found[-1])
    return ""


def year_before(paragraph: str) -> str:
    """Return the year or period that the sentences before set for what follows; one in passing (2019年获批) sets none."""
    found = list(_SETS.finditer(_COMPARED.sub("", paragraph)))
    return nearest_year(found[-1].group()) if found else ""


def year_around(headings: Iterable[str]) -> str:
    """Return the year or period of the nearest heading that tells one, by the rules of the answers (取得成就 is the past)."""
    for heading in headings:
        years = years_of(heading, "")
        if years:
            own = nearest_year(heading)
            return own or next((year for year in sorted(years) if year.startswith("十")), min(years))
    return ""


def compared_year(text: str) -> str:
    """Return the year that a change is counted from (较2019年下降), empty where none is said."""
    match = _COMPARED.search(text)
    return nearest_year(match.group()[1:]) if match else ""


def period_of(document: Document) -> tuple[int, int]:
    """Return the first and the last year of a plan: of its entry, else of its title; 2021 to 2025 where neither says it."""
    for text in (document.entry.period, search_form(document.title)):
        match = _RANGE.search(text)
        if match:
            return int(match[1]), int(match[2])
        ordinal = _ORDINAL.search(text)
        if ordinal:
            return _years_of_plan(_PLAN_NUMBER[ordinal[1]])
    return _years_of_plan(14)


def role_of(year: str, document: Document) -> Role:
    """Return what a value of a year is for a plan; one without a year is a target of its period, as in the answers."""
    start, end = period_of(document)
    if year.startswith("十"):
        first, last = _years_of_plan(_PLAN_NUMBER[year[1]])
        if last == start - 1:
            return "baseline"
        return "earlier" if last < start else "target" if first <= end else "later"
    if not year:
        return "target"
    number = int(year)
    if number == start - 1:
        return "baseline"
    return "earlier" if number < start else "target" if number <= end else "later"


def is_average(year: str) -> bool:
    """Say whether a year is a whole period."""
    return year.startswith("十")


def _years_of_plan(number: int) -> tuple[int, int]:
    """Return the first and last year of a five-year plan: the 14th ran from 2021 to 2025."""
    first = 2021 + 5 * (number - 14)
    return first, first + 4
