"""Things that a question names side by side and wants one value each of: the number of firms, output and R&D share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.facts.units import PATTERN as UNIT
from embeddings.query.asking import ASKING, PRESENT
from embeddings.query.following import content, without_times
from embeddings.query.times import times_apart, times_compared
from embeddings.scripts import is_english, search_form
from embeddings.terms import find_english_terms, is_function_word

_AND: Final = re.compile(r"以及|[、和与]")
_AND_EN: Final = re.compile(r",|\band\b")
_VALUE: Final = rf"(?:多少|几|多[大高长宽远久快])(?:{UNIT})?"
_ASKS_VALUE: Final = re.compile(_VALUE)
_PREDICATE: Final = re.compile(
    rf"(?:{_VALUE}|{ASKING.pattern}|目标值?|指标|分别|实际|(?:控制|稳定|保持)在|(?:提高|增加|降低?|达)到|超过|[\W的各都要到达为是在])+$"
)
"""What is asked of each of the names, behind the last of them."""
_BEGIN: Final = re.compile(r"^(?:[\W到的在]|规划|期间)+")
_ROLE: Final = re.compile(r"(?:规划|目标|实际|完成|实现|现状|当前|数值|情况|\W|[的值数])+")
"""Of one thing the target and what was reached are asked: no things side by side."""
_QUOTED: Final = re.compile(r"[“「『\"][^”」』\"]*(?:[、和与]|以及)[^”」』\"]*[”」』\"]")
_SHARED: Final = re.compile(r"城镇|农村|城市|乡村|国家级|省级|市级|第[一二三]产业")
"""What tells one of several kinds of the thing that is named with the last of them."""
_WORD_EN: Final = re.compile(r"[^\s?,]+")
_TARGET_EN: Final = re.compile(r"targets?|figures?|values?|levels?|current|respectively")
_ROW_EN: Final = re.compile(r"\b(?:targets?|figures?|values?|levels?) (?:for|of)\b")
"""What the members of a row are asked for, so that one which is no indicator is a name too."""
_ASKS_HOW: Final = re.compile(
    r"如何|怎[么样]|咋|为何|为什么|哪|什么|吗|\b(?:how(?! (?:many|much|high|large))|why|which)\b"
)
_RANK: Final = re.compile(
    r"(?:在[\u4e00-\u9fff]{2,4}?)?(?:分别|各自?|都)?(?:排|位?居|位?列)(?:名|在)?第几位?(?=\W*$)"
)
"""The place of each of several things among others: 在全国分别排第几."""
_ROW_AND: Final = r"\s*(?:以及|[、,，和与及跟]|,?\s*\band\b)\s*"
_EACH: Final = re.compile(r"\s*[又都]?各(?:自|是多少)?(?=\W*$)|(?<=.)(?:分别|各自?)(?!项|类|种|级|地|县)")
"""What says that each of several is asked."""
_LEAST: Final = 2
"""Characters of a name."""
_MOST: Final = 6
"""Names; what has more is a list of keywords."""


def read_members(bare: str) -> tuple[str, ...]:
    """Return the names that a question sets side by side, in search form, without its times; none where it names one.

    ``bare`` is the question in search form without its places. Whether they are several things or one that has several
    names in it (湘江、资水流域治理) is not told by words: each is asked for itself.

    >>> read_members("到2025年 的企业数量、产业增加值和研发占比目标各是多少?")
    ('企业数量', '产业增加值', '研发占比')
    """
    if _ASKS_HOW.search(bare):
        return ()
    names = _english(bare) if is_english(bare) else _chinese(bare)
    return names if 1 < len(names) <= _MOST and len({*names}) == len(names) else ()


def asked_of_each(bare: str) -> str:
    """Return what a question asks of each of the things that it names side by side: its value, or its place among others.

    >>> asked_of_each("经济总量和财政收入在全国分别排第几?")
    '在全国排第几'
    """
    rank = _RANK.search(bare)
    return re.sub("分别|各自?|都", "", rank.group()) if rank is not None else "是多少"


def read_times(folded: str) -> tuple[tuple[str, str], ...]:
    """Return the times that a question in search form sets side by side, each with the question for the value at it alone.

    >>> read_times("云泽的森林覆盖率,“十三五”末与2025年目标分别是多少?")[0]
    ('十三五末', '云泽的森林覆盖率十三五末是多少')
    """
    if not is_english(folded) and (compared := times_compared(folded)):
        return tuple((said, f"{asked}{said}是多少") for said, asked in compared)
    if _ASKS_HOW.search(folded) and not is_english(folded):
        return ()
    apart = times_apart(folded)
    if is_english(folded):
        return tuple((said, f"{asked.rstrip(' ?,')} in {said}?") for said, asked in apart)
    return tuple((said, f"{topic}{said}是多少") for said, asked in apart if (topic := _topic(asked)))


def _topic(asked: str) -> str:
    """Return of what the value is asked, without the words that ask for it; nothing where it stands behind them."""
    topic = _PREDICATE.sub("", asked).strip(" ,的")
    return "" if _ASKS_VALUE.search(topic) or len(content(topic)) < _LEAST else topic


def read_places(standalone: str, places: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the places that a question names side by side, each with the question as it is asked of that one alone.

    >>> read_places("甲市乙县和丙县2030年各有多少人", ("乙县", "丙县"))
    (('乙县', '甲市乙县2030年有多少人'), ('丙县', '甲市丙县2030年有多少人'))
    """
    row = row_of(standalone, places)
    before, behind = standalone.split(row, 1) if row else ("", "")
    if len(content(without_times(search_form(behind)))) < _LEAST:
        return ()  # nothing is asked of them here
    return tuple((each, f"{before}{each}{_EACH.sub('', behind)}") for each in places)


