from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.index import VectorIndex

# Four unit vectors of the plane and the cosines of (0.6, 0.8) with them: 0.6, 0.8, -0.6 and 0.96.
PLANE = np.array([[1, 0], [0, 1], [-1, 0], [0.8, 0.6]], dtype=np.float32)
QUERY = np.array([0.6, 0.8], dtype=np.float32)


def found(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return [(position, round(score, 5)) for position, score in hits]


def test_the_nearest_by_hand() -> None:
    index = VectorIndex.build(PLANE)
    assert (index.size, index.dimension) == (4, 2)
    assert found(index.search(QUERY, 3)) == [(3, 0.96), (1, 0.8), (0, 0.6)]


def test_a_limit_beyond_the_size_gives_all_and_no_padding() -> None:
    assert found(VectorIndex.build(PLANE).search(QUERY, 99)) == [(3, 0.96), (1, 0.8), (0, 0.6), (2, -0.6)]


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ([2, 0], [(0, 0.6), (2, -0.6)]),
        ([1, 1, 1], [(1, 0.8)]),
        ([], []),
        ([0, 1, 2, 3], [(3, 0.96), (1, 0.8), (0, 0.6)]),
    ],
)
def test_among(among: list[int], expected: list[tuple[int, float]]) -> None:
    assert found(VectorIndex.build(PLANE).search(QUERY, 3, among=among)) == expected


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 50), st.data())
def test_search_is_brute_force(seed: int, count: int, limit: int, data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[0] * 0.5 + rng.normal(size=16).astype(np.float32) * 0.1
    query /= np.linalg.norm(query)
    among = data.draw(st.none() | st.lists(st.integers(0, count - 1)))
    cosines = vectors @ query
    positions = range(count) if among is None else set(among)
    expected = sorted(positions, key=lambda p: -cosines[p])[:limit]
    hits = VectorIndex.build(vectors).search(query, limit, among=among)
    assert [position for position, _ in hits] == expected
    assert [score for _, score in hits] == pytest.approx([float(cosines[p]) for p in expected], abs=1e-5)


def test_a_saved_index_is_the_same(tmp_path: Path) -> None:
    index = VectorIndex.build(PLANE)
    index.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert np.array_equal(loaded.vectors(), PLANE)
    assert np.array_equal(index.vectors(), PLANE)
    assert loaded.search(QUERY, 4) == index.search(QUERY, 4)
