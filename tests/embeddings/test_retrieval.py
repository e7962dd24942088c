from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.catalog import PlanEntry
from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import SHIPPED_CORPUS, read_corpus, read_document
from embeddings.index import VectorIndex
from embeddings.queries import Query, QueryReader
from embeddings.retrieval import Hit, Retriever, Timings, fuse
from embeddings.store import make_index

# Cosines with the query (1, 0): 1, 0.8, 0.6, 0, -1.
TEXTS = ["港口建设", "工业发展", "机场建设", "港口铁路", "矿山关闭"]
DOCUMENTS = ["jia", "jia", "yi", "yi", "jia"]
VECTORS = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
CITIES = {"jia": "甲市", "yi": "乙市"}


class PlaneEmbedder:
    """Every query is the vector (1, 0)."""

    fingerprint = "plane"
    dimension = 2

    def __init__(self) -> None:
        self.queries: list[str] = []

    def embed_passages(self, texts: Sequence[str], **_: object) -> NDArray[np.float32]:
        raise NotImplementedError

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.queries.extend(texts)
        return np.tile(np.array([1, 0], dtype=np.float32), (len(texts), 1))


def chunk(number: int) -> Chunk:
    document, text = DOCUMENTS[number], TEXTS[number]
    city = CITIES[document]
    return Chunk(
        f"{document}/{number}#1",
        document,
        city,
        f"{document}/{number}",
        ("第一章 总则",),
        text,
        city,
        "",
        10,
        14,
        9,
        13,
    )


def query(**changes: Any) -> Query:
    entries = [
        PlanEntry(id=each, file=f"{each}.txt", city=city, title="规划", kind="纲要")
        for each, city in CITIES.items()
    ]
    read = QueryReader([read_document(entry, "第一章 总则\n正文。\n") for entry in entries]).read("港口")
    return replace(read, **{"lexical": "", **changes})


@pytest.fixture
def embedder() -> PlaneEmbedder:
    return PlaneEmbedder()


@pytest.fixture
def retriever(embedder: PlaneEmbedder) -> Retriever:
    vectors = VectorIndex.build(VECTORS)
    index = make_index([chunk(n) for n in range(5)], vectors, embedder="plane", corpus="c")
    return Retriever(index, embedder)


