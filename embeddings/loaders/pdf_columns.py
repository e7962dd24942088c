"""Tables of a PDF that are set in columns without rules: the cells of neighbouring lines, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from embeddings.loaders.loaded import one_line
from embeddings.loaders.pdf_page import WIDE, Line, Rows

_FEWEST_ROWS: Final = 3
_FEWEST_COLUMNS: Final = 3


def with_column_tables(items: Sequence[Line | Rows]) -> list[Line | Rows]:
    """Return the items with each run of lines in columns as one table; a run whose columns are not clear stays."""
    found: list[Line | Rows] = []
    run: list[Line] = []
    for item in [*items, None]:
        if isinstance(item, Line) and _wide_gaps(item) and (not run or _same_place(run[-1], item)):
            run.append(item)
            continue
        found.extend(_table(run))
        run = [item] if isinstance(item, Line) and _wide_gaps(item) else []
        if item is not None and not run:
            found.append(item)
    return found


def _same_place(one: Line, other: Line) -> bool:
    return (one.page, one.frame) == (other.page, other.frame)


def _table(run: Sequence[Line]) -> Sequence[Line | Rows]:
    """Return a run of lines as a table if each of their cells stands in one column."""
    columns = _columns(run)
    if len(run) < _FEWEST_ROWS or len(columns) < _FEWEST_COLUMNS:
        return run
    if any(_wide_gaps(line) >= len(columns) or _is_spanned(line, columns) for line in run):
        return run
    rows = []
    for line in run:
        cells = [""] * len(columns)
        for x0, x1, text in line.cells:
            at = next(number for number, (left, right) in enumerate(columns) if left <= x0 and x1 <= right)
            cells[at] = one_line(f"{cells[at]} {text}")
        rows.append("\t".join(cells))
    return [
        Rows(
            tuple(rows),
            min(line.x0 for line in run),
            max(line.x1 for line in run),
            run[0].top,
            run[-1].bottom,
        )
    ]


def _wide_gaps(line: Line) -> int:
    """Return how many gaps between the cells of a line are as wide as between columns."""
    return sum(after[0] - before[1] > WIDE * line.size for before, after in pairwise(line.cells))


def _is_spanned(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    """Say whether two cells that a wide gap sets apart stand in one column: the columns are not clear."""
    return any(
        after[0] - before[1] > WIDE * line.size
        and any(left <= before[0] and after[1] <= right for left, right in columns)
        for before, after in pairwise(line.cells)
    )


def _columns(run: Sequence[Line]) -> list[tuple[float, float]]:
    """Return where the columns begin and end: cells that share any place stand in one."""
    columns: list[tuple[float, float]] = []
    for x0, x1, _ in sorted(cell for line in run for cell in line.cells):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns
