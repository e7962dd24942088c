"""How much of a sentence is quoted with a value: the clauses that say whose value it is and of which year."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.corpus import Document
from embeddings.facts.periods import period_names
from embeddings.lexical import tokenize
from embeddings.needs import Need, coverage
from embeddings.queries import Query
from embeddings.sentences import clause_spans
from qa.evidence import Candidate

LONGEST = 320
"""Characters; a longer quote is not read."""
SHORT = 70
"""Characters; a sentence no longer than that is quoted whole."""
_CLAUSES = 110


def value_span(
    query: Query, document: Document, needs: Sequence[Need], candidate: Candidate
) -> tuple[int, int]:
    """Take the clauses around the value that say whose value it is and of which year, if they are near.

    A short sentence is quoted whole.
    """
    text = document.search_text
    start, end = candidate.start, candidate.end
    if query.form.part:
        line = text.rfind("\n", 0, start) + 1
        start = line if end - line <= LONGEST else start
        return start, end
    if candidate.sentence[1] - candidate.sentence[0] <= SHORT:
        return candidate.sentence
    clauses = list(clause_spans(text, *candidate.sentence))
    own = met(needs, text[start:end])
    for a, _ in reversed([span for span in clauses if span[1] <= start]):
        if end - a > _CLAUSES:
            break
        tells_year = period_names(text[a:start]) and not period_names(text[start:end])
        if met(needs, text[a:end]) > own + 0.08 or tells_year:
            start, own = a, met(needs, text[a:end])
    for a, b in clauses:
        if a == end and (
            b - start <= SHORT or (b - start <= _CLAUSES and met(needs, text[start:b]) > own + 0.08)
        ):
            end = b
    return start, end


def met(needs: Sequence[Need], text: str) -> float:
    """Return how much of the needs a text meets by itself, 0 to 1."""
    return coverage(needs, (set(tokenize(text)), 1.0))


def is_damaged(document: Document, start: int, end: int) -> bool:
    """Say whether a span has a place that cannot be read."""
    return document.is_damaged(start, end)
