"""What a search in all plans finds: the nearest passages, and who mentions a word and who does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams

from embeddings.corpus import Document
from embeddings.mentions import Mention, Mentions, all_wordings, find_mentions
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from qa.permalinks import anchor_of, permalink
from qa.shelf import Shelved

LONGEST: Final = 100
"""Characters; what is typed beyond them is not looked for."""
PASSAGES: Final = 12
LONGEST_WORD: Final = 24
"""Characters up to which something without a space is a word that plans may mention; what is longer is a question."""

_SHOWN: Final = 240
_AROUND: Final = 32
_CITED: Final = 3
_QUESTION: Final = re.compile(r"[?？。！!]")

Piece = tuple[str, bool]
"""A run of text, and whether it is what was looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is for and which plans it is limited to; an empty filter leaves all."""

    words: str
    cities: tuple[str, ...]
    period: str
    kind: str

    @property
    def is_word(self) -> bool:
        """Whether it can be said who mentions it: a word or a short English term, no question."""
        words = self.words
        parts = 3 if words.isascii() else 1
        return 1 < len(words) <= LONGEST_WORD and len(words.split()) <= parts and not _QUESTION.search(words)

    def chosen(self, plans: Sequence[Shelved]) -> list[Shelved]:
        """Return the plans that the filters leave."""
        return [
            plan
            for plan in plans
            if (not self.cities or plan.document.city in self.cities)
            and (not self.period or plan.document.entry.period == self.period)
            and (not self.kind or plan.document.entry.kind == self.kind)
        ]

    def query(self) -> list[tuple[str, str]]:
        """Return what stands behind the question mark."""
        parts = [("q", self.words), ("period", self.period), ("kind", self.kind)]
        return [*((key, value) for key, value in parts if value), *(("city", city) for city in self.cities)]


def read_wanted(query: QueryParams, plans: Sequence[Shelved]) -> Wanted:
    """Read what an address asks for; a filter that no plan meets by itself is left out."""
    entries = [plan.document.entry for plan in plans]
    cities, periods, kinds = (
        {getattr(entry, name) for entry in entries} - {""} for name in ("city", "period", "kind")
    )
    period, kind = query.get("period", ""), query.get("kind", "")
    return Wanted(
        words=" ".join(query.get("q", "").split())[:LONGEST],
        cities=tuple(dict.fromkeys(each for each in query.getlist("city") if each in cities)),
        period=period if period in periods else "",
        kind=kind if kind in kinds else "",
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its plan, its place and the address of both."""

    document: Document
    chapter: tuple[str, ...]
    pieces: tuple[Piece, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A plan that mentions a word: how often, and the first places as text with the word marked, each with its address."""

    document: Document
    count: int
    places: tuple[tuple[tuple[Piece, ...], tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A plan that does not mention a word, and the kindred words that it has, with their counts."""

    document: Document
    near: tuple[tuple[str, int], ...]


def find_passages(
    search: Callable[..., list[Hit]], wanted: Wanted, plans: Sequence[Shelved]
) -> list[Passage]:
    """Return the passages of the plans that are nearest to the words, best first."""
    documents = {plan.document.id: plan.document for plan in plans}
    cities = sorted({document.city for document in documents.values()})
    hits = search(wanted.words, cities=cities, limit=PASSAGES) if documents else []
    return [
        _passage(hit, documents[hit.chunk.document_id], wanted.words)
        for hit in hits
        if hit.chunk.document_id in documents
    ]


def find_who_mentions(
    wanted: Wanted, plans: Sequence[Shelved]
) -> tuple[tuple[str, ...], list[Mentioning], list[Lacking]]:
    """Return all wordings that were looked for, the plans that have one, and those that have none."""
    documents = {plan.document.id: plan.document for plan in plans}
    wordings = all_wordings([wanted.words])
    mentions = find_mentions(list(documents.values()), wordings)
    having = [_mentioning(documents[each], mentions) for each in mentions.having]
    lacking = [Lacking(documents[each], mentions.near.get(each, ())) for each in mentions.lacking]
    return wordings, having, lacking


def _passage(hit: Hit, document: Document, words: str) -> Passage:
    chunk = hit.chunk
    start, end = chunk.clean_start, chunk.clean_end
    if document.clean.text[start:end] == chunk.text:
        link = permalink(document, start, end)
        folded = document.search_text[start:end]
    else:  # the plan on the shelf is newer than the index
        link = f"/plans/{document.id}"
        folded = search_form(chunk.text)
    pieces = _excerpt(chunk.text, folded, search_form(words).split())
    return Passage(document, chunk.chapter, pieces, link)


def _excerpt(text: str, folded: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return the beginning of a text, or what is around the first word in it, with the words marked."""
    found = _any_of(words).finditer(folded) if len(folded) == len(text) else iter(())
    spans = [match.span() for match in found]
    first = spans[0][0] if spans else 0
    start = 0 if first < _SHOWN * 3 // 4 else first - _AROUND
    end = min(len(text), start + _SHOWN)
    shown = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
    marked = _marked(text[start:end], shown)
    lead: tuple[Piece, ...] = (("…", False),) if start else ()
    return (*lead, *marked, *((("…", False),) if end < len(text) else ()))


def _mentioning(document: Document, mentions: Mentions) -> Mentioning:
    places = mentions.found[document.id]
    return Mentioning(document, len(places), tuple(_place(document, place) for place in places[:_CITED]))


def _place(document: Document, place: Mention) -> tuple[tuple[Piece, ...], tuple[str, ...], str]:
    text = document.clean.text
    before = text[max(0, place.start - _AROUND) : place.start].rpartition("\n")[2]
    after = text[place.end : place.end + _AROUND].partition("\n")[0]
    pieces = ((before, False), (text[place.start : place.end].replace("\n", ""), True), (after, False))
    section = document.path_at(place.start)[-1]
    return pieces, document.chapter_at(place.start), f"/plans/{document.id}#{anchor_of(document, section)}"


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return the text in runs, those of the spans marked."""
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return (*((piece, marked) for piece, marked in pieces if piece), (text[at:], False))
