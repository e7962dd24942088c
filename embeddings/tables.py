"""Tables whose cells stand one per line, read back into rows with column names.

Only what is certain is mapped: a row with as many values as the table has value columns. Any other row keeps its
values in order and says that their columns are unclear. Quotes of a row are its raw cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.headings import Section
from embeddings.repair import CleanText

_ATTRIBUTES = ("约束性", "预期性")
_YEAR = re.compile(r"20\d{2}年?")
_VALUE = re.compile(
    r"[\[≥≤<>]*-?\d[\d.,:]*[%‰\]]*(?:以上|以下|以内|左右)?|[-—]+|完成.{0,10}任务|.{0,6}目标|总体平衡|.*年均增长\d.*"
)
_UNIT_IN_NAME = re.compile(r"[(（]([^()（）]{1,9})[)）]?$|(%)[)）]?$")
_PAIR_VALUE = re.compile(
    r"(?:下降|上升|提高|降低|降|增加|增长|达|达到|控制在|稳定在|不低于|不超过|到)*[≥≤]?\d[\d.,]*(?:%|[^\d,。;]{0,10})?"
    r"|20\d{2}年?(?:下降|上升|提高|降低)\d.*"
)
_HEADER_CELL = re.compile(r"\d{4}|绝对值|年均|增[长速]|累计|目标|情况")
_PROSE = 30
_CATEGORY = re.compile(r"(?:[一二三四五六七八九十]*、)?[\u4e00-\u9fff]{2,8}(?:\(\d+项\))?$")
_NAME = re.compile(r"[^\d\[]*[\u4e00-\u9fff][^\d\[]*")
_NOT_VALUES = {"序号", "类别", "单位", "属性"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, the same in its searchable form, and its span in the clean text."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the indicator, its unit, its values in order, and 约束性 or 预期性 where printed.

    A sub-row inherits the name of the row that it stands under. ``columns`` has a name for each value, or is empty
    where the columns are not certain.
    """

    name: str
    unit: str
    values: tuple[Cell, ...]
    columns: tuple[str, ...]
    attribute: str
    start: int
    end: int

    def reading(self, table: Table) -> str:
        """Return the row in words: 森林覆盖率(%):2020 47.80,2025 48.00,约束性."""
        unit = f"({self.unit})" if self.unit else ""
        values = ",".join(
            f"{column} {value.text}" for column, value in zip(self.columns, self.values, strict=False)
        )
        if not self.columns:
            values = " ".join(value.text for value in self.values)
            if len(table.columns) > 1:
                values += f"(列位不明,表头为{'/'.join(table.columns)})"
        return f"{self.name}{unit}:{values}" + (f",{self.attribute}" if self.attribute else "")

    def has_value(self, years: Sequence[str]) -> bool:
        """Say whether the row has a value, in a column of the years that are asked if columns are certain."""
        dated = [column for column in self.columns if re.search(r"\d{4}", column)]
        asked = [year for year in years if year.isdigit()]
        pairs = list(zip(self.columns, self.values, strict=False)) or [("", value) for value in self.values]
        if asked and dated:
            pairs = [pair for pair in pairs if any(year in pair[0] for year in asked)]
        return any(value.text.strip("-—") for _, value in pairs)

    def statement(self, years: Sequence[str]) -> str:
        """Return the values of the years that are asked, or all, in words; only for a row with columns."""
        pairs = list(zip(self.columns, self.values, strict=True))
        asked = [pair for pair in pairs if any(year in pair[0] for year in years)] or pairs
        shown = [(column, value) for column, value in asked if value.text.strip("-—")] or asked
        bare, unit = _UNIT_IN_NAME.sub("", self.name), self.unit
        in_name = _UNIT_IN_NAME.search(self.name)
        if in_name and not unit:
            unit = next(filter(None, in_name.groups()), "")
        said = ",".join(
            f"{column}{_year_mark(column)}为{value.text}{_unit_after(value.text, unit, column)}"
            for column, value in shown
        )
        return f"{bare}:{said}" + (f"({self.attribute})" if self.attribute else "")


