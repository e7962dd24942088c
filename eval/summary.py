"""From values by question to means with intervals: over all, by split, kind, language and city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from eval.gold import GoldRow
from eval.metrics import NAMES, Values
from eval.predictions import Prediction
from eval.statistics import Estimate, bootstrap_mean, refusal_scores, resample_counts

STAGES = ("total", "understand", "embed", "search", "answer")


def groups_of(row: GoldRow) -> list[str]:
    """Return the groups that a row counts in; a comparison counts for each of its cities."""
    cities = row.cities or ("none",)
    return [
        "all",
        f"split:{row.split}",
        f"kind:{row.kind}",
        f"language:{row.language}",
        *(f"city:{city}" for city in cities),
    ]


def summarise(
    rows: Sequence[GoldRow], values: Mapping[str, Values], predictions: Mapping[str, Prediction]
) -> dict[str, Any]:
    """Return the summary of a run as JSON values: ``groups`` and ``cost``."""
    members: dict[str, list[GoldRow]] = {}
    for row in rows:
        for group in groups_of(row):
            members.setdefault(group, []).append(row)
    ordered = sorted(members, key=lambda group: (group != "all", group.partition(":")[0] != "split", group))
    return {
        "questions": len(rows),
        "groups": {group: _estimates(members[group], values) for group in ordered},
        "cost": cost([predictions[row.id] for row in rows if row.id in predictions]),
    }


def _estimates(rows: Sequence[GoldRow], values: Mapping[str, Values]) -> dict[str, dict[str, float | int]]:
    """Return every measure that applies to a group."""
    found: dict[str, Estimate] = {}
    counts = resample_counts(len(rows))
    for name in NAMES:
        defined = [value for row in rows if (value := values[row.id][name]) is not None]
        if defined:
            found[name] = bootstrap_mean(defined, counts=counts if len(defined) == len(rows) else None)
    refused = np.array([values[row.id]["refused"] or 0.0 for row in rows])
    unanswerable = np.array([float(not row.answerable) for row in rows])
    if unanswerable.any():
        scores = refusal_scores(refused, unanswerable)
        found |= {f"refusal_{name}": estimate for name, estimate in scores.items()}
    return {name: estimate.to_json() for name, estimate in found.items()}


def cost(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Return seconds by stage (p50, p95) and the peak memory of the process in megabytes."""
    stages = {}
    for stage in STAGES:
        seconds = [each.seconds[stage] for each in predictions if stage in each.seconds]
        if seconds:
            p50, p95 = np.percentile(seconds, (50, 95))
            stages[stage] = {"p50": round(float(p50), 5), "p95": round(float(p95), 5)}
    peaks = [each.peak_mb for each in predictions if each.peak_mb is not None]
    return {"seconds": stages, "peak_mb": round(max(peaks), 1) if peaks else None}
