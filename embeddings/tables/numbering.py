"""The numbers of the rows of a table whose cells stand one per line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from embeddings.tables.model import Cell
from embeddings.tables.words import is_attribute, is_category, is_text, is_unit

_NUMBER = re.compile(r"(\d{1,3})[.、]?")


def row_starts(cells: Sequence[Cell]) -> list[int]:
    """Return the indexes of the cells 1, 2, 3 … that number the rows, each followed by a name.

    A number that the source lost is passed over where up to three are missing; numbers may start again at 1 under
    the next category.
    """
    places: dict[int, list[int]] = {}
    for index, cell in enumerate(cells[:-1]):
        match = _NUMBER.fullmatch(cell.folded)
        name = cells[index + 1].folded
        if match and is_text(name) and not is_unit(name):
            places.setdefault(int(match.group(1)), []).append(index)
    starts: list[int] = []
    number, after = 0, 0
    while True:
        here = _next_start(cells, places, number, after)
        again = _next(places, 1, after) if starts else None
        if again is not None and (here is None or again < here[0]) and _ends_row(cells[again - 1]):
            following = _next(places, 2, again + 1)
            if following is not None and (here is None or following < here[0]):
                here = (again, 1)
        if here is None:
            return starts
        starts.append(here[0])
        number, after = here[1], here[0] + 1


def _next_start(
    cells: Sequence[Cell], places: dict[int, list[int]], number: int, after: int
) -> tuple[int, int] | None:
    """Return the place of the next number, or of a later one where that is missing or stands among values."""
    found = [(_next(places, number + step, after), number + step) for step in range(1, 5 if number else 2)]
    there = [(index, value) for index, value in found if index is not None]
    if not there:
        return None
    sooner = [pair for pair in there if pair[0] < there[0][0] and _ends_row(cells[pair[0] - 1])]
    return min(sooner, default=there[0])


def _next(places: dict[int, list[int]], number: int, after: int) -> int | None:
    found = places.get(number, [])
    at = bisect_left(found, after)
    return found[at] if at < len(found) else None


def _ends_row(cell: Cell) -> bool:
    return is_attribute(cell.folded) or is_category(cell.folded, marked=True) or is_category(cell.folded)


def number_of(cell: Cell) -> int:
    """Return the number in a cell that numbers a row, 0 if it holds none."""
    match = _NUMBER.fullmatch(cell.folded)
    return int(match.group(1)) if match else 0
