"""Which candidate answers, and how likely: a reader's word, that of the words, and what the facts know, in one number.

The weights are not set by hand. ``cityplans eval reader calibrate`` fits two logistic models on questions that the
reader was never trained on: one ranks the candidates of a question, the other says how likely the first one is right.
They lie beside the reader's weights and hold for these only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Any, Final, TypeAlias

from embeddings.queries import Query
from qa.answering.reading import UnitReading
from qa.errors import ReaderError
from qa.evidence import Candidate

CALIBRATION: Final = "calibration.json"
_SURE: Final = 1e-4
"""Probabilities are kept so far from 0 and 1 before their logit is taken."""


Read: TypeAlias = tuple[Candidate, UnitReading]
"""A candidate and what was read of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with how well it ranks among the others, how likely it answers (0 to 1) and what was read of it."""

    candidate: Candidate
    score: float
    chance: float
    reading: UnitReading


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear form over named features."""

    weights: Mapping[str, float]
    bias: float = 0.0

    def __call__(self, features: Mapping[str, float]) -> float:
        """Return the weighted sum of ``features`` and the bias."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns readings into chances for one reader; from ``threshold`` on a candidate answers.

    ``risks`` are percentages, rising, with the threshold from which at most so many of the answers are wrong.
    """

    rank: Linear
    chance: Linear
    threshold: float
    reader: str
    risks: tuple[tuple[float, float], ...] = ()

    @classmethod
    def load(cls, source: Path) -> Calibration:
        """Read the calibration of a reader's folder, or a file of that kind.

        Raises:
            ReaderError: there is none, or it cannot be read.

        """
        path = source / CALIBRATION if source.is_dir() else source
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            risks = tuple((float(risk), float(threshold)) for risk, threshold in told.get("risks", ()))
            return cls(
                _linear(told["rank"]), _linear(told["chance"]), told["threshold"], told["reader"], risks
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderError(
                f"{path} cannot be read: {error}",
                remedy="Make it with: cityplans eval reader calibrate",
            ) from error

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`load` reads."""
        return {
            "rank": {"weights": dict(self.rank.weights), "bias": self.rank.bias},
            "chance": {"weights": dict(self.chance.weights), "bias": self.chance.bias},
            "threshold": self.threshold,
            "reader": self.reader,
            "risks": [list(each) for each in self.risks],
        }

    def at_risk(self, percent: float) -> Calibration:
        """Return the same with the threshold from which at most ``percent`` of the answers are wrong.

        Raises:
            ReaderError: no threshold is known to keep that.

        """
        kept = [threshold for risk, threshold in self.risks if risk <= percent]
        if not kept:
            least = f"{self.risks[0][0]:g}" if self.risks else "none"
            raise ReaderError(
                f"CITYPLANS_RISK is {percent:g}, and no threshold of this reader is known to keep that",
                remedy=f"The least that it can keep is {least}: set that or more, or leave the setting out.",
            )
        return replace(self, threshold=kept[-1])


def _linear(told: Mapping[str, Any]) -> Linear:
    return Linear({str(k): float(v) for k, v in told["weights"].items()}, float(told["bias"]))


def candidate_features(candidate: Candidate, reading: UnitReading) -> dict[str, float]:
    """Return what a candidate is ranked by.

    ``relevance`` and ``answerable`` are the reader's, as logits, ``similarity`` is the embedder's of question and passage,
    ``coverage`` that of the words; ``fits`` says that the thing asked is named close by, ``short`` that the reader's short
    answer lies in it.
    """
    short = reading.short
    return {
        "relevance": logit(reading.relevance),
        "answerable": logit(reading.answerable),
        "coverage": candidate.coverage,
        "fits": float(candidate.fits),
        "rank": log(candidate.hit.rank),
        "similarity": candidate.hit.similarity,
        "row": float(candidate.row is not None),
        "valueless": float(candidate.valueless),
        "short": float(short is not None and short[0] < candidate.end and candidate.start < short[1]),
    }


def first_features(
    features: Sequence[Mapping[str, float]],
    scores: Sequence[float],
    order: Sequence[int],
    gap: float,
    *,
    is_english: bool,
    names_a_plan: bool,
) -> dict[str, float]:
    """Return what says how likely the first candidate of a ranking is right; ``gap`` is its lead on the next sentence."""
    first = features[order[0]]
    own = ("relevance", "answerable", "coverage", "fits", "row", "valueless")
    return {
        "score": scores[order[0]],
        "gap": gap,
        **{name: first[name] for name in own},
        "best_answerable": max(each["answerable"] for each in features),
        "best_relevance": max(each["relevance"] for each in features),
        "english": float(is_english),
        "named": float(names_a_plan),
    }


class Selector:
    """Ranks candidates by a calibration and gives each its chance."""

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration

    @property
    def threshold(self) -> float:
        """The chance from which a candidate answers."""
        return self._calibration.threshold

    def judge(self, query: Query, found: Sequence[Read]) -> list[Judged]:
        """Return the candidates with their scores and chances, best first."""
        read = [(candidate, reading, candidate_features(candidate, reading)) for candidate, reading in found]
        features = [each for _, _, each in read]
        scores = [self._calibration.rank(each) for each in features]
        order = sorted(range(len(read)), key=lambda index: -scores[index])
        judged = []
        for place, index in enumerate(order):
            rest = order[place:]
            gap = lead([read[at][0].sentence for at in rest], [scores[at] for at in rest])
            told = first_features(
                features,
                scores,
                rest,
                gap,
                is_english=query.language == "en",
                names_a_plan=knows_its_plan(query),
            )
            chance = 1 / (1 + exp(-self._calibration.chance(told)))
            judged.append(Judged(read[index][0], scores[index], chance, read[index][1]))
        return judged


def lead(sentences: Sequence[tuple[int, int]], scores: Sequence[float]) -> float:
    """Return how far the first score is ahead of the best of another sentence; of no other, of the last."""
    others = [score for sentence, score in zip(sentences, scores, strict=True) if sentence != sentences[0]]
    return scores[0] - (others[0] if others else scores[-1])


def knows_its_plan(query: Query) -> bool:
    """Return whether it is told which plan is asked: the question names one, or there is only one."""
    return bool(query.named) or len(query.scope) == 1


def logit(chance: float) -> float:
    """Return the log odds of a probability, kept off 0 and 1."""
    kept = min(max(chance, _SURE), 1 - _SURE)
    return log(kept / (1 - kept))
