"""Which cells of one row may be compared: the same sort of figure, in units that convert, of the same time and base.

Nothing is ranked or drawn before this has been asked; what is left out says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from embeddings.facts.times import is_average
from embeddings.facts.units import counts
from qa.indicators.choosing import Cell

Reason = Literal[
    "empty",
    "dash",
    "text",
    "unclear",
    "damaged",
    "unit",
    "unit_missing",
    "unit_cut",
    "span",
    "base_year",
    "period",
    "year",
    "change",
    "parts",
]
"""Why a cell is not compared: nothing printed; a dash; words; column unknown; damaged; another unit; none; a cut one;
yearly and cumulative; a cut counted from another year; a plan of another period; another year; how much it is to change; a structure."""

_FEWEST: Final = 2

_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The cells of a row that may be compared, from the greatest to the least, and why each other one may not.

    ``places`` gives the rank of each, from 1; 0 where values that the plan contradicts itself in leave it open.
    """

    cells: tuple[Cell, ...]
    places: tuple[int, ...]
    left_out: tuple[tuple[Cell, Reason], ...]

    @property
    def is_comparable(self) -> bool:
        """Whether there are two cells at least that may be compared."""
        return len(self.cells) >= _FEWEST


def compare(cells: Sequence[Cell]) -> Compared:
    """Return which cells of one indicator in one role go together; the commonest sort is compared."""
    left: list[tuple[Cell, Reason]] = []
    sound: list[Cell] = []
    for cell in cells:
        reason = _unfit(cell)
        if reason:
            left.append((cell, reason))
        else:
            sound.append(cell)
    keys = Counter(_key(cell) for cell in sound)
    if keys:
        wanted = max(keys, key=lambda key: (keys[key], key[0]))
        left += [(cell, _difference(_key(cell), wanted)) for cell in sound if _key(cell) != wanted]
        sound = [cell for cell in sound if _key(cell) == wanted]
    ordered = sorted(sound, key=lambda cell: -_size(cell))
    return Compared(tuple(ordered), tuple(_place(cell, ordered) for cell in ordered), tuple(left))


def change(target: Cell, baseline: Cell) -> Decimal | None:
    """Return how much a target is above its starting point, in the target's unit; None where the two do not compare."""
    if _unfit(target) or _unfit(baseline) or target.against or baseline.against:
        return None
    one, other = target.best, baseline.best
    if one is None or other is None or one.read_unit.family != other.read_unit.family:
        return None
    if one.span != other.span or one.number is None or other.size is None or one.high or other.high:
        return None
    return one.number - other.size / one.read_unit.factor


def _unfit(cell: Cell) -> Reason | None:
    best = cell.best
    if best is None or not cell.has_value:
        return cell.status if cell.status not in ("value", "conflict") else "empty"  # type: ignore[return-value]
    if best.parts:
        return "parts"
    if "change" in best.notes:
        return "change"
    if best.read_unit.family == "?":
        return "unit_cut"
    if best.read_unit.is_missing and not counts(cell.indicator.unit):
        return "unit_missing"
    return None


def _key(cell: Cell) -> _Key:
    """Return what must be the same: family of the unit, span, base year of a cut, period of the plan, year."""
    best = cell.best
    if best is None:
        raise ValueError("an empty cell is not compared")
    family = "" if counts(cell.indicator.unit) else best.read_unit.family
    own = cell.document.period
    return family, best.span, best.compared_with, f"{own.first}-{own.last}" if own else "", _time(cell)


def _time(cell: Cell) -> str:
    """Return ``end`` for the last year of the period, the period or none; else the year itself."""
    best = cell.best
    if best is None or not best.year or is_average(best.year) or cell.role == "baseline":
        return "end"
    own = cell.document.period
    return "end" if own is not None and best.year == str(own.last) else best.year


def _difference(key: _Key, wanted: _Key) -> Reason:
    reasons: tuple[Reason, ...] = ("unit", "span", "base_year", "period", "year")
    return next(reason for reason, mine, other in zip(reasons, key, wanted, strict=True) if mine != other)


def _size(cell: Cell) -> Decimal:
    size = cell.best.size if cell.best else None
    if size is None:
        raise ValueError("a cell without a figure is not compared")
    return size


def _place(cell: Cell, ordered: Sequence[Cell]) -> int:
    """Return the rank of a cell, 0 where a value that contradicts its own would give it another one."""
    mine = cell.range
    if mine is None:
        return 0
    for other in ordered:
        theirs = other.range
        if other is cell or theirs is None or (not cell.against and not other.against):
            continue
        if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
            return 0
    return 1 + sum(_size(other) > _size(cell) for other in ordered)