def row_of(text: str, names: Sequence[str]) -> str:
    """Return the words in which a text names several things side by side, empty where it does not.

    >>> row_of("乙县和丙县各有多少人", ("乙县", "丙县"))
    '乙县和丙县'
    """
    if not 1 < len(names) <= _MOST:
        return ""
    found = re.search(_ROW_AND.join(map(re.escape, names)), text, re.IGNORECASE)
    return found.group() if found is not None else ""


def _chinese(bare: str) -> tuple[str, ...]:
    """Return the names in front of what is asked of them; none where a value is asked of what comes behind it."""
    said = _RANK.sub("是多少", PRESENT.sub(" ", without_times(bare)))
    body = _PREDICATE.sub("", said)
    if body == said or _ASKS_VALUE.search(body) or _QUOTED.search(bare):
        return ()
    pieces = [_BEGIN.sub("", " ".join(ASKING.sub(" ", each).split())) for each in _AND.split(body)]
    names = tuple(_completed(each, pieces[-1]) for each in pieces)
    is_plain = all(len(content(each)) >= _LEAST and not _ROLE.fullmatch(each) for each in names)
    return names if is_plain else ()


def _completed(name: str, last: str) -> str:
    """Return a name with the thing that only the last one says: 城镇 of 城镇和农村就医圈."""
    own, shared = _SHARED.search(name), _SHARED.search(last)
    is_open = own is not None and shared is not None and own.end() == len(name)
    return f"{name}{last[shared.end() :]}" if is_open and shared is not None else name


def _english(bare: str) -> tuple[str, ...]:
    """Return the pieces of an English question that each name one thing, one of them at least an indicator."""
    pieces = [each for said in _AND_EN.split(without_times(bare)) if (each := _trimmed(said))]
    named = [[term.zh for term in find_english_terms(each) if term.kind == "indicator"] for each in pieces]
    is_row = _ROW_EN.search(bare) is not None and any(named) and all(len(each) < _LEAST for each in named)
    return tuple(pieces) if is_row or all(len(each) == 1 for each in named) else ()


def _trimmed(piece: str) -> str:
    """Return a piece without the words around the name in it that only build the question."""
    words = _WORD_EN.findall(piece)
    while words and _builds(words[0]):
        words = words[1:]
    while words and _builds(words[-1]):
        words = words[:-1]
    return " ".join(words)


def _builds(word: str) -> bool:
    return is_function_word(word) or _TARGET_EN.fullmatch(word) is not None
