"""The rows of a table whose rows are lines: each cell in the column of the header that it stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.scripts import search_form
from embeddings.tables.blocks import columns_of, read_block, rows_of
from embeddings.tables.header import Header, read_header
from embeddings.tables.model import Cell, Row
from embeddings.tables.words import (
    category_name,
    is_attribute,
    is_category,
    is_sub_name,
    is_text,
    is_total,
    is_value,
    role_of,
)

_TEXT_SHARE = 0.5
_ORDINAL = re.compile(r"\d{1,3}[.、]?")
_UNIT_LAST = re.compile(r"[\u4e00-\u9fff]\([^()]{1,8}\)$")
_LEAST_BEHIND = 3
"""Cells of a row that has a category before its number."""


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


def read_rows(
    grid: Sequence[Sequence[Cell]], head: int, count: int
) -> tuple[list[Row], tuple[str, ...], str]:
    """Return the rows under ``head`` lines of header, the names of the value columns, and the kind of table."""
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
            if self._goes_on(filled[0]):
                row = self.rows[-1]
                self.rows[-1] = replace(row, name=row.name + filled[0].text, end=filled[0].end)
                return
        if self._layout and len(cells) == count:
            self._add_placed(cells, self._layout)
        else:
            self._add_loose(filled)

    def _goes_on(self, cell: Cell) -> bool:
        """Say whether a line of one cell is the rest of the name above: it closes its bracket, or ends with its unit."""
        if not self.rows or not self.rows[-1].values:
            return False
        name, rest = search_form(self.rows[-1].name), cell.folded.strip()
        is_open = name.count("(") > name.count(")") and rest.count(")") > rest.count("(")
        return is_open or (_UNIT_LAST.search(rest) is not None and "(" not in name)

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
        if _begins_with_category(filled):
            self._category, filled = category_name(filled[0].text), filled[1:]
        number = filled[0] if _ORDINAL.fullmatch(filled[0].folded) and len(filled) > 2 else None
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


def _begins_with_category(filled: Sequence[Cell]) -> bool:
    """Say whether a row has a category before its number: 创新驱动 4 研发经费投入."""
    if len(filled) <= _LEAST_BEHIND or is_value(filled[0].folded):
        return False
    return _ORDINAL.fullmatch(filled[1].folded) is not None and is_text(filled[2].folded)
