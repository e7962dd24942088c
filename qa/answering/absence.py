"""What is told where a plan has no figure for what is asked of an indicator: that it has none, and the nearest that it has."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.periods import Period, is_plan_name
from embeddings.queries import Query
from prompts import render
from qa.english import value_in_english
from qa.indicators.asking import asked_indicators, asked_role, read_asked_alone
from qa.indicators.saying import printed
from qa.periods import asked_years
from qa.silence import Silent


def read_silence(query: Query, documents: Sequence[Document]) -> Silent | None:
    """Return that the one plan asked has no figure for what is asked of an indicator; None where it has, or is not asked."""
    scope = [each for each in documents if each.id in query.scope]
    if query.compares or query.places or query.operation is not None or len(scope) != 1:
        return None
    indicators = asked_indicators(query, scope)
    cell = read_asked_alone(scope[0], indicators[0], query) if indicators else None
    if not indicators or (cell is not None and cell.has_value):
        return None
    return silent_of(query, scope[0], indicators[0])


def silence_said(query: Query, silent: Silent) -> str:
    """Return the words of a refusal: what a plan is silent on, and the nearest figure of the same indicator."""
    document = silent.document
    city = document.entry.city_en or document.city if query.language == "en" else document.city
    language = "en" if query.language == "en" else "zh-Hans"
    nearest = nearest_fact(document, silent.indicator, silent)
    text = render(f"refusal-silent.{language}", city=city, silence=silent.said(query.language))
    if nearest is None:
        return text
    chapter = " › ".join(nearest.chapter)
    quote = " ".join(nearest.quote.split())
    value = printed(nearest)
    if language == "en":
        value = f"{nearest.year}: {value_in_english(value)}".removeprefix(": ")
    elif nearest.year:
        value = f"{nearest.year if is_plan_name(nearest.year) else f'{nearest.year}年'}{value}"
    near = render(f"refusal-nearest-figure.{language}", value=value, quote=quote, city=city, chapter=chapter)
    return f"{text}{' ' if language == 'en' else ''}{near}"


def silent_of(query: Query, document: Document, indicator: Indicator) -> Silent | None:
    """Return that a document is silent on what a question asks of an indicator, None where it is not."""
    role = asked_role(query, document)
    years: tuple[str, ...] = ()
    if role == "baseline" and document.period is not None:
        years = (str(document.period.first - 1),)
    elif role is None:
        years = tuple(sorted(asked_years(query, document.period)))
    silent = Silent(document, indicator, years)
    return silent if silent.cell.status in ("empty", "dash") and (years or role) else None


def nearest_fact(document: Document, indicator: Indicator, silent: Silent) -> Fact | None:
    """Return the sound fact of an indicator whose time is nearest to one that a document is silent on.

    It is of the whole place, and none that an earlier plan had set where there is another.
    """
    found = [
        each
        for each in document.facts.get(indicator.id, ())
        if not (each.scope or each.damaged) and each.certain and (each.number is not None or each.parts)
    ]
    wanted = _last(silent.years[-1]) if silent.years else document.period.last if document.period else 0

    def distance(fact: Fact) -> tuple[bool, int, bool, int]:
        last = _last(fact.year) or wanted
        return fact.role == "old_target", abs(last - wanted), not fact.in_table, fact.value_start

    return min(found, key=distance, default=None)


def _last(year: str) -> int:
    period = Period.parse(year) if year else None
    return period.last if period is not None else 0
