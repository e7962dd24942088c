"""Numbers as the two languages write them: 百分之六 for 6 %, and English amounts of yuan in 亿 and 万."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from embeddings.facts.units import ENGLISH_SCALES

_PERCENT: Final = re.compile(r"百分之([零〇一二两三四五六七八九十百点]+)")
_AMOUNT: Final = re.compile(
    rf"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)[\s-]*({'|'.join(ENGLISH_SCALES)})s?(?:[\s-]*(?:yuan|rmb|cny))?",
    re.IGNORECASE,
)
_ROUND: Final = {
    4: "万",
    5: "十万",
    6: "百万",
    7: "千万",
    8: "亿",
    9: "十亿",
    10: "百亿",
    11: "千亿",
    12: "万亿",
}


def spelled_percents(folded: str) -> list[str]:
    """Return the percentages that a text spells out, in Western digits: 百分之七十一点五 as 71.5."""
    import cn2an

    found = []
    for match in _PERCENT.finditer(folded):
        spelled = re.sub("^百", "一百", match.group(1).replace("〇", "零"))
        try:
            value = Decimal(str(cn2an.cn2an(spelled, "smart")))
        except ValueError:
            continue  # 百分之点 is no number
        found.append(f"{value.normalize():f}")
    return found


def chinese_amounts(english: str) -> tuple[str, list[str]]:
    """Return a text without its large amounts, and these as plans write them.

    >>> chinese_amounts("100-billion-yuan clusters and 350 billion yuan")
    ('  clusters and  ', ['千亿', '3500亿'])
    """
    amounts: list[str] = []

    def take(match: re.Match[str]) -> str:
        value = Decimal(match.group(1).replace(",", "")) * ENGLISH_SCALES[match.group(2).lower()]
        amounts.append(_as_written(value))
        return "  "

    rest = _AMOUNT.sub(take, english)
    return rest, amounts


def _as_written(value: Decimal) -> str:
    """Return an amount in 万亿, 亿 or 万; a power of ten is a word of its own (千亿)."""
    exponent = value.adjusted()
    if value == Decimal(1).scaleb(exponent) and exponent in _ROUND:
        return _ROUND[exponent]
    for power, unit in ((12, "万亿"), (8, "亿"), (4, "万")):
        if value >= Decimal(1).scaleb(power):
            return f"{value.scaleb(-power).normalize():f}{unit}"
    return f"{value.normalize():f}"
