"""Promised and reached as plain JSON values, the same for ``--json`` and ``GET /api/progress``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.indicators.choosing import Cell
from qa.indicators.json_views import indicator_json, mention_json
from qa.progress.chain import Place, Stage


def places_json(places: Sequence[Place]) -> dict[str, Any]:
    """Return the places, each with its documents and the tracks of its indicators."""
    return {
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
        ]
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
        "also": [_cell(each) for each in stage.also],
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    """Return a cell with its document and its quote; None where nothing is printed."""
    if cell is None or cell.best is None:
        return None
    return {"document_id": cell.document.id, "status": cell.status, **mention_json(cell.best)}
