"""An answer that compares plans by one indicator, as the indicator page shows it: value, period, start, difference, bars.

The figures are those of the indicator table, and only those that the answer cites; which indicator it is about follows
from what it cites. Where that is not certain the answer is shown as it is written.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.fact import Fact
from qa.answers import Citation
from qa.indicators import Indicator, build_table, known_indicators
from qa.shelf import Shelf
from qa.web.indicators.views import Bar, LineView, PairView, view_line
from qa.web.strings import label, span
from qa.web.turns import Turn

logger = logging.getLogger(__name__)

MOST_KEPT: Final = 512
"""Turns of which is known whether they compare."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator of the plans that an answer cites, by the names under which the answer has them."""

    line: LineView
    pairs: dict[str, PairView]

    @property
    def has_change(self) -> bool:
        """Whether any plan says where it starts from."""
        return any(pair.baseline.best for pair in self.pairs.values())


class ComparedAnswers:
    """Finds what a turn compares; what was found is kept, since a turn is drawn many times."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: OrderedDict[tuple[str, int], Comparison | None] = OrderedDict()
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Read the figures of all plans."""
        for plan in self._shelf.plans():
            _facts(plan.document)

    def prepare(self, turn: Turn) -> None:
        """Find what a turn compares; this may read plans, and is no work for the event loop."""
        if not _may_compare(turn):
            return
        key = (turn.id, len(turn.citations))
        with self._lock:
            if key in self._kept:
                return
            try:
                self._kept[key] = compared(self._shelf, turn)
            except Exception:  # the answer can be shown without it
                logger.exception("What an answer compares could not be found")
                self._kept[key] = None
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def of(self, turn: Turn) -> Comparison | None:
        """Return what a prepared turn compares, None where it compares nothing."""
        return self._kept.get((turn.id, len(turn.citations))) if _may_compare(turn) else None


def compared(shelf: Shelf, turn: Turn) -> Comparison | None:
    """Return what the citations of an answer compare: the indicator whose targets most plans are cited with."""
    documents: dict[str, Document] = {}
    for citation in turn.citations:
        found = shelf.find(citation.document_id)
        if found is not None:
            documents[citation.document_id] = found.document
    if len(documents) < _FEWEST:
        return None
    cited = {
        id: {
            fact.indicator
            for fact in _facts(document)
            if fact.role == "target" and _is_cited(fact, turn.citations)
        }
        for id, document in documents.items()
    }
    counts = Counter(indicator for found in cited.values() for indicator in found)
    indicator = _meant(counts, [*documents.values()], turn.standalone or turn.question)
    if indicator is None:
        return None
    chosen = [document for id, document in documents.items() if indicator.id in cited[id]]
    [line] = build_table(chosen, [indicator]).lines
    view = view_line(line, _language(turn))
    shown = {
        name: seen
        for pair, seen in zip(line.pairs, view.pairs, strict=True)
        if pair.target.best is not None and _is_cited(pair.target.best, turn.citations)
        for name in (pair.document.name, pair.document.english_name)
    }
    pairs = {id(pair) for pair in shown.values()}
    # Bars of figures that the answer does not cite would say more than it does.
    return Comparison(view, shown) if len(pairs) == len(chosen) >= _FEWEST else None


def _may_compare(turn: Turn) -> bool:
    return (
        turn.state == "done"
        and turn.answer is not None
        and not turn.answer.refused
        and "\n|" in f"\n{turn.text}"
    )


def _language(turn: Turn) -> str:
    return "en" if turn.answer is not None and turn.answer.language == "en" else "zh"


def _facts(document: Document) -> list[Fact]:
    return [fact for found in document.facts.values() for fact in found]


def _is_cited(fact: Fact, citations: Sequence[Citation]) -> bool:
    """Say whether a value stands in what is quoted."""
    start, end = fact.document.clean.to_raw(fact.value_start, fact.value_end)
    return any(
        each.document_id == fact.document.id and each.start <= start and end <= each.end for each in citations
    )


def _meant(counts: Counter[str], documents: Sequence[Document], question: str) -> Indicator | None:
    """Return the one indicator that most of the plans are cited with; of several, the one that the question names."""
    most = max(counts.values(), default=0)
    if most < _FEWEST:
        return None
    ids = {id for id, count in counts.items() if count == most}
    found = [each for each in known_indicators(documents) if each.id in ids]
    named = [
        each for each in found if each.name("zh") in question or each.name("en").lower() in question.lower()
    ]
    chosen = found if len(found) == 1 else named
    return chosen[0] if len(chosen) == 1 else None


def render_cells(pair: PairView, *, has_change: bool) -> list[tuple[str, str]]:
    """Return the cells of a plan: the key of the head of each column, and what stands in it."""
    best = pair.target.best
    if best is None:
        raise ValueError("a plan that is shown has a value")
    marks = "".join(f"<small>{escape(mark)}</small>" for mark in best.marks)
    against = "".join(f"<small>⚠ {escape(each.value)}</small>" for each in pair.target.against)
    cells = [
        ("compared_value", f"<b>{escape(best.value)}</b>{marks}{against}"),
        ("compared_period", escape(best.year)),
    ]
    if has_change:
        start = pair.baseline.best
        also = "".join(f"<small>⚠ {escape(each.value)}</small>" for each in pair.baseline.against)
        began = f"{escape(start.value)}<small>{escape(start.year)}</small>{also}" if start else "—"
        cells += [("compared_start", began), ("compared_change", escape(pair.change) or "—")]
    return cells


def render_bars(comparison: Comparison, *, language: str) -> str:
    """Return the bars of the indicator page; nothing where the plans may not be ranked or there is one of them."""
    bars = comparison.line.bars
    if len(bars) < _FEWEST:
        return ""
    rows = "".join(f"<li>{_bar(bar)}</li>" for bar in bars)
    return (
        f'<figure class="cp-bars"><figcaption lang="{language}">{escape(comparison.line.name)}</figcaption>'
        f"<ol {label('compared_bars')}>{rows}</ol>"
        f'<p><a href="indicators?i={escape(comparison.line.indicator.id)}" target="_blank" rel="noopener">'
        f"{span('compared_more')}</a></p></figure>"
    )


def _bar(bar: Bar) -> str:
    start = (
        f'<rect class="cp-bar-start" x="{max(bar.baseline - 3, 0):.1f}" y="0" width="6" height="20"/>'
        if bar.baseline is not None
        else ""
    )
    spread = (
        f'<rect class="cp-bar-range" x="{bar.low}" y="2" width="{max(bar.high - bar.low, 4):.1f}" height="16"/>'
        if bar.high > bar.low
        else ""
    )
    return (
        f'<span>{escape(bar.city)}</span><svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false"><rect class="cp-bar-ground" width="1000" height="20"/>'
        f'<rect class="cp-bar-fill" y="2" width="{bar.width}" height="16"/>{spread}{start}</svg>'
        f"<b>{escape(bar.value.value)}</b>"
    )
