"""What the places of a question mean for a corpus: which plans are asked, and which places no plan covers.

Coverage comes from the catalogue alone. A plan covers its own place and its members; what lies inside is asked of
it; a province or region that holds covered places stands for them where a question asks for all of them. Everything
else that a question is *about* is uncovered, also a name that only has the form of a place and stands in no plan. A
place that a question only relates to (对接粤港澳大湾区), or that begins the name of something else in a plan
(湖南医药学院), is mentioned, no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from embeddings.corpus import Document
from embeddings.query.gazetteer import Place, gazetteer
from embeddings.query.nation import (
    NATION_ENGLISH,
    NATION_NAMES,
    NATIONAL,
    PROVINCE_NAMES,
    is_nations_name,
    is_ordinary,
    is_wide_name,
    names_nations_document,
    stands_for_place,
)
from embeddings.query.places import Name, OwnName, find_names
from embeddings.query.unknown import UnknownNames
from embeddings.scripts import is_english, search_form
from embeddings.terms import part_of_compound

Standing = Literal["covered", "member", "inside", "holds", "mentioned", "uncovered", "unknown"]

# What stands before a place that a question only relates to: the words that do so in plans, the commonest first.
_RELATES: Final = re.compile(
    r"(?:对接|融入|面向|承接|连接|辐射|衔接|参与|瞄准|紧邻|毗邻|邻近|聚焦|依托|接轨|联动|链接|通往|直达|开往|服务|学习|考察|借鉴|对标|"
    r"走向|至|到|向|往|从|距|离|由|(?:加强|深化|推进|推动|密切|促进|扩大|如何|怎样|怎么)[与同和])$"
    r"|\b(?:with|to|into|toward|towards|from|near|between)\s+(?:the\s+)?$"
)
_JOINS: Final = re.compile(
    r"\s*(?:[和与跟同及、,，/]|以及|还有|\band\b|\bvs\.?|\bversus\b|\bor\b|\bthan\b)\s*(?:the\s+)?"
)
_COMPARES: Final = re.compile(r"比较|对比|相比|区别|差异|不同|compare|versus|\bvs\b")
_WITHIN: Final = re.compile(r"\s*(?:的|,|,\s*in|in)?\s*")
_QUOTED: Final = re.compile(r"[“「『\"]([^”」』\"]{2,20})[”」』\"]")
_CONTINUED: Final = 4
"""Signs behind a place that tell, where a plan has them so, that it begins the name of something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A place of a question: its words in search form (English as typed), where they stand, and what it means here.

    ``documents`` are the plans that answer for it; ``place`` is ``None`` for a covered place that no gazetteer has.
    """

    words: str
    start: int
    end: int
    standing: Standing
    documents: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def named(self) -> str:
        """How a plan that covers it calls a place inside it: without its suffix, unless that is the plan's own name."""
        if self.place is None:
            return self.words
        above = {each for full in self.place.within for each in (full, full[:-1])}
        return self.place.full if self.place.name in above else self.place.name


@dataclass(frozen=True, slots=True)
class _Home:
    """A name of a plan: its document, whether the plan's own or that of a member, and the places that it may be."""

    document: str
    member: bool
    places: tuple[Place, ...]


