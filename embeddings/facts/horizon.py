"""The period that a document is for, told by its catalogue entry, its title, its date or its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from embeddings.catalog import PlanEntry
from embeddings.facts.periods import Period, Role, find_periods
from embeddings.scripts import search_form

_YEARLY: Final = re.compile(r"工作报告|公报|(?:执行情况|年度计划|发展计划|计划草案|工作要点)")
_LOOKS_BACK: Final = re.compile(r"公报|总结|评估|完成情况|成就")


def own_period(entry: PlanEntry, front: str = "", headings: Iterable[str] = ()) -> Period | None:
    """Return the period of a document, None where nothing tells one.

    It is the one of the entry, else of the title (a year alone only for what is drawn up every year), else the year
    of the date for a report (the year before it for a bulletin), else the latest plan that its first lines (``front``)
    name, else the latest that a heading names.
    """
    title = search_form(entry.title)
    yearly = bool(_YEARLY.search(search_form(entry.kind) + title))
    for text in (search_form(entry.period), title):
        period = Period.parse(text) if text else None
        if period is not None and (text is not title or yearly or not period.is_year):
            return period.as_plan
    if yearly and entry.date is not None:
        return Period.of_year(entry.date.year - (1 if looks_back(entry) else 0))
    for texts in ((front,), headings):
        named = [
            each.period for text in texts for each in find_periods(search_form(text)) if each.period.plan
        ]
        if named:
            return max(named)
    return None


def looks_back(entry: PlanEntry) -> bool:
    """Return whether a document reports what its period brought, as a bulletin does, and plans nothing."""
    return bool(_LOOKS_BACK.search(search_form(f"{entry.kind} {entry.title[-12:]}")))


def role_of(period: Period | None, own: Period | None, *, back: bool = False) -> Role:
    """Return what a time is to a document with its own period; no time at all is that of the document.

    ``back`` is :func:`looks_back`: the values of its own period are no targets, they are where others start from.
    """
    if own is None:
        return "undated"
    if period is None:
        return "baseline" if back else "target"
    return period.role_in(Period.of_year(own.last + 1) if back else own)
