"""The benchmarks' corpora are made as they say, and recall is counted right."""

from types import SimpleNamespace

import numpy as np
import pytest

from embeddings.chunking import Chunk
from embeddings.index import VectorIndex
from eval.benchmarks.chatting import chat_events
from eval.benchmarks.reading import ReadingFigures, measure_reading
from eval.benchmarks.scale import recall
from eval.benchmarks.streaming import spread_lines
from eval.benchmarks.synthetic import PASSAGES_PER_PLAN, make_corpus, turned
from qa.web.chat import build_chat

MODEL = Chunk(
    "a/1#1", "a", "湘乡市", "a/1", ("第一章",), "湘乡到2025年达到48.5%", "湘乡市 第一章", "", 0, 9, 0, 9
)


def test_made_plans_have_their_own_city_and_figures_and_are_always_the_same() -> None:
    vectors = np.array([[1, 0, 0, 0]], dtype=np.float32)
    corpus, again = (make_corpus([MODEL], vectors, 3) for _ in range(2))
    assert len(corpus.chunks) == 3 * PASSAGES_PER_PLAN == len(corpus.vectors)
    cities = [document.city for document in corpus.documents]
    assert len(set(cities)) == 3
    last = corpus.chunks[-1]
    assert (last.document_id, last.city, last.context) == ("made-0002", cities[2], f"{cities[2]} 第一章")
    assert last.text.startswith(f"{cities[2][:-1]}到2025年达到")
    assert corpus.chunks == again.chunks
    assert (corpus.vectors == again.vectors).all()


def test_turned_vectors_are_unit_and_at_the_cosine_that_is_said() -> None:
    rows = np.eye(8, dtype=np.float32)
    result = turned(rows, np.random.default_rng(1))
    assert np.linalg.norm(result, axis=1) == pytest.approx(1.0, abs=1e-5)
    # 1 / sqrt(1 + 0.45²) = 0.9119
    assert (result * rows).sum(axis=1) == pytest.approx(0.9119, abs=1e-4)


def test_recall_of_exact_search_is_one_and_of_another_order_less() -> None:
    rows = np.random.default_rng(2).normal(size=(40, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert recall(VectorIndex.build(rows), rows, rows[:4]) == 1.0
    # Of the vectors in reverse order position p holds vector 39 - p: the ten best are elsewhere.
    mirrored = recall(VectorIndex.build(rows[::-1]), rows, rows[:4])
    assert mirrored < 0.6


def test_the_chat_is_called_as_its_page_calls_it() -> None:
    config = build_chat(SimpleNamespace(plans=())).get_config_file()
    events = chat_events(config)
    by_number = {each["id"]: each for each in config["dependencies"]}
    assert by_number[events.suggest]["trigger_after"] == events.ask
    assert (events.ask_inputs, events.suggest_inputs) == (3, 1)
    with pytest.raises(ValueError, match="no question box"):
        chat_events({"components": [], "dependencies": config["dependencies"]})


def test_the_spread_of_seconds() -> None:
    assert spread_lines("x", [0.1, 0.2, 0.3]) == [("  x", "p50 200 ms, p95 290 ms, worst 300 ms")]
    assert spread_lines("x", []) == []


def test_reading_is_measured_on_texts_of_the_length_asked_for() -> None:
    figures = list(measure_reading(characters=400))
    assert [each.characters for each in figures] == [400] * 7
    assert ReadingFigures("x", 1000, 0.5, 4.0).characters_per_second == 2000.0
