"""Which years a question asks about, which years a text speaks of, and whether the two go together."""

from __future__ import annotations

import re

from embeddings.needs import Kind
from embeddings.queries import Query
from embeddings.scripts import western_digits

_PERIODS = {"十三五": {"2020", "十三五"}, "十四五": {"2025", "十四五"}, "十五五": {"2030", "十五五"}}
_YEAR = re.compile(
    r"(?<![较比])20\d{2}(?=年|绝对|目标|20\d{2}年|[^\d\u4e00-\u9fff]|$)|二〇[一二三][一二三四五六七八九〇零]|十[三四五]五"
)
_PAST = re.compile(r"十三五|取得|成就|发展基础|完成情况")
_ACTUAL = re.compile(
    r"实际(?!利用|使用|到位|到账|居住)|完成了|实现了|最终(?!消费)|结果|actual(?!ly (?:utili[sz]ed|used|paid))|achieved|in fact|statistics"
)
_FIRST_PLANNED = 2021


def years_of(said: str, before: str, *around: str) -> set[str]:
    """Return the years and periods that a piece speaks of.

    Its own; else the nearest in what stands ``before`` it in its paragraph; else those of the texts ``around`` it. A
    year that it is compared with (较2019年) is not its own.
    """
    nearest = list(_YEAR.finditer(before))
    for text in (said, before[nearest[-1].start() :] if nearest else "", *around):
        found: set[str] = set()
        for match in _YEAR.findall(text):
            year = match if match in _PERIODS else western_digits(match)
            found |= _PERIODS.get(year, {year})
        if "2020" in found and "2025" not in found:
            found.add("十三五")
        if "2025" in found and "2020" not in found:
            found.add("十四五")
        if found:
            return found
        if _PAST.search(text):
            return {"2020", "十三五"}
    return set()


def fits_years(query: Query, near: set[str], kind: Kind) -> bool:
    """Say whether a text that speaks of the years ``near`` can answer for the years that are asked.

    A figure without a year in a plan is a target of its period. A figure for another year is no answer.
    """
    asked = set(query.years)
    if not asked or kind != "number":
        return True
    if not near:
        return bool(asked & {"2025", "十四五", "2021", "2022", "2023", "2024"}) and not _single_year(asked)
    if {"2021", "2025"} <= asked:
        asked.add("十四五")
    return bool(set().union(*(_PERIODS.get(year, {year}) for year in asked)) & near)


def years_in(folded: str) -> tuple[str, ...]:
    """Return the years and periods of a text in search form, in Western digits."""
    found = (match.group() for match in _YEAR.finditer(folded))
    return tuple(dict.fromkeys(year if year in _PERIODS else western_digits(year) for year in found))


def _single_year(asked: set[str]) -> bool:
    """Say whether a single year inside the period is asked for; a target of its end does not answer that."""
    return bool(asked & {"2021", "2022", "2023", "2024"}) and "2025" not in asked


def asks_for_results(query: Query) -> bool:
    """Say whether a question asks what became of a plan: the actual figure of a year that was still to come."""
    later = [year for year in query.years if year.isdigit() and int(year) >= _FIRST_PLANNED]
    return bool(later) and bool(_ACTUAL.search(query.standalone.lower()))
