"""How a question puts what it asks: read from its words once, so that nothing behind the reading of questions does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from embeddings.facts.units import PATTERN as UNIT
from embeddings.scripts import search_form

Rank = Literal["", "most", "least"]

NUMERALS: Final = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_ENGLISH: Final = {
    name: number
    for number, name in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
}
_RANKED: Final = re.compile(
    r"更[高低大小多少快慢强长短远]|最[高低大小多少快慢强长短远]|排个?[序名]|谁[^,。?？]{0,6}[高低大小多少快慢强长短远]|哪[个边家份][^,。?？]{0,3}[高低大小快慢强](?=\W|$)|差别|差距|一样|相同|相比"
    r"|\b(?:higher|highest|lower|lowest|larger|largest|most|least|rank|same)\b"
)
_RANK_WORDS: Final = "长短远快慢"
"""Words that rank by another thing than the size of a figure; its size is told by high and low."""
_LEAST: Final = re.compile(
    r"更[低小少慢短]|最[低小少慢短]|谁[^,。?？]{0,6}[低小少慢短]|哪[个边家份][^,。?？]{0,3}[低小慢](?=\W|$)|\b(?:lower|lowest|smaller|smallest|least)\b"
)
_UNIT_OF_AMOUNT: Final = re.compile(
    r"(?:多少|几)[万亿]?(元|家|公里|千米|吨|亩|张|所|公顷|立方米|平方米|平方公里|千瓦|岁|户|人|名|年|小时|天)"
)
_UNIT: Final = re.compile(rf"(?:多少|几)(?!%)(?:{UNIT})")
_SHARE: Final = re.compile(r"比重|占|份额|强度|share|proportion")
_SHARE_OF: Final = re.compile(
    r"占.{2,20}(?:比重|比例|份额|百分|多少)|率(?:目标)?(?:分别)?[是为达要将提控保下升?？多]|率$|比例(?:是|为|达|要)|多大比例|百分之(?:几|多少)|(?:share|percentage|proportion) of"
)
_SHARE_LIKE: Final = re.compile(r"占|比|率|份额|百分|share|percent|proportion|rate|ratio|contribut")
_GROWTH: Final = re.compile(r"增长(?!极|点|引擎)|增速|增幅|growth|grow\b")
_AMOUNT: Final = re.compile(r"总量|总值|规模|收入|多少|how (?:much|large)|gdp|output")
_SORT: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (
        re.compile(
            r"(?:多少|几个?)钱|多少(?:资金|投资|经费)|[投花](?:资|费)?(?:了|掉|出|入|进去)?多少(?![人个家项条])"
            r"|投资(?:总?额|规模)?(?:一共|总共|共|是|为|要|需要?|达|到|将|约)*(?:多少|多大)(?![人个家项条%])"
            r"|how much (?:money|funding|will [^?]{0,40}cost|is [^?]{0,40}invest|[^?]{0,40}\binvest)"
        ),
        ("yuan", "dollar", "yuan per person", "hkd", "euro"),
    ),
    (
        re.compile(r"(?:多大|多少)(?:的)?(?:占地)?面积|面积(?:是|为|有|要|达|到|将|约)*(?:多少|多大)"),
        ("land", "floor"),
    ),
)
"""The sort of amount that a question asks for by a word for it, with the families of units that amounts of it have."""
_GROWS_EN: Final = re.compile(r"\b(?:grow\w*|increas\w+|ris(?:e|ing))\b", re.IGNORECASE)
_LATIN_NAME: Final = re.compile(r"[a-z]+\d[\d.]*")
_PART: Final = re.compile(r"哪(?:一)?个(?:县|区|市|镇|乡|园区|组团)|which (?:county|district|town)")
_EVERYWHERE: Final = re.compile(
    r"哪(?:些|几个|个)(?:城市|地区|市|规划|地方)|各(?:个)?(?:城市|市|规划)|(?:规划|城市)(?:里面?|中)?有?哪些|which (?:cit|plan)"
)
_COUNTED: Final = re.compile(r"哪[一二两三四五六七八九十几]+")
_MEMBERS: Final = re.compile(rf"哪([一二两三四五六七八九十]|\d+)|which ({'|'.join(_ENGLISH)})\b")
_STATED: Final = re.compile(
    r"(?<![第一二三四五六七八九十\d])([一二两三四五六七八九十]|\d{1,2})(?:大|[个项条](?!方面))(?=[\u4e00-\u9fff]{2})"
)
_STATED_EN: Final = re.compile(rf"\bthe ({'|'.join(_ENGLISH)}) (?=[a-z])")
_JOINS: Final = re.compile(r"[和与及、]|以及")
_BECAME: Final = re.compile(
    r"(?:完成|实现|达到|达成)(?:了没有?|了吗|没有|得怎么样|得如何|情况|与否|了哪些)"
    r"|(?:是否|有没有|都|全部|全|到底)(?:已经?)?(?:完成|实现|达到|达成)|(?:完成|实现|达到|达成)了?吗|(?:没有?|未)(?:完成|实现|达到|达成)"
    r"|\b(?:were|was|have|did|has)\b.*\b(?:met|meet|achieved?|reached?|fulfil(?:led)?)\b"
)


@dataclass(frozen=True, slots=True)
class MeasureAsk:
    """The sort of value that a question asks for, as its words tell.

    ``unit`` is the unit that an amount shall have (多少公里), ``families`` are those of the units that it may have by a word for
    its sort (多少钱), ``level`` says that any unit of one is named; ``grows`` that growth
    is asked, ``share`` that a share is spoken of, ``share_of`` that the answer is one, ``share_like`` that it may be one;
    ``amount`` that an amount is asked.
    """

    unit: str = ""
    families: tuple[str, ...] = ()
    level: bool = False
    grows: bool = False
    share: bool = False
    share_of: bool = False
    share_like: bool = False
    amount: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What the words of a question tell of the answer's form.

    ``measure`` is the sort of its value; ``yearly`` says that a mean over years is asked, ``rate`` that or growth.
    ``rank`` is which of several shall come first, ``rank_word`` the word for it where lengths or speeds are ranked (谁长),
    ``part`` says that a part of a place is asked for, ``everywhere``
    which places or plans, ``counted`` that a number of members is (哪几个), ``members`` that number, ``stated`` the
    number of a thing that is spoken of (三大定位). ``joins`` says that it joins several things, ``became`` that it asks what
    became of a target, ``grows`` that it speaks of growth in English; ``latin`` are Latin names with figures (pm2.5).
    """

    measure: MeasureAsk
    yearly: bool
    rate: bool
    rank: Rank
    rank_word: str
    part: bool
    everywhere: bool
    counted: bool
    members: int | None
    stated: int | None
    joins: bool
    became: bool
    grows: bool
    latin: tuple[str, ...]


