"""Whole sections: one that is asked by its number or its heading, and the outline of a document as its summary.

A section is given whole and in its own order: the items that it counts, or its sub-headings with how each begins, or,
where it is plain text, its beginning. Which heading is meant is told by what the question and the heading share, both
ways: a heading that says more than is asked is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import period_names, with_plan_ends
from embeddings.headings import Section
from embeddings.lexical import tokenize
from embeddings.markers import UNIT_NAMES
from embeddings.needs import Kind, TermWeights, coverage, question_kind, quoted_names
from embeddings.queries import Query
from embeddings.query.about import LAST, OutlineAsk, asks_only, matter_of, matter_without_times
from embeddings.query.counting import announced_names
from embeddings.query.following import without_times
from embeddings.query.form import is_count
from embeddings.query.frame import without_document
from embeddings.scripts import search_form
from embeddings.terms import Term, find_english_terms, find_terms, free_words, is_function_word
from qa.answering.about import counted
from qa.answering.announced import announced_items
from qa.answering.heading_search import HeadingSearch
from qa.answering.items import beginnings_of, heads_of, items_of
from qa.answering.own_words import word
from qa.answering.quoting import heading_drafts, listed, under
from qa.answering.whole import MOST_HEADINGS, introduced, whole
from qa.citations import Draft
from qa.listing import asked_count, stated_count
from qa.periods import fits_years

_KINDS: Final = {name: kind for kind, name in UNIT_NAMES.items()} | {"编": "part", "专栏": "box"}
_ASKED, _SAID = 0.9, 0.8
"""Share of what is asked that a heading must have to be meant, and of what it says that the question must have."""
_EXACT: Final = 2.0
_LEAST_NAMED: Final = 4
"""Signs of a heading that is told by being said whole."""
_KEPT: Final = 4096
_VERB: Final = 2
"""Characters beside a topic that say what is to be done about it, and no more."""
_FEW: Final = 4
"""Parts up to which an outline tells what is in each."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A section with what its heading is about, in search form, and the tokens of that."""

    section: Section
    matter: str
    tokens: frozenset[str]


