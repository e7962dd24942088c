"""The items of a section that are told one by one: what each begins with is what is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.queries import Query
from embeddings.query.form import number_of
from embeddings.sentences import sentence_spans
from qa.answering.own_words import word
from qa.answering.quoting import quoted
from qa.answering.reader import Span
from qa.answering.run_in import headed_lines
from qa.citations import Draft
from qa.spans import LONGEST

_NUMERAL: Final = "一二三四五六七八九十"
_MARK: Final = re.compile(
    rf"\s*(?:——|[-●•◆■]\s|[{_NUMERAL}]{{1,3}}是|[(（][{_NUMERAL}\d]{{1,3}}[)）]|[①-⑳]|\d{{1,2}}[.、)])"
)
"""How an item begins, at the start of a line or, counted by 一是, of a sentence."""
_NUMBER: Final = re.compile(rf"[{_NUMERAL}]+|\d+")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_COUNTED: Final = re.compile(rf"[{_NUMERAL}]{{1,3}}是")
LEAST: Final = 2
_LONGEST_HEAD: Final = 160
_ROOM: Final = 1200
"""Characters that the items of one list have together, where each is told and not only named."""
_LONGEST_ITEM: Final = 600
"""Characters of an item that is told whole."""


def items_of(document: Document, section: Section, *, headed: bool = True) -> list[Span]:
    """Return the spans of the items in a section's own text, each from its mark to the next item; none if fewer than two.

    Lines that each begin with a run-in head are items too, where none has a mark and ``headed`` lets them.
    """
    text = document.search_text
    begin, end = section.head_end, section.own_end
    starts = [
        begin + a
        for a, b in sentence_spans(document.clean.text[begin:end])
        if (mark := _MARK.match(text, begin + a, begin + b)) is not None
        and (_COUNTED.fullmatch(mark.group().strip()) or _begins_line(text, begin + a, begin))
    ]
    if not starts:
        return headed_lines(document, section) if headed else []
    if len(starts) < LEAST:
        return []
    marks = [_mark(document, start) for start in starts]
    ends = [*starts[1:], end]
    for at, (before, after) in enumerate(pairwise(marks)):
        line = text.rfind("\n", 0, starts[at + 1]) + 1
        if line > starts[at] and not _goes_on(before, after):
            ends[at] = line  # what leads to another list is of no item of this one
    return list(zip(starts, ends, strict=True))


def heads_of(document: Document, items: Sequence[Span]) -> list[Span]:
    """Return of each item its first sentence, or of a long one what stands before its first pause."""
    heads = []
    for start, end in items:
        first = next(iter(sentence_spans(document.clean.text[start:end])), (0, end - start))
        stop = start + first[1]
        if stop - start > _LONGEST_HEAD:
            pause = re.compile(r"[,，:：;；]").search(document.clean.text, start + 1, stop)
            stop = pause.start() if pause else start + _LONGEST_HEAD
        heads.append((start, stop))
    return heads


def beginnings_of(document: Document, items: Sequence[Span]) -> list[Span]:
    """Return of each item the sentences that it begins with, as many as are read at a glance beside those of the others."""
    longest = max(_LONGEST_HEAD, min(LONGEST, _ROOM // len(items))) if items else 0
    begun = []
    for (start, end), head in zip(items, heads_of(document, items), strict=True):
        ends = [start + b for _, b in sentence_spans(document.clean.text[start:end]) if b <= longest]
        begun.append((start, max([head[1], *ends])))
    return begun


def item_at(items: Sequence[Span], position: int) -> int | None:
    """Return the index of the item that a position lies in, None for none."""
    return next((index for index, (start, end) in enumerate(items) if start <= position < end), None)


def same_list(document: Document, items: Sequence[Span], at: int) -> list[Span]:
    """Return the items of a section that are of one list with the item at an index: a section may have several.

    They begin alike, and are counted on where they are counted.
    """
    marks = [_mark(document, start) for start, _ in items]
    first, last = at, at
    while first > 0 and _goes_on(marks[first - 1], marks[first]):
        first -= 1
    while last + 1 < len(items) and _goes_on(marks[last], marks[last + 1]):
        last += 1
    return list(items[first : last + 1])


def _mark(document: Document, start: int) -> tuple[str, int]:
    """Return the style of the mark that an item begins with, its numeral taken out, and the number that it counts."""
    match = _MARK.match(document.search_text, start)
    mark = match.group().strip() if match is not None else ""
    if mark and mark[0] in _CIRCLED:
        return _CIRCLED, _CIRCLED.index(mark[0]) + 1
    number = _NUMBER.search(mark)
    return _NUMBER.sub("", mark), number_of(number.group()) if number is not None else 0


def _goes_on(before: tuple[str, int], after: tuple[str, int]) -> bool:
    return before[0] == after[0] and (not after[1] or before[1] < after[1])


def item_around(document: Document, position: int) -> Span:
    """Return the span of the item that a position lies in, the line where it lies in none."""
    text, section = document.clean.text, document.path_at(position)[-1]
    for start, end in items_of(document, section):
        if start <= position < end:
            return start, end
    if section.head_end > position and not section.children:  # a heading is its item's name
        return section.clean_start, section.own_end
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, end if end >= 0 else len(text)


class ItemAnswers:
    """Tells one of the items that were told before whole, where a follow-up counts to it and asks for nothing else."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return the item in its own words, of a long one what is read at a glance."""
        item = query.item
        document = self._documents.get(item.document_id) if item is not None else None
        if item is None or document is None:
            return []
        start, end = item_around(document, document.clean.from_raw(item.start))
        stops = [start + b for _, b in sentence_spans(document.clean.text[start:end]) if b <= _LONGEST_ITEM]
        drafts = [quoted(query, document, (start, stops[-1] if stops else min(end, start + _LONGEST_ITEM)))]
        goes_on = bool(stops) and any(each.isalnum() for each in document.clean.text[stops[-1] : end])
        note = word("shortened", query.language)
        return [replace(each, notes=(note,)) if goes_on else each for each in drafts]


def _begins_line(text: str, position: int, begin: int) -> bool:
    before = text[text.rfind("\n", begin, position) + 1 : position]
    return not before.strip()
