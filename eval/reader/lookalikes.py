"""Passages that share words with a question, found by bigram BM25: the negatives that look like answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from embeddings.lexical import tokenize
from eval.reader.rows import Source

_WINDOW = 240
_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Some consecutive lines of a source."""

    source: Source
    numbers: range


class Lookalikes:
    """Windows of all sources, searched by words."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._places = [Place(source, numbers) for source in sources for numbers in _windows(source)]
        corpus = [
            tokenize(" ".join([place.source.city, *(place.source.line(n) for n in place.numbers)]))
            for place in self._places
        ]
        self._index = bm25s.BM25()
        self._index.index(corpus, show_progress=False)

    def find(self, query: str, source: Source, answers: Collection[int]) -> tuple[list[Place], list[Place]]:
        """Return places of the same source that hold none of ``answers``, and places of others, best first."""
        tokens = [token for token in tokenize(query) if token in self._index.vocab_dict]
        if not tokens:
            return [], []
        scores = self._index.get_scores(tokens)
        own, others = [], []
        for index in np.argsort(-scores)[:_DEPTH]:
            place = self._places[int(index)]
            if place.source.name != source.name:
                others.append(place)
            elif not set(place.numbers) & set(answers):
                own.append(place)
        return own, others


def _windows(source: Source) -> list[range]:
    windows, first, size = [], 1, 0
    for number in range(1, len(source.lines) + 1):
        cut = number > first and (
            size + len(source.line(number)) > _WINDOW
            or source.headings[number - 1] != source.headings[first - 1]
        )
        if cut:
            windows.append(range(first, number))
            first, size = number, 0
        size += len(source.line(number))
    windows.append(range(first, len(source.lines) + 1))
    return windows
