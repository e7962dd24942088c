"""Run-in heads: a short sentence that names what the sentences behind it in the same line tell (推动数字化转型。…).

A head says too little to be an answer where its body tells more, and a body is not understood without its head. It
begins its line, or the sentence behind it takes up a word of it (东山次中心。东山对接…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.lexical import tokenize
from embeddings.sentences import sentence_spans
from qa.answering.reader import Span
from qa.spans import LONGEST

_HEAD: Final = re.compile(r"[\s—\-●•◆■\d.()]*[^\s,，、。:：;；—\-●•◆■\d.()][^,，、。:：;；\n]{3,23}。\s*")
"""A sentence without a pause, as short as a heading; the mark of an item may stand before it."""
_LINE: Final = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class RunIn:
    """A head and the sentences that it names, as spans of the clean text."""

    head: Span
    body: Span
    begins_line: bool


def run_ins(document: Document, section: Section) -> list[RunIn]:
    """Return the run-in heads of a section's own text with their bodies, each up to the next head or the line's end."""
    text = document.search_text
    found: list[RunIn] = []
    for line in _LINE.finditer(text, section.head_end, section.own_end):
        start = line.start()
        cut = [(start + a, start + b) for a, b in sentence_spans(document.clean.text[start : line.end()])]
        heads = _heads(text, cut)
        for at, stop in pairwise([*heads, len(cut)]):
            found.append(RunIn(cut[at], (cut[at + 1][0], cut[stop - 1][1]), begins_line=at == 0))
    return found


def _heads(text: str, cut: Sequence[Span]) -> list[int]:
    """Return which sentences of a line are heads: none that is the rest of one behind a semicolon, or stands in a row."""
    short = [
        (at == 0 or text[cut[at - 1][0] : start].rstrip().endswith("。"))
        and _HEAD.fullmatch(text, start, end) is not None
        for at, (start, end) in enumerate(cut)
    ]
    return [
        at
        for at in range(len(cut) - 1)
        if short[at]
        and (
            not at
            or (
                not (short[at - 1] or short[at + 1])
                and _takes_up(text[slice(*cut[at])], text[slice(*cut[at + 1])])
            )
        )
    ]


def _takes_up(head: str, sentence: str) -> bool:
    words = {each for each in tokenize(head) if len(each) > 1}
    return not words.isdisjoint(tokenize(sentence))


def headed_lines(document: Document, section: Section) -> list[Span]:
    """Return the lines of a section if each begins with a run-in head, the first one perhaps left out; else none."""
    lines = [
        each.span()
        for each in _LINE.finditer(document.search_text, section.head_end, section.own_end)
        if each.group().strip()
    ]
    heads = {each.head[0] for each in run_ins(document, section) if each.begins_line}
    if lines and lines[0][0] not in heads:
        lines = lines[1:]
    return lines if len(lines) > 1 and all(start in heads for start, _ in lines) else []


def with_body(document: Document, span: Span) -> Span:
    """Return a span that is a run-in head with as much of its body as is read at a glance, one in front with its head."""
    start, end = span
    for each in run_ins(document, document.path_at(start)[-1]):
        if start <= each.head[0] and end == each.head[1]:
            sentences = sentence_spans(document.clean.text[slice(*each.body)])
            ends = [each.body[0] + b for _, b in sentences]
            return start, max((b for b in ends if b - start <= LONGEST), default=ends[0])
        if start == each.body[0]:
            return each.head[0], end
    return span


def is_head(document: Document, span: Span) -> bool:
    """Return whether a sentence is a run-in head."""
    return any(each.head == span for each in run_ins(document, document.path_at(span[0])[-1]))
