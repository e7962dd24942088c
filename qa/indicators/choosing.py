"""A cell of the table: the best mention of an indicator by stated rules, the others, and what stands against it.

The rules, the first that tells two mentions apart decides:

1. a value that is whole before one that the source has damaged;
2. one of the whole area before one of a part of it (园区, 城镇群), which is never chosen;
3. a printed value before words (完成省下达任务), words before a dash;
4. one whose column is known before one whose column is not;
5. a value before how much it is to change (a cumulative figure in brackets under a level);
6. for targets the year that they are usually set for (the end of the period, or the period), for the starting point
   its year, before other years;
7. a table before the text, and the table of this period before that of an earlier one;
8. the full name before a shorter wording;
9. the place that comes first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.periods import find_plan, with_plan_ends
from embeddings.facts.times import is_average
from embeddings.scripts import search_form

CellRole = Literal["baseline", "target"]
Status = Literal["value", "conflict", "unclear", "damaged", "text", "dash", "empty"]
"""A value; one that another place contradicts; one of an unknown column; one that is damaged; words; a dash; 未提及."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a plan says of an indicator in a role: the best mention if there is one, the others, and how sure that is.

    ``against`` are the mentions among ``others`` whose value cannot be true together with the best one's.
    """

    document: Document
    indicator: Indicator
    role: CellRole
    status: Status
    best: Fact | None = None
    others: tuple[Fact, ...] = ()
    against: tuple[Fact, ...] = ()

    @property
    def has_value(self) -> bool:
        """Whether the cell has a figure that may be read as a fact, contradicted or not."""
        return self.status in ("value", "conflict")

    @property
    def range(self) -> tuple[Decimal, Decimal] | None:
        """The least and the greatest value that the plan prints for the cell, in units of the family; None without a figure."""
        mentions = [self.best, *self.against] if self.best else []
        sizes = [size for each in mentions for size in (each.size, each.top) if size is not None]
        return (min(sizes), max(sizes)) if sizes and self.has_value else None


def read_cell(document: Document, indicator: Indicator, role: CellRole) -> Cell:
    """Return the cell of a document for an indicator and a role."""
    facts = (each for each in document.facts.get(indicator.id, ()) if each.role == role)
    return cell_of(document, indicator, role, facts)


def read_time(document: Document, indicator: Indicator, names: Collection[str]) -> Cell:
    """Return what a document says of an indicator for the years or plans of some names (2023, 十五五)."""
    wanted = with_plan_ends(names)
    facts = (
        each
        for each in document.facts.get(indicator.id, ())
        if each.role != "old_target" and not wanted.isdisjoint(with_plan_ends({each.year}))
    )
    return cell_of(document, indicator, "target", facts)


def cell_of(document: Document, indicator: Indicator, role: CellRole, facts: Iterable[Fact]) -> Cell:
    """Return the cell of some facts of a document, in a role: the best of them by the rules above, and the others."""
    ordered = sorted(facts, key=lambda each: _rank(each, indicator, role))
    chosen = [each for each in ordered if not each.scope]
    if not chosen:
        return Cell(document, indicator, role, "empty", None, tuple(ordered))
    best = chosen[0]
    others = tuple(each for each in ordered if each is not best)
    against = tuple(each for each in others if contradicts(best, each))
    return Cell(document, indicator, role, _status(best, against), best, others, against)


def other_mentions(document: Document, indicator: Indicator) -> tuple[Fact, ...]:
    """Return what is printed of neither the target nor its starting point: earlier years, 2035, what an old plan had set."""
    return tuple(
        each for each in document.facts.get(indicator.id, ()) if each.role not in ("baseline", "target")
    )


def _status(best: Fact, against: Sequence[Fact]) -> Status:
    if best.is_dash:
        return "dash"
    if best.number is None and not best.parts:
        return "unclear" if not best.certain and re.search(r"\d", best.printed) else "text"
    if best.damaged:
        return "damaged"
    if not best.certain:
        return "unclear"
    return "conflict" if against else "value"


def _rank(mention: Fact, indicator: Indicator, role: CellRole) -> tuple[int | bool, ...]:
    has_figure = mention.number is not None or bool(mention.parts)
    whole_name = search_form(mention.wording).startswith(indicator.wordings[0])
    return (
        mention.damaged,
        bool(mention.scope),
        0 if has_figure else 2 if mention.is_dash else 1,
        not mention.certain,
        "change" in mention.notes,
        not _usual_year(mention, role),
        not mention.in_table,
        _table_age(mention),
        not whole_name,
        mention.value_start,
    )


def _usual_year(mention: Fact, role: CellRole) -> bool:
    if mention.span == "average":
        return True
    if not mention.year or is_average(mention.year):
        return role == "target"
    own = mention.document.period
    if own is None:
        return False
    return mention.year == str(own.last if role == "target" else own.first - 1)


def _table_age(mention: Fact) -> int:
    """Return 0 for a table of the plan's own period, 1 for one of an earlier one."""
    plan = find_plan(search_form(mention.in_table))
    return int(plan is not None and mention.document.role_of(plan) in ("baseline", "earlier"))


def contradicts(best: Fact, other: Fact) -> bool:
    """Return whether two facts of one thing cannot both hold: 71 and 71.03以上, not 750 and 突破750, nor 3.3万亿 and 33000亿.

    They must be of one time, one sort and one base, in units that convert, of the whole area, sound and certain.
    """
    same_thing = not (best.damaged or other.damaged or other.scope) and best.certain and other.certain
    if not same_thing or "change" in other.notes or not _same_time(best, other):
        return False
    mine, theirs = best.quantity, other.quantity
    if mine.parts and theirs.parts:
        return not mine.holds_with(theirs)
    if best.size is None or other.size is None or best.span != other.span:
        return False
    return (
        best.compared_with == other.compared_with and mine.converts_to(theirs) and not mine.holds_with(theirs)
    )


def _same_time(best: Fact, other: Fact) -> bool:
    """Return whether two values are of one time; a level of a period is that of its end, an average is not that of one year."""
    if best.span == "average" or other.span == "average":
        return best.span == other.span
    return (
        True
        if is_average(best.year) or is_average(other.year) or not (best.year and other.year)
        else best.year == other.year
    )
