"""Rows from gold questions on the shipped plans: the chunk that holds the evidence, cut into sentences or rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document
from embeddings.sentences import sentence_spans
from embeddings.tables import read_tables
from eval.gold import Evidence, GoldRow
from eval.reader.rows import Row, Source


def gold_row_sources(rows: Sequence[GoldRow], documents: Sequence[Document], random: Random) -> Iterator[Row]:
    """Yield for each piece of evidence its chunk, and another chunk of the same plan that holds none."""
    by_id = {document.id: document for document in documents}
    chunks = {document.id: list(chunk_document(document)) for document in documents}
    for row in rows:
        asked = " ".join([*row.history, row.question])
        evidence = [*row.evidence, *row.also]
        for each in row.evidence:
            held = [chunk for chunk in chunks[each.document_id] if _meets(chunk, each)]
            for chunk in held[:1]:
                yield _row(by_id[each.document_id], chunk, asked, evidence, row)
            others = [
                chunk for chunk in chunks[each.document_id] if not any(_meets(chunk, e) for e in evidence)
            ]
            near = [chunk for chunk in others if held and chunk.section_id == held[0].section_id] or others
            yield _row(by_id[each.document_id], random.choice(near), asked, (), row)


def _meets(chunk: Chunk, evidence: Evidence) -> bool:
    return (
        chunk.document_id == evidence.document_id
        and chunk.start < evidence.end
        and evidence.start < chunk.end
    )


def _row(document: Document, chunk: Chunk, asked: str, evidence: Sequence[Evidence], row: GoldRow) -> Row:
    spans, units = _units(document, chunk)
    places = [
        (document.clean.from_raw(each.start), document.clean.from_raw(each.end))
        for each in evidence
        if _meets(chunk, each)
    ]
    right = tuple(i for i, (a, b) in enumerate(spans) if any(a < end and start < b for start, end in places))
    short = None
    for i in right:
        for wanted in (alternative for group in row.required for alternative in group):
            at = units[i].find(wanted)
            if at >= 0 and short is None:
                short = (i, at, at + len(wanted))
    made = "gold" if right else "gold unanswered"
    return Row(asked, document.city, chunk.chapter, tuple(units), right, short, row.kind, made, row.language)


def _units(document: Document, chunk: Chunk) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the places in the clean text and the words of a chunk's table rows, else of its sentences."""
    path = document.path_at(chunk.clean_start)
    rows = [
        (row.start, row.end, row.reading(table))
        for table in read_tables(document.clean, document.search_text, path[-1])
        for row in table.rows
        if chunk.clean_start <= row.start and row.end <= chunk.clean_end
    ] if chunk.reading and path else []  # fmt: skip
    if not rows:
        begin = chunk.clean_start
        rows = [(begin + a, begin + b, chunk.text[a:b].strip()) for a, b in sentence_spans(chunk.text)]
    return [(a, b) for a, b, _ in rows], [text for _, _, text in rows]


def source_of(document: Document) -> Source:
    """Return a plan's sentences as a source, for look-alikes of questions that the plans do not answer."""
    lines, headings = [], []
    for chunk in chunk_document(document):
        _, units = _units(document, chunk)
        lines.extend(units)
        headings.extend([chunk.chapter] * len(units))
    return Source(document.id, document.city, tuple(lines), tuple(headings))
