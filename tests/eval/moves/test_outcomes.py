import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.moves.outcomes import compare_moved, tallies
from eval.moves.reports import move_json, move_lines
from eval.moves.years import YearShift
from eval.predictions import Prediction
from eval.runner import Judged, Run

RAW = "“十五”末。到2025年达到20%。"
SHIFT = YearShift(5)
TEXTS = {"a": SHIFT.forward(RAW)}


def run_of(*rows: Judged) -> Run:
    return Run(Path("r"), {}, {}, rows)


@pytest.fixture
def outcome() -> Callable[[Judged, Judged], str]:
    def only(before: Judged, after: Judged) -> str:
        return compare_moved(run_of(before), run_of(after), SHIFT, TEXTS)[0].outcome

    return only


def test_an_answer_that_moved_with_its_place_is_the_same(outcome: Any, judged: Any) -> None:
    before = judged("a", "2025年为20%", full=True)
    assert (
        outcome(before, judged("a", "2030年为20%", full=True, at=8)) == "same"
    )  # 十五 became 十一五 before it
    assert outcome(before, judged("a", "2030年为20%", full=True, at=7)) == "changed"
    assert outcome(before, judged("a", "2025年为20%", full=True, at=8)) == "changed"


def test_won_and_lost_are_of_full(outcome: Any, judged: Any) -> None:
    right, wrong = judged("a", "x", full=True), judged("a", "y", full=False)
    assert outcome(right, wrong) == "lost"
    assert outcome(wrong, right) == "won"
    refusal = judged("a", "x", full=False, refused=True)
    assert outcome(judged("a", "x", full=False), refusal) == "changed"
    assert outcome(refusal, refusal) == "same"


def test_a_question_that_failed_is_no_answer(outcome: Any, judged: Any) -> None:
    failed = dataclasses.replace(judged("a", "x", full=False), prediction=Prediction(id="a", error="boom"))
    assert outcome(failed, failed) == "same"
    assert outcome(judged("a", "x", full=False), failed) == "changed"


@pytest.fixture
def answers(judged: Any) -> list[Any]:
    """Dev has c (lost) and e (same); test has a (lost) and b (won), by the hash of the id."""
    before = run_of(*(judged(id, f"{id}2025", full=id != "b") for id in "abce"))
    after = run_of(
        judged("a", "weg", full=False),
        judged("b", "b2030", full=True, at=8),
        judged("c", "“十四五”末2030年", full=False),
        judged("e", "e2030", full=True, at=8),
    )
    assert [each.row.split for each in before.judged] == ["test", "test", "dev", "dev"]
    return compare_moved(before, after, SHIFT, TEXTS)


def test_totals_by_split(answers: list[Any]) -> None:
    dev, test, all_ = tallies(answers)
    assert (dev.group, dev.questions, dev.before, dev.after, dev.won, dev.lost, dev.changed) == (
        "dev",
        2,
        2,
        1,
        0,
        1,
        0,
    )
    assert (test.before, test.after, test.won, test.lost) == (1, 1, 1, 1)
    assert (all_.questions, all_.before, all_.after) == (4, 3, 2)
    assert all_.change.value == -0.25
    assert (dev.p, test.p, all_.p) == (1.0, 1.0, 1.0)  # 1 against 2 flips: McNemar's exact p is 1


def test_lost_questions_of_dev_are_shown_with_both_answers_and_test_is_not(answers: list[Any]) -> None:
    printed = "\n".join(move_lines("shift +5", answers, {}))
    assert "lost: c [other] c?\n    before: c2025\n    after:  “十三五”末2025年\n" in printed
    assert "a?" not in printed
    shown = move_json("shift +5", answers, {})
    assert shown["unlisted"] == 3
    assert [each["id"] for each in shown["answers"]] == ["c"]
    assert [each["lost"] for each in shown["groups"]] == [1, 1, 2]
