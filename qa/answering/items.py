"""The items of a section that are told one by one: what each begins with is what is listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.sentences import sentence_spans
from qa.answering.reader import Span

_NUMERAL: Final = "一二三四五六七八九十"
_MARK: Final = re.compile(
    rf"\s*(?:——|[-●•◆■]\s|[{_NUMERAL}]{{1,3}}是|[(（][{_NUMERAL}\d]{{1,3}}[)）]|[①-⑳]|\d{{1,2}}[.、)])"
)
"""How an item begins, at the start of a line or, counted by 一是, of a sentence."""
_COUNTED: Final = re.compile(rf"[{_NUMERAL}]{{1,3}}是")
LEAST: Final = 2
_LONGEST_HEAD: Final = 160


def items_of(document: Document, section: Section) -> list[Span]:
    """Return the spans of the items in a section's own text, each from its mark to the next item; none if fewer than two."""
    text = document.search_text
    begin, end = section.head_end, section.own_end
    starts = [
        begin + a
        for a, b in sentence_spans(document.clean.text[begin:end])
        if (mark := _MARK.match(text, begin + a, begin + b)) is not None
        and (_COUNTED.fullmatch(mark.group().strip()) or _begins_line(text, begin + a, begin))
    ]
    if len(starts) < LEAST:
        return []
    return list(zip(starts, [*starts[1:], end], strict=True))


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


def item_at(items: Sequence[Span], position: int) -> int | None:
    """Return the index of the item that a position lies in, None for none."""
    return next((index for index, (start, end) in enumerate(items) if start <= position < end), None)


def _begins_line(text: str, position: int, begin: int) -> bool:
    before = text[text.rfind("\n", begin, position) + 1 : position]
    return not before.strip()
