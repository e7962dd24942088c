"""The pieces of the retrieved passages that may answer a question, weighed against what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans, sentence_spans
from embeddings.tables import Row, Table, read_table
from qa.needs import Kind, Need, coverage, quoted_names
from qa.periods import fits_years, years_of

_UNIT_ASKED = re.compile(
    r"(?:多少|几)[万亿]?(元|家|公里|千米|吨|亩|张|所|公顷|立方米|平方米|平方公里|千瓦|岁)"
)
_SHARE = re.compile(r"占[^,。;]{2,14}(?:比重|比例|的|\d)|贡献率|比重")
_SHARE_ASKED = re.compile(r"占|比|率|份额|百分|share|percent|proportion|rate|ratio|contribut")
_AMOUNT_ASKED = re.compile(r"总量|总值|规模|多少|how (?:much|large)|gdp|output")
_PARAGRAPH = 0.55
_HEADING = 0.5
_OWN_HEADING = 0.75
_RANK = 0.3
"""What the best passage's rank adds; the next ones get less."""
_DAMAGED = 0.3
"""A sound place is taken before a damaged one."""
_PREAMBLE = 0.3
"""The title page speaks of the document, not of the city."""
_NAMED, _HEADED = 0.2, 0.9
"""A section whose heading has the name in quotation marks, or nearly all, that is asked about."""
_ROW, _ROW_SURE = 0.1, 0.85
"""A table of indicators states the figure of the whole city; text may mean a part of it."""
_NEAR, _MAIN = 60, 0.6
"""Characters before a value in which its indicator is named, and how much of the name must stand there."""
_ROW_SHARE, _ROW_NAMED = 0.3, 0.9
_ROW_OWN = 0.45
"""Least coverage by the row itself: a row answers for its indicator only, whatever its table is about."""
_SENTENCE = 0.75
VALUE = re.compile(
    r"\d|[一二三四五六七八九十百千两]+(?:个|家|条|倍|万|亿|所|座|项|成|分之)|翻[一两]番|完成.{0,6}任务|百分之"
)
NOT_VALUE = re.compile(
    r"20\d{2}年?|二〇[一二三][一二三四五六七八九〇零]年?|“?十[三四五]五”?|第[一二三四五六七八九十]+"
    r"|[a-z]+\d[\d.]*|\d[ag](?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, a clause with a value, or a table row of a hit, by its span in the document's clean text.

    ``sentence`` is the span of the sentence around it. ``coverage`` (0 to 1) is the weighted share of the needs
    that it meets with its paragraph and headings; ``score`` adds the rank of the passage and the year.
    """

    hit: Hit
    start: int
    end: int
    sentence: tuple[int, int]
    row: Row | None
    table: Table | None
    coverage: float
    score: float
    fits: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    hit: Hit
    start: int
    end: int
    sentence: tuple[int, int]
    row: Row | None = None
    table: Table | None = None


class EvidenceFinder:
    """Cuts hits into candidates and weighs them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._tables: dict[str, Table | None] = {}

    def find(self, query: Query, needs: Sequence[Need], hits: Sequence[Hit], kind: Kind) -> list[Candidate]:
        """Return the candidates of the hits, best first."""
        found = [
            self._weigh(piece, query, needs, kind, place)
            for place, hit in enumerate(hits)
            for piece in self._pieces(hit, kind)
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def _pieces(self, hit: Hit, kind: Kind) -> Iterator[_Piece]:
        chunk = hit.chunk
        document = self._documents[chunk.document_id]
        table = self._table(hit) if chunk.reading else None
        if table is not None:
            for row in table.rows:
                if chunk.clean_start <= row.start < chunk.clean_end:
                    yield _Piece(hit, row.start, row.end, (row.start, row.end), row, table)
            return
        for start, end in self.sentences(hit):
            if kind != "number":
                yield _Piece(hit, start, end, (start, end))
                continue
            for a, b in clause_spans(document.clean.text, start, end):
                if VALUE.search(NOT_VALUE.sub("", document.search_text[a:b])):
                    yield _Piece(hit, a, b, (start, end))

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

    def _table(self, hit: Hit) -> Table | None:
        chunk = hit.chunk
        if chunk.section_id not in self._tables:
            document = self._documents[chunk.document_id]
            section = next(path[-1] for path in document.paths if path[-1].id == chunk.section_id)
            self._tables[chunk.section_id] = read_table(document.clean, document.search_text, section)
        return self._tables[chunk.section_id]

    def _weigh(self, piece: _Piece, query: Query, needs: Sequence[Need], kind: Kind, place: int) -> Candidate:
        """Weigh a piece of the hit at ``place`` (from 0) among those of its plan or of all."""
        document = self._documents[piece.hit.chunk.document_id]
        said = document.search_text[piece.start : piece.end]
        if piece.row and piece.table:
            said = search_form(piece.row.reading(piece.table))
        sentence = document.search_text[slice(*piece.sentence)]
        lead = _paragraph(document, piece.start)
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
        near = years_of(said, lead, sentence, heading)
        fits = self._fits(piece, query, kind, said, sentence + lead + heading) and fits_years(
            query, near, kind
        )
        if kind == "number" and piece.row is None:
            fits = fits and _names_main(needs, set(tokenize(said + label)) | set(tokenize(lead[-_NEAR:])))
        fits = fits and (piece.row is None or own >= _ROW_OWN or _names_one(needs, set(tokenize(said))))
        score = covered + _RANK / (1 + 0.3 * place)
        score += _ROW if piece.row is not None and own >= _ROW_SURE else 0.0
        score += 0.1 if set(query.years) & near else 0.0
        if kind != "number" and (
            any(name in label for name in quoted_names(query))
            or coverage(needs, (set(tokenize(label)), 1.0)) >= _HEADED
        ):
            score += _NAMED
        if any(d.start < piece.end and piece.start < d.end for d in document.damages):
            score -= _DAMAGED
        if not piece.hit.chunk.chapter:
            score -= _PREAMBLE
        if piece.row is None and len(said) < 10:
            score -= 0.2
        return Candidate(
            piece.hit, piece.start, piece.end, piece.sentence, piece.row, piece.table, covered, score, fits
        )

    @staticmethod
    def _fits(piece: _Piece, query: Query, kind: Kind, said: str, around: str) -> bool:
        """Say whether a piece can answer: it is about the place that is asked, and its row has a value."""
        if query.places and not any(place in said or place in around for place in query.places):
            return False
        if kind != "number":
            return True
        if piece.row is not None and not piece.row.has_value(query.years):
            return False
        return same_measure(search_form(query.standalone), said)


def _names_one(needs: Sequence[Need], own: set[str]) -> bool:
    """Say whether a row is wholly about one of the things asked; the others may say where and when."""
    total = sum(need.weight for need in needs)
    return any(need.weight >= _ROW_SHARE * total and need.met_by(own) >= _ROW_NAMED for need in needs)


def _names_main(needs: Sequence[Need], near: set[str]) -> bool:
    """Say whether the thing whose value is asked is named close to the value, not only somewhere around it."""
    main = max(needs, key=lambda need: need.weight, default=None)
    return main is None or main.met_by(near) >= _MAIN


def same_measure(question: str, said: str) -> bool:
    """Say whether a value is of the sort that is asked for: a share is no amount, and a unit that is named counts."""
    unit = _UNIT_ASKED.search(question)
    if unit and unit.group(1) not in said:
        return False
    return (
        not _SHARE.search(said) or bool(_SHARE_ASKED.search(question)) or not _AMOUNT_ASKED.search(question)
    )


def _paragraph(document: Document, position: int) -> str:
    """Return what stands before a position in its line."""
    text = document.search_text
    return text[text.rfind("\n", 0, position) + 1 : position]