def _year_mark(column: str) -> str:
    return "年" if column[-4:].isdigit() else ""


def _unit_after(value: str, unit: str, column: str) -> str:
    """Return the unit as it stands after a value; words, ratios and cut units (万元/) take none.

    A column of growth has its own unit, whatever the row's is.
    """
    if unit != "%" and re.search(r"增[长速幅]|累计", column):
        unit = "%" if "%" in column else ""
    plain = re.fullmatch(r"[≥≤]?[\d.,]+", value) is not None
    return unit if plain and not unit.endswith("/") else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a box and the names of its value columns; ``header_start:header_end`` is the header's span."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_start: int
    header_end: int


def read_table(clean: CleanText, folded: str, section: Section) -> Table | None:
    """Return the table in a box whose rows are numbered 1, 2, 3 …; None if the box holds none.

    ``folded`` is the clean text in its searchable form, character for character.
    """
    if section.kind != "box":
        return None
    cells = [
        Cell(match.group(), folded[match.start() : match.end()], match.start(), match.end())
        for match in re.finditer(r"[^\n]+", clean.text[: section.own_end])
        if match.start() >= section.head_end and match.group().strip()
    ]
    firsts = _row_starts(cells)
    if not firsts or (len(firsts) < 3 and "序号" not in [cell.folded for cell in cells[: firsts[0]]]):
        return _read_pairs(section.title, cells)
    if len(firsts) > 1 and max((len(cell.text) for cell in cells[: firsts[-1]]), default=0) > 60:
        return None
    header = [cell.folded for cell in cells[: firsts[0]]]
    columns = _value_columns(header)
    ends = [*firsts[1:], len(cells)]
    rows = [
        row
        for first, end in zip(firsts, ends, strict=True)
        for row in _rows(cells[first:end], columns, has_unit="单位" in header)
    ]
    last = firsts[0] - 1
    while last > 0 and header[last] != "属性" and not _HEADER_CELL.search(header[last]):
        last -= 1  # the name of the first category stands between header and rows
    span = (cells[0].start, cells[last].end) if firsts[0] else (0, 0)
    return Table(section.title, columns, tuple(rows), *span)


def _read_pairs(title: str, cells: Sequence[Cell]) -> Table | None:
    """Return the table of a box whose rows are a name and one value each, under two header cells.

    A name without a value of its own shares the one before it (merged cells): its column is not certain.
    """
    values = [cell for cell in cells if _PAIR_VALUE.fullmatch(cell.folded)]
    if len(values) < 3 or len(values) * 4 < len(cells) or len(cells[0].text) > 12 or len(cells[1].text) > 12:
        return None
    rows: list[Row] = []
    column = (cells[1].text,)
    pending: list[Cell] = []
    for cell in cells[2:]:
        if not _PAIR_VALUE.fullmatch(cell.folded):
            pending.append(cell)
        elif pending:
            name = pending[-1]
            rows.append(Row(name.text, "", (cell,), column, "", name.start, cell.end))
            pending = []
    return Table(title, column, tuple(rows), cells[0].start, cells[1].end)


def _row_starts(cells: Sequence[Cell]) -> list[int]:
    """Return the indexes of the cells 1, 2, 3 … that number the rows: each followed by a name."""
    starts: list[int] = []
    for index, cell in enumerate(cells[:-1]):
        name = cells[index + 1].folded
        if cell.folded == str(len(starts) + 1) and re.match(r"[\u4e00-\u9fffa-z]", name):
            starts.append(index)
    return starts


