"""Fit what turns a reader's word into a chance, on questions that it was never trained on, asked as users ask them.

Two models, both logistic and small: a conditional one that ranks the candidates of a question (the loss is minus the
log of the share that the right ones get), and one that says how likely the first is right. Figures are cross-fitted:
each question is judged by models that have not seen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa.answering.selection import Calibration, Linear, first_features, lead

RANKED_BY: Final = (
    "relevance", "answerable", "similarity", "coverage", "fits", "rank", "row", "valueless", "short",
)  # fmt: skip
_FOLDS: Final = 5
_RIDGE: Final = 0.05
_KEEP: Final = 0.3
"""Inverse strength of the second model's ridge penalty."""
_PLACES: Final = 4
_LATER: Final = 0.5
"""How many candidates of a question the second model learns from, and what one behind the first counts.

Learnt from the first ones alone it gave 1.3 sentences beside the first to a question, of which 20 % were right: with the
next three it gives 0.5, of which 43 % are, and judges the first ones as well as before.
"""
_FLAG_SPREAD: Final = 0.5
"""Spread of a sign that half of the questions have."""
_CONFIDENCE: Final = 0.95
_GRID: Final = np.arange(0.1, 0.95, 0.025)
_FINE: Final = np.arange(0.02, 0.995, 0.005)
_RISKS: Final = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30)
"""Percentages of wrong answers that a threshold is given for."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what its candidates are ranked by, which of them are right, and the set it is from."""

    id: str
    group: str
    answerable: bool
    english: bool
    named: bool
    features: tuple[Mapping[str, float], ...]
    sentences: tuple[tuple[int, int], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate at its place in a ranking, 0 the first: whether it is right, and what says how likely that is."""

    place: int
    is_right: bool
    told: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Cross-fitted: the chance of each question's first candidate (0 where there is none) and whether it is right."""

    examples: Sequence[Example]
    chance: Floats
    right: NDArray[np.bool_]


def fit(
    examples: Sequence[Example],
    *,
    reader: str,
    threshold: float | None = None,
    judged: Judgement | None = None,
) -> Calibration:
    """Fit both models on all examples; ``threshold`` None takes the one that :func:`best_threshold` gives.

    ``judged`` are the examples as :func:`cross_fit` judges them, where that is known already.
    """
    rank = fit_rank(examples)
    chance = fit_chance([candidate for each in examples for candidate in placed(each, rank)])
    judged = cross_fit(examples) if judged is None else judged
    if threshold is None:
        threshold = best_threshold(judged)
    return Calibration(rank, chance, threshold, reader, risk_thresholds(judged))


def fit_rank(examples: Sequence[Example]) -> Linear:
    """Fit the ranking on the questions that have a right candidate."""
    sets = [(_matrix(each.features, RANKED_BY), np.array(each.right)) for each in examples if any(each.right)]
    spread = np.concatenate([matrix for matrix, _ in sets]).std(axis=0) + 1e-6

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for matrix, right in sets:
            scaled = matrix / spread
            scores = scaled @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            held = shares[right].sum() + 1e-12
            total -= log(held)
            slope -= (shares * right / held - shares) @ scaled
        return total / len(sets) + _RIDGE * float(weights @ weights), slope / len(sets) + 2 * _RIDGE * weights

    found = minimize(loss, np.zeros(len(RANKED_BY)), jac=True, method="L-BFGS-B").x
    return Linear(dict(zip(RANKED_BY, (found / spread).tolist(), strict=True)))


def placed(example: Example, rank: Linear, *, most: int = _PLACES) -> list[Placed]:
    """Return the first candidates of a question by a ranking, each told of as if it led those behind it."""
    scores = [rank(each) for each in example.features]
    order = sorted(range(len(scores)), key=lambda index: -scores[index])
    found = []
    for place in range(min(most, len(order))):
        rest = order[place:]
        gap = lead([example.sentences[at] for at in rest], [scores[at] for at in rest])
        told = first_features(
            example.features, scores, rest, gap, is_english=example.english, names_a_plan=example.named
        )
        found.append(Placed(place, example.answerable and example.right[rest[0]], told))
    return found


def fit_chance(candidates: Sequence[Placed]) -> Linear:
    """Fit how likely a candidate is right: the first of a question, and those that would be given beside it."""
    names = tuple(candidates[0].told)
    matrix = _matrix([each.told for each in candidates], names)
    # A sign that a handful of questions have is not stretched to the spread of the others: the penalty holds its weight down.
    is_flag = np.isin(matrix, (0.0, 1.0)).all(axis=0)
    spread = np.where(is_flag, np.maximum(matrix.std(axis=0), _FLAG_SPREAD), matrix.std(axis=0) + 1e-6)
    model = LogisticRegression(C=_KEEP, max_iter=2000)
    model.fit(
        matrix / spread,
        [each.is_right for each in candidates],
        sample_weight=[1.0 if each.place == 0 else _LATER for each in candidates],
    )
    return Linear(
        dict(zip(names, (model.coef_[0] / spread).tolist(), strict=True)), float(model.intercept_[0])
    )


def cross_fit(examples: Sequence[Example], *, seed: int = 0) -> Judgement:
    """Judge each question by models fitted on the other folds."""
    fold = np.random.default_rng(seed).integers(0, _FOLDS, len(examples))
    chance, right = np.zeros(len(examples)), np.zeros(len(examples), dtype=bool)
    for number in range(_FOLDS):
        known = [each for each, at in zip(examples, fold, strict=True) if at != number]
        rank = fit_rank(known)
        model = fit_chance([candidate for each in known for candidate in placed(each, rank)])
        for index in np.flatnonzero(fold == number).tolist():
            for first in placed(examples[index], rank, most=1):
                chance[index] = 1 / (1 + np.exp(-model(first.told)))
                right[index] = first.is_right
    return Judgement(examples, chance, right)


def best_threshold(judged: Judgement) -> float:
    """Return the chance from which most questions are answered or refused rightly, each set counting the same."""
    groups = sorted({each.group for each in judged.examples})
    means = [np.mean([_share_right(judged, group, threshold) for group in groups]) for threshold in _GRID]
    return round(float(_GRID[int(np.argmax(means))]), 3)


def risk_thresholds(judged: Judgement) -> tuple[tuple[float, float], ...]:
    """Return for each percentage the lowest threshold from which surely no more of the answers are wrong.

    Sure is what the Clopper-Pearson bound of the share of wrong ones says; a percentage that no threshold keeps is left out.
    """
    found = []
    bounds = []
    for threshold in _FINE:
        given = judged.chance >= threshold
        bounds.append(_upper(int((given & ~judged.right).sum()), int(given.sum())) if given.any() else 1.0)
    for percent in _RISKS:
        kept = [float(at) for at, bound in zip(_FINE, bounds, strict=True) if bound <= percent / 100]
        if kept:
            found.append((float(percent), round(kept[0], 3)))
    return tuple(found)


def lines(judged: Judgement, threshold: float) -> list[str]:
    """Return the figures of each set in words."""
    told = []
    for group in [*sorted({each.group for each in judged.examples}), ""]:
        chosen = np.array([group in ("", each.group) for each in judged.examples])
        answerable = np.array([each.answerable for each in judged.examples])[chosen]
        chance, right = judged.chance[chosen], judged.right[chosen]
        given = chance >= threshold
        wrong = int((given & ~right).sum())
        told.append(
            f"{group or 'all'}: {len(chance)} questions, first right {right[answerable].mean():.3f} of the answerable, "
            f"AUC of right {_auc(right, chance):.3f}, of answerable {_auc(answerable, chance):.3f}, "
            f"AURC {aurc(chance, right):.3f}; at {threshold:g}: answered {given.mean():.3f}, wrong of these "
            f"{wrong / max(1, given.sum()):.3f} (at most {_upper(wrong, int(given.sum())):.3f}), "
            f"right or rightly refused {_share_right(judged, group, threshold):.3f}"
        )
    return told


def aurc(chance: Floats, right: NDArray[np.bool_]) -> float:
    """Return the area under the risk-coverage curve: the mean share of wrong ones among the surest, over all depths."""
    wrong = ~right[np.argsort(-chance)]
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(wrong) + 1)))


def _share_right(judged: Judgement, group: str, threshold: float) -> float:
    chosen = [
        (right if chance >= threshold else not each.answerable)
        for each, chance, right in zip(judged.examples, judged.chance, judged.right, strict=True)
        if group in ("", each.group)
    ]
    return float(np.mean(chosen))


def _upper(wrong: int, count: int) -> float:
    """Return the Clopper-Pearson upper bound of a share."""
    return 1.0 if wrong >= count else float(beta.ppf(_CONFIDENCE, wrong + 1, count - wrong))


def _auc(truth: NDArray[np.bool_], chance: Floats) -> float:
    return float(roc_auc_score(truth, chance)) if 0 < truth.sum() < len(truth) else float("nan")


def _matrix(features: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[each[name] for name in names] for each in features], dtype=np.float64)
