"""How much of a sentence is quoted with a value: the whole if it is short, else the clauses that say whose it is and when."""

from __future__ import annotations

from embeddings.facts.times import nearest_year
from embeddings.sentences import clause_spans

_SHORT = 70
"""Characters; a sentence no longer than that is quoted whole."""
_CLAUSES = 110
"""Characters that a quote may reach back for the words that say whose value it is, and of which year."""


def quote_span(text: str, sentence: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Return the span of the quote of a value that ends at ``end`` and whose name or clause begins at ``start``.

    A year in a clause not far before is quoted with it. ``text`` is in search form.
    """
    if sentence[1] - sentence[0] <= _SHORT:
        return _trim(text, *sentence)
    clauses = list(clause_spans(text, *sentence))
    first = max((a for a, _ in clauses if a <= start), default=sentence[0])
    stop = min((b for _, b in clauses if b >= end), default=end)
    if not nearest_year(text[first:end]):
        for a, b in reversed([span for span in clauses if span[1] <= first]):
            if end - a > _CLAUSES:
                break
            if nearest_year(text[a:b]):
                first = a
                break
    return _trim(text, first, stop)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces and stops at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",，;；:：。"):
        end -= 1
    return start, end
