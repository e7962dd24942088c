"""One row as a run of cells: its name, unit, values and attribute, and the sub-rows under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from embeddings.tables.header import Header
from embeddings.tables.model import Cell, Row
from embeddings.tables.words import YEAR, is_attribute, is_category, is_text, is_unit, is_value

_FRAGMENT = 2
"""Vertical print leaves its words in pieces of this many characters."""
_GROWTH = re.compile(r"增长|增速|增幅")
_RATIO = re.compile(r"[\d.]+(?::[\d.]+)+")
_CUMULATIVE = re.compile(r"\[.*\d.*\]?")


@dataclass(slots=True)
class Part:
    """A name with values of its own: the row, or a sub-row (then ``sub`` is its own part of the name).

    ``own`` says that ``sub`` is the whole name.
    """

    sub: str
    unit: str
    start: int
    values: list[Cell] = field(default_factory=list)
    attribute: str = ""
    end: int = 0
    own: bool = False


@dataclass(slots=True)
class Block:
    """A row and its sub-rows; ``cells`` are all that were taken for theirs."""

    name: str
    unit: str
    parts: list[Part]
    start: int
    cells: list[Cell]


def read_block(
    cells: Sequence[Cell], header: Header, *, number: Cell | None = None, apart: str = ""
) -> Block:
    """Read the cells of a row, without its number; words that are none of its values are left out.

    What stands before the first value is name and unit; a name that values follow opens a sub-row. ``apart`` goes
    between the cells of a name in several: one name broken over lines, or (a space) a group and a name.
    """
    at = next((i for i, cell in enumerate(cells) if _is_datum(cell)), len(cells))
    if at == 0:
        at = min(1, len(cells))
    lead, rest = list(cells[:at]), list(cells[at:])
    follows = _opens_sub_row(rest)
    name, unit, sub, spare = _split_lead(lead, header, follows=follows, apart=apart)
    start = number.start if number else (cells[0].start if cells else 0)
    first = Part(sub, "" if not sub else unit, start, [], "", lead[-1].end if lead else start)
    parts, used = [first], [*([number] if number else []), *lead]
    parts[0].values += spare
    index = 0
    while index < len(rest):
        cell = rest[index]
        after = [each.folded for each in rest[index + 1 : index + 3]]
        part = parts[-1]
        if is_attribute(cell.folded):
            part.attribute = part.attribute or cell.text
        elif is_value(cell.folded):
            part.values.append(cell)
        elif part.values and _is_named_datum(cell, after):
            takes_unit = is_unit(after[0])
            unit_text = rest[index + 1].text if takes_unit else ""
            parts.append(Part(cell.text, unit_text, cell.start))
            used += rest[index : index + 1 + takes_unit]
            parts[-1].end = used[-1].end
            index += 1 + takes_unit
            continue
        elif not part.attribute and (
            (after and is_attribute(after[0]))
            or not (is_category(cell.folded) or is_category(cell.folded, marked=True))
        ):
            part.values.append(cell)
        else:
            index += 1
            continue
        used.append(cell)
        part.end = cell.end
        index += 1
    return Block(name, unit, parts, start, used)


def _is_datum(cell: Cell) -> bool:
    return is_value(cell.folded) or is_attribute(cell.folded)


def _is_named_datum(cell: Cell, after: Sequence[str]) -> bool:
    """Say whether a cell is a name that a value follows, with a unit between or not."""
    if not after or not is_text(cell.folded) or is_unit(cell.folded):
        return False
    return is_value(after[0]) or (len(after) > 1 and is_unit(after[0]) and is_value(after[1]))


def _opens_sub_row(rest: Sequence[Cell]) -> bool:
    seen = False
    for index, cell in enumerate(rest):
        seen = seen or is_value(cell.folded)
        if seen and _is_named_datum(cell, [each.folded for each in rest[index + 1 : index + 3]]):
            return True
    return False


def _split_lead(
    lead: list[Cell], header: Header, *, follows: bool, apart: str
) -> tuple[str, str, str, list[Cell]]:
    """Split what stands before the values into name, unit, name of the first sub-row and a word that may be a value."""
    words = list(lead)
    unit = ""
    unit_at = next((i for i in range(len(words) - 1, 0, -1) if is_unit(words[i].folded)), 0)
    if unit_at and not words[unit_at].text.startswith(("(", "（")):
        unit = words.pop(unit_at).text
    parent = True
    while len(words) > 2 and all(len(word.text) <= _FRAGMENT for word in words[:2]):
        words.pop(0)
        parent = False
    if not parent:
        while len(words) > 1 and len(words[0].text) <= _FRAGMENT:
            words.pop(0)
    names: list[str] = []
    for word in words:
        if names and word.text.startswith(("(", "（")):
            names[-1] += word.text  # broken over lines: 城镇保障性安居工程建设 / (万套)
        else:
            names.append(word.text)
    if not names:
        return "", unit, "", []
    if not parent:
        return "", unit, "".join(names), []
    if len(names) == 1:
        return names[0], unit, "", []
    if follows:
        return names[0], unit, "".join(names[1:]), []
    if header.has_unit and not unit and len(names) == 2:
        return names[0], "", "", [words[-1]]  # an unknown unit, or words for a value
    return apart.join(names), unit, "", []


def rows_of(block: Block, header: Header, category: str) -> list[Row]:
    """Return the row and its sub-rows; those that the block only names are left out."""
    rows: list[Row] = []
    attribute = next((part.attribute for part in block.parts if part.attribute), "")
    bare_parent = not block.parts[0].values or bool(block.parts[0].sub)
    for place, part in enumerate(block.parts):
        if not part.values and (len(block.parts) > 1 or not attribute):
            continue
        name = part.sub if part.own else " ".join(filter(None, (block.name, part.sub)))
        unit = part.unit or (block.unit if not part.sub or bare_parent else "")
        values = list(part.values)
        if header.has_unit and not unit and values and not is_value(values[0].folded):
            unit, values = _unknown_unit(values, header)
        end = max(part.end, part.start)
        cells = tuple(cell for cell in block.cells if part.start <= cell.start < end) if end else ()
        rows.append(
            Row(
                name=name,
                unit=unit,
                values=tuple(values),
                columns=columns_of(name, values, header),
                attribute=part.attribute or attribute,
                start=part.start,
                end=end,
                category=category,
                cells=tuple(block.cells) if len(block.parts) == 1 else cells if place else _first(block, end),
            )
        )
    return rows


def _first(block: Block, end: int) -> tuple[Cell, ...]:
    return tuple(cell for cell in block.cells if cell.start < end)


def _unknown_unit(values: list[Cell], header: Header) -> tuple[str, list[Cell]]:
    """Take the words behind a name for its unit where exactly one cell is too many for the columns."""
    if len(values) == len(header.columns) + 1:
        return values[0].text, values[1:]
    return "", values


def columns_of(name: str, values: Sequence[Cell], header: Header) -> tuple[str, ...]:
    """Return the columns of a row's values where they are certain, else nothing.

    One value for each column; or, with empty cells that print left out, by these rules. Of base year, target year
    and yearly rate [cumulative] two plain values are those of the years, and of a growth rate its base year and
    yearly rate. A value in brackets alone is the cumulative one. Ratios that fill the merged cells of each upper
    heading stand for the first of them.
    """
    columns = header.columns
    count = len(values)
    words = [value for value in values if not is_value(value.folded)]
    if count and count == len(columns) and len(words) < count:
        return columns if _fits(values, columns) else ()
    if words or not count:
        return ()
    if count == 1:
        bracketed = [column for column in columns if "累计" in column]
        return tuple(bracketed) if len(bracketed) == 1 and values[0].folded.startswith("[") else ()
    if len(header.groups) == count and all(_RATIO.fullmatch(value.folded) for value in values):
        return tuple(columns[first] for first in header.groups)
    yearly = [column for column in columns if column.startswith("年均")]
    years = [column for column in columns if YEAR.fullmatch(column)]
    if len(columns) == 3 and len(years) == 2 and len(yearly) == 1 and count == 2:
        if any(value.folded.startswith("[") for value in values):
            return ()
        return (years[0], yearly[0]) if _GROWTH.search(name) else tuple(years)
    return ()


def _fits(values: Sequence[Cell], columns: Sequence[str]) -> bool:
    """Say whether no bracketed (cumulative) figure would stand in a year's column that others are free of."""
    cumulative = [place for place, column in enumerate(columns) if "累计" in column]
    if len(columns) != 3 or len(cumulative) != 1:
        return True
    bracketed = [place for place, value in enumerate(values) if value.folded.startswith("[")]
    return all(place in cumulative for place in bracketed)
