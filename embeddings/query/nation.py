"""The names by which the nation and a province are asked for, which are ordinary words too: 国家级, 全国文明城市.

Whether such a word stands for the place or begins the name of something else is read off the plans: what the plans of
other places write behind it as one phrase is a name (全国文明, 国家森林), what they do not (全国出口) is asked of the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from embeddings.query.places import at_edge
from embeddings.terms import begins_with_term

NATION: Final = "全国"
"""What the place of a national document is called."""
NATION_NAMES: Final = frozenset({"全国", "国家", "我国", "中国", "国务院", "中华人民共和国"})
"""All of its names, in search form."""
NATION_ENGLISH: Final = "China"
NATION_ENGLISH_NAMES: Final = (NATION_ENGLISH, "State Council")
NATIONAL: Final = re.compile(
    r"(?<![a-z])national(?= (?:(?:[\w'-]*(?:th|year)|\d{4}) ){0,3}(?:plan|outline|(?:government )?work report)\b)"
)
"""The nation as an adjective of its document: the national 11th five-year plan."""
PROVINCE_NAMES: Final = frozenset({"全省", "本省", "我省"})
"""What a province is called within it, in search form."""
_BEHIND: Final = re.compile(
    r"\s*(?:的|层面)?(?:在|上|下)?(?:\d{4}年的?)?(?:[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?|第[一二三四五六七八九十]{1,3}个?五年|一个?五年|"
    r"一轮|政府工作报告|工作报告|建议|纲要)|层面|对|那|这"
)
_SAID_OF_IT: Final = re.compile(
    r"\s*(?:$|[,，?？!。.;；:：]|\d{4}|二[〇零]|的|呢|有|是|在|到|要|计划|打算|如何|怎|规划|什么|哪)"
)
"""A date or a particle behind a name: 全国2030年, 国家怎样."""
_NO_NOUN: Final = re.compile(r"[级性式]|排|第|前|领先")
"""What makes an adjective of the name, or ranks something within what it names: 国家级, 全国排第几."""
_WORD: Final = 2
"""Signs of the word behind a name."""
_TWO_WORDS: Final = 4
"""Signs behind a name that must stand so in the plans where they begin a figure: 全国粮食 begins more than one thing."""


def is_nations_name(form: str) -> bool:
    """Return whether a name in search form is one of the nation's, which counts only where its neighbours let it."""
    return form in NATION_NAMES


def is_wide_name(form: str) -> bool:
    """Return whether a name in search form is one of the nation's or what a province is called within it."""
    return form in NATION_NAMES or form in PROVINCE_NAMES


def is_ordinary(form: str) -> bool:
    """Return whether a name is a piece of other words too: 国家级, but nothing begins with 我国."""
    return is_wide_name(form) and form != "我国"


def names_nations_document(folded: str, end: int) -> bool:
    """Return whether what follows a name of the nation names one of its documents."""
    return _BEHIND.match(folded, end) is not None


def stands_for_place(folded: str, start: int, end: int, joined: Callable[[str], bool]) -> bool:
    """Return whether an ordinary word at a span of a question in search form is asked as a place.

    ``joined`` says whether plans of other places have the words as they stand.
    """
    if not at_edge(folded, start):
        return False
    if names_nations_document(folded, end):
        return True
    within = folded[:start].endswith("在") or _NO_NOUN.match(folded, end)
    if within or begins_with_term(folded[start:], ["indicator", "topic", "general"]):
        return False
    if _SAID_OF_IT.match(folded, end):
        return True
    figure = begins_with_term(folded[end:].lstrip(), ["indicator"])
    return not joined(folded[start : end + (_TWO_WORDS if figure else _WORD)])
