"""The vector index: inner product over unit vectors, that is cosine similarity, exact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss


class VectorIndex:
    """Exact search over unit vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """Index vectors, float32 [n, dim] with unit rows."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def search(
        self, query: NDArray[np.float32], limit: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the nearest vectors to a unit query, float32 [dim]: (position, cosine), best first.

        ``among`` restricts the search to these positions.
        """
        import faiss

        parameters = None
        if among is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
        scores, positions = self._index.search(query.reshape(1, -1), limit, params=parameters)
        # FAISS fills up with position -1 where fewer vectors qualify.
        return [(int(p), float(s)) for p, s in zip(positions[0], scores[0], strict=True) if p >= 0]

    def vectors(self) -> NDArray[np.float32]:
        """Return the stored vectors, float32 [n, dim]."""
        stored: NDArray[np.float32] = self._index.reconstruct_n(0, self.size)
        return stored

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index that :meth:`save` wrote."""
        import faiss

        return cls(faiss.read_index(str(path)))
