"""Names that a plan coins (一核两廊三点): the part of a note that explains one, and members that are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.corpus import Document
from qa.listing import NUMERALS

_HEAD = re.compile(r"“[^”“。;]{2,12}”(?=是?指)")


def explanation_span(document: Document, start: int, end: int, names: Sequence[str]) -> tuple[int, int]:
    """Return the part of a span that explains a name, where the span explains several names one after the other.

    “两区”是指…,“五地”是指…: of such a note only what is said of the name is the answer.
    """
    text = document.search_text
    heads = [match.start() for match in _HEAD.finditer(text, start, end)]
    for number, at in enumerate(heads):
        if len(heads) > 1 and any(text.startswith(name, at + 1) for name in names):
            until = heads[number + 1] if number + 1 < len(heads) else end
            return at, at + len(text[at:until].rstrip(" ,;。\n"))
    return start, end


def missing_members(text: str, names: Sequence[str]) -> tuple[str, int] | None:
    """Return a name that counts its members and how many are listed behind it, where that is another number.

    ``text`` is in search form. Only a flat list (甲、乙、丙) is counted; 和 in its last part may join two more.
    """
    for name in names:
        if len(numbered_parts(name)) != 1 or name[0] not in NUMERALS:
            continue
        for match in re.finditer(
            rf"“{re.escape(name)}”[^。;“”]{{0,14}}?(?:是指|指|即|包括|分别是|:|——)", text
        ):
            listed = re.split(r"[。;\n]|,(?=“)", text[match.end() :])[0]
            parts = listed.split("、")
            most = len(parts) + bool(re.search(r"[和与及]", parts[-1]))
            if len(parts) > 1 and "," not in listed and not len(parts) <= NUMERALS[name[0]] <= most:
                return name, len(parts)
    return None


def numbered_parts(name: str) -> list[str]:
    """Return the parts of a name like 一核两廊三点: 一核, 两廊, 三点."""
    return re.findall(r"[一二两三四五六七八九十多][^一二两三四五六七八九十多]{1,3}", name)
