"""From a question to ranked passages: dense and lexical search, fused, with every named city heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import cycle, zip_longest
from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from embeddings.chunk_file import positions_by_document
from embeddings.chunking import Chunk
from embeddings.confidence import confidence
from embeddings.embedders import Embedder
from embeddings.encoder_view import EncoderView
from embeddings.index import best
from embeddings.needs import Need, TermWeights
from embeddings.queries import Query
from embeddings.query.history import Cited
from embeddings.rereading import PlaceReader
from embeddings.scripts import search_form, to_simplified
from embeddings.store import PlanIndex

LEXICAL_SHARE = 0.2
"""What the lexical score counts for in the fused score; the rest is the cosine."""
PLACE_WEIGHT = 0.3
"""What the coverage of the best place counts for, beside a fused score of 0 to 1."""
_CITED_PLACE = 4
"""Where a passage that the last answer cited stands at the latest, so that it is read again."""
_DEPTH = 50
_REREAD = 20
"""Passages of a plan, or of all where none is named, whose places are read again."""
_MOST_REREAD = 320
"""The same for all plans of one question together; each takes some 0.2 ms."""
_MOST_ENCODED = 16
_TOLD_FROM = 5
"""Hits that tell whether the corpus answers."""
_FOLDED_KEPT = 4096
_QUESTIONS_KEPT = 64
"""Vectors of questions that stay in memory: each is needed again."""

_Seen: TypeAlias = Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]]
"""The vectors of a question, each with the numbers of the views in which it reads so."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query. ``score`` is the fused score, ``rank`` counts from 1, ``similarity`` is the cosine.

    ``also`` are chunks of the same plan that say nothing but what this one says.
    """

    chunk: Chunk
    score: float
    rank: int
    also: tuple[Chunk, ...] = ()
    similarity: float = 0.0

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
            "also": [
                {"section_id": c.section_id, "chapter": list(c.chapter), "start": c.start, "end": c.end}
                for c in self.also
            ],
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
        self.weights = TermWeights.from_index(index.lexical)
        self._places = PlaceReader()
        self._folded = lru_cache(maxsize=_FOLDED_KEPT)(self._fold)
        self._numbers = lru_cache(maxsize=_FOLDED_KEPT)(self._number)
        self._questions: dict[str, NDArray[np.float32]] = {}

    @property
    def embedder(self) -> Embedder:
        """What questions are embedded with."""
        return self._embedder

    def retrieve(self, query: Query, *, limit: int = 10, timings: Timings | None = None) -> list[Hit]:
        """Return at most ``limit`` hits, best first, all from the documents in the query's scope.

        A query that compares gets hits from each document in turn.
        """
        began = perf_counter()
        readings = query.readings or (query,)
        groups = [[each] for each in query.scope] if query.compares else [list(query.scope)]
        # The encoder sees one city at a time: a question that names two lies between their passages. Asked about
        # very many it sees the question once: each encoding takes some 10 ms.
        asked = groups if len(groups) <= _MOST_ENCODED else [list(query.scope)]
        vectors = self._vectors([[self._encoded(each, group) for each in readings] for group in asked])
        embedded = perf_counter()
        words = [self.index.lexical.scores(each.lexical) if each.lexical else None for each in readings]
        pairs = list(zip(cycle(vectors) if len(asked) < len(groups) else vectors, groups, strict=False))
        reread = min(_REREAD, _MOST_REREAD // max(len(groups), 1))
        needs = self.weights.needs(query)
        ranked = [self._rank(query, each, group, words, needs=needs, reread=reread) for each, group in pairs]
        merged = (pair for row in zip_longest(*ranked) for pair in row if pair is not None)
        hits = self._with_cited(self._folded_hits(merged, limit), query, limit)
        hits = self._with_similarity(hits, pairs)
        if timings is not None:
            timings.embed, timings.search = embedded - began, perf_counter() - embedded
        return hits

    def _folded_hits(self, ranked: Iterable[tuple[int, float]], limit: int) -> list[Hit]:
        """Return the first ``limit`` hits; a passage that repeats a better one of its plan is a place of that."""
        hits: list[Hit] = []
        for position, score in ranked:
            chunk = self.index.chunks[position]
            same = next((at for at, hit in enumerate(hits) if self._places.repeats(chunk, hit.chunk)), None)
            if same is not None:
                hits[same] = replace(hits[same], also=(*hits[same].also, chunk))
            elif len(hits) == limit:
                break
            else:
                hits.append(Hit(chunk, score, len(hits) + 1))
        return hits

    def _with_cited(self, hits: list[Hit], query: Query, limit: int) -> list[Hit]:
        """Return the hits with a passage that the last answer cited no further back than the reader looks."""
        if not query.cited or not hits or query.compares:
            return hits
        cited = query.cited[0]
        at = next((at for at, hit in enumerate(hits) if _is_cited(hit.chunk, cited)), None)
        if at is not None and at < _CITED_PLACE:
            return hits
        if at is None:
            positions = self._positions.get(cited.document_id) if cited.document_id in query.scope else None
            chunks = (self.index.chunks[int(each)] for each in (() if positions is None else positions))
            chunk = next((each for each in chunks if _is_cited(each, cited)), None)
            if chunk is None:
                return hits
            moved = Hit(chunk, hits[-1].score, 0)
        else:
            moved = hits.pop(at)
        ordered = [*hits[: _CITED_PLACE - 1], moved, *hits[_CITED_PLACE - 1 :]]
        return [replace(hit, rank=rank) for rank, hit in enumerate(ordered[:limit], start=1)]

    def _with_similarity(
        self,
        hits: Sequence[Hit],
        asked: Sequence[tuple[Sequence[_Seen], Sequence[str]]],
    ) -> list[Hit]:
        """Return the hits with the cosine of each to the question as it was put to its document, the best way to read it."""
        vectors = {document: each for each, group in asked for document in group}
        found = []
        for hit in hits:
            document = hit.chunk.document_id
            position = np.array([self._numbers(document)[hit.chunk.id]])
            view = self._views[position[0]]
            fitting = (vector for each in vectors[document] for views, vector in each if view in views)
            cosines = [self.index.vectors.similarities(vector, position) for vector in fitting]
            found.append(replace(hit, similarity=max(float(each[0]) for each in cosines)))
        return found

    def confidence(self, query: Query, hits: Sequence[Hit]) -> float:
        """Return how likely the corpus answers a query at all, 0 to 1, given its hits."""
        if not hits or (query.uncovered and not query.named):
            return 0.0
        needs = self.weights.needs(query)
        covered = max(self._places.best(needs, hit.chunk) for hit in hits[:_TOLD_FROM])
        return confidence(covered, names_a_plan=bool(query.named))

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """Return the chunks of a document, in its order; none of one that the index does not have."""
        return [self.index.chunks[int(each)] for each in self._positions.get(document_id, ())]

    def embedded(self, questions: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the vectors of some questions; those of the last ones are kept, since each is needed again."""
        kept = self._questions
        new = [each for each in dict.fromkeys(questions) if each not in kept]
        found = dict(zip(new, self._embedder.embed_queries(new), strict=True)) if new else {}
        vectors = [found[each] if each in found else kept[each] for each in questions]
        # A new mapping each time: other threads read the old one.
        self._questions = dict([*kept.items(), *found.items()][-_QUESTIONS_KEPT:])
        return vectors

    def _vectors(self, asked: Sequence[Sequence[Mapping[str, NDArray[np.int32]]]]) -> list[list[_Seen]]:
        """Return the vectors of the questions of each group, embedded together, with the views they are for."""
        texts = list(dict.fromkeys(text for group in asked for each in group for text in each))
        found = dict(zip(texts, self.embedded(texts), strict=True))
        return [[[(views, found[text]) for text, views in each.items()] for each in group] for group in asked]

    def _encoded(self, query: Query, group: Sequence[str]) -> dict[str, NDArray[np.int32]]:
        """Return the question as it was put, the city that is asked in front: so the embedder was tuned.

        It is seen as the documents of the group are: there may be several wordings, each with the numbers of its views.
        """
        asked = to_simplified(query.standalone)
        positions = [self._positions[each] for each in group if each in self._positions]
        if query.language != "en" and len(group) == 1 and positions:
            asked = f"{to_simplified(self.index.chunks[int(positions[0][0])].city)} {asked}"
        numbers: dict[str, list[int]] = {}
        for number in dict.fromkeys(int(self._views[each[0]]) for each in positions):
            numbers.setdefault(self._view_list[number].text(asked), []).append(number)
        return {text: np.array(each, dtype=np.int32) for text, each in (numbers or {asked: []}).items()}

    def _rank(
        self,
        query: Query,
        vectors: Sequence[_Seen],
        documents: Sequence[str],
        words: Sequence[NDArray[np.float32] | None],
        *,
        needs: Sequence[Need],
        reread: int,
    ) -> list[tuple[int, float]]:
        """Return (position, fused score) of the chunks of some documents, best first.

        There is a vector and the lexical scores of all chunks, float32 [n], for each way to read the question: the
        better score counts. The places of the first ``reread`` are weighed.
        """
        among = self._among(documents)
        if query.places:
            holding = self._holding(query.places, among)
            among = holding if len(holding) else among
        if not len(among):
            return []
        fused: dict[int, float] = {}
        for vector, scores in zip(vectors, words, strict=True):
            for position, score in self._fused(vector, scores, among):
                fused[position] = max(score, fused.get(position, 0.0))
        positions = np.array(list(fused), dtype=np.int64)
        return self._reread(needs, positions, np.array(list(fused.values()), dtype=np.float32), reread)

    def _fused(
        self, vectors: _Seen, words: NDArray[np.float32] | None, among: NDArray[np.int64]
    ) -> Iterable[tuple[int, float]]:
        """Return (position, fused score) of the chunks nearest to a question, and of those with most words."""
        found: dict[int, None] = {}
        for views, vector in vectors:
            alike = among[np.isin(self._views[among], views)]
            everywhere = len(alike) == len(self.index.chunks)
            nearest = self.index.vectors.search(vector, _DEPTH, among=None if everywhere else alike)
            found.update(dict.fromkeys(position for position, _ in nearest))
        if words is not None:
            scores = words[among]
            found.update(dict.fromkeys(int(among[at]) for at in best(scores, _DEPTH) if scores[at] > 0))
        positions = np.array(list(found), dtype=np.int64)
        cosines = np.zeros(len(positions), dtype=np.float32)
        for views, vector in vectors:
            seen_so = np.isin(self._views[positions], views)
            cosines[seen_so] = self.index.vectors.similarities(vector, positions[seen_so])
        fused = fuse(cosines, None if words is None else words[positions])
        return zip(positions.tolist(), fused.tolist(), strict=True)

    def _reread(
        self, needs: Sequence[Need], positions: NDArray[np.int64], fused: NDArray[np.float32], count: int
    ) -> list[tuple[int, float]]:
        """Put first what has the question's needs together in one place; the rest keeps its order behind."""
        order = best(fused, len(fused))
        ranked = [(int(positions[at]), float(fused[at])) for at in order]
        head = [
            (position, score + PLACE_WEIGHT * self._places.best(needs, self.index.chunks[position]))
            for position, score in ranked[:count]
        ]
        return sorted(head, key=lambda pair: -pair[1]) + ranked[count:]

    @cached_property
    def _view_list(self) -> list[EncoderView]:
        """The views that the encoders have of the documents, each once."""
        return list(dict.fromkeys(self.index.chunks[int(each[0])].view for each in self._positions.values()))

    @cached_property
    def _views(self) -> NDArray[np.int32]:
        """The number of each chunk's view, int32 [n]: that of its document."""
        numbers = {view: number for number, view in enumerate(self._view_list)}
        views = np.zeros(len(self.index.chunks), dtype=np.int32)
        for positions in self._positions.values():
            views[positions] = numbers[self.index.chunks[int(positions[0])].view]
        return views

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

    def _number(self, document: str) -> dict[str, int]:
        """Return the position of each chunk of a document by its id."""
        return {self.index.chunks[int(each)].id: int(each) for each in self._positions[document]}

    def _fold(self, position: int) -> str:
        chunk = self.index.chunks[position]
        return search_form(f"{chunk.context}\n{chunk.text}")


def fuse(cosines: NDArray[np.float32], words: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Fuse the scores of candidates, float32 [n] each, to one of 0 to 1: each is first stretched to that range.

    On Chinese retrieval sets this beats fusion by ranks (Bruch et al. 2023 find the same elsewhere): how far the
    first passage is ahead of the second says more than that it is ahead. Lexical scores start at 0.
    """
    dense = _stretched(cosines, float(cosines.min()) if len(cosines) else 0.0)
    if words is None:
        return dense
    return (1 - LEXICAL_SHARE) * dense + LEXICAL_SHARE * _stretched(words, 0.0)


def _stretched(scores: NDArray[np.float32], low: float) -> NDArray[np.float32]:
    span = float(scores.max(initial=low)) - low
    stretched: NDArray[np.float32] = (scores - low) / span if span > 0 else np.zeros_like(scores)
    return stretched


def _is_cited(chunk: Chunk, cited: Cited) -> bool:
    return chunk.document_id == cited.document_id and chunk.start < cited.end and cited.start < chunk.end
