"""Tables whose rows are lines: cells set apart by TABs, by runs of spaces, or by pipes (Markdown).

An empty cell keeps its place, so that a line with a cell for each header cell is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.tables.blocks import columns_of, read_block, rows_of
from embeddings.tables.header import Header, read_header
from embeddings.tables.model import Cell, Row, Table
from embeddings.tables.words import (
    YEAR,
    category_name,
    is_attribute,
    is_category,
    is_note,
    is_prose,
    is_sub_name,
    is_total,
    is_value,
    role_of,
)

MakeCell = Callable[[int, int], Cell]
_PIPES = re.compile(r"\s*[|｜].*[|｜]\s*")
_RULE = re.compile(r"\s*[|｜]?(?:\s*:?-{2,}:?\s*[|｜])+\s*(?::?-{2,}:?)?\s*")
_GAP = re.compile(r"\t| {2,}|\u3000{2,}")
_LEAST_LINES = 2
_TEXT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section, by its span in the clean text."""

    text: str
    start: int
    end: int


def is_grid_line(text: str) -> bool:
    """Say whether a line holds several cells."""
    bare = text.strip(" \n")
    return bool(_PIPES.fullmatch(bare)) or bool(_GAP.search(bare.strip()))


def grid_spans(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the spans of lines that are tables: lines of cells, with the one-cell lines (categories) among them."""
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(lines):
        if not is_grid_line(lines[index].text):
            index += 1
            continue
        end = index + 1
        while end < len(lines):
            between = end
            while between < len(lines) and between - end < 2 and _is_between(lines[between].text):
                between += 1
            if between < len(lines) and is_grid_line(lines[between].text):
                end = between + 1
            else:
                break
        spans.append((index, end))
        index = end
    return spans


def _is_between(text: str) -> bool:
    return (
        not is_grid_line(text)
        and not is_prose(text.strip())
        and not is_note(text.strip())
        and len(text) <= 30
    )


def read_grid(lines: Sequence[Line], make: MakeCell, title: str) -> Table | None:
    """Return the table of lines as :func:`grid_spans` gives them; None where their cells form no columns."""
    rule = next((i for i, line in enumerate(lines[:4]) if _RULE.fullmatch(line.text)), None)
    kept = [line for line in lines if not _RULE.fullmatch(line.text)]
    split = _best_split(kept)
    grid = [[make(line.start + a, line.start + b) for a, b in split(line.text)] for line in kept]
    count = _column_count(grid)
    if count < 2 or len(grid) < _LEAST_LINES:
        return None
    head = rule if rule is not None else _header_lines(grid, count)
    if rule is None and not _is_table(grid, head, count):
        return None
    rows, columns, kind = _read_rows(grid, head, count)
    if not rows:
        return None
    start, end = kept[0].start, kept[head - 1].end if head else kept[0].start
    return Table(title, columns, tuple(rows), start, end, kind=kind, start=start, end=rows[-1].end)


def _best_split(lines: Sequence[Line]) -> Callable[[str], list[tuple[int, int]]]:
    """Split at every gap, or at runs of gaps where only that gives the lines the same number of cells (alignment)."""
    many = [line.text for line in lines if is_grid_line(line.text)]

    def agreement(split: Callable[[str], list[tuple[int, int]]]) -> float:
        counts = Counter(len(split(text)) for text in many)
        return max(counts.values(), default=0) / max(1, len(many))

    return _split if agreement(_split) >= agreement(_split_runs) else _split_runs


def _split(text: str) -> list[tuple[int, int]]:
    """Return the spans of the cells of a line, the empty ones too, without the spaces around them."""
    if _PIPES.fullmatch(text):
        marks = [m.start() for m in re.finditer(r"(?<!\\)[|｜]", text)]
        spans = [(a + 1, b) for a, b in pairwise(marks)]
    else:
        cuts = [match.span() for match in _GAP.finditer(text)]
        edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
        spans = list(zip(edges[::2], edges[1::2], strict=True))
    return [_strip(text, a, b) for a, b in spans]


def _split_runs(text: str) -> list[tuple[int, int]]:
    return (
        [span for span in _split(text) if span[0] < span[1]] if not _PIPES.fullmatch(text) else _split(text)
    )


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _column_count(grid: Sequence[Sequence[Cell]]) -> int:
    """Return how many columns most lines have; of two as frequent the larger."""
    counts = Counter(len(cells) for cells in grid if len(cells) > 1)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _header_lines(grid: Sequence[Sequence[Cell]], count: int) -> int:
    """Return how many lines are header: none with a value, one, or two where the second holds header words only."""
    first = [cell for cell in grid[0] if cell.text]
    if len(first) < 2 or any(is_value(cell.folded) and not _is_head_word(cell) for cell in first):
        return 0
    second = [cell for cell in grid[1] if cell.text]
    sparse = len(second) < count or len(first) < count
    if len(grid) > 2 and sparse and len(second) > 1 and all(_is_head_word(cell) for cell in second):
        return 2
    return 1


def _is_head_word(cell: Cell) -> bool:
    return bool(YEAR.fullmatch(cell.folded)) or (
        bool(role_of(cell.folded)) and (not is_value(cell.folded) or not re.search(r"\d", cell.folded))
    )


def _is_table(grid: Sequence[Sequence[Cell]], head: int, count: int) -> bool:
    """Say whether lines with gaps are a table and not text set with TABs: columns agree, and words of a header or values."""
    body = grid[head:]
    if not body or (not head and len(grid) < 3):
        return False
    agreeing = sum(abs(len(cells) - count) <= 1 for cells in grid if len(cells) > 1)
    if agreeing * 2 < len(grid):
        return False
    if any(len(cell.text) > 400 for cells in grid for cell in cells):
        return False
    roles = {role_of(cell.folded) for cells in grid[:head] for cell in cells} - {""}
    valued = sum(any(is_value(cell.folded) for cell in cells[1:]) for cells in body)
    return len(roles) > 1 or valued * 2 >= len(body) or (head > 0 and count > 2 and len(grid) > 2)


@dataclass(slots=True)
class _Layout:
    """What each column holds: its index for number, name …, and the names of the value columns."""

    names: list[str]
    number: int | None
    category: int | None
    name: int
    unit: int | None
    attribute: int | None
    values: list[int]


def _layout(grid: Sequence[Sequence[Cell]], head: int, count: int) -> _Layout | None:
    """Return the columns by a header that has a cell for each; None where it has not."""
    if not head or any(len(cells) != count for cells in grid[:head]):
        return None
    names, roles = [], []
    above = ""
    for place in range(count):
        column = [re.sub(r"\s", "", cells[place].folded) for cells in grid[:head]]
        printed = [re.sub(r"\s", "", cells[place].text) for cells in grid[:head]]
        above = printed[0] or (above if head > 1 and any(printed[1:]) else "")
        lower = [word for word in printed[1:] if word and word != above]
        names.append("".join([above, *lower]))
        roles.append(role_of(column[0] or column[-1]) if not lower or not column[0] else "value")
    return _assign(names, roles)


def _assign(names: list[str], roles: list[str]) -> _Layout | None:
    def first(role: str) -> int | None:
        return roles.index(role) if role in roles else None

    number, unit, attribute = first("number"), first("unit"), first("attribute")
    name = first("name")
    category = first("category") if name is not None else None
    if name is None:
        name = next((i for i in range(len(names)) if i not in (number, unit, attribute)), None)
    if name is None:
        return None
    taken = {number, unit, attribute, category, name}
    values = [place for place in range(len(names)) if place not in taken]
    return _Layout(names, number, category, name, unit, attribute, values) if values else None


def _read_rows(
    grid: Sequence[Sequence[Cell]], head: int, count: int
) -> tuple[list[Row], tuple[str, ...], str]:
    layout = _layout(grid, head, count)
    tokens = [cell.folded for cells in grid[:head] for cell in cells if cell.text]
    header = read_header(tokens)
    if layout:
        columns = tuple(layout.names[place] for place in layout.values)
        header = Header(columns, (), layout.unit is not None, layout.attribute is not None, False, False)
    elif len(header.columns) + 1 + header.has_unit + header.has_attribute + header.numbered != count:
        header = Header((), (), header.has_unit, header.has_attribute, False, header.numbered)
    reader = _Rows(layout, header)
    words = [cell.folded for cell in grid[0]] if head else None
    for cells in grid[head:]:
        if [cell.folded for cell in cells] != words:  # a header that is printed again
            reader.add(cells, count)
    values = [value for row in reader.rows for value in row.values if value.text]
    texts = sum(not is_value(value.folded) for value in values)
    return reader.rows, header.columns, "matrix" if texts > _TEXT_SHARE * len(values) else "numbers"


class _Rows:
    """Collects the rows of a grid with the category and the name that they stand under."""

    def __init__(self, layout: _Layout | None, header: Header) -> None:
        self.rows: list[Row] = []
        self._layout = layout
        self._header = header
        self._category = ""
        self._parent = ""
        self._numbered = False

    def add(self, cells: Sequence[Cell], count: int) -> None:
        filled = [cell for cell in cells if cell.text]
        if not filled:
            return
        if len(filled) == 1:
            if is_category(filled[0].folded, marked=True) or is_category(filled[0].folded):
                self._category, self._parent = category_name(filled[0].text), ""
                return
            if is_value(filled[0].folded):
                return
        if self._layout and len(cells) == count:
            self._add_placed(cells, self._layout)
        else:
            self._add_loose(filled)

    def _add_placed(self, cells: Sequence[Cell], layout: _Layout) -> None:
        if layout.category is not None and cells[layout.category].text:
            self._category = cells[layout.category].text
        own = cells[layout.name]
        number = cells[layout.number].text if layout.number is not None else None
        name = self._name(own.text, own.folded, number)
        unit = cells[layout.unit].text if layout.unit is not None else ""
        attribute = cells[layout.attribute].text if layout.attribute is not None else ""
        filled = [cell for cell in cells if cell.text]
        self.rows.append(
            Row(
                name=name,
                unit=unit,
                values=tuple(cells[place] for place in layout.values),
                columns=tuple(layout.names[place] for place in layout.values),
                attribute=attribute,
                start=filled[0].start,
                end=filled[-1].end,
                category=self._category,
                cells=tuple(cells),
            )
        )

    def _name(self, text: str, folded: str, number: str | None) -> str:
        """Return a row's whole name: a sub-row, without number or in words like 其中, has that of its parent first."""
        if not text:
            return self._parent
        sub = is_sub_name(folded) or (number == "" and self._numbered and not is_total(folded))
        self._numbered = self._numbered or bool(number)
        if sub and self._parent:
            return f"{self._parent} {text}"
        self._parent = text
        return text

    def _add_loose(self, filled: list[Cell]) -> None:
        """Read a line with another number of cells than the header by what the cells are."""
        number = filled[0] if re.fullmatch(r"\d{1,3}[.、]?", filled[0].folded) and len(filled) > 2 else None
        body = filled[1:] if number else filled
        attribute = next((cell for cell in body if is_attribute(cell.folded)), None)
        values = [cell for cell in body[1:] if cell is not attribute]
        if any(is_value(cell.folded) for cell in values):
            block = read_block(body, self._header, number=number)
            if len(block.parts) == 1:
                self.rows += rows_of(block, self._header, self._category)
                self._parent = block.name or self._parent
                return
        columns = columns_of(body[0].text, values, self._header)
        self.rows.append(
            Row(
                body[0].text,
                "",
                tuple(values),
                columns,
                attribute.text if attribute else "",
                filled[0].start,
                filled[-1].end,
                self._category,
                tuple(filled),
            )
        )
