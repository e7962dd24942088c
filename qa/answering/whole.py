"""A section told whole and in its own order: its items, its sub-headings with how each begins, or its own beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.quantities import find_quantities
from embeddings.headings import Section
from embeddings.needs import question_kind
from embeddings.queries import Query
from embeddings.sentences import sentence_spans
from qa.answering.items import heads_of, items_of
from qa.answering.own_words import word
from qa.answering.quoting import headed as with_start
from qa.answering.quoting import heading_drafts, listed, lost_heading, row_draft
from qa.answering.reader import Span
from qa.citations import Draft
from qa.listing import stated_count
from qa.spans import LONGEST

_MOST: Final = 20
"""Items that are listed; a section with more is given by its sub-headings or its beginning."""
MOST_HEADINGS: Final = 40
_LONGEST_VALUED: Final = 300
"""Characters of an item that are read for its figures."""
_LONGEST_TOLD: Final = 600
"""Characters of a section without items that is asked for itself, by its number or what it is about."""
_FIRST: Final = 90
"""Characters up to which the first sentence under a heading is quoted with it; of a longer one its first clause."""


def whole(query: Query, document: Document, section: Section, *, headed: bool = False) -> list[Draft]:
    """Return a section whole: its items, or its sub-headings and how each begins, or its own beginning.

    ``headed`` puts its heading in front: asked by a number, it is what the number stands for.
    """
    items = items_of(document, section)
    below = [each for each in section.children if each.kind != "box"]
    head = heading_drafts(query, document, section, named=True) if headed else []
    if document.tables.get(section.id) and not section.children:
        return [*head, *_rows(query, document, section)]
    if items and len(items) <= _MOST and not below:
        spans = heads_of(document, items)
        is_told = query.wants_value and any(_has_figure(document, each) for each in spans)
        # How it is done is asked, or all of it, not what it is called.
        asks_more = query.wants_value or headed or question_kind(query) == "open"
        if asks_more and not is_told:
            spans = [_up_to_figures(document, item, head) for item, head in zip(items, spans, strict=True)]
        told = listed(query, document, spans, named=not head)
        drafts = [*head, *_count_noted(query, told, len(items))]
        if (
            stated_count(query) is None
        ):  # a box behind the items is a part of the section too, but none of them
            for box in section.children:
                drafts += heading_drafts(query, document, box, named=False)
        return drafts
    if section.children:
        own = [section] if section.head_end > section.clean_start else []
        is_told = headed or question_kind(query) == "open"
        return introduced(query, document, [*own, *section.children], figures=is_told)
    return _begun(query, document, section, headed=headed)


def _has_figure(document: Document, span: Span) -> bool:
    return bool(find_quantities(document.search_text[slice(*span)]))


def _up_to_figures(document: Document, item: Span, head: Span) -> Span:
    """Return an item as far as its figures go, where targets are asked for and its head has none; else its head."""
    start, end = item
    ends = [
        start + b
        for a, b in sentence_spans(document.clean.text[start:end])
        if b <= _LONGEST_VALUED and _has_figure(document, (start + a, start + b))
    ]
    return (start, ends[-1]) if ends else head


def _rows(query: Query, document: Document, section: Section) -> list[Draft]:
    """Return the rows of the tables of a section as they are read out, each with the head of its table."""
    pairs = [(table, row) for table in document.tables[section.id] for row in table.rows]
    drafts = [
        row_draft(query, document, table, row, named=not at) for at, (table, row) in enumerate(pairs[:_MOST])
    ]
    if len(pairs) > _MOST:
        drafts[0] = replace(
            drafts[0], notes=(word("rows", query.language, shown=str(_MOST), count=str(len(pairs))),)
        )
    return drafts


def _begun(query: Query, document: Document, section: Section, *, headed: bool) -> list[Draft]:
    """Return how a section begins, its heading in front if it shall be ``headed``, and that it goes on."""
    start, end = _beginning(document, section, _LONGEST_TOLD if headed else LONGEST)
    drafts = (
        [with_start(query, document, section, end, named=True)]
        if headed and section.head_end > section.clean_start
        else listed(query, document, [(start, end)])
    )
    goes_on = document.clean.text[end : section.own_end].strip()
    return [replace(each, notes=(word("shortened", query.language),)) if goes_on else each for each in drafts]


def _count_noted(query: Query, drafts: list[Draft], count: int) -> list[Draft]:
    asked = stated_count(query)
    if drafts and asked is not None and asked != count:
        note = word("counted", query.language, asked=str(asked), count=str(count))
        drafts[0] = replace(drafts[0], notes=(note,))
    return drafts


def introduced(
    query: Query, document: Document, sections: Sequence[Section], *, figures: bool = False
) -> list[Draft]:
    """Return the heading of each section with how its text begins; of one whose heading is lost, the headings below.

    With ``figures`` a text is told as far as its figures go, if that is not far.
    """
    drafts: list[Draft] = []
    for section in sections:
        if section.head_end == section.clean_start:
            drafts += lost_heading(query, document, section, named=not drafts)
            continue
        end = _first_end(document, section.head_end, section)
        if figures:
            own = (section.head_end, section.own_end)
            end = max(end, _up_to_figures(document, own, (section.head_end, end))[1])
        drafts.append(with_start(query, document, section, end, named=not drafts))
    return drafts[:MOST_HEADINGS]


def _first_end(document: Document, start: int, section: Section) -> int:
    """Return where the first sentence of a section's own text ends, or of a long one its first clause."""
    text = document.clean.text[start : section.own_end]
    said = (span for span in sentence_spans(text) if any(c.isalnum() for c in text[slice(*span)]))
    first = next(said, None)
    if first is None:
        return section.head_end
    if first[1] - first[0] <= _FIRST:
        return start + first[1]
    pauses = [at for at, c in enumerate(text[: first[0] + _FIRST]) if c in "，,;；。" and at > first[0]]
    return start + pauses[-1] if pauses else section.head_end


def _beginning(document: Document, section: Section, longest: int) -> Span:
    """Return the first sentences of a section's own text, up to ``longest`` characters of it, or the first clauses."""
    text = document.clean.text[section.head_end : section.own_end]
    said = [span for span in sentence_spans(text) if any(c.isalnum() for c in text[slice(*span)])]
    ends = [end for _, end in said if end <= longest] or [
        at for at, c in enumerate(text[:longest]) if c in "，,;；" and any(c.isalnum() for c in text[:at])
    ]
    return section.head_end, section.head_end + (ends[-1] if ends else min(len(text), longest))
