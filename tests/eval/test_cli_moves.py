"""The commands as they are called; the assistant is one that knows a year, or a name, by heart."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from embeddings.corpus import read_corpus
from eval.predictions import GivenAnswer
from qa.cli import app

TEXT = "第一章 总则\n到2025年,甲乙市港口吞吐量达到300万吨。\n第二章 工业\n发展制造业。\n"
QUESTIONS = ("甲乙市2025年港口吞吐量是多少?", "甲乙市港口吞吐量目标?")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "catalog.toml").write_text(
        '[[plan]]\nid = "jia"\nfile = "jia.txt"\ncity = "甲乙市"\ntitle = "甲乙市规划"\nkind = "纲要"\n',
        "utf-8",
    )
    (folder / "jia.txt").write_text(TEXT, "utf-8")
    return folder


@pytest.fixture
def gold(tmp_path: Path, corpus: Path) -> Path:
    quote = "甲乙市港口吞吐量达到300万吨"
    start = TEXT.index(quote)
    section = read_corpus(corpus)[0].path_at(start)[-1].id
    span = {"document_id": "jia", "quote": quote, "start": start, "end": start + len(quote)}
    rows = [
        {
            "id": id,
            "question": question,
            "language": "zh-Hans",
            "kind": "numeric",
            "cities": ["甲乙市"],
            "answer": "300万吨。",
            "required": [["300万吨"]],
            "evidence": [span],
            "sections": [section],
        }
        for id, question in zip("ce", QUESTIONS, strict=True)
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


class ByHeart:
    """Gives the sentence of the plan that it opens, but refuses a question with a word that it does not know."""

    def __init__(self, folder: Path, unknown: str) -> None:
        self.document = read_corpus(folder)[0]
        self.unknown = unknown

    def ask(self, question: str, *, history: Any = (), id: str = "", timings: Any = None) -> Any:
        raw = self.document.raw
        start, end = raw.index("到20"), raw.index("。")
        path = self.document.path_at(self.document.clean.from_raw(start))
        refused = self.unknown in question
        citation = {
            "marker": 1,
            "city": self.document.city,
            "document_id": self.document.id,
            "chapter": [section.label for section in path],
            "section_id": path[-1].id,
            "quote": raw[start:end],
            "start": start,
            "end": end,
        }
        sentences = [] if refused else [{"text": raw[start:end], "markers": [1]}]
        answer = "没有。" if refused else f"{raw[start:end]}[1]"
        citations = [] if refused else [citation]
        given = GivenAnswer.model_validate(
            {"refused": refused, "answer": answer, "sentences": sentences, "citations": citations}
        )
        return _Json(given)

    def search(self, question: str, *, history: Any = (), limit: int = 10) -> Sequence[Any]:
        return []


class _Json:
    def __init__(self, answer: GivenAnswer) -> None:
        self.answer = answer

    def to_json(self) -> dict[str, Any]:
        return self.answer.model_dump(mode="json")


@pytest.fixture
def cli(tmp_path: Path, corpus: Path, gold: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    opened: list[Path] = []

    def invoke(command: str, *arguments: str, unknown: str = "no such word") -> Any:
        def open_assistant(settings: Any, **_: Any) -> Any:
            opened.append(settings.corpus_dir)
            return ByHeart(settings.corpus_dir, unknown)

        monkeypatch.setattr("eval.conditions.open_assistant", open_assistant)
        shared = ("--gold", str(gold), "--corpus", str(corpus), "--runs", str(tmp_path / "runs"), "--words")
        return CliRunner().invoke(app, ["eval", command, *shared, *arguments])

    invoke.opened = opened  # type: ignore[attr-defined]  # which plans were opened, in order
    return invoke


def test_what_does_not_know_the_year_loses_nothing(cli: Any) -> None:
    result = cli("shift", "--years", "-5")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0][:2] == ["shift", "-5:"]
    assert lines[2][:7] == ["dev", "2", "2", "2", "0", "0", "0"]


def test_what_is_lost_is_told_and_fails(cli: Any) -> None:
    result = cli("shift", unknown="2030")
    assert result.exit_code == 1
    assert "lost: c [numeric] 甲乙市2025年港口吞吐量是多少?" in result.stdout
    assert "before: 到2025年,甲乙市港口吞吐量达到300万吨[1]" in result.stdout
    assert "now:    false refusal" in result.stdout
    assert "1 answers changed that nothing in the text forbids to stay" in result.stderr


def test_what_may_change_is_told_and_does_not_fail(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eval.moves import forbidden

    path = tmp_path / "forbidden.toml"
    path.write_text('[[answer]]\nid = "c"\nmoves = ["shift +5"]\nreason = "a year of its own"\n', "utf-8")
    listed = forbidden.load_forbidden(path)
    monkeypatch.setattr(forbidden, "load_forbidden", lambda: listed)
    result = cli("shift", unknown="2030")
    assert result.exit_code == 0, result.output
    assert "may change: c: a year of its own" in result.stdout


def test_renamed_both_ways_as_json(cli: Any) -> None:
    result = cli("rename", "--json", unknown="曲靖")
    assert result.exit_code == 1
    invented, real = json.loads(result.stdout)
    assert invented["move"] == "rename invented"
    assert [each["lost"] for each in invented["groups"]] == [0, 0]
    assert [each["lost"] for each in real["groups"]] == [2, 2]
    assert [(each["id"], each["outcome"]) for each in real["answers"]] == [("c", "lost"), ("e", "lost")]


def test_the_original_is_asked_once_and_a_finished_run_not_again(cli: Any, corpus: Path) -> None:
    cli("shift")
    cli("rename", "--names", "real")
    cli("shift")
    assert [folder == corpus for folder in cli.opened] == [True, False, False]


def test_the_moved_plans_can_be_kept(cli: Any, tmp_path: Path) -> None:
    cli("rename", "--names", "invented", "--keep", str(tmp_path / "kept"), "--limit", "1")
    assert "硕皋市港口" in (tmp_path / "kept" / "invented" / "corpus" / "jia.txt").read_text("utf-8")


def test_a_shift_that_is_none_is_refused(cli: Any) -> None:
    result = cli("shift", "--years", "3")
    assert result.exit_code == 2
    assert "multiple of 5" in result.stderr


def test_ablate_shows_what_is_won_and_lost_without_a_rule(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistant refuses what it takes for no question of its own: without that rule it answers."""
    monkeypatch.setattr(ByHeart, "ask", _asking_the_rule(ByHeart.ask))
    result = cli("ablate", "out-of-scope", "years", unknown="2025")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "full with all rules: dev 1/2; without a family of them:"
    assert lines[2].split() == ["years", "+0", "0", "0", "1.000", "0"]
    assert lines[3].split() == ["out-of-scope", "+1", "1", "0", "1.000", "1"]
    assert lines[4] == "no answer differs without: years"
    both = json.loads(cli("ablate", "out-of-scope", "years", "--together", "--json", unknown="2025").stdout)
    assert [each["name"] for each in both["rules"]] == ["years + out-of-scope"]
    assert both["rules"][0]["groups"][0]["won_ids"] == ["c"]


def _asking_the_rule(ask: Any) -> Any:
    def asked(self: ByHeart, question: str, **more: Any) -> Any:
        from qa.outside import asks_outside

        if asks_outside.__name__ != "asks_outside":  # what stands in its place while it is off
            self.unknown = "no such word"
        return ask(self, question, **more)

    return asked


def test_ablate_lists_its_rules_and_knows_no_others(cli: Any) -> None:
    listed = cli("ablate", "--list")
    assert "out-of-scope" in listed.stdout
    assert cli.opened == []
    unknown = cli("ablate", "everything")
    assert unknown.exit_code == 2
    assert "there is no rule 'everything'" in unknown.stderr
