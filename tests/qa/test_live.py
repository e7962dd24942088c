"""A server answers from the index that is there now."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

import qa.assistant
from embeddings.catalog import PlanEntry
from embeddings.ingest import update_index
from embeddings.own_plans import add_plan, remove_plan
from embeddings.store import index_stamp
from qa.assistant import Assistant
from qa.errors import CorpusError
from qa.live import LiveAssistant
from qa.settings import Settings, load_settings


@pytest.fixture
def settings(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setattr("embeddings.corpus.SHIPPED_CORPUS", tiny_corpus)
    monkeypatch.setattr(qa.assistant, "load_embedder", lambda settings, **_: fake_embedder)
    return load_settings(index_dir=tmp_path / "index", plans_dir=tmp_path / "plans")


def live(settings: Settings) -> LiveAssistant:
    assistant = Assistant.from_settings(settings)
    return LiveAssistant(
        assistant,
        reopen=lambda: assistant.reopened(settings),
        stamp=lambda: index_stamp(settings.index_dir),
    )


def test_a_plan_that_is_added_or_removed_is_noticed(settings: Settings, fake_embedder: Any) -> None:
    served = live(settings)
    question = "丙市建设铁路吗?"
    assert served.ask(question).refused
    entry = PlanEntry(id="bing", file="x", city="丙市", title="丙市规划", kind="纲要")
    add_plan(settings.plans_dir, entry, "第一章 总则\n丙市建设铁路。\n", b"x", ".txt")
    assert served.ask(question).refused  # the index is what counts
    update_index(settings.corpus_folders, settings.index_dir, lambda: fake_embedder)
    assert [citation.city for citation in served.ask(question).citations] == ["丙市"]
    assert [plan.city for plan in served.plans] == ["甲市", "乙市", "丙市"]
    remove_plan(settings.plans_dir, "bing")
    update_index(settings.corpus_folders, settings.index_dir, lambda: fake_embedder)
    assert [plan.city for plan in served.plans] == ["甲市", "乙市"]


class Counting:
    """Stands for an assistant; opening one may fail or take its time."""

    def __init__(self, number: int) -> None:
        self.plans = (number,)


def test_an_index_that_cannot_be_used_leaves_the_last_one(caplog: pytest.LogCaptureFixture) -> None:
    stamps, opened = [0], []

    def reopen() -> Any:
        opened.append(1)
        raise CorpusError("the catalogue is broken", remedy="Mend it.")

    served = LiveAssistant(Counting(0), reopen=reopen, stamp=lambda: stamps[-1])  # type: ignore[arg-type]
    stamps.append(1)
    assert (served.plans, served.plans) == ((0,), (0,))
    assert len(opened) == 1  # told once, not at every question
    assert caplog.messages == ["the index was replaced but cannot be used: the catalogue is broken. Mend it."]


def test_many_questions_at_once_open_a_new_index_once() -> None:
    stamps, opened = [0], []

    def reopen() -> Any:
        opened.append(1)
        time.sleep(0.05)
        return Counting(1)

    served = LiveAssistant(Counting(0), reopen=reopen, stamp=lambda: stamps[-1])  # type: ignore[arg-type]
    stamps.append(1)
    threads = [threading.Thread(target=lambda: served.plans) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), served.plans) == (1, (1,))
