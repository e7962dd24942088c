"""Promised and reached as plain JSON values, the same for ``--json`` and ``GET /api/progress``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.indicators.choosing import Cell
from qa.indicators.json_views import indicator_json, mention_json
from qa.progress.chain import Place, Stage
from qa.progress.views import PathToTarget, Rise


def places_json(places: Sequence[Place], rises: Sequence[Rise] = ()) -> dict[str, Any]:
    """Return the places, each with its documents and the tracks of its indicators; beside them how targets rise."""
    return {
        "rises": [
            {
                "indicator": indicator_json(each.indicator),
                "period": each.period.name,
                "outer": {"city": each.outer.document.city, **(_cell(each.outer) or {})},
                "inner": {"city": each.inner.document.city, **(_cell(each.inner) or {})},
                "step": each.step,
                "reason": each.reason,
            }
            for each in rises
        ],
        "places": [
            {
                "city": place.city,
                "documents": [
                    {
                        "document_id": each.id,
                        "name": each.name,
                        "title": each.title,
                        "period": each.period.span if each.period is not None else "",
                    }
                    for each in place.documents
                ],
                "tracks": [
                    {
                        "indicator": indicator_json(track.indicator),
                        "stages": [_stage(each) for each in track.stages],
                    }
                    for track in place.tracks
                ],
            }
            for place in places
        ],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "period": stage.period.name,
        "years": stage.period.span,
        "binding": stage.is_binding,
        "baseline": _cell(stage.baseline),
        "target": _cell(stage.target),
        "reached": _cell(stage.reached),
        "outcome": stage.verdict.outcome,
        "reason": stage.verdict.reason,
        "breaks": list(stage.breaks),
        "kept": stage.kept,
        "path": _path(stage.path),
        "also": [_cell(each) for each in stage.also],
    }


def _path(path: PathToTarget | None) -> dict[str, Any] | None:
    """Return a path: reckoned values by year in the unit of the target, and the results that are printed."""
    if path is None:
        return None
    return {
        "computed": True,
        "unit": path.unit,
        "straight": [{"year": year, "value": float(round(value, 4))} for year, value in path.straight],
        "printed": [{"document_id": each.document.id, **mention_json(each)} for each in path.printed],
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    """Return a cell with its document and its quote; None where nothing is printed."""
    if cell is None or cell.best is None:
        return None
    return {"document_id": cell.document.id, "status": cell.status, **mention_json(cell.best)}
