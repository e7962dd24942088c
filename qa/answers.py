"""The answer as every caller gets it: command line, chat, HTTP and evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from embeddings.query.courtesy import Courtesy
from embeddings.query.history import Carried

Language = Literal["zh-Hans", "zh-Hant", "en"]
Support = Literal["verbatim", "paraphrase", "unverified", "computed"]
"""``computed``: made from the facts that are cited, and checked by them; no quote prints it."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A word of a plan and what it is in English, from a vocabulary."""

    zh: str
    en: str

    def to_json(self) -> dict[str, str]:
        """Return the gloss as plain JSON values."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """Words of a document beside a quote, at raw offsets: the head of its table, or a cell under the head ``column``."""

    quote: str
    start: int
    end: int
    column: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the part as plain JSON values."""
        column = {"column": self.column} if self.column else {}
        return {**column, "quote": self.quote, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Citation:
    """One verified quote and where it stands.

    ``chapter`` runs from the top level to the deepest heading that governs the quote. ``start`` and ``end``
    are character offsets into the raw text of the document. ``before`` and ``after`` are the plan's own words
    around the quote, for reading; they are not part of the JSON. ``label`` is which of several documents of its place
    it is from, empty where the place has one. ``glossary`` tells an English reader words of it. The row of a table has the
    ``head`` of its columns, and the ``cells`` of it that are told, each with its column; none where all of it is.
    """

    marker: int
    city: str
    document: str
    document_id: str
    chapter: tuple[str, ...]
    section_id: str
    quote: str
    start: int
    end: int
    permalink: str
    warnings: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    glossary: tuple[Gloss, ...] = ()
    label: str = ""
    head: QuotedPart | None = None
    cells: tuple[QuotedPart, ...] = ()

    @property
    def parts(self) -> tuple[QuotedPart, ...]:
        """What is quoted, piece by piece: the words, and the head of their table."""
        own = QuotedPart(self.quote, self.start, self.end)
        return (own,) if self.head is None else (own, self.head)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of what is quoted, piece by piece."""
        return tuple(part.quote for part in self.parts)

    @property
    def name(self) -> str:
        """The place, and which of its documents where it has several."""
        return f"{self.city}{self.label}"

    def to_json(self) -> dict[str, object]:
        """Return the citation as plain JSON values."""
        return {
            "marker": self.marker,
            "city": self.city,
            "document": self.document,
            "document_id": self.document_id,
            "chapter": list(self.chapter),
            "section_id": self.section_id,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "permalink": self.permalink,
            "warnings": list(self.warnings),
            "glossary": [each.to_json() for each in self.glossary],
            "head": None if self.head is None else self.head.to_json(),
            "cells": [each.to_json() for each in self.cells],
            **({"label": self.label} if self.label else {}),
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, the markers of its citations, and the rule that verified it.

    ``lead`` is said in front of it in words of our own that no plan has: 是, 共12章, what the catalogue knows.
    """

    text: str
    markers: tuple[int, ...]
    support: Support
    lead: str = ""

    @property
    def marked(self) -> str:
        """The sentence as it is shown: behind its lead, with its markers."""
        return self.lead + self.text + "".join(f"[{marker}]" for marker in self.markers)

    def to_json(self) -> dict[str, object]:
        """Return the sentence as plain JSON values."""
        return {
            "text": self.text,
            "markers": list(self.markers),
            "support": self.support,
            "lead": self.lead,
        }


@dataclass(frozen=True, slots=True)
class Nearest:
    """The section of a plan that comes nearest to a question that is refused, to be read there."""

    city: str
    document_id: str
    chapter: tuple[str, ...]
    permalink: str

    def to_json(self) -> dict[str, object]:
        """Return the section as plain JSON values."""
        return {
            "city": self.city,
            "document_id": self.document_id,
            "chapter": list(self.chapter),
            "permalink": self.permalink,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a refusal (``refused``), which is a result and carries no citation.

    ``text`` is what is shown: the sentences in order with their markers, or the words of the refusal. ``standalone``
    is the question as it was understood from the history, ``carried`` what it took over from there. ``repaired`` drafted sentences were replaced by the plan's
    own words, ``dropped`` ones left out; ``unknown_markers`` cited no passage. ``confidence`` (0 to 1) is how likely what was
    chosen answers the question. A refusal has its ``reason``, the ``nearest`` section of the plan that was asked, and
    ``suggestions``: questions about the same city that are answered. Where a question asks nothing of the plans
    (``courtesy``) the text is a reply to that, with no citation; ``suggestions`` are then what can be asked.
    """

    id: str
    question: str
    language: Language
    refused: bool
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]
    generator: str
    latency_s: float
    standalone: str = ""
    carried: tuple[Carried, ...] = ()
    repaired: int = 0
    dropped: int = 0
    unknown_markers: int = 0
    confidence: float | None = None
    reason: str = ""
    nearest: Nearest | None = None
    suggestions: tuple[str, ...] = ()
    courtesy: Courtesy = ""

    def to_json(self) -> dict[str, object]:
        """Return the answer in the one JSON form that the command line, batches and HTTP share."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone": self.standalone or self.question,
            "carried": [each.to_json() for each in self.carried],
            "language": self.language,
            "refused": self.refused,
            "answer": self.text,
            "sentences": [sentence.to_json() for sentence in self.sentences],
            "citations": [citation.to_json() for citation in self.citations],
            "warnings": list(self.warnings),
            "repaired": self.repaired,
            "dropped": self.dropped,
            "unknown_markers": self.unknown_markers,
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            "reason": self.reason,
            "nearest": None if self.nearest is None else self.nearest.to_json(),
            "suggestions": list(self.suggestions),
            "courtesy": self.courtesy,
            "generator": self.generator,
            "latency_s": round(self.latency_s, 4),
        }
