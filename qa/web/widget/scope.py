"""Which cities a widget answers about."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answers import Citation
from qa.errors import SettingsError
from qa.web.api.problems import ProblemError
from qa.web.asking import CoveredPlan
from qa.web.covered import covered_cities
from qa.web.widget.options import Widget


def check_widget_cities(widgets: Sequence[Widget], plans: Sequence[CoveredPlan]) -> None:
    """Raise ``SettingsError`` for a widget that is to answer about a city without a plan."""
    for widget in widgets:
        for name in widget.cities:
            if _city(name, plans) is None:
                raise SettingsError(
                    f"widget {widget.id}: no plan covers the city {name!r}",
                    remedy=f"Covered are: {', '.join(covered_cities(plans))}.",
                )


def plans_of(widget: Widget, plans: Sequence[CoveredPlan]) -> list[CoveredPlan]:
    """Return the plans that a widget answers from, in the order of the catalogue."""
    allowed = {_city(name, plans) for name in widget.cities}
    return [plan for plan in plans if not widget.cities or plan.city in allowed]


def cities_of(widget: Widget, cities: Sequence[str], plans: Sequence[CoveredPlan]) -> list[str]:
    """Return the cities that may answer: those asked for, or where none is, those of the widget.

    Raises ``ProblemError`` (403) where another city than the widget's is asked for.
    """
    if not widget.cities:
        return list(cities)
    allowed = covered_cities(plans_of(widget, plans))
    for name in cities:
        if _city(name, plans) not in allowed:
            raise ProblemError(
                403, f"This widget answers about {', '.join(allowed)} only, not about {name!r}."
            )
    # A plan that was removed since leaves its name, so that the question is refused and not let loose on all.
    return list(cities) or list(allowed) or list(widget.cities)


def history_of(widget: Widget, history: Sequence[str], plans: Sequence[CoveredPlan]) -> list[str]:
    """Return the earlier questions without those that name a city which a restricted widget does not answer about.

    A follow-up inherits its city from them, and what is sent as history need never have been asked.
    """
    if not widget.cities:
        return list(history)
    allowed = {plan.document_id for plan in plans_of(widget, plans)}
    others = [name for plan in plans if plan.document_id not in allowed for name in _names(plan)]
    return [asked for asked in history if not any(name in asked.casefold() for name in others)]


def check_answer(widget: Widget, answered: Sequence[Citation], plans: Sequence[CoveredPlan]) -> None:
    """Raise ``ProblemError`` (403) where a restricted widget would cite another city, whatever led there."""
    allowed = {plan.document_id for plan in plans_of(widget, plans)}
    if widget.cities and any(each.document_id not in allowed for each in answered):
        raise ProblemError(403, f"This widget answers about {', '.join(widget.cities)} only.")


def _names(plan: CoveredPlan) -> set[str]:
    """Return the names of a plan's city, case-folded: its own, without 市, in English."""
    return {plan.city.casefold(), plan.city.removesuffix("市").casefold(), plan.city_en.casefold()} - {""}


def _city(name: str, plans: Sequence[CoveredPlan]) -> str | None:
    """Return the city that a name means: its own, without 市, or in English; ``None`` where no plan has it."""
    wanted = name.strip().casefold()
    for plan in plans:
        if wanted in _names(plan) or wanted == f"{plan.city}{plan.label}".casefold():
            return plan.city
    return None
