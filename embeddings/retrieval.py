"""From a question to ranked passages: dense and lexical search, fused, with every named city heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from embeddings.chunking import Chunk
from embeddings.embedders import Embedder
from embeddings.queries import Query
from embeddings.scripts import search_form, to_simplified
from embeddings.store import PlanIndex

RRF_K = 10
"""Reciprocal rank fusion, 1 / (k + rank) (Cormack et al. 2009); the small k measured best on this corpus."""
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query. ``score`` is the fused score, ``rank`` counts from 1."""

    chunk: Chunk
    score: float
    rank: int

    def to_json(self) -> dict[str, object]:
        """Return the hit as plain JSON values; offsets are into the raw text."""
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "city": self.chunk.city,
            "document_id": self.chunk.document_id,
            "section_id": self.chunk.section_id,
            "chapter": list(self.chunk.chapter),
            "text": self.chunk.text,
            "start": self.chunk.start,
            "end": self.chunk.end,
        }


@dataclass(slots=True)
class Timings:
    """Seconds spent by the last search, by stage."""

    embed: float = 0.0
    search: float = 0.0


class Retriever:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: PlanIndex, embedder: Embedder) -> None:
        self.index = index
        self._embedder = embedder
        self._positions: dict[str, list[int]] = {}
        for position, chunk in enumerate(index.chunks):
            self._positions.setdefault(chunk.document_id, []).append(position)
        self._folded = [search_form(f"{chunk.context}\n{chunk.text}") for chunk in index.chunks]

    @property
    def embedder(self) -> Embedder:
        """What questions are embedded with."""
        return self._embedder

    def retrieve(self, query: Query, *, limit: int = 10, timings: Timings | None = None) -> list[Hit]:
        """Return at most ``limit`` hits, best first, all from the documents in the query's scope.

        A query that compares gets hits from each document in turn.
        """
        began = perf_counter()
        groups = [[each] for each in query.scope] if query.compares else [list(query.scope)]
        # The encoder sees one city at a time: a question that names two lies between their passages.
        vectors = self._embedder.embed_queries([self._encoded(query, group) for group in groups])
        embedded = perf_counter()
        ranked = [self._rank(query, vector, group) for vector, group in zip(vectors, groups, strict=True)]
        merged = [pair for row in zip_longest(*ranked) for pair in row if pair is not None]
        if timings is not None:
            timings.embed, timings.search = embedded - began, perf_counter() - embedded
        return [
            Hit(self.index.chunks[position], score, rank)
            for rank, (position, score) in enumerate(merged[:limit], start=1)
        ]

    def similarity(self, query: Query, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of each text to a query of one plan or all, float32 [n]."""
        vector = self._embedder.embed_queries([self._encoded(query, query.scope)])[0]
        scores: NDArray[np.float32] = self._embedder.embed_passages(list(texts)) @ vector
        return scores

    def _encoded(self, query: Query, group: Sequence[str]) -> str:
        if query.language == "en":
            return query.standalone
        positions = self._positions.get(group[0]) if len(group) == 1 else None
        city = self.index.chunks[positions[0]].city if positions else ""
        return f"{to_simplified(city)} {query.topic}".strip()

    def _rank(
        self, query: Query, vector: NDArray[np.float32], documents: Iterable[str]
    ) -> list[tuple[int, float]]:
        """Return (position, fused score) of the chunks of some documents, best first."""
        among = [position for each in documents for position in self._positions.get(each, ())]
        if query.places:
            holding = [p for p in among if any(place in self._folded[p] for place in query.places)]
            among = holding or among
        if not among:
            return []
        lists = [[position for position, _ in self.index.vectors.search(vector, _DEPTH, among=among)]]
        if query.lexical:
            lists.append(self._lexical(query.lexical, among))
        return fuse(lists)

    def _lexical(self, text: str, among: Sequence[int]) -> list[int]:
        scores = self.index.lexical.scores(text)
        order = sorted((p for p in among if scores[p] > 0), key=lambda p: -scores[p])
        return order[:_DEPTH]


def fuse(lists: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Fuse ranked lists by reciprocal rank, best first; equal scores keep the order of the first list."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, position in enumerate(ranked, start=1):
            scores[position] = scores.get(position, 0.0) + 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
