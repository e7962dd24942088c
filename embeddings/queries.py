"""What a question asks for: its language, the cities it names, its standalone form and the terms that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from embeddings.corpus import Document, find_documents
from embeddings.dictionary import EnglishDictionary, Gloss
from embeddings.facts.periods import impossible_years, period_names, without_plans
from embeddings.numerals import chinese_amounts
from embeddings.query.about import DocumentAsk, OutlineAsk, document_asks, outline_ask
from embeddings.query.arithmetic import Operation, read_operation
from embeddings.query.asking import ALL_CITIES, ASKING, COMPARE, COMPARING, SEVERAL_CITIES
from embeddings.query.coinages import coined_names, with_marks
from embeddings.query.confirming import Confirms, read_confirms
from embeddings.query.counting import counted_place, name_at
from embeddings.query.coverage import Asked, Coverage
from embeddings.query.following import (
    asks_more,
    asks_why,
    beside,
    content,
    leans,
    put_into,
    said_of,
    says_nothing,
    without_times,
)
from embeddings.query.history import NOTHING_KNOWN, Carried, Cited, Context, Depth
from embeddings.query.nation import is_nations_name
from embeddings.query.parts import split_parts
from embeddings.query.titles import without_titles
from embeddings.query.topic_shown import topic_shown
from embeddings.query.wish import Choice, Families, Wish, read_wish
from embeddings.scripts import has_cjk, is_english, is_traditional, search_form
from embeddings.terms import as_indicators, find_english_terms, find_terms, measured_by, synonyms, translate

Language = Literal["zh-Hans", "zh-Hant", "en"]

_TARGET = re.compile(r"(?<![总主发远奋战体要展景斗略动])目标|指标|targets?\b")

_POSSESSIVE: Final = re.compile(r"(?<!\w)'s\b")
_OWN_MATTER: Final = 4
"""Characters from which a part of a question has a matter of its own."""
_HISTORY_READ: Final = 2
"""Earlier questions that are read with one."""
_HISTORY_KNOWN: Final = 8
"""Earlier questions that a place may be taken over from."""
_NOT_COVERED = ("uncovered", "unknown", "holds")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    ``standalone`` can be read without the history. ``named`` are the documents of the cities it names (in order),
    ``scope`` those that may answer; ``members`` the parts of a region that stand for it in the question, ``uncovered``
    the places that no plan covers, ``places`` the other places it names. ``compares`` asks for evidence from every
    document in scope. ``focus`` is what is asked about, in search form and in the corpus's language, ``bare`` the
    question without its cities, ``asked_of`` are places inside a covered one with the document that is asked for them,
    ``wants_value`` says that it asks for a target, a value more often than not; ``lexical`` is the text for the lexical
    index (empty: it has no vote); ``history`` are the last earlier questions as they were asked. ``operation`` is what
    is to be computed from figures, with the rest of the question as its ``focus``. ``about`` is what it asks of a
    document itself, ``outline`` the part of one that it wants told, ``confirms`` what it wants answered with yes or no;
    ``parts`` are the questions that it is made of, in order, where it asks several.

    A question that follows another can be read by itself or as going on with it: ``readings`` has both, the likelier
    first, and what answers says which is meant. ``alone`` is the reading by itself of one that goes on, ``earlier`` the
    question before, ``carried`` what this reading takes over from it, and ``cited`` what the last answer cited. Where
    more of the same is asked, ``told`` are the places that were told already. ``depth`` is how much is to be told.

    Of a place with several documents ``wish`` is what the question says of the one that it means; ``scope`` has that one,
    ``choice`` also those that are asked after it.
    """

    question: str
    standalone: str
    language: Language
    named: tuple[str, ...]
    scope: tuple[str, ...]
    members: tuple[str, ...]
    uncovered: tuple[str, ...]
    places: tuple[str, ...]
    compares: bool
    focus: str
    bare: str
    wants_value: bool
    lexical: str
    years: tuple[str, ...]
    glosses: tuple[Gloss, ...] = ()
    asked_of: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    operation: Operation | None = None
    about: tuple[DocumentAsk, ...] = ()
    outline: OutlineAsk | None = None
    confirms: Confirms = ""
    parts: tuple[Query, ...] = ()
    untitled: str = ""
    wish: Wish = field(default_factory=Wish)
    choice: Choice = field(default_factory=Choice)
    readings: tuple[Query, ...] = ()
    alone: Query | None = None
    earlier: Query | None = None
    carried: tuple[Carried, ...] = ()
    cited: tuple[Cited, ...] = ()
    told: tuple[Cited, ...] = ()
    depth: Depth = "short"

    @property
    def asked(self) -> str:
        """The question as it is read beside its history: as it was asked, cities for the full titles of their plans."""
        return self.question if not self.untitled else self.untitled


