"""Whether the targets of a period were met is answered from what is lined up of them, the same as ``/progress`` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import Period
from embeddings.queries import Query
from embeddings.query.form import without_outcome
from embeddings.query.frame import names_nothing
from embeddings.scripts import search_form, to_traditional
from embeddings.terms import find_english_terms
from qa.answering.fact_words import draft
from qa.answering.own_words import word
from qa.citations import Draft
from qa.indicators.saying import printed
from qa.progress import Place, Stage, Track, read_places
from qa.progress.saying import OUTCOMES, REASONS

_MOST: Final = 12
"""Indicators that are told of where none is named; the page shows all."""


class ProgressAnswers:
    """Drafts what became of the targets of a place, from the facts of its documents."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        """Take all documents of the corpus."""
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return the drafts, none where something else is asked or nothing is printed to hold side by side."""
        family = [self._documents[each] for each in query.choice.family if each in self._documents]
        if not query.form.became or query.places or not family or query.compares:
            return []
        place = read_places(family)[0]
        tracks = _asked(query, place)
        found = _stages(query, tracks)
        if not found:
            return []
        drafts = [each for _, stage in found for each in _told(query, stage)]
        if not drafts:
            return []
        lead = _lead(query, found[0][1]) if len(found) == 1 else ""
        return [replace(drafts[0], lead=lead, notes=(_note(query, found),)), *drafts[1:]]


def _asked(query: Query, place: Place) -> Sequence[Track]:
    """Return the tracks of the indicator that a question names, all where it names none, none where it asks for more."""
    text = without_outcome(search_form(query.bare))
    if query.language == "en":
        terms = {search_form(each.zh) for each in find_english_terms(query.bare) if each.kind == "indicator"}
        named = [track for track in place.tracks if terms & set(track.indicator.wordings)]
        return named or ([] if terms else place.tracks)
    longest = {
        track: max((w for w in track.indicator.wordings if w in text), key=len, default="")
        for track in place.tracks
    }
    best = max(longest.values(), key=len, default="")
    if best:
        return [track for track, wording in longest.items() if wording == best]
    return place.tracks if names_nothing(text, query.years) else []


def _stages(query: Query, tracks: Sequence[Track]) -> list[tuple[Track, Stage]]:
    """Return the stages of the period that is asked, the newest with results where none is named, what binds first."""
    asked = [period for each in query.years if (period := Period.parse(each)) is not None]
    told = [(track, stage) for track in tracks for stage in track.stages if stage.target and stage.reached]
    if not asked:
        newest = max((stage.period.last for _, stage in told), default=0)
        told = [(track, stage) for track, stage in told if stage.period.last == newest]
    else:
        told = [pair for pair in told if any(_is_period(pair[1].period, each) for each in asked)]
    ordered = sorted(told, key=lambda pair: (not pair[1].is_binding, pair[1].verdict.outcome == "unsaid"))
    return ordered[:_MOST]


def _is_period(period: Period, asked: Period) -> bool:
    """Return whether a stage is the one that is asked: of its plan, or of the year that it ends in."""
    return period.as_plan == asked.as_plan or (asked.is_year and period.last == asked.last)


def _told(query: Query, stage: Stage) -> list[Draft]:
    """Return the drafts of a target and of what was reached: one where both stand in one row."""
    target, reached = stage.target, stage.reached
    if target is None or reached is None or target.best is None or reached.best is None:
        return []
    aim, got = target.best, reached.best
    same_row = aim.document.id == got.document.id and (aim.start, aim.end) == (got.start, got.end)
    if same_row:
        return [draft(query, got, [aim, got])]
    return [draft(query, aim, [aim]), draft(query, got, [got])]


def _lead(query: Query, stage: Stage) -> str:
    """Return yes or no, where the printed figures tell."""
    target, reached = stage.target, stage.reached
    if stage.verdict.outcome == "unsaid" or not (target and reached and target.best and reached.best):
        return ""
    key = "met" if stage.verdict.outcome == "met" else "unmet"
    return word(key, query.language, target=printed(target.best), result=printed(reached.best))


def _note(query: Query, found: Sequence[tuple[Track, Stage]]) -> str:
    """Return what the printed figures say of each target."""
    english = query.language == "en"
    language = "en" if english else "zh"
    parts = []
    for track, stage in found:
        outcome = OUTCOMES[language][stage.verdict.outcome]
        reason = REASONS[language][stage.verdict.reason]
        why = (f" ({reason})" if english else f"（{reason}）") if reason else ""
        parts.append(f"{track.indicator.name(language)}{': ' if english else '：'}{outcome}{why}")
    period = found[0][1].period.name
    if english:
        return f"By the figures printed (“{period}”): {'; '.join(parts)}. All periods: /progress."
    note = f"对照所印数字（“{period}”）：{'；'.join(parts)}。各期对照见 /progress。"
    return to_traditional(note) if query.language == "zh-Hant" else note


__all__ = ["ProgressAnswers"]
