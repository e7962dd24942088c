"""A server answers by words while the model is loaded, says so, and tells when it cannot be loaded."""

import asyncio
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import qa.assistant
from embeddings.errors import EmbedderError, NoModelError
from embeddings.progress import silent
from qa.answers import Answer
from qa.assistant import Assistant
from qa.cli import _open_live, app
from qa.events import Done
from qa.renewing import IndexRenewal
from qa.settings import Settings, load_settings
from qa.starting import StartingAssistant, open_by_words

NOTE = "模型还在准备中：这次只按词语查找，稍后再问可能更全。"
NOTE_EN = "The model is still being prepared: only words were matched; ask again later for a fuller answer."


@pytest.fixture
def settings(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setattr("embeddings.corpus.SHIPPED_CORPUS", tiny_corpus)
    monkeypatch.setattr(qa.assistant, "load_embedder", lambda settings, **_: fake_embedder)
    return load_settings(index_dir=tmp_path / "index", plans_dir=tmp_path / "plans")


def test_a_note_says_how_far_the_model_is(settings: Settings) -> None:
    starting = StartingAssistant(open_by_words(settings), lambda: Assistant.from_settings(settings))
    starting.progress("embed", 30, 120)
    assert starting.ask("甲市建设港口吗?").warnings == (NOTE.replace("：", "（已完成25%）："),)
    english = starting.ask("Does 甲市 plan a port for ships and the like?").warnings
    assert NOTE_EN.replace(":", " (25 % done):") in english


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
    assert starting.ask("甲市建設港口嗎?").warnings == (
        "模型還在準備中：這次只按詞語查找，稍後再問可能更全。",
    )
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


@pytest.fixture
def no_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    def fail(settings: Settings, **_: object) -> None:
        raise NoModelError("no model", remedy="Set HF_ENDPOINT")

    monkeypatch.setattr(qa.assistant, "load_embedder", fail)
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(settings.index_dir))
    monkeypatch.setenv("CITYPLANS_PLANS_DIR", str(settings.plans_dir))
    return settings


def test_a_server_without_a_model_goes_on_by_words_and_says_so(
    no_model: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    starting = StartingAssistant(
        open_by_words(no_model), lambda: _open_live(no_model, IndexRenewal(no_model), silent)
    )
    starting.start()
    starting.wait(20)
    starting.raise_failure()
    assert starting.is_ready()
    answer = starting.ask("甲市建设港口吗?")
    assert [citation.city for citation in answer.citations] == ["甲市"]
    assert answer.warnings == ("这台机器上没有语义模型：只按词语查找，回答可能不全。",)
    assert asyncio.run(last_answer(starting)).warnings == answer.warnings
    chinese, english = capsys.readouterr().err.splitlines()
    for way in ("CITYPLANS_WEIGHTS", "CITYPLANS_EMBEDDER", "ModelScope", "HF_ENDPOINT"):
        assert way in chinese
    assert english == "cityplans: no model. Set HF_ENDPOINT"


@pytest.mark.usefixtures("no_model")
def test_a_question_without_a_model_is_answered_by_words() -> None:
    result = CliRunner().invoke(app, ["ask", "甲市建设港口吗?"])
    assert result.exit_code == 0
    assert "warning: 这台机器上没有语义模型" in result.stdout
    assert "没有取得语义模型" in result.stderr
    found = CliRunner().invoke(app, ["search", "甲市港口"])
    assert "甲市建设港口" in found.stdout


@pytest.mark.usefixtures("no_model")
def test_a_batch_without_a_model_is_an_error(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "a", "question": "甲市建设港口吗?"}\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["ask", "--batch", str(batch), "--output", str(tmp_path / "out.jsonl")])
    assert result.exit_code == 1
    assert "no model. Set HF_ENDPOINT" in result.stderr