class QueryReader:
    """Understands questions about the cities of one corpus."""

    def __init__(self, documents: Sequence[Document], english: EnglishDictionary | None = None) -> None:
        """Take the documents; ``english`` knows English words that the vocabulary of plans does not."""
        self._documents = tuple(documents)
        self._english = english
        self._ids = tuple(document.id for document in documents)
        self._aliases = _alias_table(documents)
        self._coverage = Coverage(documents)
        self._families = Families(documents)
        self._coined = coined_names(document.search_text for document in documents)

    def read(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
    ) -> Query:
        """Understand a question.

        ``history`` are the earlier questions of the user, oldest first; ``cities`` restrict what may answer; ``context``
        is what else is known of the conversation.

        Raises:
            UnknownCityError: ``cities`` has one that no document covers.

        """
        chosen = tuple(
            dict.fromkeys(each.id for city in cities for each in find_documents(self._documents, city))
        )
        earlier = None
        for each in history[-_HISTORY_KNOWN:]:
            earlier = self._follow(each, earlier, chosen, NOTHING_KNOWN)
        query = self._read_one(question, earlier, history, chosen, context)
        if query.compares:
            return query
        return _in_all_readings(query, parts=self._parts(query, earlier, history, chosen, context))

    def _parts(
        self,
        query: Query,
        earlier: Query | None,
        history: Sequence[str],
        chosen: tuple[str, ...],
        context: Context,
    ) -> tuple[Query, ...]:
        """Return the questions that one is made of; a later one is read as a follow-up on those before it.

        What was asked of an earlier part is not asked again: of it only the matter is handed on. Where a follow-up says
        nothing itself but a place or a time, the parts are those of the question before.
        """
        said = split_parts(query.asked)
        if len(said) == 1 and len(query.readings) == 1 and not asks_why(search_form(query.asked)):
            said, earlier, history = split_parts(query.standalone), None, ()
        if len(said) == 1:
            return ()
        english = query.language == "en"
        place = (", " if english else "、").join(self._city_names(query.named, english=english))
        parts: list[Query] = []
        before = [] if "topic" in context.without else [*history]
        for each in said:
            if parts:
                matter = parts[-1].standalone if english else _matter(parts[-1].standalone, each)
                earlier = self._follow(matter, None, chosen, NOTHING_KNOWN) if matter else earlier
                before += [matter] if matter else []
                context = Context(depth=context.depth)
            here = each if not place or self._cities(each) else f"{place}{' ' if english else ''}{each}"
            if parts and not english and _only_a_time(each):
                here = f"那{each}"  # it goes on from the part before, whose city it shares
            part = self._read_one(here, earlier, before, chosen, context)
            if parts and parts[-1].about and not part.about:  # 什么时候发布的? is still asked of the document
                here = f"the plan of {place}: {each}" if english else f"{place}规划{each}"
                again = self._read_one(here, None, (), chosen, Context(depth=context.depth))
                part = again if again.about or again.outline else part
            parts.append(_in_all_readings(part, question=each, untitled=here))
        return tuple(parts)

    def _read_one(
        self,
        question: str,
        earlier: Query | None,
        history: Sequence[str],
        chosen: tuple[str, ...],
        context: Context,
    ) -> Query:
        """Understand a question as one, whatever it is made of, after ``earlier``, the last of its history."""
        if earlier is None or "topic" in context.without:
            return replace(self._follow(question, earlier, chosen, context), depth=context.depth)
        folded = search_form(question.strip())
        context = _known_places(context, chosen or self._ids)
        told = (*context.cited, *context.told) if asks_more(folded) else ()
        meant = counted_place(folded, context.cited, self._documents)
        item, cited = (name_at(meant, self._documents), (meant,)) if meant else ("", context.cited)
        query = self._follow(question, earlier, chosen, context, item=item)
        kept = tuple(history[-_HISTORY_READ:])
        return _in_all_readings(query, history=kept, cited=cited, told=told, depth=context.depth)

    def _follow(
        self,
        question: str,
        earlier: Query | None,
        chosen: tuple[str, ...],
        context: Context,
        *,
        item: str = "",
    ) -> Query:
        """Read a question after another: by itself, with the place that it takes over, and as going on with it.

        ``item`` is what was told before that the question is about, where it counts to it.
        """
        asked = without_titles(question, self._documents)
        if earlier is None:
            return self._read(question, asked, asked, chosen)
        places = "" if "place" in context.without else self._places_before(asked, earlier)
        by_itself = " ".join(each for each in (places, item, asked) if each)
        alone = self._read(question, asked, by_itself, chosen)
        carried: tuple[Carried, ...] = (Carried("place", places),) if places else ()
        carried += (Carried("topic", item),) if item else ()
        alone = replace(alone, carried=carried)
        if "topic" in context.without:
            return alone
        alone = replace(alone, earlier=earlier)
        going_on = None if item else self._going_on(asked, alone, earlier, context)
        if going_on is None:
            return alone
        own = self._read(question, asked, going_on, chosen)
        topic = item or topic_shown(earlier)
        more = (*carried, *((Carried("topic", topic),) if topic and not item else ()))
        years = [each for each in own.years if each not in alone.years]
        more = (*more, *((Carried("period", "、".join(years)),) if years else ()))
        joined = replace(own, alone=alone, earlier=earlier, carried=more)
        own_places = self._places_in(asked, earlier)
        said = without_times(self._without_cities(_without(search_form(asked.strip()), own_places)))
        if says_nothing(said):
            return replace(joined, readings=(joined,))
        readings = (joined, alone) if leans(said) else (alone, joined)
        return replace(readings[0], readings=readings)

    def _places_before(self, question: str, earlier: Query) -> str:
        """Return the names of the places that a question takes over: none where it has its own, or asks about all."""
        folded = search_form(question.strip())
        asked = self._places_in(question, earlier)
        english = is_english(question)
        own = self._city_names(self._named(asked, folded), english=english)
        names = [*self._city_names(earlier.named, english=english)] or list(earlier.uncovered)
        if own or any(each.standing in _NOT_COVERED for each in asked):
            # 岳阳呢? goes to a place of its own, though no plan covers it; 和怀化比呢? goes to both.
            added = beside(folded) and len(own) == 1 and own[0] not in names
            return (", " if english else "、").join(names) if added else ""
        asks_all = ALL_CITIES.search(folded) or (len(names) < 2 and SEVERAL_CITIES.search(folded))
        return "" if asks_all else (", " if english else "、").join(names)

    def _places_in(self, question: str, earlier: Query) -> list[Asked]:
        """Return the places of a question, but a region without a plan (南疆) that the plans asked before speak of."""
        before = [document for document in self._documents if document.id in earlier.named]

        def is_theirs(asked: Asked) -> bool:
            is_region = asked.place is not None and asked.place.level == "region"
            words = search_form(asked.words)
            return is_region and not asked.documents and any(words in each.search_text for each in before)

        return [each for each in self._coverage.read(question.strip()) if not is_theirs(each)]

    def _going_on(self, question: str, alone: Query, earlier: Query, context: Context) -> str | None:
        """Return the question before with what this one says put into it; None where the two do not go together."""
        folded = search_form(question.strip())
        if is_english(question) != is_english(earlier.standalone) or ALL_CITIES.search(folded):
            return None
        topic = _POSSESSIVE.sub("", self._topic(earlier, folded))
        if "period" in context.without:
            topic = without_times(topic)
        asked = self._places_in(question, earlier)
        said = said_of(_POSSESSIVE.sub("", self._without_cities(_without(folded, asked))))
        for at, each in enumerate(earlier.places if alone.places else ()):  # 宜章呢? after 桂阳
            topic = topic.replace(search_form(each), " " if at else search_form(alone.places[0]))
            said = said.replace(search_form(alone.places[0]), " ")
        english = is_english(question)
        names = self._city_names(alone.named, english=english) or list(alone.uncovered)
        return " ".join(f"{(', ' if english else '、').join(names)} {put_into(topic, said)}".split())

    def _topic(self, earlier: Query, folded: str) -> str:
        """Return what an earlier question says beside its places: the words for its document too, where none are said now."""
        wish = read_wish(folded)
        if wish.kinds or wish.before or not earlier.choice.spans:
            return earlier.bare
        before = search_form(earlier.standalone)
        return self._without_cities(_without(before, self._coverage.read(earlier.standalone)))

    def _read(self, question: str, asked_as: str, standalone: str, chosen: tuple[str, ...]) -> Query:
        """Understand a question that is put as ``standalone`` is; ``asked_as`` is it without the titles of plans."""
        standalone = with_marks(standalone, self._coined)
        folded = search_form(standalone)
        asked = self._coverage.read(standalone)
        named = self._named(asked, folded)
        wide = bool(ALL_CITIES.search(folded) or SEVERAL_CITIES.search(folded))
        holding = tuple(each for each in asked if each.standing == "holds") if wide and not named else ()
        named = named or tuple(dict.fromkeys(document for each in holding for document in each.documents))
        inside = tuple(each for each in named if not chosen or each in chosen)
        wish = read_wish(folded)
        choice = self._families.choose(wish, inside if named else chosen or self._ids)
        named = choice.scope if inside else self._families.choose(wish, named).scope
        inside = choice.scope if inside else ()
        stripped = self._without_cities(_without(folded, asked, choice.spans))
        operation = read_operation(stripped)
        wide = wide or (operation is not None and operation.is_across and not named)
        wants_value = bool(_TARGET.search(folded))
        compared = len(named) > 1 or (bool(named) and any(each.standing in _NOT_COVERED for each in asked))
        glosses: tuple[Gloss, ...] = ()
        if is_english(standalone):
            glosses = self._english.find(stripped) if self._english else ()
            focus = lexical = _english_focus(standalone, glosses, wants_value=wants_value)
        else:
            focus = _focus(stripped, folded, compared=compared, wants_value=wants_value)
            lexical = " ".join([focus, *synonyms(focus)])
            if operation is not None:
                rest = _focus(operation.rest, folded, compared=compared, wants_value=wants_value)
                operation = replace(operation, rest=rest)
        return Query(
            question=question,
            standalone=standalone,
            language=language_of(asked_as),
            named=named,
            scope=inside if named else choice.scope,
            members=_members(asked),
            uncovered=tuple(
                dict.fromkeys(
                    _shown(each) for each in asked if each.standing in _NOT_COVERED and each not in holding
                )
            ),
            places=tuple(dict.fromkeys(each.named for each in asked if _must_be_said(each))),
            compares=len(inside) > 1 or choice.sets_beside or (wide and (not inside or bool(holding))),
            focus=focus,
            bare=stripped,
            wants_value=wants_value,
            lexical=lexical if has_cjk(lexical) else "",
            years=tuple(dict.fromkeys((*period_names(folded), *choice.meant, *impossible_years(folded)))),
            glosses=glosses,
            asked_of=_asked_of(asked, named),
            operation=operation,
            about=document_asks(stripped),
            outline=outline_ask(stripped),
            confirms=read_confirms(search_form(asked_as)) or read_confirms(folded),
            untitled=asked_as if asked_as != question else "",
            wish=wish,
            choice=choice,
        )

    def _named(self, asked: Sequence[Asked], folded: str) -> tuple[str, ...]:
        """Return the documents that are asked, in the order of the question.

        A member of a region and a place inside a covered one count only where no covered one is named itself, or in
        a comparison.
        """
        covered = any(each.standing == "covered" for each in asked)
        standings = (
            ("covered",) if covered and not COMPARE.search(folded) else ("covered", "member", "inside")
        )
        found = [document for each in asked if each.standing in standings for document in each.documents]
        return tuple(dict.fromkeys(found))

    def _without_cities(self, folded: str) -> str:
        for alias in self._aliases:
            folded = alias.sub(" ", folded)
        return folded

    def _cities(self, question: str) -> tuple[str, ...]:
        return self._named(self._coverage.read(question), search_form(question))

    def _city_names(self, ids: Iterable[str], *, english: bool) -> list[str]:
        found = [document for each in ids for document in self._documents if document.id == each]
        names = (each.entry.city_en or each.city if english else each.city for each in found)
        return list(dict.fromkeys(names))


