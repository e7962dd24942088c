"""What a program has to know of ``/indicators.csv``: its columns, its indicators, and how its plans are cited."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from embeddings.corpus import Document
from qa.indicators.levels import level_of
from qa.indicators.writing import FIELDS
from qa.web.citing import gbt_plan
from qa.web.indicators.choice import Choice

_COLUMNS: Final = {
    "indicator": "id of the indicator; its names stand under indicators",
    "name": "name of the indicator in Chinese",
    "name_en": "name of the indicator in English",
    "group": "id of the group that the indicator stands in",
    "document_id": "id of the plan; it stands under plans",
    "city": "city of the plan",
    "role": "target, baseline, or what else the value is",
    "best": "whether this is the value that the table shows",
    "status": "whether the value can be relied on, and why not",
    "value": "the value as it is printed",
    "number": "the value as a number, in unit; empty where it is damaged, unclear or not one number",
    "high": "the upper end where the value is a range",
    "unit": "unit of number and high",
    "year": "year or years that the value is for",
    "qualifiers": "at least, about, over: words that limit the value",
    "span": "a year, each year or cumulative",
    "compared_with": "what a change is measured from",
    "attribute": "binding or indicative (约束性, 预期性)",
    "scope": "part of the city that the value is for",
    "column": "head of the table column that the value stands in",
    "notes": "notes that the plan itself makes",
    "warnings": "known damage of the source text",
    "contradicted_by": "other values of the same plan",
    "quote": "the words of the plan",
    "chapter": "headings above the quote, › between them",
    "start": "offset of the quote in the text of the plan, in characters",
    "end": "offset behind the quote",
    "link": "address of the quote in the reader",
    "level": "level of government of the plan: nation, province, prefecture, county, zone, region (an agglomeration); empty where not known",
}
"""Column -> what stands in it."""


def metadata_json(choice: Choice, *, base_url: str, now: datetime) -> str:
    """Return the metadata of a choice's CSV as JSON."""
    query = choice.encoded(sort="", order="", by="")
    address = f"{base_url}/indicators"
    told: dict[str, Any] = {
        "title": "规划指标 · Indicators of the plans",
        "url": f"{address}?{query}",
        "csv": f"{address}.csv?{query}",
        "chart": f"{address}.svg?{query}",
        "retrieved": now.isoformat(timespec="seconds"),
        "citation": " ".join(gbt_plan(each.entry) for each in choice.documents),
        "note": "Every value is printed in a plan and links to its place there; nothing is inferred.",
        "columns": {name: {"description": _COLUMNS[name]} for name in FIELDS},
        "indicators": {
            each.id: {"zh": each.name("zh"), "en": each.name("en"), "group": each.group}
            for each in choice.indicators
        },
        "plans": {each.id: _plan(each, base_url) for each in choice.documents},
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _plan(document: Document, base_url: str) -> dict[str, str]:
    entry = document.entry
    told = {
        "city": document.city,
        "level": level_of(document),
        "title": entry.title,
        "kind": entry.kind,
        "period": entry.period,
        "issuer": entry.issuer,
        "date": entry.date.isoformat() if entry.date else "",
        "source": entry.source,
        "citation": gbt_plan(entry),
        "url": f"{base_url}/plans/{document.id}",
    }
    return {name: value for name, value in told.items() if value}
