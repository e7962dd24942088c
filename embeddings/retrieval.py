"""From a question to ranked passages: dense and lexical search, fused, with every named city heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, zip_longest
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from embeddings.chunk_file import positions_by_document
from embeddings.chunking import Chunk
from embeddings.embedders import Embedder
from embeddings.index import best
from embeddings.queries import Query
from embeddings.scripts import search_form, to_simplified
from embeddings.store import PlanIndex

RRF_K = 10
"""Reciprocal rank fusion, 1 / (k + rank) (Cormack et al. 2009); the small k measured best on this corpus."""
_DEPTH = 50
_MOST_ENCODED = 16
_FOLDED_KEPT = 4096


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
        self._positions = positions_by_document(index.chunks)
        self._folded = lru_cache(maxsize=_FOLDED_KEPT)(self._fold)

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
        # The encoder sees one city at a time: a question that names two lies between their passages. Asked about
        # very many it sees the question once: each encoding takes some 10 ms.
        asked = groups if len(groups) <= _MOST_ENCODED else [[]]
        vectors = self._embedder.embed_queries([self._encoded(query, group) for group in asked])
        embedded = perf_counter()
        words = self.index.lexical.scores(query.lexical) if query.lexical else None
        pairs = zip(cycle(vectors) if len(asked) < len(groups) else vectors, groups, strict=False)
        ranked = [self._rank(query, vector, group, words) for vector, group in pairs]
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
        city = self.index.chunks[int(positions[0])].city if positions is not None else ""
        return f"{to_simplified(city)} {query.topic}".strip()

    def _rank(
        self,
        query: Query,
        vector: NDArray[np.float32],
        documents: Sequence[str],
        words: NDArray[np.float32] | None,
    ) -> list[tuple[int, float]]:
        """Return (position, fused score) of the chunks of some documents, best first.

        ``words`` are the lexical scores of all chunks, float32 [n].
        """
        among = self._among(documents)
        if query.places:
            holding = self._holding(query.places, among)
            among = holding if len(holding) else among
        if not len(among):
            return []
        everywhere = len(among) == len(self.index.chunks)
        nearest = self.index.vectors.search(vector, _DEPTH, among=None if everywhere else among)
        lists = [[position for position, _ in nearest]]
        if words is not None:
            scores = words[among]
            lists.append([int(among[at]) for at in best(scores, _DEPTH) if scores[at] > 0])
        return fuse(lists)

    def _among(self, documents: Iterable[str]) -> NDArray[np.int64]:
        """Return the positions of the chunks of some documents."""
        found = [self._positions[each] for each in documents if each in self._positions]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _holding(self, places: Sequence[str], among: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those positions whose chunks name one of the places; the lexical index says which may."""
        held: set[int] = set()
        for place in places:
            may = self.index.lexical.holding(place)
            candidates = among if may is None else np.intersect1d(may, among)
            held.update(position for position in candidates.tolist() if place in self._folded(position))
        return np.array(sorted(held), dtype=np.int64)

    def _fold(self, position: int) -> str:
        chunk = self.index.chunks[position]
        return search_form(f"{chunk.context}\n{chunk.text}")


def fuse(lists: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Fuse ranked lists by reciprocal rank, best first; equal scores keep the order of the first list."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, position in enumerate(ranked, start=1):
            scores[position] = scores.get(position, 0.0) + 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