def in_turn(query: Query) -> Iterator[Query]:
    """Yield a query, then the same asked of the other documents of its place, one after another.

    Those are asked where the first has no answer; at last it is asked again as if there were no others, to say what it
    does not give.
    """
    yield query
    if query.compares or not query.choice.further:
        return
    for each in query.choice.further:
        yield replace(query, scope=(each,), named=(each,) if query.named else (), parts=())
    yield replace(query, choice=replace(query.choice, further=()))


def _in_all_readings(query: Query, **same: Any) -> Query:
    """Return a query with the same fields set in it and in each way to read it; one that compares has no parts."""
    return _with(query, **same, readings=tuple(_with(each, **same) for each in query.readings))


def _with(query: Query, **fields: Any) -> Query:
    if query.compares:
        fields.pop("parts", None)
    return replace(query, **fields)


def language_of(question: str) -> Language:
    """Return the language and script that a question is put in, and so the answer's."""
    if is_english(question):
        return "en"
    return "zh-Hant" if is_traditional(question) else "zh-Hans"


def _alias_table(documents: Sequence[Document]) -> list[re.Pattern[str]]:
    """Return a pattern for each name of a city, the longest first; Latin names match as whole words only."""
    entries = [document.entry for document in documents]
    names = {search_form(name) for each in entries for name in (each.city, each.city_en, *each.aliases)}
    names.discard("")
    return [
        re.compile(rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name))
        for name in sorted(names, key=lambda name: (-len(name), name))
        if not is_nations_name(name)
    ]