class Coverage:
    """Tells of the places in a question what they mean for the documents of a corpus."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take the documents of the corpus."""
        self._text = "\n".join(document.search_text for document in documents)
        self._by_id = {document.id: document for document in documents}
        self._homes: dict[str, _Home] = {}
        self._around: dict[str, tuple[str, ...]] = {}
        self._own: list[OwnName] = []
        for document in documents:
            for member, names in (
                (False, (document.city, *document.entry.aliases)),
                (True, document.entry.members),
            ):
                self._add(document, names, member=member)
        self._add_around(documents)
        self._covered = {place.full for home in self._homes.values() for place in home.places}
        self._unknown = UnknownNames(self._text)

    def _add(self, document: Document, names: Sequence[str], *, member: bool) -> None:
        for name in names:
            form = search_form(name)
            key = f"{document.id}\0{int(member)}\0{form}"
            pattern = re.escape(form)
            if form.isascii():
                pattern = rf"(?<![a-z]){pattern}(?![a-z])"
            # An alias may be another place's name too (长沙 of 长沙县): the plan is that of its city alone.
            places = _places_of(document, form if member else search_form(document.city))
            self._homes[key] = _Home(document.id, member, places)
            self._own.append(OwnName(re.compile(pattern), key, self._stands(form)))
            if form == search_form(NATION_ENGLISH):
                self._own.append(OwnName(NATIONAL, key))

    def _add_around(self, documents: Sequence[Document]) -> None:
        """Take the names of the nation, and what a province is called within it, where no plan has them by its entry."""
        if not any(map(_is_nation, documents)):
            self._add_unplanned(NATION_NAMES, documents)
        provinces = [each for each in documents if _is_province(each)]
        for document in provinces:
            self._add(document, sorted(PROVINCE_NAMES), member=False)
        if not provinces:
            self._add_unplanned(PROVINCE_NAMES, [each for each in documents if each.entry.province])

    def _add_unplanned(self, names: Iterable[str], inside: Sequence[Document]) -> None:
        """Take names of a wider place that has no plan, with the documents whose places lie in it."""
        for name in sorted(names):
            self._around[name] = tuple(document.id for document in inside)
            self._own.append(OwnName(re.compile(name), name, self._stands(name)))

    def _stands(self, form: str) -> Callable[[str, int, int], bool] | None:
        """Return what says where a name that is an ordinary word too is a place, by the plans that it does not mean."""
        if not is_ordinary(form):
            return None
        own = _is_province if form in PROVINCE_NAMES else _is_nation
        others = [each for each in self._by_id.values() if not own(each)]

        def joined(words: str) -> bool:
            return any(words in each.search_text for each in others)

        return partial(stands_for_place, joined=joined)

    def read(self, question: str) -> tuple[Asked, ...]:
        """Return the places of a question in its order; what only says where another lies is none of its own."""
        folded = search_form(question)
        names = find_names(
            folded, original=question, own=self._own, known=self._known, near=self._lies_in_covered
        )
        names = [each for each in names if each.own or not self._is_part(question, folded, each)]
        asked = self._chained(question, folded, names)
        asked = self._with_unknown(question, folded, asked)
        return self._judged(folded, _without_wide_in_passing(folded, asked))

    def _is_part(self, question: str, folded: str, name: Name) -> bool:
        """Say whether a name is a part of another: of a term (China-Europe freight train), a compound, a quoted name."""
        inside = (
            match.start() <= name.start and name.end <= match.end() and name.end - name.start < len(match[1])
            for match in _QUOTED.finditer(folded)
            if self._known(match[1])
        )
        return any(inside) or part_of_compound(question, name.start, name.end)

    def _known(self, words: str) -> bool:
        return words in self._text

    def _lies_in_covered(self, place: Place) -> bool:
        return any(full in self._covered for full in place.within)

    def _chained(self, question: str, folded: str, names: Sequence[Name]) -> list[Asked]:
        """Read each name, the outer ones of 湖南省郴州市资兴市 together with the inner: they say which is meant."""
        found: list[Asked] = []
        at = 0
        while at < len(names):
            name, start = names[at], names[at].start
            conflict = False
            while at + 1 < len(names) and _WITHIN.fullmatch(folded, name.end, names[at + 1].start):
                following = names[at + 1]
                inner = self._inside(name, following)
                if inner is not None:
                    name = inner
                elif folded.isascii() and (around := self._inside(following, name)) is not None:
                    name = replace(around, end=following.end)
                elif self._misplaced(folded, name, following):
                    name, conflict = following, True
                else:
                    break
                at += 1
            words = question[start : name.end] if is_english(question) else folded[start : name.end]
            found.append(self._standing(words, replace(name, start=start), misplaced=conflict))
            at += 1
        return found

    def _inside(self, outer: Name, inner: Name) -> Name | None:
        """Return the inner name with those of its places that lie in the outer one, or nothing if none does."""
        around = [*outer.places, *self._home_places(outer)]
        places = tuple(p for p in inner.places if any(p.lies_in(o) and p != o for o in around))
        own = tuple(
            key
            for key in inner.own
            if key in self._homes
            and (
                any(p.lies_in(o) for p in self._homes[key].places for o in around)
                or any(
                    o.full == search_form(self._by_id[self._homes[key].document].entry.province)
                    for o in around
                )
            )
        )
        return replace(inner, places=places, own=own) if places or own else None

    def _misplaced(self, folded: str, name: Name, following: Name) -> bool:
        """Say whether a county stands right behind a covered place that it does not lie in, nor is named by its plan."""
        adjacent = name.end == following.start and name.own and not following.own and not following.bare
        county = bool(following.places) and all(place.level == "county" for place in following.places)
        words = folded[following.start : following.end]
        texts = [self._by_id[home.document].search_text for home in self._homes_of(name)]
        return bool(texts and adjacent and county and not any(words in text for text in texts))

    def _homes_of(self, name: Name) -> list[_Home]:
        return [self._homes[key] for key in name.own if key in self._homes]

    def _home_places(self, name: Name) -> list[Place]:
        return [place for home in self._homes_of(name) for place in home.places]

    def _standing(self, words: str, name: Name, *, misplaced: bool) -> Asked:
        """Tell what a name means: the plan of its own, that of what it lies in, or none."""
        asked = Asked(words, name.start, name.end, "uncovered", place=name.places[0] if name.places else None)
        if misplaced:
            return asked
        around = [key for key in name.own if key in self._around]
        if around:
            documents = self._around[around[0]]
            return replace(asked, standing="holds" if documents else "uncovered", documents=documents)
        homes = self._homes_of(name)
        higher = [
            place
            for place in name.places
            if name.bare
            for home in homes
            for own in home.places
            if place.rank < own.rank and (own.lies_in(place) or place.level == "province")
        ]
        if homes and not higher:
            documents = tuple(dict.fromkeys(home.document for home in homes))
            own = [home for home in homes if not home.member]
            if own:
                documents = tuple(dict.fromkeys(home.document for home in own))
            return replace(asked, standing="covered" if own else "member", documents=documents)
        return self._by_gazetteer(asked, name)

    def _by_gazetteer(self, asked: Asked, name: Name) -> Asked:
        """Tell what a name means that no plan has among its names."""
        top = min((place.rank for place in name.places), default=0)
        meant = [place for place in name.places if not name.bare or place.rank == top]
        for place in meant:
            same = [home for home in self._homes.values() if any(_is_same(place, own) for own in home.places)]
            if same:
                standing: Standing = "member" if all(home.member for home in same) else "covered"
                return replace(asked, standing=standing, documents=_documents(same), place=place)
        for place in meant:
            around = [home for home in self._homes.values() if any(place.lies_in(own) for own in home.places)]
            if around:
                return replace(asked, standing="inside", documents=_documents(around), place=place)
        for place in meant:
            held = [
                home
                for home in self._homes.values()
                if any(own.lies_in(place) for own in home.places)
                or place.full == search_form(self._by_id[home.document].entry.province)
            ]
            if held:
                return replace(asked, standing="holds", documents=_documents(held), place=place)
        return asked

    def _with_unknown(self, question: str, folded: str, asked: list[Asked]) -> list[Asked]:
        """Add names that only have the form of a place, where no plan is asked or right behind or beside one that is."""
        covered = [each for each in asked if each.documents and each.standing != "holds"]
        spans = [(each.start, each.end) for each in asked]
        for start, end in self._unknown.find(question, folded, spans):
            before = next((each for each in asked if each.end == start), None)
            beside = any(_joined(folded, each, (start, end)) for each in asked)
            if covered and before is None and not beside:
                continue
            words = question[start:end] if is_english(question) else folded[start:end]
            if before is not None and before.documents:
                asked = [each for each in asked if each is not before]
                start, words = before.start, before.words + words
            asked = sorted([*asked, Asked(words, start, end, "unknown")], key=lambda each: each.start)
        return asked

    def _judged(self, folded: str, asked: Sequence[Asked]) -> tuple[Asked, ...]:
        """Tell the places that are only mentioned from those that the question is about."""
        covered = [each for each in asked if each.standing in ("covered", "member", "inside")]
        found = []
        for at, each in enumerate(asked):
            if each.standing in ("uncovered", "holds") and self._is_mention(folded, asked, at, bool(covered)):
                each = replace(each, standing="mentioned")
            found.append(each)
        return tuple(found)

    def _is_mention(self, folded: str, asked: Sequence[Asked], at: int, covered: bool) -> bool:
        each = asked[at]
        if not self._stands_in_plans(each):
            return False
        if self._known(folded[each.start : each.end + _CONTINUED]) and len(folded) - each.end >= _CONTINUED:
            return True
        beside = _beside(folded, asked, at)
        if _RELATES.search(folded[: beside[0].start]):
            return True
        return covered and not any(other.documents and other.standing != "holds" for other in beside)

    def _stands_in_plans(self, each: Asked) -> bool:
        place = each.place
        return self._known(each.words) or (place is not None and self._known(place.name))


