"""Names that plans coin and a question gives without quotation marks: 一核两廊三点指什么 asks for “一核两廊三点”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from embeddings.facts.periods import is_plan_name, is_quoted_plan
from embeddings.scripts import search_form

_COINED: Final = re.compile(r"“([^“”。;\n]{3,14})”")
_COUNTS: Final = re.compile(r"[一二两三四五六七八九十多]")
_MARKED: Final = re.compile(r"[“「『\"《]([^”」』\"》]*)[”」』\"》]")
_FEWEST: Final = 2
"""Numerals that a name has to be known for one wherever it stands: 一核两廊, not 三大工程."""


def coined_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names with several numerals that texts in search form put in quotation marks, the longest first."""
    found = {match[1] for text in texts for match in _COINED.finditer(text)}
    names = {each for each in found if len(_COUNTS.findall(each)) >= _FEWEST and not is_plan_name(each)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def with_marks(question: str, names: Iterable[str]) -> str:
    """Return a question with quotation marks around the first of the names that stands in it without any.

    >>> with_marks("甲市的一核两廊指什么?", ["一核两廊"])
    '甲市的“一核两廊”指什么?'
    """
    folded = search_form(question)
    if any(not is_quoted_plan(match[1]) for match in _MARKED.finditer(folded)):
        return question
    for name in names:
        at = folded.find(name)
        if at >= 0:
            return f"{question[:at]}“{question[at : at + len(name)]}”{question[at + len(name) :]}"
    return question
