"""A table as it was read: its cells at their offsets, its rows with column names where these are certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.facts.periods import PLAN, with_plan_ends

_UNIT_IN_NAME = re.compile(r"[(（]([^()（）]{1,9})[)）]?$|(%)[)）]?$")
_BARE_YEAR = re.compile(r"(?<!\d)((?:19|2[01])\d{2})(?![\d年\-—–~～至/])")
_PERIOD = re.compile(PLAN)
CUMULATIVE = "(加括号,依惯例为累计数)"
_DASHES = "-—–/ "


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, the same in its searchable form, its span in the clean text and in the raw file.

    An empty cell has an empty span, where its column stands.
    """

    text: str
    folded: str
    start: int
    end: int
    raw_start: int
    raw_end: int


def merge_cells(cells: Sequence[Cell]) -> Cell:
    """Return the one cell that was broken over lines into these; its span has the line ends, its text has not."""
    first, last = cells[0], cells[-1]
    text, folded = "".join(cell.text for cell in cells), "".join(cell.folded for cell in cells)
    return Cell(text, folded, first.start, last.end, first.raw_start, last.raw_end)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, its unit, its values in order, and 约束性 or 预期性 where printed.

    A sub-row inherits the name of the row that it stands under. ``columns`` has a name for each value, or is empty
    where the columns are not certain. ``cells`` are all cells of the row in order, its name and number included. ``shared`` is the value printed one row
    above, for a name without a value of its own (merged cells, or a lost one); ``quote_start`` is where that row begins.
    """

    name: str
    unit: str
    values: tuple[Cell, ...]
    columns: tuple[str, ...]
    attribute: str
    start: int
    end: int
    category: str = ""
    cells: tuple[Cell, ...] = ()
    shared: Cell | None = None
    shared_from: int | None = None

    @property
    def certain(self) -> bool:
        """Whether each value is known to stand in the column named with it."""
        return bool(self.columns)

    @property
    def quote_start(self) -> int:
        """Where a quote of the row begins: with the row above where a merged value is shared with it."""
        return self.start if self.shared_from is None else self.shared_from

    @property
    def printed_unit(self) -> str:
        """The unit of its column or, where that is empty, the one in brackets behind its name."""
        in_name = _UNIT_IN_NAME.search(self.name) if not self.unit else None
        return self.unit if in_name is None else next(filter(None, in_name.groups()), "")

    def reading(self, table: Table) -> str:
        """Return the row in words: 森林覆盖率(%):2020年 47.80,2025年 48.00,约束性."""
        return self.part(table, self.values)

    def part(self, table: Table, values: Sequence[Cell]) -> str:
        """Return the row in words with some of its values only, all of them from ``self.values``."""
        unit = f"({self.unit})" if self.unit else ""
        if self.shared is not None:
            said = f"未单列数值(或与上一项合用一格:{self.shared.text})"
        elif self.columns:
            said = ",".join(_grouped(self.pairs(values)))
        else:
            said = " ".join(value.text for value in values)
            if len(table.columns) > 1:
                said += f"(列位不明,表头为{'/'.join(map(dated, table.columns))})"
        return f"{self.name}{unit}:{said}" + (f",{self.attribute}" if self.attribute else "")

    def pairs(self, values: Sequence[Cell] | None = None) -> list[tuple[str, Cell]]:
        """Return the values that are not empty with their columns, of a row whose columns are certain."""
        chosen = set(map(id, self.values if values is None else values))
        both = zip(self.columns, self.values, strict=False)
        return [(column, value) for column, value in both if value.text and id(value) in chosen]

    def has_value(self, years: Sequence[str]) -> bool:
        """Say whether the row has a value, in a column of the years that are asked if columns are certain."""
        dated_columns = [column for column in self.columns if re.search(r"\d{4}", column)]
        asked = [year for year in with_plan_ends(years) if year.isdigit()]
        pairs = list(zip(self.columns, self.values, strict=False)) or [("", value) for value in self.values]
        if asked and dated_columns:
            pairs = [pair for pair in pairs if any(year in pair[0] for year in asked)]
        return any(value.text.strip(_DASHES) for _, value in pairs)

    def statement(self, years: Sequence[str]) -> str:
        """Return the values of the years that are asked, or all, in words; only for a row with columns."""
        return self.said(self.asked(years))

    def asked(self, years: Sequence[str]) -> list[tuple[str, Cell]]:
        """Return the values of the years that are asked with their columns, or all; only for a row with columns."""
        pairs = list(zip(self.columns, self.values, strict=True))
        wanted = with_plan_ends(years)
        return [pair for pair in pairs if any(year in pair[0] for year in wanted)] or pairs

    def said(self, pairs: Sequence[tuple[str, Cell]]) -> str:
        """Return some of the row's values with their columns in words; dashes are left out where there is anything else."""
        shown = [(column, value) for column, value in pairs if value.text.strip(_DASHES)] or list(pairs)
        bare, unit = _UNIT_IN_NAME.sub("", self.name), self.printed_unit
        said = ",".join(
            value.text
            if _PERIOD.search(value.text)
            else f"{dated(column)}为{value.text}{_unit_after(value.text, unit, column)}{_bracketed(value, column)}"
            for column, value in shown
        )
        return f"{bare}:{said}" + (f"({self.attribute})" if self.attribute else "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table and the names of its value columns.

    ``kind`` is ``numbers`` or ``matrix`` (cells of text). ``start:end`` is the span of the table in the clean text
    with its own title line and without notes; ``header_start:header_end`` is that of the header.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_start: int
    header_end: int
    kind: str = "numbers"
    start: int = 0
    end: int = 0


def dated(column: str) -> str:
    """Return a column name that is clear about its year: 2025 reads 2025年."""
    return _BARE_YEAR.sub(r"\1年", column)


def _grouped(pairs: Sequence[tuple[str, Cell]]) -> list[str]:
    """Return the values behind their column names; neighbours of one column share it, as do periods in words."""
    said: list[str] = []
    before = None
    for column, value in pairs:
        if column == before:
            said[-1] += f"、{value.text}"
        elif _PERIOD.search(value.text) and len(value.text) < 30:
            said.append(value.text)
        else:
            said.append(f"{dated(column)} {value.text}{_bracketed(value, column)}")
        before = column
    return said


def _bracketed(value: Cell, column: str) -> str:
    """Say that a value in brackets under a yearly rate is none: in these tables brackets mark what is cumulative."""
    yearly = re.search(r"年均|增[长速幅]", column) and "累计" not in column
    return CUMULATIVE if yearly and re.fullmatch(r"[\[〔【].+[\]〕】]", value.text) else ""


def _unit_after(value: str, unit: str, column: str) -> str:
    """Return the unit as it stands after a value; words, ratios and cut units (万元/) take none.

    A column of growth has its own unit, whatever the row's is.
    """
    if unit != "%" and re.search(r"增[长速幅]|累计", column):
        unit = "%" if "%" in column else ""
    plain = re.fullmatch(r"[≥≤]?[\d.,]+", value) is not None
    return unit if plain and not unit.endswith("/") else ""