def _without(folded: str, asked: Sequence[Asked], spans: Sequence[tuple[int, int]] = ()) -> str:
    """Return a question without the places that no plan covers: no plan can have what is said of them.

    Nor has it the names of the nation that are asked, which are ordinary words elsewhere, or the words at ``spans``.
    """
    gone = [
        (each.start, each.end)
        for each in asked
        if each.standing in _NOT_COVERED or (each.documents and is_nations_name(each.words))
    ]
    for start, end in (*gone, *spans):
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def _known_places(context: Context, documents: Sequence[str]) -> Context:
    """Return the context without places of other documents than those that may answer: it comes from outside."""
    cited, told = (
        tuple(each for each in places if each.document_id in documents)
        for places in (context.cited, context.told)
    )
    return replace(context, cited=cited, told=told)


def _members(asked: Sequence[Asked]) -> tuple[str, ...]:
    """Return the parts of a region (长沙) that are named where the region itself is not."""
    if any(each.standing == "covered" for each in asked):
        return ()
    return tuple(search_form(each.words) for each in asked if each.standing == "member")


def _asked_of(asked: Sequence[Asked], named: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the places inside covered ones, each with the document that is asked because it has none of its own."""
    covered = {document for each in asked if each.standing == "covered" for document in each.documents}
    return tuple(
        (_shown(each), document)
        for each in asked
        if each.standing == "inside"
        for document in each.documents
        if document in named and document not in covered
    )


def _must_be_said(asked: Asked) -> bool:
    """Say whether an answer must name a place: one inside a covered place, or another county that the plans name."""
    county = asked.place is not None and asked.place.level == "county"
    return asked.standing == "inside" or (asked.standing == "mentioned" and county)


def _shown(asked: Asked) -> str:
    """Return the words for a place as it was named, an English name with its capital."""
    if asked.words.isascii() and asked.words.islower() and asked.place is not None:
        return asked.place.english
    return asked.words


def _english_focus(standalone: str, glosses: Sequence[Gloss], *, wants_value: bool) -> str:
    """Return what an English question is about in the corpus's language: its terms, amounts and numbers."""
    terms = [*translate(standalone), *(gloss.wordings[0] for gloss in glosses)]
    if wants_value:
        terms += [measured_by(term).zh for term in find_english_terms(standalone)]
    rest, amounts = chinese_amounts(without_plans(search_form(standalone)))
    return " ".join([*dict.fromkeys(terms), *amounts, *re.findall(r"\d[\d.]*%?", rest)])


def _focus(stripped: str, folded: str, *, compared: bool, wants_value: bool) -> str:
    """Return what a question is about: without its places, the words it is asked with and those of a comparison."""
    focus = " ".join(ASKING.sub(" ", COMPARING.sub(" ", stripped) if compared else stripped).split())
    focus = focus if len(content(focus)) > 1 else folded
    return as_indicators(focus.lstrip("的")) if wants_value else focus


def _only_a_time(part: str) -> bool:
    """Return whether a part of a question names a time and nothing else to ask of: 2025年要到多少."""
    folded = search_form(part)
    timeless = without_times(folded)
    return timeless.strip() != folded.strip() and len(content(timeless)) < _OWN_MATTER


def _matter(question: str, asked_next: str) -> str:
    """Return what a question is about, without the words that ask: 森林覆盖率目标 of 森林覆盖率目标是多少.

    An indicator is left out where the next question names one of its own: 城镇化率目标是多少？人均GDP呢？
    """
    folded = search_form(question)
    if any(term.kind == "indicator" for term in find_terms(search_form(asked_next))):
        for form in (w for term in find_terms(folded) if term.kind == "indicator" for w in term.wordings):
            folded = folded.replace(search_form(form), " ")
    return " ".join(ASKING.sub(" ", folded).strip(" ?？,，。;；、").split())
