"""Text of a plan as HTML: what a citation quotes, what a search found and what is damaged is marked in it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from embeddings.corpus import Document
from embeddings.damage import Damage
from embeddings.tables import Cell
from qa.permalinks import QUOTE_ANCHOR

Span = tuple[int, int]
"""Offsets into the clean text."""


@dataclass(slots=True)
class Marks:
    """What is to be marked in one page, and what has been: an anchor is given once, where a mark is met first.

    ``hits`` are sorted and do not overlap.
    """

    quote: Span | None = None
    hits: Sequence[Span] = ()
    given: set[str] = field(default_factory=set)

    def touch(self, start: int, end: int) -> bool:
        """Say whether anything is to be marked in a span."""
        quoted = self.quote is not None and self.quote[0] < end and start < self.quote[1]
        return quoted or bool(self.hits_in(start, end))

    def hits_in(self, start: int, end: int) -> list[tuple[int, Span]]:
        """Return the hits that meet a span, with their numbers from 1."""
        first = max(0, bisect.bisect_left(self.hits, (start, start)) - 1)
        last = bisect.bisect_left(self.hits, (end, end))
        return [(i + 1, self.hits[i]) for i in range(first, last) if self.hits[i][1] > start]

    def anchor(self, name: str) -> Markup:
        """Return the ``id`` attribute, nothing if it was given before."""
        if name in self.given:
            return Markup("")
        self.given.add(name)
        return Markup(' id="{}"').format(name)


class Inline:
    """Writes spans of one document's clean text."""

    def __init__(self, document: Document) -> None:
        self.text = document.clean.text
        self.damages = document.damages
        edits = (edit for edit in document.clean.edits if edit.kind == "note-marker")
        self.notes = tuple(document.clean.from_raw(edit.start) for edit in edits)
        """Where the markers of the endnotes stood, in order: before this character."""

    def damage_in(self, start: int, end: int) -> list[tuple[int, Damage]]:
        """Return the damaged places that begin in a span, with their numbers from 1."""
        return [
            (number, each) for number, each in enumerate(self.damages, start=1) if start <= each.start < end
        ]

    def html(self, start: int, end: int, marks: Marks) -> Markup:
        """Return a span with its marks; the marker of a note stands with what comes before it."""
        damages = [(n, each) for n, each in enumerate(self.damages, start=1) if _meet(each, start, end)]
        notes = [(number, at) for number, at in enumerate(self.notes, start=1) if start < at <= end]
        hits = marks.hits_in(start, end)
        spans = [(each.start, each.end) for _, each in damages] + [span for _, span in hits]
        spans += [marks.quote] if marks.quote else []
        cuts = {start, end, *(at for _, at in notes), *(at for span in spans for at in span)}
        limits = sorted(at for at in cuts if start <= at <= end)
        parts: list[Markup] = []
        for a, b in pairwise(limits):
            parts.append(self._piece(a, b, marks, hits, damages))
            parts.extend(_reference(number, marks) for number, at in notes if at == b)
        return Markup("").join(parts)

    def cell(self, cell: Cell, marks: Marks) -> Markup:
        """Return a cell of a table; one that was broken over lines has its line ends no longer."""
        lines: Iterator[Span] = _lines(self.text, cell.start, cell.end)
        return Markup("").join(self.html(a, b, marks) for a, b in lines)

    def _piece(
        self,
        start: int,
        end: int,
        marks: Marks,
        hits: Sequence[tuple[int, Span]],
        damages: Sequence[tuple[int, Damage]],
    ) -> Markup:
        """Return a piece in which nothing begins or ends, within all that holds it."""
        html = Markup.escape(self.text[start:end])
        hit = next((number for number, (a, b) in hits if a <= start and end <= b), 0)
        if hit:
            html = Markup('<mark class="hit"{}>{}</mark>').format(marks.anchor(f"hit-{hit}"), html)
        if marks.quote and marks.quote[0] <= start and end <= marks.quote[1]:
            html = Markup('<mark class="quote"{}>{}</mark>').format(marks.anchor(QUOTE_ANCHOR), html)
        damage = next(((n, each) for n, each in damages if each.start <= start and end <= each.end), None)
        return html if damage is None else _damaged(*damage, html, marks)


def _damaged(number: int, damage: Damage, html: Markup, marks: Marks) -> Markup:
    """Return a damaged place as a link to what is known of it; a mark without its pair is hardly seen."""
    return Markup('<a class="damage damage-{}"{} href="#damage-note-{}" title="{}">{}</a>').format(
        damage.severity, marks.anchor(f"damage-{number}"), number, damage.message, html
    )


def _reference(number: int, marks: Marks) -> Markup:
    return Markup('<sup class="note-ref"><a{} href="#note-{}" role="doc-noteref">[{}]</a></sup>').format(
        marks.anchor(f"note-ref-{number}"), number, number
    )


def _meet(damage: Damage, start: int, end: int) -> bool:
    return damage.start < end and start < damage.end


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the lines in a span, without their line ends."""
    position = start
    while position < end:
        at = text.find("\n", position, end)
        last = end if at < 0 else at
        if last > position:
            yield position, last
        position = last + 1
