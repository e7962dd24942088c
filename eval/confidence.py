"""Does the confidence of answers tell questions that the plans answer from others? A curve over thresholds, by split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.errors import RunError
from eval.runner import Judged, Run

STEPS = tuple(round(0.05 * step, 2) for step in range(1, 20))


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold keeps: the share of answerable questions, and the share of the others, at or above it."""

    threshold: float
    answerable: float
    unanswerable: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of a split. ``auc`` is the chance that an answerable question has more confidence than another.

    ``brier`` is the mean squared distance of the confidence from what is true (Brier 1950); both 0 to 1.
    """

    split: str
    answerable: int
    unanswerable: int
    auc: float
    brier: float
    points: tuple[Point, ...]

    def best(self) -> Point:
        """Return the point that keeps most of the answerable and least of the others (Youden 1950)."""
        return max(self.points, key=lambda point: point.answerable - point.unanswerable)

    def at(self, threshold: float) -> Point:
        """Return the point of a threshold."""
        return next(point for point in self.points if point.threshold == threshold)


def confidence_curves(run: Run) -> list[Curve]:
    """Return the curves of dev and test, as far as the run has both kinds of questions in them.

    Raises:
        RunError: the run's answers carry no confidence.

    """
    curves = []
    for split in ("dev", "test"):
        judged = [each for each in run.judged if each.row.split == split]
        scores, answerable = _scores(judged)
        if answerable.any() and not answerable.all():
            curves.append(_curve(split, scores, answerable))
    if not curves:
        problem = f"the run {run.name} has no confidence for answerable and unanswerable questions"
        raise RunError(problem, remedy="Run it again with this version and the whole gold set.")
    return curves


def _scores(judged: Sequence[Judged]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    given = [
        (each.prediction.answer.confidence, each.row.answerable) for each in judged if each.prediction.answer
    ]
    known = [(score, answerable) for score, answerable in given if score is not None]
    return np.array([score for score, _ in known]), np.array(
        [answerable for _, answerable in known], dtype=bool
    )


def _curve(split: str, scores: NDArray[np.float64], answerable: NDArray[np.bool_]) -> Curve:
    yes, no = scores[answerable], scores[~answerable]
    above = (yes[:, None] > no[None, :]) + 0.5 * (yes[:, None] == no[None, :])
    return Curve(
        split=split,
        answerable=len(yes),
        unanswerable=len(no),
        auc=float(above.mean()),
        brier=float(((scores - answerable) ** 2).mean()),
        points=tuple(Point(step, float((yes >= step).mean()), float((no >= step).mean())) for step in STEPS),
    )


def curve_lines(curves: Sequence[Curve]) -> list[str]:
    """Return the curves as lines; the threshold is chosen on dev and read on test."""
    lines = []
    chosen = next((curve.best().threshold for curve in curves if curve.split == "dev"), None)
    for curve in curves:
        lines += [
            f"{curve.split}: {curve.answerable} answerable, {curve.unanswerable} not; AUC {curve.auc:.3f}, "
            f"Brier {curve.brier:.3f}",
            "  threshold  answerable kept  others kept",
        ]
        lines += [
            f"  {point.threshold:9.2f}  {point.answerable:15.3f}  {point.unanswerable:11.3f}"
            + ("  <- chosen on dev" if point.threshold == chosen else "")
            for point in curve.points
        ]
    return lines
