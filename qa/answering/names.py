"""Names that a plan coins of several parts (两区两山三谷): each part where the plan takes it up, in the name's order.

The parts are looked for around the places where the whole name stands: in its paragraph or endnote, in its section, and
in the sections around that one. A part is taken up where it stands in quotation marks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.needs import question_kind, quoted_names
from embeddings.queries import Query
from embeddings.query.form import NUMERALS
from embeddings.sentences import sentence_spans
from qa.answering.own_words import word
from qa.answering.quoting import quoted
from qa.answering.reader import Span
from qa.citations import Draft
from qa.explaining import numbered_parts
from qa.spans import LONGEST

_FEWEST: Final = 2
_COUNTS: Final = re.compile(
    rf"(?P<count>[{''.join(NUMERALS)}])[大个项]?(?P<noun>[^{''.join(NUMERALS)}]{{1,6}})"
)
"""A name that counts one thing: 三谷, 六大提升工程."""
_LEAD: Final = 16
"""Characters of a sentence before a part that say what is done with it (高质量建设“三谷”) and belong to it."""


class NameAnswers:
    """Answers what a name of several parts stands for, part by part."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return a draft for each part of a name that is asked about; a part that is only named is noted."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        if query.compares or query.places or len(scope) != 1:
            return []
        if question_kind(query) not in ("definition", "list", "open"):
            return []
        asked = quoted_names(query)
        for name in asked:
            parts = [part.strip("、,，") for part in numbered_parts(name)]
            if len(parts) < _FEWEST or "".join(parts) != re.sub(r"[、,，]", "", name):
                continue
            found = _taken_up(scope[0], name, parts)
            if found:  # “两心两带多节点”里的“两带” asks for one of them
                return _drafts(query, scope[0], [part for part in parts if part in asked] or parts, found)
        rows = (span for name in asked if (span := _row_beside(scope[0], name)) is not None)
        span = next(rows, None)
        if not asked and query.counted is not None:
            span = _row_of(scope[0], query.counted.count, query.counted.noun)
        return [quoted(query, scope[0], span)] if span is not None else []


def _row_beside(document: Document, name: str) -> Span | None:
    """Return the row of what a name counts in a sentence that says the name (高质量建设“三谷”,推动甲谷、乙谷、丙谷…)."""
    match = _COUNTS.fullmatch(name)
    count = NUMERALS.get(match["count"], 0) if match is not None else 0
    if match is None or count < _FEWEST:
        return None
    text = document.search_text
    for place in re.finditer(rf"[“\"]{re.escape(name)}[”\"]", text):
        stops = [at for mark in "。\n" if (at := text.find(mark, place.end())) >= 0]
        span = _row_of(document, count, match["noun"], (place.end(), min(stops, default=len(text))))
        if span is not None:
            return text.rfind("。", 0, place.start()) + 1, span[1]
    return None


def _row_of(document: Document, count: int, noun: str, within: Span | None = None) -> Span | None:
    """Return the clause that names just so many of a thing in a row, each with its noun (甲中心、乙中心、丙中心); None for none."""
    member = rf"[^、,，;；。:：\n]{{2,24}}{re.escape(noun)}"
    row = re.compile(rf"{member}(?:[、;；](?:和|以及)?{member}){{{count - 1}}}(?![、;；]{member})")
    text = document.search_text
    start, end = within or (0, len(text))
    found = next(
        (each for each in row.finditer(text, start, end) if not _is_longer(text, each, member)), None
    )
    if found is None:
        return None
    begin = max(text.rfind(mark, 0, found.start()) + 1 for mark in "。;；\n")
    stop = re.compile(r"[,，。;；\n]").search(text, found.end())
    return begin, stop.start() if stop else found.end()


def _is_longer(text: str, found: re.Match[str], member: str) -> bool:
    """Return whether the row begins before what was found."""
    return re.search(rf"{member}[、;；]$", text[max(0, found.start() - 40) : found.start()]) is not None


def _drafts(query: Query, document: Document, parts: Sequence[str], found: Mapping[str, Span]) -> list[Draft]:
    spans = [found[part] for part in parts if part in found]
    drafts = [quoted(query, document, span, named=not at) for at, span in enumerate(spans)]
    if not drafts:
        return []
    missing = [part for part in parts if part not in found]
    if missing:
        joined = (", " if query.language == "en" else "、").join(f"“{part}”" for part in missing)
        drafts[0] = replace(drafts[0], notes=(word("only_named", query.language, parts=joined),))
    return drafts


def _taken_up(document: Document, name: str, parts: Sequence[str]) -> dict[str, Span]:
    """Return where each part is taken up, in the narrowest place around the name that has all but one of them."""
    for window in _windows(document, name):
        starts = {part: at for part in parts if (at := _own_place(document, part, window)) is not None}
        if len(starts) >= max(_FEWEST, len(parts) - 1):
            bounds = sorted(starts.values())
            return {part: _extent(document, at, bounds, window[1]) for part, at in starts.items()}
    return {}


def _windows(document: Document, name: str) -> Iterator[Span]:
    """Yield the lines in which a name stands, then the sections that hold it, the inner before the outer ones."""
    text = document.search_text
    places = [match.start() for match in re.finditer(re.escape(name), text)]
    for at in places:
        end = text.find("\n", at)
        yield text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)
    paths = [document.path_at(at) for at in places]
    for depth in range(max(map(len, paths), default=0)):
        for path in paths:
            if depth < len(path) and path[-1 - depth].kind != "notes":
                yield path[-1 - depth].clean_start, path[-1 - depth].clean_end


def _own_place(document: Document, part: str, window: Span) -> int | None:
    """Return where a part stands by itself in a window: in quotation marks of its own, or at the head of a line."""
    own = re.compile(rf"“{re.escape(part)}”|(?m:^){re.escape(part)}[:：]")
    match = own.search(document.search_text, *window)
    return match.start() if match is not None else None


def _extent(document: Document, at: int, starts: Sequence[int], end: int) -> Span:
    """Return the sentences that tell of a part: from its own up to the next part or the end of the paragraph."""
    text = document.search_text
    line_end = text.find("\n", at)
    stop = min(end, line_end if line_end >= 0 else len(text), *(each for each in starts if each > at))
    line = text.rfind("\n", 0, at) + 1
    begin = max(line, *(text.rfind(mark, line, at) + 1 for mark in "。;"))
    start = begin if at - begin <= _LEAD and not any(begin <= each < at for each in starts) else at
    ends = [start + b for _, b in sentence_spans(text[start:stop]) if b <= LONGEST]
    # What leads to the next part (高质量建设“三谷”) is not of this one, unless it follows in the same sentence.
    whole = [each for each in ends if text[each - 1] in "。;,\n" or stop == line_end]
    return start, whole[-1] if whole else min(stop, start + LONGEST)