def _places_of(document: Document, form: str) -> tuple[Place, ...]:
    """Return the places of the gazetteer that a name of a plan means: the highest that lie in the plan's province."""
    called = gazetteer().in_english(form) if form.isascii() else gazetteer().called(form)
    province = search_form(document.entry.province)
    fitting = [each for each in called if not province or province in (*each.within, each.full)]
    top = min((each.rank for each in fitting), default=0)
    return tuple(each for each in fitting if each.rank == top and not each.former)


def _is_nation(document: Document) -> bool:
    return is_nations_name(search_form(document.city))


def _is_province(document: Document) -> bool:
    places = _places_of(document, search_form(document.city))
    return any(place.level == "province" for place in places)


def _documents(homes: Sequence[_Home]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(home.document for home in homes))


def _is_same(place: Place, own: Place) -> bool:
    """Say whether a place is that of a plan, or what it was called before."""
    return place == own or bool(place.now and place.now == own.full and place.within[:1] == own.within[:1])


def _beside(folded: str, asked: Sequence[Asked], at: int) -> Sequence[Asked]:
    """Return the places that a place stands in one row with, itself among them: A、B和C."""
    first = last = at
    while first and _joined(folded, asked[first - 1], (asked[first].start, asked[first].end)):
        first -= 1
    while last + 1 < len(asked) and _joined(
        folded, asked[last], (asked[last + 1].start, asked[last + 1].end)
    ):
        last += 1
    return asked[first : last + 1]


def _without_wide_in_passing(folded: str, asked: list[Asked]) -> list[Asked]:
    """Return the places without the nation and 全省 where another is asked about (郴州在全国的位置).

    They stay where the two stand side by side or a document of theirs is named (国务院的报告里,北京被定为什么); where they
    have plans, also where the two are compared.
    """
    others = [each for each in asked if not is_wide_name(each.words)]
    if not others:
        return asked
    compares = bool(_COMPARES.search(folded))
    return [
        each
        for each in asked
        if each in others
        or (compares and each.standing == "covered")
        or names_nations_document(folded, each.end)
        or any(_joined(folded, other, (each.start, each.end)) for other in others)
    ]


def _joined(folded: str, before: Asked, span: tuple[int, int]) -> bool:
    """Say whether a name stands beside another with no more than a conjunction between them, on either side."""
    start, end = span
    if before.end <= start:
        return bool(_JOINS.fullmatch(folded, before.end, start))
    return end <= before.start and bool(_JOINS.fullmatch(folded, end, before.start))
