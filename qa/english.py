"""Chinese values said in English: 超过3500亿元 as over 350 billion yuan (3500亿元), so that both can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from embeddings.facts.quantities import find_quantities, read_quantity
from embeddings.facts.units import ENGLISH_SCALES, ENGLISH_UNITS, SCALES, split_scale
from embeddings.markers import read_marker
from embeddings.scripts import search_form
from embeddings.terms import Term, find_english_terms, find_terms, terms_standing
from qa.answers import Gloss

_SIGNS = ("%", "‰", ":1")
_TIMES = "times"
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ACRONYM = re.compile(r"\b(?:gdp|r&d|pm2\.5|pm10|co2)\b")
_BEFORE = {
    "不低于": "at least ",
    "不少于": "at least ",
    "不超过": "at most ",
    "超过": "over ",
    "突破": "over ",
}
_HEADINGS: Final = {
    "part": "Part",
    "chapter": "Chapter",
    "section": "Section",
    "article": "Article",
    "box": "Box",
}
"""What the numbers of headings are called; the rest are told by their sign."""
_FREQUENT: Final = 2
"""Signs up to which a general word (产业, 发展) says little that is worth a gloss."""
_SIGNS_A_WORD: Final = 2.2
_MOST_GLOSSED: Final = 12
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


def glossary(chapter: Sequence[str], quote: str) -> tuple[Gloss, ...]:
    """Return what is known in English of the words of a citation: numbers of headings, terms of plans, amounts.

    The longest term that stands there counts, and of a topic its own name alone, since other wordings are only near it;
    what no vocabulary has stays in Chinese. Nothing is translated.
    """
    headings = [each for heading in chapter for each in _numbered(heading)]
    folded = search_form(" ".join((*chapter, quote)))
    terms = [
        Gloss(zh, _name_of(zh, term))
        for zh, term in terms_standing(folded)
        if term.kind == "indicator" or (zh == search_form(term.zh) and len(zh) > _FREQUENT)
    ]
    amounts = list(_amounts(search_form(quote)))
    known = list(dict.fromkeys((*headings, *amounts, *terms)))
    return tuple(known[: _MOST_GLOSSED + len(headings) + len(amounts)])


def _name_of(zh: str, term: Term) -> str:
    """Return the first English phrase of a term that says as much as its Chinese wording: about a word for two signs."""
    least = len(zh) / _SIGNS_A_WORD - 1
    fitting = (phrase for phrase in term.en if len(phrase.split()) >= least)
    return next(fitting, max(term.en, key=len))


def _numbered(heading: str) -> Iterator[Gloss]:
    marker = read_marker(heading)
    if marker is not None and marker.kind in _HEADINGS and marker.ordinal:
        yield Gloss(heading[: marker.number_end].strip(), f"{_HEADINGS[marker.kind]} {marker.ordinal}")


def _amounts(folded: str) -> Iterator[Gloss]:
    """Yield the amounts whose unit or scale is Chinese, in English."""
    for figure in find_quantities(folded):
        printed = folded[figure.start : figure.end]
        said = value_in_english(printed).replace(f" ({printed})", "")
        if said != printed and said.isascii() and any(each.isalpha() for each in said):
            yield Gloss(printed, said)


def indicator_names(question: str, quoted: str) -> list[tuple[str, str]]:
    """Return the indicators that a question names and a quote (search form) states: their English names, the words in the quote."""
    stated = {term.zh for term in find_terms(quoted)}
    found: dict[str, str] = {}
    for term in find_english_terms(question):
        words = max((each for each in (term.zh, *term.wordings) if each in quoted), key=len, default="")
        if term.kind == "indicator" and (words or term.zh in stated):
            found.setdefault(_ACRONYM.sub(lambda match: match[0].upper(), term.en[0]), words)
    return list(found.items())


def indicator_name(question: str, quoted: str) -> str:
    """Return the English name of the first indicator that a question names and a quote (search form) states, or nothing."""
    return next((name for name, _ in indicator_names(question, quoted)), "")


def _short(size: Decimal) -> str:
    for word, unit in ENGLISH_SCALES.items():
        if size >= unit and word != "thousand":
            return f"{(size / unit).normalize():f} {word}"
    return f"{size.normalize():,f}"
