"""A question about an indicator is answered from the place that the indicator table reads, so that the two agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator, load_indicators
from embeddings.facts.periods import PLAN, YEAR
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.evidence import Candidate
from qa.indicators.choosing import CellRole, read_cell
from qa.periods import end_of_period

_FRAME = re.compile(
    rf"(?:{YEAR})年?|[“”\"]|(?:{PLAN})(?:时期|期间|末|规划)?"
    r"|目标值?|规划|计划|预期|预计|实现|力争|争取|要求|要|将|"
    r"多少(?:亿元|万人|万吨|万亩|岁|人|家|件|个|张|%)?|百分之几|几|是|为|达到?|超过|提高到|增加到|到|年底?|末|的|各自?|分别|想|全市|我市|本市|市|目前|现在|"
    r"哪个|哪里|更|最|谁|高|低|大|小|呢|[\s?？,，。、:：;；()和与及跟同比较]"
)


def asked_indicator(query: Query) -> Indicator | None:
    """Return the indicator whose name is all that a question in Chinese asks about, or None."""
    if query.language == "en":
        return None  # its words are a translator's, not an indicator's name
    name = _FRAME.sub("", search_form(query.focus))
    return next(
        (each for each in load_indicators() if any(name == _FRAME.sub("", w) for w in each.wordings)), None
    )


def as_in_the_table(
    query: Query, candidates: Sequence[Candidate], fit: Sequence[Candidate], document: Document
) -> list[Candidate]:
    """Return the fitting candidates with the place that the table reads first.

    Where the plan has no value for the cell, a candidate that does not even name the indicator is of another.
    """
    indicator, role = asked_indicator(query), _role(query, document)
    if indicator is None or role is None:
        return list(fit)
    best = read_cell(document, indicator, role).best
    if best is None or best.is_dash:
        return [each for each in fit if _names(indicator, each, document)]
    if not best.certain:
        return list(fit)
    there = [c for c in candidates if c.start < best.value_end and best.value_start < c.end]
    there.sort(key=lambda c: c.end - c.start)
    return [*there, *(each for each in fit if each not in there)]


def _role(query: Query, document: Document) -> CellRole | None:
    """Return which cell of the table is asked for; None where it is neither, or both."""
    years, own = set(query.years), document.period
    if not years or years <= end_of_period(own):
        return "target"
    return "baseline" if own is not None and years <= end_of_period(own.previous) else None


def _names(indicator: Indicator, candidate: Candidate, document: Document) -> bool:
    said = document.search_text[candidate.start : candidate.end]
    if candidate.row is not None:
        said = search_form(candidate.row.name)
    return any(wording in said for wording in indicator.wordings)
