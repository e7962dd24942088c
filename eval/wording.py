"""Texts as they are compared: one script and width, numbers in one style; and how much two texts share.

These are deliberately not the functions that ``qa`` verifies its own answers with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from embeddings.scripts import search_form

_MARKER = re.compile(r"\s*\[\d+\]")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_CELLS = re.compile(r"(?<=\d)\s+(?=\d)")
_NOT_WORD = re.compile(r"[\s\W_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TRAILING_ZEROS = re.compile(r"(?<![\d.])(\d+)\.(\d*?)0+(?![\d.])")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千]+")
_PERCENT = re.compile(
    r"百分之([〇零一二两三四五六七八九十百]+(?:点[〇零一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
_YEAR_NUMERAL = re.compile(r"[一二][〇零九][〇零一二三四五六七八九]{2}")
_DIGITS = {c: d for d, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]|[a-z]+|\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?![\d%]|\.\d|[万亿个家元人吨])")
_UNIT = (
    "个百分点|%|‰|微克/立方米|平方公里|平方千米|平方米|亿立方米|立方米|万亿元|亿元|万元|元|亿人次|万人次|人次|亿人|万人|人|名|"
    "万户|户|亿吨|万吨|吨|亿斤|公斤|公里|千米|万千瓦|千瓦|兆瓦|万亩|亩|万公顷|公顷|万标箱|标箱|个|家|岁|张|件|条|座|所|倍|"
    "项|处|位|辆|班|级|天|小时|分钟|mw|km|ha|yuan|beds|years"
)
"""Units of measure, a longer one before what it begins with."""
_ENGLISH_SCALES = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_CHINESE_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_CONVERSION = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?: (million|billion|trillion))?(?: [a-z]+){0,2} \((\d+(?:\.\d+)?)(万亿|亿|万)"
)
_QUANTITY = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({_UNIT})")


def without_markers(text: str) -> str:
    """Return an answer without its citation markers."""
    return _MARKER.sub("", text)


def without_conversions(text: str) -> str:
    """Return an English answer without the amounts that are converted rightly: 350 billion yuan (3500亿元).

    The original in brackets stays and is judged; a wrong conversion stays too.
    """

    def original(match: re.Match[str]) -> str:
        stated = Decimal(match[1].replace(",", "")) * _ENGLISH_SCALES[match[2] or ""]
        right = stated == Decimal(match[3]) * _CHINESE_SCALES[match[4]]
        return f"({match[3]}{match[4]}" if right else match.group()

    return _CONVERSION.sub(original, text)


def normalise(text: str) -> str:
    """Return the text in simplified characters and half width, without spaces, its figures in one style.

    1,000 is 1000, 48.00 is 48, 百分之六 and 6 percent are 6%, 二〇二五 is 2025; other numerals stay. Two figures set apart
    by space, as the cells of a table are, stay apart.
    """
    folded = _SPACE.sub("", _CELLS.sub(" ", _THOUSANDS.sub("", search_form(text))))
    folded = folded.replace("percent", "%")
    folded = _PERCENT.sub(lambda match: f"{_decimal(match.group(1))}%", folded)
    folded = _YEAR_NUMERAL.sub(lambda match: _digit_wise(match.group()), folded)
    return _TRAILING_ZEROS.sub(lambda m: m[1] + (f".{m[2]}" if m[2] else ""), folded)


def comparable(text: str) -> str:
    """Return the form in which required wordings are looked for: also 三大 as 3大 and 十二条 as 12条."""
    return _NUMERAL.sub(lambda match: _numeral(match.group()), normalise(text))


def contains(text: str, wording: str) -> bool:
    """Say whether a wording occurs in a text, both made comparable; 50 does not occur in 150 or 50.5."""
    wanted = comparable(wording)
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, comparable(text)) is not None


def groups_met(text: str, groups: Sequence[Sequence[str]]) -> list[bool]:
    """Say for each group of alternatives whether one of them occurs."""
    return [any(contains(text, each) for each in group) for group in groups]


def letters(text: str) -> str:
    """Return the searchable letters and digits alone: how quotes and headings are compared."""
    return _NOT_WORD.sub("", search_form(text))


def numbers(text: str) -> set[str]:
    """Return the figures of a text, years included."""
    return set(_NUMBER.findall(normalise(without_markers(text))))


def years(text: str) -> set[str]:
    """Return the years of a text."""
    return set(_YEAR.findall(normalise(without_markers(text))))


def quantities(text: str) -> set[tuple[str, str]]:
    """Return the figures with a unit, as (figure, unit)."""
    return set(_QUANTITY.findall(normalise(without_markers(text))))


def tokens(text: str) -> list[str]:
    """Return each Chinese character, Latin word and figure; nothing else counts."""
    return _TOKEN.findall(search_form(without_markers(text)))


def char_f1(given: str, expected: str) -> float:
    """Return the F1 of the two bags of :func:`tokens`."""
    a, b = Counter(tokens(given)), Counter(tokens(expected))
    shared = sum((a & b).values())
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def rouge_l(given: str, expected: str) -> float:
    """Return the ROUGE-L F1 (Lin 2004, beta 1) over :func:`tokens`."""
    a, b = tokens(given), tokens(expected)
    shared = _common_subsequence(a, b)
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def rouge_l_recall(given: str, expected: str) -> float:
    """Return the share of the expected tokens that occur in the same order in the given text."""
    b = tokens(expected)
    return _common_subsequence(tokens(given), b) / len(b) if b else 0.0


def longest_run_share(part: str, whole: str) -> float:
    """Return the share of ``part`` that stands in ``whole`` as one run, both by their :func:`letters`."""
    wanted, text = letters(part), letters(whole)
    if not wanted:
        return 0.0
    if wanted in text:
        return 1.0
    match = SequenceMatcher(None, wanted, text, autojunk=False).find_longest_match()
    return match.size / len(wanted)


def _common_subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for token in a:
        diagonal = 0
        for place, other in enumerate(b, start=1):
            diagonal, row[place] = (
                row[place],
                diagonal + 1 if token == other else max(row[place], row[place - 1]),
            )
    return row[-1]


def _decimal(numeral: str) -> str:
    if numeral[0].isdigit():
        return numeral
    whole, _, fraction = numeral.partition("点")
    return _numeral(whole) + (f".{_digit_wise(fraction)}" if fraction else "")


def _digit_wise(numeral: str) -> str:
    return "".join(str(_DIGITS[character]) for character in numeral)


def _numeral(numeral: str) -> str:
    """Return a numeral of 1 to 9999 in digits; what is none (十四五) as it is."""
    if all(character in _DIGITS for character in numeral):
        return _digit_wise(numeral)
    total, digit, last = 0, None, 10_000
    for character in numeral:
        if character in _DIGITS:
            if digit:
                return numeral
            digit = _DIGITS[character]
            continue
        unit = _UNITS[character]
        if unit >= last:
            return numeral
        total += (1 if digit is None else digit) * unit
        digit, last = None, unit
    if digit is not None and last > 10 and not numeral[-2:].startswith(("零", "〇")):
        return numeral
    return str(total + (digit or 0))
