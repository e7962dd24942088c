"""What a citation quotes out of a table, as a small table with the heads of its columns."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from embeddings.corpus import Document
from embeddings.tables import Cell, Row
from embeddings.tables.model import dated
from qa.answers import Citation, QuotedPart
from qa.permalinks import resolve
from qa.shelf import Shelf
from qa.web.strings import span

MOST_KEPT: Final = 4096
"""Citations that are known not to quote a table, or as what."""
MOST_ROWS: Final = 12
"""A quote of more rows is shown as it is printed."""


@dataclass(frozen=True, slots=True)
class QuotedCell:
    """A cell with the head of its column; ``quoted`` where the quote holds it, and it is told."""

    head: str
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class QuotedRow:
    """A row that a quote meets: what it is about, its unit, its cells, and whether it is binding."""

    name: str
    unit: str
    cells: tuple[QuotedCell, ...]
    attribute: str

    @property
    def said(self) -> str:
        """The row in one line."""
        values = "，".join(" ".join(filter(None, (cell.head, cell.text))) for cell in self.cells if cell.text)
        return f"{self.name}：{values}"


@dataclass(frozen=True, slots=True)
class QuotedTable:
    """The rows of a table that a quote meets, or the ``heads`` where it quotes these; the title where it has one."""

    title: str
    rows: tuple[QuotedRow, ...] = ()
    heads: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What is quoted, in one line."""
        return " ".join(row.said for row in self.rows) or " · ".join(self.heads)


def quoted_table(document: Document, citation: Citation) -> QuotedTable | None:
    """Return the rows that a citation quotes; None where it quotes none, too many, or is not there any more.

    Cells whose columns are not certain have no heads.
    """
    reference = parse_qs(urlsplit(citation.permalink).query).get("quote", [""])[0]
    place = resolve(document, reference) if reference else None
    if place is None or place.span is None:
        return None
    start, end = place.span
    for table in (each for tables in document.tables.values() for each in tables):
        if not table.start <= start < end <= table.end:
            continue
        if table.columns and table.header_start <= start < end <= table.header_end:
            return QuotedTable(table.title, heads=tuple(map(dated, table.columns)))
        rows = [row for row in table.rows if row.quote_start < end and start < row.end]
        if not 0 < len(rows) <= MOST_ROWS:
            return None
        told = [(each.start, each.end) for each in citation.cells] or [document.clean.to_raw(start, end)]
        return QuotedTable(table.title, tuple(_row(row, told) for row in rows))
    return None


def _row(row: Row, told: Sequence[tuple[int, int]]) -> QuotedRow:
    """Return a row, its cells marked that meet one of the raw spans that are told."""

    def cell(head: str, each: Cell) -> QuotedCell:
        quoted = any(each.raw_start < end and start < each.raw_end for start, end in told)
        return QuotedCell(head, each.text.replace("\n", ""), quoted)

    if row.shared is not None:
        cells = [cell("", row.shared)]
    elif row.columns:
        cells = [
            cell(dated(head), each) for head, each in zip(row.columns, row.values, strict=True) if each.text
        ]
    else:
        cells = [cell("", each) for each in row.values if each.text]
    return QuotedRow(row.name, row.unit, tuple(cells), row.attribute)


def render_quoted(table: QuotedTable, *, heading: str = "") -> str:
    """Return each row as a table of its own, one line for each cell: that is read on the narrowest page.

    The title is left out where the ``heading`` above says it.
    """
    title = f"<p>{escape(table.title)}</p>" if table.title and table.title not in heading else ""
    heads = "".join(f"<li><mark>{escape(head)}</mark></li>" for head in table.heads)
    listed = f"<p>{span('cited_heads')}</p><ul>{heads}</ul>" if heads else ""
    rows = "".join(map(_rendered, table.rows))
    return f'<div class="cp-rows" lang="zh-Hans">{title}{listed}{rows}</div>'


def _rendered(row: QuotedRow) -> str:
    unit = f" <span>{escape(row.unit)}</span>" if row.unit else ""
    unclear = "" if all(cell.head for cell in row.cells) else span("cell_unclear", css_class="cp-unclear")
    lines = "".join(
        f'<tr><th scope="row">{escape(cell.head) or "·"}</th><td>{_marked(cell)}</td></tr>'
        for cell in row.cells
    )
    attribute = (
        f'<tr><th scope="row">{span("cell_attribute")}</th><td>{escape(row.attribute)}</td></tr>'
        if row.attribute
        else ""
    )
    return (
        f"<table><caption>{escape(row.name)}{unit}{unclear}</caption>"
        f"<tbody>{lines}{attribute}</tbody></table>"
    )


def _marked(cell: QuotedCell) -> str:
    return f"<mark>{escape(cell.text)}</mark>" if cell.quoted else escape(cell.text)


_Key = tuple[str, str, tuple[QuotedPart, ...]]


def _key(citation: Citation) -> _Key:
    return citation.document_id, citation.permalink, citation.cells


class CitedTables:
    """The tables of citations. Reading a plan takes a second: :meth:`prepare` does it, off the event loop."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: OrderedDict[_Key, QuotedTable | None] = OrderedDict()
        self._reading = threading.Lock()

    def prepare(self, citations: Iterable[Citation]) -> None:
        """Look up what the citations quote."""
        with self._reading:
            for citation in citations:
                key = _key(citation)
                if key not in self._kept:
                    shelved = self._shelf.find(citation.document_id)
                    found = quoted_table(shelved.document, citation) if shelved else None
                    self._kept[key] = found
                self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def is_prepared(self, citations: Sequence[Citation]) -> bool:
        """Say whether all of them were looked up."""
        return all(_key(each) in self._kept for each in citations)

    def of(self, citation: Citation) -> QuotedTable | None:
        """Return what a citation that was prepared quotes out of a table."""
        return self._kept.get(_key(citation))
