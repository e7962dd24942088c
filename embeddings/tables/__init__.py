"""Tables read back into rows with column names, however their cells are printed.

Only what is certain is mapped. Any other row keeps its values in order and says that their columns are unclear; a
table that cannot be rebuilt stays text. Quotes of a row are its raw cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from embeddings.headings import Section
from embeddings.repair import CleanText
from embeddings.tables.grid import Line, grid_spans, read_grid
from embeddings.tables.lines import read_indicators
from embeddings.tables.matrix import read_matrix
from embeddings.tables.model import Cell, Row, Table
from embeddings.tables.words import is_title, unit_of_line

__all__ = ["Cell", "Row", "Table", "read_tables"]


def read_tables(clean: CleanText, folded: str, section: Section) -> tuple[Table, ...]:
    """Return the tables in a section's own text, in order.

    ``folded`` is the clean text in its searchable form, character for character.
    """
    return tuple(_Reader(clean, folded, section).tables())


class _Reader:
    """Reads one section: its lines of cells first, then what stands one cell per line between them."""

    def __init__(self, clean: CleanText, folded: str, section: Section) -> None:
        self._clean = clean
        self._folded = folded
        self._box = section.kind == "box"
        self._title = section.title if self._box else ""
        body = clean.text[section.head_end : section.own_end]
        self._lines = [
            Line(match.group(), section.head_end + match.start(), section.head_end + match.end())
            for match in re.finditer(r"[^\n]+", body)
            if match.group().strip()
        ]

    def tables(self) -> Iterator[Table]:
        """Yield the tables in the order of the text."""
        if len(self._lines) < 2:
            return
        position = 0
        for start, end in grid_spans(self._lines):
            table = read_grid(self._lines[start:end], self._cell, self._title)
            if table is None:
                continue
            yield from self._one_per_line(position, start, whole=False)
            yield self._titled(table, start)
            position = end
        yield from self._one_per_line(position, len(self._lines), whole=self._box and position == 0)

    def _one_per_line(self, start: int, end: int, *, whole: bool) -> Iterator[Table]:
        cells = [self._line_cell(line) for line in self._lines[start:end]]
        found = read_indicators(cells, self._title, whole=whole)
        if whole and found is None:
            matrix = read_matrix(cells, self._title)
            if matrix is not None:
                yield self._titled(matrix, start + _index(cells, matrix.start, 0))
        after = 0
        while found is not None:
            yield self._titled(found[0], start + _index(cells, found[0].start, after))
            after = found[1]
            found = read_indicators(cells, self._title, whole=False, first=after)

    def _titled(self, table: Table, index: int) -> Table:
        """Add what stands on the lines just above a table: its title (表1 …) and the unit of all its values."""
        title, start, unit = table.title, table.start, ""
        for line in reversed(self._lines[max(0, index - 2) : index]):
            cell = self._line_cell(line)
            folded, given = cell.folded, unit_of_line(cell.folded)
            if given and not unit:
                unit, start = cell.text[given].strip(), line.start
            elif not self._box and is_title(folded):
                title, start = cell.text, line.start
                break
            else:
                break
        rows = table.rows
        if unit:
            rows = tuple(
                row if row.unit or "(" in row.name or "（" in row.name else replace(row, unit=unit)
                for row in rows
            )
        return replace(table, title=title, start=start, rows=rows)

    def _line_cell(self, line: Line) -> Cell:
        stripped = line.text.strip()
        start = line.start + line.text.index(stripped)
        return self._cell(start, start + len(stripped))

    def _cell(self, start: int, end: int) -> Cell:
        text = self._clean.text
        if start < end:
            raw_start, raw_end = self._clean.to_raw(start, end)
        else:
            at = int(self._clean.starts[start]) if start < len(text) else int(self._clean.ends[-1])
            raw_start = raw_end = at
        return Cell(text[start:end], self._folded[start:end], start, end, raw_start, raw_end)


def _index(cells: list[Cell], start: int, after: int) -> int:
    return next((i for i in range(after, len(cells)) if cells[i].start >= start), 0)
