from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.index import VectorIndex, best

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
    index.save(tmp_path / "向量.faiss")
    loaded = VectorIndex.load(tmp_path / "向量.faiss")
    assert np.array_equal(loaded.vectors(), PLANE)
    assert np.array_equal(index.vectors(), PLANE)
    assert loaded.search(QUERY, 4) == index.search(QUERY, 4)


def unit_rows(count: int, seed: int, *, dimension: int = 16) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.fixture(scope="module")
def celled() -> tuple[VectorIndex, NDArray[np.float32]]:
    vectors = unit_rows(6000, seed=3)
    return VectorIndex.build(vectors, exact_up_to=5999), vectors


def test_above_the_limit_the_nearest_is_still_found(celled: tuple[VectorIndex, NDArray[np.float32]]) -> None:
    index, vectors = celled
    assert (index.is_exact, VectorIndex.build(vectors, exact_up_to=6000).is_exact) == (False, True)
    assert (index.size, index.dimension) == (6000, 16)
    # A vector lies in the cell that its own query reads first.
    assert [index.search(vectors[at], 1)[0][0] for at in range(0, 6000, 600)] == list(range(0, 6000, 600))
    assert index.search(vectors[7], 1)[0][1] == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("count", [40, 5000])  # compared one by one; read from the cells
def test_restricted_it_finds_what_exact_search_finds(
    celled: tuple[VectorIndex, NDArray[np.float32]], count: int
) -> None:
    index, vectors = celled
    among = np.random.default_rng(5).choice(6000, size=count, replace=False)
    found = expected = 0
    for query in unit_rows(20, seed=9):
        nearest = among[np.argsort(-(vectors[among] @ query))[:10]].tolist()
        hits = [position for position, _ in index.search(query, 10, among=among)]
        assert set(hits) <= set(among.tolist())
        found, expected = found + len(set(hits) & set(nearest)), expected + 10
    # Vectors without any structure are the worst case for cells: all few are found, most of many.
    assert found / expected >= (0.99 if count == 40 else 0.2)


def test_half_floats_are_stored_again_as_they_are(
    celled: tuple[VectorIndex, NDArray[np.float32]], tmp_path: Path
) -> None:
    index, vectors = celled
    once = index.vectors()
    assert np.abs(once - vectors).max() < 5e-4
    again = VectorIndex.build(once, exact_up_to=5999)
    again.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.vectors() == once).all()
    assert loaded.search(vectors[7], 1, among=[3, 7, 9])[0][0] == 7


def test_the_best_scores_in_order_and_equal_ones_as_they_stand() -> None:
    scores = np.array([1, 3, 2, 3, 0, 3], dtype=np.float32)
    assert best(scores, 2).tolist() == [1, 3]
    assert best(scores, 4).tolist() == [1, 3, 5, 2]
    assert best(scores, 9).tolist() == [1, 3, 5, 2, 0, 4]
