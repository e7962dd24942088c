import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import Document
from eval.errors import RunError
from eval.gold import Gold
from eval.runner import default_name, describe, load_run, run
from qa.batch import BatchInterrupted, BatchSummary
from qa.settings import load_settings


@pytest.fixture
def make_run(gold: Gold, documents: Sequence[Document], tmp_path: Path) -> Callable[..., BatchSummary]:
    def make(assistant: Any, name: str = "a", **config: Any) -> BatchSummary:
        described = describe(load_settings(), gold, name=name) | config
        return run(tmp_path / name, described, gold, documents, lambda: assistant)

    return make


def test_a_run_is_a_folder_that_can_be_read_back(
    make_run: Callable[..., BatchSummary], knowing: Any, gold: Gold, tmp_path: Path
) -> None:
    assert make_run(knowing) == BatchSummary(done=10, resumed=0, failed=0)
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {
        "config.json",
        "questions.jsonl",
        "answers.jsonl",
        "per_question.jsonl",
        "summary.json",
        "report.html",
    }
    found = load_run(tmp_path / "a")
    assert [each.row for each in found.judged] == list(gold.rows)
    assert found.summary["groups"]["all"]["full"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 10}
    assert found.summary["groups"]["all"]["refusal_f1"]["value"] == 1.0
    assert found.summary["groups"]["city:郴州市"]["full"]["n"] == 2
    assert set(found.config) >= {
        "settings",
        "corpus",
        "code",
        "prompts",
        "versions",
        "machine",
        "index",
        "gold",
    }


def test_an_interrupted_run_goes_on(
    make_run: Callable[..., BatchSummary], knowing: Any, gold: Gold, tmp_path: Path
) -> None:
    knowing.stop_after = 4
    with pytest.raises(BatchInterrupted):
        make_run(knowing)
    assert not (tmp_path / "a" / "summary.json").exists()
    with pytest.raises(RunError, match="no finished run"):
        load_run(tmp_path / "a")
    knowing.stop_after, knowing.asked = None, []
    assert make_run(knowing) == BatchSummary(done=6, resumed=4, failed=0)
    assert knowing.asked == [row.id for row in gold.rows[4:]]


def test_a_finished_run_asks_nothing(make_run: Callable[..., BatchSummary], knowing: Any) -> None:
    make_run(knowing)
    knowing.asked = []
    assert make_run(None) == BatchSummary(done=0, resumed=10, failed=0)


def test_a_run_of_other_code_is_not_gone_on_with(make_run: Callable[..., BatchSummary], knowing: Any) -> None:
    make_run(knowing, code="old")
    with pytest.raises(RunError, match=r"other code\. Give another --name, or --fresh"):
        make_run(knowing, code="new")


def test_a_run_that_has_no_answer_yet_may_change(make_run: Callable[..., BatchSummary], knowing: Any) -> None:
    knowing.stop_after = 0
    with pytest.raises(BatchInterrupted):
        make_run(knowing, code="old")
    knowing.stop_after = None
    assert make_run(knowing, code="new").done == 10


def test_a_folder_of_something_else_is_left_alone(
    make_run: Callable[..., BatchSummary], knowing: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.txt").write_text("mine")
    with pytest.raises(RunError, match="is no run folder"):
        make_run(knowing)


def test_a_question_that_fails_is_an_error_and_not_full(
    make_run: Callable[..., BatchSummary], knowing: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    search = knowing.search

    def failing(question: str, **options: Any) -> Any:
        if "火星基地1" in question:
            raise ValueError("boom")
        return search(question, **options)

    monkeypatch.setattr(knowing, "search", failing)
    assert make_run(knowing).failed == 1
    everything = load_run(tmp_path / "a").summary["groups"]["all"]
    assert everything["error"]["value"] == everything["error"]["value"] == 0.1
    assert everything["full"]["value"] == 0.9
    assert "boom" in (tmp_path / "a" / "report.html").read_text(encoding="utf-8")


def test_the_default_name_follows_settings_and_code(gold: Gold) -> None:
    config = describe(load_settings(), gold, name="")
    assert default_name(config) == default_name(json.loads(json.dumps(config)) | {"machine": "other"})
    assert default_name(config) != default_name(config | {"code": "other"})
