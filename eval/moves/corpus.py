"""A corpus and its gold, moved: the folder that the product reads, and where every span of the gold stands in it."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from embeddings.catalog import CATALOG, PlanEntry
from embeddings.corpus import Document, read_corpus
from embeddings.rewriting import Rewritten
from eval.gold import Evidence, Gold, GoldRow
from eval.moves.move import Move, moved
from eval.wording import groups_met

_NAMES = ("id", "file", "original")
"""Fields of a catalogue that name files and plans instead of saying something."""


@dataclass(frozen=True, slots=True)
class MovedCorpus:
    """The moved documents in their folder, and by the id of each document before, how its raw text was moved."""

    folder: Path
    documents: tuple[Document, ...]
    texts: Mapping[str, Rewritten]


def move_corpus(documents: Sequence[Document], move: Move, folder: Path) -> MovedCorpus:
    """Write the moved texts and their catalogue into a folder and read them as the product does.

    Raises:
        CorpusError: what was written is no corpus; this is a fault of the move.

    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {document.id: move.forward(document.raw) for document in documents}
    entries = []
    for document in documents:
        entry = move_entry(document.entry, move)
        (folder / entry["file"]).write_bytes(texts[document.id].text.encode())
        entries.append(entry)
    (folder / CATALOG).write_text(tomlkit.dumps({"plan": entries}), encoding="utf-8")
    return MovedCorpus(folder, read_corpus(folder), texts)


def move_entry(entry: PlanEntry, move: Move) -> dict[str, Any]:
    """Return a catalogue entry with all that it says moved, as it is written."""
    fields: dict[str, Any] = {
        name: _moved_field(value, move)
        for name, value in entry.model_dump(exclude_defaults=True).items()
        if name not in _NAMES
    }
    id = move.rename_id(entry.id)
    return {"id": id, "file": f"{id}.txt", **fields}


def _moved_field(value: Any, move: Move) -> Any:
    if isinstance(value, datetime.date):
        return _moved_date(value, move)
    if isinstance(value, str):
        return moved(move, value)
    if isinstance(value, list | tuple):
        return list(dict.fromkeys(_moved_field(each, move) for each in value))
    return value


def _moved_date(date: datetime.date, move: Move) -> datetime.date:
    """Move the year of a date; the 29th of February becomes the 28th in a year that has none."""
    year = int(moved(move, f"{date.year}年")[:4])
    return date.replace(year=year, day=min(date.day, calendar.monthrange(year, date.month)[1]))


def move_gold(gold: Gold, move: Move, texts: Mapping[str, Rewritten]) -> Gold:
    """Return the gold of the moved corpus: ids of rows stay, quotes are read again where they stand now."""
    return gold.keep([move_row(row, move, texts) for row in gold.rows])


def move_row(row: GoldRow, move: Move, texts: Mapping[str, Rewritten]) -> GoldRow:
    """Return a gold row of the moved corpus."""

    def all_moved(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(moved(move, each) for each in values)

    def sections(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(move.rename_id, ids))

    answer = moved(move, row.answer)
    return row.model_copy(
        update={
            "question": moved(move, row.question),
            "history": all_moved(row.history),
            "cities": all_moved(row.cities),
            "answer": answer,
            "required": tuple(_moved_group(group, row.answer, answer, move) for group in row.required),
            "evidence": tuple(_moved_evidence(each, move, texts) for each in row.evidence),
            "also": tuple(_moved_evidence(each, move, texts) for each in row.also),
            "sections": sections(row.sections),
            "also_sections": sections(row.also_sections),
            "absent": all_moved(row.absent),
            "note": moved(move, row.note),
        }
    )


def _moved_group(group: Sequence[str], before: str, after: str, move: Move) -> tuple[str, ...]:
    """Move the alternatives of a required group.

    One that reads as a year on its own but as an amount in the ideal answer (2000 of 2000人) stays as the answer has it.
    """

    def one(alternative: str) -> str:
        new = moved(move, alternative)
        if _stands(alternative, before) and not _stands(new, after) and _stands(alternative, after):
            return alternative
        return new

    return tuple(dict.fromkeys(map(one, group)))


def _stands(wording: str, answer: str) -> bool:
    return groups_met(answer, [(wording,)])[0]


def _moved_evidence(evidence: Evidence, move: Move, texts: Mapping[str, Rewritten]) -> Evidence:
    text = texts[evidence.document_id]
    start, end = text.span(evidence.start, evidence.end)
    return evidence.model_copy(
        update={
            "document_id": move.rename_id(evidence.document_id),
            "quote": text.text[start:end],
            "start": start,
            "end": end,
            "section": move.rename_id(evidence.section),
        }
    )
