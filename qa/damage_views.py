"""The damage and the repairs of a plan, as lines to read and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from embeddings.corpus import Document
from embeddings.damage import Damage
from embeddings.repair import Edit

_CONTEXT = 12


def damage_lines(document: Document, *, edits: bool) -> Iterator[str]:
    """Yield the counts, then a line for each damaged place (and each edit) with its line in the raw text."""
    yield f"{document.city} {document.title}"
    yield f"edits: {_counted(Counter(edit.kind for edit in document.clean.edits))}"
    yield f"damaged places: {_counted(Counter(each.kind for each in document.damages))}"
    for each in document.damages:
        likely = f" (likely {each.likely})" if each.likely else ""
        yield f"line {_line(document, each)}: {each.kind}: {_shown(document, each)}: {each.message}{likely}"
    for edit in document.clean.edits if edits else ():
        printed = document.raw[edit.start : edit.end]
        yield f"edit {edit.start}:{edit.end}: {edit.kind}: {printed!r} -> {edit.replacement!r}: {edit.reason}"


def damage_json(document: Document, *, edits: bool) -> dict[str, object]:
    """Return the same as plain JSON values; offsets are into the raw text."""
    value: dict[str, object] = {
        "document_id": document.id,
        "city": document.city,
        "title": document.title,
        "edit_counts": dict(Counter(edit.kind for edit in document.clean.edits)),
        "damage": [_record(document, each) for each in document.damages],
    }
    if edits:
        value["edits"] = [_edit(document, edit) for edit in document.clean.edits]
    return value


def _record(document: Document, each: Damage) -> dict[str, object]:
    start, end = document.clean.to_raw(each.start, each.end)
    proof = None if each.proof is None else list(document.clean.to_raw(*each.proof))
    return {
        "start": start,
        "end": end,
        "line": document.line_of(start),
        "printed": document.raw[start:end],
        "chapter": list(document.chapter_at(each.start)),
        **each.to_json(),
        "proof": proof,
    }


def _edit(document: Document, edit: Edit) -> dict[str, object]:
    return {
        "start": edit.start,
        "end": edit.end,
        "kind": edit.kind,
        "printed": document.raw[edit.start : edit.end],
        "replacement": edit.replacement,
        "reason": edit.reason,
    }


def _line(document: Document, each: Damage) -> int:
    return document.line_of(document.clean.to_raw(each.start, each.end)[0])


def _shown(document: Document, each: Damage) -> str:
    text = document.clean.text
    before, after = text[max(0, each.start - _CONTEXT) : each.start], text[each.end : each.end + _CONTEXT]
    return f"{before}【{text[each.start : each.end]}】{after}".replace("\n", " ")


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.most_common()) or "none"
