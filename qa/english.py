"""Chinese values said in English: 超过3500亿元 as over 350 billion yuan (3500亿元), so that both can be checked."""

from __future__ import annotations

import re

from embeddings.terms import find_english_terms, find_terms

_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "": 1.0}
_UNITS = {
    "元": "yuan",
    "人": "people",
    "户": "households",
    "吨": "tonnes",
    "亩": "mu",
    "公里": "km",
    "千米": "km",
    "张": "beds",
    "立方米": "cubic metres",
    "平方米": "square metres",
    "千瓦": "kW",
    "岁": "years",
}
_BEFORE = {
    "不低于": "at least ",
    "不少于": "at least ",
    "不超过": "at most ",
    "超过": "over ",
    "突破": "over ",
}
_AFTER = {"以上": " or above", "左右": " or so", "以内": " or below", "以下": " or below"}
_PRINTED = re.compile(
    r"(?P<before>不低于|不少于|不超过|超过|突破|[≥≤])?\s*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<scale>万亿|亿|万)?(?P<unit>[^\d\s%‰:]*?)(?P<sign>[%‰]|:1)?\s*(?P<after>以上|左右|以内|以下)?"
)
_WORDS = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}


def value_in_english(printed: str) -> str:
    """Return a printed value in English, its original in brackets where the magnitude was converted."""
    match = _PRINTED.fullmatch(printed.strip())
    if not match:
        return printed
    scale, unit = match["scale"] or "", match["unit"] or ""
    before, after = (
        _BEFORE.get(match["before"] or "", match["before"] or ""),
        _AFTER.get(match["after"] or "", ""),
    )
    name = f" {_UNITS[unit]}" if unit in _UNITS else ""
    if scale:
        said = f"{_short(float(match['number']) * _SCALES[scale])}{name} ({match['number']}{scale}{unit})"
        return f"{before}{said}{after}"
    return f"{before}{match['number']}{match['sign'] or ''}{name}{after}"


def indicator_name(question: str, quoted: str) -> str:
    """Return the English name of the indicator that a question names and a quote (search form) states, or nothing."""
    stated = {term.zh for term in find_terms(quoted)}
    for term in find_english_terms(question):
        if term.kind == "indicator" and (term.zh in stated or any(each in quoted for each in term.wordings)):
            return term.en[0]
    return ""


def _short(size: float) -> str:
    for word, unit in _WORDS.items():
        if size >= unit and word != "thousand":
            return f"{size / unit:.10g} {word}"
    return f"{size:,.0f}" if size.is_integer() else f"{size:.10g}"