def _value_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the value columns of a one- or two-line header."""
    at = header.index("属性") if "属性" in header else len(header)
    head = header[:at]
    tail = [token for token in header[at + 1 :] if re.search(r"\d{4}|绝对值|年均|增[长速]|累计", token)]
    groups = [token for token in head if re.search(r"目标$|情况$", token)]
    runs = _runs(tail)
    if groups and len(runs) == len(groups):
        lead = [token for token in head[: head.index(groups[0])] if _YEAR.fullmatch(token)]
        return (*lead, *(f"{group}{name}" for group, run in zip(groups, runs, strict=True) for name in run))
    flat = [token for token in head if token not in _NOT_VALUES and not re.search(r"名\s?称|指\s?标", token)]
    return tuple(_join_fragments(flat))


def _runs(tail: Sequence[str]) -> list[list[str]]:
    """Split the second header line at each year: [2020绝对值, 年均增长], [2020绝对值, 年均增长]."""
    runs: list[list[str]] = []
    for token in tail:
        if _YEAR.fullmatch(token):
            runs.append([token])
        elif runs:
            runs[-1].append(token)
    return [_join_fragments(run) for run in runs]


def _join_fragments(tokens: Sequence[str]) -> list[str]:
    """Join a header cell that was broken over lines: 2020 + 绝对值, 年均 + 增长(%, 年均增速 + [累计]."""
    joined: list[str] = []
    for token in tokens:
        fragment = token.startswith(("[", "(")) or token == "绝对值"
        if joined and (fragment or joined[-1] == "年均"):
            joined[-1] += token
        else:
            joined.append(token)
    return [token + ")" if token.count("(") > token.count(")") else token for token in joined]


def _rows(cells: Sequence[Cell], columns: Sequence[str], *, has_unit: bool) -> list[Row]:
    """Read one numbered row and the sub-rows under it; what only names the next category is left out."""
    name, rest = cells[1].text, list(cells[2:])
    while rest and rest[0].folded.startswith("(") and not _VALUE.fullmatch(rest[0].folded):
        name += rest.pop(0).text  # a name broken over lines: 城镇保障性安居工程建设 / (万套)
    unit = ""
    if has_unit and rest and not _VALUE.fullmatch(rest[0].folded) and rest[0].folded not in _ATTRIBUTES:
        unit = rest.pop(0).text
    blocks: list[tuple[str, str, list[Cell]]] = [(name, unit, [])]
    for index, cell in enumerate(rest):
        following = rest[index + 1].folded if index + 1 < len(rest) else ""
        if cell.folded.startswith("注:") or (len(cell.text) > _PROSE and cell.text.endswith("。")):
            break
        is_name = _NAME.fullmatch(cell.folded) and not _VALUE.fullmatch(cell.folded)
        if is_name and cell.folded not in _ATTRIBUTES and _VALUE.fullmatch(following):
            blocks.append((f"{name} {cell.text}", "", []))
        elif (
            cell.folded in _ATTRIBUTES
            or _VALUE.fullmatch(cell.folded)
            or not _CATEGORY.fullmatch(cell.folded)
        ):
            blocks[-1][2].append(cell)
    attribute = next((cell.text for cell in rest if cell.folded in _ATTRIBUTES), "")
    rows, start = [], cells[0].start
    for block_name, block_unit, block in blocks:
        values = tuple(cell for cell in block if cell.folded not in _ATTRIBUTES)
        if not values:
            continue
        names = _names(block_name, values, columns)
        rows.append(Row(block_name, block_unit, values, names, attribute, start, block[-1].end))
        start = block[-1].end
    return rows


def _names(name: str, values: Sequence[Cell], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a row's values where they are certain.

    With the last column empty the years remain; a growth rate has its base year and its yearly rate. A value that
    fills merged cells stands for the first of them.
    """
    if not all(_VALUE.fullmatch(value.folded) for value in values):
        return ()
    count = len(values)
    if count == len(columns):
        return tuple(columns)
    yearly = [column for column in columns if column.startswith("年均")]
    years = [column for column in columns if _YEAR.fullmatch(column)]
    if len(columns) == 3 and len(years) == 2 and len(yearly) == 1 and count == 2:
        return (years[0], yearly[0]) if "增长" in name else tuple(years)
    if len(columns) == 4 and count == 2 and ":" in values[0].folded:
        return (columns[0], columns[2])
    return ()
