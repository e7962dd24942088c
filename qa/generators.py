"""Generators turn hits into drafted sentences; what a draft may say is decided by :mod:`qa.citations`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.citations import Draft


class Generator(Protocol):
    """Drafts an answer from hits; nothing drafted means that they hold none."""

    name: str

    def generate(self, query: Query, hits: Sequence[Hit]) -> Iterable[Draft]:
        """Return the drafted sentences, each with what supports it; they may come one by one.

        Raises:
            GeneratorError: a language model cannot be reached or fails, before or after the first sentence.

        """


class Similarity(Protocol):
    """Tells how near texts are to a query in meaning."""

    def __call__(self, query: Query, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of each text to the query, float32 [n]."""
