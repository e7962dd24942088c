"""Rows from indicator tables: value and target asked, the asked year's cell missing, another indicator's row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from eval.reader.rows import Row, Source, passage_row

_TOLD = re.compile(r"(?P<name>[^::]{3,30})[::](?P<cells>20\d\d年 .+)")
_CELL = re.compile(r"(20\d\d年) (.+)")
_UNIT = re.compile(r"[（(]?[^（）()]*[）)]\s*$")
_ASK = {
    "value": ("{city}{year}{name}是多少?", "{city} {name} {year}", "{year}{city}的{name}达到多少?"),
    "target": (
        "{city}{year}{name}目标是多少?",
        "{city}{name}到{year}要达到多少?",
        "{city}{name}的目标值是多少?",
    ),
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it is read out, with its cells: column and value."""

    number: int
    name: str
    cells: tuple[tuple[str, str], ...]
    text: str


def table_rows(source: Source) -> list[TableRow]:
    """Return the rows of a source that state values of at least two years, the earlier first."""
    rows = []
    for number, line in enumerate(source.lines, start=1):
        match = _TOLD.match(line)
        parts = re.split("[,，]", match["cells"]) if match else []
        cells = tuple((c[1], c[2].strip()) for part in parts if (c := _CELL.fullmatch(part)) is not None)
        if match and len(cells) > 1:
            rows.append(TableRow(number, _UNIT.sub("", match["name"]).strip(), cells, line))
    return rows


def rows_of_tables(source: Source, random: Random) -> Iterator[Row]:
    """Yield for each stated cell: the row among its neighbours, without the asked cell, and without the row.

    The first year is the one that was reached, a later one is a target.
    """
    for row in table_rows(source):
        for place, (column, value) in enumerate(row.cells):
            if value in {"-", "—"}:
                continue
            ask = random.choice(_ASK["target" if place else "value"])
            question = ask.format(city=source.city, year=column, name=row.name)
            yield from _cell_rows(source, row, column, value, question, random)


def _cell_rows(
    source: Source, row: TableRow, column: str, value: str, question: str, random: Random
) -> Iterator[Row]:
    window = source.window(row.number, random)
    yield passage_row(source, window, question, answers=[row.number], short=value, kind="table", made="cell")
    cut = _without_cell(source, row, column, value)
    yield passage_row(cut, window, question, kind="table", made="cell missing")
    if random.random() < 0.5 and (left := [number for number in window if number != row.number]):
        yield passage_row(source, left, question, kind="table", made="other indicator")


def _without_cell(source: Source, row: TableRow, column: str, value: str) -> Source:
    text = re.sub(rf"{re.escape(column)} {re.escape(value)}[,，]?", "", row.text, count=1)
    lines: Sequence[str] = source.lines
    return Source(
        source.name, source.city, (*lines[: row.number - 1], text, *lines[row.number :]), source.headings
    )
