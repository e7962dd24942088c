"""Punctuation of Chinese sentences: what is put together by us has full-width marks, a plan's own words keep theirs."""

from __future__ import annotations

import re
from typing import Final

_FULL: Final = {",": "，", ":": "：", ";": "；"}
_MARK: Final = re.compile(r"(?<!\d)[,:;]|[:;](?!\d)|,(?!\d{3}(?!\d))")
"""A mark within a number (2:1, 13.5:49.5, 1,000) is none."""
_OPENS_FORMULA: Final = re.compile(r"[(+\-−×÷*/=\s]$")
_CJK: Final = re.compile(r"[\u3400-\u9fff]")


def with_full_width(text: str) -> str:
    """Return a Chinese sentence with full-width marks; brackets within a formula stay as they are, English as a whole.

    >>> with_full_width("城镇化率:2020年为52%,2025年为60%(预期性)。")
    '城镇化率：2020年为52%，2025年为60%（预期性）。'
    >>> with_full_width("平均为59%((60%+57%)÷2)")
    '平均为59%（(60%+57%)÷2）'
    """
    if not _CJK.search(text):
        return text
    marked = list(_MARK.sub(lambda match: _FULL[match.group()], text))
    open_at: list[tuple[int, bool]] = []
    for at, sign in enumerate(text):
        if sign == "(":
            open_at.append((at, not _OPENS_FORMULA.search(text[:at])))
        elif sign == ")" and open_at:
            begin, is_ours = open_at.pop()
            if is_ours:
                marked[begin], marked[at] = "（", "）"
    return "".join(marked)


def with_framed_name(text: str, names: tuple[str, ...]) -> str:
    """Return a sentence of a plan's own words with a full-width colon behind the name of its place, which we put there."""
    name = next((each for each in names if text.startswith(f"{each}:")), "")
    return f"{name}：{text[len(name) + 1 :]}" if name else text
