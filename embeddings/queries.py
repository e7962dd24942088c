"""Understands questions: parsed once, by themselves and as going on with those before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document, find_documents
from embeddings.dictionary import EnglishDictionary, Gloss
from embeddings.facts.periods import SPOKEN, Role, find_periods, impossible_years, period_names
from embeddings.query.about import asks_for_units, document_asks, matter_without_times, outline_ask
from embeddings.query.among import as_rank, places_told_of
from embeddings.query.arithmetic import read_operation
from embeddings.query.asking import ALL_CITIES, COMPARE, PRESENT, RANKED, RESULT, SEVERAL_CITIES
from embeddings.query.attributes import read_attribute
from embeddings.query.beyond import read_beyond
from embeddings.query.coinages import coined_names, with_marks
from embeddings.query.confirming import read_confirms
from embeddings.query.counted import read_counted
from embeddings.query.counting import asked_of_it, asks_for_all, counted_place, name_at
from embeddings.query.courtesy import Polite, asks_assistant, closing, read_courtesy
from embeddings.query.coverage import Asked, Coverage
from embeddings.query.enumerated import asked_of_each, read_members, read_places, read_times, row_of
from embeddings.query.focus import chinese_focus, english_focus, handed_on, only_a_time
from embeddings.query.following import (
    asks_more,
    asks_the_same,
    asks_why,
    beside,
    content,
    leans,
    points_to_document,
    put_into,
    said_of,
    says_nothing,
    stands,
    with_document,
    without_link,
    without_times,
)
from embeddings.query.history import NOTHING_KNOWN, Carried, Context
from embeddings.query.naming import (
    NOT_COVERED,
    alias_table,
    asked_alone,
    asked_of,
    members_of,
    must_be_said,
    shown,
    without_uncovered,
)
from embeddings.query.parts import PIECE_END, split_parts
from embeddings.query.query import Language, Query, in_all_readings, in_turn, language_of, own_question
from embeddings.query.siblings import sibling_in
from embeddings.query.times import Moment, find_moments, without_moments
from embeddings.query.titles import without_titles
from embeddings.query.topic_shown import topic_shown
from embeddings.query.turns import Turn, read_turn
from embeddings.query.wish import Families, plan_named, read_wish
from embeddings.scripts import has_cjk, is_english, search_form
from embeddings.terms import find_english_terms, find_terms, synonyms

__all__ = ["Language", "Query", "QueryReader", "in_turn", "language_of", "own_question"]

_TARGET = re.compile(r"(?<![总主发远奋战体要展景斗略动])目标|指标|targets?\b")

_POSSESSIVE: Final = re.compile(r"(?<!\w)'s\b")
_HISTORY_READ: Final = 2
"""Earlier questions that are read with one."""
_MOST_APART: Final = 8
"""Plans that are each asked by themselves for a comparison; each is read, which takes some 0.5 s."""
_HISTORY_KNOWN: Final = 8
"""Earlier questions that a place may be taken over from."""


class QueryReader:
    """Understands questions about the cities of one corpus."""

    def __init__(self, documents: Sequence[Document], english: EnglishDictionary | None = None) -> None:
        """Take the documents; ``english`` knows English words that the vocabulary of plans does not."""
        self._documents = tuple(documents)
        self._english = english
        self._ids = tuple(document.id for document in documents)
        self._aliases = alias_table(documents)
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
        polite = self._polite(question, closes=bool(history))
        if polite.kind:
            return replace(self._read(question, question, question, chosen), courtesy=polite.kind)
        history = [each for each in map(self._asked_before, history) if each]
        asked: list[Query] = []
        for each in history[-_HISTORY_KNOWN:]:
            asked.append(self._turned(each, asked, chosen, NOTHING_KNOWN))
        query = self._read_one(polite.rest, asked, history, chosen, context)
        if not (query.compares or query.about):
            earlier = asked[-1] if asked else None
            query = in_all_readings(query, parts=self._parts(query, earlier, history, chosen, context))
        readings = tuple(replace(self._listed(each), apart=self._apart(each)) for each in query.readings)
        query = replace(self._listed(query), apart=self._apart(query), readings=readings)
        if polite.rest == question:
            return query
        return in_all_readings(query, question=question, untitled=query.asked)

    def _polite(self, question: str, *, closes: bool = True) -> Polite:
        """Return which courtesy a question is, if it asks nothing of the plans, and the question without those around it.

        ``closes`` says that something was asked before: thanks for nothing belong to a request.
        """
        polite = read_courtesy(question)
        if not polite.kind and self._cities(polite.rest) != self._cities(question):
            polite = Polite("", question)  # 我在怀化打工,孩子能上学吗 asks of the place that it begins with
        folded = search_form(question)
        if polite.kind:
            return polite
        bare = self._without_cities(folded)
        if bare != folded:
            return Polite("ability", question) if asks_assistant(bare) else polite
        kind, beside_it = closing(folded) if closes else ("", ())
        return Polite(kind, question) if kind and not any(map(self._speak_of, beside_it)) else polite

    def _asked_before(self, question: str) -> str:
        """Return what an earlier question leaves to those behind it: of courtesy only the places that it names."""
        polite = self._polite(question)
        if not polite.kind:
            return polite.rest
        return "、".join(self._city_names(self._cities(question), english=is_english(question)))

    def _speak_of(self, words: str) -> bool:
        """Return whether the plans speak of some words, or name a thing of that kind, or a place."""
        if is_english(words):
            named = any(term.kind != "general" for term in find_english_terms(words))
            return (
                named or bool(self._english and self._english.find(words)) or bool(self._coverage.read(words))
            )
        named = any(term.kind != "general" for term in find_terms(words)) or bool(self._coverage.read(words))
        return named or (len(words) > 1 and any(words in each.search_text for each in self._documents))

    def _apart(self, query: Query) -> tuple[Query, ...]:
        """Return what a comparison asks of each plan, as it would be asked of that one alone; of others nothing."""
        if not query.compares or query.choice.sets_beside or query.places or len(query.scope) > _MOST_APART:
            return ()
        english = query.language == "en"
        apart: list[Query] = []
        for each in query.scope:
            name = self._city_names((each,), english=english)[0]
            text = asked_alone(query.standalone, self._aliases, name)
            if not text:
                return self._bound(query)
            own = self._read(text, text, text, (each,))
            if own.scope != (each,) or own.compares:
                return ()
            apart.append(replace(own, language=query.language, depth=query.depth))
        return tuple(apart)

    def _bound(self, query: Query) -> tuple[Query, ...]:
        """Return what a comparison asks of each plan where each is named in a piece of its own, with what is said there.

        甲市2020年建了多少公里,乙市2025年要建多少,谁长: a later piece goes on from the first, whose matter it shares.
        """
        pieces = [each for each in PIECE_END.split(query.standalone) if each.strip()]
        own = [(piece, named) for piece in pieces if (named := self._cities(piece))]
        ranks = [piece for piece in pieces if not self._cities(piece)]
        if [named for _, named in own] != [(each,) for each in query.scope]:
            return ()
        if any(not says_nothing(RANKED.sub(" ", search_form(each))) for each in ranks):
            return ()
        bound: list[Query] = []
        for piece, (document,) in own:
            read = self._follow(piece, bound[0] if bound else None, (document,), NOTHING_KNOWN)
            alone = self._read(read.standalone, read.standalone, read.standalone, (document,))
            if alone.scope != (document,) or alone.compares:
                return ()
            bound.append(replace(alone, language=query.language, depth=query.depth))
        return tuple(bound)

    def _listed(self, query: Query) -> Query:
        """Return a query with what is asked of each thing, time or place that it names side by side, as of that one alone."""
        special = query.about or query.outline or query.operation or query.attribute or query.confirms
        if query.compares or query.parts or query.told or query.item or special or query.members:
            return query
        if query.places:
            asked = read_places(query.standalone, query.places)
            return replace(query, listed=tuple(self._asked_alone(query, *each) for each in asked))
        if query.uncovered:
            return query
        listed = tuple(self._asked_alone(query, *each) for each in self._names_asked(query))
        if listed:
            listed = tuple(
                replace(each, present=query.present, wants_result=query.wants_result) for each in listed
            )
            return replace(query, listed=listed)
        times = read_times(search_form(query.standalone))
        return replace(
            query, listed=tuple(self._asked_alone(query, *each) for each in times), timed=bool(times)
        )

    def _asked_alone(self, query: Query, said: str, text: str) -> Query:
        """Return a question for one of the things that a query names side by side, of the plans that it asks."""
        own = self._read(said, text, text, query.scope)
        return replace(
            own,
            named=query.named,
            scope=query.scope,
            language=query.language,
            wish=query.wish,
            choice=query.choice,
            depth=query.depth,
        )

    def _names_asked(self, query: Query) -> list[tuple[str, str]]:
        """Return the things that a query names side by side, each with the question for its value."""
        english, folded = query.language == "en", search_form(query.standalone)
        place = (", " if english else "、").join(self._city_names(query.named, english=english))
        times = [
            folded[each.start : each.end] + "年" * (each.period.is_year and not english)
            for each in find_periods(folded)
        ]
        asked: list[tuple[str, str]] = []
        for name in read_members(query.bare):
            at = folded.find(name)
            said = query.standalone[at : at + len(name)] if at >= 0 else name
            text = _asked_for(
                said, place, times, asked_of_each(query.bare), english=english, wants_value=query.wants_value
            )
            asked.append((said, text))
        return asked

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
        english = query.language == "en"
        if len(said) > 1 and not english and self._only_names(said[0]):  # 湘乡那边呢，加多少张床 asks once
            said = (f"{said[0]},{said[1]}", *said[2:])
        if len(said) == 1:
            return ()
        place = (", " if english else "、").join(self._plan_names(query, english=english))
        parts: list[Query] = []
        before = [] if "topic" in context.without else [*history]
        for each in said:
            if parts:
                is_same = english or asks_the_same(each)  # 乡镇的呢 asks for what was asked before it
                matter = parts[-1].standalone if is_same else handed_on(parts[-1].standalone, each)
                handed = self._follow(matter, None, chosen, NOTHING_KNOWN) if matter else None
                earlier = replace(handed, earlier=earlier) if handed is not None else earlier
                before += [matter] if matter else []
                context = Context(depth=context.depth)
            own = without_link(each) if parts else each
            here = own if not place or self._cities(own) else f"{place}{' ' if english else ''}{own}"
            if parts and not english and only_a_time(each):
                here = f"那{each}"  # it goes on from the part before, whose city it shares
            part = self._read_one(here, [earlier] if earlier else [], before, chosen, context)
            if parts and parts[-1].about and not part.about:  # 什么时候发布的? is still asked of the document
                here = f"the plan of {place}: {each}" if english else f"{place}规划{each}"
                again = self._read_one(here, [], (), chosen, Context(depth=context.depth))
                part = again if again.about or again.outline else part
            parts.append(in_all_readings(part, question=each, untitled=here))
        return tuple(parts)

    def _read_one(
        self,
        question: str,
        asked: Sequence[Query],
        history: Sequence[str],
        chosen: tuple[str, ...],
        context: Context,
    ) -> Query:
        """Understand a question as one, whatever it is made of, after those ``asked``, the last of its history."""
        if not asked or "topic" in context.without:
            return replace(self._turned(question, asked, chosen, context), depth=context.depth)
        folded = search_form(question.strip())
        context = context.within(chosen or self._ids)
        told = (*context.cited, *context.told) if asks_more(folded) else ()
        meant = counted_place(folded, context.cited, self._documents, context.told)
        item, cited = (name_at(meant, self._documents), (meant,)) if meant else ("", context.cited)
        query = self._turned(question, asked, chosen, context, item=item)
        if query.earlier is None:  # it leaves what was asked before: nothing of that is read with it
            return in_all_readings(query, depth=context.depth)
        query = replace(query, item=meant if meant is not None and asks_for_all(folded) else None)
        kept = tuple(history[-_HISTORY_READ:])
        return in_all_readings(query, history=kept, cited=cited, told=told, depth=context.depth)

    def _turned(
        self,
        question: str,
        asked: Sequence[Query],
        chosen: tuple[str, ...],
        context: Context,
        *,
        item: str = "",
    ) -> Query:
        """Read a question after those asked, by the turn that it takes: one that leaves their topic has only their place."""
        earlier = asked[-1] if asked else None
        turn = read_turn(question) if earlier is not None and not item else Turn("on", question)
        if turn.kind == "on":
            return self._follow(question, earlier, chosen, context, item=item)
        topic = search_form(turn.topic)
        before = [each for each in asked if topic and topic in search_form(each.standalone)]
        if turn.kind != "back" or not before:
            context = replace(context, without=context.without | {"topic"})
        query = self._follow(turn.rest, before[-1] if before else earlier, chosen, context)
        return in_all_readings(query, question=question, untitled=query.untitled or turn.rest)

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
        # 六区里第二个靠什么实现 asks of the second one how; what asks for all of it is told whole.
        folded = search_form(asked)
        of_it = asked_of_it(folded) if item and not asks_for_all(folded) else folded
        of_it = with_document(as_rank(asked if of_it == folded else of_it))
        by_itself = " ".join(each for each in (places, item, of_it) if each)
        alone = self._read(question, asked, by_itself, chosen, item=item)
        if of_it != asked and (item or points_to_document(asked.lower())):
            alone = replace(alone, untitled=f"{item}{of_it}")
        carried: tuple[Carried, ...] = (Carried("place", places),) if places else ()
        carried += (Carried("topic", item),) if item else ()
        alone = replace(alone, carried=carried)
        own_places = self._places_in(asked, earlier)
        said = without_times(self._without_cities(without_uncovered(search_form(asked.strip()), own_places)))
        is_left = (earlier.beyond and not alone.beyond and stands(said)) or points_to_document(said)
        if "topic" in context.without or is_left:
            return alone  # what no plan answers is no topic to go on with, nor is one for what the plan itself is asked
        alone = replace(alone, earlier=earlier)
        said_years = alone.years
        own_time = PRESENT.search(folded) or SPOKEN.search(folded)
        takes_time = not (own_time or "period" in context.without or ALL_CITIES.search(said))
        if takes_time and leans(said) and earlier.years and not said_years:
            # 那财政收入呢 after 2025年 asks of that year too
            when = Carried("period", "、".join(earlier.years))
            alone = replace(alone, years=earlier.years, carried=(*carried, when))
        going_on, is_whole = (
            (None, False) if item else self._going_on(as_rank(asked), alone, earlier, context)
        )
        if going_on is None:
            return alone
        own = self._read(question, asked, going_on, chosen)
        topic = item or topic_shown(earlier)
        more = (*carried, *((Carried("topic", topic),) if topic and not item else ()))
        years = [each for each in own.years if each not in said_years]
        more = (*more, *((Carried("period", "、".join(years)),) if years else ()))
        if (
            is_whole
        ):  # what it names stands in the place of its like: the question before asks of another thing
            return replace(own, untitled=going_on, carried=more)
        joined = replace(own, alone=alone, earlier=earlier, carried=more)
        is_empty = says_nothing(said) and not (alone.about or alone.outline)
        if is_empty or ALL_CITIES.search(said):
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
        told = (
            []
            if beside(folded)
            else places_told_of(
                question,
                earlier,
                own,
                names_of=lambda each: self._city_names(each.named, english=english),
                matter=self._without_cities(folded),
            )
        )
        if own or any(each.standing in NOT_COVERED for each in asked):
            # 岳阳呢? goes to a place of its own, though no plan covers it; 和怀化比呢? goes to both.
            names = told or names
            added = bool(told) or (beside(folded) and bool(own) and not set(own) & set(names))
            return (", " if english else "、").join(names) if added else ""
        if told:
            return (", " if english else "、").join(told)
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

    def _going_on(
        self, question: str, alone: Query, earlier: Query, context: Context
    ) -> tuple[str | None, bool]:
        """Return the question before with what this one says put into it; None where the two do not go together.

        The second says that all of this one stands there in the place of its like: another member of a row, several places.
        """
        folded = search_form(question.strip())
        if is_english(question) != is_english(earlier.standalone):
            return None, False
        topic = _POSSESSIVE.sub("", self._topic(earlier, folded))
        if ALL_CITIES.search(folded):
            # 哪个城市最高 says not what of; a complete question takes nothing over.
            alone_says = not says_nothing(RANKED.sub(" ", ALL_CITIES.sub(" ", folded)))
            matter = topic_shown(earlier) if is_english(question) else handed_on(topic, folded)
            joined = (question.rstrip("?？ "), matter) if is_english(question) else (matter, question)
            return (None if alone_says else " ".join(joined)), False
        moments = find_moments(folded)
        is_word = any(each.period is None for each in (*moments, *(find_moments(topic) if moments else ())))
        if is_word or "period" in context.without:
            topic = without_moments(topic)  # 那现在到多少了 asks of no year that was asked before
        roles = self._roles_of(moments, alone.named)
        if roles and roles <= {"earlier", "baseline"}:
            topic = _TARGET.sub(" ", topic)  # 2020年是多少 after a target asks what was reached
        elif roles and roles <= {"target", "later"}:
            topic = RESULT.sub(" ", topic)  # nothing is reached yet of what is asked for later
        asked = self._places_in(question, earlier)
        said = said_of(_POSSESSIVE.sub("", self._without_cities(without_uncovered(folded, asked))))
        # 宜章呢? after 桂阳, or 永兴和资兴各是多少?
        row = row_of(folded, [search_form(each) for each in alone.places])
        place = row or search_form("".join(alone.places[:1]))
        for at, each in enumerate(earlier.places if alone.places else ()):
            topic = topic.replace(search_form(each), " " if at else place)
            said = said.replace(place, " ")
        beside_it = self._beside(topic, said, alone.named)
        if beside_it:
            topic, said = topic.replace(beside_it, said.strip()), ""
        is_whole = bool(beside_it or (row and earlier.places)) and says_nothing(said)
        english = is_english(question)
        names = self._city_names(alone.named, english=english) or list(alone.uncovered)
        joined_text = f"{(', ' if english else '、').join(names)} {put_into(topic, said)}"
        return " ".join(joined_text.split()), is_whole

    def _beside(self, topic: str, said: str, named: Sequence[str]) -> str:
        """Return the name in a topic that a document asked names in a row with all that a question says: 那铋呢 after 白银."""
        name = said.strip()
        if not name or is_english(name) or name != content(name) or name in topic or find_moments(name):
            return ""
        return sibling_in(topic, name, (each.search_text for each in self._documents if each.id in named))

    def _only_names(self, part: str) -> bool:
        """Return whether a part of a question names a place or a time and asks nothing of it, a comma behind it."""
        folded = without_uncovered(search_form(part), self._coverage.read(part))
        is_asked = part.rstrip().endswith(("?", "？"))
        return not is_asked and says_nothing(without_times(self._without_cities(folded)).strip())

    def _roles_of(self, moments: Sequence[Moment], named: Sequence[str]) -> set[Role]:
        """Return what the times that a question names are to the documents asked."""
        return {
            document.role_of(time)
            for document in self._documents
            if document.id in named
            for each in moments
            if (time := each.period_in(document.period)) is not None
        }

    def _topic(self, earlier: Query, folded: str) -> str:
        """Return what an earlier question says beside its places: the words for its document too, where none are said now."""
        wish = read_wish(folded)
        if wish.kinds or wish.before or not earlier.choice.spans:
            return earlier.bare
        before = search_form(earlier.standalone)
        return self._without_cities(without_uncovered(before, self._coverage.read(earlier.standalone)))

    def _read(
        self, question: str, asked_as: str, standalone: str, chosen: tuple[str, ...], *, item: str = ""
    ) -> Query:
        """Understand a question that is put as ``standalone`` is; ``asked_as`` is it without the titles of plans.

        ``item`` stands in it as what was told before: a place that it names is none that is asked.
        """
        standalone = with_marks(standalone, self._coined)
        folded = search_form(standalone)
        at = folded.find(search_form(item)) if item else -1
        told = range(at, at + len(item)) if at >= 0 else range(0)
        asked = [each for each in self._coverage.read(standalone) if each.start not in told]
        named = self._named(asked, folded)
        wide = bool(ALL_CITIES.search(folded) or SEVERAL_CITIES.search(folded))
        holding = tuple(each for each in asked if each.standing == "holds") if wide and not named else ()
        named = named or tuple(dict.fromkeys(document for each in holding for document in each.documents))
        named = named or (() if asked or chosen else self._of_one_plan(folded))
        inside = tuple(each for each in named if not chosen or each in chosen)
        wish = read_wish(folded)
        choice = self._families.choose(wish, inside if named else chosen or self._ids)
        named = choice.scope if inside else self._families.choose(wish, named).scope
        inside = choice.scope if inside else ()
        stripped = self._without_cities(without_uncovered(folded, asked, choice.spans))
        operation = read_operation(stripped)
        attribute = read_attribute(stripped, english=is_english(standalone))
        wide = wide or (operation is not None and operation.is_across and not named)
        wants_value = bool(_TARGET.search(folded))
        compared = len(named) > 1 or (bool(named) and any(each.standing in NOT_COVERED for each in asked))
        outline = outline_ask(stripped)
        glosses: tuple[Gloss, ...] = ()
        if is_english(standalone):
            glosses = self._english.find(stripped) if self._english else ()
            focus = lexical = english_focus(standalone, glosses, wants_value=wants_value)
        else:
            focus = chinese_focus(stripped, folded, compared=compared, wants_value=wants_value)
            lexical = " ".join([focus, *synonyms(focus)])
            if operation is not None:
                rest = chinese_focus(operation.rest, folded, compared=compared, wants_value=wants_value)
                operation = replace(operation, rest=rest)
        return Query(
            question=question,
            standalone=standalone,
            language=language_of(asked_as),
            named=named,
            scope=inside if named else choice.scope,
            members=members_of(asked),
            uncovered=tuple(
                dict.fromkeys(
                    shown(each) for each in asked if each.standing in NOT_COVERED and each not in holding
                )
            ),
            places=tuple(dict.fromkeys(each.named for each in asked if must_be_said(each))),
            compares=len(inside) > 1 or choice.sets_beside or (wide and (not inside or bool(holding))),
            focus=focus,
            bare=stripped,
            wants_value=wants_value,
            lexical=lexical if has_cjk(lexical) else "",
            years=tuple(dict.fromkeys((*period_names(folded), *choice.meant, *impossible_years(folded)))),
            glosses=glosses,
            asked_of=asked_of(asked, named),
            operation=operation,
            matter=matter_without_times(stripped),
            asks_units=asks_for_units(stripped),
            # What is asked of one of its parts is not asked of the document: what is the last chapter about?
            about=()
            if outline is not None and outline.numbers
            else document_asks(stripped, self._titles(named)),
            outline=outline,
            confirms=read_confirms(search_form(asked_as)) or read_confirms(folded),
            beyond=read_beyond(search_form(asked_as)) or read_beyond(folded),
            present=bool(PRESENT.search(folded)),
            wants_result=bool(RESULT.search(folded)),
            attribute=attribute,
            counted=read_counted(stripped),
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

    def _of_one_plan(self, folded: str) -> tuple[str, ...]:
        """Return the documents of the only place that has one of the plan that is named as a document: 十一五规划."""
        plan = plan_named(folded)
        found = [
            each
            for each in self._documents
            if plan is not None and each.period is not None and each.period.as_plan == plan
        ]
        is_one = len({each.place for each in found}) == 1 and len({d.place for d in self._documents}) > 1
        return tuple(each.id for each in found) if is_one else ()

    def _without_cities(self, folded: str) -> str:
        for alias in self._aliases:
            folded = alias.sub(" ", folded)
        return folded

    def _plan_names(self, query: Query, *, english: bool) -> list[str]:
        """Return the names of the places that a query asks about, of one with several documents that of the one meant."""
        if query.compares or len(query.choice.family) < 2:
            return self._city_names(query.named, english=english)
        found = [each for each in self._documents if each.id in query.scope]
        return list(dict.fromkeys(each.english_name if english else each.name for each in found))

    def _titles(self, ids: Iterable[str]) -> list[str]:
        return [search_form(each.title) for each in self._documents if each.id in ids]

    def _cities(self, question: str) -> tuple[str, ...]:
        return self._named(self._coverage.read(question), search_form(question))

    def _city_names(self, ids: Iterable[str], *, english: bool) -> list[str]:
        found = [document for each in ids for document in self._documents if document.id == each]
        names = (each.entry.city_en or each.city if english else each.city for each in found)
        return list(dict.fromkeys(names))


def _asked_for(
    name: str, place: str, times: Sequence[str], asked: str, *, english: bool, wants_value: bool
) -> str:
    """Return the question for the value of a thing, of a place and at the times that are given."""
    if english:
        ends = [f" of {place}" if place else "", f" in {' and '.join(times)}" if times else ""]
        return f"What is the {name}{' target' if wants_value else ''}{''.join(ends)}?"
    return f"{place}{'、'.join(times)}{name}{'目标' if wants_value else ''}{asked}"