class SectionAnswers:
    """Answers questions that ask for a section, or for what a document says as a whole."""

    def __init__(
        self, documents: Mapping[str, Document], weights: TermWeights, search: HeadingSearch | None = None
    ) -> None:
        """Take finished parts; without a ``search`` a part that is pointed to is found by the words of its heading alone."""
        self._documents = documents
        self._weights = weights
        self._search = search
        self._known: dict[str, tuple[_Heading, ...]] = {}
        self._needs_of = lru_cache(maxsize=_KEPT)(weights.needs_of)

    def drafts(self, query: Query) -> list[Draft]:
        """Return the section that is asked for, nothing where a question asks for none or about several documents."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        if query.places or query.compares or len(scope) != 1:
            return []
        if query.outline is not None and query.outline.topic:
            return self._pointed_to(query, scope[0], query.outline)
        if query.outline is not None and not query.outline.numbers:
            return _overview(query, scope[0])
        if query.outline is not None:
            return _numbered(query, scope[0], query.outline)
        announced, rest = announced_items(query, scope[0])
        if announced:
            # Where more is asked than what they are called, what they say.
            is_more = bool(rest) or question_kind(query) == "open"
            spans = (beginnings_of if is_more else heads_of)(scope[0], announced)
            return listed(query, scope[0], spans)
        section = (
            self._named(query, scope[0])
            or self._headed(query, scope[0])
            or self._titled(query, scope[0])
            or _general(query, scope[0])
        )
        return whole(query, scope[0], section) if section is not None else []

    def _pointed_to(self, query: Query, document: Document, asked: OutlineAsk) -> list[Draft]:
        """Return the part of a document that a question points to by what it is about, its heading in front."""
        matter = matter_without_times(asked.topic)
        same = (each.section for each in self._headings(document) if each.matter == matter)
        section = next(same, None) or self._named(query, document) or self._headed(query, document)
        if section is None and self._search is not None:
            section = self._search.find(query, document, asked)
        return whole(query, document, section, headed=True) if section is not None else []

    def _titled(self, query: Query, document: Document) -> Section | None:
        """Return the section whose heading is another wording of the one thing that is asked, the outermost one.

        战略定位 is asked of a plan that writes 发展定位, and development goals of one that writes 主要目标.
        """
        if (
            query.wants_result
            or quoted_names(query)
            or question_kind(query) not in ("list", "open", "number")
        ):
            return None
        forms = {matter_without_times(search_form(each)) for each in _only_term(query)}
        found = [
            each.section
            for each in self._headings(document)
            if each.matter in forms and not _timed_apart(query, each.section, document)
        ]
        best = min(found, key=lambda each: each.level, default=None)
        counts = question_kind(query) == "number"
        return None if best is None or (counts and not items_of(document, best)) else best

    def _named(self, query: Query, document: Document) -> Section | None:
        """Return the section whose whole heading a question says that asks what it is made of, the longest one."""
        if not query.asks_units:
            return None
        found = [
            each
            for each in self._headings(document)
            if len(each.matter) >= _LEAST_NAMED and each.matter in query.matter and each.section.children
        ]
        return max(found, key=lambda each: len(each.matter)).section if found else None

    def _headed(self, query: Query, document: Document) -> Section | None:
        """Return the section whose heading says what is asked and no more, the outermost where several do."""
        kind: Kind = question_kind(query)
        if kind not in ("list", "open"):
            return None
        named = bool(
            quoted_names(query)
        )  # a name in quotation marks is explained, unless it is a heading's own
        asked = set(tokenize(search_form(query.lexical or query.focus)))
        needs = self._weights.needs(query)
        bare = query.matter
        best: tuple[float, int, Section] | None = None
        for heading in self._headings(document):
            same = asks_only(bare, heading.matter)
            if named and not same:
                continue
            share = 1.0 if same else coverage(needs, (heading.tokens, 1.0))
            if share < _ASKED or _timed_apart(query, heading.section, document):
                continue
            said = 1.0 if same else coverage(self._needs_of(heading.matter), (asked, 1.0))
            if said < _SAID:
                continue
            score = _EXACT if same else share * said
            if best is None or (score, -heading.section.level) > best[:2]:
                best = (score, -heading.section.level, heading.section)
        if best is not None:
            return best[2]
        return None if named else self._counted(query, document)

    def _counted(self, query: Query, document: Document) -> Section | None:
        """Return the one section that lists as many as are asked of what its heading ends with: 三大定位, 发展定位."""
        count, matter = stated_count(query), matter_of(query.matter)
        announced = _announced(query, document)
        if announced is not None or count is None or len(matter) < _VERB:
            return announced
        found = [
            heading.section
            for heading in self._headings(document)
            if heading.matter.endswith(matter)
            and len(heading.matter) - len(matter) <= _VERB  # 文旅产业集群 says more than 产业集群
            and len(items_of(document, heading.section)) == count
        ]
        return found[0] if len(found) == 1 else None

    def _headings(self, document: Document) -> tuple[_Heading, ...]:
        """Return the headings of a document that can be asked for; they are read once."""
        if document.id not in self._known:
            printed = (path[-1] for path in document.paths if path[-1].head_end > path[-1].clean_start)
            matters = ((section, matter_without_times(search_form(section.title))) for section in printed)
            self._known[document.id] = tuple(
                _Heading(section, matter, frozenset(tokenize(matter)))
                for section, matter in matters
                if matter
            )
        return self._known[document.id]


def _announced(query: Query, document: Document) -> Section | None:
    """Return the one section that announces what is asked and has as many headings below: 做好四个方面工作, 哪四个方面."""
    name, count = next(iter(announced_names(query.bare)), ""), stated_count(query) or asked_count(query)
    if not name or count is None:
        return None
    text = document.search_text
    sections = (path[-1] for path in document.paths if len(path[-1].children) == count)
    found = [each for each in sections if name in text[each.head_end : each.own_end].replace("的", "")]
    return found[0] if len(found) == 1 else None


def _only_term(query: Query) -> tuple[str, ...]:
    """Return the wordings of the one term that a question asks for and nothing else, none where it asks for more."""
    english = query.language == "en"
    if english:  # the headline 2025 targets in the … action plan asks for the headline targets
        query = replace(query, bare=without_document(without_times(query.bare)))
    terms = find_english_terms(query.bare) if english else find_terms(query.bare)
    topics = [each for each in terms if each.kind != "general"]
    if len(topics) != 1 or topics[0].kind != "topic":
        return ()
    wordings = topics[0].wordings
    if english:
        return () if _says_more(query, topics[0]) else wordings
    asked = (matter_without_times(search_form(each)) for each in wordings)
    return wordings if any(asks_only(query.matter, each) for each in asked) else ()


def _general(query: Query, document: Document) -> Section | None:
    """Return the section about the one topic that is asked about in general, the one that speaks of it most.

    如何解决就业 asks for all that a plan does about it; a question with more to say asks for a part of that.
    """
    kind, english = question_kind(query), query.language == "en"
    if kind != "open" and not (kind == "list" and english):  # what does it say about …? asks so too
        return None
    if query.wants_value or query.years or quoted_names(query) or stated_count(query) is not None:
        return None
    terms = find_english_terms(query.bare) if english else find_terms(query.focus)
    topics = [each for each in terms if each.kind != "general"]
    most = 1 if kind == "open" else 0
    if len(topics) != 1 or topics[0].kind != "topic" or _says_more(query, topics[0], most):
        return None
    forms = [search_form(each) for each in topics[0].wordings]
    best: tuple[int, Section] | None = None
    for path in document.paths:
        # Of a chapter and the sections in it that name the topic the chapter is the whole.
        named = [any(form in search_form(each.title) for form in forms) for each in path]
        if not named[-1] or any(named[:-1]):
            continue
        text = document.search_text[path[-1].clean_start : path[-1].clean_end]
        often = max(text.count(form) for form in forms)
        if best is None or often > best[0]:
            best = (often, path[-1])
    return best[1] if best is not None else None


def _says_more(query: Query, topic: Term, most: int = 1) -> bool:
    """Return whether a question says more than a topic and what is to be done about it (解决, 搞好).

    In English that takes ``most`` words beside those that build the question.
    """
    if query.language == "en":
        rest = free_words(query.bare).values()
        more = [each for each in rest if not (is_function_word(each) or is_count(each))]
        return len(more) > most or bool(query.glosses[most:])
    forms = sorted(map(search_form, topic.wordings), key=len, reverse=True)
    said = query.focus
    for form in forms:
        said = said.replace(form, " ")
    return sum(each.isalnum() and each != "的" for each in said) > _VERB


def _timed_apart(query: Query, section: Section, document: Document) -> bool:
    """Return whether a heading names other times than those that are asked, or none where they are far from the document's."""
    named = set(period_names(search_form(section.title), document.period))
    if query.years and named:
        return named.isdisjoint(with_plan_ends(query.years))
    return not fits_years(query, named, "open", document.period)


