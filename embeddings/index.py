"""The vector index: inner product over unit vectors, that is cosine similarity.

Up to :data:`EXACT_UP_TO` vectors the search is exact. Above, the vectors lie in cells as half floats and a search
reads the nearest cells only; among the vectors of a few plans it is exact there too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

EXACT_UP_TO: Final = 65_536
"""Vectors that are searched one by one: about 10 ms at 384 dimensions, some 200 plans."""
_PROBED_SHARE: Final = 1 / 8
"""Share of the cells read by a search that is not restricted."""
_FEW: Final = 4096
"""Restricted to so few vectors, a search compares each of them."""
_TRAINED_PER_CELL: Final = 64
_TRAINING_ROUNDS: Final = 10

Positions = Sequence[int] | NDArray[np.int64]


class VectorIndex:
    """Search over unit vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32], *, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Index vectors, float32 [n, dim] with unit rows."""
        import faiss

        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(vectors) > exact_up_to:
            return cls(_cells(vectors))
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Say whether a search that is not restricted compares every vector."""
        return not hasattr(self._index, "nprobe")

    def search(
        self, query: NDArray[np.float32], limit: int, *, among: Positions | None = None
    ) -> list[tuple[int, float]]:
        """Return the nearest vectors to a unit query, float32 [dim]: (position, cosine), best first.

        ``among`` restricts the search to these positions.
        """
        import faiss

        allowed = None if among is None else np.asarray(among, dtype=np.int64)
        if allowed is not None and not self.is_exact and len(allowed) <= _FEW:
            return self._search_few(query, limit, allowed)
        parameters = None if self.is_exact and allowed is None else self._parameters(allowed)
        if allowed is not None:
            if not len(allowed):
                return []
            chosen = np.zeros(self.size, dtype=bool)
            chosen[allowed] = True
            bits = np.packbits(chosen, bitorder="little")
            assert parameters is not None
            parameters.sel = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # the stub is of C++
        scores, positions = self._index.search(query.reshape(1, -1), limit, params=parameters)
        # FAISS fills up with position -1 where fewer vectors qualify.
        return [(int(p), float(s)) for p, s in zip(positions[0], scores[0], strict=True) if p >= 0]

    def _parameters(self, allowed: NDArray[np.int64] | None) -> faiss.SearchParameters:
        """Return how to search; the fewer vectors qualify, the more cells are read."""
        import faiss

        if self.is_exact:
            return faiss.SearchParameters()
        share = 1.0 if allowed is None else max(len(allowed), 1) / self.size
        cells = int(getattr(self._index, "nlist"))  # noqa: B009  # the stub knows the base class only
        probes = min(cells, math.ceil(cells * _PROBED_SHARE / share))
        return faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]

    def _search_few(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        rows: NDArray[np.float32] = self._index.reconstruct_batch(allowed)
        scores = rows @ query.reshape(-1)
        return [(int(allowed[at]), float(scores[at])) for at in best(scores, limit)]

    def similarities(self, query: NDArray[np.float32], positions: Positions) -> NDArray[np.float32]:
        """Return the cosines of some vectors to a unit query, float32 [len(positions)]."""
        rows: NDArray[np.float32] = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64))
        cosines: NDArray[np.float32] = rows @ query.reshape(-1)
        return cosines

    def vectors(self) -> NDArray[np.float32]:
        """Return the stored vectors, float32 [n, dim]."""
        stored: NDArray[np.float32] = self._index.reconstruct_n(0, self.size)
        return stored

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        # faiss itself cannot open a name that is not ASCII on Windows; its stubs lack the callbacks.
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index that :meth:`save` wrote."""
        import faiss

        with path.open("rb") as file:
            return cls(faiss.read_index(faiss.PyCallbackIOReader(file.read)))  # type: ignore[attr-defined]


def _cells(vectors: NDArray[np.float32]) -> faiss.Index:
    """Return vectors as half floats in about twice the square root of their number of cells.

    Half floats are kept as they are when they are stored again, so that an index that is brought up to date ten
    times has the vectors of the first.
    """
    import faiss

    count, dimension = vectors.shape
    cells = 2 ** round(math.log2(2 * math.sqrt(count)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        cells,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    index.cp.niter = _TRAINING_ROUNDS
    index.cp.max_points_per_centroid = _TRAINED_PER_CELL
    index.cp.min_points_per_centroid = 1  # only silences a warning about few vectors
    index.train(vectors)
    index.add(vectors)
    index.make_direct_map()
    return index


def best(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Return where the highest scores are, best first; equal scores stay in their order."""
    if len(scores) > limit:
        least = np.partition(scores, -limit)[-limit]
        above = np.flatnonzero(scores >= least)
        return above[np.argsort(-scores[above], kind="stable")][:limit]
    return np.argsort(-scores, kind="stable")
