"""Links to quotes that hold when an index or the text around them changes, and that tell when the quote did.

A link is ``/plans/<document>#<section>-<hash>``: the section's numbers joined by ``-`` and the first hexadecimal digits of
the SHA-256 of the folded quote with its length in folded characters (``~27``), so that the words themselves are found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from embeddings.corpus import Document
from embeddings.headings import Section
from qa.locating import Place, folded_span

_LINK = re.compile(
    r"^/plans/(?P<document>[^#/]+)#(?P<anchor>.*)-(?P<digest>[0-9a-f]{12})~(?P<length>\d{1,6})$"
)
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a permalink leads to.

    ``found``: the quote stands at ``place``. ``moved``: it stands there, in another section than the link names.
    ``changed``: the plan is there and no longer has these words. ``gone``: the plan is not there.
    """

    state: Literal["found", "moved", "changed", "gone"]
    place: Place | None = None


def permalink(document: Document, section_id: str, start: int, end: int) -> str:
    """Return the link of a quote, a span of the clean text in a section."""
    words, _ = folded_span(document, start, end)
    anchor = section_id.removeprefix(f"{document.id}/").replace("/", "-")
    return f"/plans/{document.id}#{anchor}-{_digest(words)}~{len(words)}"


def resolve(link: str, documents: Mapping[str, Document]) -> Resolved:
    """Return where the quote of a permalink stands now; its section is searched first, then the whole plan.

    Raises:
        ValueError: this is no permalink.

    """
    parts = _LINK.match(link)
    if parts is None:
        raise ValueError(f"{link!r} is no permalink of a quote")
    document = documents.get(parts["document"])
    if document is None:
        return Resolved("gone")
    section = _section(document, parts["anchor"])
    length = int(parts["length"])
    if section is not None:
        found = _find(document, section.clean_start, section.clean_end, parts["digest"], length)
        if found is not None:
            return Resolved("found", found)
    found = _find(document, 0, len(document.clean.text), parts["digest"], length)
    return Resolved("moved", found) if found is not None else Resolved("changed")


def _section(document: Document, anchor: str) -> Section | None:
    for path in document.paths:
        if path[-1].id.removeprefix(f"{document.id}/").replace("/", "-") == anchor:
            return path[-1]
    return None


def _find(document: Document, start: int, end: int, digest: str, length: int) -> Place | None:
    """Return the first run of ``length`` folded characters with this hash; folding keeps one for one."""
    words, kept = folded_span(document, start, end)
    for at in range(len(words) - length + 1 if length else 0):
        if _digest(words[at : at + length]) == digest:
            return document.id, kept[at], kept[at + length - 1] + 1
    return None


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:_DIGITS]
