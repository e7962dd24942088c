"""Tables of words with one cell per line that are whole: each row has as many cells as the header."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from embeddings.tables.model import Cell, Row, Table
from embeddings.tables.words import is_note, is_prose, is_value, role_of

_LEAST_COLUMNS, _LEAST_ROWS = 3, 2


def read_regular(cells: Sequence[Cell], title: str, firsts: Sequence[int]) -> tuple[Table, int] | None:
    """Return the table and the index after its last cell; None if a row lacks a cell or its values are figures.

    ``firsts`` are the places of the numbers of the rows. With no cell missing each stands in the column of its place;
    tables of figures, which have units and merged cells, are read by their own rules.
    """
    width = firsts[0] if firsts else 0
    header = cells[:width]
    roles = [role_of(cell.folded) for cell in header]
    if width < _LEAST_COLUMNS or len(firsts) < _LEAST_ROWS or roles[0] != "number":
        return None
    if any(after - before != width for before, after in pairwise(firsts)):
        return None
    end = firsts[-1] + width
    if end > len(cells) or not (end == len(cells) or _ends(cells[end])):
        return None
    kept = [index for index in range(2, width) if roles[index] not in ("unit", "attribute")]
    rows = [_row(cells[first : first + width], header, roles, kept) for first in firsts]
    if all(is_value(row.values[0].folded) for row in rows if row.values):
        return None
    columns = tuple(header[index].text for index in kept)
    table = Table(
        title,
        columns,
        tuple(rows),
        header[0].start,
        header[-1].end,
        start=header[0].start,
        end=cells[end - 1].end,
    )
    return table, end


def _ends(cell: Cell) -> bool:
    return is_note(cell.folded) or is_prose(cell.folded)


def _row(row: Sequence[Cell], header: Sequence[Cell], roles: Sequence[str], kept: Sequence[int]) -> Row:
    unit = next((row[index].text for index, role in enumerate(roles) if role == "unit"), "")
    attribute = next((row[index].text for index, role in enumerate(roles) if role == "attribute"), "")
    return Row(
        name=row[1].text,
        unit=unit,
        values=tuple(row[index] for index in kept),
        columns=tuple(header[index].text for index in kept),
        attribute=attribute,
        start=row[0].start,
        end=row[-1].end,
        cells=tuple(row),
    )
