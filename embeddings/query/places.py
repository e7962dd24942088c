"""Place names in a text, in any script, Chinese or English; what they mean for a corpus is told in ``coverage``.

The longest wording is taken first and no two overlap. A name that is also an ordinary word (大同, 平安), or that two
words make where they meet (沿海城市), counts only where its neighbours make it a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from embeddings.query.gazetteer import Place, Wording, gazetteer
from embeddings.scripts import search_form
from embeddings.terms import begins_with_term

_CHINESE: Final = re.compile(r"[\u3400-\u9fff〇]")
# What may stand before a name that needs a place's surroundings: the end of a lead-in, or a particle.
LEAD: Final = re.compile(
    r"(?:[和与及跟同比或问对于而那在讲说看查给为是的年末五省市州区县]|比较|对比|相比|关于|告诉我|介绍|知道|以及|还有|期间|时期|年底|一下)$"
)
_UNIT: Final = re.compile(r"[省市州区县]$")
"""Behind these a bare name counts only where it lies in what they end."""
_DATE: Final = re.compile(
    r"\s*(?:\d|二〇|[“”\"']?(?:[一二三四五六七八九十]{1,2}五(?![年个])|第[一二三四五六七八九十]{1,3}个?五年))"
)
_CONTEXT: Final = re.compile(
    r"\s*(?:$|[^\u3400-\u9fff〇]|的|和|与|及|跟|呢|有|是|在|到|要|计划|打算|如何|怎|规划|什么|哪)"
)
_TRAILING: Final = {"市": "场", "区": "域间"}
"""What makes another word of a suffix: 市场, 区域."""
_TRAILING_SHORT: Final = {**_TRAILING, "县": "域级城乡区市内外际道"}
_NEXT: Final = 2
"""Signs behind a word that tell whether a plan has it as a word: 新兴产业, 平安建设."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name found at ``start`` to ``end``: the places that it may mean, the highest first.

    ``own`` are the caller's keys of it, for names that the caller brought.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    bare: bool
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name that the caller brings, with what it means to the caller.

    Of one that is an ordinary word too (国家), ``stands`` says of a span of a text whether it is a place there.
    """

    pattern: re.Pattern[str]
    key: str
    stands: Callable[[str, int, int], bool] | None = None


def find_places(question: str) -> tuple[Place, ...]:
    """Return the places named in a text in any script, each once, in its order; of several of one name the highest.

    Names are found with or without their suffix (岳阳, 岳阳市) and in English on word boundaries in any case
    (Yueyang, Xi'an, Xian). A place named within another is the one that lies there: 南通市通州区.
    """
    folded = search_form(question)
    names = find_names(folded, original=question)
    found = []
    for before, name in zip([None, *names], names, strict=False):
        inside = [
            place
            for place in name.places
            if before is not None
            and before.end == name.start
            and any(place.lies_in(outer) for outer in before.places)
        ]
        found.append((inside or name.places)[0])
    return tuple(dict.fromkeys(found))


def find_names(
    folded: str,
    *,
    original: str = "",
    own: Iterable[OwnName] = (),
    known: Callable[[str], bool] = lambda _: False,
    near: Callable[[Place], bool] = lambda _: False,
) -> list[Name]:
    """Return the names in a text in search form, in its order, none overlapping.

    ``original`` is the text as typed, of the same length; ``own`` are further names, which need no surroundings;
    ``known`` says whether a wording in search form stands in the caller's texts, ``near`` whether a county lies in a
    place of the caller's, so that its bare name is likely wherever it stands.
    """
    candidates = [
        Name(match.start(), match.end(), (), bare=False, own=(each.key,))
        for each in own
        for match in each.pattern.finditer(folded)
        if each.stands is None or each.stands(folded, match.start(), match.end())
    ]
    ends = {name.end for name in candidates}
    loose: list[tuple[int, Wording]] = []
    for start in range(len(folded)):
        for wording in gazetteer().at(folded, start):
            if _needs_edge(wording, near):
                loose.append((start, wording))
            else:
                candidates += _fitting(folded, start, wording, known)
    candidates += _english(folded, original or folded)
    ends |= {name.end for name in candidates}
    for start, wording in loose:
        behind = [name for name in candidates if name.end == start]
        if any(_lies_in(place, name) for name in behind for place in wording.places):
            edge = True
        elif wording.places[0].generic:
            edge = False
        elif wording.bare:
            edge = not behind and at_edge(folded, start) and not _UNIT.search(folded[:start])
        else:
            edge = start in ends or at_edge(folded, start)
        if edge:
            found = _fitting(folded, start, wording, known)
            candidates += found
            ends.update(name.end for name in found)
    return _without_overlaps(candidates)


def _lies_in(place: Place, name: Name) -> bool:
    return any(place.lies_in(outer) for outer in name.places)


def at_edge(folded: str, start: int) -> bool:
    """Say whether a name may begin here: nothing Chinese stands before it, or the end of a lead-in."""
    before = folded[:start].rstrip()
    return not before or not _CHINESE.match(before[-1]) or bool(LEAD.search(before))


def _needs_edge(wording: Wording, near: Callable[[Place], bool]) -> bool:
    """Say whether a wording counts only where a name may begin."""
    place = wording.places[0]
    if place.level != "county" or "c" in place.flags:
        return False
    if place.generic:
        return True
    if wording.bare:
        return place.ambiguous or place.former or not any(map(near, wording.places))
    return len(wording.text) == len("某县") or "t" in place.flags


def _fitting(folded: str, start: int, wording: Wording, known: Callable[[str], bool]) -> list[Name]:
    end = start + len(wording.text)
    fits = _fits(folded, start, end, wording, known)
    return [Name(start, end, wording.places, wording.bare)] if fits else []


def _fits(folded: str, start: int, end: int, wording: Wording, known: Callable[[str], bool]) -> bool:
    """Say whether the neighbours of a wording let it be a place; the highest that it may mean decides."""
    place = wording.places[0]
    after = folded[end : end + 1]
    if not wording.bare and place.is_division:
        trailing = _TRAILING_SHORT if len(wording.text) == len("某县") else _TRAILING
        return not after or after not in trailing.get(folded[end - 1], "")
    not_in = (word for each in wording.places for word in each.not_in)
    if any(_covers(folded, start, wording.text, word) for word in not_in):
        return False
    if not place.ambiguous and not (wording.bare and place.former):
        return True
    before = folded[:start].rstrip()
    if before and _CHINESE.match(before[-1]) and not LEAD.search(before):
        return False
    return _put_as_place(folded, start, end, place, known)


def _put_as_place(folded: str, start: int, end: int, place: Place, known: Callable[[str], bool]) -> bool:
    """Say whether what follows a word makes it a place: a date, a figure's name, or a particle if it is no common word."""
    if _DATE.match(folded, end):
        return True
    rest = folded[end:].lstrip()
    if begins_with_term(rest.removeprefix("的"), ["indicator"]) and not known(folded[start : end + _NEXT]):
        return True
    common = place.suffix_only or (place.level == "county" and "c" not in place.flags)
    return not common and bool(_CONTEXT.match(folded, end))


def _covers(folded: str, start: int, name: str, word: str) -> bool:
    """Say whether the name found at ``start`` is in fact a piece of ``word``."""
    begin = start - word.index(name)
    return begin >= 0 and folded.startswith(word, begin)


_LATIN: Final = re.compile(r"[a-z][a-z']*(?:(?:\s|-|, )[a-z][a-z']*)*")
_WORD: Final = re.compile(r"[a-z][a-z']*")
_LONGEST: Final = 8
"""Words of the longest English name."""


def _english(folded: str, original: str) -> list[Name]:
    plain = folded.replace("’", "'").replace("‘", "'")
    found = []
    for run in _LATIN.finditer(plain):
        words = list(_WORD.finditer(plain, run.start(), run.end()))
        for first, word in enumerate(words):
            for last in range(min(first + _LONGEST, len(words)), first, -1):
                name = _spelled(plain, original, word.start(), words[last - 1].end())
                if name is not None:
                    found.append(name)
                    break
    return found


def _spelled(plain: str, original: str, start: int, end: int) -> Name | None:
    """Return the name that stands here as an English spelling; that of a county or a country has a capital."""
    said = plain[start:end].removesuffix("'s").removesuffix("'")
    end = start + len(said)
    if plain[start - 1 : start].isdigit():
        return None
    spelling = re.sub(r"\s+", " ", said)
    places = gazetteer().in_english(spelling) or gazetteer().in_english(spelling.replace("-", " "))
    bare = " " not in spelling
    if bare:
        # Ordinary words are spelled like counties and countries (long, turkey), names of one syllable like any word.
        places = tuple(
            each
            for each in places
            if each.rank in (1, 2)
            or (original[start].isupper() and (each.level != "county" or _is_word(each)))
        )
    return Name(start, end, places, bare) if places else None


def _is_word(place: Place) -> bool:
    """Say whether a county's name is long enough to stand without County behind it."""
    return len(place.name.removesuffix(place.full[-1])) > 1


def _without_overlaps(candidates: list[Name]) -> list[Name]:
    """Return the longest names, of equally long ones the first; those of one span are one."""
    spans: dict[tuple[int, int], Name] = {}
    for each in candidates:
        other = spans.get((each.start, each.end))
        if other is not None:
            each = Name(
                each.start,
                each.end,
                tuple(dict.fromkeys([*other.places, *each.places])),
                other.bare if other.places else each.bare,
                tuple(dict.fromkeys([*other.own, *each.own])),
            )
        spans[each.start, each.end] = each
    taken: list[Name] = []
    for each in sorted(spans.values(), key=lambda name: (name.start - name.end, name.start)):
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda name: name.start)
