"""Text cut into sentences and clauses, by spans, so that every piece keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"[。！？!?；;﹔][”’」』)）]*|\n+")
_CLAUSE_END = re.compile(r"[，：]|[,:](?!\d)|(?<!\d)[,:]")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of every sentence, its final mark included; lines end sentences too."""
    yield from _spans(text, 0, len(text), _SENTENCE_END)


def clause_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between commas and colons of ``text[start:end]``, the mark included; 1,000 stays whole."""
    yield from _spans(text, start, end, _CLAUSE_END)


def _spans(text: str, start: int, end: int, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    position = start
    for match in mark.finditer(text, start, end):
        if text[position : match.end()].strip():
            yield position, match.end()
        position = match.end()
    if text[position:end].strip():
        yield position, end
