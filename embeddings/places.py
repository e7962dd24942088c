"""Chinese place names in a question, so that one about a city that no plan covers can be recognised.

The names are data (``places.toml``). The longest wording is taken first and no two overlap; a name that is
also an ordinary word (大同, 安康) counts only with its suffix or in a context that makes it a place.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from embeddings.facts.periods import PLAN
from embeddings.scripts import search_form

_DATA: Final = Path(__file__).with_name("places.toml")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff〇]")

# What may stand before an ambiguous bare name (besides no Chinese character at all), and after it.
_BEFORE: Final = frozenset("和与及跟同比较或问对于而那在省市州区县讲说查看")
_DATE: Final = re.compile(rf"\s*(?:\d|二〇|[“”\"']?(?:{PLAN}|第十))")
_CONTEXT: Final = re.compile(
    r"\s*(?:$|[^\u3400-\u9fff〇]|的|和|与|及|跟|呢|有|是|在|到|要|计划|打算|如何|怎|规划|什么|哪)"
)
_TRAILING: Final = {"市": "场", "区": "域间", "县": "", "省": "", "州": "", "盟": "", "地区": ""}

Level = Literal["municipality", "province", "prefecture", "county"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as people write it (``name``), as it is called (``full``), and in English.

    ``parent`` is the province of a prefecture or the city of a county; ``ambiguous`` marks a name that is
    also an ordinary word, ``suffix_only`` one so common that only its suffix or a date makes it a place;
    ``not_in`` lists longer words that hold the name and mean something else.
    """

    name: str
    full: str
    english: str
    spellings: tuple[str, ...]
    level: Level
    parent: str = ""
    ambiguous: bool = False
    suffix_only: bool = False
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    """One wording in search form; ``bare`` when it carries no suffix."""

    text: str
    place: Place
    bare: bool


@lru_cache(maxsize=1)
def load_places() -> tuple[Place, ...]:
    """Return the places of ``places.toml`` in file order."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["place"]
    return tuple(
        Place(
            name=row["name"],
            full=row["full"],
            english=row["english"][0],
            spellings=tuple(row["english"]),
            level=row["level"],
            parent=row.get("parent", ""),
            ambiguous=row.get("ambiguous", False),
            suffix_only=row.get("suffix_only", False),
            not_in=tuple(row.get("not_in", ())),
        )
        for row in rows
    )


def find_places(question: str) -> tuple[Place, ...]:
    """Return the places named in a question in any script, each once, in the order of the question.

    Names are found with or without their suffix (岳阳, 岳阳市) and in English on word boundaries in any case
    (Yueyang, Xi'an, Xian). Where two places share an English spelling, the one first in the file is meant.
    """
    folded = search_form(question)
    found = sorted([*_chinese_hits(folded), *_english_hits(folded)], key=lambda hit: hit[0])
    return tuple(dict.fromkeys(place for _, place in found))


def suffixed(place: Place) -> tuple[str, ...]:
    """Return the wordings of a place that carry a suffix: 恩施土家族苗族自治州 and 恩施州."""
    suffixes = [suffix for suffix in _TRAILING if place.full.endswith(suffix)]
    short = [place.name + suffix for suffix in suffixes if not place.name.endswith(suffix)]
    return tuple(dict.fromkeys([place.full, *short]))


@lru_cache(maxsize=1)
def _chinese_index() -> dict[str, tuple[_Form, ...]]:
    """Every Chinese wording by its first character, longest first."""
    forms: dict[str, _Form] = {}
    for place in load_places():
        for wording in suffixed(place):
            forms.setdefault(wording, _Form(search_form(wording), place, bare=False))
    for place in load_places():
        forms.setdefault(place.name, _Form(search_form(place.name), place, bare=True))
    index: defaultdict[str, list[_Form]] = defaultdict(list)
    for form in sorted(forms.values(), key=lambda form: -len(form.text)):
        index[form.text[0]].append(form)
    return {first: tuple(group) for first, group in index.items()}


@lru_cache(maxsize=1)
def _english_index() -> tuple[re.Pattern[str], dict[str, Place]]:
    places: dict[str, Place] = {}
    for place in load_places():
        for spelling in place.spellings:
            places.setdefault(spelling.lower(), place)
    longest_first = sorted(places, key=len, reverse=True)
    words = "|".join(re.escape(spelling).replace("\\ ", r"[\s-]+") for spelling in longest_first)
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"), places


def _chinese_hits(folded: str) -> list[tuple[int, Place]]:
    """Longest wording first; of two that are equally long, the one further left."""
    index = _chinese_index()
    candidates = [
        (start, form)
        for start, first in enumerate(folded)
        for form in index.get(first, ())
        if folded.startswith(form.text, start) and _fits(folded, start, form)
    ]
    candidates.sort(key=lambda candidate: (-len(candidate[1].text), candidate[0]))
    taken = bytearray(len(folded))
    hits = []
    for start, form in candidates:
        end = start + len(form.text)
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * len(form.text)
        hits.append((start, form.place))
    return hits


def _fits(folded: str, start: int, form: _Form) -> bool:
    end = start + len(form.text)
    after = folded[end : end + 1]
    if not form.bare:
        return not after or after not in _TRAILING.get(form.text[-1], "")
    if any(_covers(folded, start, form.text, search_form(word)) for word in form.place.not_in):
        return False
    if not form.place.ambiguous:
        return True
    before = folded[start - 1 : start]
    if _CHINESE.match(before) and before not in _BEFORE:
        return False
    if _DATE.match(folded, end):
        return True
    return not form.place.suffix_only and bool(_CONTEXT.match(folded, end))


def _covers(folded: str, start: int, name: str, word: str) -> bool:
    """Say whether the name found at ``start`` is in fact a piece of ``word``."""
    begin = start - word.index(name)
    return begin >= 0 and folded.startswith(word, begin)


def _english_hits(folded: str) -> list[tuple[int, Place]]:
    pattern, places = _english_index()
    plain = folded.replace("’", "'").replace("‘", "'")
    return [
        (match.start(), places[re.sub(r"[\s-]+", " ", match.group())]) for match in pattern.finditer(plain)
    ]
