"""What a question asks for: its language, the cities it names, its standalone form and the terms that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from embeddings.corpus import Document, find_document
from embeddings.dictionary import EnglishDictionary, Gloss
from embeddings.facts.periods import PLAN, YEAR, impossible_years, period_names, without_plans
from embeddings.numerals import chinese_amounts
from embeddings.query.about import DocumentAsk, OutlineAsk, document_asks, outline_ask
from embeddings.query.coinages import coined_names, with_marks
from embeddings.query.confirming import Confirms, read_confirms
from embeddings.query.coverage import Asked, Coverage
from embeddings.query.parts import split_parts
from embeddings.query.titles import without_titles
from embeddings.scripts import has_cjk, is_english, is_traditional, search_form
from embeddings.terms import as_indicators, find_english_terms, find_terms, measured_by, synonyms, translate

Language = Literal["zh-Hans", "zh-Hant", "en"]

_ALL_CITIES = re.compile(
    r"(?:规划|城市|市)(?:中|里)?有?哪些(?=提|规划|要|有|计划|写)|哪些(?:城市|地区|市|规划)|哪(?:几)?[个座]?(?:城市|市)|各(?:个)?(?:城市|市|地)|[五几]个?(?:市|城市)|所有(?:城市|规划)"
    r"|which (?:cit|plan|of the)|all (?:the )?(?:cit|plan|five)|any (?:cit|plan)|every city|each city"
)
_COMPARE = re.compile(
    r"比较|对比|相比|区别|差异|不同|谁[更的]|哪个(?:更|城市)|compare|versus|\bvs\b|differ|higher|lower"
)
_ASKING = re.compile(
    r"请问|请告诉我|告诉我|请|介绍一下|说明一下|说说|一下|想知道|我想|能否|能不能|是否|是不是|会不会|有没有|有无|分别(?:是|为)?|各(?:是|为|自)|"
    r"什么时候|何时|(?:大概|大约|具体|主要|到底|都|又)?(?:是|为|有|达到|达|包括|要|到|由)*(?:百分之)?"
    r"(?:多少|多大|多高|多长|多快|什么|哪些|哪里|哪儿|哪(?:一|二|两|三|四|五|六|七|八|九|十|几)*[个条项大种类座家处张份位方面字]*|"
    r"几[个条项大种类座家处张份位]|谁|何)(?:意思|样|办法|规模)?|"
    r"如何|怎么样|怎样|怎么|为何|为什么|吗|呢|吧|啊|规划(?:里|中|提出)|根据|按照?|文件(?:里|中)?|纲要(?:里|中)?|指的?是|"
    r"提出|准备|打算|计划要?|想要?|希望|要求|(?<!需)要(?=\W|建|打|成|把|用|在|达|降|到|发|推|实|培|新|重)|将|把|对于|关于|方面|列出|这样"
)
_COMPARING = re.compile(
    r"比较一?下?|对比|相比(?:较|之下)?|各自|之间|有(?:什么|何|哪些)?(?:区别|差异|差别|不同)(?:吗)?|哪个?[^,。?？]{0,3}更?[高低大小多少快慢强]|"
    r"谁[^,。?？]{0,3}更?[高低大小多少快慢强]|都(?=想|要|有|提)|两(?:家|地|市|个城市)|三(?:地|市)|(?<=[\s、])[和与跟同及](?=\s|的)"
)
_FOLLOWS = re.compile(
    r"^(?:那么?|还有|另外|其中|它|他们|这个?|该|上述|以上|继续)|呢[?？]?$"
    r"|^(?:and|what about|how about|then|also|it|that|those|its)\b"
)
_TOPIC_MARKS = re.compile(r"^(?:那么?|还有|另外|and|what about|how about|then)\b|呢|^那")
_KINDRED = (
    re.compile(YEAR),
    re.compile(r"[a-z]+\d[\d.]*"),
    re.compile(r"[\u4e00-\u9fff]{2,3}(?:县|区|市)(?!场|民|域)"),
    re.compile(r"城镇|农村|城市|乡村"),
    re.compile(PLAN),
    re.compile(r"第[一二三]产业|国家级|省级|市级"),
)
_POINTS_BACK = re.compile(
    r"它|该市|该城市|这个|那个|上述|其中|前者|后者|第[一二三四五六]个|\b(?:it|its|that|those|they)\b"
)
_TARGET = re.compile(r"(?<![总主发远奋战体要展景斗略动])目标|指标|targets?\b")

_OWN_MATTER = 4
"""Characters from which a part of a question has a matter of its own."""
_HISTORY_READ = 2
"""Earlier questions that are read with one."""
_NOT_COVERED = ("uncovered", "unknown", "holds")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    ``standalone`` can be read without the history. ``named`` are the documents of the cities it names (in order),
    ``scope`` those that may answer; ``members`` the parts of a region that stand
    for it in the question, ``uncovered`` the places that no plan covers, ``places`` the other places it
    names. ``compares`` asks for evidence from every document in scope. ``focus`` is what is asked about, in search
    form and in the corpus's language, ``topic`` the same in the language of the question, for the encoder;
    ``bare`` is the question without its cities, ``asked_of`` are places inside a covered one with the document that is
    asked for them,
    ``wants_value`` says that it asks for a target,
    a value more often than not; ``lexical`` is the text for the lexical index (empty: it has no vote); ``history``
    are the last earlier questions as they were asked. ``about`` is what it asks of a document itself, ``outline`` the
    part of one that it wants told, ``confirms`` what it wants answered with yes or no; ``parts`` are the questions that it is made of, in order, where it asks several.
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
    topic: str
    bare: str
    wants_value: bool
    lexical: str
    years: tuple[str, ...]
    glosses: tuple[Gloss, ...] = ()
    asked_of: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    about: tuple[DocumentAsk, ...] = ()
    outline: OutlineAsk | None = None
    confirms: Confirms = ""
    parts: tuple[Query, ...] = ()
    untitled: str = ""

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
        self._coined = coined_names(document.search_text for document in documents)

    def read(self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = ()) -> Query:
        """Understand a question.

        ``history`` are the earlier questions of the user, oldest first; ``cities`` restrict what may answer.

        Raises:
            UnknownCityError: ``cities`` has one that no document covers.

        """
        query = self._read_one(question, history, cities)
        return query if query.compares else replace(query, parts=self._parts(query, history, cities))

    def _parts(self, query: Query, history: Sequence[str], cities: Sequence[str]) -> tuple[Query, ...]:
        """Return the questions that one is made of; a later one is read as a follow-up on those before it.

        What was asked of an earlier part is not asked again: of it only the matter is handed on.
        """
        said = split_parts(query.asked)
        if len(said) == 1:
            return ()
        english = query.language == "en"
        place = (", " if english else "、").join(self._city_names(query.named, english=english))
        parts: list[Query] = []
        for each in said:
            before = [part.asked if english else _matter(part.asked, each) for part in parts]
            here = each if not place or self._cities(each) else f"{place}{' ' if english else ''}{each}"
            if parts and not english and _only_a_time(each):
                here = f"那{each}"  # it goes on from the part before, whose city it shares
            part = self._read_one(here, (*history, *before), cities)
            if parts and parts[-1].about and not part.about:  # 什么时候发布的? is still asked of the document
                here = f"the plan of {place}: {each}" if english else f"{place}规划{each}"
                again = self._read_one(here, (), cities)
                part = again if again.about or again.outline else part
            parts.append(replace(part, question=each, untitled=here, history=part.history))
        return tuple(parts)

    def _read_one(self, question: str, history: Sequence[str], cities: Sequence[str]) -> Query:
        """Understand a question as one, whatever it is made of."""
        asked_as = without_titles(question, self._documents)
        chosen = tuple(dict.fromkeys(find_document(self._documents, city).id for city in cities))
        standalone = with_marks(self._standalone(asked_as, history), self._coined)
        folded = search_form(standalone)
        language = language_of(asked_as)
        asked = self._coverage.read(standalone)
        named = self._named(asked, folded)
        wide = bool(_ALL_CITIES.search(folded))
        holding = tuple(each for each in asked if each.standing == "holds") if wide and not named else ()
        named = named or tuple(dict.fromkeys(document for each in holding for document in each.documents))
        inside = tuple(each for each in named if not chosen or each in chosen)
        stripped = self._without_cities(_without(folded, asked))
        wants_value = bool(_TARGET.search(folded))
        glosses: tuple[Gloss, ...] = ()
        if is_english(standalone):
            glosses = self._english.find(stripped) if self._english else ()
            terms = [*translate(standalone), *(gloss.wordings[0] for gloss in glosses)]
            if wants_value:
                terms += [measured_by(term).zh for term in find_english_terms(standalone)]
            rest, amounts = chinese_amounts(without_plans(folded))
            focus = " ".join([*dict.fromkeys(terms), *amounts, *re.findall(r"\d[\d.]*%?", rest)])
            lexical = focus
        else:
            compared = len(named) > 1 or (
                bool(named) and any(each.standing in _NOT_COVERED for each in asked)
            )
            focus = " ".join(
                _ASKING.sub(" ", _COMPARING.sub(" ", stripped) if compared else stripped).split()
            )
            focus = focus if len(_content(focus)) > 1 else folded
            focus = as_indicators(focus.lstrip("的")) if wants_value else focus
            lexical = " ".join([focus, *synonyms(focus)])
        return Query(
            question=question,
            standalone=standalone,
            language=language,
            named=named,
            scope=inside if named else chosen or self._ids,
            members=_members(asked),
            uncovered=tuple(
                dict.fromkeys(
                    _shown(each) for each in asked if each.standing in _NOT_COVERED and each not in holding
                )
            ),
            places=tuple(dict.fromkeys(each.named for each in asked if _must_be_said(each))),
            compares=len(inside) > 1 or (wide and (not inside or bool(holding))),
            focus=focus,
            topic=standalone if is_english(standalone) else focus,
            bare=stripped,
            wants_value=wants_value,
            lexical=lexical if has_cjk(lexical) else "",
            years=(*period_names(folded), *impossible_years(folded)),
            glosses=glosses,
            asked_of=_asked_of(asked, named),
            history=tuple(history[-_HISTORY_READ:]),
            about=document_asks(stripped),
            outline=outline_ask(stripped),
            confirms=read_confirms(search_form(asked_as)),
            untitled=asked_as if asked_as != question else "",
        )

    def _named(self, asked: Sequence[Asked], folded: str) -> tuple[str, ...]:
        """Return the documents that are asked, in the order of the question.

        A member of a region and a place inside a covered one count only where no covered one is named itself, or in
        a comparison.
        """
        covered = any(each.standing == "covered" for each in asked)
        standings = (
            ("covered",) if covered and not _COMPARE.search(folded) else ("covered", "member", "inside")
        )
        found = [document for each in asked if each.standing in standings for document in each.documents]
        return tuple(dict.fromkeys(found))

    def _without_cities(self, folded: str) -> str:
        for alias in self._aliases:
            folded = alias.sub(" ", folded)
        return folded

    def _standalone(self, question: str, history: Sequence[str]) -> str:
        """Return the question with what it leaves to the history: its city, or the whole topic."""
        if not history:
            return question
        folded = search_form(question.strip())
        before = next((q for q in reversed(history) if self._cities(q)), history[-1])
        here = self._cities(question.strip())
        english = is_english(question)
        cities = (", " if english else "、").join(
            self._city_names(here or self._cities(before), english=english)
        )
        if not here and any(each.standing in _NOT_COVERED for each in self._coverage.read(question)):
            cities = ""  # 岳阳呢? goes to a city of its own, though no plan covers it
        if not self._leans_on(folded):
            return question if here or not cities else f"{cities} {question}"
        said = _TOPIC_MARKS.sub(" ", self._without_cities(folded)).strip(" ?？,，。")
        topic = self._without_cities(search_form(history[-1]))
        if self._leans_on(topic) and len(history) > 1:
            topic = f"{self._without_cities(search_form(history[-2]))} {topic}"
        topic, replaced = _substitute(topic, said)
        return " ".join(f"{cities} {topic}{'' if replaced else ' ' + said}".split())

    def _cities(self, question: str) -> tuple[str, ...]:
        return self._named(self._coverage.read(question), search_form(question))

    def _leans_on(self, folded: str) -> bool:
        """Say whether a question cannot be understood without the one before it."""
        content = _content(self._without_cities(folded))
        if is_english(folded):
            words = re.findall(r"[a-z0-9]+", self._without_cities(folded))
            return len(words) < 8 and bool(_FOLLOWS.search(folded) or len(words) < 4)
        short = len(content) < 4 or (bool(_FOLLOWS.search(folded)) and len(content) < 10)
        return short or (bool(_POINTS_BACK.search(folded)) and len(content) < 9)

    def _city_names(self, ids: Iterable[str], *, english: bool) -> list[str]:
        found = [document for each in ids for document in self._documents if document.id == each]
        return [document.entry.city_en or document.city if english else document.city for document in found]


def language_of(question: str) -> Language:
    """Return the language and script that a question is put in, and so the answer's."""
    if is_english(question):
        return "en"
    return "zh-Hant" if is_traditional(question) else "zh-Hans"


