from pathlib import Path

import pytest

from eval.confidence import Point, confidence_curves, curve_lines
from eval.errors import RunError
from eval.gold import GoldRow
from eval.predictions import GivenAnswer, Prediction
from eval.runner import Judged, Run


def judged(id: str, kind: str, confidence: float | None) -> Judged:
    row = GoldRow(id=id, question="q", language="zh-Hans", kind=kind, answer="a")
    answer = GivenAnswer(refused=False, answer="a", confidence=confidence)
    return Judged(row, Prediction(id=id, answer=answer), {})


def ids(split: str, count: int) -> list[str]:
    """Ids that fall into a split; the split is a hash of the id."""
    names = (f"q{number}" for number in range(100))
    rows = (GoldRow(id=name, question="q", language="en", kind="other", answer="a") for name in names)
    return [row.id for row in rows if row.split == split][:count]


def run(*rows: Judged) -> Run:
    return Run(Path("r"), {"name": "r"}, {}, rows)


def test_a_curve_by_hand() -> None:
    a, b, c, d = ids("dev", 4)
    (curve,) = confidence_curves(
        run(
            judged(a, "numeric", 0.9),
            judged(b, "list", 0.6),
            judged(c, "unanswerable", 0.6),
            judged(d, "unanswerable", 0.1),
        )
    )
    # Pairs: 0.9 beats both, 0.6 ties one and beats one: (1 + 1 + 0.5 + 1) / 4.
    assert curve.auc == 0.875
    # (0.1² + 0.4² + 0.6² + 0.1²) / 4
    assert curve.brier == pytest.approx(0.135)
    assert curve.at(0.5) == Point(0.5, 1.0, 0.5)
    assert curve.at(0.65) == Point(0.65, 0.5, 0.0)
    assert curve.best().threshold == 0.15  # the first that keeps both and only one of the others


def test_the_threshold_is_chosen_on_dev_and_shown_on_test() -> None:
    rows = []
    for split, shift in (("dev", 0.0), ("test", 0.3)):
        yes, no = ids(split, 2)
        rows += [judged(yes, "numeric", 0.6 + shift), judged(no, "unanswerable", 0.2 + shift)]
    lines = curve_lines(confidence_curves(run(*rows)))
    assert lines[0] == "dev: 1 answerable, 1 not; AUC 1.000, Brier 0.100"
    assert [line for line in lines if "chosen" in line] == [
        "       0.25            1.000        0.000  <- chosen on dev",
        "       0.25            1.000        1.000  <- chosen on dev",
    ]


def test_a_run_without_confidence_is_an_error() -> None:
    (a,) = ids("dev", 1)
    with pytest.raises(RunError, match="no confidence"):
        confidence_curves(run(judged(a, "numeric", None)))
