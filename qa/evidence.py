"""The pieces of the retrieved passages that may answer a question, weighed against what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.facts.periods import PLAN, YEAR, Period
from embeddings.facts.times import years_of
from embeddings.lexical import tokenize
from embeddings.needs import Kind, Need, coverage
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans, sentence_spans
from embeddings.tables import Row, Table
from qa.measures import is_growth_row, is_its_row, is_part_of_another, names_main, same_measure
from qa.ownership import is_of_place
from qa.periods import asks_for_the_past, fits_years, target_years

"""PM2.5, A2: a name that has no other wording."""
_PARAGRAPH = 0.55
_HEADING = 0.5
_OWN_HEADING = 0.75
_NEAR = 60
"""Characters before a value in which its indicator is named."""
_EMPTY = 0.8
"""Least coverage by a row for its empty cell to be what the plan says."""
_SENTENCE = 0.75
_HALF = 0.5
VALUE = re.compile(
    r"\d|[一二三四五六七八九十百千两]+(?:个|家|条|倍|万|亿|所|座|项|成|年|分之)|翻[一两]番|达到[^,，。;]{2,14}水平|完成.{0,6}任务|百分之"
)
_GRADE_ASKED, _GRADE = re.compile(r"几[ag](?![a-z])"), re.compile(r"\d[ag](?![a-z])")
NOT_VALUE = re.compile(
    rf"(?:{YEAR})年?|“?(?:{PLAN})”?|第[一二三四五六七八九十]+|[a-z]+\d[\d.]*|\d[ag](?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, a clause with a value, or a table row of a hit, by its span in the document's clean text.

    ``sentence`` is the span of the sentence around it. ``coverage`` (0 to 1) is the weighted share of the needs
    that it meets with its paragraph and headings; ``fits`` says that it is of the place, year and measure asked and
    names the thing close by, ``measures`` the same without the last.
    """

    hit: Hit
    start: int
    end: int
    sentence: tuple[int, int]
    row: Row | None
    table: Table | None
    coverage: float
    fits: bool
    measures: bool
    valueless: bool = False
    """A sentence without a value beside those that have one, where a value is asked."""
    years: frozenset[str] = frozenset()
    """Years and periods that it speaks of, its own or those of its paragraph or heading."""


@dataclass(frozen=True, slots=True)
class _Piece:
    hit: Hit
    start: int
    end: int
    sentence: tuple[int, int]
    row: Row | None = None
    table: Table | None = None
    lead: str = ""


class EvidenceFinder:
    """Cuts hits into candidates and weighs them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def find(self, query: Query, needs: Sequence[Need], hits: Sequence[Hit], kind: Kind) -> list[Candidate]:
        """Return the candidates of the hits, best first."""
        asked = search_form(query.standalone)
        pieces = [piece for hit in hits for piece in self._pieces(hit, kind, asked)]
        told = self._told(needs, pieces) if kind == "number" else needs
        found = [self._weigh(piece, query, needs, told, kind) for piece in pieces]
        return sorted(found, key=lambda candidate: -candidate.coverage)

    def _told(self, needs: Sequence[Need], pieces: Sequence[_Piece]) -> Sequence[Need]:
        """Return the needs that the pieces have at all, or all of them where they have none.

        What no passage has is in no name: two characters of a question that only stand beside each other.
        """
        there = set[str]()
        for document_id, context, sentence in {
            (piece.hit.chunk.document_id, piece.hit.chunk.context, piece.sentence) for piece in pieces
        }:
            said = self._documents[document_id].search_text[slice(*sentence)]
            there.update(tokenize(f"{said} {search_form(context)}"))
        return [need for need in needs if need.met_by(there) >= _HALF] or needs

    def _pieces(self, hit: Hit, kind: Kind, asked: str) -> Iterator[_Piece]:
        chunk = hit.chunk
        document = self._documents[chunk.document_id]
        rows = [
            (row, table)
            for table in (self._tables_of(hit) if chunk.reading else ())
            for row in table.rows
            if (table.kind == "numbers" or kind != "number")
            and chunk.clean_start <= row.start < chunk.clean_end
        ]
        for row, table in rows:
            start = row.quote_start
            yield _Piece(hit, start, row.end, (start, row.end), row, table)
        if any(table.kind == "numbers" for _, table in rows):
            return
        leads = self._leads(hit)
        graded = bool(_GRADE_ASKED.search(asked))
        for start, end in self.sentences(hit):
            lead = next((lead for a, b, lead in leads if a < end and start < b), "")
            if kind != "number":
                yield _Piece(hit, start, end, (start, end), lead=lead)
                continue
            for a, b in clause_spans(document.clean.text, start, end):
                said = document.search_text[a:b]
                if VALUE.search(NOT_VALUE.sub("", said)) or (graded and _GRADE.search(said)):
                    yield _Piece(hit, a, b, (start, end), lead=lead)

    def _leads(self, hit: Hit) -> list[tuple[int, int, str]]:
        """Return for each text cell of a passage its span and what it stands under: its row and column."""
        return [
            (value.start, value.end, search_form(f"{row.name} {column} "))
            for table in (self._tables_of(hit) if hit.chunk.reading else ())
            for row in table.rows
            for column, value in row.pairs()
        ]

    def sentences(self, hit: Hit) -> list[tuple[int, int]]:
        """Return the sentence spans of a passage in the clean text, its heading left out; a note is one piece."""
        chunk = hit.chunk
        section = self._documents[chunk.document_id].path_at(chunk.clean_start)[-1]
        if section.kind == "notes":
            return [(chunk.clean_start, chunk.clean_end)]
        spans = ((chunk.clean_start + a, chunk.clean_start + b) for a, b in sentence_spans(chunk.text))
        text = self._documents[chunk.document_id].clean.text
        return [(a, b) for a, b in spans if any(c.isalnum() for c in text[max(a, section.head_end) : b])]

    def section_sentences(self, hit: Hit) -> list[tuple[int, int]]:
        """Return the sentence spans of the whole section that a hit is from, its heading left out."""
        document = self._documents[hit.chunk.document_id]
        section = document.path_at(hit.chunk.clean_start)[-1]
        own = document.clean.text[section.head_end : section.own_end]
        spans = ((section.head_end + a, section.head_end + b) for a, b in sentence_spans(own))
        return [(a, b) for a, b in spans if any(c.isalnum() for c in document.clean.text[a:b])]

    def following(self, candidate: Candidate, length: int, *, outer: bool) -> list[tuple[int, int]]:
        """Return the spans of the sentences that follow a candidate in its section, or as far as the ``outer`` one goes."""
        document = self._documents[candidate.hit.chunk.document_id]
        path = document.path_at(candidate.start)
        section = path[-2] if outer and len(path) > 1 else path[-1]
        begin = candidate.sentence[1]
        end = min(section.clean_end, begin + length)
        return [(begin + a, begin + b) for a, b in sentence_spans(document.clean.text[begin:end])]

    def empty_row(self, query: Query, needs: Sequence[Need], hits: Sequence[Hit]) -> Candidate | None:
        """Return the row of the indicator that is asked about where the plan left its cell empty, or None."""
        for candidate in self.find(query, needs, hits, "number"):
            row = candidate.row
            if row is None or not row.columns or candidate.coverage < _EMPTY:
                continue
            if is_its_row(needs, row, candidate.coverage) and not row.has_value(query.years):
                return candidate
        return None

    def _tables_of(self, hit: Hit) -> tuple[Table, ...]:
        return self._documents[hit.chunk.document_id].tables.get(hit.chunk.section_id, ())

    def _weigh(
        self,
        piece: _Piece,
        query: Query,
        needs: Sequence[Need],
        told: Sequence[Need],
        kind: Kind,
    ) -> Candidate:
        """Weigh a piece; ``told`` are the needs that the passages have at all."""
        document = self._documents[piece.hit.chunk.document_id]
        said = document.search_text[piece.start : piece.end]
        if piece.row and piece.table:
            said = search_form(piece.row.reading(piece.table))
        sentence = document.search_text[slice(*piece.sentence)]
        lead = piece.lead + _paragraph(document, piece.start)
        heading = search_form(piece.hit.chunk.context)
        label = search_form(piece.hit.chunk.chapter[-1]) if piece.hit.chunk.chapter else ""
        own = coverage(needs, (set(tokenize(said)), 1.0))
        covered = coverage(
            needs,
            (set(tokenize(said)), 1.0),
            (set(tokenize(sentence)), _SENTENCE),
            (set(tokenize(lead)), _PARAGRAPH),
            (set(tokenize(label)), _OWN_HEADING),
            (set(tokenize(heading)), _HEADING),
        )
        near = years_of(document.period, said, lead, sentence, heading)
        own_period = document.period
        fits = self._fits(piece, query, kind, said, sentence + lead + heading, own_period)
        in_time = fits_years(query, near, kind, own_period)
        # A yearly document goes from one year to the next within a paragraph: what stands before binds nothing there.
        yearly = own_period is not None and own_period.is_year
        headed = heading if piece.hit.chunk.chapter else ""  # else it is the document's title
        told_of = years_of(own_period, said, "", sentence, headed)
        may_be = yearly and fits_years(query, told_of, kind, own_period)
        if kind == "number" and query.places and piece.row is None:
            value = (piece.start, piece.end)
            fits = fits and is_of_place(
                query.places, document.search_text, value, piece.sentence, heading + piece.lead
            )
        measures = fits and (in_time or may_be)
        fits = fits and in_time
        if kind == "number" and piece.row is None:
            near_text = f"{label} {lead[-_NEAR:]}{said}"
            fits = fits and names_main(told, said, near_text)
            fits = fits and (query.form.measure.share or not is_part_of_another(needs, said))
        if piece.row is not None:
            fits = fits and is_its_row(needs, piece.row, own)
        return Candidate(
            hit=piece.hit,
            start=piece.start,
            end=piece.end,
            sentence=piece.sentence,
            row=piece.row,
            table=piece.table,
            coverage=covered,
            fits=fits,
            measures=measures,
            years=frozenset(near),
        )

    @staticmethod
    def _fits(piece: _Piece, query: Query, kind: Kind, said: str, around: str, own: Period | None) -> bool:
        """Say whether a piece can answer: it is about the place that is asked, and its row has a value."""
        if query.places and not any(place in said or place in around for place in query.places):
            return False
        if kind != "number":
            return True
        if piece.row is not None and not piece.row.has_value(query.years):
            return False
        if piece.row is not None and query.form.yearly and asks_for_the_past(query, own):
            return not target_years(own, piece.row.columns)  # its yearly growth is that to come
        asked = query.form.measure
        if piece.row is not None and is_growth_row(asked, piece.row):
            return False
        names = query.form.latin if query.language != "en" else ()
        if any(name not in said + around for name in names):
            return False
        return same_measure(asked, said)


def _paragraph(document: Document, position: int) -> str:
    """Return what stands before a position in its line."""
    text = document.search_text
    return text[text.rfind("\n", 0, position) + 1 : position]
