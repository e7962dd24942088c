"""The table as plain JSON values, the same for ``--json`` and ``GET /api/indicators``."""

from __future__ import annotations

from typing import Any

from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from qa.indicators.choosing import Cell
from qa.indicators.comparing import Compared
from qa.indicators.levels import level_of
from qa.indicators.saying import number_said, printed
from qa.indicators.table import IndicatorTable, Pair
from qa.permalinks import permalink


def table_json(table: IndicatorTable) -> dict[str, Any]:
    """Return the table: its plans, its indicators, and for each indicator a cell of every plan."""
    return {
        "plans": [
            {
                "document_id": each.id,
                "city": each.city,
                "city_en": each.entry.city_en,
                "title": each.title,
                "level": level_of(each),
                **({"label": each.label.zh} if each.label.zh else {}),
            }
            for each in table.documents
        ],
        "indicators": [indicator_json(line.indicator) for line in table.lines],
        "lines": [
            {
                "indicator": line.indicator.id,
                "targets": _compared(line.targets),
                "baselines": _compared(line.baselines),
                "cells": [_pair(pair) for pair in line.pairs],
            }
            for line in table.lines
        ],
    }


def indicator_json(indicator: Indicator) -> dict[str, Any]:
    """Return a definition."""
    return {
        "id": indicator.id,
        "group": indicator.group,
        "zh": indicator.zh,
        "en": indicator.en,
        "measure": indicator.measure,
        "unit": indicator.unit,
        "direction": indicator.direction,
    }


def mention_json(mention: Fact) -> dict[str, Any]:
    """Return one printed value; ``start`` and ``end`` are raw offsets of the quote, ``number`` is in ``unit``."""
    start, end = mention.document.clean.to_raw(mention.start, mention.end)
    return {
        "value": printed(mention),
        "number": None if mention.number is None else float(mention.number),
        "high": None if mention.high is None else float(mention.high),
        "unit": mention.unit,
        "role": mention.role,
        "year": mention.year,
        "qualifiers": list(mention.qualifiers),
        "span": mention.span,
        "compared_with": mention.compared_with,
        "attribute": mention.attribute,
        "scope": mention.scope,
        "certain": mention.certain,
        "damaged": mention.damaged,
        "notes": list(mention.notes),
        "table": mention.in_table,
        "column": mention.column,
        "quote": mention.quote,
        "chapter": list(mention.chapter),
        "start": start,
        "end": end,
        "permalink": permalink(mention.document, mention.start, mention.end),
        "warnings": list(mention.damage),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "document_id": pair.document.id,
        "target": _cell(pair.target),
        "baseline": _cell(pair.baseline),
        "change": None if pair.change is None else float(pair.change),
        "others": [mention_json(each) for each in pair.others],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "status": cell.status,
        "best": mention_json(cell.best) if cell.best else None,
        "others": [mention_json(each) for each in cell.others],
        "contradicted_by": [
            number_said(each.number) if each.number is not None else each.printed for each in cell.against
        ],
    }


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "comparable": compared.is_comparable,
        "levels": list(dict.fromkeys(level_of(cell.document) for cell in compared.cells)),
        "ranking": [
            {"document_id": cell.document.id, "place": place or None}
            for cell, place in zip(compared.cells, compared.places, strict=True)
        ]
        if compared.is_comparable
        else [],
        "left_out": [
            {"document_id": cell.document.id, "reason": reason} for cell, reason in compared.left_out
        ],
    }
