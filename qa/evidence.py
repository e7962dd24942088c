"""The pieces of the retrieved passages that may answer a question, weighed against what it asks."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.chunking import Chunk
from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans
from embeddings.tables import Row, Table, read_table
from embeddings.terms import synonyms

Kind = Literal["number", "list", "definition", "yesno", "open"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("definition", re.compile(r"什么意思|指的?是?什么|含义|何谓|什么是|是指|指哪|指什么|mean\b|stand for|refer to")),
    ("number", re.compile(
        r"多少|[占增达]?比[是为]?多|几(?:个|家|条|项|所|倍|万|亿|成)?(?!个方面|大)|多[大高长]|目标值|增速|"
        r"how (?:many|much|high|large|long|far|fast)|what (?:percentage|share|rate|level|number|proportion)|"
        r"what .{0,60}(?:target|rate|share|level|output|gdp|value|coverage|expectancy|mileage|number)"
    )),
    ("yesno", re.compile(r"是否|有没有|有无|吗[?？]?$|^(?:does|is|are|will|do|has|have)\b")),
    ("list", re.compile(r"哪些|哪几|有什么|包括什么|几个方面|列出|分别是|which|what are|list\b|name the")),
)
_SPLITS = re.compile(r"[的在到和与及对年将要把从里]|以及|20\d{2}|目标|任务|情况|时|全市|我市")
_TIME = re.compile(r"20\d{2}|十[三四五]五")
_HEADING_WEIGHT = 0.6
_UNSEEN_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence or a table row of a hit: its span in the document's clean text and how well it answers.

    ``coverage`` (0 to 1) is the idf-weighted share of what is asked about that the piece and its heading have;
    ``score`` adds the rank of the passage, the year and the presence of a number where one is asked.
    """

    hit: Hit
    start: int
    end: int
    text: str
    row: Row | None
    table: Table | None
    coverage: float
    score: float


class TermWeights:
    """How much a token tells: its inverse document frequency over the chunks of an index."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        counts: Counter[str] = Counter()
        for chunk in chunks:
            counts.update(set(tokenize(f"{chunk.context}\n{chunk.text}")))
        self._idf = {token: math.log(1 + len(chunks) / count) for token, count in counts.items()}
        self._unseen = _UNSEEN_WEIGHT * math.log(1 + len(chunks))

    def weights(self, focus: str) -> dict[str, float]:
        """Return the weight of every token of what is asked about."""
        spaced = _SPLITS.sub(" ", focus)
        return {token: self._idf.get(token, self._unseen) for token in tokenize(spaced)}


def question_kind(query: Query) -> Kind:
    """Tell what kind of answer a question wants."""
    folded = search_form(query.standalone)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "open")


class EvidenceFinder:
    """Cuts hits into candidates and weighs them."""

    def __init__(self, documents: Mapping[str, Document], weights: TermWeights) -> None:
        self._documents = documents
        self._weights = weights
        self._tables: dict[str, Table | None] = {}

    def find(self, query: Query, hits: Sequence[Hit], kind: Kind) -> list[Candidate]:
        """Return the candidates of the hits, best first."""
        wanted = self._weights.weights(query.focus)
        alternatives = [tokenize(each) for each in synonyms(search_form(query.standalone))]
        found = [
            self._weigh(piece, query, wanted, alternatives, kind) for hit in hits for piece in self._pieces(hit)
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def token_weights(self, query: Query) -> dict[str, float]:
        """Return the weight of every token of what a query asks about."""
        return self._weights.weights(query.focus)

    @staticmethod
    def share(wanted: Mapping[str, float], text: str) -> float:
        """Return how much of the wanted tokens' weight a text has, 0 to 1."""
        return _coverage(wanted, set(tokenize(text)), set())

    def _pieces(self, hit: Hit) -> Iterator[tuple[Hit, int, int, Row | None, Table | None]]:
        chunk = hit.chunk
        table = self._table(chunk) if chunk.reading else None
        if table is not None:
            for row in table.rows:
                if chunk.clean_start <= row.start < chunk.clean_end:
                    yield hit, row.start, row.end, row, table
            return
        for start, end in sentence_spans(chunk.text):
            yield hit, chunk.clean_start + start, chunk.clean_start + end, None, None

    def _table(self, chunk: Chunk) -> Table | None:
        if chunk.section_id not in self._tables:
            document = self._documents[chunk.document_id]
            section = next(path[-1] for path in document.paths if path[-1].id == chunk.section_id)
            self._tables[chunk.section_id] = read_table(document.clean, document.search_text, section)
        return self._tables[chunk.section_id]

    def _weigh(
        self,
        piece: tuple[Hit, int, int, Row | None, Table | None],
        query: Query,
        wanted: Mapping[str, float],
        alternatives: Sequence[Sequence[str]],
        kind: Kind,
    ) -> Candidate:
        hit, start, end, row, table = piece
        document = self._documents[hit.chunk.document_id]
        text = document.clean.text[start:end].strip()
        said = row.reading(table) if row and table else text
        own = set(tokenize(said))
        heading = set(tokenize(hit.chunk.context))
        coverage = _coverage(wanted, own, heading)
        if any(tokens and own.issuperset(tokens) for tokens in alternatives):
            coverage = max(coverage, 0.75 * coverage + 0.25)
        score = coverage + 0.35 / (1 + 0.25 * (hit.rank - 1)) + _time_bonus(query, said, hit.chunk)
        if kind == "number":
            score += 0.15 if re.search(r"\d|[一二三四五六七八九十百千]+(?:个|家|条|倍)", said) else -0.3
        if len(said) < 12 and row is None:
            score -= 0.3  # a heading or a fragment answers nothing
        return Candidate(hit, start, end, text, row, table, coverage, score)


def _coverage(wanted: Mapping[str, float], own: set[str], heading: set[str]) -> float:
    total = sum(wanted.values())
    if not total:
        return 0.0
    got = sum(w if t in own else _HEADING_WEIGHT * w if t in heading else 0.0 for t, w in wanted.items())
    return got / total


def _time_bonus(query: Query, said: str, chunk: Chunk) -> float:
    """Prefer the year that is asked; a past result does not answer for a target, nor the other way round."""
    folded = search_form(said)
    years = set(_TIME.findall(folded))
    place = search_form(" ".join(chunk.chapter))
    past = bool(re.search(r"十三五|2020|取得|成就", place)) or ("2025" not in years and bool(years & {"2020", "十三五"}))
    asked = set(query.years)
    if not asked:
        return -0.05 if past and re.search(r"目标|计划|将|target|plan", query.standalone) else 0.0
    if asked & years:
        return 0.2
    wants_past = bool(asked & {"2015", "2016", "2017", "2018", "2019", "2020", "十三五"})
    if past != wants_past:
        return -0.15
    other = {year for year in years if year.isdigit()} - asked
    return -0.1 if other else 0.05
