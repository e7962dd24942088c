"""Passages that a generator was given, and the piece of one that a sentence rests on: sentences, or a table row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.chunking import Chunk
from embeddings.corpus import Document
from embeddings.facts.periods import year_names
from embeddings.headings import Section
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans, sentence_spans
from embeddings.tables import Row, Table
from qa.amounts import numbers_of
from qa.locating import Quote, fold, folded_span, row_quote
from qa.wording import Said, coverage

_LONGEST_RUN = 3
"""Sentences of a plan that one sentence of an answer may rest on."""
_LENGTH_COST = 0.0004
_NUMBERS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage under the number that it was shown with; offsets into the document's clean text."""

    number: int
    chunk: Chunk

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> tuple[Passage, ...]:
        """Return the passages of hits, numbered from 1."""
        return tuple(cls(number, hit.chunk) for number, hit in enumerate(hits, start=1))


@dataclass(frozen=True, slots=True)
class Piece:
    """What a sentence may rest on: its quotes, how it reads when it is said verbatim, and how much of the sentence it has."""

    passage: Passage
    quotes: tuple[Quote, ...]
    said: str
    score: float
    fault: str = ""


class PieceFinder:
    """Finds in passages what a sentence rests on."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def best(self, said: Said, passages: Sequence[Passage]) -> Piece | None:
        """Return the piece that has most of a sentence, the shorter of equals; None where none has anything of it."""
        pieces = [piece for passage in passages for piece in self._pieces(said, passage)]
        best = max(pieces, key=lambda piece: piece.score, default=None)
        return best if best is not None and best.score > 0 else None

    def _pieces(self, said: Said, passage: Passage) -> Iterator[Piece]:
        rows = list(self._rows(passage)) if passage.chunk.reading else []
        for row, table in rows:
            yield self._row_piece(said, passage, row, table)
        if rows:
            return
        yield from self._exact(said, passage)
        document = self._documents[passage.chunk.document_id]
        spans = self._sentences(passage)
        for first in range(len(spans)):
            for last in range(first, min(first + _LONGEST_RUN, len(spans))):
                start, end = self._tightened(said, document, spans[first][0], spans[last][1])
                score = self._score(said, document.search_text[start:end], end - start)
                text = document.clean.text[start:end]
                quote = Quote(document.id, passage.chunk.section_id, text, start)
                yield Piece(passage, (quote,), text, score)

    def _exact(self, said: Said, passage: Passage) -> Iterator[Piece]:
        """Yield the clauses that have the sentence word for word, if any do."""
        document = self._documents[passage.chunk.document_id]
        words, kept = folded_span(document, passage.chunk.clean_start, passage.chunk.clean_end)
        wanted = fold(said.original)
        at = words.find(wanted) if len(wanted) > 1 else -1
        if at < 0:
            return
        first, last = kept[at], kept[at + len(wanted) - 1] + 1
        start, end = first, last
        for a, b in self._sentences(passage):
            for clause_start, clause_end in clause_spans(document.clean.text, a, b):
                if clause_start <= first < clause_end:
                    start = clause_start
                if clause_start < last <= clause_end:
                    end = clause_end
        start, end = trim(document.clean.text, start, end)
        text = document.clean.text[start:end]
        yield Piece(
            passage,
            (Quote(document.id, passage.chunk.section_id, text, start),),
            text,
            2 - _LENGTH_COST * len(text),
        )

    def rows_at(self, document_id: str, start: int, end: int) -> Iterator[tuple[Row, Table]]:
        """Yield the table row that is a span of the clean text, if it is one."""
        document = self._documents[document_id]
        for row, table in self._rows_of(document, document.path_at(start)[-1]):
            if row.quote_start == start and row.end == end:
                yield row, table

    def _rows(self, passage: Passage) -> Iterator[tuple[Row, Table]]:
        chunk = passage.chunk
        document = self._documents[chunk.document_id]
        for row, table in self._rows_of(document, document.path_at(chunk.clean_start)[-1]):
            if chunk.clean_start <= row.start < chunk.clean_end:
                yield row, table

    def _rows_of(self, document: Document, section: Section) -> Iterator[tuple[Row, Table]]:
        for table in document.tables.get(section.id, ()):
            if table.kind == "numbers":
                yield from ((row, table) for row in table.rows)

    def _row_piece(self, said: Said, passage: Passage, row: Row, table: Table) -> Piece:
        document = self._documents[passage.chunk.document_id]
        reading = search_form(row.reading(table))
        years = year_names(said.folded)
        pairs = row.asked(years) if row.columns else []
        told = row.said(pairs) if pairs else row.reading(table)
        numbers = numbers_of(said.folded)
        cells = [pair for pair in pairs if not numbers.isdisjoint(numbers_of(pair[1].folded))]
        quote = row_quote(document, passage.chunk.section_id, row, table, cells)
        score = self._score(said, reading, len(reading))
        return Piece(passage, (quote,), told, score, _column_fault(said, row, years))

    def _sentences(self, passage: Passage) -> list[tuple[int, int]]:
        chunk = passage.chunk
        document = self._documents[chunk.document_id]
        head_end = document.path_at(chunk.clean_start)[-1].head_end
        spans = ((chunk.clean_start + a, chunk.clean_start + b) for a, b in sentence_spans(chunk.text))
        trimmed = (trim(document.clean.text, max(a, min(head_end, b)), b) for a, b in spans)
        return [(a, b) for a, b in trimmed if any(c.isalnum() for c in document.clean.text[a:b])]

    def _tightened(self, said: Said, document: Document, start: int, end: int) -> tuple[int, int]:
        """Leave out the clauses at both ends that have nothing of the sentence which the rest has not."""
        text = document.search_text
        whole = self._cover(said, text[start:end])
        clauses = list(clause_spans(text, start, end))
        while len(clauses) > 1 and self._cover(said, text[clauses[1][0] : clauses[-1][1]]) >= whole:
            clauses.pop(0)
        while len(clauses) > 1 and self._cover(said, text[clauses[0][0] : clauses[-2][1]]) >= whole:
            clauses.pop()
        return trim(document.clean.text, clauses[0][0], clauses[-1][1]) if clauses else (start, end)

    def _score(self, said: Said, text: str, length: int) -> float:
        cover = self._cover(said, text)
        return cover - _LENGTH_COST * length if cover > 0 else 0.0

    @staticmethod
    def _cover(said: Said, text: str) -> float:
        wanted = numbers_of(said.folded)
        words = coverage(said, text)
        if not wanted:
            return words
        return (1 - _NUMBERS_SHARE) * words + _NUMBERS_SHARE * len(wanted & numbers_of(text)) / len(wanted)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out spaces and pauses at both ends of a span."""
    while start < end and (text[start].isspace() or text[start] in "—、,，;；"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",，、:：;；﹔。"):
        end -= 1
    return start, end


def _column_fault(said: Said, row: Row, years: Sequence[str]) -> str:
    """Return why the values said are not those of the years said, for a row whose columns are certain."""
    numbers = numbers_of(said.folded)
    named = [(column, value) for column, value in row.pairs() if year_names(search_form(column))]
    if not years or not row.columns:
        return ""
    for number in numbers - set(years):
        columns = [column for column, value in named if number in numbers_of(value.folded)]
        if columns and not any(year in column for column in columns for year in years):
            return f"value of another year ({number})"
    return ""