def _overview(query: Query, document: Document) -> list[Draft]:
    """Return the outline of a document: each part of it by its heading and how it begins, of few parts what is in them."""
    tops = [each for each in document.sections if each.level > 0 and each.kind != "notes"]
    if len(tops) <= _FEW:
        tops = [inner for top in tops for inner in (top, *top.children)]
    lead = word("overview", query.language, title=document.title, counts=counted(query, document))
    return under(lead, introduced(query, document, tops))


def _numbered(query: Query, document: Document, asked: OutlineAsk) -> list[Draft]:
    """Return the section of a number; where several have it, the headings of all."""
    found = _found(document.sections, document, asked.numbers)
    if len(found) == 1:
        return whole(query, document, found[0], headed=True)
    unit, ordinal = asked.numbers[-1]
    number = f"{unit}{ordinal}" if unit == "专栏" else f"第{ordinal}{unit}"
    lead = word("several", query.language, number=number, count=str(len(found))) if found else ""
    drafts: list[Draft] = []
    for each in found[:MOST_HEADINGS]:
        drafts += heading_drafts(query, document, each, named=not drafts)
    return under(lead, drafts)


def _found(
    sections: Sequence[Section], document: Document, numbers: Sequence[tuple[str, int]]
) -> list[Section]:
    """Return the sections of a path of numbers, at any depth.

    A document that counts its chapters otherwise (一、) has its nth part for the nth of any unit.
    """
    (unit, ordinal), rest = numbers[0], numbers[1:]
    kind = _KINDS.get(unit, "")
    every = [path[-1] for section in sections for path in section.walk()]
    alike = [each for each in every if each.kind == kind]
    if ordinal == LAST:  # of a document that counts otherwise the last of its parts
        top = [each for each in sections if each.level > 0 and each.kind not in ("notes", "box")]
        return alike[-1:] or top[-1:]
    found = [each for each in alike if each.ordinal == ordinal]
    if not found and not any(path[-1].kind == kind for path in document.paths) and kind != "box":
        tops = [each for each in sections if each.level > 0 and each.ordinal == ordinal]
        found = tops
    if not rest:
        return found
    return [inner for each in found for inner in _found(each.children, document, rest)]
