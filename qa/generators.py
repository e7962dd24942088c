"""Generators turn hits into drafted sentences; what a draft may say is decided by :mod:`qa.citations`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.needs import Kind, Need, TermWeights, coverage, question_kind, question_parts, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form, to_simplified, to_traditional
from embeddings.sentences import clause_spans
from qa.citations import DAMAGED, Draft, Quote
from qa.evidence import Candidate, EvidenceFinder
from qa.periods import asks_for_results

_YEAR = re.compile(r"20\d{2}年|二〇[一二三]|十[三四五]五")
_ANSWERED = 0.42
"""Least coverage of the needs for a piece to count as an answer (chosen on development questions)."""
_ANSWERED_UNNAMED = 0.6
"""The same where the question names none of the cities: it may be about something else altogether."""
_LONGEST = 320
_SHORT = 70
_CLAUSES = 110
_READ, _TELLING = 5, 12
"""Passages whose sentences are compared in meaning, and the shortest sentence that tells anything."""
_GOES_ON = re.compile(
    r"^(?:其中|同时|并|此外|另外|一是|二是|三是|四是|五是|六是|——|“|以|推进|推动|加强|完善|建立|实施|建设|加快|支持|\d)"
)
_COUNTED_ASKED = re.compile(r"哪[一二两三四五六七八九十几]+")
_COUNTED = re.compile(r"哪[一二两三四五六七八九十几]+|[“「『\"]|which (?:two|three|four|five|six|seven)")
_EXPLAINED = re.compile(r"^[”」]?(?!为)[^。;]{0,14}(?:是指|指|即|包括|分别|:|——|,以|,按照|,就是)")


class Generator(Protocol):
    """Drafts an answer from hits; nothing drafted means that they hold none."""

    name: str

    def generate(self, query: Query, hits: Sequence[Hit]) -> Iterable[Draft]:
        """Return the drafted sentences, each with what supports it; they may come one by one.

        Raises:
            GeneratorError: a language model cannot be reached or fails, before or after the first sentence.

        """


class Similarity(Protocol):
    """Tells how near texts are to a query in meaning."""

    def __call__(self, query: Query, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of each text to the query, float32 [n]."""


