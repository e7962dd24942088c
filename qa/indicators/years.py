"""Which year a value is of: the nearest one that is said, as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import COMPARED, PLAN, YEAR, Period, blank_compared, find_periods, is_plan_name
from qa.indicators.mention import Role
from qa.periods import years_of

_SETS: Final = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|力争|确保|争取|预计|计划)(?:到|至|截至)(?:{YEAR})年|(?:{PLAN})”?(?:期间|时期|以来|[末底])|(?:^|\n)(?:{YEAR})年"
)


def nearest_year(*texts: str, own: Period | None = None) -> str:
    """Return the name of the last year or period of the first text that has one; what is compared with does not count.

    The texts, in search form, go from the nearest to the farthest. Empty where no text has one.
    """
    for text in texts:
        found = list(find_periods(blank_compared(text), own))
        if found:
            return found[-1].period.name
    return ""


def year_before(paragraph: str) -> str:
    """Return the year or period that the sentences before set for what follows; one in passing (2019年获批) sets none."""
    found = list(_SETS.finditer(blank_compared(paragraph)))
    return nearest_year(found[-1].group()) if found else ""


def year_around(document: Document, headings: Iterable[str]) -> str:
    """Return the year or period of the nearest heading that tells one, by the rules of the answers (取得成就 is the past)."""
    for heading in headings:
        years = years_of(document.period, heading, "")
        if years:
            own = nearest_year(heading, own=document.period)
            return own or next((year for year in sorted(years) if is_plan_name(year)), min(years))
    return ""


def compared_year(text: str) -> str:
    """Return the year that a change is counted from (较2019年下降), empty where none is said."""
    match = COMPARED.search(text)
    return nearest_year(match.group()[1:]) if match else ""


def role_of(year: str, document: Document) -> Role:
    """Return what a value of a year is for a plan; one without a year is a target of its period, as in the answers."""
    return document.role_of(Period.parse(year) if year else None)


def is_average(year: str) -> bool:
    """Return whether a year is a whole period."""
    return is_plan_name(year)
