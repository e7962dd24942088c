"""Yes and no: whether a target was reached, by the facts; and what is said in front of the ground for a yes or a no.

A yes is said only where what is asked stands in what is quoted, a no where a figure that is asked to be confirmed is
another, or where the quote forbids or denies it. Where the words do not tell, but what is quoted is likelier to answer
than not, it is what the plan proposes; otherwise the plan is said not to say so directly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, get_args

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.periods import period_names, with_plan_ends
from embeddings.facts.quantities import find_quantities
from embeddings.facts.reading import known_indicators
from embeddings.mentions import asked_mention, find_mentions
from embeddings.needs import TermWeights
from embeddings.queries import Query
from embeddings.query.attributes import Attribute
from embeddings.query.frame import without_choice
from embeddings.scripts import search_form
from qa.answering.fact_words import facts_draft
from qa.answering.own_words import word
from qa.answering.quoting import quoted
from qa.citations import Draft
from qa.comparisons import read_value
from qa.indicators.saying import printed
from qa.mentions import mention_quote
from qa.spans import met
from qa.wording import denies

_SAID: Final = 0.75
"""Share of what is asked that must stand in what is quoted for a yes or a no."""
_SAID_SURELY: Final = 0.4
"""The same of one of its clauses, where what is quoted is likelier to answer than not."""
_CLAUSE: Final = re.compile(r"[,，。;；\n]")
_NO_FIGURE: Final = ("", "number", "rank", "times")


class ResultAnswers:
    """Answers whether a target of the plan before was reached, where a document prints both."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return target and result of the indicator that is asked, and whether the one is reached by the other."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        if query.confirms != "reached" or query.places or len(scope) != 1:
            return []
        for indicator in _named(query, scope[0]):
            pair = _pair(scope[0], indicator, query.years)
            if pair is None:
                continue
            reached = _is_reached(*pair, indicator)
            if reached is None:
                return []
            target, result = (printed(each) for each in pair)
            key = "met" if reached else "unmet"
            lead = word(key, query.language, target=target, result=result)
            return [replace(facts_draft(query, pair), lead=lead)]
        return []


def _named(query: Query, document: Document) -> list[Indicator]:
    """Return the indicators whose names stand in a question, the longest first."""
    asked = search_form(query.focus)
    known = [
        (max((len(each) for each in indicator.wordings if each in asked), default=0), indicator)
        for indicator in known_indicators([document])
    ]
    longest = max((length for length, _ in known), default=0)
    return [indicator for length, indicator in known if length == longest and length > 0]


def _pair(document: Document, indicator: Indicator, years: Sequence[str]) -> tuple[Fact, Fact] | None:
    """Return the target that the plan before had set and what was reached, of one row and one sort, for the years asked."""
    asked = with_plan_ends(years)
    facts = [each for each in document.facts.get(indicator.id, ()) if each.certain and not each.damaged]
    for target in (each for each in facts if each.role == "old_target" and each.size is not None):
        if asked and asked.isdisjoint(with_plan_ends({target.year})):
            continue
        for result in (each for each in facts if each.role == "baseline" and each.size is not None):
            same_row = (result.start, result.end) == (target.start, target.end)
            if same_row and result.span == target.span and result.quantity.sort == target.quantity.sort:
                return target, result
    return None


def _is_reached(target: Fact, result: Fact, indicator: Indicator) -> bool | None:
    """Return whether a result reaches a target; None where it is not told whether more is better."""
    if target.size is None or result.size is None:
        return None
    bound = target.quantity.bound
    if bound == "most" or (not bound and indicator.direction == "down"):
        return result.size <= target.size
    if bound == "least" or (not bound and indicator.direction == "up"):
        return result.size >= target.size
    return True if result.size == target.size else None


class MentionAnswers:
    """Answers whether a document mentions a thing, where it does: with the first place and how many there are."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return the first mention of what is asked; that there is none, a reading of all of its wordings must tell."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        asked = asked_mention(query) if query.confirms == "whether" and len(scope) == 1 else None
        if asked is None or asked.absent or query.places:
            return []
        places = find_mentions(scope, asked.wordings).found[scope[0].id]
        quotes = (mention_quote(scope[0], place) for place in places)
        first = next((quote for quote in quotes if quote is not None and quote.start is not None), None)
        if first is None or first.start is None:
            return []
        span = (first.start, first.start + len(first.text))
        return [quoted(query, scope[0], span, lead=word("mentioned", query.language, count=str(len(places))))]


def with_verdict(
    query: Query,
    drafts: Sequence[Draft],
    documents: Mapping[str, Document],
    weights: TermWeights,
    *,
    is_sure: bool,
) -> list[Draft]:
    """Return the drafts with yes or no said in front of the first, where the question wants that said.

    ``is_sure`` says that the first is likelier to answer than not.
    """
    if not query.confirms or query.compares or not drafts or drafts[0].lead:
        return list(drafts)
    key = "untold"
    if query.confirms == "whether":
        key = _verdict(query, drafts, documents, weights, is_sure=is_sure)
    return [replace(drafts[0], lead=word(key, query.language)), *drafts[1:]]


def _verdict(
    query: Query,
    drafts: Sequence[Draft],
    documents: Mapping[str, Document],
    weights: TermWeights,
    *,
    is_sure: bool,
) -> str:
    """Return whether the first draft says yes or no to a question, or only what is proposed, or not even that."""
    draft = drafts[0]
    said = search_form("\n".join(part.text for part in draft.parts))
    if query.attribute is not None and query.attribute.named is not None:
        marked = [each for each in get_args(Attribute) if each in said]
        return "untold" if len(marked) != 1 else "yes" if marked == [query.attribute.named] else "no"
    needs = weights.needs(query)
    asked = [each.quantity for each in find_quantities(search_form(query.asked))]
    figures = [each for each in asked if each.size is not None and each.measure.family not in _NO_FIGURE]
    if figures:
        # A row of a table prints its unit elsewhere: as it is read out it stands behind the figure.
        values = (read_value(needs, text) for text in (said, search_form(draft.text)))
        alike = (
            each for each in values if each and each.quantity.measure.family == figures[0].measure.family
        )
        value = next(alike, None)
        times = with_plan_ends(period_names(said))
        if value is None or (query.years and times and times.isdisjoint(with_plan_ends(query.years))):
            return "untold"
        if value.quantity.equals(figures[0]):
            return "yes"
        # A figure that another sentence has is none that is denied, nor is one of a thing that is not asked about.
        behind = search_form("\n".join(part.text for other in drafts[1:] for part in other.parts))
        is_said = any(each.quantity.equals(figures[0]) for each in find_quantities(behind))
        return "untold" if is_said or not (is_sure or met(needs, said) >= _SAID) else "no"
    mention = asked_mention(query)
    if mention is not None:
        needs = weights.needs_of(mention.wordings[0])
    around = " ".join(
        heading
        for quote in draft.quotes
        for heading in documents[quote.document_id].chapter_at(quote.start or 0)
    )
    nearest = max(_CLAUSE.split(said), key=lambda clause: met(needs, clause))
    is_told = met(needs, f"{said} {search_form(around)}") >= _SAID
    if not is_told and not (is_sure and met(needs, nearest) >= _SAID_SURELY):
        return "proposed" if is_sure else "untold"
    return "no" if denies(nearest) and not denies(without_choice(search_form(query.asked))) else "yes"
