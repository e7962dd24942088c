"""Intervals and tests, all seeded: the same numbers give the same result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20210301
RESAMPLES = 2000
PERMUTATIONS = 10_000
_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value over ``count`` questions with its bootstrap 95 % interval."""

    value: float
    low: float
    high: float
    count: int

    def to_json(self) -> dict[str, float | int]:
        """Return it as plain JSON values."""
        return {
            "value": round(self.value, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "n": self.count,
        }


def resample_counts(count: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> NDArray[np.float64]:
    """Return how often each of ``count`` rows is drawn in each resample, float64 [resamples, count]."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(count, np.full(count, 1.0 / count), size=resamples).astype(np.float64)


def interval(samples: NDArray[np.float64]) -> tuple[float, float]:
    """Return the central 95 % of the resampled values; those that are not defined (nan) are left out."""
    defined = samples[~np.isnan(samples)]
    if not defined.size:
        return math.nan, math.nan
    low, high = np.percentile(defined, (2.5, 97.5))
    return float(low), float(high)


def bootstrap_mean(values: Sequence[float], *, counts: NDArray[np.float64] | None = None) -> Estimate:
    """Return the mean with its percentile bootstrap interval (Efron 1979).

    ``counts`` are :func:`resample_counts` of ``len(values)`` rows, where they are at hand.
    """
    if not values:
        raise ValueError("no values")
    array = np.asarray(values, dtype=np.float64)
    draws = resample_counts(len(array)) if counts is None else counts
    # A mean of equal values is that value, without the rounding of a sum.
    mean = float(array[0]) if np.all(array == array[0]) else float(array.mean())
    low, high = (mean, mean) if np.all(array == array[0]) else interval(draws @ array / len(array))
    return Estimate(mean, low, high, len(array))


def refusal_scores(refused: NDArray[np.float64], unanswerable: NDArray[np.float64]) -> dict[str, Estimate]:
    """Return precision, recall and F1 of refusing; the two are 0/1 float64 [n].

    One that is not defined (nothing was refused, or nothing had to be) is left out.
    """
    draws = np.vstack([np.ones(len(refused)), resample_counts(len(refused))])
    both = draws @ (refused * unanswerable)
    given, due = draws @ refused, draws @ unanswerable
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = {"precision": both / given, "recall": both / due, "f1": 2 * both / (given + due)}
    return {
        name: Estimate(float(values[0]), *interval(values[1:]), len(refused))
        for name, values in scores.items()
        if not np.isnan(values[0])
    }


def paired_p(differences: Sequence[float], *, permutations: int = PERMUTATIONS, seed: int = SEED) -> float:
    """Return the two-sided p of a paired randomisation test: each difference may as well have the other sign.

    Estimated from random signs as (1 + as extreme) / (1 + permutations) (Phipson and Smyth 2010).
    """
    array = np.asarray([each for each in differences if each], dtype=np.float64)
    if not array.size:
        return 1.0
    observed = abs(array.sum()) - 1e-9
    generator = np.random.default_rng(seed)
    extreme, left = 0, permutations
    while left:
        block = min(_BLOCK, left)
        signs = generator.choice((-1.0, 1.0), size=(block, array.size))
        extreme += int((np.abs(signs @ array) >= observed).sum())
        left -= block
    return (1 + extreme) / (1 + permutations)


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p of McNemar's test from the numbers of questions that one of two alone got right."""
    total, fewer = only_first + only_second, min(only_first, only_second)
    if not total:
        return 1.0
    tail: float = sum(math.comb(total, k) for k in range(fewer + 1)) / 2**total
    return min(1.0, 2 * tail)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p values adjusted for their number (Holm 1979), in the order given."""
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted
