"""The generator that answers in the plans' own words: the clause, row or sentences that meet what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import period_names, with_plan_ends
from embeddings.facts.quantities import find_quantities
from embeddings.facts.reading import known_indicators
from embeddings.headings import Section
from embeddings.lexical import tokenize
from embeddings.needs import Kind, Need, TermWeights, main_need, question_kind, question_parts, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans
from qa.answering.absence import read_silence
from qa.answering.announced import members_around
from qa.answering.choosing import Chooser, words_chooser
from qa.answering.confirming import with_verdict
from qa.answering.fact_words import draft as fact_draft
from qa.answering.from_facts import FactAnswers
from qa.answering.heading_search import HeadingSearch
from qa.answering.items import LEAST, heads_of, item_around, item_at, items_of, same_list
from qa.answering.near_facts import NearFacts
from qa.answering.other_things import without_others
from qa.answering.reader import Span
from qa.answering.reading import Place, UnitReading
from qa.answering.run_in import is_head
from qa.answering.selection import Judged, knows_its_plan
from qa.answering.whole import whole
from qa.citations import Draft, fold
from qa.comparisons import Found, compared, one_value, read_value
from qa.contradictions import contradicting
from qa.drafting import Drafter
from qa.evidence import Candidate, EvidenceFinder
from qa.explaining import explaining, naming
from qa.generators import Drafts
from qa.indicators.asking import asked_indicators
from qa.listing import stated_count
from qa.mentions import mention_quotes
from qa.outside import asks_outside, unknown_name
from qa.phrasing import unframed
from qa.spans import LONGEST, met
from qa.tabled import as_in_the_table

_KEPT = 8
"""Questions whose readings are kept: those of one comparison."""
_SAYS = 14
"""Characters below which a sentence is no more than the title of an item."""
_ROOM = 120
"""Characters of a row of a comparison up to which it has room for a second sentence."""
SURE: Final = 0.5
"""The chance from which an answer is likelier right than not: below it is looked further."""
_DOUBTED = 0.7
"""The chance below which the section about what is asked is told beside the sentences."""
_KNOWN = 0.95
"""The chance of an answer from facts: so many of them are right on the development questions."""
_HEADED, _HEADINGS = 0.9, 4
"""Share of what is asked that a heading must have to be what is asked, and the hits whose headings are looked at."""
_SEVERAL = 3
"""Figures of a sentence that are a list."""
_COUNTS = ("", "number", "rank", "times")
"""Families of figures that are no amount of anything."""
_MOST_LISTED = 15
"""Items of a section that are listed; a longer one is no list."""
_SAME_ITEM = 0.2
"""Share of the threshold from which a sentence is told with one that answers in the same item: a measure is told over several.

