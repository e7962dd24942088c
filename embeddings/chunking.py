"""Sections cut into chunks that fit an encoder and never cross a section border."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.encoder_view import AS_IT_IS, EncoderView
from embeddings.headings import Section
from embeddings.tables import Cell, Row, Table

MOST = 400
"""Longest chunk, in characters of clean text."""
LEAST = 150
"""Shortest chunk, where the section itself is not shorter."""
# Where a paragraph changes its topic without a line of its own: 一是…, a bold lead whose marks were lost (产业道路更广。),
# 铁路方面, “两心”:. A long paragraph is cut there first.
_LEAD = (
    r"(?<=[。;；])(?=[一二三四五六七八九十]是|首先[,，]|其次[,，]|[^,，。;；:：\n]{2,18}。[^\n”]|"
    r"[^,，。;；:：\n]{2,8}方面[,，]|“[^”\n]{1,8}”[:：]|[一二三四五六七八九十][\u4e00-\u9fff]{1,5}[:：])"
)
_SEPARATORS = ["\n+", _LEAD, "[。！？!?][”’）)]*", "[；;]", "[,，]", "、", ""]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one section.

    ``text`` is what is quoted from; ``context`` (city and heading path) and, in a table, ``reading`` (its rows with
    their column names) go into the index only. ``start:end`` are raw offsets, ``clean_start:clean_end`` those of
    ``text`` in the document's clean text. ``view`` says how the encoders see it.
    """

    id: str
    document_id: str
    city: str
    section_id: str
    chapter: tuple[str, ...]
    text: str
    context: str
    reading: str
    start: int
    end: int
    clean_start: int
    clean_end: int
    view: EncoderView = AS_IT_IS

    @property
    def passage(self) -> str:
        """What is indexed: where the chunk stands, then what it says."""
        return f"{self.context}\n{self.reading or self.text}"

    @property
    def encoded(self) -> str:
        """What is embedded: the passage as the encoders see it."""
        return self.view.text(self.passage)


def chunk_document(document: Document) -> Iterator[Chunk]:
    """Yield the chunks of every section of a document, in the order of the text."""
    for path in document.paths:
        yield from split_section(document, path)


def split_section(document: Document, path: Sequence[Section]) -> Iterator[Chunk]:
    """Yield the chunks of a section's own text; one that is only a heading has none."""
    section = path[-1]
    text = document.clean.text
    body = text[section.head_end : section.own_end]
    if not any(character.isalnum() for character in body):
        return
    here = _context(document, path)
    view = EncoderView.of(document.entry, document.period)
    if section.kind == "notes":
        pieces = list(_note_pieces(document, section))
    else:
        pieces = [(start, end, here, reading) for start, end, reading in _pieces(document, section)]
    for number, (start, end, context, reading) in enumerate(pieces, start=1):
        start, end = _trim(text, start, end)
        if start >= end:
            continue
        raw_start, raw_end = document.clean.to_raw(start, end)
        yield Chunk(
            id=f"{section.id}#{number}",
            document_id=document.id,
            city=document.city,
            section_id=section.id,
            chapter=document.chapter_at(start),
            text=text[start:end],
            context=context,
            reading=reading,
            start=raw_start,
            end=raw_end,
            clean_start=start,
            clean_end=end,
            view=view,
        )


def _context(document: Document, path: Sequence[Section]) -> str:
    labels = [section.label for section in path if section.level > 0]
    return " ".join([document.city, *labels]) if labels else f"{document.city} {document.title}"


def _note_pieces(document: Document, section: Section) -> Iterator[tuple[int, int, str, str]]:
    """Yield each endnote with the heading path of its marker: it explains a term used there."""
    lines = re.finditer(r"[^\n]*\S[^\n]*", document.clean.text[: section.own_end])
    notes = [line.span() for line in lines if line.start() >= section.clean_start]
    for (start, end), path in zip(notes, document.note_paths.values(), strict=False):
        for a, b in _spans(document.clean.text, start, end):
            yield a, b, _context(document, path), ""


def _pieces(document: Document, section: Section) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of a section with their readings: its tables by whole rows, the text around them by sentences."""
    text = document.clean.text
    position = section.clean_start
    for table in document.tables.get(section.id, ()):
        heads = not any(
            character.isalnum() for character in text[max(position, section.head_end) : table.start]
        )
        if not heads:
            yield from ((a, b, "") for a, b in _spans(text, position, table.start))
            position = table.start
        title = "" if section.kind == "box" else table.title
        yield from _table_pieces(text, table, position, title)
        position = table.end
    if position < section.own_end:
        yield from ((a, b, "") for a, b in _spans(text, position, section.own_end))


def _table_pieces(text: str, table: Table, start: int, title: str) -> Iterator[tuple[int, int, str]]:
    """Pack whole rows into pieces from ``start``, where the heading or the title of the table stands.

    A row that is itself too long is cut between its cells, and a cell that is too long between its sentences.
    """
    readings, end, category = [title] if title else list[str](), start, ""
    packed = False
    for row in table.rows:
        if packed and row.end - start > MOST:
            yield start, end, "\n".join(readings)
            start, readings, packed = end, [], False
        if row.end - start > MOST:
            yield from _row_pieces(text, table, row, start, "\n".join(readings))
            start, end, readings, packed = row.end, row.end, [], False
            continue
        if row.category and (row.category != category or not packed):
            readings.append(row.category)
        category = row.category
        readings.append(row.reading(table))
        end, packed = row.end, True
    if packed:
        yield start, end, "\n".join(readings)


def _row_pieces(text: str, table: Table, row: Row, start: int, before: str) -> Iterator[tuple[int, int, str]]:
    """Cut a long row between its cells; each piece is read with the name of the row and the columns of its cells."""
    values: list[Cell] = []
    end = start
    for value in row.values:
        if values and value.end - start > MOST:
            yield start, end, _lines(before, row.part(table, values))
            start, values, before = end, [], ""
        if value.end - start > MOST:
            for a, b in _spans(text, start, value.end):
                yield a, b, _lines(before, row.part(table, [value]))
                before = ""
            start, end = value.end, value.end
            continue
        values.append(value)
        end = value.end
    if values or end < row.end:
        yield start, row.end, _lines(before, row.part(table, values))


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut ``text[start:end]`` into spans of at most ``MOST`` characters, evenly, at the best separators."""
    length = end - start
    if length <= MOST:
        return [(start, end)]
    size = min(MOST, math.ceil(length / math.ceil(length / (MOST * 0.85)) * 1.15))
    starts = _split_points(text[start:end], size)
    spans = [(start + a, start + b) for a, b in zip(starts, [*starts[1:], length], strict=True)]
    return _merge_short(spans)


def _split_points(text: str, size: int) -> list[int]:
    """Return where the pieces start; together they give the text back."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    points, position = [], 0
    for piece in splitter.split_text(text):
        found = text.index(piece, position)
        points.append(found)
        position = found + len(piece)
    points[0] = 0
    return points


def _merge_short(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a short piece to a neighbour where the two stay within the limit."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        short = merged and (end - start < LEAST or merged[-1][1] - merged[-1][0] < LEAST)
        if short and end - merged[-1][0] <= MOST:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
