"""What a careful reader would ask about the outline of a plan: gaps, repeats, lost titles, headings without text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.contents import Contents
from embeddings.corpus import Document
from embeddings.heading_marks import UNNUMBERED
from embeddings.heading_words import FUSED_TITLE
from embeddings.headings import LOST_TITLE, Section
from embeddings.markers import read_marker
from embeddings.scripts import search_form

_UNCOUNTED = ("preamble", "notes", "named", UNNUMBERED)
_LONG = 3000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a heading: ``line`` is the line of the raw text it stands on, counted from 1."""

    kind: str
    line: int
    label: str
    message: str

    def to_json(self) -> dict[str, object]:
        """Return the finding as plain JSON values."""
        return {"kind": self.kind, "line": self.line, "label": self.label, "message": self.message}


def check_outline(document: Document) -> list[Finding]:
    """Return what is remarkable about the outline of a document, in the order of its text."""
    findings = [
        *_unassigned(document),
        *(finding for path in document.paths for finding in _of_section(document, path)),
        *_numbering(document, document.sections),
        *_against_contents(document),
    ]
    return sorted(findings, key=lambda finding: finding.line)


def _unassigned(document: Document) -> Iterator[Finding]:
    """Yield the text that no section or more than one holds; the tree is built so that there is none."""
    own = [(path[-1].clean_start, path[-1].own_end) for path in document.paths]
    ends = [0, *(end for _, end in own)]
    starts = [*(start for start, _ in own), len(document.clean.text)]
    for end, start in zip(ends, starts, strict=True):
        if end != start and document.clean.text:
            at = document.clean.to_raw(min(start, end), max(start, end))[0]
            yield Finding(
                "unassigned", document.line_of(at), "", f"{abs(start - end)} characters in no section"
            )


def _of_section(document: Document, path: Sequence[Section]) -> Iterator[Finding]:
    section = path[-1]
    line, label = document.line_of(section.start), section.label or "(preamble)"
    if section.level == 0:
        return
    if LOST_TITLE in section.title:
        yield Finding("title lost", line, label, "the source has no heading here; its number is inferred")
    elif section.title.endswith(FUSED_TITLE):
        yield Finding(
            "title fused", line, label, "the heading lost its full stop; where it ends is not known"
        )
    elif section.printed and section.printed != section.title:
        yield Finding(
            "title mended", line, label, f"printed as {section.printed!r}, whole in the table of contents"
        )
    body = document.clean.text[section.head_end : section.own_end]
    if not section.children and not any(character.isalnum() for character in body):
        yield Finding("empty", line, label, "a heading without text")
    elif len(body) > _LONG and section.kind not in ("box", "notes"):
        yield Finding("long", line, label, f"{len(body)} characters without a heading")


def _numbering(document: Document, siblings: Sequence[Section]) -> Iterator[Finding]:
    """Yield gaps, repeats and false starts among the headings of one kind under one parent.

    Numbers that run through the whole document start anywhere.
    """
    by_kind: dict[str, list[Section]] = {}
    for section in siblings:
        if section.kind not in _UNCOUNTED:
            by_kind.setdefault(section.kind, []).append(section)
        yield from _numbering(document, section.children)
    for kind, sections in by_kind.items():
        first = sections[0]
        if first.ordinal > 1 and not _runs_through(document, kind, first):
            yield _numbered(document, first, "gap", f"the first of its kind here has number {first.ordinal}")
        for before, after in pairwise(sections):
            if after.ordinal == before.ordinal:
                yield _numbered(document, after, "repeat", f"number {after.ordinal} again")
            elif after.ordinal < before.ordinal:
                yield _numbered(document, after, "restart", f"number {after.ordinal} after {before.ordinal}")
            elif after.ordinal > before.ordinal + 1:
                yield _numbered(document, after, "gap", f"number {after.ordinal} after {before.ordinal}")


def _numbered(document: Document, section: Section, kind: str, message: str) -> Finding:
    return Finding(kind, document.line_of(section.start), section.label, message)


def _runs_through(document: Document, kind: str, section: Section) -> bool:
    before = [path[-1] for path in document.paths if path[-1].kind == kind and path[-1].start < section.start]
    return bool(before) and before[-1].ordinal == section.ordinal - 1


def _against_contents(document: Document) -> Iterator[Finding]:
    """Yield the entries of the table of contents that no heading has, and those that differ from theirs."""
    headings = [path[-1] for path in document.paths]
    titles = {search_form(section.title) for section in headings}
    contents = Contents(document.clean.contents)
    start = next((edit.start for edit in document.clean.edits if edit.kind == "contents"), 0)
    for entry in document.clean.contents if contents else ():
        marker = read_marker(search_form(entry))
        if marker is None or search_form(entry[marker.number_end :]) in titles:
            continue
        alike = [
            section.label
            for section in headings
            if (section.kind, section.ordinal) == (marker.kind, marker.ordinal)
            and set(search_form(section.title)) >= set(search_form(entry[marker.number_end :]))
        ]
        message = (
            f"the contents have {entry!r}"
            if alike
            else f"an entry of the contents without a heading: {entry!r}"
        )
        yield Finding("contents", document.line_of(start), alike[0] if alike else "", message)
