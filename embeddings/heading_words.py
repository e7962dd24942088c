"""How a heading is named: its number as it is cited, and what stands for a title that the source lost."""

from __future__ import annotations

import re
from typing import Final

from embeddings.markers import UNIT_NAMES, Marker

LOST_TITLE: Final = "(原文标题缺失)"
FUSED_TITLE: Final = "…(标题与正文相连)"
_SHOWN_OF_FUSED: Final = 16


def cited_number(printed: str, marker: Marker) -> str:
    """Return the number as it is cited: a lost dot is put after a digit, a lost unit is named in brackets."""
    if marker.kind == "digit" and printed.isdigit():
        return printed + "."
    if not marker.certain and marker.kind in ("part", "chapter"):
        return f"{printed}({UNIT_NAMES[marker.kind]})"
    return printed


def fused_title(text: str) -> str:
    """Return the first words of a head that a sentence is fused to: where it ends is not known."""
    words = re.split(r"[,，。;；:：]", text, maxsplit=1)[0]
    return words[:_SHOWN_OF_FUSED].strip() + FUSED_TITLE


def in_characters(number: int) -> str:
    """Return a number up to 99 as plans write it: 12 as 十二."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
