"""Named runs with the scores that they are expected to reach, and what falls short of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.errors import RunError
from eval.metrics import LOWER_IS_BETTER

SHIPPED_BASELINES = Path(__file__).with_name("baselines.toml")
_COSTS = ("latency_p50_s", "latency_p95_s", "peak_mb")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Model):
    """One score: ``metric`` of a ``group`` (all, split:test, kind:numeric …), or a cost."""

    group: str = "all"
    metric: str
    value: float
    tolerance: float = Field(ge=0)


class Baseline(_Model):
    """A run by name: its settings (those of ``qa.settings``), the part of the gold, and its scores."""

    name: str = Field(pattern=r"^[\w.-]+$")
    settings: dict[str, str | int] = {}
    split: Literal["dev", "test"] | None = None
    expected: tuple[Expected, ...] = Field(min_length=1)


class _File(_Model):
    baseline: tuple[Baseline, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation and what the run reached; ``reached`` is None where the run has no such score."""

    expected: Expected
    reached: float | None
    status: Literal["ok", "regression", "improved"]

    def __str__(self) -> str:
        """Return one line."""
        reached = "missing" if self.reached is None else f"{self.reached:.4f}"
        allowed = f"{self.expected.value:.4f} ± {self.expected.tolerance:g}"
        return (
            f"{self.status:<10} {self.expected.group} {self.expected.metric}: {reached} (expected {allowed})"
        )


def load_baselines(path: Path) -> tuple[Baseline, ...]:
    """Read a file of baselines.

    Raises:
        RunError: it is missing or wrong.

    """
    try:
        content = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RunError(
            f"cannot read the baselines {path} ({error})", remedy="Give another --baselines."
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise RunError(f"{path} is wrong at {where}: {first['msg']}", remedy="Mend that entry.") from error
    return content.baseline


def check_baseline(baseline: Baseline, summary: Mapping[str, Any]) -> list[Outcome]:
    """Return what became of each expectation; worse by more than the tolerance is a regression."""
    return [_outcome(expected, _reached(expected, summary)) for expected in baseline.expected]


def regressions(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that fail a check."""
    return [outcome for outcome in outcomes if outcome.status == "regression"]


def _outcome(expected: Expected, reached: float | None) -> Outcome:
    if reached is None:
        return Outcome(expected, None, "regression")
    lower = expected.metric in LOWER_IS_BETTER or expected.metric in _COSTS
    gain = expected.value - reached if lower else reached - expected.value
    slack = expected.tolerance + 1e-9
    return Outcome(expected, reached, "regression" if gain < -slack else "improved" if gain > slack else "ok")


def _reached(expected: Expected, summary: Mapping[str, Any]) -> float | None:
    if expected.metric in _COSTS:
        cost = summary["cost"]
        if expected.metric == "peak_mb":
            return _number(cost.get("peak_mb"))
        return _number(cost.get("seconds", {}).get("total", {}).get(expected.metric.split("_")[1]))
    estimate = summary["groups"].get(expected.group, {}).get(expected.metric)
    return _number(estimate["value"]) if estimate else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
