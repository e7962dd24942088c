"""When a plan was issued and which years it is for, as its first and last lines say, or as it is inferred.

See :mod:`embeddings.proposals`.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.facts.periods import Period, find_periods, find_span
from embeddings.markers import chinese_number
from embeddings.scripts import search_form

QUOTED: Final = re.compile(r"《([^《》]{6,70})》")
REPORT: Final = "政府工作报告"
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})")
_CN_DATE: Final = re.compile(
    r"(二[〇○零][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_SHORTEST, _LONGEST = 2, 15
"""Years between the first and the last of what is a plan's period and not that of a project."""
_FEWEST_NAMED, _CLEARLY = 5, 2
"""How often a text names the five-year plan that it is, and how much oftener than any other."""
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})年")


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and where it was read: a line of the text, the file's name, or what it was concluded from."""

    value: str
    source: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, or of what the file says of itself, and where it was read."""

    text: str
    source: str


def find_date(front: Sequence[Line], back: Sequence[Line], facts: Mapping[str, str]) -> Fact | None:
    """Return the date of approval or issue, or a line that is little more than a date; else that of the web page."""
    for said in (r"印发|通过|批准|会议上|大会上|^.{0,24}$", r"发布|日期|时间"):
        for line in [*front, *back]:
            posted = re.search(r"发布|时间", line.text) and not re.search(r"印发|通过|批准", line.text)
            if len(line.text) > 80 or not re.search(said, line.text) or (posted and "发布" not in said):
                continue
            for date in _dates(line.text):
                return Fact(date.isoformat(), line.source)
    for date in _dates(facts.get("date", "")):
        return Fact(date.isoformat(), "the page's date field", inferred=True)
    return None


def _dates(text: str) -> Iterator[datetime.date]:
    numbers = [tuple(int(part) for part in match.groups()) for match in _DATE.finditer(text)]
    for year, month, day in (match.groups() for match in _CN_DATE.finditer(text)):
        digits = year.translate(str.maketrans("〇○零一二三四五六七八九", "000123456789"))
        numbers.append((int(digits), chinese_number(month), chinese_number(day)))
    for year_number, month_number, day_number in numbers:
        try:
            yield datetime.date(year_number, month_number, day_number)
        except ValueError:
            continue


def find_period(
    title: Fact | None, front: Sequence[Line], named: Line, lines: Sequence[str], date: Fact | None
) -> Fact | None:
    """Return the years that the plan runs, as 2021-2025: 十四五 is 2021 to 2025; for a work report its year.

    Where neither title nor file name tells them it is the plan that the text names by far most often, or the first that
    its first lines name.
    """
    places = [*([Line(title.value, title.source)] if title else []), named]
    told = next((fact for line in places if (fact := _stated(search_form(line.text), line.source))), None)
    if told is not None:
        return told
    if title and REPORT in title.value:  # it speaks of a plan's years, which are not its own
        return _report_year(places, date)
    counted = _most_named(lines)
    if counted is not None:
        return counted
    fronts = (_stated(search_form(QUOTED.sub("", line.text)), line.source) for line in front)
    return next((fact for fact in fronts if fact), None)


def _stated(folded: str, source: str) -> Fact | None:
    span = find_span(folded)
    if span is None or not _SHORTEST <= span.last - span.first <= _LONGEST:
        span = next((each.period for each in find_periods(folded) if each.period.plan), None)
    return Fact(_years(span), source) if span is not None else None


def _report_year(places: Sequence[Line], date: Fact | None) -> Fact | None:
    """Return the year that a report's title, its file's name or its date gives it."""
    for line in places:
        if year := _YEAR.search(line.text):
            return Fact(year[1], line.source)
    return Fact(date.value[:4], date.source, inferred=date.inferred) if date else None


def _most_named(lines: Sequence[str]) -> Fact | None:
    """Return the five-year plan that a text names often, and at least twice as often as any other."""
    folded = search_form("\n".join(lines))
    counts = Counter(each.period for each in find_periods(folded) if each.period.plan)
    (first, often), (_, second) = [*counts.most_common(2), (None, 0), (None, 0)][:2]
    if first is None or often < _FEWEST_NAMED or often < _CLEARLY * second:
        return None
    return Fact(_years(first), f"named {often} times in the text", inferred=True)


def _years(period: Period) -> str:
    return f"{period.first}-{period.last}"
