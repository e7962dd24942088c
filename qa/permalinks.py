"""Links to a quote in the reader: made for a citation, and found again in the plan as it is now.

A permalink reads ``/plans/<plan>?quote=<section>.<start>-<end>.<digest>#quote``: the anchor of the section, the raw
offsets and a digest of the quote. It is a query, because a browser keeps what follows ``#`` to itself and the page
must work without scripts; ``#quote`` is where the page then stands. The digest proves that the words are those that
were cited: where the text has changed they are looked for elsewhere, and never marked by their offsets alone.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal
from urllib.parse import quote as url_quote

from embeddings.corpus import Document
from embeddings.headings import Section
from qa.locating import fold

QUOTE_ANCHOR: Final = "quote"
"""The fragment that the reader gives the marked quote, or the notice that stands for it."""

Found = Literal["cited", "moved", "changed", "unknown"]
"""``cited``: where it was; ``moved``: the same words elsewhere; ``changed``: only the section is there; ``unknown``."""

_REFERENCE = re.compile(r"([\w~-]{1,80})\.(\d{1,9})-(\d{1,9})\.([0-9a-f]{8})", re.ASCII)
_OLD_REFERENCE = re.compile(r"([\w~-]{1,80})-([0-9a-f]{8})", re.ASCII)
_LIMIT = re.compile(r"[\n\t]|(?<=[,，。;；:：、!?！？)）])|(?=[(（“])|(?<=”)")
_STOPS = ",，。;；:：、.!！?？"
_LONGEST = 900
"""Bytes of a quote that is looked for again, 300 Chinese characters; it bounds the search to a second."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a permalink leads: the anchor of a section and, where it was found, the quote's span of the clean text."""

    found: Found
    anchor: str = ""
    span: tuple[int, int] | None = None


def permalink(document: Document, start: int, end: int) -> str:
    """Return the link to a span of a document's clean text (not empty)."""
    section = document.path_at(start)[-1]
    raw_start, raw_end = document.clean.to_raw(start, end)
    digest = quote_digest(document.clean.text[start:end])
    reference = f"{anchor_of(document, section)}.{raw_start}-{raw_end}.{digest}"
    return f"/plans/{document.id}?quote={url_quote(reference)}#{QUOTE_ANCHOR}"


def anchor_of(document: Document, section: Section) -> str:
    """Return the fragment under which the reader shows a section: ``chenzhou/2/3/2`` is ``2-3-2``."""
    return section.id.removeprefix(f"{document.id}/").replace("/", "-")


def quote_digest(quote: str) -> str:
    """Return eight hex digits that tell quotes apart, whatever their script, width, spaces and punctuation."""
    return hashlib.sha256(fold(quote).encode()).hexdigest()[:8]


def resolve(document: Document, reference: str) -> Place:
    """Return where the ``quote`` of a permalink stands in the document as it is now.

    ``<section>-<digest>``, the form of links without offsets, is understood too. Nothing raises: what cannot be read
    is ``unknown``.
    """
    match = _REFERENCE.fullmatch(reference)
    old = None if match else _OLD_REFERENCE.fullmatch(reference)
    if match is not None:
        anchor, digest = match[1], match[4]
        span = _cited_span(document, int(match[2]), int(match[3]))
        if span is not None and quote_digest(document.clean.text[slice(*span)]) == digest:
            return Place("cited", anchor_of(document, document.path_at(span[0])[-1]), span)
    elif old is not None:
        anchor, digest = old[1], old[2]
    else:
        return Place("unknown")
    return _search(document, anchor, digest, was_there=old is not None)


def _search(document: Document, anchor: str, digest: str, *, was_there: bool) -> Place:
    """Look for a quote in its section, then in the whole plan; only words that were cited are ever returned."""
    section = next((path[-1] for path in document.paths if anchor_of(document, path[-1]) == anchor), None)
    if section is not None:
        span = _find(document, section.clean_start, section.clean_end, digest)
        if span is not None:
            return Place("cited" if was_there else "moved", anchor, span)
    span = _find(document, 0, len(document.clean.text), digest)
    if span is not None:
        return Place("moved", anchor_of(document, document.path_at(span[0])[-1]), span)
    return Place("changed", anchor) if section is not None else Place("unknown")


def _cited_span(document: Document, raw_start: int, raw_end: int) -> tuple[int, int] | None:
    """Return the span of the clean text for raw offsets, None where they do not lie in it."""
    clean = document.clean
    start = clean.from_raw(raw_start)
    end = bisect.bisect_right(clean.ends, raw_end)
    return (start, end) if raw_start < raw_end and start < end <= len(clean.text) else None


def _find(document: Document, start: int, end: int, digest: str) -> tuple[int, int] | None:
    """Return the span between two limits of clauses, lines or cells whose digest is the one wanted."""
    text = document.search_text
    limits = sorted({start, end, *(start + match.start() for match in _LIMIT.finditer(text[start:end]))})
    pieces = [fold(text[a:b]).encode() for a, b in pairwise(limits)]
    wanted = bytes.fromhex(digest)
    for first, piece in enumerate(pieces):
        if not piece:
            continue
        hashed = hashlib.sha256()
        length = 0
        for last in range(first, len(pieces)):
            length += len(pieces[last])
            if length > _LONGEST:
                break
            hashed.update(pieces[last])
            if hashed.digest()[:4] == wanted:
                return _trimmed(text, limits[first], limits[last + 1])
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces and stops at its ends."""
    while start < end and (text[start].isspace() or text[start] in _STOPS):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _STOPS):
        end -= 1
    return start, end
