"""Drafts of what was chosen to answer: how much of a sentence is quoted, a row in words, the members of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from embeddings.corpus import Document
from embeddings.facts.periods import period_names
from embeddings.facts.quantities import find_quantities
from embeddings.needs import Kind, Need, TermWeights, quoted_names
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.answering.reader import Span
from qa.answering.run_in import with_body
from qa.citations import DAMAGED, Draft, Quote, phrase
from qa.comparisons import read_value
from qa.english import indicator_names, value_in_english
from qa.evidence import Candidate, EvidenceFinder
from qa.explaining import explanation_span, missing_members
from qa.listing import asked_count, members
from qa.locating import row_quote
from qa.passages import trim
from qa.periods import target_years
from qa.phrasing import marked_damage, subject
from qa.spans import LONGEST, is_damaged, met, value_span

_OWN = 0.6
"""Coverage by a clause alone from which the figure in it is the one asked for."""
_CLAUSE_END = re.compile(r"[,;。\n]")
_YEARLY = re.compile(r"年均|增速")
_FAR = 3000
"""Characters after its announcement within which the members of a list are named."""
_HEADED = 0.3
"""Share of what is asked that a heading must have for its items to be the answer."""


class Drafter:
    """Puts candidates into words that their quotes hold."""

    def __init__(
        self, documents: Mapping[str, Document], weights: TermWeights, finder: EvidenceFinder
    ) -> None:
        """Take the finder that cut the candidates."""
        self._documents = documents
        self._weights = weights
        self._finder = finder

    def said(self, candidate: Candidate) -> str:
        """Return what a candidate says, in search form."""
        document = self._documents[candidate.hit.chunk.document_id]
        return document.search_text[candidate.start : candidate.end]

    def drafts(
        self,
        query: Query,
        needs: Sequence[Need],
        candidate: Candidate,
        kind: Kind,
        answering: Set[Span] = frozenset(),
    ) -> list[Draft]:
        """Return the drafts for a candidate: the members of a list one by one where sentences name them so.

        ``answering`` are the sentences of its document that answer too.
        """
        count = asked_count(query) if kind in ("list", "definition", "open") else None
        document = self._documents[candidate.hit.chunk.document_id]
        is_note = document.path_at(candidate.start)[-1].kind == "notes"
        if count is not None and candidate.row is None and not is_note:
            # A candidate that is a member itself counts: a list that begins with it has one more.
            found = self._members(document, candidate, count) or self._items(needs, candidate, count)
            if found:
                return [self.span_draft(query, candidate, *span) for span in found]
        return [self.draft(query, needs, candidate, kind, answering)]

    def _members(self, document: Document, candidate: Candidate, count: int) -> list[Span]:
        """Return the members that short sentences behind a candidate name: those of its section, else of the one around it."""
        for outer in (False, True):  # a box with the members may stand beside
            spans = [candidate.sentence, *self._finder.following(candidate, _FAR, outer=outer)]
            found = members(document.search_text, spans, count)
            if found:
                return found
        return []

    def _items(self, needs: Sequence[Need], candidate: Candidate, count: int) -> list[tuple[int, int]]:
        """Return the items behind dashes of a section whose heading is asked about, if there are just so many."""
        chapter = candidate.hit.chunk.chapter
        if not chapter or met(needs, search_form(chapter[-1])) < _HEADED:
            return []
        text = self._documents[candidate.hit.chunk.document_id].search_text
        spans = self._finder.section_sentences(candidate.hit)
        found = [(a, b) for a, b in spans if text[a:b].lstrip().startswith("——")]
        return found if len(found) == count else []

    def draft(
        self,
        query: Query,
        needs: Sequence[Need],
        candidate: Candidate,
        kind: Kind,
        answering: Set[Span] = frozenset(),
    ) -> Draft:
        """Return one draft for a candidate: its row, the clauses about its value, or its sentence and what goes on with it."""
        document = self._documents[candidate.hit.chunk.document_id]
        if candidate.row is not None:
            return self.row_draft(query, candidate, document)
        if kind == "number":
            start, end = value_span(query, document, needs, candidate)
            sound = not is_damaged(document, candidate.start, candidate.end)
            if sound and is_damaged(document, start, end) and met(needs, self.said(candidate)) >= _OWN:
                # A sound figure is not lost for a damaged neighbour.
                start, end = candidate.start, candidate.end
        else:
            start, end = self._widen(
                candidate, answering, whole=kind == "definition" or bool(quoted_names(query))
            )
            start, end = with_body(document, (start, end))
        names = quoted_names(query)
        if not names:
            return self.span_draft(query, candidate, start, end)
        start, end = explanation_span(document, start, end, names)
        miscounted = missing_members(document.search_text[start:end], names)
        return replace(self.span_draft(query, candidate, start, end), miscounted=miscounted)

    def span_draft(self, query: Query, candidate: Candidate, start: int, end: int) -> Draft:
        """Return the draft that quotes a span of the clean text, its damage marked and its county named."""
        document = self._documents[candidate.hit.chunk.document_id]
        start, end = trim(document.clean.text, start, end)
        quote = document.clean.text[start:end]
        section_id = candidate.hit.chunk.section_id
        quotes = [Quote(document.id, section_id, quote, start)]
        about = subject(query, document, start, end)
        if about is not None:
            a, b = about
            quotes.append(Quote(document.id, section_id, document.clean.text[a:b], a))
        said = marked_damage(document, start, end)
        if about and query.language == "en":  # what stands in quotation marks is the plan's own
            names = [name for name, _ in query.asked_of] or [document.clean.text[about[0] : about[1]]]
            gist = ", ".join(filter(None, [names[0], self._gist(query, said)]))
            return Draft(phrase(said, document, "en", gist=gist), tuple(quotes))
        said = (f"{document.clean.text[about[0] : about[1]]}:" if about else "") + said
        return Draft(phrase(said, document, query.language, gist=self._gist(query, said)), tuple(quotes))

    def _gist(self, query: Query, said: str) -> str:
        """Return in English which indicators a quote states and their values, for an English question about them.

        A value is that of the indicator whose name stands in its clause: of one that is only spoken of there is none.
        """
        if query.language != "en" or query.compares or DAMAGED in said:
            return ""
        folded = search_form(said)
        gists = []
        for name, words in indicator_names(query.standalone, folded):
            clause = (_CLAUSE_END.split(folded[folded.find(words) :], maxsplit=1)[0]) if words else folded
            value = read_value(self._weights.needs(query), clause) if find_quantities(clause) else None
            if value is None:
                continue
            years = value.years or frozenset(period_names(folded))
            year = next((each for each in query.years if each.isdigit() and each in years), "")
            gists.append(f"{name}{', ' + year if year else ''}: {value_in_english(value.printed)}")
        return "; ".join(gists)

    def _widen(self, candidate: Candidate, answering: Set[Span], *, whole: bool) -> tuple[int, int]:
        """Take the sentences right behind and right before that answer too, within the passage and a readable length.

        ``whole`` takes all that are behind: what a name means goes on behind the sentence that begins to say it.
        """
        start, end = candidate.sentence
        spans = self._finder.sentences(candidate.hit)
        at = [span[0] for span in spans].index(start)
        for a, b in spans[at + 1 :]:
            if not (whole or (a, b) in answering) or b - start > LONGEST:
                break
            end = b
        for a, b in reversed(spans[:at]):
            if (a, b) not in answering or end - a > LONGEST:
                break
            start = a
        return start, end

    def row_draft(self, query: Query, candidate: Candidate, document: Document) -> Draft:
        """Put a table row in words; the head is quoted with it, since the years stand there."""
        row, table = candidate.row, candidate.table
        if row is None or table is None:
            raise ValueError("the candidate is no table row")
        years = query.years or (target_years(document.period, row.columns) if query.wants_value else ())
        if query.form.rate and any(_YEARLY.search(column) for column in row.columns):
            years = ("年均", "增速")
        pairs = row.asked(years) if row.columns and table.kind == "numbers" else []
        said = row.said(pairs) if pairs else row.reading(table)
        said = said.replace("列位不明", "列位存疑")  # a sentence may deny nothing that its quote does not
        quote = row_quote(document, candidate.hit.chunk.section_id, row, table, pairs)
        return Draft(
            phrase(said, document, query.language, gist=self._gist(query, said), verbatim=False), (quote,)
        )
