"""Generators turn hits into drafted sentences; what a draft may say is decided by :mod:`qa.citations`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.citations import Draft


@dataclass(frozen=True, slots=True)
class NearestSentence:
    """A sentence that may bear on a question though it is not told as the answer: the hit that has it and its span in the clean text."""

    hit: Hit
    start: int
    end: int


class Drafts(list[Draft]):
    """Drafts with how likely the plans answer (0 to 1), where that is known; None where it is not.

    Where there are none, ``nearest`` is what comes nearest, if anything does.
    """

    def __init__(
        self,
        drafts: Iterable[Draft] = (),
        *,
        chance: float | None = None,
        nearest: NearestSentence | None = None,
    ) -> None:
        super().__init__(drafts)
        self.chance = chance
        self.nearest = nearest


class Generator(Protocol):
    """Drafts an answer from hits; nothing drafted means that they hold none."""

    name: str

    def generate(self, query: Query, hits: Sequence[Hit]) -> Iterable[Draft]:
        """Return the drafted sentences, each with what supports it; they may come one by one.

        Raises:
            GeneratorError: a language model cannot be reached or fails, before or after the first sentence.

        """
