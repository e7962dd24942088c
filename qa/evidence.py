"""The pieces of the retrieved passages that may answer a question, weighed against what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.needs import Kind, Need, coverage, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans, sentence_spans
from embeddings.tables import Row, Table, read_tables
from qa.periods import fits_years, years_of

_UNIT_ASKED = re.compile(
    r"(?:多少|几)[万亿]?(元|家|公里|千米|吨|亩|张|所|公顷|立方米|平方米|平方公里|千瓦|岁)"
)
_SHARE = re.compile(r"占[^,。;]{2,14}(?:比重|比例|的|\d)|贡献率|比重")
_SHARE_WORD = re.compile(r"比重|占|份额|强度|share|proportion")
_GROWTH = re.compile(r"增长|增速|增幅|年均")
_GROWTH_CLAUSE = re.compile(r"(?:年均)?(?:增长|增速|增幅)[^,，。;]*")
_GROWTH_ASKED = re.compile(r"增长(?!极|点|引擎)|增速|增幅|growth|grow\b")
_SHARE_ASKED = re.compile(r"占|比|率|份额|百分|share|percent|proportion|rate|ratio|contribut")
_AMOUNT_ASKED = re.compile(r"总量|总值|规模|收入|多少|how (?:much|large)|gdp|output")
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
_ROW, _ROW_SURE = 0.2, 0.85
"""A table of indicators states the figure of the whole city; text may mean a part of it."""
_NAME_GOES_ON = re.compile(
    r"(?![达超突为至约在控稳保占比增年均以较于升提降下实力争不低高完成持翻左右的和与及同由从将全翻总规目值率额量水])[\u4e00-\u9fff]"
)
_NEAR, _MAIN = 60, 0.75
"""Characters before a value in which its indicator is named, and how much of the name must stand there."""
_ROW_SHARE, _ROW_NAMED, _ROW_ASKED = 0.3, 0.8, 0.5
_UNIT_IN_NAME = re.compile(r"[(（][^)）]*[)）]?$|%\)?$")
_ROW_OWN = 0.45
"""Least coverage by the row itself: a row answers for its indicator only, whatever its table is about."""
_SENTENCE = 0.75
VALUE = re.compile(
    r"\d|[一二三四五六七八九十百千两]+(?:个|家|条|倍|万|亿|所|座|项|成|分之)|翻[一两]番|达到[^,，。;]{2,14}水平|完成.{0,6}任务|百分之"
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
    lead: str = ""


class EvidenceFinder:
    """Cuts hits into candidates and weighs them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._tables: dict[str, tuple[Table, ...]] = {}

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
        rows = [
            (row, table)
            for table in (self._tables_of(hit) if chunk.reading else ())
            for row in table.rows
            if table.kind == "numbers" and chunk.clean_start <= row.start < chunk.clean_end
        ]
        if rows:
            for row, table in rows:
                start = row.quote_start
                yield _Piece(hit, start, row.end, (start, row.end), row, table)
            return
        leads = self._leads(hit)
        for start, end in self.sentences(hit):
            lead = next((lead for a, b, lead in leads if a < end and start < b), "")
            if kind != "number":
                yield _Piece(hit, start, end, (start, end), lead=lead)
                continue
            for a, b in clause_spans(document.clean.text, start, end):
                if VALUE.search(NOT_VALUE.sub("", document.search_text[a:b])):
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

    def _tables_of(self, hit: Hit) -> tuple[Table, ...]:
        chunk = hit.chunk
        if chunk.section_id not in self._tables:
            document = self._documents[chunk.document_id]
            section = next(path[-1] for path in document.paths if path[-1].id == chunk.section_id)
            self._tables[chunk.section_id] = read_tables(document.clean, document.search_text, section)
        return self._tables[chunk.section_id]

    def _weigh(self, piece: _Piece, query: Query, needs: Sequence[Need], kind: Kind, place: int) -> Candidate:
        """Weigh a piece of the hit at ``place`` (from 0) among those of its plan or of all."""
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
        near = years_of(said, lead, sentence, heading)
        fits = self._fits(piece, query, kind, said, sentence + lead + heading) and fits_years(
            query, near, kind
        )
        if kind == "number" and piece.row is None:
            near_text = f"{label} {lead[-_NEAR:]}{said}"
            share_asked = _SHARE_WORD.search(search_form(query.standalone))
            fits = fits and _names_main(needs, near_text)
            fits = fits and bool(share_asked or not _is_part_of_another(needs, said))
        if piece.row is not None:
            fits = fits and _is_its_row(needs, piece.row, own)
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


def _is_its_row(needs: Sequence[Need], row: Row, own: float) -> bool:
    """Say whether a row is that of the indicator asked about, and not of another with words in common.

    The name that weighs most must stand in the row almost whole, and not much else must stand in the row's name:
    亿元GDP生产安全事故死亡率 is no row of GDP.
    """
    parts = [set(tokenize(part)) for part in _UNIT_IN_NAME.sub("", search_form(row.name)).split(" ")]
    name = set().union(*parts)
    asked = {token for need in needs for wording in need.wordings for token in wording}
    total = sum(need.weight for need in needs)
    large = [need for need in needs if need.weight >= _ROW_SHARE * total]
    named = any(need.met_by(name) >= _ROW_NAMED for need in large) if large else own >= _ROW_OWN
    own_part = parts[-1] or name  # a sub-row is told from its siblings by its own part
    return named and len(own_part & asked) >= _ROW_ASKED * len(own_part)


def _names_main(needs: Sequence[Need], near: str) -> bool:
    """Say whether the thing whose value is asked is named close to the value, not only somewhere around it."""
    main = max(needs, key=lambda need: need.weight, default=None)
    return main is None or main.met_by(set(tokenize(near))) >= _MAIN


def _is_part_of_another(needs: Sequence[Need], said: str) -> bool:
    """Say whether the indicator that is asked only stands in the name of another: GDP in 亿元GDP死亡率 or 占GDP比重."""
    main = max(needs, key=lambda need: need.weight, default=None)
    found = [(said.find(name), len(name)) for name in (main.names if main else ()) if name in said]
    return bool(found) and all(
        said[max(0, at - 1) : at] in ("占", "元", "位") or bool(_NAME_GOES_ON.match(said, at + length))
        for at, length in found
    )


def same_measure(question: str, said: str) -> bool:
    """Say whether a value is of the sort that is asked for.

    A share is no amount, growth is neither, and a unit that is named counts.
    """
    unit = _UNIT_ASKED.search(question)
    if unit and unit.group(1) not in said:
        return False
    grows, shares = bool(_GROWTH.search(said)), bool(_SHARE.search(said))
    if _GROWTH_ASKED.search(question):
        return grows
    if _SHARE_WORD.search(question) and grows and not shares:
        return False
    if unit and grows and unit.group(1) == "元":
        return bool(re.search(r"元", _GROWTH_CLAUSE.sub("", said)))
    return not shares or bool(_SHARE_ASKED.search(question)) or not _AMOUNT_ASKED.search(question)


def _paragraph(document: Document, position: int) -> str:
    """Return what stands before a position in its line."""
    text = document.search_text
    return text[text.rfind("\n", 0, position) + 1 : position]
