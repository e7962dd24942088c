"""What a reader says of the hits of a question: each hit is cut into sentences or table rows and read in windows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from embeddings.chunking import Chunk
from embeddings.corpus import Document
from embeddings.encoder_view import EncoderView
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.sentences import sentence_spans
from qa.answering.reader import Readable, Reader, Reading, Span

WINDOW = 300
"""Characters of a passage that are read at once: the reader was trained on passages of that length."""

Place = tuple[str, int, int]
"""Document id and span of its clean text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a table row as it is read out, with its span in the document's clean text.

    ``verbatim`` says that ``text`` is that span's own, so that places in it are places in the document.
    """

    start: int
    end: int
    text: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What the reader says of a unit.

    ``relevance`` (0 to 1) is how much it belongs to the answer, ``answerable`` (0 to 1) how sure the reader is that the
    window it stands in answers; ``short`` is the span in the clean text that answers best, if it lies in this unit.
    """

    relevance: float
    answerable: float
    short: Span | None = None


class HitReader:
    """Reads hits for a question and says what it thinks of each of their sentences and rows."""

    def __init__(self, reader: Reader, documents: Mapping[str, Document]) -> None:
        self._reader = reader
        self._documents = documents

    @property
    def fingerprint(self) -> str:
        """Identity of the reader."""
        return self._reader.fingerprint

    def read(
        self, query: Query, hits: Sequence[Hit], *, only: Collection[Place] | None = None
    ) -> dict[Place, UnitReading]:
        """Return what the reader says of each unit of the hits, or of those that are named in ``only``."""
        asked = " ".join([*query.history, query.asked])
        alike: dict[str, list[tuple[Chunk, list[Unit], Readable]]] = {}
        for chunk in (hit.chunk for hit in hits):
            units = units_of(self._documents, chunk)
            wanted = [
                each for each in units if only is None or (chunk.document_id, each.start, each.end) in only
            ]
            alike.setdefault(chunk.view.text(asked), []).extend(
                (chunk, window, _readable(chunk, window)) for window in windows_of(wanted)
            )
        found: dict[Place, UnitReading] = {}
        for question, passages in alike.items():
            read = self._reader.read(question, [readable for _, _, readable in passages])
            for (chunk, window, readable), reading in zip(passages, read, strict=True):
                for index, unit in enumerate(window):
                    place = (chunk.document_id, unit.start, unit.end)
                    short = _short_in(unit, readable.spans[index], reading, chunk.view)
                    told = UnitReading(float(reading.relevance[index]), reading.answerable, short)
                    if place not in found or found[place].relevance < told.relevance:
                        found[place] = told
        return found


def units_of(documents: Mapping[str, Document], chunk: Chunk) -> list[Unit]:
    """Cut a chunk into its table rows with figures, else into its sentences, its heading left out; a note is one."""
    document = documents[chunk.document_id]
    section = document.path_at(chunk.clean_start)[-1]
    tables = document.tables.get(chunk.section_id, ()) if chunk.reading else ()
    rows = [
        Unit(row.quote_start, row.end, row.reading(table), verbatim=False)
        for table in tables
        if table.kind == "numbers"
        for row in table.rows
        if chunk.clean_start <= row.start < chunk.clean_end
    ]
    if rows:
        return rows
    text = document.clean.text
    if section.kind == "notes":
        spans = [(chunk.clean_start, chunk.clean_end)]
    else:
        cut = ((chunk.clean_start + a, chunk.clean_start + b) for a, b in sentence_spans(chunk.text))
        spans = [(a, b) for a, b in cut if any(c.isalnum() for c in text[max(a, section.head_end) : b])]
    return [Unit(a, b, text[a:b], verbatim=True) for a, b in spans]


def windows_of(units: Sequence[Unit]) -> list[list[Unit]]:
    """Put consecutive units together in windows of at most about :data:`WINDOW` characters, of like length."""
    total = sum(len(unit.text) for unit in units)
    size = total / max(1, ceil(total / WINDOW))
    windows: list[list[Unit]] = []
    filled = 0.0
    for unit in units:
        if not windows or filled + len(unit.text) / 2 > size * len(windows):
            windows.append([])
        windows[-1].append(unit)
        filled += len(unit.text)
    return windows


def _readable(chunk: Chunk, window: Sequence[Unit]) -> Readable:
    """Return a window as the reader sees it."""
    see = chunk.view.text
    return Readable.of(
        see(chunk.city), [see(each) for each in chunk.chapter], [see(unit.text) for unit in window]
    )


def _short_in(unit: Unit, span: Span, reading: Reading, view: EncoderView) -> Span | None:
    if reading.short is None or not unit.verbatim:
        return None
    start, end = reading.short
    if not span[0] <= start < end <= span[1]:
        return None
    start, end = view.rewrite(unit.text).undone(unit.text).span(start - span[0], end - span[0])
    return unit.start + start, unit.start + end
