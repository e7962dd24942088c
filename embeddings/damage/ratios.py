"""Ratios that lost their colons: 13.549.537 for 13.5:49.5:37."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from embeddings.damage.record import Damage

_FUSED = re.compile(
    r"(?<![\d.])(?=\d*\.\d+\.)\d{1,2}\.\d{2,3}(?:\.\d{1,3}|(?:\.\d{2,3}){0,1}\.\d{1,2})(?![\d.%])"
)
_RATIO = re.compile(r"(?<![\d.:])\d{1,2}(?:\.\d{1,2})?:\d{1,2}(?:\.\d{1,2})?:\d{1,2}(?:\.\d{1,2})?(?![\d.:])")
_CONTEXT = re.compile(r"比|结构|产业")
_WHOLE, _ROUNDING = 100.0, 0.35
"""Three shares make 100, give or take what rounding leaves."""


def fused_ratios(text: str) -> Iterator[Damage]:
    """Yield the ratios of a text in its search form whose colons are lost, with the reading where one is proven.

    A reading is likely when its three shares make 100; it is proven when the same ratio stands whole elsewhere in the
    text, in a table for instance.
    """
    whole = {match.group(): match.span() for match in _RATIO.finditer(text)}
    for match in _FUSED.finditer(text):
        readings = _readings(match.group())
        if not readings and not _CONTEXT.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        proven = next((reading for reading in readings if reading in whole), "")
        likely = proven or (readings[0] if len(readings) == 1 else "")
        hint = f"(本文另处印作{proven})" if proven else ""
        yield Damage(
            match.start(),
            match.end(),
            "fused-ratio",
            f"原文比例的冒号缺失{hint}",
            certain=f"本文另处印作“{proven}”" if proven else f"原文印作“{match.group()}”",
            likely=likely,
            why="三个比重连在一起",
            proof=whole.get(proven),
        )


def _readings(printed: str) -> list[str]:
    """Return the splits of a number with several dots into three shares that make 100."""
    found = []
    for one, other in combinations(range(1, len(printed)), 2):
        parts = (printed[:one], printed[one:other], printed[other:])
        shares = all(re.fullmatch(r"[1-9]?\d(?:\.\d{1,2})?", part) for part in parts)
        if shares and abs(sum(map(float, parts)) - _WHOLE) <= _ROUNDING:
            found.append(":".join(parts))
    return found
