"""Answers that a move may change: each of the gold, with its reason, and told apart from the others."""

from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from eval.errors import MoveError
from eval.gold import SHIPPED_GOLD, gold_files, load_gold
from eval.moves.forbidden import load_forbidden, unlisted
from eval.moves.outcomes import MovedAnswer
from eval.moves.reports import move_json, move_lines

MOVES = ("shift +5", "shift -5", "rename invented", "rename real")


@pytest.fixture
def answers(judged: Any) -> list[MovedAnswer]:
    """Return one of dev that is lost (c), one that reads otherwise (e), one of test (a)."""
    outcomes: tuple[tuple[str, Any], ...] = (("a", "changed"), ("c", "lost"), ("e", "changed"))
    return [
        MovedAnswer(judged(id, f"{id}1", full=True), judged(id, f"{id}2", full=False), outcome, f"{id}2")
        for id, outcome in outcomes
    ]


def write(folder: Path, text: str) -> Path:
    path = folder / "forbidden.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_answer_that_may_change_is_one_of_the_gold_and_has_a_reason() -> None:
    gold = load_gold(gold_files([SHIPPED_GOLD]), read_corpus(SHIPPED_CORPUS))
    known = {row.id for row in gold.rows}
    listed = load_forbidden()
    assert {id for _, id in listed} <= known
    assert {move for move, _ in listed} <= set(MOVES)
    assert "cz-001b" in known  # what it is compared with is the gold


def test_what_may_change_is_no_fault_and_is_told_with_its_reason(tmp_path: Path, answers: Any) -> None:
    path = write(tmp_path, '[[answer]]\nid = "c"\nmoves = ["shift +5"]\nreason = "of the ninth plan"\n')
    forbidden = load_forbidden(path)
    assert [each.before.row.id for each in unlisted("shift +5", answers, forbidden)] == ["a", "e"]
    assert [each.before.row.id for each in unlisted("shift -5", answers, forbidden)] == ["a", "c", "e"]
    lines = list(move_lines("shift +5", answers, forbidden))
    assert "may change: c: of the ninth plan" in lines
    assert "changed: e [other] e?" in lines
    assert not any(line.startswith("lost: c") for line in lines)
    assert not any("a?" in line for line in lines)  # a question of test
    (dev, test, all_) = [line.split()[:8] for line in lines[2:5]]
    assert (dev[7], test[7], all_[7]) == ("1", "0", "1")
    assert "lost: c [other] c?" in list(move_lines("shift +5", answers, forbidden, every_change=True))
    shown = move_json("shift +5", answers, forbidden)
    assert shown["unlisted"] == 2
    assert [each["may_change"] for each in shown["answers"]] == ["of the ninth plan", None]


@pytest.mark.parametrize("text", ['[[answer]]\nid = "c"\nmoves = ["shift +5"]\n', "[[answer]]\n", "answer ="])
def test_a_file_without_reasons_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MoveError):
        load_forbidden(write(tmp_path, text))
