"""Lists whose members stand in sentences of their own: 四大工程, each taken up by a short sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.query.form import number_of

Span = tuple[int, int]

_COUNT = re.compile(r"([一二两三四五六七八九十]|\d+)(?:大|个|项|条|类)?")
_HEAD = re.compile(r"[^,，、。:：;；]{4,24}(?=[。:：])")
_CLAUSE_HEAD = re.compile(r"\s*([^,，、。:：;；]{4,24})[,，]")
_BEFORE_HEAD = "".join(sorted(set(" \n—0123456789.()")))
_LEAST, _FRAME = 2, 2
"""A list has two members at least; members share so many characters at their start or end."""


def asked_count(query: Query) -> int | None:
    """Return how many members a question expects: 哪三个, or the number in the name that it quotes."""
    if query.form.members is not None:
        return query.form.members
    for name in reversed(quoted_names(query)):
        found = _COUNT.match(name)
        if found and len(re.findall(r"[一二两三四五六七八九十多]", name)) == 1:  # 两区两山三谷 is no one list
            return number_of(found.group(1))
    return None


def stated_count(query: Query) -> int | None:
    """Return how many of a thing a question speaks of: 三大定位, 六个原则, 哪三个, the ten aspects."""
    return query.form.stated if query.form.stated is not None else asked_count(query)


def members(text: str, sentences: Sequence[Span], count: int) -> list[Span]:
    """Return the spans of ``count`` members that short sentences name one after the other, or nothing.

    ``text`` is in search form; ``sentences`` are those that follow where the list is announced. The short sentences
    must have a beginning or an end in common, no other may stand between them, and there must be exactly as many as the
    plan's own number says. What follows a semicolon is the rest of a sentence and names nothing.
    """
    heads: list[Span] = []
    for start, end in sentences:
        if text[max(0, start - 1) : start] == ";":
            continue
        a = start + len(text[start:end]) - len(text[start:end].lstrip(_BEFORE_HEAD))
        match = _HEAD.match(text, a, end)
        if match and match.end() >= end - len(text[start:end]) + len(text[start:end].rstrip()) - 1:
            heads.append(match.span())
    for frame in (slice(-_FRAME, None), slice(_FRAME)):
        groups: dict[str, list[Span]] = {}
        for span in heads:
            groups.setdefault(text[slice(*span)][frame], []).append(span)
        for found in groups.values():
            first = heads.index(found[0])
            if len(found) == count >= _LEAST and found == heads[first : first + count]:
                return found
    return []


def clause_members(text: str, sentences: Sequence[Span], count: int) -> list[Span]:
    """Return the spans of ``count`` sentences in a row, each of which begins with a name of one end (…方面,), or nothing.

    ``text`` is in search form. Where more or fewer stand in a row the count is of something else.
    """
    named = [(span, _frame(text, span)) for span in sentences]
    for _, run in groupby(named, key=lambda each: each[1]):
        found = [span for span, frame in run if frame]
        if len(found) == count >= _LEAST:
            return found
    return []


def _frame(text: str, sentence: Span) -> str:
    match = _CLAUSE_HEAD.match(text, *sentence)
    return match[1][-_FRAME:] if match else ""