def _alias_table(documents: Sequence[Document]) -> list[re.Pattern[str]]:
    """Return a pattern for each name of a city, the longest first; Latin names match as whole words only."""
    entries = [document.entry for document in documents]
    names = {search_form(name) for each in entries for name in (each.city, *each.aliases)}
    return [
        re.compile(rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name))
        for name in sorted(names, key=lambda name: (-len(name), name))
    ]


def _without(folded: str, asked: Sequence[Asked]) -> str:
    """Return a question without the places that no plan covers: no plan can have what is said of them."""
    for each in asked:
        if each.standing in _NOT_COVERED:
            folded = folded[: each.start] + " " * (each.end - each.start) + folded[each.end :]
    return folded


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


def _substitute(topic: str, said: str) -> tuple[str, bool]:
    """Put what a follow-up names in the place of its like in the topic: another year, county, PM10 for PM2.5.

    Return the topic and whether it took up all that was said.
    """
    left = said
    for kind in _KINDRED:
        new, old = kind.search(left), kind.search(topic)
        if new and old:
            topic = topic.replace(old.group(), new.group())
            left = left.replace(new.group(), "", 1)
    return topic, len(_content(left)) < 2


def _only_a_time(part: str) -> bool:
    """Return whether a part of a question names a time and nothing else to ask of: 2025年要到多少."""
    timeless = re.sub(rf"(?:{YEAR})年?|{PLAN}", "", search_form(part))
    return timeless != search_form(part) and len(_content(timeless)) < _OWN_MATTER


def _matter(question: str, asked_next: str) -> str:
    """Return what a question is about, without the words that ask: 森林覆盖率目标 of 森林覆盖率目标是多少.

    An indicator is left out where the next question names one of its own: 城镇化率目标是多少？人均GDP呢？
    """
    folded = search_form(question)
    if any(term.kind == "indicator" for term in find_terms(search_form(asked_next))):
        for form in (w for term in find_terms(folded) if term.kind == "indicator" for w in term.wordings):
            folded = folded.replace(search_form(form), " ")
    return " ".join(_ASKING.sub(" ", folded).strip(" ?？,，。;；、").split())


def _content(folded: str) -> str:
    return re.sub(r"[\W_]+", "", _ASKING.sub("", _FOLLOWS.sub("", folded)))
