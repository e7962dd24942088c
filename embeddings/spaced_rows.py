"""Rows of a table that was copied as text: a single space between its cells, a row perhaps broken over lines.

Three rows or more of about as many cells follow one another, each with two values: 3 森林覆盖率 % 48 50 约束性; the header
goes before. Where most have one number of cells, lines that together have it are one row. A line end inside a cell (预期|性)
gives one cell more than that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

SPACE: Final = "[ \t\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]"
_SINGLE: Final = re.compile(rf"(?<=\S){SPACE}+(?=\S)")
_VALUE: Final = re.compile(
    r"(?:[≥≤<>≧≦＜＞〔\[(（]|约)?\d[\d.．,:%％]*(?:[-—–~～]\d[\d.]*)?[〕\])）]?(?:左右|以上|以内|以下)?|[-—–―/]{1,2}|[%％‰]"
)
_FEWEST_CELLS, _MOST_CELLS, _FEWEST_VALUES, _FEWEST_ROWS = 4, 12, 2, 3
_LONGEST_CELL: Final = 24
_LONGEST_ROW: Final = 600
"""Characters with the spaces between; in a longer line no cells are looked for."""
_MOST_LINES: Final = 3
"""Lines that a row may be broken over."""
_SENTENCE: Final = re.compile(r"[。；;，、!！?？]")


@dataclass(frozen=True, slots=True)
class SpacedRows:
    """Where the gaps between cells begin, what the breaks inside rows become (start, end, replacement), the lines of rows."""

    gaps: list[int] = field(default_factory=list)
    joints: list[tuple[int, int, str]] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    cells: tuple[str, ...]
    gaps: tuple[int, ...]
    is_wide: bool
    """Whether its columns are set apart by more than a space: such rows say themselves where they end."""

    @property
    def is_row(self) -> bool:
        return _is_row(self.cells)


def spaced_rows(raw: str, lines: Sequence[tuple[int, int]]) -> SpacedRows:
    """Return the rows of the tables in a raw text, whose lines have these spans."""
    found = SpacedRows()
    for block in _blocks(raw, lines):
        width = _width(block)
        rows = list(_rows(block, width)) if width else []
        run: list[list[_Line]] = []
        before: list[_Line] = []
        for row in [*rows, []]:
            if row and _is_row(_joined(row, width)):
                run.append(row)
                continue
            if len(run) >= _FEWEST_ROWS:
                first = len(_joined(run[0], width))
                kept = [before] if before and abs(len(_joined(before, width)) - first) <= 1 else []
                for each in (*kept, *run):
                    _keep(found, each, width)
            before = row if row and len(_joined(row, width)) >= _FEWEST_CELLS else []
            run = []
    return found


def _keep(found: SpacedRows, row: Sequence[_Line], width: int) -> None:
    inside = sum(len(line.cells) for line in row) > width
    for at, line in enumerate(row):
        found.gaps.extend(line.gaps)
        found.lines.add(line.start)
        if at:
            found.joints.append((row[at - 1].end, line.start, "" if inside else "\t"))


def _blocks(raw: str, lines: Sequence[tuple[int, int]]) -> Iterator[list[_Line]]:
    """Yield the runs of lines that may be rows or pieces of rows: cells without a sentence among them."""
    block: list[_Line] = []
    for start, end in lines:
        if end - start > _LONGEST_ROW:
            yield block
            block = []
            continue
        text = raw[start:end]
        cells = tuple(text.split())
        if not cells:
            continue
        found = list(_SINGLE.finditer(raw, start, end))
        gaps = tuple(match.start() for match in found)
        if (
            len(gaps) == len(cells) - 1
            and not _SENTENCE.search(text)
            and max(map(len, cells)) <= _LONGEST_CELL
        ):
            begin = start + len(text) - len(text.lstrip())
            is_wide = any(match.end() - match.start() > 1 for match in found)
            block.append(_Line(begin, start + len(text.rstrip()), cells, gaps, is_wide))
            continue
        yield block
        block = []
    yield block


def _width(block: Sequence[_Line]) -> int:
    """Return the number of cells of a row: that of most, or where numbers begin the rows, of the shortest between two.

    0 where a block has no table.
    """
    starts: list[int] = []
    for at, line in enumerate(block):
        if line.cells[0] == str(len(starts) + 1):
            starts.append(at)
    if len(starts) >= _FEWEST_ROWS:
        between = (sum(len(line.cells) for line in block[one:other]) for one, other in pairwise(starts))
        return min(between)
    counts = Counter(len(line.cells) for line in block if line.is_row)
    return max(counts, key=lambda each: (counts[each], each), default=0) if counts.total() > 1 else 0


def _rows(block: Sequence[_Line], width: int) -> Iterator[list[_Line]]:
    """Yield the lines of a block, those together that are a row of so many cells only together."""
    at = 0
    known = {cell for line in block for cell in line.cells}
    while at < len(block):
        ends = range(at + 2, min(at + _MOST_LINES, len(block)) + 1)
        end = next((each for each in ends if _makes_row(block[at:each], width, known)), at + 1)
        yield list(block[at:end])
        at = end


def _makes_row(pieces: Sequence[_Line], width: int, known: Collection[str]) -> bool:
    """Say whether lines are a row together; the rest of a last cell is told by another such cell."""
    cells = sum(len(each.cells) for each in pieces)
    if any(each.is_wide for each in pieces) or len(pieces[-1].cells) >= width:
        return False
    if len(pieces) == 2 and cells == width + 1 and _is_row(_joined(pieces, width)):
        return len(pieces[0].cells) < width or _joined(pieces, width)[-1] in known
    return cells == width and all(len(each.cells) < width for each in pieces)


def _joined(row: Sequence[_Line], width: int) -> tuple[str, ...]:
    """Return the cells of a row; where the pieces have one more than others the break was inside a cell."""
    cells = [cell for line in row for cell in line.cells]
    if len(row) > 1 and len(cells) > width:
        at = len(row[0].cells)
        cells[at - 1 : at + 1] = [cells[at - 1] + cells[at]]
    return tuple(cells)


def _is_row(cells: Sequence[str]) -> bool:
    values = sum(_VALUE.fullmatch(cell) is not None for cell in cells)
    return _FEWEST_CELLS <= len(cells) <= _MOST_CELLS and values >= _FEWEST_VALUES
