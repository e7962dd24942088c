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
from embeddings.encoder_view import EncoderView
from embeddings.index import VectorIndex
from embeddings.queries import Query, QueryReader
from embeddings.query.history import Cited
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


@pytest.fixture(autouse=True)
def shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sums here are worked out with, whatever the product weighs words and places with."""
    monkeypatch.setattr("embeddings.retrieval.LEXICAL_SHARE", 0.4)
    monkeypatch.setattr("embeddings.retrieval.PLACE_WEIGHT", 1.0)


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


def floats(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_fusion_by_hand() -> None:
    # Cosines stretched: 1, 0, 0.5; words: 0, 1, 0.5. 0.6 of the one and 0.4 of the other.
    assert fuse(floats(0.9, 0.5, 0.7), floats(0, 4, 2)).tolist() == pytest.approx([0.6, 0.4, 0.5])
    assert fuse(floats(0.9, 0.5, 0.7), None).tolist() == pytest.approx([1, 0, 0.5])
    assert fuse(floats(0.9, 0.5), floats(0, 0)).tolist() == pytest.approx([0.6, 0])
    assert fuse(floats(0.7), None).tolist() == [0]
    assert fuse(floats(), None).tolist() == []


@given(st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32)), min_size=1, max_size=20))
def test_a_fused_score_is_from_0_to_1_and_rises_with_either_score(pairs: list[tuple[float, float]]) -> None:
    fused = fuse(floats(*(a for a, _ in pairs)), floats(*(b for _, b in pairs)))
    assert fused.min() >= 0
    assert fused.max() <= 1 + 1e-6
    for one, (a, b) in zip(fused, pairs, strict=True):
        for other, (c, d) in zip(fused, pairs, strict=True):
            assert one <= other + 1e-6 or a > c or b > d


def test_the_order_of_cosines_and_places(retriever: Retriever) -> None:
    # Cosines stretched: 1, 0.9, 0.8, 0.5, 0. What is asked, 港口, stands in a place of the first and the fourth: + 1.
    assert ranked(retriever.retrieve(query())) == [
        ("港口建设", 2.0),
        ("港口铁路", 1.5),
        ("工业发展", 0.9),
        ("机场建设", 0.8),
        ("矿山关闭", 0.0),
    ]
    assert ranked(retriever.retrieve(query(), limit=2)) == [("港口建设", 2.0), ("港口铁路", 1.5)]


def test_the_lexical_score_lifts_what_shares_words(retriever: Retriever) -> None:
    # 港口 is in the first and the fourth, with passages of the same length: 1 each, the rest 0.
    assert ranked(retriever.retrieve(query(lexical="港口"))) == [
        ("港口建设", 2.0),  # 0.6 * 1 + 0.4 + 1
        ("港口铁路", 1.7),  # 0.6 * 0.5 + 0.4 + 1
        ("工业发展", 0.54),  # 0.6 * 0.9
        ("机场建设", 0.48),
        ("矿山关闭", 0.0),
    ]


def test_a_named_city_bounds_the_search(retriever: Retriever) -> None:
    hits = retriever.retrieve(query(scope=("yi",), lexical="港口建设"))
    assert {hit.chunk.city for hit in hits} == {"乙市"}
    # Cosines stretched within 乙市: 1 and 0; 港口 and 建设 are in two passages each: 1 and 1; the place counts 1.
    assert ranked(hits) == [("港口铁路", 1.4), ("机场建设", 1.0)]


def test_a_comparison_hears_the_cities_in_turn(retriever: Retriever) -> None:
    hits = retriever.retrieve(query(scope=("yi", "jia"), compares=True, lexical="港口"))
    assert ranked(hits) == [
        ("港口铁路", 1.4),  # 0 + 0.4 + 1
        ("港口建设", 2.0),
        ("机场建设", 0.6),
        ("工业发展", 0.54),
        ("矿山关闭", 0.0),
    ]
    hits = retriever.retrieve(query(scope=("jia", "yi"), compares=True), limit=3)
    assert [hit.chunk.city for hit in hits] == ["甲市", "乙市", "甲市"]


def test_places_are_weighed_in_the_first_passages_alone(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.retrieval._REREAD", 2)
    # 港口铁路 is the fourth by its cosine; its place is not read, and it stays behind those that were.
    assert [text for text, _ in ranked(retriever.retrieve(query()))] == [TEXTS[n] for n in (0, 1, 2, 3, 4)]
    monkeypatch.setattr("embeddings.retrieval._MOST_REREAD", 1)
    hits = retriever.retrieve(query(scope=("yi", "jia"), compares=True))
    assert ranked(hits)[0] == ("机场建设", 1.0)  # 1 for two plans is none for each


def test_a_county_that_is_named_bounds_the_search_where_it_is_spoken_of(retriever: Retriever) -> None:
    assert ranked(retriever.retrieve(query(places=("铁路",)))) == [("港口铁路", 1.0)]
    assert len(retriever.retrieve(query(places=("无此县",)))) == 5


def test_what_repeats_a_better_passage_of_its_plan_is_a_place_of_it(embedder: PlaneEmbedder) -> None:
    told = "到2025年,港口吞吐量达到一千万吨。"
    texts = [f"{told}建设铁路支线和货运场站。", f"{told}", f"{told}", "发展工业园区和物流园区。"]
    plans = ["jia", "jia", "yi", "jia"]
    chunks = [
        replace(chunk(n), id=f"c{n}", document_id=plans[n], city=CITIES[plans[n]], text=texts[n])
        for n in range(4)
    ]
    index = make_index(chunks, VectorIndex.build(VECTORS[:4]), embedder="plane", corpus="c")
    hits = Retriever(index, embedder).retrieve(query())
    assert [(hit.chunk.id, [each.id for each in hit.also]) for hit in hits] == [
        ("c0", ["c1"]),
        ("c2", []),  # another plan that says the same is evidence of its own
        ("c3", []),
    ]
    assert [hit.rank for hit in hits] == [1, 2, 3]


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
    retriever.retrieve(query(**changes))
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
        "also": [],
    }
    also = Hit(chunk(0), 0.5, 1, (chunk(4),)).to_json()["also"]
    assert also == [{"section_id": "jia/4", "chapter": ["第一章 总则"], "start": 10, "end": 14}]


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


def test_confidence_by_hand(retriever: Retriever) -> None:
    asked = query(scope=("jia",), named=("jia",))
    # 港口 stands in a place of the first hit: coverage 1. 1 / (1 + e^-(1.23 + 3.39 - 2.30)) = 0.910520
    assert retriever.confidence(asked, retriever.retrieve(asked)) == pytest.approx(0.910520, abs=1e-6)
    unnamed = query()
    # 1 / (1 + e^-(1.23 - 2.30)) = 0.255403
    assert retriever.confidence(unnamed, retriever.retrieve(unnamed)) == pytest.approx(0.255403, abs=1e-6)
    assert retriever.confidence(query(uncovered=("岳阳",)), retriever.retrieve(unnamed)) == 0.0
    assert retriever.confidence(asked, []) == 0.0


def placed(embedder: PlaneEmbedder) -> Retriever:
    """The same passages, the n-th at 100 n in its document."""
    chunks = [replace(chunk(n), start=100 * n, end=100 * n + 4) for n in range(5)]
    return Retriever(make_index(chunks, VectorIndex.build(VECTORS), embedder="plane", corpus="c"), embedder)


def test_what_was_cited_last_stands_no_further_back_than_the_fourth(embedder: PlaneEmbedder) -> None:
    cited = (Cited("jia", 401, 403),)
    plain = [text for text, _ in ranked(placed(embedder).retrieve(query()))]
    assert plain == ["港口建设", "港口铁路", "工业发展", "机场建设", "矿山关闭"]
    moved = [text for text, _ in ranked(placed(embedder).retrieve(query(cited=cited)))]
    assert moved == ["港口建设", "港口铁路", "工业发展", "矿山关闭", "机场建设"]
    first_four = [text for text, _ in ranked(placed(embedder).retrieve(query(cited=cited), limit=4))]
    assert first_four == ["港口建设", "港口铁路", "工业发展", "矿山关闭"]
    elsewhere = placed(embedder).retrieve(query(cited=cited, scope=("yi",)))
    assert {hit.chunk.document_id for hit in elsewhere} == {"yi"}


def test_passages_are_found_for_every_reading(embedder: PlaneEmbedder, retriever: Retriever) -> None:
    alone, joined = query(standalone="增速"), query(standalone="港口 增速")
    hits = retriever.retrieve(replace(joined, readings=(joined, alone), scope=("jia",)))
    assert embedder.queries == ["甲市 港口 增速", "甲市 增速"]
    assert [hit.chunk.text for hit in hits] == ["港口建设", "工业发展", "矿山关闭"]


def test_a_question_is_embedded_at_the_time_of_each_document(embedder: PlaneEmbedder) -> None:
    class TimeEmbedder(PlaneEmbedder):
        """The question is the vector (1, 0) where it says 2025, else (0, 1)."""

        def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.queries.extend(texts)
            return floats(*(x for each in texts for x in ((1, 0) if "2025" in each else (0, 1)))).reshape(
                -1, 2
            )

    told = TimeEmbedder()
    # 甲市 has a plan of five years later: what it says of 2030 is embedded as of 2025.
    chunks = [replace(chunk(n), view=EncoderView(-5 if DOCUMENTS[n] == "jia" else 0)) for n in range(5)]
    index = make_index(chunks, VectorIndex.build(VECTORS), embedder="plane", corpus="c")
    asked = "哪些城市2030年有机场?"
    hits = Retriever(index, told).retrieve(query(question=asked, standalone=asked))
    assert told.queries == ["哪些城市2025年有机场?", "哪些城市2030年有机场?"]
    # Cosines: 1, 0.8 and -1 of 甲市 to (1, 0); 0.8 and 1 of 乙市 to (0, 1).
    assert {hit.chunk.text: round(hit.similarity, 6) for hit in hits} == {
        "港口建设": 1.0,
        "工业发展": 0.8,
        "机场建设": 0.8,
        "港口铁路": 1.0,
        "矿山关闭": -1.0,
    }


def test_a_question_without_a_time_is_embedded_once(embedder: PlaneEmbedder) -> None:
    views = {"jia": EncoderView(5), "yi": EncoderView(-5)}
    chunks = [replace(chunk(n), view=views[DOCUMENTS[n]]) for n in range(5)]
    index = make_index(chunks, VectorIndex.build(VECTORS), embedder="plane", corpus="c")
    Retriever(index, embedder).retrieve(query())
    assert len(embedder.queries) == 1


def test_a_question_is_embedded_without_the_name_of_the_place_that_is_asked(embedder: PlaneEmbedder) -> None:
    views = {"jia": EncoderView(names=("甲市",)), "yi": EncoderView(names=("乙市",))}
    chunks = [replace(chunk(n), view=views[DOCUMENTS[n]]) for n in range(5)]
    retriever = Retriever(
        make_index(chunks, VectorIndex.build(VECTORS), embedder="plane", corpus="c"), embedder
    )
    asked = "甲市的机场比乙市多吗"
    retriever.retrieve(query(question=asked, standalone=asked, scope=("jia",)))
    retriever.retrieve(query(question=asked, standalone=asked, scope=("yi",)))
    assert embedder.queries == ["本地 本地的机场比乙市多吗", "本地 甲市的机场比本地多吗"]