def ranked(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return [(hit.chunk.text, round(hit.score, 6)) for hit in hits]


def test_fusion_by_hand() -> None:
    # 7: 1/12 + 1/11, 5: 1/11, 9: 1/12
    fused = fuse([[5, 7], [7, 9]])
    assert [(position, round(score, 6)) for position, score in fused] == [
        (7, 0.174242),
        (5, 0.090909),
        (9, 0.083333),
    ]


def test_equal_scores_keep_the_order_of_the_first_list() -> None:
    assert [position for position, _ in fuse([[3, 1], [1, 3]])] == [3, 1]
    assert [position for position, _ in fuse([[], [4], [2]])] == [4, 2]
    assert fuse([]) == fuse([[], []]) == []


@given(st.lists(st.lists(st.integers(0, 20), unique=True, max_size=10), max_size=4))
def test_a_fused_score_is_the_sum_of_reciprocal_ranks(lists: list[list[int]]) -> None:
    fused = fuse(lists)
    expected = {
        position: sum(1 / (11 + ranking.index(position)) for ranking in lists if position in ranking)
        for ranking in lists
        for position in ranking
    }
    assert dict(fused) == pytest.approx(expected)
    assert [score for _, score in fused] == sorted(dict(fused).values(), reverse=True)


def test_dense_order_alone(retriever: Retriever) -> None:
    assert ranked(retriever.retrieve(query())) == [
        ("港口建设", 0.090909),  # 1/11
        ("工业发展", 0.083333),
        ("机场建设", 0.076923),
        ("港口铁路", 0.071429),
        ("矿山关闭", 0.066667),  # 1/15
    ]
    assert ranked(retriever.retrieve(query(), limit=2)) == [("港口建设", 0.090909), ("工业发展", 0.083333)]


def test_the_lexical_list_lifts_what_shares_words(retriever: Retriever) -> None:
    # 港口 is in 0 and 3, with passages of the same length: lexical ranks 1 and 2 by position.
    assert ranked(retriever.retrieve(query(lexical="港口"))) == [
        ("港口建设", 0.181818),  # 1/11 + 1/11
        ("港口铁路", 0.154762),  # 1/14 + 1/12
        ("工业发展", 0.083333),
        ("机场建设", 0.076923),
        ("矿山关闭", 0.066667),
    ]


def test_a_named_city_bounds_the_search(retriever: Retriever) -> None:
    hits = retriever.retrieve(query(scope=("yi",), lexical="港口建设"))
    assert {hit.chunk.city for hit in hits} == {"乙市"}
    # Within 乙市: 机场建设 1/11 + lexical, 港口铁路 1/12 + lexical; 港口 and 建设 are in two passages each: a tie.
    assert ranked(hits) == [("机场建设", 0.181818), ("港口铁路", 0.166667)]


def test_a_comparison_hears_the_cities_in_turn(retriever: Retriever) -> None:
    hits = retriever.retrieve(query(scope=("yi", "jia"), compares=True, lexical="港口"))
    # 乙市: 港口铁路 1/12 + 1/11, 机场建设 1/11. 甲市: 港口建设 2/11, 工业发展 1/12, 矿山关闭 1/13.
    assert ranked(hits) == [
        ("港口铁路", 0.174242),
        ("港口建设", 0.181818),
        ("机场建设", 0.090909),
        ("工业发展", 0.083333),
        ("矿山关闭", 0.076923),
    ]
    hits = retriever.retrieve(query(scope=("jia", "yi"), compares=True), limit=3)
    assert [hit.chunk.city for hit in hits] == ["甲市", "乙市", "甲市"]


def test_a_county_that_is_named_bounds_the_search_where_it_is_spoken_of(retriever: Retriever) -> None:
    assert ranked(retriever.retrieve(query(places=("铁路",)))) == [("港口铁路", 0.090909)]
    assert len(retriever.retrieve(query(places=("无此县",)))) == 5


def test_no_document_in_scope_gives_no_hits(retriever: Retriever) -> None:
    assert retriever.retrieve(query(scope=())) == []
    assert retriever.retrieve(query(scope=("unknown",))) == []


@pytest.mark.parametrize(
    ("changes", "encoded"),
    [
        ({"scope": ("jia",)}, ["甲市 港口"]),
        ({}, ["港口"]),
        ({"scope": ("yi", "jia"), "compares": True}, ["乙市 港口", "甲市 港口"]),
        ({"scope": ("jia",), "language": "en", "standalone": "Ports?"}, ["Ports?"]),
    ],
)
def test_the_encoder_sees_one_city_at_a_time(
    retriever: Retriever, embedder: PlaneEmbedder, changes: dict[str, Any], encoded: list[str]
) -> None:
    retriever.retrieve(query(topic="港口", **changes))
    assert embedder.queries == encoded


def test_timings_are_those_of_the_stages(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.0, 12.5])
    monkeypatch.setattr("embeddings.retrieval.perf_counter", lambda: next(clock))
    timings = Timings()
    retriever.retrieve(query(), timings=timings)
    assert (timings.embed, timings.search) == (2.0, 0.5)


def test_a_hit_as_json() -> None:
    assert Hit(chunk(0), 0.12345678, 3).to_json() == {
        "rank": 3,
        "score": 0.123457,
        "city": "甲市",
        "document_id": "jia",
        "section_id": "jia/0",
        "chapter": ["第一章 总则"],
        "text": "港口建设",
        "start": 10,
        "end": 14,
    }


@pytest.fixture(scope="module")
def shipped(fake_embedder_type: Any) -> tuple[QueryReader, Retriever]:
    documents = read_corpus(SHIPPED_CORPUS)
    chunks = [each for document in documents for each in chunk_document(document)]
    vectors = fake_embedder_type().embed_passages([each.passage for each in chunks])
    index = make_index(chunks, VectorIndex.build(vectors), embedder="fake", corpus="c")
    return QueryReader(documents), Retriever(index, fake_embedder_type())


@pytest.mark.parametrize(
    ("question", "cities"),
    [
        ("湘乡的城镇化率目标", ["湘乡市"] * 10),
        ("湘潭的城镇化率目标", ["长株潭"] * 10),
        ("懷化的城鎮化率目標", ["怀化市"] * 10),
        ("What GDP does Chenzhou aim for?", ["郴州市"] * 10),
        ("比较怀化和湘乡的城镇化率", ["怀化市", "湘乡市"] * 5),
        ("湘乡、怀化、衡阳的森林覆盖率", ["湘乡市", "怀化市", "衡阳市"] * 3 + ["湘乡市"]),
        ("哪些城市提到冷链物流", ["郴州市", "湘乡市", "怀化市", "衡阳市", "长株潭"] * 2),
    ],
)
def test_the_cities_of_the_hits_are_those_that_are_named(
    shipped: tuple[QueryReader, Retriever], question: str, cities: list[str]
) -> None:
    reader, retriever = shipped
    assert [hit.chunk.city for hit in retriever.retrieve(reader.read(question), limit=10)] == cities
