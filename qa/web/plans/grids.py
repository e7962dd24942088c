"""A table of a plan as the cells of an HTML table; what cannot be put under its columns stays as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from embeddings.tables import Cell, Row, Table
from embeddings.tables.model import dated
from qa.web.plans.inline import Inline, Marks


@dataclass(frozen=True, slots=True)
class Line:
    """A row: number, name, unit, one cell for each column, attribute.

    ``kept`` is a row whose columns are not certain: its values stand in ``printed``, in their order.
    ``shared`` is the value of the row above, where this one has none of its own.
    """

    number: Markup
    name: Markup
    unit: Markup
    cells: tuple[Markup, ...]
    attribute: Markup
    category: str = ""
    kept: bool = False
    printed: tuple[Markup, ...] = ()
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its lines; ``printed`` is its whole text, in case anything of it is not in a line.

    ``missed`` says that something marked is only there, ``matrix`` that the cells are text.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    printed: Markup
    missed: bool
    matrix: bool

    @property
    def kept(self) -> int:
        """How many rows are kept as printed."""
        return sum(line.kept for line in self.lines)

    @property
    def has_numbers(self) -> bool:
        """Whether the rows are numbered."""
        return any(line.number for line in self.lines)

    @property
    def has_units(self) -> bool:
        """Whether any row has a unit of its own."""
        return any(line.unit for line in self.lines)

    @property
    def has_attributes(self) -> bool:
        """Whether any row is said to be binding or expected."""
        return any(line.attribute for line in self.lines)


def lay_out(table: Table, inline: Inline, marks: Marks, *, heading: str) -> Grid:
    """Return a table with its marks; the title is left out where the heading above says it."""
    columns = _columns(table)
    category = ""
    lines = []
    for row in table.rows:
        lines.append(
            _line(row, columns, inline, marks, category=row.category if row.category != category else "")
        )
        category = row.category
    before = set(marks.given)
    printed = inline.html(table.start, table.end, marks)
    new = {name for name in marks.given - before if name.startswith(("hit-", "quote"))}
    title = "" if table.title and table.title in heading else table.title
    return Grid(
        title,
        tuple(map(dated, columns)),
        tuple(lines),
        printed,
        missed=bool(new),
        matrix=table.kind == "matrix",
    )


def _columns(table: Table) -> tuple[str, ...]:
    """Return the columns, from the first whole row where the header has none."""
    return table.columns or next((row.columns for row in table.rows if row.columns), ())


def _line(row: Row, columns: Sequence[str], inline: Inline, marks: Marks, *, category: str) -> Line:
    own = {(cell.start, cell.end) for cell in row.values}
    number = next(
        (c for c in row.cells[:1] if c.text.isdigit() and c.text != row.name and (c.start, c.end) not in own),
        None,
    )
    others = [cell for cell in row.cells if (cell.start, cell.end) not in own and cell is not number]
    grouped = None if row.shared else _grouped(row, columns)
    return Line(
        number=inline.cell(number, marks) if number else Markup(""),
        name=_said(row.name, others, inline, marks),
        unit=_said(row.unit, others, inline, marks),
        cells=tuple(_joined(cells, inline, marks) for cells in grouped or ()),
        attribute=_said(row.attribute, others, inline, marks),
        category=category,
        kept=grouped is None and row.shared is None,
        printed=tuple(inline.cell(value, marks) for value in row.values) if grouped is None else (),
        shared=row.shared.text if row.shared else "",
    )


def _grouped(row: Row, columns: Sequence[str]) -> list[list[Cell]] | None:
    """Return the values of each column, None where the row does not say which those are."""
    if not row.columns or not set(row.columns) <= set(columns):
        return None
    if tuple(row.columns) == tuple(columns):
        return [[value] for value in row.values]
    if len(set(columns)) < len(columns):
        return None
    pairs = list(zip(row.columns, row.values, strict=True))
    return [[value for name, value in pairs if name == column] for column in columns]


def _said(text: str, cells: Sequence[Cell], inline: Inline, marks: Marks) -> Markup:
    """Return a name, unit or attribute: its own cell with the marks, or the words where they have none."""
    cell = next((each for each in cells if each.text == text), None) if text else None
    return Markup.escape(text) if cell is None else inline.cell(cell, marks)


def _joined(cells: Sequence[Cell], inline: Inline, marks: Marks) -> Markup:
    return Markup("、").join(inline.cell(cell, marks) for cell in cells if cell.text)
