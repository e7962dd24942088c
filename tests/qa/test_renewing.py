"""A running server's index after documents came or went: with the embedder that answers, or by words alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from embeddings.catalog import PlanEntry, catalog_stamp
from embeddings.own_plans import add_plan, remove_plan
from embeddings.progress import silent
from qa.errors import NoModelError
from qa.live import LiveAssistant
from qa.renewing import IndexRenewal
from qa.settings import Settings, load_settings
from qa.starting import open_without_model

ENTRY = PlanEntry(id="bing", file="x", city="丙市", title="丙市规划", kind="纲要")
TEXT = "第一章 总则\n丙市建设水库。\n"


@pytest.fixture
def settings(tiny_corpus: Path, tmp_path: Path) -> Settings:
    return load_settings(corpus_dir=tiny_corpus, index_dir=tmp_path / "index")


def test_the_index_is_written_with_the_embedder_that_answers(settings: Settings, fake_embedder: Any) -> None:
    def load(*_: object) -> Any:
        raise AssertionError("there is an embedder already")

    renewal = IndexRenewal(settings, load=load)
    renewal.embedder = fake_embedder
    renewal(silent)
    assert len(fake_embedder.passages) == 3  # two chapters of 甲市, one of 乙市
    add_plan(settings.own_folder, ENTRY, TEXT, b"", ".txt")
    told: list[tuple[int, int]] = []
    renewal(lambda stage, done, total: told.append((done, total)))
    assert len(fake_embedder.passages) == 4  # the new one alone
    assert told


def test_without_a_model_the_words_of_a_new_document_are_found(settings: Settings) -> None:
    def load(*_: object) -> Any:
        raise NoModelError("there is none", remedy="fetch it")

    live = LiveAssistant(
        open_without_model(settings),
        reopen=lambda: open_without_model(settings),
        stamp=lambda: catalog_stamp(settings.corpus_folders),
    )
    renewal = IndexRenewal(settings, load=load)
    renewal.assistant = live
    assert [plan.city for plan in live.plans] == ["甲市", "乙市"]
    add_plan(settings.own_folder, ENTRY, TEXT, b"", ".txt")
    renewal(silent)
    assert [plan.city for plan in live.plans] == ["甲市", "乙市", "丙市"]
    remove_plan(settings.own_folder, "bing")
    assert [plan.city for plan in live.plans] == ["甲市", "乙市"]
