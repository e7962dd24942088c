"""Rows from what the retriever finds: the passages that a reader is given when asked, cut as they are cut then.

A question's own passages answer it, the others that are found first for it do not; what is found for its twin never
does. Negatives found by the retriever are the ones that a reader meets (Karpukhin et al. 2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Document
from embeddings.embedders import Embedder
from embeddings.scripts import search_form, to_simplified
from eval.reader.own import Asked
from eval.reader.pairs import Data, some_of
from eval.reader.rows import Row, Source, as_seen
from eval.retriever.pairs import Passages, Placing, training_documents
from qa.answering.reading import Unit, units_of, windows_of

_FOUND: Final = 5
_NAMED: Final = 0.4
"""Share of questions that say their place, as who asks of many does."""
_SURE: Final = 8
"""Characters that a line and a sentence have in common at least to be the same."""


def mined_rows(data: Data, embedder: Embedder, random: Random, *, again: float = 1.0) -> list[Row]:
    """Return rows of the written questions and their twins on the passages that are found for them.

    ``again`` is the share of the questions that earlier weights have read.
    """
    documents, asked = training_documents(data)
    by_id = {document.id: document for document in documents}
    passages = Passages.of(documents)
    vectors = embedder.embed_passages([chunk.encoded for chunk in passages.chunks])
    rows: list[Row] = []
    for document, source, questions in asked:
        numbers = passages.ranges().get(document.id)
        if numbers is not None:
            miner = Miner(document, by_id, source, passages, numbers, vectors[numbers.start : numbers.stop])
            rows.extend(miner.rows(some_of(questions, again, random), embedder, random))
    random.shuffle(rows)
    return [as_seen(row) for row in rows]


class Miner:
    """Makes the rows of one document."""

    def __init__(
        self,
        document: Document,
        documents: Mapping[str, Document],
        source: Source,
        passages: Passages,
        numbers: range,
        vectors: NDArray[np.float32],
    ) -> None:
        self._documents, self._source, self._document = documents, source, document
        self._passages, self._numbers, self._vectors = passages, numbers, vectors
        self._placing = Placing(source, passages, numbers)

    def rows(self, questions: Sequence[Asked], embedder: Embedder, random: Random) -> Iterator[Row]:
        """Yield for each question passages that answer it and others found for it, and what is found for its twin."""
        found = self._found([each.question for each in questions], embedder)
        twins = self._found([each.twin or each.question for each in questions], embedder)
        for each, first, like in zip(questions, found, twins, strict=True):
            right = self._placing.numbers(each.right)
            if right:
                for number in random.sample(list(right), min(2, len(right))):
                    yield from self._answered(each, number, random)
                others = [number for number in first if number not in right][:_FOUND]
                for number in random.sample(others, min(2, len(others))):
                    yield from self._unanswered(each, each.question, number, random, "found")
            if each.twin:
                for number in random.sample(like[:_FOUND], min(2, len(like))):
                    yield from self._unanswered(each, each.twin, number, random, "twin found")

    def _found(self, questions: Sequence[str], embedder: Embedder) -> list[list[int]]:
        """Return for each question the numbers of the document's passages, most like first."""
        city = to_simplified(self._document.city)
        see = self._passages.chunks[self._numbers.start].view.text
        queries = embedder.embed_queries([see(f"{city} {to_simplified(each)}") for each in questions])
        order = np.argsort(-(queries @ self._vectors.T), axis=1)[:, : 3 * _FOUND]
        return [[self._numbers.start + int(at) for at in row] for row in order]

    def _answered(self, asked: Asked, number: int, random: Random) -> Iterator[Row]:
        lines = [search_form(self._source.line(line).strip()) for line in asked.right]
        for window in self._windows(number):
            right = tuple(index for index, unit in enumerate(window) if _holds(unit, lines))
            if right:
                yield self._row(asked, asked.question, number, window, right, random, "mined")

    def _unanswered(
        self, asked: Asked, question: str, number: int, random: Random, made: str
    ) -> Iterator[Row]:
        windows = self._windows(number)
        if windows:
            yield self._row(asked, question, number, random.choice(windows), (), random, made)

    def _windows(self, number: int) -> list[list[Unit]]:
        return windows_of(units_of(self._documents, self._passages.chunks[number]))

    def _row(
        self,
        asked: Asked,
        question: str,
        number: int,
        window: Sequence[Unit],
        right: tuple[int, ...],
        random: Random,
        made: str,
    ) -> Row:
        chunk = self._passages.chunks[number]
        units = tuple(unit.text for unit in window)
        short = None
        for index in right:
            at = units[index].find(asked.short) if asked.short else -1
            if at >= 0:
                short = (index, at, at + len(asked.short))
                break
        name = self._source.city.rstrip("省市区")
        if asked.language != "en" and name not in question and random.random() < _NAMED:
            question = f"{name}{question}"
        return Row(question, chunk.city, chunk.chapter, units, right, short, asked.kind, made, asked.language)


def _holds(unit: Unit, lines: Sequence[str]) -> bool:
    said = search_form(unit.text.strip())
    return any(line in said or (len(said) >= _SURE and said in line) for line in lines)
