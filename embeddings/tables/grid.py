"""Tables whose rows are lines: cells set apart by TABs, by runs of spaces, or by pipes (Markdown).

An empty cell keeps its place, so that a line with a cell for each header cell is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.tables.grid_rows import read_rows
from embeddings.tables.model import Cell, Table
from embeddings.tables.words import is_head_word, is_note, is_prose, is_text, is_value, role_of

MakeCell = Callable[[int, int], Cell]
_PIPES = re.compile(r"\s*[|｜].*[|｜]\s*")
_RULE = re.compile(r"\s*[|｜]?(?:\s*:?-+:?\s*[|｜])+\s*(?::?-+:?)?\s*")
_GAP = re.compile(r"\t| {2,}|\u3000{2,}")
_LEAST_LINES = 2


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
    rows, columns, kind = read_rows(grid, head, count)
    if not any(row.values and is_text(row.name) for row in rows):
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
    if len(first) < 2 or any(is_value(cell.folded) and not is_head_word(cell.folded) for cell in first):
        return 0
    second = [cell for cell in grid[1] if cell.text]
    sparse = len(second) < count or len(first) < count
    if len(grid) > 2 and sparse and len(second) > 1 and all(is_head_word(cell.folded) for cell in second):
        return 2
    return 1


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
