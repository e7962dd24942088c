"""The second look at the first passages: how much of what is asked stands together in one place of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from embeddings.chunking import Chunk
from embeddings.lexical import tokenize
from embeddings.needs import Need, coverage
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans

_HEADING = 0.75
"""What the deepest heading adds to a place below it; it says what its text is about."""
_AROUND = 0.5
"""The same for the rest of the passage and the headings further up."""
_TELLING = 8
"""Letters of the shortest sentence that repeats another; figures in table cells repeat by chance."""
_KEPT = 4096
_NO_LETTER = re.compile(r"[\W_]+")

Tokens = frozenset[str]


class PlaceReader:
    """Weighs passages by their best place: the sentence or table row that meets most of a question's needs.

    A passage is found by all its words; a question is answered by one sentence of it. Passages that only have the
    words scattered over several matters fall behind.
    """

    def __init__(self) -> None:
        self._layers = lru_cache(maxsize=_KEPT)(_layers)
        self._sentences = lru_cache(maxsize=_KEPT)(_sentences)

    def best(self, needs: Sequence[Need], chunk: Chunk) -> float:
        """Return the coverage of the needs by the best place of a chunk, 0 to 1."""
        places, heading, around = self._layers(chunk)
        return max(coverage(needs, (place, 1.0), (heading, _HEADING), (around, _AROUND)) for place in places)

    def repeats(self, chunk: Chunk, other: Chunk) -> bool:
        """Say whether a chunk says nothing but what another chunk of the same plan says, word for word."""
        if chunk.document_id != other.document_id or chunk.id == other.id:
            return False
        own = self._sentences(chunk)
        return bool(own) and own <= self._sentences(other)


def _sentences(chunk: Chunk) -> frozenset[str]:
    """Return the sentences of a chunk that are long enough to tell anything, letters and digits alone."""
    pieces = (search_form(chunk.text[start:end]) for start, end in sentence_spans(chunk.text))
    letters = (_NO_LETTER.sub("", piece) for piece in pieces)
    return frozenset(each for each in letters if len(each) >= _TELLING)


def _layers(chunk: Chunk) -> tuple[tuple[Tokens, ...], Tokens, Tokens]:
    """Return the tokens of every place of a chunk, of its deepest heading, and of all of it."""
    text = chunk.reading or chunk.text
    places = tuple(frozenset(tokenize(text[start:end])) for start, end in sentence_spans(text))
    heading = frozenset(tokenize(chunk.chapter[-1])) if chunk.chapter else frozenset[str]()
    return places or (frozenset(),), heading, frozenset(tokenize(chunk.passage))
