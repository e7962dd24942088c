"""Tables of a name and one value each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from embeddings.tables.model import Cell, Row, Table
from embeddings.tables.words import is_note, is_pair_value, role_of

_LEAST_VALUES = 3
_LONGEST_HEAD = 12
_LONGEST_NAME = 40
_MOST_BETWEEN = 6


def read_pairs(cells: Sequence[Cell], header_end: int, title: str) -> tuple[Table, int] | None:
    """Return the table and the index after its last cell.

    A name without a value of its own follows another's value: merged cells or a lost one. It is kept as a row whose
    value is not certain. Words that name groups of rows are no rows: those in quotation marks, and those that come
    again and again.
    """
    end = header_end
    for index in range(header_end, len(cells)):
        if index - end > _MOST_BETWEEN or is_note(cells[index].folded) or cells[index].folded.endswith("。"):
            break
        if is_pair_value(cells[index].folded):
            end = index + 1
    values = sum(is_pair_value(cell.folded) for cell in cells[header_end:end])
    if values < _LEAST_VALUES or values * 4 < end or header_end < 2:
        return None
    column = (cells[header_end - 1].text,)
    rows = _rows(cells[header_end:end], column)
    if not rows:
        return None
    header = (cells[0].start, cells[header_end - 1].end)
    return Table(title, column, tuple(rows), *header, start=header[0], end=rows[-1].end), end


def is_pair_header(cells: Sequence[Cell]) -> bool:
    """Say whether a box begins with the two header cells of such a table."""
    return (
        len(cells) > 2
        and all(len(cell.text) <= _LONGEST_HEAD and not is_pair_value(cell.folded) for cell in cells[:2])
        and (role_of(cells[1].folded) != "name")
    )


def _rows(cells: Sequence[Cell], column: tuple[str, ...]) -> list[Row]:
    counts = Counter(cell.folded for cell in cells if not is_pair_value(cell.folded))
    rows: list[Row] = []
    pending: list[Cell] = []
    last: Row | None = None
    for cell in cells:
        if not is_pair_value(cell.folded):
            if not _is_group(cell, counts):
                pending.append(cell)
        elif pending:
            if last is not None:
                rows += [_shared(name, last) for name in pending[:-1]]
            name = pending[-1]
            last = Row(name.text, "", (cell,), column, "", name.start, cell.end, cells=(name, cell))
            rows.append(last)
            pending = []
    return rows


def _shared(name: Cell, above: Row) -> Row:
    value = above.values[0]
    return Row(
        name.text, "", (), (), "", name.start, name.end, cells=(name,), shared=value, shared_from=above.start
    )


def _is_group(cell: Cell, counts: Counter[str]) -> bool:
    quoted = cell.text[0] in "“\"'‘" and cell.text[-1] in "”\"'’"
    return quoted or counts[cell.folded] > 1 or len(cell.text) > _LONGEST_NAME
