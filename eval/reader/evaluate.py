"""How well a reader chooses the right part of a passage, and tells passages that answer from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eval.reader.rows import Row
from qa.answering.reader import Readable, Reading


class PairReader(Protocol):
    """What reads many pairs at once."""

    def read_pairs(self, pairs: Sequence[tuple[str, Readable]]) -> list[Reading]:
        """Return a reading of each pair."""


@dataclass(frozen=True, slots=True)
class ReaderScores:
    """``top1``: the part with the highest relevance answers, of answered rows with two or more parts, 0 to 1.

    ``auc``: chance that an answered row gets a higher ``answerable`` than an unanswered one; ``short``: the short span
    meets the right one; ``by_kind``: top1 and rows of each kind of question.
    """

    rows: int
    top1: float
    auc: float
    short: float
    by_kind: dict[str, tuple[float, int]]


def evaluate_reader(reader: PairReader, rows: Sequence[Row]) -> ReaderScores:
    """Read every row and score it."""
    readings = reader.read_pairs([(row.question, row.readable) for row in rows])
    kinds: dict[str, list[bool]] = defaultdict(list)
    shorts = []
    for row, reading in zip(rows, readings, strict=True):
        if row.answers and len(row.units) > 1:
            kinds[row.kind].append(int(reading.relevance.argmax()) in row.answers)
        if row.short_span and reading.short:
            (a, b), (c, d) = row.short_span, reading.short
            shorts.append(a < d and c < b)
    right = [each for kind in kinds.values() for each in kind]
    return ReaderScores(
        rows=len(rows),
        top1=_mean(right),
        auc=auc(
            np.array([reading.answerable for reading in readings]),
            np.array([bool(row.answers) for row in rows]),
        ),
        short=_mean(shorts),
        by_kind={kind: (_mean(each), len(each)) for kind, each in sorted(kinds.items())},
    )


def auc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, ties counted half (Mann-Whitney); nan where one side is empty."""
    others = np.sort(scores[~positive])
    if not len(others) or not positive.any():
        return float("nan")
    below, not_above = (np.searchsorted(others, scores[positive], side=side) for side in ("left", "right"))
    return float((below + not_above).mean() / 2 / len(others))


def score_lines(name: str, scores: ReaderScores) -> Iterator[str]:
    """Yield the scores as they are shown."""
    yield (
        f"{name}: {scores.rows} rows, sentence top-1 {100 * scores.top1:.1f}, answerable AUC {scores.auc:.3f}, "
        f"short span met {100 * scores.short:.1f}"
    )
    kinds = " · ".join(
        f"{kind} {100 * share:.0f} ({count})" for kind, (share, count) in scores.by_kind.items()
    )
    yield f"  top-1 by kind: {kinds}"


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")
