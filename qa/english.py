"""Chinese values said in English: 超过3500亿元 as over 350 billion yuan (3500亿元), so that both can be checked."""

from __future__ import annotations

import re
from decimal import Decimal

from embeddings.facts.quantities import read_quantity
from embeddings.facts.units import ENGLISH_SCALES, ENGLISH_UNITS, SCALES, split_scale
from embeddings.scripts import search_form
from embeddings.terms import find_english_terms, find_terms

_SIGNS = ("%", "‰", ":1")
_TIMES = "times"
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_BEFORE = {
    "不低于": "at least ",
    "不少于": "at least ",
    "不超过": "at most ",
    "超过": "over ",
    "突破": "over ",
}
_AFTER = {"以上": " or above", "左右": " or so", "以内": " or below", "以下": " or below"}


def value_in_english(printed: str) -> str:
    """Return a printed value in English, its original in brackets where the magnitude was converted."""
    quantity = read_quantity(search_form(printed.strip()))
    if quantity is None or quantity.number is None or quantity.high is not None:
        return printed
    scale, unit = split_scale(quantity.unit)
    digits = _DIGITS.search(printed)
    number = digits.group() if digits else f"{quantity.number:f}"
    before = "".join(_BEFORE.get(word, word if word in "≥≤" else "") for word in quantity.qualifiers)
    after = "".join(_AFTER.get(word, "") for word in quantity.qualifiers)
    name = f" {ENGLISH_UNITS[unit][0]}" if unit in ENGLISH_UNITS and unit not in _SIGNS else ""
    if scale:
        said = f"{_short(quantity.number * SCALES[scale])}{name} ({number}{scale}{unit})"
        return f"{before}{said}{after}"
    return f"{before}{number}{unit if unit in _SIGNS else ''}{name}{after}"


def amount_in_english(number: Decimal, unit: str) -> str:
    """Return an amount with its Chinese unit in English, the original in brackets where a scale was converted.

    >>> amount_in_english(Decimal("6250"), "亿元"), amount_in_english(Decimal("2.9"), "个百分点")
    ('625 billion yuan (6250亿元)', '2.9 percentage points')
    """
    scale, bare = split_scale(unit)
    bare = bare.removeprefix("个")
    if bare in _SIGNS:
        return f"{number.normalize():f}{bare}"
    name = _TIMES if bare == "倍" else ENGLISH_UNITS[bare][0] if bare in ENGLISH_UNITS else bare
    if scale:
        return f"{_short(number * SCALES[scale])} {name} ({number.normalize():f}{unit})"
    return f"{number.normalize():f} {name}".strip()


def indicator_name(question: str, quoted: str) -> str:
    """Return the English name of the indicator that a question names and a quote (search form) states, or nothing."""
    stated = {term.zh for term in find_terms(quoted)}
    for term in find_english_terms(question):
        if term.kind == "indicator" and (term.zh in stated or any(each in quoted for each in term.wordings)):
            return term.en[0]
    return ""


def _short(size: Decimal) -> str:
    for word, unit in ENGLISH_SCALES.items():
        if size >= unit and word != "thousand":
            return f"{(size / unit).normalize():f} {word}"
    return f"{size.normalize():,f}"
