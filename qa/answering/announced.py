"""Lists that a text announces with their count: 重点做好十个方面工作：, and the items or headings that follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import period_names, with_plan_ends
from embeddings.markers import chinese_number
from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.query.about import matter_of
from embeddings.query.counting import announced_names
from embeddings.scripts import search_form
from qa.answering.reader import Span

_CN: Final = "一二三四五六七八九十"
_LINE: Final = re.compile(r"[^\n]+")
_BEGINS: Final = re.compile(
    rf"\s*(?:(?P<dash>——|[-●•◆■]\s)|[(（](?P<inner>[{_CN}]{{1,3}}|\d{{1,2}})[)）]|(?P<outer>[{_CN}]{{1,3}}|\d{{1,2}})[、.．](?!\d))"
)
_ENDED: Final = re.compile(r"[。!?;]")
_LEAST: Final = 2
_FAR: Final = 2
"""Lines behind an announcement within which its list begins."""


def announced_items(query: Query, document: Document) -> list[Span]:
    """Return the items of the list that a question names by its count as the text does, all of them, or none.

    It asks for nothing else: behind the name it has no more than words that ask. Of several the last is meant, under
    headings of no other time: what was done is told before what is to be done.
    """
    for name in [*announced_names(query.bare), *quoted_names(query)]:
        count = chinese_number(match[0]) if (match := re.match(rf"[{_CN}两]+", name)) else 0
        if count < _LEAST or matter_of(query.bare.replace("的", "").rpartition(name)[2]):
            continue
        for at in reversed(list(_places(document, name))):
            items = [] if _is_apart(query, document, at) else _items_behind(document, at, count)
            if items:
                return items
    return []


def _is_apart(query: Query, document: Document, at: int) -> bool:
    """Return whether a heading over a place names other times than those that are asked."""
    asked = with_plan_ends(query.years)
    named = (set(period_names(search_form(each), document.period)) for each in document.chapter_at(at))
    return bool(asked) and any(times and times.isdisjoint(asked) for times in named)


def _places(document: Document, name: str) -> Iterator[int]:
    """Yield where a text says a name, 的 in it or not."""
    pattern = "的?".join(re.escape(each) for each in name.replace("的", ""))
    return (match.end() for match in re.finditer(pattern, document.search_text))


def _items_behind(document: Document, at: int, count: int) -> list[Span]:
    """Return the lines that begin just ``count`` items of one kind behind a place, each as far as the next one.

    They are announced by the last sentence of a line.
    """
    text, end = document.search_text, document.path_at(at)[-1].clean_end
    if _ENDED.search(text[at : text.find("\n", at)].rstrip()[:-1]):
        return []
    lines = [match.span() for match in _LINE.finditer(text, text.find("\n", at, end), end)] if "\n" in text[at:end] else []  # fmt: skip
    marked = [(span, match) for span in lines if (match := _BEGINS.match(text, *span)) is not None]
    if not marked or marked[0][0] not in lines[:_FAR]:
        return []
    kind = marked[0][1].lastgroup or ""
    alike = [(span, match) for span, match in marked if match.lastgroup == kind]
    if kind == "dash":
        first = lines.index(alike[0][0])
        run = [span for at, (span, _) in enumerate(alike) if lines[first + at : first + at + 1] == [span]]
    else:
        run = [span for at, (span, match) in enumerate(alike, 1) if _ordinal(match[kind]) == at]
        run = run if len(alike) == len(run) else []
    if len(run) != count:
        return []
    return list(zip([a for a, _ in run], [*(a for a, _ in run[1:]), run[-1][1]], strict=True))


def _ordinal(number: str) -> int:
    return int(number) if number.isdigit() else chinese_number(number)
