"""Facts whose printed names are near in meaning to a question: 空气里最细的灰 asks for PM2.5 and has no word of it.

A name is near by the embedder alone. Whether a fact answers, the reader says of its row or sentence as of any other, and
it is told only from the chance on from which everything is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.chunking import Chunk
from embeddings.corpus import Document
from embeddings.queries import Query
from embeddings.retrieval import Hit, Retriever
from embeddings.scripts import to_simplified
from qa.answering.reading import Place, units_of

_NEAREST: Final = 5
"""Names of a plan whose figures are read."""
_MOST_PLANS: Final = 16
"""Plans whose names are looked at for one question."""


@dataclass(frozen=True, slots=True)
class Near:
    """What is to be read of the facts near to a question: hits, and those sentences and rows of them that print one."""

    hits: tuple[Hit, ...] = ()
    places: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that a document prints of its facts, float32 [n, dim], and the places of each with their chunks."""

    vectors: NDArray[np.float32]
    places: tuple[Mapping[Place, Chunk], ...]


class NearFacts:
    """Finds the facts of documents by the meaning of their names; those of a document are embedded when first asked."""

    def __init__(self, documents: Mapping[str, Document], retriever: Retriever) -> None:
        self._documents = documents
        self._retriever = retriever
        self._known: dict[str, _Names] = {}

    def find(self, query: Query) -> Near:
        """Return the facts nearest to a question in each plan that may answer, the nearest name of each first."""
        scope = [each for each in query.scope if each in self._documents]
        if not self._retriever.embedder.dimension or len(scope) > _MOST_PLANS:
            return Near()
        readings = query.readings or (query,)
        asked = np.stack(self._retriever.embedded([to_simplified(each.bare) for each in readings]))
        hits: list[Hit] = []
        places: set[Place] = set()
        for document_id in scope:
            names = self._names(document_id)
            near = (names.vectors @ asked.T).max(axis=1) if names.places else np.zeros(0, np.float32)
            for rank, at in enumerate(np.argsort(-near)[:_NEAREST].tolist(), start=1):
                places.update(names.places[at])
                similarity = float(near[at])
                hits += [
                    Hit(chunk, similarity, rank, similarity=similarity) for chunk in names.places[at].values()
                ]
        return Near(tuple(hits), frozenset(places))

    def _names(self, document_id: str) -> _Names:
        if document_id not in self._known:
            self._known[document_id] = self._read(self._documents[document_id])
        return self._known[document_id]

    def _read(self, document: Document) -> _Names:
        chunks = self._retriever.chunks_of(document.id)
        found: dict[str, dict[Place, Chunk]] = {}
        for fact in (each for facts in document.facts.values() for each in facts):
            place = _place_of(self._documents, chunks, fact.value_start)
            if place is not None and fact.certain and not (fact.damaged or fact.scope):
                found.setdefault(to_simplified(fact.wording), {}).setdefault(place[1], place[0])
        names = list(found)
        vectors = self._retriever.embedder.embed_passages(names) if names else np.zeros((0, 0), np.float32)
        return _Names(vectors, tuple(found.values()))


def _place_of(
    documents: Mapping[str, Document], chunks: Sequence[Chunk], at: int
) -> tuple[Chunk, Place] | None:
    """Return the row or sentence that a character of the clean text stands in, and its chunk."""
    for chunk in chunks:
        if not chunk.clean_start <= at < chunk.clean_end:
            continue
        for unit in units_of(documents, chunk):
            if unit.start <= at < unit.end:
                return chunk, (chunk.document_id, unit.start, unit.end)
    return None
