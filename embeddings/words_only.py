"""The place of an embedder and its vectors while there are none: nothing is near to anything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.index import Positions, VectorIndex
from embeddings.progress import Progress, silent


class WordsOnly:
    """An embedder of vectors without length, for an index of words alone."""

    fingerprint = "words-only"
    dimension = 0

    def embed_passages(self, texts: Sequence[str], *, progress: Progress = silent) -> NDArray[np.float32]:
        """Return float32 [len(texts), 0]."""
        progress("embed", len(texts), len(texts))
        return np.zeros((len(texts), 0), dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), 0]."""
        return np.zeros((len(texts), 0), dtype=np.float32)


class NoVectors(VectorIndex):
    """The vectors of ``size`` passages that have none; every search finds nothing."""

    def __init__(self, size: int) -> None:
        self._size = size

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return 0

    @property
    def size(self) -> int:
        """Number of passages."""
        return self._size

    def search(
        self,
        query: NDArray[np.float32],  # noqa: ARG002
        limit: int,  # noqa: ARG002
        *,
        among: Positions | None = None,  # noqa: ARG002
    ) -> list[tuple[int, float]]:
        """Return nothing."""
        return []

    def similarities(self, query: NDArray[np.float32], positions: Positions) -> NDArray[np.float32]:  # noqa: ARG002
        """Return zeros, float32 [len(positions)]."""
        return np.zeros(len(positions), dtype=np.float32)

    def vectors(self) -> NDArray[np.float32]:
        """Return float32 [size, 0]."""
        return np.zeros((self._size, 0), dtype=np.float32)
