"""A server answers by words while the model is loaded, says so, and tells when it cannot be loaded."""

import asyncio
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import qa.assistant
from embeddings.errors import EmbedderError
from qa.answers import Answer
from qa.assistant import Assistant
from qa.events import Done
from qa.settings import Settings, load_settings
from qa.starting import StartingAssistant, open_by_words

NOTE = "模型还在准备中:这次只按词语查找,稍后再问可能更全。"
NOTE_EN = "The model is still being prepared: only words were matched; ask again later for a fuller answer."


@pytest.fixture
def settings(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setattr("embeddings.corpus.SHIPPED_CORPUS", tiny_corpus)
    monkeypatch.setattr(qa.assistant, "load_embedder", lambda settings, **_: fake_embedder)
    return load_settings(index_dir=tmp_path / "index", plans_dir=tmp_path / "plans")


async def last_answer(starting: StartingAssistant) -> Answer:
    events = [event async for event in starting.stream("甲市建设港口吗?")]
    assert isinstance(events[-1], Done)
    return events[-1].answer


def test_words_first_then_the_whole(settings: Settings, fake_embedder: Any) -> None:
    go_on = threading.Event()

    def open_whole() -> Assistant:
        go_on.wait(10)
        return Assistant.from_settings(settings)

    starting = StartingAssistant(open_by_words(settings), open_whole)
    starting.start()
    answer = starting.ask("甲市建设港口吗?")
    assert ([citation.city for citation in answer.citations], answer.warnings) == (["甲市"], (NOTE,))
    assert starting.ask("甲市建設港口嗎?").warnings == ("模型還在準備中:這次只按詞語查找,稍後再問可能更全。",)
    assert NOTE_EN in starting.ask("Does 甲市 plan a port for ships and the like?").warnings
    assert [(plan.city, plan.passages) for plan in starting.plans] == [("甲市", 2), ("乙市", 1)]
    assert not settings.index_dir.exists()  # answering by words writes nothing
    assert fake_embedder.queries == []
    assert asyncio.run(last_answer(starting)).warnings == (NOTE,)
    go_on.set()
    starting.wait(20)
    assert asyncio.run(last_answer(starting)).warnings == ()
    answer = starting.ask("甲市建设港口吗?")
    assert ([citation.city for citation in answer.citations], answer.warnings) == (["甲市"], ())
    assert fake_embedder.queries != []
    starting.raise_failure()


def test_the_words_of_a_stored_index_serve_whatever_its_embedder(settings: Settings) -> None:
    Assistant.from_settings(settings)
    before = (settings.index_dir / "manifest.json").read_bytes()
    by_words = open_by_words(settings)
    assert [hit.chunk.text for hit in by_words.search("甲市港口")] == ["第一章总则\n甲市建设港口。"]
    assert (settings.index_dir / "manifest.json").read_bytes() == before


def test_a_failure_ends_the_server_and_is_raised(settings: Settings) -> None:
    def fail() -> Assistant:
        raise EmbedderError("the model is broken", remedy="Mend it.")

    starting = StartingAssistant(open_by_words(settings), fail)
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(True))
    try:
        starting.start()
        starting.wait(10)
        for _ in range(1000):
            if heard:
                break
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [True]
    with pytest.raises(EmbedderError, match="the model is broken"):
        starting.raise_failure()
