"""Looking for words inside one plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.corpus import Document, chapter_of
from embeddings.scripts import search_form
from qa.web.plans.inline import Span

LONGEST_QUERY: Final = 100
"""Characters; what is typed beyond them is not looked for."""

_CONTEXT: Final = 24


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A section in which something was found: its first hit, how many, and the words around the first."""

    hit: int
    count: int
    chapter: tuple[str, ...]
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sections of one top-level chapter in which something was found."""

    label: str
    excerpts: tuple[Excerpt, ...]

    @property
    def count(self) -> int:
        """How many hits the chapter has."""
        return sum(excerpt.count for excerpt in self.excerpts)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a query found: the spans of all hits in order, and where they are."""

    query: str
    hits: tuple[Span, ...] = ()
    groups: tuple[Group, ...] = ()


def find_words(document: Document, query: str) -> Findings:
    """Find the words of a query (set apart by spaces) in the sections that have them all.

    Script, width and case do not matter, nor do line ends inside a word.
    """
    query = " ".join(query[:LONGEST_QUERY].split())
    terms = [term for term in dict.fromkeys(search_form(query).split()) if term]
    if not terms:
        return Findings(query)
    found = [_pattern(term).finditer(document.search_text) for term in terms]
    by_section: dict[str, list[set[Span]]] = {}
    for index, matches in enumerate(found):
        for match in matches:
            section = document.path_at(match.start())[-1]
            by_section.setdefault(section.id, [set() for _ in terms])[index].add(match.span())
    whole = {id: _apart(set().union(*spans)) for id, spans in by_section.items() if all(spans)}
    return _listed(document, query, whole)


def _listed(document: Document, query: str, whole: dict[str, list[Span]]) -> Findings:
    hits: list[Span] = []
    groups: dict[str, list[Excerpt]] = {}
    labels: dict[str, str] = {}
    for path in document.paths:
        spans = whole.get(path[-1].id)
        if not spans:
            continue
        top = path[0]
        labels[top.id] = top.label
        groups.setdefault(top.id, []).append(_excerpt(document, chapter_of(path), spans, len(hits) + 1))
        hits.extend(spans)
    listed = tuple(Group(labels[id], tuple(excerpts)) for id, excerpts in groups.items())
    return Findings(query, tuple(hits), listed)


def _excerpt(document: Document, chapter: tuple[str, ...], spans: Sequence[Span], first: int) -> Excerpt:
    text = document.clean.text
    start, end = spans[0]
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return Excerpt(
        hit=first,
        count=len(spans),
        chapter=chapter,
        before=before.rpartition("\n")[2],
        found=text[start:end].replace("\n", ""),
        after=after.partition("\n")[0],
    )


def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(r"\n?".join(map(re.escape, term)))


def _apart(spans: set[Span]) -> list[Span]:
    """Return the spans in order, those left out that overlap one before."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
