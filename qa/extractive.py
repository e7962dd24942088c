"""The generator that answers in the plans' own words: the clause, row or sentences that meet what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.corpus import Document
from embeddings.facts.periods import period_names
from embeddings.lexical import tokenize
from embeddings.needs import Kind, Need, TermWeights, main_need, question_kind, question_parts, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.answering.choosing import Chooser
from qa.answering.from_facts import FactAnswers
from qa.answering.items import LEAST, heads_of, item_at, items_of
from qa.answering.reading import Place, UnitReading
from qa.citations import Draft, fold
from qa.comparisons import Found, compared, one_value, read_value
from qa.contradictions import contradicting
from qa.drafting import ANSWERED, Drafter
from qa.evidence import Candidate, EvidenceFinder
from qa.explaining import explaining, naming
from qa.generators import Drafts, Similarity
from qa.listing import asked_count
from qa.mentions import mention_quotes
from qa.outside import asks_outside, lacks_ground, unknown_name
from qa.phrasing import unframed
from qa.spans import met
from qa.tabled import as_in_the_table

_ANSWERED_UNNAMED = 0.6
"""The same where the question names none of the cities: it may be about something else altogether."""
_ANSWERED_ENGLISH = 0.15
"""The same for an English question about a named city: most of its words are in no vocabulary."""
_VALUE_ENGLISH = 0.33
_STRANGE = 0.2
"""Coverage below which a question is put in words of its own, none of the plan's, and judged by meaning alone."""
_NEARER = 0.008
"""How much nearer in meaning an answer must be where the plan has some of the words but not what is asked."""
_SURE, _FURTHER = 0.6, 0.006
"""Below this coverage a sentence must also be near in meaning, so much above the least."""
_HALF, _LOOSE = 0.5, 0.011
_MEANING = 4.0
"""What a cosine weighs beside a coverage (chosen on development questions)."""
_CLOSE = 0.15
"""How near in score a second sentence must come to be said too (chosen on development questions)."""
_SAYS = 14
"""Characters below which a sentence is no more than the title of an item."""
_ROOM = 120
"""Characters of a row of a comparison up to which it has room for a second sentence."""
_COMPARED, _READ = 10, 3
"""Pieces whose meaning is compared: the best by words, and all of the first passages."""
_REACH = 0.35
"""How far behind the best by words meaning can bring a piece to the front; no further one is compared."""
_KNOWN = 0.95
"""The chance of an answer from facts: so many of them are right on the development questions."""
_MOST_LISTED = 15
"""Items of a section that are listed; a longer one is no list."""
_AND = re.compile(r"[和与及、]|以及")
_PART, _PART_MET, _PART_WHOLE = 0.2, 0.5, 0.9
"""Of what a question names: the share that counts as a thing of its own, and when it is answered."""


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
        chooser: Chooser | None = None,
    ) -> None:
        """Take finished parts; ``similarity`` finds answers that share no word with the question.

        ``least_similarity`` is the cosine from which a sentence answers; it holds for one embedder only. Where there is
        a ``chooser`` it says which sentences and rows answer, and neither words nor vectors do.
        """
        self._chooser = chooser
        self._similarity = similarity
        self._least_similarity = least_similarity
        self._far = least_similarity + _FURTHER if similarity and least_similarity < 1 else 0.0
        self._documents = documents
        self._weights = weights
        self._finder = EvidenceFinder(documents)
        self._facts = FactAnswers(documents)
        self._drafter = Drafter(documents, weights, self._finder)

    def generate(self, query: Query, hits: Sequence[Hit]) -> Drafts:
        """Return at most a few short drafts; where plans are compared, one part for each."""
        if asks_outside(query) or unknown_name(query, self._documents):
            return Drafts(chance=0.0)
        known = self._facts.drafts(query) if hits else []
        if known:
            return Drafts(known, chance=_KNOWN)
        kind = question_kind(query)
        if self._chooser is None:
            return Drafts(self._by_kind(query, hits, kind, {}))
        readings = self._chooser.read(query, hits)
        chance = self._chooser.best_chance(query, self._weights.needs(query), hits, kind, readings)
        return Drafts(self._by_kind(query, hits, kind, readings), chance=chance)

    def _by_kind(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> list[Draft]:
        if not query.compares:
            return self._answer(query, hits, kind, readings)
        said = mention_quotes(query, self._documents)
        if said is not None:
            return compared(query, [Found(each, quote.text, Draft("", (quote,))) for each, quote in said])
        found = [
            each
            for document_id in query.scope
            if (
                each := self._found(
                    query, [hit for hit in hits if hit.chunk.document_id == document_id], kind, readings
                )
            )
        ]
        main = main_need(self._weights.needs(query))
        name = main.names[0] if main is not None and main.names else ""
        return compared(query, found, name.upper() if name.isascii() else name)

    def _found(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> Found | None:
        """Return what one of the plans that are compared says, in its own words."""
        drafts = self._answer(query, hits, kind, readings)
        if not drafts and query.years and kind == "number" and hits:
            empty = self._finder.empty_row(query, self._weights.needs(query), hits)
            drafts = (
                [self._drafter.row_draft(query, empty, self._documents[empty.hit.chunk.document_id])]
                if empty
                else []
            )
        if not drafts and query.years:
            drafts = self._answer(
                replace(query, years=()), hits, kind, readings
            )  # another year is better than silence
        if not drafts:
            return None
        document = self._documents[hits[0].chunk.document_id]
        words = [unframed(query, document, draft.text) for draft in drafts]
        quotes = tuple(dict.fromkeys(quote for draft in drafts for quote in draft.quotes))
        counts = kind == "number" or query.wants_value
        value = read_value(self._weights.needs(query), one_value(words[0])) if counts else None
        differs = any(draft.contradicts for draft in drafts)
        return Found(document, "; ".join(words), Draft("", quotes, contradicts=differs), value)

    def _answer(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> list[Draft]:
        """Draft the answer from the hits of one plan, or of all where no comparison is asked.

        A question about a target wants its value; where there is none, what the plan says of it.
        """
        drafts = []
        if kind in ("list", "open") and query.wants_value:
            drafts = self._draft_parts(query, hits, "number", readings)
        return drafts or self._draft_parts(query, hits, kind, readings)

    def _draft_parts(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> list[Draft]:
        whole = self._weights.needs(query)
        parts = question_parts(query) if kind == "number" and query.language != "en" else [query.focus]
        drafts: list[Draft] = []
        for part in parts:
            needs = whole if len(parts) == 1 else self._part_needs(part, whole)
            asked = query if len(parts) == 1 else _part_query(query, part)
            if self._chooser is not None:
                candidates, found = self._chosen(self._chooser, asked, needs, hits, kind, readings)
            else:
                candidates = self._finder.find(asked, needs, hits, kind)
                found = self._fitting(asked, needs, hits, candidates, kind)
            best = found[0] if found else None
            listed = self._listed(asked, found, kind) if self._chooser is not None else []
            if listed:
                drafts += listed
            elif best is not None:
                drafts += self._drafter.drafts(asked, needs, best, "open" if best.valueless else kind)
                drafts += self._second(asked, found, drafts, kind)
                if kind == "number" and not best.valueless:
                    drafts += self._unmet(asked, needs, best, hits, drafts)
                    drafts += self._contradicting(asked, needs, best, candidates)
        drafts = list(dict.fromkeys(drafts))
        if len(parts) > len(drafts) == 1 and best is not None and best.row is None:
            drafts = [
                self._drafter.span_draft(query, best, *best.sentence)
            ]  # both values stand in one sentence
        return drafts

    def _part_needs(self, part: str, whole: Sequence[Need]) -> list[Need]:
        """Return the needs of a part of a question; the rest of the question says what it is about."""
        own = self._weights.needs_of(part)
        wordings = {need.wordings for need in own}
        return [*own, *(Need(n.wordings, n.weight * 0.25) for n in whole if n.wordings not in wordings)]

    def _chosen(
        self,
        chooser: Chooser,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Return the candidates that were read and those of them that answer in the reader's view, best first."""
        judged = chooser.judge(query, needs, hits, kind, readings)
        fit = [each.candidate for each in judged if each.chance >= chooser.threshold]
        if kind == "number" and len({hit.chunk.document_id for hit in hits}) == 1:
            document = self._documents[hits[0].chunk.document_id]
            fit = as_in_the_table(query, [each.candidate for each in judged], fit, document)
        # A sound place is taken before a damaged one.
        fit.sort(
            key=lambda each: self._documents[each.hit.chunk.document_id].is_damaged(each.start, each.end)
        )
        return [each.candidate for each in judged], fit

    def _listed(self, query: Query, found: Sequence[Candidate], kind: Kind) -> list[Draft]:
        """Return the items of a section one by one, where more than one of them answers: then its list is asked for.

        A question that says how many it expects is given just so many.
        """
        if not found or kind not in ("list", "open") or found[0].row is not None or quoted_names(query):
            return []
        document = self._documents[found[0].hit.chunk.document_id]
        section = document.path_at(found[0].start)[-1]
        items = items_of(document, section)
        told = {
            item_at(items, each.start)
            for each in found
            if each.hit.chunk.document_id == document.id and each.row is None
        } - {None}
        count = asked_count(query)
        if item_at(items, found[0].start) is None or len(told) < LEAST or len(items) > _MOST_LISTED:
            return []
        if count is not None and count != len(items):
            return []
        return [self._drafter.span_draft(query, found[0], *head) for head in heads_of(document, items)]

    def _fitting(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        candidates: Sequence[Candidate],
        kind: Kind,
    ) -> list[Candidate]:
        """Return those of the candidates from the hits that answer, best first."""
        near = kind == "number" and not any(n.names for n in needs) and self._strange(query, candidates)
        if kind != "number" or near:
            candidates = self._by_meaning(query, candidates)
        fit = [c for c in candidates if (c.fits or near) and self._answers(query, c, candidates, kind)]
        if not fit and kind == "number" and not any(n.names for n in needs) and query.language != "en":
            fit = self._loosely(query, candidates)
        if kind == "number" and len({hit.chunk.document_id for hit in hits}) == 1:
            fit = as_in_the_table(query, candidates, fit, self._documents[hits[0].chunk.document_id])
        if kind == "definition":
            fit = explaining(query, fit, self._documents)
        elif kind == "list" and quoted_names(query):
            fit = explaining(query, fit, self._documents) or naming(query, fit, self._documents) or fit
        return fit

    def _second(
        self,
        query: Query,
        found: Sequence[Candidate],
        drafts: Sequence[Draft],
        kind: Kind,
    ) -> list[Draft]:
        """Return what the next place says where it answers nearly as well as the first: a matter has several sides.

        A value has one place and a name one explanation; a row of a comparison has little room.
        """
        if kind in ("number", "definition") or quoted_names(query) or len(drafts) > 1:
            return []
        first = found[0]
        if query.compares and len(drafts[0].text) > _ROOM:
            return []
        for each in found[1:]:
            if self._chooser is None and each.score < first.score - _CLOSE:
                break
            same_plan = each.hit.chunk.document_id == first.hit.chunk.document_id
            is_title = each.end - each.start < _SAYS
            if not same_plan or is_title or each.row is not None or self._is_quoted(each, drafts):
                continue
            return [self._drafter.span_draft(query, each, each.start, each.end)]
        return []

    def _is_quoted(self, candidate: Candidate, drafts: Sequence[Draft]) -> bool:
        """Say whether what a candidate says is said already, there or in other places."""
        said = self._drafter.said(candidate)
        quotes = [quote for draft in drafts for quote in draft.quotes]
        overlaps = any(
            quote.start is not None
            and quote.start < candidate.end
            and candidate.start < quote.start + len(quote.text)
            for quote in quotes
        )
        return overlaps or any(fold(said) in fold(quote.text) for quote in quotes)

    def _loosely(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return values of what is in no vocabulary, whose name stands further off but whose sentence is near."""
        least = self._least_similarity + _LOOSE
        found = self._by_meaning(query, [c for c in candidates if c.measures and c.row is None])
        return [c for c in found if c.coverage >= _HALF and c.similarity >= least and query.named]

    def _strange(self, query: Query, candidates: Sequence[Candidate]) -> bool:
        """Say whether a question about a named city is put in words that the passages have not."""
        most = max((c.coverage for c in candidates), default=0.0)
        return bool(query.named) and query.language != "en" and most < _STRANGE

    def _answers(
        self, query: Query, candidate: Candidate, candidates: Sequence[Candidate], kind: Kind
    ) -> bool:
        """Say whether a candidate has enough of what is asked, by its words or by its meaning."""
        if lacks_ground(query, self._documents[candidate.hit.chunk.document_id], candidate):
            return False
        least = ANSWERED if query.named or query.compares else _ANSWERED_UNNAMED
        if query.language == "en" and query.named:
            least = _ANSWERED_ENGLISH if kind != "number" else _VALUE_ENGLISH
        if candidate.coverage >= least:
            far = query.language != "en" and 0.0 < candidate.similarity < self._far
            return not (far and candidate.coverage < _SURE)
        if kind == "definition" or not query.named or query.language == "en":
            return False
        strange = self._strange(query, candidates)
        if kind in ("number", "yesno") and not strange:
            return False
        return candidate.similarity >= self._least_similarity + (0.0 if strange else _NEARER)

    def _by_meaning(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates ranked by words and meaning; those that are not compared come last."""
        if self._similarity is None:
            return list(candidates)
        named = bool(quoted_names(query))  # where it is explained its words may be few
        chosen = [
            c
            for place, c in enumerate(candidates)
            if c.hit.chunk.chapter
            and (c.row is None or (c.table is not None and c.table.kind != "numbers"))
            and (place < _COMPARED or (c.hit.rank <= _READ and place < 2 * _COMPARED))
            and (named or c.score >= candidates[0].score - _REACH)
        ]
        if not chosen:
            return list(candidates)
        texts = [
            self._documents[c.hit.chunk.document_id].search_text[slice(*c.sentence)].strip() for c in chosen
        ]
        cosines = self._similarity(query, texts).tolist()
        found = [
            replace(c, similarity=cosine, score=c.score + _MEANING * cosine)
            for c, cosine in zip(chosen, cosines, strict=True)
        ]
        return sorted(found, key=lambda c: -c.score)

    def _unmet(
        self,
        query: Query,
        needs: Sequence[Need],
        best: Candidate,
        hits: Sequence[Hit],
        drafts: Sequence[Draft],
    ) -> list[Draft]:
        """Return the value of what else a question names beside what is answered (城镇人口和城镇化率)."""
        said = set(tokenize(" ".join(quote.text for draft in drafts for quote in draft.quotes)))
        total = sum(need.weight for need in needs)
        left = [n for n in needs if n.met_by(said) < _PART_MET and n.weight >= _PART * total]
        if not left or query.language == "en" or not _AND.search(query.standalone):
            return []
        for each in self._finder.find(replace(query, standalone="多少"), left, hits, "number"):
            near = each.hit.chunk.section_id == best.hit.chunk.section_id
            if near and each.fits and each.row is None and met(left, self._drafter.said(each)) >= _PART_WHOLE:
                return [self._drafter.span_draft(query, each, each.start, each.end)]
        return []

    def _contradicting(
        self, query: Query, needs: Sequence[Need], best: Candidate, candidates: Sequence[Candidate]
    ) -> list[Draft]:
        """Return the draft of another place of the plan that gives another figure for the same thing, if there is one."""
        other = contradicting(query, needs, best, candidates, self._documents)
        if other is None:
            return []
        return [replace(self._drafter.draft(query, needs, other, "number"), contradicts=True)]


def _part_query(query: Query, part: str) -> Query:
    """Return the query of one part of a question: its years are its own where it names some."""
    return replace(query, standalone=f"{part}多少", focus=part, years=period_names(part) or query.years)
