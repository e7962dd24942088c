"""The measures can fail: with the reader's word confused, or every threshold open or shut, answers get worse.

Answer selection that no test of answers depends on is not tested. Each mutant answers the same sample of the gold's dev
half as the product does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from eval.gold import SHIPPED_GOLD, GoldRow, load_gold
from eval.wording import groups_met
from qa.answering.loading import CalibratedReader
from qa.answering.reader import Readable, Reader, Reading
from qa.assistant import Assistant

_ANSWERED_KINDS = ("entity", "list", "measure", "position", "yesno")
"""Kinds that facts do not answer before the reader is asked."""
_ANSWERED, _UNANSWERED = 18, 6

_NOWHERE = ("郴州有多少家星巴克?", "郴州的共享单车归谁管?", "湘乡今年放几天高温假?")
"""What no law refuses and no plan answers."""

Make = Callable[[CalibratedReader], Assistant]


class Confused:
    """A reader that gives each sentence the word on another, and each passage that on another."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.fingerprint = f"confused {reader.fingerprint}"

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """Return the readings, turned round."""
        read = self._reader.read(question, passages)
        answerable = [each.answerable for each in reversed(read)]
        return [
            replace(each, relevance=each.relevance[::-1].copy(), answerable=other, short=None)
            for each, other in zip(read, answerable, strict=True)
        ]


@pytest.fixture(scope="module")
def sample() -> list[GoldRow]:
    """Questions of the dev half, taken at even steps."""
    rows = load_gold(sorted(SHIPPED_GOLD.glob("*.jsonl")), read_corpus(SHIPPED_CORPUS)).rows
    dev = [row for row in rows if row.split == "dev" and not row.history]
    answered = [row for row in dev if row.answerable and row.kind in _ANSWERED_KINDS]
    unanswered = [row for row in dev if not row.answerable]
    return [
        *answered[:: max(1, len(answered) // _ANSWERED)][:_ANSWERED],
        *unanswered[:: max(1, len(unanswered) // _UNANSWERED)][:_UNANSWERED],
    ]


@pytest.fixture(scope="module")
def make(assistant: Assistant) -> Make:
    """Return an assistant over the same plans with another reader."""

    def made(reader: CalibratedReader) -> Assistant:
        retriever = assistant._retriever
        documents = tuple(assistant._documents.values())
        return Assistant.from_parts(documents, retriever.index, retriever.embedder, reader=reader)

    return made


def right(assistant: Assistant, rows: Sequence[GoldRow]) -> set[str]:
    """Return the ids of the rows that are answered right, or rightly refused."""
    found = set()
    for row in rows:
        answer = assistant.ask(row.question)
        said = " ".join([answer.text, *(text for each in answer.citations for text in each.quoted)])
        met = (
            answer.refused
            if not row.answerable
            else not answer.refused and all(groups_met(said, row.required))
        )
        found |= {row.id} if met else set()
    return found


def test_a_confused_reader_and_a_threshold_that_is_open_or_shut_are_told(
    make: Make, reader: CalibratedReader, sample: list[GoldRow]
) -> None:
    product = make(reader)
    answerable = [row for row in sample if row.answerable]
    answered = right(product, answerable)
    assert len(answered) >= 0.8 * _ANSWERED
    assert len(right(product, [row for row in sample if not row.answerable])) >= 0.6 * _UNANSWERED
    confused = make(CalibratedReader(Confused(reader.reader), reader.calibration))
    assert len(right(confused, answerable)) <= len(answered) - 0.3 * _ANSWERED
    is_open = make(_with_threshold(reader, 0.0))
    assert [product.ask(each).refused for each in _NOWHERE] == [True] * len(_NOWHERE)
    assert not all(is_open.ask(each).refused for each in _NOWHERE)
    # Every second of what the product answers right is enough: a shut threshold leaves little of it.
    half = [row for row in answerable if row.id in answered][::2]
    shut = make(_with_threshold(reader, 1.01))
    assert len(right(shut, half)) <= len(half) - 0.25 * _ANSWERED


def _with_threshold(reader: CalibratedReader, threshold: float) -> CalibratedReader:
    return CalibratedReader(reader.reader, replace(reader.calibration, threshold=threshold))
