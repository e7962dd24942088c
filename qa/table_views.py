"""The tables of a plan as they are shown: plain lines, JSON and CSV, with raw offsets and the damage in each cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document, chapter_of
from embeddings.damage import Damage
from embeddings.headings import Section
from embeddings.tables import Cell, Row, Table
from embeddings.tables.model import dated

_CSV = (
    "document_id",
    "city",
    "section_id",
    "box",
    "table",
    "kind",
    "row",
    "category",
    "name",
    "unit",
    "column",
)
_CSV_REST = ("value", "attribute", "certain", "damage", "start", "end")


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with where it stands; a box of items, which are text, has no table.

    ``box`` is the number of the 专栏, ``start:end`` are raw offsets.
    """

    document: Document
    section: Section
    chapter: tuple[str, ...]
    table: Table | None

    @property
    def box(self) -> int | None:
        """The number of the box, None outside of boxes."""
        return self.section.ordinal if self.section.kind == "box" else None

    @property
    def kind(self) -> str:
        """``numbers``, ``matrix``, or ``items`` for a box without a table."""
        return self.table.kind if self.table else "items"

    @property
    def title(self) -> str:
        """The title as it is cited."""
        if self.table is None:
            return self.section.label
        return self.document.table_title(self.section.id, self.table)

    @property
    def span(self) -> tuple[int, int]:
        """The raw offsets of the table, or of a box of items."""
        if self.table is None:
            return self.section.start, self.section.end
        return self.document.clean.to_raw(self.table.start, self.table.end)

    @property
    def rebuilt(self) -> int:
        """How many rows have columns."""
        return sum(row.certain for row in self.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, none for a box of items."""
        return self.table.rows if self.table else ()

    def damage(self, start: int, end: int) -> list[str]:
        """Return what is wrong with a span of the clean text."""
        found: Sequence[Damage] = self.document.damages
        return [each.message for each in found if each.start < end and start < each.end]

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; offsets are into the raw text."""
        fields: dict[str, object] = {
            "section_id": self.section.id,
            "chapter": list(self.chapter),
            "box": self.box,
            "title": self.title,
            "kind": self.kind,
            "start": self.span[0],
            "end": self.span[1],
        }
        if self.table is None:
            return fields
        return fields | {
            "columns": list(self.table.columns),
            "rebuilt": self.rebuilt,
            "verbatim": len(self.rows) - self.rebuilt,
            "rows": [self._row(row, self.table) for row in self.rows],
        }

    def _row(self, row: Row, table: Table) -> dict[str, object]:
        start, end = self.document.clean.to_raw(row.start, row.end)
        columns: Sequence[str | None] = row.columns or [None] * len(row.values)
        return {
            "name": row.name,
            "unit": row.unit,
            "category": row.category,
            "attribute": row.attribute,
            "certain": row.certain,
            "reading": row.reading(table),
            "start": start,
            "end": end,
            "damage": self.damage(row.start, row.end),
            "values": [
                {"column": column, **self._cell(value)}
                for column, value in zip(columns, row.values, strict=True)
            ],
            "shared": self._cell(row.shared) if row.shared else None,
            "cells": [self._cell(cell) for cell in row.cells],
        }

    def _cell(self, cell: Cell) -> dict[str, object]:
        return {
            "text": cell.text,
            "start": cell.raw_start,
            "end": cell.raw_end,
            "damage": self.damage(cell.start, cell.end),
        }


def view_tables(document: Document) -> list[TableView]:
    """Return every table of a plan and every box without one, in the order of the text."""
    views: list[TableView] = []
    for path in document.paths:
        section = path[-1]
        found = document.tables.get(section.id, ())
        views += [TableView(document, section, chapter_of(path), table) for table in found]
        if not found and section.kind == "box":
            views.append(TableView(document, section, chapter_of(path), None))
    return views


def table_lines(views: Sequence[TableView]) -> Iterator[str]:
    """Yield a block of lines for each table: title, columns, then a line for each row.

    A row that was rebuilt starts with ``=``, one that is kept as printed with ``?``, both with their raw offsets.
    """
    for view in views:
        yield ""
        start, end = view.span
        yield f"{view.title}  [{start}:{end}]"
        if view.table is None:
            yield "  items: text, no table"
            continue
        kept = len(view.rows) - view.rebuilt
        yield f"  {view.kind}: {view.rebuilt} rows rebuilt, {kept} kept as printed"
        if view.table.columns:
            yield "  columns: " + " | ".join(map(dated, view.table.columns))
        category = ""
        for row in view.rows:
            if row.category != category:
                category = row.category
                yield f"  ({category})"
            yield from _row_lines(view, row, view.table)
    if not views:
        yield "no tables and no boxes"


def _row_lines(view: TableView, row: Row, table: Table) -> Iterator[str]:
    start, end = view.document.clean.to_raw(row.start, row.end)
    yield f"  {'=' if row.certain else '?'} {row.reading(table)}  [{start}:{end}]"
    yield from (f"      warning: {message}" for message in view.damage(row.start, row.end))


def csv_text(document: Document, views: Sequence[TableView]) -> str:
    """Return CSV with a line for each value cell; one whose column is not certain has none.

    ``row`` counts the rows of a table from 1; ``start`` and ``end`` are the raw offsets of the cell.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((*_CSV, *_CSV_REST))
    for view in views:
        lead = (document.id, document.city, view.section.id, view.box or "", view.title, view.kind)
        for number, row in enumerate(view.rows, start=1):
            columns: Sequence[str] = row.columns or [""] * len(row.values)
            for column, value in zip(columns, row.values, strict=True):
                damage = "; ".join(view.damage(value.start, value.end))
                certain = "yes" if row.certain else "no"
                what = (number, row.category, row.name, row.unit, column)
                rest = (value.text, row.attribute, certain, damage, value.raw_start, value.raw_end)
                writer.writerow((*lead, *what, *rest))
    return stream.getvalue()
