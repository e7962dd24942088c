"""The page of what was promised and reached as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from embeddings.corpus import Document
from qa.indicators import Indicator, find_indicators, known_indicators
from qa.indicators.choosing import Cell
from qa.indicators.saying import period_said
from qa.permalinks import permalink
from qa.progress import Place, Track, read_places, read_rises
from qa.progress.saying import (
    PATH_NAME,
    RISES,
    breaks_said,
    cell_said,
    counts_said,
    fact_said,
    group_name,
    kept_said,
    path_said,
    source_said,
    step_said,
    verdict_said,
)
from qa.web.plans.pages import View
from qa.web.strings import words_in
from qa.web.templating import templates_of

PATH: Final = "/progress"
_TEMPLATES: Final = templates_of("qa.web.progress")


@dataclass(frozen=True, slots=True)
class ProgressChoice:
    """The place that is shown (empty: the first with something to tell), the indicators searched, and whether all are shown."""

    city: str
    search: str
    every: bool

    def query(self) -> list[tuple[str, str]]:
        """Return what stands behind the question mark."""
        parts = [("city", self.city), ("i", self.search), ("all", "1" if self.every else "")]
        return [(key, value) for key, value in parts if value]


@dataclass(frozen=True, slots=True)
class ValueView:
    """A printed value: in words, where it leads, the words that it is taken from and where they stand."""

    text: str
    link: str
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class StageView:
    """A row: one period of an indicator."""

    period: str
    baseline: ValueView | None
    target: ValueView | None
    reached: ValueView | None
    also: tuple[ValueView, ...]
    outcome: str
    verdict: str
    breaks: str
    kept: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackView:
    """An indicator with its rows."""

    id: str
    name: str
    stages: tuple[StageView, ...]


@dataclass(frozen=True, slots=True)
class RiseView:
    """A row: the target of a place beside that of the place around it."""

    id: str
    name: str
    period: str
    around: str
    outer: ValueView | None
    inner: ValueView | None
    step: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The indicators that must be met, or the others, with how many targets of each period were met."""

    name: str
    counts: tuple[tuple[str, str], ...]
    tracks: tuple[TrackView, ...]


def progress_page(view: View, choice: ProgressChoice, documents: Sequence[Document]) -> str:
    """Return the page of one place."""
    language = "en" if view.language == "en" else "zh"
    places = dict.fromkeys(each.city for each in documents)
    place = _shown(choice, documents)
    context = view.context(
        "indicators",
        title=words_in(view.language, "progress_title"),
        here="progress",
        choice=choice,
        city=place.city if place is not None else choice.city,
        places=[(city, _place_name(documents, city, language)) for city in places],
        documents=place.documents if place is not None else (),
        groups=list(_groups(place, language)) if place is not None else [],
        rises=_rises(place, documents, choice, language) if place is not None else [],
        rise_words=RISES[language],
        path_name=PATH_NAME[language],
        at=lambda **changes: _address(view, choice, **changes),
    )
    return _TEMPLATES.get_template("progress.html").render(context)


def _shown(choice: ProgressChoice, documents: Sequence[Document]) -> Place | None:
    """Return the place of a choice; where it names none that with the most documents, of those with something to tell."""
    cities = [each.city for each in documents]
    named = [choice.city] if choice.city else sorted(dict.fromkeys(cities), key=cities.count, reverse=True)
    first: Place | None = None
    for city in named:
        place = _place(choice, [each for each in documents if each.city == city])
        if place is not None and place.tracks:
            return place
        first = first or place
    return first


def _place(choice: ProgressChoice, family: Sequence[Document]) -> Place | None:
    """Return the place of some documents with the tracks that are asked for."""
    if not family:
        return None
    chosen: Sequence[Indicator] | None = None
    if choice.search:
        chosen = find_indicators(choice.search, known_indicators(family))
    return read_places(family, chosen, every=choice.every or bool(choice.search))[0]


def _rises(
    place: Place, documents: Sequence[Document], choice: ProgressChoice, language: str
) -> list[RiseView]:
    """Return how the targets of a place stand to those of the places that it lies in."""
    chosen = find_indicators(choice.search, known_indicators(place.documents)) if choice.search else None
    return [
        RiseView(
            each.indicator.id,
            each.indicator.name(language),
            period_said(each.period.name, language),
            _place_name(documents, each.outer.document.city, language),
            _value(each.outer, language),
            _value(each.inner, language),
            step_said(each, language),
        )
        for each in read_rises(documents, chosen)
        if each.inner.document in place.documents
    ]


def _groups(place: Place, language: str) -> Iterator[GroupView]:
    for binding in (True, False):
        tracks = [each for each in place.tracks if any(stage.is_binding for stage in each.stages) == binding]
        periods = dict.fromkeys(stage.period.name for each in tracks for stage in each.stages)
        counts = (
            (period_said(period, language), counts_said(place, period, language, binding=binding))
            for period in periods
        )
        if tracks:
            yield GroupView(
                group_name(language, binding=binding),
                tuple(each for each in counts if each[1]),
                tuple(_track(each, language) for each in tracks),
            )


def _track(track: Track, language: str) -> TrackView:
    stages = tuple(
        StageView(
            period=period_said(stage.period.name, language),
            baseline=_value(stage.baseline, language),
            target=_value(stage.target, language),
            reached=_value(stage.reached, language),
            also=tuple(value for cell in stage.also if (value := _value(cell, language)) is not None),
            outcome=stage.verdict.outcome,
            verdict=verdict_said(stage, language),
            breaks=breaks_said(stage, language),
            kept=kept_said(language) if stage.kept else "",
            path=tuple(path_said(stage.path, language)) if stage.path is not None else (),
        )
        for stage in track.stages
    )
    return TrackView(track.indicator.id, track.indicator.name(language), stages)


def _value(cell: Cell | None, language: str) -> ValueView | None:
    if cell is None or cell.best is None:
        return None
    fact = cell.best
    text = cell_said(cell, language) or fact_said(fact, language)
    link = permalink(fact.document, fact.start, fact.end)
    return ValueView(text, link, " ".join(fact.quote.split()), source_said(fact, language))


def _place_name(documents: Sequence[Document], city: str, language: str) -> str:
    first = next(each for each in documents if each.city == city)
    return (language == "en" and first.entry.city_en) or city


def _address(view: View, choice: ProgressChoice, **changes: str) -> str:
    """Return the address of this page with changes, an empty one taking a part away."""
    parts = {**dict(choice.query()), **changes, **({"lang": view.chosen} if view.chosen else {})}
    encoded = urlencode({key: value for key, value in parts.items() if value})
    return f"{view.root}{PATH}" + (f"?{encoded}" if encoded else "")
