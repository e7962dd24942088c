"""Further views of the same facts: targets of places that lie one in another, targets that stay, the path to a target.

Nothing is printed that no document prints but the straight path, which is reckoned and called so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.periods import Period
from embeddings.query.nation import NATION
from embeddings.scripts import search_form
from qa.indicators import known_indicators
from qa.indicators.choosing import Cell, cell_of, read_cell
from qa.indicators.levels import divisions_of
from qa.progress.verdicts import Reason, difference, direction_of, unfit

Step = Literal["more", "same", "less", "unsaid"]
"""How the target of a place stands to that of the place around it: it asks for more, the same or less."""
StepReason = Reason | Literal["extent"]
"""Why that is not to be said; ``extent``: a total of another area (亿元, 万人) is no stricter or laxer."""

_COMPARABLE: Final = ("share", "growth", "ratio")
"""The sorts of figures that do not grow with the area."""


@dataclass(frozen=True, slots=True)
class Rise:
    """The targets for one period of a place and of the nearest place around it that has one."""

    indicator: Indicator
    period: Period
    outer: Cell
    inner: Cell
    step: Step
    reason: StepReason = ""


@dataclass(frozen=True, slots=True)
class PathToTarget:
    """The straight line from a starting point to a target, and what is printed of the years between.

    ``straight`` has for each year the value in the unit of the target; it is reckoned, not printed.
    """

    straight: tuple[tuple[int, Decimal], ...]
    unit: str
    printed: tuple[Fact, ...]


def read_rises(
    documents: Sequence[Document], indicators: Sequence[Indicator] | None = None
) -> tuple[Rise, ...]:
    """Return how the targets of places stand to those of the places that they lie in, for the same period."""
    chosen = known_indicators(documents) if indicators is None else indicators
    return tuple(rise for indicator in chosen for rise in _rises(documents, indicator))


def _rises(documents: Sequence[Document], indicator: Indicator) -> Iterator[Rise]:
    cells = [(each, each.period, read_cell(each, indicator, "target")) for each in documents]
    told = [(document, period, cell) for document, period, cell in cells if period and cell.best is not None]
    for document, period, cell in told:
        around = [
            (other, wide)
            for other, theirs, wide in told
            if theirs.as_plan == period.as_plan and _lies_in(document, other)
        ]
        # The nearest lies itself in all the others.
        nearest = next(
            (
                pair
                for pair in around
                if all(pair is other or _lies_in(pair[0], other[0]) for other in around)
            ),
            None,
        )
        if nearest is not None:
            step, reason = _step(indicator, nearest[1], cell)
            yield Rise(indicator, period.as_plan, nearest[1], cell, step, reason)


def _lies_in(one: Document, other: Document) -> bool:
    """Return whether the place of a document lies in that of another."""
    if one.place == other.place:
        return False
    if other.place == search_form(NATION):
        return True
    inner = next(iter(divisions_of(one, one.city)), None)
    if inner is None:
        return bool(one.entry.province) and search_form(one.entry.province) == search_form(other.city)
    named = (other.city, *other.entry.members)
    return any(inner.lies_in(each) for name in named for each in divisions_of(other, name))


def _step(indicator: Indicator, outer: Cell, inner: Cell) -> tuple[Step, StepReason]:
    reason = unfit(outer, "no_target") or unfit(inner, "no_target")
    wide, narrow = outer.best, inner.best
    if reason or wide is None or narrow is None or wide.size is None or narrow.size is None:
        return "unsaid", reason or "words"
    reason = difference(wide, narrow, is_rate=indicator.measure == "rate")
    if reason:
        return "unsaid", reason
    if wide.size == narrow.size:
        return "same", ""
    if narrow.quantity.sort not in _COMPARABLE:
        return "unsaid", "extent"
    direction = direction_of(indicator, None, narrow)
    if direction == "none":
        return "unsaid", "direction"
    return ("more" if (narrow.size > wide.size) == (direction == "up") else "less"), ""


def path_to(
    family: Sequence[Document], indicator: Indicator, period: Period, start: Cell | None, target: Cell | None
) -> PathToTarget | None:
    """Return the path from the starting point of a period to its target; None where the two are no levels of one sort."""
    if start is None or target is None or unfit(start, "no_target") or unfit(target, "no_target"):
        return None
    begin, aim = start.best, target.best
    if begin is None or aim is None or begin.size is None or aim.size is None:
        return None
    if difference(begin, aim) or indicator.measure in ("flow", "rate") or aim.quantity.sort == "growth":
        return None
    first, last = _year(begin, period.first - 1), _year(aim, period.last)
    if first >= last:
        return None
    factor = aim.read_unit.factor
    low, high = begin.size / factor, aim.size / factor
    line = tuple(
        (year, low + (high - low) * (year - first) / (last - first)) for year in range(first, last + 1)
    )
    return PathToTarget(line, aim.unit, tuple(_between(family, indicator, aim, (first, last))))


def _year(fact: Fact, usual: int) -> int:
    return int(fact.year) if fact.year.isdigit() else usual


def _between(
    family: Sequence[Document], indicator: Indicator, aim: Fact, years: tuple[int, int]
) -> Iterator[Fact]:
    """Yield the result of each year behind the starting point, the best that is printed of it."""
    for year in range(years[0] + 1, years[1] + 1):
        for document in family:
            facts = (
                each
                for each in document.facts.get(indicator.id, ())
                if each.role in ("baseline", "earlier") and each.year == str(year)
            )
            best = cell_of(document, indicator, "baseline", facts)
            if best.has_value and best.best is not None and not difference(best.best, aim):
                yield best.best
                break


def is_kept(before: Fact | None, after: Fact | None) -> bool:
    """Return whether a target has the value of the one before: the same amount of the same sort, over the same time."""
    if before is None or after is None or before.size is None or after.size is None:
        return False
    return before.size == after.size and before.top == after.top and not difference(before, after)