On questions that were asked once 22 of 31 missing points of measures and lists stand in such sentences, for 60 more
characters an answer; for yes or no, and for figures, none does.
"""
_LATER = 0.05
"""By how much the less likely way to read a follow-up must be the surer one."""
_PART, _PART_MET, _PART_WHOLE = 0.2, 0.5, 0.9
"""Of what a question names: the share that counts as a thing of its own, and when it is answered."""


@dataclass(frozen=True, slots=True)
class First:
    """What would be told first, as something to compare (None for nothing), and the chance that it answers, 0 to 1."""

    chance: float
    told: object | None = None


class ExtractiveGenerator:
    """Answers in the plans' own words: the clause, row or sentences that meet best what the question needs."""

    name = "extractive"

    def __init__(
        self,
        documents: Mapping[str, Document],
        weights: TermWeights,
        *,
        chooser: Chooser | None = None,
        near_facts: NearFacts | None = None,
        headings: HeadingSearch | None = None,
    ) -> None:
        """Take finished parts; the ``chooser`` says which sentences and rows answer, by words where there is none.

        ``near_facts`` finds figures by the meaning of their names; without it they are found by their words alone.
        ``headings`` finds the section that is about what is asked, which is told beside sentences that may not answer.
        """
        self._near_facts = near_facts
        self._headings = headings
        self._chooser = chooser or words_chooser(documents)
        self._documents = documents
        self._weights = weights
        self._finder = EvidenceFinder(documents)
        self._facts = FactAnswers(documents)
        self._drafter = Drafter(documents, weights, self._finder)
        self._kept: dict[object, dict[Place, UnitReading]] = {}

    def known(self, query: Query) -> list[str]:
        """Return what the facts answer to a question; nothing where they do not."""
        return [] if query.told else [each.text for each in self._facts.drafts(query)]

    def first(self, query: Query, hits: Sequence[Hit]) -> First:
        """Return what would be told first to a question, and how likely it answers.

        It is read once: what a full answer looks for further back is left out.
        """
        known = [] if query.told else self._facts.drafts(query)
        if known:
            return First(_KNOWN, tuple(quote.text for draft in known for quote in draft.parts))
        needs, kind = self._weights.needs(query), question_kind(query)
        readings = self._read(query, hits)
        best = next(iter(self._chosen(query, needs, hits, kind, readings)), None)
        if best is None:
            return First(0.0)
        judged = self._chooser.judge(query, needs, hits, kind, readings)
        chance = next((each.chance for each in judged if each.candidate is best), judged[0].chance)
        return First(chance, (best.hit.chunk.document_id, best.start, best.end))

    def generate(self, query: Query, hits: Sequence[Hit]) -> Drafts:
        """Return at most a few short drafts; where plans are compared, one part for each."""
        if unknown_name(query, self._documents):
            return Drafts(chance=0.0)
        known = self._facts.drafts(query) if hits and not query.told else []
        kind = question_kind(query)
        if known:
            known = self._confirmed(query, known, _KNOWN)
            return Drafts([*known, *self._beside(query, hits, kind, known)], chance=_KNOWN)
        needs = self._weights.needs(query)
        if asks_outside(query):  # 好天气的比例 is no weather: a figure that the plans print is told
            return self._near(query, needs, kind, 0.0) or Drafts(chance=0.0)
        readings = self._read(query, hits)
        chance = self._chooser.best_chance(query, needs, hits, kind, readings)
        meant = self._near(query, needs, kind, chance) if chance < SURE and hits else None
        silent = self._silent(query, needs, hits, kind, readings, chance)
        if meant is None and silent and query.compares:
            meant = self._compared_by(query, needs, hits, kind, readings)
        if meant is not None:
            return meant
        if silent:  # it would be refused, or a plan said to be silent: what stands further back may answer
            for own in silent:
                readings = readings | self._chooser.read(query, own, further=True)
            chance = self._chooser.best_chance(query, needs, hits, kind, readings)
        if not query.told and read_silence(query, tuple(self._documents.values())) is not None:
            # Only a sentence that names the indicator, with a figure, may say what its facts do not.
            found = self._chosen(query, needs, hits, "number", readings)
            if not any(self._states_amount(each) for each in found):
                return Drafts(chance=chance)
            return Drafts(self._draft_parts(query, hits, "number", readings), chance=chance)
        drafts = self._by_kind(query, hits, kind, readings)
        if chance < _DOUBTED:
            drafts += self._section_beside(query, kind, drafts)
        is_told = bool(drafts) or not knows_its_plan(query)  # of a question to no plan nothing is near
        nearest = None if is_told else self._chooser.nearest(query, needs, hits, kind, readings)
        return Drafts(self._confirmed(query, drafts, chance), chance=chance, nearest=nearest)

    def _section_beside(self, query: Query, kind: Kind, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the section whose heading is what is asked in other words, without what drafts quote of it.

        老人越来越多 is 人口老龄化: sentences of its section are seldom taken for an answer to it, each by itself.
        """
        quotes = [part for draft in drafts for part in draft.parts]
        is_told = query.told or query.item or query.places or query.compares or query.confirms
        if self._headings is None or kind not in ("list", "open") or is_told or not quotes:
            return []
        if quoted_names(query) or stated_count(query) is not None:  # a name, or so many of a thing
            return []
        document = self._documents[quotes[0].document_id]
        section = self._headings.meant(query, document)
        return [
            each
            for each in (whole(query, document, section) if section is not None else [])
            if not any(
                fold(own.text) in fold(part.text) or fold(part.text) in fold(own.text)
                for own in each.parts
                for part in quotes
            )
        ]

    def _silent(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
        chance: float,
    ) -> list[list[Hit]]:
        """Return the hits of each plan that is compared of which none answers, else all hits if none does (``chance``)."""
        if not query.compares:
            return [list(hits)] if chance < self._chooser.threshold else []
        plans = dict.fromkeys(hit.chunk.document_id for hit in hits)
        found = ([hit for hit in hits if hit.chunk.document_id == plan] for plan in plans)
        return [
            own
            for own in found
            if self._chooser.best_chance(query, needs, own, kind, readings) < self._chooser.threshold
        ]

    def _confirmed(self, query: Query, drafts: Sequence[Draft], chance: float) -> list[Draft]:
        return with_verdict(query, drafts, self._documents, self._weights, is_sure=chance >= SURE)

    def _near(self, query: Query, needs: Sequence[Need], kind: Kind, chance: float) -> Drafts | None:
        """Return what is said of the figure that is asked for in other words than those of its name, if one is.

        Its row or sentence must answer likelier than what was found (``chance``).
        """
        if self._near_facts is None or query.told or not (kind == "number" or query.compares):
            return None
        if asked_indicators(query, [self._documents[each] for each in query.scope]):
            return None  # asked by its name: a plan without a figure of it has none under another
        near = self._near_facts.find(query)
        readings = self._chooser.read_near(query, near)
        hits = list({each.chunk.id: each for each in reversed(near.hits)}.values())
        judged = self._chooser.judge(query, needs, hits, "number", readings)
        kept = {
            id(each) for each in without_others(query, [each.candidate for each in judged], self._documents)
        }
        judged = [each for each in judged if id(each.candidate) in kept]
        likeliest = max(judged, key=lambda each: each.chance, default=None)
        # On what is asked of several plans more hangs than one answer.
        least = SURE if query.compares else max(self._chooser.threshold, chance)
        if likeliest is None or likeliest.chance < least:
            return None
        told = self._stated(query, likeliest)
        if told is None and not query.compares:
            drafts = self._drafter.drafts(query, needs, likeliest.candidate, "number")
            told = Drafts(self._confirmed(query, drafts, likeliest.chance), chance=likeliest.chance)
        return told

    def _compared_by(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> Drafts | None:
        """Return the plans side by side by the indicator that what answers in one of them states; None for no indicator."""
        judged = [
            each
            for each in self._chooser.judge(query, needs, hits, kind, readings)
            if each.chance >= self._chooser.threshold
        ]
        told = self._stated(query, max(judged, key=lambda each: each.chance)) if judged else None
        rows = [each for each in told or () if each.text.startswith("| ")]
        return told if len(rows) > 1 else None

    def _stated(self, query: Query, judged: Judged) -> Drafts | None:
        """Return what the facts say of the one indicator that a candidate states; None where it states none, or several."""
        candidate = judged.candidate
        document = self._documents[candidate.hit.chunk.document_id]
        stated = {
            each.id: each
            for each in known_indicators([document])
            for fact in document.facts.get(each.id, ())
            if candidate.start <= fact.value_start < candidate.end
        }
        # That its value is asked for is what the reader was asked.
        asked = query if query.compares else replace(query, wants_value=True)
        told = self._facts.of(asked, list(stated.values())) if len(stated) == 1 else []
        if not told:
            return None
        return Drafts(self._confirmed(query, told, judged.chance), chance=judged.chance)

    def _beside(self, query: Query, hits: Sequence[Hit], kind: Kind, known: Sequence[Draft]) -> list[Draft]:
        """Return for a full answer what other places say beside the facts."""
        if query.depth != "full" or query.compares:
            return []
        readings = self._read(query, hits)
        found = self._chosen(query, self._weights.needs(query), hits, kind, readings)
        return self._all_further(query, found, known)

    def meant(self, query: Query, hits: Sequence[Hit]) -> Query:
        """Return the reading of a follow-up that is answered best: by a fact, else by what is likeliest to answer.

        The reader has read the question with those before it either way; the readings differ in what may answer.
        """
        readings = self._read(query, hits)
        chances = [
            self._chooser.best_chance(each, self._weights.needs(each), hits, question_kind(each), readings)
            for each in query.readings
        ]
        for at, each in enumerate(query.readings):
            if not each.told and self._facts.drafts(each):
                return each
            if (
                at == 0 and chances[0] >= SURE
            ):  # it is understood by itself: what was asked before is not its topic
                break
        best = max(range(len(chances)), key=lambda at: (chances[at] - _LATER * at, -at))
        return query.readings[best]

    def _read(self, query: Query, hits: Sequence[Hit]) -> dict[Place, UnitReading]:
        """Return what the reader says of hits; what it said last is kept, since a question is asked twice.

        What is compared is read as it is asked of each plan alone.
        """
        if query.apart:
            return {
                place: each
                for own in query.apart
                for place, each in self._read(own, _of_plan(hits, own.scope[0])).items()
            }
        asked = (query.asked, query.history, query.compares, tuple(hit.chunk.id for hit in hits))
        kept = self._kept
        readings = kept[asked] if asked in kept else self._chooser.read(query, hits)
        # A new mapping each time: other threads read the old one.
        self._kept = dict([*((key, kept[key]) for key in kept if key != asked), (asked, readings)][-_KEPT:])
        return readings

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
            if (each := self._found(query, document_id, _of_plan(hits, document_id), kind, readings))
        ]
        main = main_need(self._weights.needs(query))
        name = main.names[0] if main is not None and main.names else ""
        return compared(query, found, name.upper() if name.isascii() else name)

    def _found(
        self,
        query: Query,
        plan: str,
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> Found | None:
        """Return what one of the plans that are compared says, in its own words: what it says where it is asked alone."""
        alone = next((each for each in query.apart if each.scope == (plan,)), None)
        drafts: list[Draft] = list(self.generate(alone, hits)) if alone is not None else []
        drafts = drafts or self._answer(query, hits, kind, readings)
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
        document = self._documents[plan]
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
        if (
            kind in ("list", "open")
            and query.wants_value
            and not self._states_several(query, hits, kind, readings)
        ):
            drafts = self._draft_parts(query, hits, "number", readings)
        return drafts or self._draft_parts(query, hits, kind, readings)

    def _states_several(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> bool:
        """Return whether the sentence that answers a question for a list has several figures: all of them are the list."""
        found = (
            self._chosen(query, self._weights.needs(query), hits, kind, readings) if kind == "list" else []
        )
        said = self._drafter.said(found[0]) if found and found[0].row is None else ""
        return len(find_quantities(said)) >= _SEVERAL

    def _states_amount(self, candidate: Candidate) -> bool:
        """Return whether a candidate has a figure that is more than a count or a rank (六个更加), or one that is damaged."""
        document = self._documents[candidate.hit.chunk.document_id]
        said = search_form(self._drafter.said(candidate))
        families = (each.quantity.measure.family for each in find_quantities(said))
        is_amount = any(family not in _COUNTS for family in families)
        # A row prints its unit elsewhere, if it has one.
        return candidate.row is not None or is_amount or document.is_damaged(candidate.start, candidate.end)

    def _draft_parts(
        self, query: Query, hits: Sequence[Hit], kind: Kind, readings: Mapping[Place, UnitReading]
    ) -> list[Draft]:
        whole = self._weights.needs(query)
        parts = question_parts(query) if kind == "number" and query.language != "en" else [query.focus]
        drafts: list[Draft] = []
        for part in parts:
            needs = whole if len(parts) == 1 else self._part_needs(part, whole)
            asked = query if len(parts) == 1 else _part_query(query, part)
            found = self._chosen(asked, needs, hits, kind, readings)
            best = found[0] if found else None
            listed = self._listed(asked, found, kind) if found else self._headed(asked, needs, hits, kind)
            if listed:
                drafts += listed
            elif best is not None:
                own = best.hit.chunk.document_id
                answering = {each.sentence for each in found if each.hit.chunk.document_id == own}
                beside = self._of_the_item(asked, needs, hits, kind, readings, best)
                drafts += self._drafter.drafts(
                    asked, needs, best, "open" if best.valueless else kind, answering | beside.keys()
                )
                further = self._further(asked, found, drafts, kind)
                drafts += [*self._rest_of_item(asked, beside, best, [*drafts, *further]), *further]
                if kind == "number" and not best.valueless:
                    drafts += self._unmet(asked, needs, best, hits, drafts)
                    drafts += self._contradicting(asked, needs, best)
        drafts = list(dict.fromkeys(drafts))
        if len(parts) > len(drafts) == 1 and best is not None and best.row is None:
            drafts = [
                self._drafter.span_draft(query, best, *best.sentence)
            ]  # both values stand in one sentence
        return drafts

    def _of_the_item(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
        best: Candidate,
    ) -> dict[Span, Candidate]:
        """Return by their spans the sentences that are told with the first one: of its item, in their order.

        What is compared has little room, and a name that is explained its own length.
        """
        if kind not in ("list", "open") or best.row is not None or query.compares or quoted_names(query):
            return {}
        document = self._documents[best.hit.chunk.document_id]
        start, end = item_around(document, best.start)
        told = {
            each.candidate.sentence: each.candidate
            for each in self._chooser.judge(query, needs, hits, kind, readings)
            if each.chance >= self._chooser.threshold * _SAME_ITEM
            and each.candidate.row is None
            and each.candidate.hit.chunk.document_id == document.id
            and start <= each.candidate.start < end
        }
        return dict(sorted(told.items()))

    def _rest_of_item(
        self, query: Query, beside: Mapping[Span, Candidate], best: Candidate, drafts: Sequence[Draft]
    ) -> list[Draft]:
        """Return what drafts leave of the sentences of an item that lead up to the first one and go on from it."""
        left: list[list[Span]] = []
        for run in _runs(list(beside)):
            if best.sentence in run:
                rest = [each for each in run if not self._is_quoted(beside[each], drafts)]
                left = _runs(rest)
        return [
            self._drafter.span_draft(query, best, run[0][0], run[-1][1])
            for run in left
            if run[-1][1] - run[0][0] <= LONGEST
        ]

    def _part_needs(self, part: str, whole: Sequence[Need]) -> list[Need]:
        """Return the needs of a part of a question; the rest of the question says what it is about."""
        own = self._weights.needs_of(part)
        wordings = {need.wordings for need in own}
        return [*own, *(Need(n.wordings, n.weight * 0.25) for n in whole if n.wordings not in wordings)]

    def _chosen(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> list[Candidate]:
        """Return the candidates that answer, best first."""
        judged = self._chooser.judge(query, needs, hits, kind, readings)
        fit = [each.candidate for each in judged if each.chance >= self._chooser.threshold]
        if kind == "number" and len({hit.chunk.document_id for hit in hits}) == 1:
            document = self._documents[hits[0].chunk.document_id]
            fit = as_in_the_table(query, [each.candidate for each in judged], fit, document)
        if kind in ("list", "open") and query.years:  # of what answers, that of the time asked comes first
            asked = with_plan_ends(query.years)
            fit.sort(key=lambda each: bool(each.years) and asked.isdisjoint(with_plan_ends(each.years)))
        if kind == "definition":
            fit = explaining(query, fit, self._documents)
        elif kind == "list" and quoted_names(query):
            fit = explaining(query, fit, self._documents) or naming(query, fit, self._documents) or fit
        if (
            kind == "number"
        ):  # a sound figure is taken before a damaged one, if it is likely the figure that is asked
            fit = without_others(query, fit, self._documents)
            likely = {id(each.candidate) for each in judged if each.chance >= SURE}
            fit.sort(
                key=lambda each: (
                    id(each) not in likely
                    or self._documents[each.hit.chunk.document_id].is_damaged(each.start, each.end)
                )
            )
        return fit

    def _listed(self, query: Query, found: Sequence[Candidate], kind: Kind) -> list[Draft]:
        """Return the items of a section one by one, where more than one of them answers: then its list is asked for.

        A question that says how many it expects is given just so many.
        """
        if not found or kind not in ("list", "open") or found[0].row is not None or quoted_names(query):
            return []
        if query.told:  # more is asked, not the list again
            return []
        document = self._documents[found[0].hit.chunk.document_id]
        section = document.path_at(found[0].start)[-1]
        count = stated_count(query)
        items = items_of(document, section, headed=kind == "list" or count is not None)
        starts = [
            each.start for each in found if each.hit.chunk.document_id == document.id and each.row is None
        ]
        least = LEAST if count is None else 1  # as many as are asked for are hardly another list
        at = item_at(items, found[0].start)
        if at is not None:  # the other lists of its section are other matters
            items = same_list(document, items, at)
            at = item_at(items, found[0].start)
        told = {item_at(items, each) for each in starts} - {None}
        is_list = at is not None and count in (None, len(items)) and len(told) >= least
        if not is_list:
            items = self._announced(document, found, count) if kind == "list" or count is not None else []
        elif len(items) > _MOST_LISTED or _only_repeats(query, document, heads_of(document, items)[at or 0]):
            return []
        return [self._drafter.span_draft(query, found[0], *head) for head in heads_of(document, items)]

    @staticmethod
    def _announced(document: Document, found: Sequence[Candidate], count: int | None) -> list[Span]:
        """Return the members of the list that a section announces by its count, where two places of it answer.

        The sentence that announces them is such a place. A question that says how many it expects is given just so many.
        """
        announced = members_around(document, found[0].start)
        inside = [
            each.start
            for each in found
            if each.hit.chunk.document_id == document.id
            and each.row is None
            and members_around(document, each.start) == announced
        ]
        is_list = len({item_at(announced, start) for start in inside}) >= LEAST
        return announced if is_list and count in (None, len(announced)) else []

    def _headed(self, query: Query, needs: Sequence[Need], hits: Sequence[Hit], kind: Kind) -> list[Draft]:
        """Return the items of the section whose heading is what is asked, or how it begins, where no sentence answers."""
        if kind not in ("list", "open") or query.places or query.told:
            return []
        for hit in hits[:_HEADINGS]:
            document = self._documents[hit.chunk.document_id]
            section = document.path_at(hit.chunk.clean_start)[-1]
            if not hit.chunk.chapter or met(needs, search_form(section.title)) < _HEADED:
                continue
            spans = heads_of(document, items_of(document, section)) or [self._beginning(document, section)]
            candidate = next(iter(self._finder.find(query, needs, [hit], "open")), None)
            if candidate is not None and len(spans) <= _MOST_LISTED:
                return [self._drafter.span_draft(query, candidate, *span) for span in spans]
        return []

    @staticmethod
    def _beginning(document: Document, section: Section) -> tuple[int, int]:
        """Return the first sentences of a section's own text, as many as are read at a glance."""
        text = document.clean.text[section.head_end : section.own_end]
        ends = [end for _, end in sentence_spans(text)]
        last = max((end for end in ends if end <= LONGEST), default=min(len(text), LONGEST))
        return section.head_end, section.head_end + last

    def _further(
        self,
        query: Query,
        found: Sequence[Candidate],
        drafts: Sequence[Draft],
        kind: Kind,
    ) -> list[Draft]:
        """Return what the next place says that answers too: a matter has several sides; of a full answer all of them.

        A value has one place and a name one explanation; a row of a comparison has little room.
        """
        if query.depth == "full" and not query.compares:
            return self._all_further(query, found, drafts)
        if kind in ("number", "definition") or quoted_names(query) or len(drafts) > 1:
            return []
        first = found[0]
        if query.compares and len(drafts[0].text) > _ROOM:
            return []
        for each in found[1:]:
            same_plan = each.hit.chunk.document_id == first.hit.chunk.document_id
            is_title = each.end - each.start < _SAYS or is_head(
                self._documents[first.hit.chunk.document_id], each.sentence
            )
            if not same_plan or is_title or each.row is not None or self._is_quoted(each, drafts):
                continue
            return [self._drafter.span_draft(query, each, each.start, each.end)]
        return []

    def _all_further(self, query: Query, found: Sequence[Candidate], drafts: Sequence[Draft]) -> list[Draft]:
        """Return what every other place says that answers, rows as they are read, each thing once."""
        further: list[Draft] = []
        for each in found:
            if len(further) == _MOST_LISTED or self._is_quoted(each, [*drafts, *further]):
                continue
            document = self._documents[each.hit.chunk.document_id]
            if each.row is not None:
                further.append(self._drafter.row_draft(query, each, document))
            elif each.end - each.start >= _SAYS:
                further.append(self._drafter.span_draft(query, each, each.start, each.end))
        return further

    def _is_quoted(self, candidate: Candidate, drafts: Sequence[Draft]) -> bool:
        """Say whether what a candidate says is said already, there or in other places."""
        said = self._drafter.said(candidate)
        quotes = [part for draft in drafts for part in draft.parts]
        overlaps = any(
            quote.start is not None
            and quote.start < candidate.end
            and candidate.start < quote.start + len(quote.text)
            for quote in quotes
        )
        return overlaps or any(fold(said) in fold(quote.text) for quote in quotes)

    def _unmet(
        self,
        query: Query,
        needs: Sequence[Need],
        best: Candidate,
        hits: Sequence[Hit],
        drafts: Sequence[Draft],
    ) -> list[Draft]:
        """Return the value of what else a question names beside what is answered (城镇人口和城镇化率)."""
        said = set(tokenize(" ".join(part.text for draft in drafts for part in draft.parts)))
        total = sum(need.weight for need in needs)
        left = [n for n in needs if n.met_by(said) < _PART_MET and n.weight >= _PART * total]
        if not left or query.language == "en" or not query.form.joins:
            return []
        for each in self._finder.find(replace(query, standalone="多少"), left, hits, "number"):
            near = each.hit.chunk.section_id == best.hit.chunk.section_id
            if near and each.fits and each.row is None and met(left, self._drafter.said(each)) >= _PART_WHOLE:
                return [self._drafter.span_draft(query, each, each.start, each.end)]
        return []

    def _contradicting(self, query: Query, needs: Sequence[Need], best: Candidate) -> list[Draft]:
        """Return the draft of another place of the plan that gives another figure for the same thing, if there is one."""
        other = contradicting(query, needs, best, self._documents)
        return (
            []
            if other is None
            else [replace(fact_draft(query, other, [other], timed=False), contradicts=True)]
        )


def _of_plan(hits: Sequence[Hit], plan: str) -> list[Hit]:
    return [hit for hit in hits if hit.chunk.document_id == plan]


def _runs(spans: Sequence[Span]) -> list[list[Span]]:
    """Return spans in their order, those together that follow one another."""
    runs: list[list[Span]] = []
    for each in spans:
        if runs and each[0] - runs[-1][-1][1] <= 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _only_repeats(query: Query, document: Document, head: Span) -> bool:
    """Return whether a head says nothing but what the question says: what stands under it is asked, and no list."""
    asked = set(tokenize(search_form(f"{query.lexical} {query.bare}")))
    return asked.issuperset(tokenize(document.search_text[slice(*head)]))


def _part_query(query: Query, part: str) -> Query:
    """Return the query of one part of a question: its years are its own where it names some."""
    return replace(query, standalone=f"{part}多少", focus=part, years=period_names(part) or query.years)
