"""The names by which the nation is asked for, which are ordinary words too: 国家级, 全国文明城市, 中国制造."""

from __future__ import annotations

import re
from typing import Final

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
_BEHIND: Final = re.compile(
    r"\s*(?:的|层面)?(?:在|上|下)?(?:\d{4}年的?)?(?:[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?|第[一二三四五六七八九十]{1,3}个?五年|一个?五年|"
    r"一轮|政府工作报告|工作报告|建议|纲要)|层面|对|那|这"
)


def is_nations_name(form: str) -> bool:
    """Return whether a name in search form is one of the nation's, which counts only where its neighbours let it."""
    return form in NATION_NAMES


def is_ordinary(form: str) -> bool:
    """Return whether a name of the nation is a piece of other words too: 国家级, but nothing begins with 我国."""
    return form in NATION_NAMES and form != "我国"


def names_nations_document(folded: str, end: int) -> bool:
    """Return whether what follows a name of the nation names one of its documents."""
    return _BEHIND.match(folded, end) is not None
