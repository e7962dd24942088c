"""Attach citations to drafted sentences, verify both, number them; what fails the checks is not said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from embeddings.corpus import Document
from embeddings.scripts import search_form, to_simplified, western_digits
from qa.answers import Citation, Sentence, Support

DAMAGED = "〔原文有损〕"
"""Stands behind a damaged place where it is quoted in a sentence; it is the one thing there that no quote has."""
_CONTEXT = 120
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FOLDED_AWAY = re.compile(r"[\s\W_]+")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(%|‰|(?:万亿|亿|万)?(?:美元|港元|欧元)?)")
_SPELLED = re.compile(r"[一二三四五六七八九十百千两]+(?:万亿|亿|万)|百分之[一二三四五六七八九十百点]+")
_MARKER = re.compile(r"\[\d+\]")


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
    """The sentences that passed and their citations; the damaged places set aside; what was dropped and why."""

    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    damaged: list[Citation] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def verify(
    drafts: Sequence[Draft], documents: Mapping[str, Document], *, sound_only: bool = False
) -> Verified:
    """Keep the drafts whose quotes are found and cover every number; number their citations from 1.

    A quote is looked for in its section, after folding script, width, spaces and punctuation; the chapter cited is
    that of the place where it was found. With ``sound_only`` a sentence that rests on a damaged place is set aside.
    """
    result = Verified()
    spans: dict[tuple[str, int, int], int] = {}
    for draft in drafts:
        located = [_locate(quote, documents) for quote in draft.quotes]
        reason = _fault(draft, located, documents)
        damaged = [place for place in located if place and _unreadable(place, documents)]
        if not reason and sound_only and damaged:
            result.damaged.append(_cite(0, damaged[0], documents))
            continue
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
    if quote.start is not None and quote.start >= 0 and text.startswith(quote.text, quote.start):
        return _unless_cut(document, quote.start, quote.start + len(quote.text))
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
    end = kept[at + len(wanted) - 1] + 1
    if quote.rstrip()[-1:] in "%％‰" and document.search_text[end : end + 1] in ("%", "‰"):
        end += 1
    return _unless_cut(document, kept[at], end)


def _unless_cut(document: Document, start: int, end: int) -> Place | None:
    """Return the place, or None where it would begin or end inside a number: 8.1% of 68.1%."""
    text = document.search_text
    cut_before = re.search(r"\d\.?$", text[:start][-2:]) and text[start].isdigit()
    cut_after = text[end - 1].isdigit() and re.match(r"\.?\d", text[end : end + 2])
    return None if cut_before or cut_after else (document.id, start, end)


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
    quoted = search_form(" ".join(documents[each].clean.text[start:end] for each, start, end in places))
    said = search_form(draft.text)
    if not any(character.isalnum() for character in said):
        return "says nothing"
    unsupported = _amounts_missing(said, quoted)
    if unsupported:
        return f"number not in the quote ({', '.join(sorted(unsupported))})"
    strange = [marker for marker in _MARKER.findall(said) if marker not in quoted]
    if strange:
        return f"marker of its own ({', '.join(strange)})"
    cited = {each for each, _, _ in places}
    if _cities_named(said, quoted, documents) - cited:
        return "names another city than it cites"
    return ""


def _cities_named(said: str, quoted: str, documents: Mapping[str, Document]) -> set[str]:
    """Return the documents whose city a sentence names by any name, but for names that it quotes."""
    named = set()
    for document in documents.values():
        for name in (document.city, document.entry.city_en, *document.entry.aliases):
            form = search_form(name)
            pattern = rf"(?<![a-z]){re.escape(form)}(?![a-z])" if form.isascii() else re.escape(form)
            if form and re.search(pattern, said) and not re.search(pattern, quoted):
                named.add(document.id)
    return named


def _amounts_missing(said: str, quoted: str) -> set[str]:
    """Return the amounts of a sentence that its quotes do not have: numbers with their magnitude or sign.

    Where the quote has the number alone (a table cell), the sign must stand elsewhere in the quote.
    """
    missing = {number for number in _numbers(said) if number not in _numbers(quoted)}
    for number, unit in _AMOUNT.findall(said):
        if not unit or number in missing:
            continue
        printed = {found for value, found in _AMOUNT.findall(quoted) if value == number}
        if unit not in printed and not ("" in printed and unit in quoted):
            missing.add(number + unit)
    spelled = (match.group() for match in _SPELLED.finditer(said))
    return missing | {amount for amount in spelled if amount not in quoted}


def _numbers(folded: str) -> set[str]:
    """Return the numbers of a text in search form, in Western digits, 二〇三五 read as 2035."""
    years = {western_digits(m.group()) for m in re.finditer(r"二[〇零][一二三四五六七八九〇零]{2}", folded)}
    return {number.group() for number in _NUMBER.finditer(folded)} | years


def _support(draft: Draft, citations: Sequence[Citation]) -> Support:
    """Say whether the sentence is made of the plans' words alone."""
    quoted = "".join(fold(citation.quote) for citation in citations)
    said = fold(_without_city(to_simplified(draft.text).replace(DAMAGED, ""), citations))
    return "verbatim" if said and said in quoted else "paraphrase"


def _without_city(text: str, citations: Sequence[Citation]) -> str:
    for citation in citations:
        text = re.sub(rf"^{re.escape(citation.city)}[:：]", "", text)
    return text


def _unreadable(place: Place, documents: Mapping[str, Document]) -> bool:
    document_id, start, end = place
    return any(d.start < end and start < d.end and not d.readable for d in documents[document_id].damages)


def _warnings(place: Place, documents: Mapping[str, Document]) -> tuple[str, ...]:
    document_id, start, end = place
    damages = documents[document_id].damages
    met = [d for d in damages if d.start < end and start < d.end and d.severity != "marks"]
    return tuple(dict.fromkeys(d.message for d in met))


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
        warnings=_warnings(place, documents),
        before=before,
        after=after,
    )
