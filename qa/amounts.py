"""Numbers, units and years of a sentence against those of its quotes, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from embeddings.facts.periods import PLAN, YEAR
from embeddings.facts.quantities import Figure, find_quantities
from embeddings.facts.units import ENGLISH_SCALES, ENGLISH_UNITS, SCALES
from embeddings.scripts import search_form, western_digits

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COUNTED = re.compile(
    r"(?<!第)[二三四五六七八九十百千两]+[个大条座家类项种户亩吨倍]|[一二三四五六七八九十]+分之[一二三四五六七八九十]+"
)
"""五大, 三分之二: counts and parts in words, which are no amounts of anything."""
_COUNTERS = "个大条座家类项种户亩吨倍"
_YEAR_SPELLED = re.compile(r"二[〇零][一二三四五六七八九〇零]{2}")
_SCALES = {**SCALES, **ENGLISH_SCALES}
_ENGLISH_SCALE = "|".join(ENGLISH_SCALES)
_SCALED = re.compile(rf"(\d+(?:\.\d+)?)\s*({_ENGLISH_SCALE}|万亿|亿|万|千)")
_CONVERTED = re.compile(
    rf"(?P<said>(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>{_ENGLISH_SCALE}|万亿|亿|万)?[^\d()（）]{{0,30}})"
    r"[(（]\s*(?P<original>\d+(?:\.\d+)?\s*(?:万亿|亿|万|千)?[^()（）\d]{0,10})[)）]"
)
_BARE_SCALE = re.compile(rf"\b(hundred|{_ENGLISH_SCALE})s?\b")
_PER = {"thousand": ("每千", "每1000"), "hundred": ("每百", "每100")}
"""What a ratio is reckoned on: per thousand people, 每千人."""
_FOREIGN = ("美元",)
"""Units that count wherever they are named: an amount may stand apart from its currency."""
_BEHIND_NUMBER = r"(?:[\d.]+|illion|thousand)\s*"
_ENGLISH_UNITS = tuple(
    (re.compile(rf"{'' if unit in _FOREIGN else _BEHIND_NUMBER}(?:{'|'.join(names).lower()})(?![a-z])"), unit)
    for unit, names in ENGLISH_UNITS.items()
)
_SAME_UNITS = {
    "公里": ("公里", "千米", "km"),
    "千米": ("公里", "千米", "km"),
    "千瓦": ("千瓦", "kw"),
    "%": ("%", "百分之"),
    "岁": ("岁", "年"),
    "张": ("张", "床"),
}
# English number words with their digits and how Chinese writes them; "one" is an article as often as a number.
_ENGLISH_NUMBERS = {
    "two": ("2", "二 两"),
    "three": ("3", "三"),
    "four": ("4", "四"),
    "five": ("5", "五"),
    "six": ("6", "六"),
    "seven": ("7", "七"),
    "eight": ("8", "八"),
    "nine": ("9", "九"),
    "ten": ("10", "十"),
    "eleven": ("11", "十一"),
    "twelve": ("12", "十二"),
    "twenty": ("20", "二十"),
    "thirty": ("30", "三十"),
    "forty": ("40", "四十"),
    "fifty": ("50", "五十"),
    "sixty": ("60", "六十"),
    "seventy": ("70", "七十"),
    "eighty": ("80", "八十"),
    "ninety": ("90", "九十"),
}
_NO_COUNT = re.compile(rf"{YEAR}|{PLAN}|第[一二三四五六七八九十]+")


def amounts_missing(said: str, quoted: str, *, english: bool = False) -> set[str]:
    """Return the amounts of a sentence that its quotes do not have; both texts in search form.

    A number needs its own unit in the quote; where the quote has it alone (a table cell), the unit must stand elsewhere
    in it. An amount may be another one of the quote converted, if that stands behind it in brackets and both are
    equal to the last digit said: 123.4 billion yuan (1234亿元).
    """
    said, quoted = _plain(said), _plain(quoted)
    missing, rest = _conversions(said)
    said_english = english or bool(re.search(_ENGLISH_SCALE, rest))
    numbers = numbers_of(quoted) | set(_NUMBER.findall(quoted.replace(",", " ")))
    missing |= {number for number in numbers_of(rest) if number not in numbers}
    there = find_quantities(quoted)
    for figure in find_quantities(rest):
        printed = rest[figure.start : figure.end]
        number = _NUMBER.match(printed)
        if number is None:
            supported = printed in quoted or any(figure.quantity.equals(each.quantity) for each in there)
            missing |= set() if supported else {printed}
        elif figure.unit and number.group() not in missing and not _has_unit(there, quoted, figure):
            missing.add(number.group() + figure.unit)
    counted = (match.group() for match in _COUNTED.finditer(rest))
    missing |= {amount for amount in counted if not _has_counted(quoted, amount)}
    return missing | (_english_missing(rest, quoted) if said_english else set())


def numbers_of(folded: str) -> set[str]:
    """Return the numbers of a text in search form, in Western digits, 二〇三五 read as 2035, 1,234 as 1234."""
    years = {western_digits(m.group()) for m in _YEAR_SPELLED.finditer(folded)}
    return set(_NUMBER.findall(_THOUSANDS.sub("", folded))) | years


def _plain(folded: str) -> str:
    return _THOUSANDS.sub("", search_form(folded))


def _conversions(said: str) -> tuple[set[str], str]:
    """Return the conversions that do not hold, and the text with each put as what it was converted from."""
    wrong = set()

    def original(match: re.Match[str]) -> str:
        source = _SCALED.match(match["original"]) or re.match(r"(\d+(?:\.\d+)?)()", match["original"])
        if source is None:
            return match.group()
        told, scale = Decimal(match["number"]), _SCALES.get(match["scale"], Decimal(1))
        exact = Decimal(source[1]) * _SCALES.get(source[2], 1)
        step = Decimal(1).scaleb(int(told.as_tuple().exponent)) * scale
        differs = abs(told * scale - exact) * 2 > step
        if not match["scale"] and (differs or not source[2]):
            return (
                match.group()
            )  # a year or a count of its own before another amount: each must stand in the quote
        if differs:
            wrong.add(match.group())
        words = re.sub(rf"\d+(?:\.\d+)?\s*(?:{_ENGLISH_SCALE}|万亿|亿|万)?", " ", match["said"])
        return f"{words} {match['original']} "

    return wrong, _CONVERTED.sub(original, said)


def _has_unit(there: Sequence[Figure], quoted: str, figure: Figure) -> bool:
    """Return whether the quotes have the number of a figure with its unit, or alone and the unit beside it (a cell)."""
    unit, number = figure.unit.removeprefix("个"), figure.quantity.number
    same = [each for each in there if each.quantity.number == number or each.quantity.high == number]
    if any(each.unit.removeprefix("个") == unit for each in same):
        return True
    rest = quoted
    for each in reversed(there):
        kept = each.unit if each.unit and each not in same else ""
        rest = f"{rest[: each.start]} {kept} {rest[each.end :]}"
    alone = any(not each.unit for each in same) or not same
    return alone and unit in rest


def _has_counted(quoted: str, amount: str) -> bool:
    bare = amount.rstrip(_COUNTERS)
    digits = western_digits(bare)
    counted = re.search(rf"(?<![一二三四五六七八九十百千]){bare}[{_COUNTERS}]", quoted) is not None
    return amount in quoted or counted or (digits.isdigit() and digits in numbers_of(quoted))


def _english_missing(said: str, quoted: str) -> set[str]:
    counted = {word for word, each in _PER.items() if any(one in quoted for one in each)}
    missing = {
        match.group()
        for match in _BARE_SCALE.finditer(said)
        if not (said[: match.start()].endswith("per ") and match[1] in counted)
    }
    for pattern, unit in _ENGLISH_UNITS:
        match = pattern.search(said)
        if match and not any(each in quoted for each in _SAME_UNITS.get(unit, (unit,))):
            missing.add(match.group())
    numbered = _NO_COUNT.sub(" ", quoted)
    for word in re.findall(r"[a-z]+", said):
        digits, numerals = _ENGLISH_NUMBERS.get(word, ("", ""))
        if (
            digits
            and digits not in numbers_of(quoted)
            and not any(each in numbered for each in numerals.split())
        ):
            missing.add(word)
    return missing
