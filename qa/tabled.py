"""A question about an indicator is answered from the place that the indicator table reads, so that the two agree."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator, load_definitions
from embeddings.facts.fact import Fact
from embeddings.facts.from_text import wordings_in
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.evidence import Candidate
from qa.indicators.asking import asked_indicator, asked_role
from qa.indicators.choosing import read_cell


def as_in_the_table(
    query: Query, candidates: Sequence[Candidate], fit: Sequence[Candidate], document: Document
) -> list[Candidate]:
    """Return the fitting candidates with the place that the table reads first.

    Where the plan has no value for the cell, a candidate that does not even name the indicator is of another; and one
    that states it for other times is no answer where a target is asked for.
    """
    indicator, role = asked_indicator(query, [document]), asked_role(query, document)
    if indicator is None or role is None:
        return list(fit)
    best = read_cell(document, indicator, role).best
    if best is None or best.is_dash:
        named = [each for each in fit if _names(indicator, each, document)]
        other = [fact for fact in document.facts.get(indicator.id, ()) if fact.role != role]
        # What is printed for another time is no target, however well its row is named.
        return [each for each in named if not (query.wants_value and _states(each, other))]
    if not best.certain:
        return list(fit)
    there = [c for c in candidates if c.start < best.value_end and best.value_start < c.end]
    there.sort(key=lambda c: c.end - c.start)
    return [*there, *(each for each in fit if each not in there)]


def _states(candidate: Candidate, facts: Sequence[Fact]) -> bool:
    return any(candidate.start <= fact.value_start < candidate.end for fact in facts)


def _names(indicator: Indicator, candidate: Candidate, document: Document) -> bool:
    """Return whether a candidate names an indicator, not one whose name only holds its name (人均地区生产总值)."""
    said = document.search_text[candidate.start : candidate.end]
    if candidate.row is not None:
        said = search_form(candidate.row.name)
    definitions = load_definitions()
    if indicator not in definitions.indicators:
        return any(wording in said for wording in indicator.wordings)
    return not set(indicator.wordings).isdisjoint(wordings_in(said, definitions))
