"""Where a gold row may be found: its places in the clean text of the plans and their sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from embeddings.corpus import Document
from eval.gold import Evidence, GoldRow
from eval.validation import clean_span

ENOUGH = 0.6
"""Share of an evidence span that has to be in a hit or quote, in one run."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a document's clean text."""

    document_id: str
    start: int
    end: int

    def share_in(self, other: Span) -> float:
        """Return the share of this span that the other one covers."""
        if self.document_id != other.document_id or self.end <= self.start:
            return 0.0
        return max(0, min(self.end, other.end) - max(self.start, other.start)) / (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be found: any of the spans will do, and any of the sections (either may be empty)."""

    document_id: str
    spans: tuple[Span, ...]
    sections: frozenset[str]
    quotes: tuple[str, ...] = ()


class Plans:
    """The documents, with what judging needs to look up."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in documents}

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """For each section id, the ids from the top level down to it."""
        return {
            path[-1].id: tuple(section.id for section in path)
            for document in self.documents.values()
            for path in document.paths
        }

    def top(self, section_id: str) -> str:
        """Return the id of the top-level section that holds a section."""
        return self.paths.get(section_id, (section_id,))[0]

    def span(self, document_id: str, start: int, end: int) -> Span:
        """Return a raw span as one of the clean text; an unknown document gives an empty one."""
        document = self.documents.get(document_id)
        return Span(document_id, *(clean_span(document, start, end) if document else (0, 0)))

    def quote_at(self, span: Span) -> str:
        """Return the words of a span."""
        document = self.documents.get(span.document_id)
        return document.clean.text[span.start : span.end] if document else ""

    def targets(self, row: GoldRow) -> tuple[Target, ...]:
        """Return what is to be found for a row; another place in the same plan will do as well."""
        if not row.evidence:
            return self._section_targets(row)
        return tuple(
            Target(
                document_id=evidence.document_id,
                spans=(self._span(evidence), *(self._span(each) for each in self._also(row, evidence))),
                sections=frozenset(
                    {section}
                    | {each.section for each in self._also(row, evidence) if each.section}
                    | {each for each in row.also_sections if _document_of(each) == evidence.document_id}
                ),
                quotes=(evidence.quote, *(each.quote for each in self._also(row, evidence))),
            )
            for evidence, section in zip(row.evidence, row.sections, strict=True)
        )

    def _section_targets(self, row: GoldRow) -> tuple[Target, ...]:
        """Return the targets of a row that names sections alone, one for each document."""
        by_document: dict[str, set[str]] = {}
        for each in (*row.sections, *row.also_sections):
            by_document.setdefault(_document_of(each), set()).add(each)
        return tuple(Target(name, (), frozenset(ids)) for name, ids in by_document.items())

    def _span(self, evidence: Evidence) -> Span:
        return self.span(evidence.document_id, evidence.start, evidence.end)

    @staticmethod
    def _also(row: GoldRow, evidence: Evidence) -> Sequence[Evidence]:
        return [each for each in row.also if each.document_id == evidence.document_id]


def _document_of(section_id: str) -> str:
    return section_id.partition("/")[0]