@lru_cache(maxsize=512)
def read_form(standalone: str, bare: str, *, english: bool) -> Form:
    """Return the form of a question; ``bare`` is it without its places."""
    folded = search_form(standalone)
    stated = (_STATED_EN if english else _STATED).search(search_form(bare))
    members = _MEMBERS.search(folded)
    ranked = _RANKED.search(folded)
    rank: Rank = "" if ranked is None else "least" if _LEAST.search(folded) else "most"
    return Form(
        measure=measure_asked(folded),
        yearly="年均" in folded,
        rate="年均" in folded or "增速" in folded,
        rank=rank,
        rank_word=ranked[0][-1] if ranked is not None and ranked[0][-1] in _RANK_WORDS else "",
        part=_PART.search(folded) is not None,
        everywhere=_EVERYWHERE.search(folded) is not None,
        counted=_COUNTED.search(folded) is not None,
        members=number_of(next(filter(None, members.groups()))) if members else None,
        stated=number_of(stated.group(1)) if stated else None,
        joins=_JOINS.search(folded) is not None,
        became=_BECAME.search(folded) is not None,
        grows=_GROWS_EN.search(bare) is not None,
        latin=tuple(_LATIN_NAME.findall(folded)),
    )


def measure_asked(folded: str) -> MeasureAsk:
    """Return the sort of value that a question in search form asks for."""
    unit = _UNIT_OF_AMOUNT.search(folded)
    return MeasureAsk(
        unit=unit.group(1) if unit else "",
        families=next((families for pattern, families in _SORT if pattern.search(folded)), ()),
        level=_UNIT.search(folded) is not None,
        grows=_GROWTH.search(folded) is not None,
        share=_SHARE.search(folded) is not None,
        share_of=_SHARE_OF.search(folded) is not None,
        share_like=_SHARE_LIKE.search(folded) is not None,
        amount=_AMOUNT.search(folded) is not None,
    )


def without_outcome(folded: str) -> str:
    """Return a question in search form without the words that ask what became of a target."""
    return _BECAME.sub(" ", folded)


def is_count(word: str) -> bool:
    """Return whether an English word is a number of members: ten."""
    return word in _ENGLISH


def number_of(numeral: str) -> int:
    """Return the number that a numeral means: figures, a Chinese numeral up to ten or an English one up to twelve."""
    return int(numeral) if numeral.isdigit() else NUMERALS.get(numeral) or _ENGLISH[numeral]
