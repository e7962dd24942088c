"""A number of things that a question wants named one by one: 五个中心是哪五个, the four bases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from embeddings.markers import chinese_number

_CN: Final = "一二两三四五六七八九十"
_COUNTED: Final = re.compile(
    rf"[“\"]?(?P<count>[{_CN}]|\d{{1,2}})(?:个|大|座|条)(?P<noun>[\u4e00-\u9fff]{{2,6}}?)[”\"]?(?:分别)?(?:是|指|为|有|包括)(?:的是)?(?:指)?(?:哪|什么|啥)"
    rf"|(?:是|有|包括)?哪(?P<asked>[{_CN}]|\d{{1,2}})(?:个|大|座|条)(?P<named>[\u4e00-\u9fff]{{2,6}})[?？]?$"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of what is asked for by name; ``noun`` is what each of them is called at its end."""

    count: int
    noun: str


def read_counted(folded: str) -> Counted | None:
    """Return what a question in search form counts and wants named, None where it counts nothing.

    >>> read_counted("的五个中心是哪五个?")
    Counted(count=5, noun='中心')
    """
    match = _COUNTED.search(folded)
    if match is None:
        return None
    numeral = match["count"] or match["asked"]
    count = 2 if numeral == "两" else chinese_number(numeral)
    noun = match["noun"] or match["named"]
    return Counted(count, noun) if count > 1 else None
