"""Generators turn hits into drafted sentences; what a draft may say is decided by :mod:`qa.citations`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from embeddings.corpus import Document
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form, to_traditional
from embeddings.sentences import clause_spans, sentence_spans
from qa.citations import Draft, Quote
from qa.evidence import Candidate, EvidenceFinder, Kind, TermWeights, question_kind

_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千]+(?:个|家|条|倍|万|亿)")
_YEAR = re.compile(r"20\d{2}\s*年|二〇[一二三]|十[三四五]五")
_ANSWERED = 0.5
"""Least coverage of what is asked about for a piece to count as an answer (chosen on development questions)."""
_LONGEST = 260
_LEADS_ON = re.compile(r"^(?:其中|同时|并|此外|一是|二是|三是|四是|五是|——)")


class Generator(Protocol):
    """Drafts an answer from hits; an empty list means that they hold none."""

    name: str

    def generate(self, query: Query, hits: Sequence[Hit]) -> list[Draft]:
        """Return the drafted sentences, each with the quotes that support it."""


class ExtractiveGenerator:
    """Answers in the plans' own words: the clause, row or sentences that cover best what is asked about."""

    name = "extractive"

    def __init__(self, documents: Mapping[str, Document], weights: TermWeights) -> None:
        self._documents = documents
        self._finder = EvidenceFinder(documents, weights)

    def generate(self, query: Query, hits: Sequence[Hit]) -> list[Draft]:
        """Return at most a few short drafts; where plans are compared, one part for each."""
        kind = question_kind(query)
        groups = [[hit for hit in hits if hit.chunk.document_id == each] for each in query.scope]
        drafts: list[Draft] = []
        for group in groups if query.compares else [list(hits)]:
            candidates = self._finder.find(query, group, kind)
            chosen = self._choose(query, candidates, kind, several=not query.compares)
            drafts.extend(self._draft(query, each, kind, candidates) for each in chosen)
        return drafts

    def _choose(
        self, query: Query, candidates: Sequence[Candidate], kind: Kind, *, several: bool
    ) -> list[Candidate]:
        """Return the best candidate, and the next ones where the question wants several and they answer too."""
        fit = [c for c in candidates if c.coverage >= self._least(query) and _fits(c, kind, query)]
        if not fit:
            return []
        best = fit[0]
        if kind in ("number", "definition", "yesno") or not several:
            return [best]
        near = [c for c in fit[1:] if c.score > best.score - 0.12 and c.hit.chunk.id == best.hit.chunk.id]
        return sorted([best, *near[:2]], key=lambda c: c.start)

    @staticmethod
    def _least(query: Query) -> float:
        return _ANSWERED

    def _draft(self, query: Query, candidate: Candidate, kind: Kind, candidates: Sequence[Candidate]) -> Draft:
        chunk = candidate.hit.chunk
        document = self._documents[chunk.document_id]
        if candidate.row is not None:
            return self._row_draft(query, candidate, document)
        start, end = candidate.start, candidate.end
        if kind == "number":
            start, end = self._clauses(query, document, start, end)
        else:
            start, end = self._widen(document, candidate, kind)
        start, end = _trim(document.clean.text, start, end)
        quote = document.clean.text[start:end]
        return Draft(_phrase(query, document, quote), (Quote(document.id, chunk.section_id, quote, start),))

    def _clauses(self, query: Query, document: Document, start: int, end: int) -> tuple[int, int]:
        """Narrow a sentence to the clause with the value, with the clause before it where that gives the year."""
        text = document.clean.text
        spans = list(clause_spans(text, start, end))
        wanted = self._finder.token_weights(query)
        scored = [self._finder.share(wanted, text[a:b]) + 0.001 * (not i) for i, (a, b) in enumerate(spans)]
        with_number = [i for i, (a, b) in enumerate(spans) if _NUMBER.search(_YEAR.sub("", text[a:b]))]
        if not with_number:
            return start, end
        topic = max(range(len(spans)), key=lambda i: scored[i])
        if topic in with_number:
            first = last = topic
        else:
            last = next((i for i in with_number if i > topic), with_number[-1])
            first = min(topic, last)
        best_before = next((i for i in range(first, -1, -1) if _YEAR.search(text[spans[i][0] : spans[i][1]])), None)
        if best_before is not None and spans[last][1] - spans[best_before][0] <= 90:
            first = best_before
        return spans[first][0], spans[last][1]

    def _widen(self, document: Document, candidate: Candidate, kind: Kind) -> tuple[int, int]:
        """Take the sentences that go on with the same matter, within the chunk and a readable length."""
        chunk = candidate.hit.chunk
        spans = [(chunk.clean_start + a, chunk.clean_start + b) for a, b in sentence_spans(chunk.text)]
        at = next(i for i, (a, _) in enumerate(spans) if a == candidate.start)
        start, end = spans[at]
        for a, b in spans[at + 1 :]:
            text = document.search_text[a:b]
            goes_on = bool(_LEADS_ON.match(text)) or (kind in ("open", "list") and end - start < 60)
            if not goes_on or b - start > _LONGEST:
                break
            end = b
        return start, end

    def _row_draft(self, query: Query, candidate: Candidate, document: Document) -> Draft:
        """Put a table row in words; the header is quoted with it, since the years stand there."""
        row, table = candidate.row, candidate.table
        assert row is not None
        assert table is not None
        text = document.clean.text
        section_id = candidate.hit.chunk.section_id
        quotes = [Quote(document.id, section_id, text[row.start : row.end], row.start)]
        said = row.statement(query.years) if row.columns else row.reading(table)
        if table.header_end > table.header_start:
            header = text[table.header_start : table.header_end]
            quotes.append(Quote(document.id, section_id, header, table.header_start))
        return Draft(_phrase(query, document, said), tuple(quotes))


def _fits(candidate: Candidate, kind: Kind, query: Query) -> bool:
    """Say whether a candidate has what the kind of question needs, and the year that it names."""
    said = candidate.text
    if candidate.row is None and len(said) < 8:
        return False
    if query.places and not any(
        place in search_form(f"{candidate.hit.chunk.context} {candidate.hit.chunk.text}") for place in query.places
    ):
        return False
    return kind != "number" or candidate.row is not None or bool(_NUMBER.search(_YEAR.sub("", said)))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "—、,，;；"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",，、:：;；﹔。"):
        end -= 1
    return start, end


def _phrase(query: Query, document: Document, quote: str) -> str:
    """Frame a quote in the language and script of the question."""
    words = " ".join(quote.split("\n"))
    if query.language == "en":
        city = document.entry.city_en or document.city
        return f"{city} ({document.city}): “{words}”."
    said = words if document.city in words[:12] else f"{document.city}:{words}"
    said = said if said.endswith(("。", "！", "？")) else said + "。"
    return to_traditional(said) if query.language == "zh-Hant" else said