class ExtractiveGenerator:
    """Answers in the plans' own words: the clause, row or sentences that meet best what the question needs."""

    name = "extractive"

    def __init__(
        self,
        documents: Mapping[str, Document],
        weights: TermWeights,
        *,
        similarity: Similarity | None = None,
        least_similarity: float = 1.0,
    ) -> None:
        """Take finished parts; ``similarity`` finds answers that share no word with the question.

        ``least_similarity`` is the cosine from which a sentence answers; it holds for one embedder only.
        """
        self._similarity = similarity
        self._least_similarity = least_similarity
        self._documents = documents
        self._weights = weights
        self._finder = EvidenceFinder(documents)

    def generate(self, query: Query, hits: Sequence[Hit]) -> list[Draft]:
        """Return at most a few short drafts; where plans are compared, one part for each."""
        if asks_for_results(query):
            return []
        kind = question_kind(query)
        if not query.compares:
            return self._answer(query, hits, kind)
        groups = [[hit for hit in hits if hit.chunk.document_id == each] for each in query.scope]
        return [draft for group in groups for draft in self._answer(query, group, kind)]

    def _answer(self, query: Query, hits: Sequence[Hit], kind: Kind) -> list[Draft]:
        """Draft the answer from the hits of one plan, or of all where no comparison is asked.

        A question about a target wants its value; where there is none, what the plan says of it.
        """
        drafts = []
        if kind in ("list", "open") and query.wants_value:
            drafts = self._draft_parts(query, hits, "number")
        drafts = drafts or self._draft_parts(query, hits, kind)
        return drafts or self._by_meaning(query, hits, kind)

    def _by_meaning(self, query: Query, hits: Sequence[Hit], kind: Kind) -> list[Draft]:
        """Draft the sentence that is nearest in meaning, for a question about a named city put in other words.

        Figures and names need their own words in the plan, and so are not answered this way; nor is English, whose
        cosines to Chinese tell answers from non-answers no better than chance.
        """
        if (
            self._similarity is None
            or kind in ("number", "definition")
            or not query.named
            or query.language == "en"
        ):
            return []
        found = [
            (hit, *span)
            for hit in hits[:_READ]
            if not hit.chunk.reading
            for span in self._finder.sentences(hit)
        ]
        found = [(hit, a, b) for hit, a, b in found if b - a >= _TELLING]
        if query.compares or not found:
            return []
        texts = [self._documents[hit.chunk.document_id].search_text[a:b] for hit, a, b in found]
        scores = self._similarity(query, texts)
        best = int(scores.argmax())
        if scores[best] < self._least_similarity:
            return []
        hit, start, end = found[best]
        document = self._documents[hit.chunk.document_id]
        start, end = _trim(document.clean.text, start, end)
        quote = Quote(document.id, hit.chunk.section_id, document.clean.text[start:end], start)
        return [Draft(_phrase(query, document, _marked_damage(document, start, end)), (quote,))]

    def _draft_parts(self, query: Query, hits: Sequence[Hit], kind: Kind) -> list[Draft]:
        whole = self._weights.needs(query)
        parts = question_parts(query) if kind == "number" and query.language != "en" else [query.focus]
        drafts: list[Draft] = []
        for part in parts:
            needs = whole if len(parts) == 1 else self._part_needs(part, whole)
            best = self._best(query, needs, hits, kind)
            if best is not None:
                drafts.append(self._draft(query, needs, best, kind))
        return list(dict.fromkeys(drafts))

    def _part_needs(self, part: str, whole: Sequence[Need]) -> list[Need]:
        """Return the needs of a part of a question; the rest of the question says what it is about."""
        own = self._weights.needs_of(part)
        wordings = {need.wordings for need in own}
        return [*own, *(Need(n.wordings, n.weight * 0.25) for n in whole if n.wordings not in wordings)]

    def _best(self, query: Query, needs: Sequence[Need], hits: Sequence[Hit], kind: Kind) -> Candidate | None:
        least = _ANSWERED if query.named or query.compares else _ANSWERED_UNNAMED
        candidates = self._finder.find(query, needs, hits, kind)
        fit = [c for c in candidates if c.fits and c.coverage >= least]
        if kind == "definition":
            fit = self._explaining(query, fit)
        elif kind == "list":
            fit = self._explaining(query, fit) or fit
        return fit[0] if fit else None

    def _explaining(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that explain the name in quotation marks that is asked about, best first.

        A name that is only used and nowhere explained has no answer.
        """
        names = quoted_names(query)
        if not names:
            return list(candidates)
        explaining = [c for c in candidates if self._explains(c, names)]
        explaining = explaining or [c for c in candidates if self._elaborates(c, names)]
        if explaining or not _COUNTED_ASKED.search(query.standalone):
            return explaining
        return [c for c in candidates if self._lists(c, names)]

    def _lists(self, candidate: Candidate, names: Sequence[str]) -> bool:
        """Say whether a sentence has a name and enough parts to be its list.

        A name with numbered parts of its own (一轴三廊) is listed only where these are taken up.
        """
        if any(len(_numbered_parts(name)) > 1 for name in names):
            return False
        document = self._documents[candidate.hit.chunk.document_id]
        sentence = document.search_text[slice(*candidate.sentence)]
        return any(name in sentence for name in names) and len(re.findall(r"[、,，]", sentence)) >= 2

    def _explains(self, candidate: Candidate, names: Sequence[str]) -> bool:
        document = self._documents[candidate.hit.chunk.document_id]
        text = document.search_text[candidate.start : candidate.hit.chunk.clean_end]
        for name in names:
            at = text.find(name, 0, candidate.end - candidate.start)
            if at >= 0 and _EXPLAINED.match(text[at + len(name) :]):
                return True
        return False

    def _elaborates(self, candidate: Candidate, names: Sequence[str]) -> bool:
        """Say whether the parts of a name like 两区两山三谷 are taken up one by one: “两区” …, “两山” …."""
        document = self._documents[candidate.hit.chunk.document_id]
        text = document.search_text[candidate.start : candidate.hit.chunk.clean_end]
        for name in names:
            parts = _numbered_parts(name)
            if len(parts) > 1 and sum(f"“{part}”" in text or f"{part}:" in text for part in parts) >= 2:
                return True
        return False

    def _draft(self, query: Query, needs: Sequence[Need], candidate: Candidate, kind: Kind) -> Draft:
        document = self._documents[candidate.hit.chunk.document_id]
        if candidate.row is not None:
            return self._row_draft(query, candidate, document)
        if kind == "number":
            start, end = self._value_span(document, needs, candidate)
        else:
            start, end = self._widen(query, document, needs, candidate, kind)
        start, end = _trim(document.clean.text, start, end)
        quote = document.clean.text[start:end]
        section_id = candidate.hit.chunk.section_id
        quotes = [Quote(document.id, section_id, quote, start)]
        subject = _subject(query, document, start, end)
        if subject is not None:
            a, b = subject
            quotes.append(Quote(document.id, section_id, document.clean.text[a:b], a))
        place = f"{document.clean.text[subject[0] : subject[1]]}:" if subject else ""
        return Draft(_phrase(query, document, place + _marked_damage(document, start, end)), tuple(quotes))

    def _value_span(self, document: Document, needs: Sequence[Need], candidate: Candidate) -> tuple[int, int]:
        """Take the clauses around the value that say whose value it is and of which year, if they are near.

        A short sentence is quoted whole.
        """
        text = document.search_text
        start, end = candidate.start, candidate.end
        if candidate.sentence[1] - candidate.sentence[0] <= _SHORT:
            return candidate.sentence
        clauses = list(clause_spans(text, *candidate.sentence))
        own = _met(needs, text[start:end])
        for a, _ in reversed([span for span in clauses if span[1] <= start]):
            if end - a > _CLAUSES:
                break
            tells_year = _YEAR.search(text[a:start]) and not _YEAR.search(text[start:end])
            if _met(needs, text[a:end]) > own + 0.08 or tells_year:
                start, own = a, _met(needs, text[a:end])
        for a, b in clauses:
            if a == end and (
                b - start <= _SHORT or (b - start <= _CLAUSES and _met(needs, text[start:b]) > own + 0.08)
            ):
                end = b
        return start, end

    def _widen(
        self, query: Query, document: Document, needs: Sequence[Need], candidate: Candidate, kind: Kind
    ) -> tuple[int, int]:
        """Take the sentences that go on with the same matter, within the passage and a readable length.

        Where the heading says what is asked, its text answers from the start.
        """
        spans = self._finder.sentences(candidate.hit)
        text = document.search_text
        label = search_form(candidate.hit.chunk.chapter[-1]) if candidate.hit.chunk.chapter else ""
        names = quoted_names(query)
        by_heading = any(name in label for name in names) or _met(needs, label) >= max(
            0.5, _met(needs, text[candidate.start : candidate.end])
        )
        at = next(i for i, (a, _) in enumerate(spans) if a == candidate.start)
        if by_heading and kind in ("list", "open") and not candidate.hit.chunk.reading:
            spans, at = self._finder.section_sentences(candidate.hit), 0
        start, end = spans[at]
        whole = kind == "definition" or (kind == "list" and bool(_COUNTED.search(query.standalone)))
        for a, b in spans[at + 1 :]:
            more = by_heading or whole or end - start < _SHORT
            if b - start > _LONGEST or not (more or _GOES_ON.match(text[a:b])):
                break
            end = b
        return start, end

    def _row_draft(self, query: Query, candidate: Candidate, document: Document) -> Draft:
        """Put a table row in words; the header is quoted with it, since the years stand there."""
        row, table = candidate.row, candidate.table
        if row is None or table is None:
            raise ValueError("the candidate is no table row")
        text = document.clean.text
        section_id = candidate.hit.chunk.section_id
        quotes = [Quote(document.id, section_id, text[row.quote_start : row.end], row.quote_start)]
        if table.header_end > table.header_start:
            header = text[table.header_start : table.header_end]
            quotes.append(Quote(document.id, section_id, header, table.header_start))
        said = row.statement(query.years) if row.columns else row.reading(table)
        return Draft(_phrase(query, document, said), tuple(quotes))


def _numbered_parts(name: str) -> list[str]:
    """Return the parts of a name like 一核两廊三点: 一核, 两廊, 三点."""
    return re.findall(r"[一二两三四五六七八九十多][^一二两三四五六七八九十多]{1,3}", name)


def _marked_damage(document: Document, start: int, end: int) -> str:
    """Return a span as it is said: behind each damaged place stands that it is the source's damage."""
    text, said, position = document.clean.text, "", start
    for damage in document.damages:
        if not damage.readable and start <= damage.start and damage.end <= end and damage.start >= position:
            said += text[position : damage.end] + DAMAGED
            position = damage.end
    return said + text[position:end]


def _subject(query: Query, document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return where the county that is asked about is named, if only the start of the paragraph names it."""
    text = document.search_text
    line = text.rfind("\n", 0, start) + 1
    for place in query.places:
        at = text.rfind(place, line, start)
        if at >= 0 and place not in text[start:end]:
            return at, at + len(place) + (text[at + len(place)] in "市县区")
    return None


def _met(needs: Sequence[Need], text: str) -> float:
    return coverage(needs, (set(tokenize(text)), 1.0))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "—、,，;；"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",，、:：;；﹔。"):
        end -= 1
    return start, end


def _phrase(query: Query, document: Document, quote: str) -> str:
    """Frame a quote in the language and script of the question."""
    words = " ".join(quote.split())
    if query.language == "en":
        city = document.entry.city_en or document.city
        return f"{city} ({document.city}): “{words}”."
    said = words if document.city in words[:12] else f"{document.city}:{words}"
    said = said if said.endswith(("。", "！", "？")) else said + "。"
    return to_traditional(said) if query.language == "zh-Hant" else to_simplified(said)
