"""The parts of a question that ask for several things: 定位是什么？到2025年人口多大？ is two."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from embeddings.scripts import is_english, search_form

_MARKS: Final = re.compile(r"[?？;；。!！,，、\s]+")
PIECE_END: Final = re.compile(r"[?？;；。!！,，]+")
"""What ends a piece of a question."""
_ENDED: Final = re.compile(r"[?？;；。!！]\s*$")
_ASKS: Final = re.compile(
    r"多少|几(?!乎|何|近|年来)|多[大高长快远久]|什么|啥|哪|谁|何时|何处|如何|怎|咋|为何|吗|是否|([\u4e00-\u9fff])[不没]\1|有没有|有无|没有?$|呢$"
)
_NO_MATTER: Final = re.compile(
    r"请问|请|分别|各自|各|具体|大概|到底|又|都|也|还|再|是|为|有|要|的|了|多少|几[个家条项]?|什么|哪[些个里]?|谁|如何|怎么?样?|多[大高长快]|吗|呢|吧|啊"
    r"|[\s\W_]+"
)
_HIDDEN: Final = re.compile(r"[“「『\"《(（][^”」』\"》)）]*[”」』\"》)）]")
_WH: Final = r"(?:how|what|which|who|whose|when|where|why|by how|to what|in what|from which)\b"
_VERB: Final = r"(?:does|do|did|is|are|was|were|will|has|have|can|should)\b"
_NEXT_EN: Final = re.compile(
    rf"(?:,\s*(?:and\s+)?|\s+and\s+)(?=(?:also\s+)?{_WH})|,?\s+and\s+(?={_VERB}\s+(?:it|they|there|the)\b)"
    rf"|(?<=[?;.!])\s+(?:and\s+)?",
    re.IGNORECASE,
)
_ASKS_EN: Final = re.compile(rf"^(?:also\s+)?(?:{_WH}|{_VERB})|\?$", re.IGNORECASE)
_POINTS_BACK_EN: Final = re.compile(rf"^(?:{_WH}|{_VERB}|(?:they|it|these|those)\b|\W)+$", re.IGNORECASE)
"""A piece that asks about what the one before names: … and what are they?"""
_LEAST: Final = 2
"""Characters beside the asking words from which a piece asks of something of its own."""
_MOST: Final = 4
"""Parts; what is cut into more is a list of keywords or a text, no question."""


def split_parts(question: str) -> tuple[str, ...]:
    """Return the parts of a question that each ask for something of their own, in order; it alone if it asks once.

    A piece that asks nothing belongs to the next one (家里有老人的，…), or where a sentence ends to the one before; one
    that has nothing of its own to ask of (…，是多少？) belongs to the one before.

    >>> split_parts("定位是什么？到2025年人口多大？")
    ('定位是什么？', '到2025年人口多大？')
    """
    parts = _english(question) if is_english(question) else _chinese(question)
    return tuple(parts) if 1 < len(parts) <= _MOST else (question,)


def asks_anything(piece: str) -> bool:
    """Return whether a piece of a question asks for something itself."""
    return (_ASKS_EN if is_english(piece) else _ASKS).search(search_form(piece)) is not None


def _chinese(question: str) -> list[str]:
    folded = _HIDDEN.sub(lambda match: "■" * len(match[0]), search_form(question))
    bounds = [0, *(match.end() for match in _MARKS.finditer(folded)), len(question)]
    parts: list[str] = []
    pending = ""
    for start, end in pairwise(bounds):
        piece, seen = question[start:end], _MARKS.sub("", folded[start:end])
        asks = _ASKS.search(seen) is not None
        bare = len(_NO_MATTER.sub("", seen)) < _LEAST
        if parts and not pending and (not seen or (asks and bare)):
            parts[-1] += piece
        elif asks:
            parts.append(pending + piece)
            pending = ""
        elif parts and _ENDED.search(piece):
            parts[-1] += pending + piece
            pending = ""
        else:
            pending += piece
    if pending and parts:
        parts[-1] += pending
    return [part.strip(" ,，、;；") for part in parts]


def _english(question: str) -> list[str]:
    parts: list[str] = []
    pending = ""
    for piece in filter(None, (each.strip(" ,;") for each in _NEXT_EN.split(question))):
        if parts and not pending and _POINTS_BACK_EN.match(piece):
            parts[-1] += f" and {piece}"
        elif _ASKS_EN.search(piece):
            parts.append(f"{pending} {piece}".strip())
            pending = ""
        else:
            pending = f"{pending} {piece}".strip()
    if pending and parts:
        parts[-1] += f" {pending}"
    return parts
