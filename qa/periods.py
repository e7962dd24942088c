"""Which years a question asks about, which years a text speaks of, and whether the two go together.

All of it is relative to the period of the document that the text stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from embeddings.corpus import Document
from embeddings.facts.periods import (
    Period,
    find_periods,
    is_plan_name,
    period_names,
    with_plan_ends,
)
from embeddings.needs import Kind
from embeddings.queries import Query
from embeddings.scripts import search_form


def fits_years(query: Query, near: set[str], kind: Kind, own: Period | None) -> bool:
    """Return whether a text that speaks of the years ``near`` can answer for the years that are asked.

    A figure without a year is one of the end of the document's own period; in a yearly document it may as well tell what
    the year before has brought. A figure for another year is no answer, nor is anything else where all times that are
    asked are far from that period and the text does not speak of them.
    """
    asked = asked_years(query, own)
    if not asked:
        return True
    if kind != "number":
        return _fits_times(asked, near, own)
    if own is not None and {str(own.first), str(own.last)} <= asked:
        asked.add(own.name)
    if not near:
        return own is not None and (_is_for_the_end(asked, own) or _is_told_of(asked, own))
    return not with_plan_ends(asked).isdisjoint(near)


def asked_years(query: Query, own: Period | None) -> set[str]:
    """Return the names of the years that a question asks a document about; of a yearly one 去年 and 今年 are years too.

    Where several documents of a place are asked, each for its own time, a document is asked for its own alone.
    """
    asked = set(query.years)
    if own is None:
        return asked
    if own.is_year:
        asked |= set(period_names(search_form(query.standalone), own))
    return {each for each in asked if each not in query.choice.times or _is_own_time(each, own)}


def target_years(own: Period | None, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the years among the columns of a table that a document sets targets for: that it ends in, and later ones."""
    if own is None:
        return ()
    years = (each.period for column in columns for each in find_periods(search_form(column)))
    return tuple(dict.fromkeys(each.name for each in years if each.is_year and each.last >= own.last))


def end_of_period(own: Period | None) -> set[str]:
    """Return the names of the end of a document's period: 2025 and 十四五."""
    return set() if own is None else {str(own.last), own.name}


def asks_for_the_past(query: Query, own: Period | None) -> bool:
    """Return whether a question names the plan before a document's own, as it names it: 十三五 of a plan for 十四五."""
    return own is not None and own.previous.name in query.years


def asks_for_results(query: Query, documents: Mapping[str, Document]) -> bool:
    """Return whether a question asks what became of a plan: the actual figure of a year that was still to come.

    Where it names a year before too, or how things stand now, the actual figure is of that: 2025年目标比2020年实际高多少.
    """
    if not query.wants_result or query.present:
        return False
    asked = [Period.of_year(int(year)) for year in query.years if not is_plan_name(year)]
    scope = [documents[each] for each in query.scope if each in documents]
    roles = [{each.role_of(year) for each in scope} for year in asked]
    is_past = any(each <= {"earlier", "baseline"} for each in roles)
    return not is_past and any(each <= {"target", "later"} for each in roles)


def wants_no_target(query: Query) -> bool:
    """Return whether a question asks what was reached, so that what is still to be reached is no answer to it."""
    return query.wants_result and not query.present and query.operation is None


def asks_beyond(query: Query, documents: Mapping[str, Document]) -> bool:
    """Return whether a question names times that no plan in its scope can say anything of."""
    scope = [documents[each] for each in query.scope if each in documents]
    return bool(scope) and all(is_beyond(query, each) for each in scope)


def is_beyond(query: Query, document: Document) -> bool:
    """Return whether all times that a question names are outside of a document's period and stand nowhere in it."""
    asked = asked_years(query, document.period)
    return bool(asked) and asked.isdisjoint(document.times)


def is_outside(query: Query, document: Document) -> bool:
    """Return whether none of the times that a question names is in a document's period, whatever its text names.

    A document without a period covers none.
    """
    own = document.period
    asked = asked_years(query, own)
    if own is None or not asked:
        return bool(asked)
    return not _any_overlaps(asked, own)


def _is_own_time(name: str, own: Period) -> bool:
    """Return whether a time that told documents apart is that of one: of a report no plan is."""
    return _any_overlaps([name], own) and not (own.is_year and is_plan_name(name))


def _fits_times(asked: set[str], near: set[str], own: Period | None) -> bool:
    """Return whether a text that speaks of the times ``near`` can tell what is asked of some times and is no figure.

    A document says something of its own period, and of the one that it looks back on, without naming them each time.
    """
    if own is None or _any_overlaps(asked, own) or not with_plan_ends(asked).isdisjoint(near):
        return True
    return _any_overlaps(asked, own.previous)


def _any_overlaps(names: Iterable[str], period: Period) -> bool:
    times = (Period.parse(each) for each in names)
    return any(each is not None and each.overlaps(period) for each in times)


def _is_told_of(asked: set[str], own: Period) -> bool:
    """Return whether the years asked are those that a yearly document tells of without naming them: its own and the last."""
    return own.is_year and not asked.isdisjoint({str(own.last), own.previous.name})


def _is_for_the_end(asked: set[str], own: Period) -> bool:
    """Return whether the years asked are those of a figure without a year: the end of the period, not a year within."""
    inner = own.years - {str(own.last)}
    end = {str(own.last), own.name}
    return not asked.isdisjoint(end) and (asked.isdisjoint(inner) or str(own.last) in asked)
