"""Where a plan gives two figures for one thing: 森林覆盖率 71% in its table and 71.03% in a box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from embeddings.corpus import Document
from embeddings.facts.periods import Period
from embeddings.facts.quantities import find_quantities
from embeddings.needs import Need, main_need
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.comparisons import Value, read_value
from qa.evidence import Candidate
from qa.periods import end_of_period, target_years
from qa.spans import is_damaged

_NEARLY = 0.9
"""Share of the answer's coverage that another place must have to speak of the same thing."""
_QUALIFIED = re.compile(r"[\u4e00-\u9fff]{0,6}$")
_UNQUALIFIED = re.compile(
    r"^.*(?:全市|我市|全县|全区|年|底|前|时期?|期间|末|使|将|把|和|及|与|确保|力争|实现|达到|其中|城市|区域)$|^.{0,1}$"
)
"""What may stand before an indicator's name without making another indicator of it (户籍人口城镇化率 is another)."""
_MEANT_ANYHOW = "常住人口"
"""A qualifier that says no more than the bare name does."""
_UNIT = re.compile(r"[(（][^()（）]*[)）]|%")
_PART_OF_CITY = re.compile(
    r"区域内|园区|新区|高新区|经开区|城镇群|城市群|片区|组团|镇|乡|农村|城区|示范|试点|[^全各]县"
)
"""What tells in a sentence that its figure is not that of the whole city."""


def contradicting(
    query: Query,
    needs: Sequence[Need],
    best: Candidate,
    candidates: Sequence[Candidate],
    documents: Mapping[str, Document],
) -> Candidate | None:
    """Return another place of the same plan that gives another figure for what ``best`` answers, or None.

    It must name the same indicator with the same qualifier, for the same time, by the same measure and in the same
    unit; a damaged figure contradicts nothing.
    """
    document = documents[best.hit.chunk.document_id]
    own = _value(query, needs, best, document)
    if own is None or is_damaged(document, best.start, best.end):
        return None
    for other in candidates:
        if (
            other.hit.chunk.document_id != document.id
            or not other.fits
            or other.coverage < _NEARLY * best.coverage
            or (other.start < best.end and best.start < other.end)
            or is_damaged(document, other.start, other.end)
        ):
            continue
        value = _value(query, needs, other, document)
        if (
            value is None
            or own.quantity.holds_with(value.quantity)
            or not own.quantity.converts_to(value.quantity)
            or own.quantity.size in _sizes(query, other, document)
            or value.quantity.size in _sizes(query, best, document)
            or _measure(other, value, document) != _measure(best, own, document)
        ):
            continue
        if _of_a_part(query, best, document) != _of_a_part(query, other, document):
            continue
        if _same_years(query, document.period, (best, own), (other, value)) and _same_name(
            needs, best, other, document
        ):
            return other
    return None


def _value(query: Query, needs: Sequence[Need], candidate: Candidate, document: Document) -> Value | None:
    """Return the figure of a place that stands right behind the indicator's own name."""
    if candidate.row is not None and candidate.table is not None:
        row = candidate.row
        years = query.years or target_years(document.period, row.columns)
        said = row.statement(years) if row.columns else row.reading(candidate.table)
        return read_value(needs, said)
    said = document.search_text[candidate.start : candidate.end]
    return read_value(needs, said) if any(name in said for name in _names(needs)) else None


def _sizes(query: Query, candidate: Candidate, document: Document) -> set[Decimal | None]:
    """Return all amounts of a place for the years asked: a row may give the old target beside what was reached."""
    said = document.search_text[candidate.start : candidate.end]
    if candidate.row is not None and candidate.row.columns:
        columns = candidate.row.columns
        said = search_form(candidate.row.statement(query.years or target_years(document.period, columns)))
    return {each.quantity.size for each in find_quantities(said)}


def _measure(candidate: Candidate, value: Value, document: Document) -> tuple[str, bool]:
    """Return the sort of an amount, and whether it is a yearly mean."""
    yearly = "年均" in document.search_text[candidate.start : candidate.end]
    return value.quantity.sort, value.quantity.sort == "growth" and yearly


def _of_a_part(query: Query, candidate: Candidate, document: Document) -> bool:
    """Say whether what leads to a figure in its sentence tells of a part of the city that is not asked about."""
    if candidate.row is not None:
        return False
    lead = document.search_text[candidate.sentence[0] : candidate.end]
    asked = search_form(query.standalone)
    return any(match.group() not in asked for match in _PART_OF_CITY.finditer(lead))


def _same_years(
    query: Query, own: Period | None, one: tuple[Candidate, Value], other: tuple[Candidate, Value]
) -> bool:
    """Return whether two figures are of one time; in a plan one without a year is a target of its period."""
    times = []
    for candidate, value in (one, other):
        years = value.years if candidate.row is not None else candidate.years
        times.append(years & set(query.years) or years)
    return times[0] == times[1] or all(not years or years & end_of_period(own) for years in times)


def _same_name(needs: Sequence[Need], one: Candidate, other: Candidate, document: Document) -> bool:
    labels = [_label(needs, each, document) for each in (one, other)]
    return bool(labels[0]) and labels[0] == labels[1]


def _label(needs: Sequence[Need], candidate: Candidate, document: Document) -> str:
    """Return the indicator's name with what narrows it (户籍人口城镇化率), or nothing where it is not named."""
    said = (
        search_form(candidate.row.name)
        if candidate.row is not None
        else document.search_text[candidate.start : candidate.end]
    )
    for name in _names(needs):
        at = said.find(name)
        if at >= 0:
            found = _QUALIFIED.search(said[:at])
            before = found.group() if found else ""
            label = name if _UNQUALIFIED.match(before) else before + name
            part = _UNIT.sub("", said[at + len(name) :]) if candidate.row is not None else ""
            return (label + part.strip()).removeprefix(_MEANT_ANYHOW)
    return ""


def _names(needs: Sequence[Need]) -> Sequence[str]:
    main = main_need(needs)
    return sorted(main.names, key=len, reverse=True) if main is not None else ()
