"""Whether a target was met by what is printed of it, and what keeps two periods from being one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from embeddings.facts.definitions import Direction, Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.times import is_average
from embeddings.scripts import search_form
from qa.indicators.choosing import Cell, contradicts

Outcome = Literal["met", "missed", "unsaid"]
Reason = Literal[
    "",
    "no_target",
    "no_result",
    "words",
    "dash",
    "unsound",
    "conflict",
    "parts",
    "unit",
    "span",
    "base_year",
    "direction",
    "about",
    "bound",
]
"""Why it is not to be said: no target or result printed; words; a dash; a damaged or unclear figure; contradicted by its
own document; a structure; another unit or sort; of other years; counted from another year; which way is better is not
known; the target says about; the words that bound the two figures leave it open."""
Break = Literal["name", "unit", "base_year", "price", "revised", "restated"]
"""What changed between two periods: the printed name, the unit, the year that is counted from, the prices, or the figure
from which the next period starts is not the one that was reached; or a later document prints another target for it."""

_UNIT_BEHIND: Final = re.compile(r"[(（][^()（）]*[)）]|%$")
_LEAD: Final = re.compile(r"^(?:全市|全省|全县|全区|全国|我市|我省)")
_TAIL: Final = re.compile(r"(?:人数|总数|数量|数|总额|总量|(?:年均)?(?:增长率?|增速)|降幅|降低|下降|率)$")
_PRICE: Final = re.compile(r"(?:可比|不变)价")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a target; ``reason`` says why that is not to be said."""

    outcome: Outcome
    reason: Reason = ""


def judge(indicator: Indicator, baseline: Cell | None, target: Cell | None, reached: Cell | None) -> Verdict:
    """Return whether a target was met by what was reached.

    The words that bound the target say which way is better (以上, 以内), else the definition of the indicator, else
    whether the target is above the starting point or below it.
    """
    reason = unfit(target, "no_target") or unfit(reached, "no_result")
    start, aim, got = (None if cell is None else cell.best for cell in (baseline, target, reached))
    if reason or aim is None or got is None:
        return Verdict("unsaid", reason or "no_result")
    reason = difference(aim, got, is_rate=indicator.measure == "rate") or _other_time(indicator, aim, got)
    if reason:
        return Verdict("unsaid", reason)
    direction = direction_of(indicator, start, aim)
    wanted, low, high = aim.size, got.size, got.top
    if wanted is None or low is None or high is None:
        return Verdict("unsaid", "words")
    if direction == "none":
        return Verdict("met") if wanted == low == high else Verdict("unsaid", "direction")
    if direction == "down":
        wanted, low, high = -(aim.top or wanted), -high, -low
    return _compared(aim, got, direction, wanted, low, high)


def _compared(
    aim: Fact, got: Fact, direction: Direction, wanted: Decimal, low: Decimal, high: Decimal
) -> Verdict:
    """Return the verdict where more is better; a figure that is only bounded counts as far as its bound goes."""
    better, worse = ("least", "most") if direction == "up" else ("most", "least")
    bound = got.quantity.bound
    if low >= wanted:
        return Verdict("unsaid", "bound") if bound == worse else Verdict("met")
    if high < wanted:
        if bound == better:
            return Verdict("unsaid", "bound")
        return Verdict("unsaid", "about") if "about" in (aim.quantity.bound, bound) else Verdict("missed")
    return Verdict("unsaid", "bound")


def unfit(cell: Cell | None, missing: Reason) -> Reason:
    """Return why a cell has no figure to be held against another, nothing where it has; ``missing`` where it is empty."""
    if cell is None or cell.best is None:
        return missing
    if cell.status == "conflict":
        return "conflict"
    if cell.status == "dash":
        return "dash"
    if cell.status == "text":
        return "words"
    if cell.status != "value" or "change" in cell.best.notes or "unit_cut" in cell.best.notes:
        return "unsound"
    return "parts" if cell.best.parts else ""


def difference(aim: Fact, got: Fact, *, is_rate: bool = False) -> Reason:
    """Return what keeps two figures from being held against one another; a rate may stand in a column of its own."""
    mine, theirs = aim.quantity, got.quantity
    growth = is_rate and {mine.sort, theirs.sort} <= {"share", "growth"}
    if not mine.converts_to(theirs) or (mine.sort != theirs.sort and not growth):
        return "unit"
    if mine.span != theirs.span:
        return "span"
    both = aim.compared_with and got.compared_with
    return "base_year" if both and aim.compared_with != got.compared_with else ""


def _other_time(indicator: Indicator, aim: Fact, got: Fact) -> Reason:
    """Return ``span`` where what is counted over years is held against that of one year."""
    own = aim.document.period
    time = aim.year or (own.name if own is not None else "")
    counted = indicator.measure in ("flow", "rate")
    return "span" if counted and is_average(time) != is_average(got.year) else ""


def direction_of(indicator: Indicator, baseline: Fact | None, aim: Fact) -> Direction:
    """Return which way is better: as the words that bound a target say, its indicator, or where it starts from."""
    bound = aim.quantity.bound
    if bound in ("least", "most"):
        return "up" if bound == "least" else "down"
    if indicator.direction != "none":
        return indicator.direction
    if baseline is None or indicator.measure == "rate" or difference(aim, baseline):
        return "none"
    if aim.size is None or baseline.size is None or aim.size == baseline.size:
        return "none"
    return "up" if aim.size > baseline.size else "down"


def breaks_between(before: Fact | None, after: Fact | None) -> tuple[Break, ...]:
    """Return what changed from the figure of one period to that of the next."""
    if before is None or after is None:
        return ()
    found: list[Break] = []
    if _name(before) != _name(after):
        found.append("name")
    if before.number is not None and after.number is not None and _differs_in_unit(before, after):
        found.append("unit")
    if before.compared_with and after.compared_with and before.compared_with != after.compared_with:
        found.append("base_year")
    if bool(_PRICE.search(before.quote)) != bool(_PRICE.search(after.quote)):
        found.append("price")
    return tuple(found)


def is_restated(target: Fact | None, others: Iterable[Fact | None]) -> bool:
    """Return whether a later document prints another figure for a target than the plan itself did."""
    return target is not None and any(
        other is not None and other.role == "old_target" and contradicts(target, other) for other in others
    )


def is_revised(reached: Fact | None, baseline: Fact | None) -> bool:
    """Return whether the next period starts from another figure than was reached, for the same year."""
    if reached is None or baseline is None or reached.year != baseline.year or reached.size is None:
        return False
    return baseline.size is not None and not reached.quantity.holds_with(baseline.quantity)


def _differs_in_unit(before: Fact, after: Fact) -> bool:
    return not before.quantity.converts_to(after.quantity)


def _name(fact: Fact) -> str:
    """Return the characters of a printed name, without unit and what only says how it is counted, in any order."""
    name = _UNIT_BEHIND.sub("", _LEAD.sub("", search_form(fact.wording).replace(" ", "")))
    return "".join(sorted(_TAIL.sub("", name)))
