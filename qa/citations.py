"""Attach citations to drafted sentences, verify both, number them; what fails the checks is not said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from embeddings.corpus import Document
from embeddings.scripts import search_form
from qa.answers import Citation, Sentence, Support

_CONTEXT = 120
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FOLDED_AWAY = re.compile(r"[\s\W_]+")
_MARKERS = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words said to stand in a section of a document; ``start`` is where in its clean text, if known."""

    document_id: str
    section_id: str
    text: str
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a generator proposes it, without markers, and the quotes said to support it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(slots=True)
class Verified:
    """The sentences that passed, their citations, and how many drafts were dropped and why."""

    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def verify(drafts: Sequence[Draft], documents: Mapping[str, Document]) -> Verified:
    """Keep the drafts whose quotes are found and cover every number; number their citations from 1.

    A quote is looked for in its section, after folding script, width, spaces and punctuation; the chapter cited is
    that of the place where it was found.
    """
    result = Verified()
    spans: dict[tuple[str, int, int], int] = {}
    for draft in drafts:
        located = [_locate(quote, documents) for quote in draft.quotes]
        reason = _fault(draft, located, documents)
        if reason:
            result.dropped.append(f"{reason}: {draft.text}")
            continue
        markers = []
        for place in located:
            if place is None:
                continue
            if place not in spans:
                spans[place] = len(spans) + 1
                result.citations.append(_cite(spans[place], place, documents))
            markers.append(spans[place])
        support = _support(draft, [citation for citation in result.citations if citation.marker in markers])
        result.sentences.append(Sentence(draft.text, tuple(dict.fromkeys(markers)), support))
    return result


Place = tuple[str, int, int]
"""Document id and span of its clean text."""


def _locate(quote: Quote, documents: Mapping[str, Document]) -> Place | None:
    """Return where a quote stands in its section, or None."""
    document = documents.get(quote.document_id)
    if document is None or not quote.text.strip():
        return None
    text = document.clean.text
    if quote.start is not None and text.startswith(quote.text, quote.start):
        return (document.id, quote.start, quote.start + len(quote.text))
    section = next((path[-1] for path in document.paths if path[-1].id == quote.section_id), None)
    if section is None:
        return None
    return _find_folded(quote.text, document, section.clean_start, section.clean_end)


def _find_folded(quote: str, document: Document, start: int, end: int) -> Place | None:
    wanted = fold(quote)
    kept = [i for i in range(start, end) if not _FOLDED_AWAY.fullmatch(document.search_text[i])]
    haystack = "".join(document.search_text[i] for i in kept)
    at = haystack.find(wanted) if wanted else -1
    if at < 0:
        return None
    return (document.id, kept[at], kept[at + len(wanted) - 1] + 1)


def fold(text: str) -> str:
    """Return the text as quotes are compared: searchable form without spaces and punctuation."""
    return _FOLDED_AWAY.sub("", search_form(text))


def _fault(draft: Draft, located: Sequence[Place | None], documents: Mapping[str, Document]) -> str:
    """Return why a draft must not be said, or nothing."""
    if not located:
        return "no citation"
    if any(place is None for place in located):
        return "quote not found"
    places = [place for place in located if place is not None]
    quoted = " ".join(documents[each].clean.text[start:end] for each, start, end in places)
    unsupported = _numbers(draft.text) - _numbers(quoted)
    if unsupported:
        return f"number not in the quote ({', '.join(sorted(unsupported))})"
    cited = {each for each, _, _ in places}
    named = {each.id for each in documents.values() if search_form(each.city) in search_form(draft.text)}
    if named and not named & cited:
        return "names another city than it cites"
    return ""


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text as written in Western digits, 二〇三五 read as 2035."""
    folded = _MARKERS.sub("", search_form(text))
    digits = str.maketrans("〇零一二三四五六七八九", "00123456789")
    years = {m.group().translate(digits) for m in re.finditer(r"二[〇零][一二三四五六七八九〇零]{2}", folded)}
    return {number.group() for number in _NUMBER.finditer(folded)} | years


def _support(draft: Draft, citations: Sequence[Citation]) -> Support:
    """Say whether the sentence is made of the plans' words alone."""
    quoted = "".join(fold(citation.quote) for citation in citations)
    said = fold(_without_city(draft.text, citations))
    return "verbatim" if said and said in quoted else "paraphrase"


def _without_city(text: str, citations: Sequence[Citation]) -> str:
    for citation in citations:
        text = re.sub(rf"^{re.escape(citation.city)}[:：]", "", text)
    return text


def _cite(marker: int, place: Place, documents: Mapping[str, Document]) -> Citation:
    document_id, start, end = place
    document = documents[document_id]
    text = document.clean.text
    path = document.path_at(start)
    section = path[-1]
    raw_start, raw_end = document.clean.to_raw(start, end)
    quote = text[start:end]
    digest = hashlib.sha256(fold(quote).encode()).hexdigest()[:8]
    anchor = section.id.removeprefix(f"{document_id}/").replace("/", "-")
    before = text[max(section.clean_start, start - _CONTEXT) : start]
    after = text[end : min(section.own_end, end + _CONTEXT)]
    return Citation(
        marker=marker,
        city=document.city,
        document=document.title,
        document_id=document_id,
        chapter=document.chapter_at(start),
        section_id=section.id,
        quote=quote,
        start=raw_start,
        end=raw_end,
        permalink=f"/plans/{document_id}#{anchor}-{digest}",
        warnings=tuple(dict.fromkeys(d.message for d in document.damages if d.start < end and start < d.end)),
        before=before,
        after=after,
    )
