"""One searchable form for every script, width and numeral style; always of the same length as its source.

Equal length is what lets an offset found in the searchable form be used in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Protocol

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇○]")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_POWERS = frozenset("⁰¹⁴⁵⁶⁷⁸⁹")
"""Raised figures but those of units: m² is asked for as m2."""
_CIRCLED = frozenset(map(chr, [*range(0x2460, 0x249C), *range(0x24EA, 0x2500), *range(0x2776, 0x2794)]))
_NO_PARTICLE = re.compile(r"(?<=[显卓昭土名原编专论译遗])着(?![眼手力])|着(?=[名作称述])")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(config: str) -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC(config)
    return converter


def to_simplified(text: str) -> str:
    """Return ``text`` in simplified characters, character for character.

    Taiwan's table (``tw2s``) is used because the plain one leaves 著力 and 隨著 as they are.
    """
    converted = _converter("tw2s").convert(text)
    if len(converted) == len(text):
        # 显著, already simplified, is no word that the table knows: its 著 is taken for a particle.
        return _NO_PARTICLE.sub("著", converted) if "著" in text else converted
    return "".join(_one(character, "tw2s") for character in text)


def to_traditional(text: str) -> str:
    """Return ``text`` in traditional characters; the length may differ."""
    return _converter("s2tw").convert(text)


@cache
def _one(character: str, config: str) -> str:
    converted = _converter(config).convert(character)
    return converted if len(converted) == 1 else character


@cache
def _fold(character: str) -> str:
    if character in "〇○":
        return "〇"
    if character in _CIRCLED or character in _POWERS:
        return character  # ① opens a note or an item, 1 would open a heading; 10⁴ is no 104
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character.lower() if len(character.lower()) == 1 else character


def search_form(text: str) -> str:
    """Return the form that is matched and indexed: simplified, half width, lower case, 著 as 着.

    The result has exactly ``len(text)`` characters.
    """
    folded = "".join(map(_fold, text))
    return to_simplified(folded).replace("著", "着")


def western_digits(text: str) -> str:
    """Return a text with each Chinese digit as a Western one: 二〇三五 as 2035 (place by place, 十 stays)."""
    return text.translate(_DIGITS)


def has_cjk(text: str) -> bool:
    """Say whether any character of ``text`` is Chinese."""
    return bool(_CJK.search(text))


def is_english(text: str) -> bool:
    """Say whether ``text`` is put in English: Latin words and hardly any Chinese."""
    latin = sum(len(word) for word in _LATIN_WORD.findall(text))
    chinese = len(_CJK.findall(text))
    return latin > 0 and latin > 4 * chinese


def is_traditional(text: str) -> bool:
    """Say whether ``text`` is written in traditional characters.

    True when simplifying changes something and the other direction changes less.
    """
    simplified = to_simplified(text)
    to_simple = sum(a != b for a, b in zip(text, simplified, strict=True))
    if not to_simple:
        return False
    traditional = to_traditional(text)
    if len(traditional) != len(text):
        return True
    to_trad = sum(a != b for a, b in zip(text, traditional, strict=True))
    return to_simple > to_trad
