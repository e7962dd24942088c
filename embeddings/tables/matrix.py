"""Tables of text whose cells stand one per line: fields, firms and projects by park or by trade.

A matrix is rebuilt only where its own cells prove the columns; what is not proved keeps its cells in order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from embeddings.tables.model import Cell, Row, Table, merge_cells
from embeddings.tables.numbering import row_starts
from embeddings.tables.words import is_note, role_of

_HEAD = 9
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 9
_LABEL = 16
_LEAST_LABELS = 3
_PLACE = re.compile(
    r"[^、,。;()等]{1,16}(?:区|园|县|市|镇|乡|基地|街道|局|委|办|政府|公司|中心|部门|院)(?:\([^()]{1,10}\))?"
    r"(?:、[^、,。;()等]{1,16}(?:区|园|县|市|镇|乡|基地|街道|局|委|办|政府|公司|中心|部门|院)(?:\([^()]{1,10}\))?)*等?"
)
_EMPTY = re.compile(r"[-—–/]+|无")
_CLOSED = re.compile(r".*(?:等|。)[)”]?|[-—–/]+|无")
_PLACE_HEAD = re.compile(r"园|区|县|单位|部门|地点|支持|布局|主体|地区|所在")


def read_matrix(cells: Sequence[Cell], title: str) -> Table | None:
    """Return the matrix that a box holds, or None if it holds none."""
    cells = [cell for cell in cells if not is_note(cell.folded)]
    return _labelled(cells, title) or _anchored(cells, title) or _numbered(cells, title)


def _labelled(cells: Sequence[Cell], title: str) -> Table | None:
    """Read a matrix whose second column is a few labels that come in turn: park / 主导产业 / … / 特色产业 / …."""
    counts = Counter(cell.folded for cell in cells)
    first = next((i for i, cell in enumerate(cells) if counts[cell.folded] >= _LEAST_LABELS), len(cells))
    if first >= len(cells) or first < _LEAST_COLUMNS or any(len(cell.text) > _LABEL * 2 for cell in cells):
        return None
    times = counts[cells[first].folded]
    where = [i for i, cell in enumerate(cells) if cell.folded == cells[first].folded]
    between = [
        {cell.folded for cell in cells[a:b]} for a, b in zip(where, [*where[1:], len(cells)], strict=True)
    ]
    labels = {word for word in set.intersection(*between) if counts[word] == times}
    if len(labels) < 2:
        return None
    begin = first - 1
    while begin > 1 and cells[begin].text.startswith(("(", "（")):
        begin -= 1
    header = cells[:begin]
    if not _LEAST_COLUMNS <= len(header) <= _MOST_COLUMNS or any(len(cell.text) > _HEAD for cell in header):
        return None
    rows: list[Row] = []
    starts = [begin]
    for place in where[1:]:
        at = place - 1
        while cells[at].text.startswith(("(", "（")) and at > starts[-1]:
            at -= 1
        starts.append(at)
    for start, label, end in zip(starts, where, [*starts[1:], len(cells)], strict=True):
        row = _labelled_row(cells[start:end], label - start, labels)
        if row is None:
            return None
        rows.append(row)
    columns = tuple(dict.fromkeys(column for row in rows for column in row.columns))
    return _table(title, columns, rows, header)


def _labelled_row(cells: Sequence[Cell], named: int, labels: set[str]) -> Row | None:
    values, columns, label = list[Cell](), list[str](), ""
    for cell in cells[named:]:
        if cell.folded in labels:
            label = cell.text
        else:
            values.append(cell)
            columns.append(label)
    if not values:
        return None
    name = "".join(cell.text for cell in cells[:named])
    return _row(name, values, tuple(columns), cells)


def _anchored(cells: Sequence[Cell], title: str) -> Table | None:
    """Read a matrix whose last column holds names of places or offices only, which end its rows.

    The cells between the first and the last column must each show their end (等, 。 or a dash); a row with another
    number of cells than the header keeps them in order.
    """
    data = next((i for i, cell in enumerate(cells) if _is_long(cell)), 0)
    header = _header(cells[: max(0, data - 1)])
    if not _LEAST_COLUMNS <= len(header) <= _MOST_COLUMNS or not _PLACE_HEAD.search(header[-1][-1].folded):
        return None
    spans, start = [], data - 1
    for index in range(data, len(cells)):
        last = index + 1 == len(cells)
        goes_on = not last and (cells[index + 1].text.startswith(("(", "（")) or _is_place(cells[index + 1]))
        if _is_place(cells[index]) and not goes_on and index > start:
            spans.append((start, index + 1))
            start = index + 1
    if start < len(cells) or not spans:
        return None
    names = tuple("".join(cell.text for cell in group) for group in header)
    rows: list[Row] = []
    for a, b in spans:
        rows.append(_anchored_row(cells[a:b], names, rows[-1].name if rows else ""))
    return _table(title, names[1:], rows, cells[: spans[0][0]])


def _anchored_row(cells: Sequence[Cell], names: Sequence[str], above: str) -> Row:
    """Read one row; without a first cell of its own it goes with the row above (merged cells)."""
    own = _is_label(cells[0])
    name = cells[0].text if own else above
    last = len(cells)
    while last > 1 and not _CLOSED.fullmatch(cells[last - 1].folded):
        last -= 1
    middle, tail = list(cells[1 if own else 0 : last]), list(cells[last:])
    closed = _joined(middle)
    sound = tail and closed is not None and len(closed) == len(names) - 2
    if not sound or closed is None or not name or not _is_place_list(tail):
        return _row(name, list(cells[1 if own else 0 :]), (), cells)
    return _row(name, [merge_cells(group) for group in [*closed, tail]], tuple(names[1:]), cells)


def _joined(cells: Sequence[Cell]) -> list[list[Cell]] | None:
    """Group cells that were broken over lines: each goes on until it shows its end."""
    groups: list[list[Cell]] = [[]]
    for cell in cells:
        groups[-1].append(cell)
        if _CLOSED.fullmatch(cell.folded):
            groups.append([])
    return groups[:-1] if not groups[-1] else None


def _numbered(cells: Sequence[Cell], title: str) -> Table | None:
    """Read a matrix with a header and numbered rows that all have a cell for each column."""
    firsts = row_starts(cells)
    if len(firsts) < 2 or not cells or firsts[0] < _LEAST_COLUMNS:
        return None
    header = cells[: firsts[0]]
    if role_of(header[0].folded) != "number" or any(len(cell.text) > _HEAD + 3 for cell in header):
        return None
    ends = [*firsts[1:], min(len(cells), firsts[-1] + len(header))]
    names = tuple(cell.text for cell in header[2:])
    rows = [
        _row(cells[a + 1].text, list(cells[a + 2 : b]), names if b - a == len(header) else (), cells[a:b])
        for a, b in zip(firsts, ends, strict=True)
    ]
    return _table(title, names, rows, header) if any(row.columns for row in rows) else None


def _row(name: str, values: Sequence[Cell], columns: tuple[str, ...], cells: Sequence[Cell]) -> Row:
    start, end = cells[0].start, cells[-1].end
    return Row(name, "", tuple(values), columns, "", start, end, cells=tuple(cells))


def _table(title: str, columns: tuple[str, ...], rows: Sequence[Row], header: Sequence[Cell]) -> Table:
    span = (header[0].start, header[-1].end)
    return Table(title, columns, tuple(rows), *span, kind="matrix", start=span[0], end=rows[-1].end)


def _header(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the header cells; two of two characters that are the only short ones are one broken cell."""
    if any(len(cell.text) > _HEAD for cell in cells):
        return []
    groups = [[cell] for cell in cells]
    short = [i for i, cell in enumerate(cells) if len(cell.text) <= 2]
    if len(short) == 2 and short[1] == short[0] + 1 and len(cells) > _LEAST_COLUMNS:
        groups[short[0] : short[1] + 1] = [[cells[short[0]], cells[short[1]]]]
    return groups


def _is_long(cell: Cell) -> bool:
    return len(cell.text) > _LABEL or _CLOSED.fullmatch(cell.folded) is not None


def _is_label(cell: Cell) -> bool:
    return len(cell.text) <= _LABEL and not _CLOSED.fullmatch(cell.folded)


def _is_place(cell: Cell) -> bool:
    return _PLACE.fullmatch(cell.folded) is not None or (
        re.fullmatch(r"\([^()]{1,10}\)", cell.folded) is not None
    )


def _is_place_list(cells: Sequence[Cell]) -> bool:
    return _PLACE.fullmatch("".join(cell.folded for cell in cells)) is not None
