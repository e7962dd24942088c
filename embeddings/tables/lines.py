"""Tables of indicators whose cells stand one per line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from embeddings.tables.blocks import Block, read_block, rows_of
from embeddings.tables.header import Header, read_header
from embeddings.tables.model import Cell, Row, Table
from embeddings.tables.numbering import number_of, row_starts
from embeddings.tables.pairs import is_pair_header, read_pairs
from embeddings.tables.regular import read_regular
from embeddings.tables.words import (
    category_name,
    is_attribute,
    is_category,
    is_note,
    is_prose,
    is_sub_name,
    is_text,
    is_title,
    is_unit,
    is_value,
    role_of,
)

_LEAST_ROWS = 3
_LONGEST_HEADER = 24
_LONGEST_CELL = 60


def find_header(cells: Sequence[Cell], start: int) -> tuple[int, int] | None:
    """Return the span of cells that is the next header: words for names, units, years …, three at least or two of a pair."""
    index = start
    while index < len(cells):
        end, roles = index, list[str]()
        while end < len(cells) and end - index < _LONGEST_HEADER:
            role = role_of(cells[end].folded)
            if not role:
                break
            roles.append(role)
            end += 1
        known = set(roles) - {"value"}
        if ("name" in known or "number" in known) and (len(roles) >= 3 or roles == ["name", "value"]):
            return index, end
        index = max(end, index + 1)
    return None


def read_indicators(
    cells: Sequence[Cell], title: str, *, whole: bool, first: int = 0
) -> tuple[Table, int] | None:
    """Return the first table of indicators from the cell ``first`` and the index after its last cell, if there is one.

    ``whole`` says that the cells are those of a box: the header may then be in words that are not known.
    """
    while True:
        span = find_header(cells, first)
        if span is None and not whole:
            return None
        start, header_end = span or (first, first)
        end = _table_end(cells, start, header_end)
        found = _read_body(cells[start:end], title, header_end - start, known=span is not None)
        if found is not None:
            return found[0], start + found[1]
        if span is None:
            return None
        first, whole = max(header_end, end), False


def _read_body(
    cells: Sequence[Cell], title: str, header_end: int, *, known: bool
) -> tuple[Table, int] | None:
    """Read the table whose header is at the start of cells (``known``), or that has none in known words."""
    firsts = row_starts(cells)
    has_number = any(role_of(cell.folded) == "number" for cell in cells[:header_end])
    near = bool(firsts) and firsts[0] <= header_end + _LONGEST_HEADER
    if near and (has_number or (len(firsts) >= _LEAST_ROWS and (not known or _no_values(cells, firsts[0])))):
        return _read_numbered(cells, title, firsts)
    if not known:
        return read_pairs(cells, 2, title) if is_pair_header(cells) else None
    header = read_header([cell.folded for cell in cells[:header_end]])
    if len(header.columns) == 1 and not header.has_unit and not header.has_attribute:
        return read_pairs(cells, header_end, title)
    return _read_unnumbered(cells, title, header, header_end)


def _table_end(cells: Sequence[Cell], start: int, header_end: int) -> int:
    """Return where a table ends at the latest: at its notes, at text, or at another header.

    The same header again before a row's number is that of the next page.
    """
    words = [cell.folded for cell in cells[start:header_end]]
    index = header_end
    while index < len(cells):
        folded = cells[index].folded
        if is_note(folded) or folded.endswith("。") or len(folded) > _LONGEST_CELL:
            return index
        if words and role_of(folded) in ("number", "name", "category"):
            other = find_header(cells[index : index + _LONGEST_HEADER], 0)
            if other and other[0] == 0:
                after = index + len(words)
                again = [cell.folded for cell in cells[index:after]] == words
                if not (again and after < len(cells) and number_of(cells[after]) > 1):
                    return index - 1 if index > header_end and is_title(cells[index - 1].folded) else index
                index = after
                continue
        index += 1
    return len(cells)


def _no_values(cells: Sequence[Cell], end: int) -> bool:
    return not any(is_value(cell.folded) and not role_of(cell.folded) for cell in cells[:end])


def _read_numbered(cells: Sequence[Cell], title: str, firsts: list[int]) -> tuple[Table, int] | None:
    regular = read_regular(cells, title, firsts)
    if regular is not None:
        return regular
    ends = [*firsts[1:], _last_end(cells, firsts[-1])]
    last = _header_end(cells, firsts[0])
    header = read_header([cell.folded for cell in cells[:last]])
    categories = _categories(cells, firsts, header, last)
    rows: list[Row] = []
    for place, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        body = _without_header(cells[first + 1 : end], cells[:last])
        block = read_block(body, header, number=cells[first])
        lost = number_of(cells[ends[place]]) - number_of(cells[first]) - 1 if place + 1 < len(firsts) else 0
        if lost > 0 and len(block.parts) == lost + 1:
            for part in block.parts[1:]:  # rows whose numbers are lost, and no sub-rows
                part.own = True
        rows += rows_of(block, header, categories[place])
    if not any(row.values for row in rows):
        return None
    span = (cells[0].start, cells[last - 1].end) if last else (cells[firsts[0]].start,) * 2
    table = Table(title, header.columns, tuple(rows), *span, start=span[0], end=rows[-1].end)
    used = next((i for i in range(len(cells) - 1, -1, -1) if cells[i].start < table.end), 0) + 1
    return table, used


def _header_end(cells: Sequence[Cell], first: int) -> int:
    """Return where the header ends: the name of the first category may stand between it and the rows."""
    end = first
    while end > 1 and not role_of(cells[end - 1].folded) and is_category(cells[end - 1].folded):
        end -= 1
    return end


def _without_header(cells: Sequence[Cell], header: Sequence[Cell]) -> list[Cell]:
    """Leave out a header that is printed again after a page break."""
    words = [cell.folded for cell in header]
    kept: list[Cell] = []
    index = 0
    while index < len(cells):
        if words and [cell.folded for cell in cells[index : index + len(words)]] == words:
            index += len(words)
            continue
        kept.append(cells[index])
        index += 1
    return kept


def _last_end(cells: Sequence[Cell], first: int) -> int:
    """Return where the last row ends at the latest: before a line of text."""
    for index in range(first + 1, len(cells)):
        if is_prose(cells[index].folded) and index > first + 1:
            return index
    return len(cells)


def _categories(cells: Sequence[Cell], firsts: Sequence[int], header: Header, header_end: int) -> list[str]:
    """Return the category of each row, where all are certain.

    Either they are numbered or counted, or there is a column for them and each is one cell before a row's number,
    the first row's too: without it they may be fragments of vertical print.
    """
    found: list[str | None] = []
    marked = False
    for place, first in enumerate(firsts):
        begin = header_end if place == 0 else firsts[place - 1] + 2
        before = cells[first - 2].folded if first - 2 >= begin else ""
        alone = not before or is_attribute(before) or is_value(before)
        cell = cells[first - 1] if first - 1 >= begin else None
        text = None
        if cell is not None and is_category(cell.folded, marked=True):
            text, marked = category_name(cell.text), True
        elif cell is not None and header.has_category and is_text(cell.folded) and is_category(cell.folded):
            text = cell.text if alone and len(cell.text) > 2 else None
        found.append(text)
    if found[0] is None or (marked is False and not header.has_category):
        return [""] * len(firsts)
    names, current = [], ""
    for text in found:
        current = text or current
        names.append(current)
    return names


def _read_unnumbered(
    cells: Sequence[Cell], title: str, header: Header, first: int
) -> tuple[Table, int] | None:
    rows: list[Row] = []
    category, parent, end = "", "", first
    for start, stop in _segments(cells, first):
        body = list(cells[start:stop])
        while len(body) > 1 and _heads_rows(body, header):
            if is_category(body[0].folded, marked=True) or header.has_category:
                category = category_name(body[0].text)
            body.pop(0)
        if not body:
            continue
        block = read_block(body, header, apart=" ")
        if is_sub_name(search_name(body[0])) and parent:
            block = Block(f"{parent} {block.name}", block.unit, block.parts, block.start, block.cells)
        else:
            parent = block.name
        rows += rows_of(block, header, category)
        end = stop
    if len(rows) < _LEAST_ROWS - 1 or not any(row.certain for row in rows):
        return None
    span = (cells[0].start, cells[first - 1].end)
    table = Table(title, header.columns, tuple(rows), *span, start=span[0], end=rows[-1].end)
    return table, end


def search_name(cell: Cell) -> str:
    """Return the name in a cell as it is compared."""
    return cell.folded.strip()


def _heads_rows(body: Sequence[Cell], header: Header) -> bool:
    """Say whether the first cell heads the rows that follow: a name follows it, and no unit or value."""
    following = body[1].folded
    if not is_category(body[0].folded) and not is_category(body[0].folded, marked=True):
        return False
    if is_category(body[0].folded, marked=True):
        return is_text(following)
    after = body[2].folded if len(body) > 2 else ""
    return (
        header.has_category
        and is_text(following)
        and not is_unit(following)
        and not following.startswith("(")
        and (is_unit(after) or is_value(after))
        and not is_sub_name(following)
    )


def _segments(cells: Sequence[Cell], first: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of rows without numbers: a row ends at its attribute, or at the words after its values."""
    start, seen_value = first, False
    for index in range(first, len(cells)):
        folded = cells[index].folded
        if is_prose(folded) or (not seen_value and index - start > 4):
            break
        if is_value(folded):
            seen_value = True
        elif is_attribute(folded):
            if seen_value:
                yield start, index + 1
            start, seen_value = index + 1, False
        elif seen_value and not (index + 1 < len(cells) and is_attribute(cells[index + 1].folded)):
            yield start, index
            start, seen_value = index, False
    else:
        index = len(cells)
    if seen_value:
        yield start, index
