"""How the encoders see a document: at the time that they were tuned for, its own place without its name.

Which place a document is of is known, so that its name tells an encoder nothing; what a weight learnt of one city's
name helps no other. Hidden is the name wherever it stands, in either script and in Latin letters: 怀化市 is 本市,
怀化学院 is 本地学院, Huaihua is "this place". The members of a region are told apart by letters: 长沙市 and 株洲 in 长株潭's
plan are 甲市 and 乙地, "place A" and "place B". Names of other places stay. A year in numerals (二〇三五年), as plans print
it, is seen in figures, as people ask for it: a small model does not take one for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from embeddings.catalog import PlanEntry
from embeddings.facts.periods import Period
from embeddings.query.nation import is_nations_name
from embeddings.rewriting import Replacement, Rewritten, rewrite
from embeddings.scripts import has_cjk, search_form, to_traditional
from embeddings.time_shift import find_times, years_to_trained

_SUFFIX: Final = re.compile(r"(?<=..)(?:特别行政区|自治[区州县旗]|地区|[省市县區区州盟旗])$")
_SHORTEST: Final = 2
"""Signs of a name at least: a short form of one sign (湘) is a part of many words."""
_ENGLISH_KINDS: Final = (
    "city|province|prefecture|county|district|region|municipality|autonomous (?:region|prefecture|county)"
)
_ENGLISH_SUFFIX: Final = re.compile(rf"\s+(?:{_ENGLISH_KINDS})$", re.IGNORECASE)
_OWN: Final = ("本", "this place")
_MEMBERS: Final = tuple(zip("甲乙丙丁戊己庚辛壬癸", (f"place {each}" for each in "ABCDEFGHIJ"), strict=True))
"""What a member of a region is seen as, by its place among the members: the first sign of its name, and in English."""


@dataclass(frozen=True, slots=True)
class EncoderView:
    """Years by which the times of a document are moved, and the ``names`` of its place, which are hidden.

    ``members`` are the names of the parts of a region, each part's together.
    """

    shift: int = 0
    names: tuple[str, ...] = ()
    members: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, entry: PlanEntry, period: Period | None) -> EncoderView:
        """Return how a document of a catalogue with a period of its own is seen.

        The names of the nation are ordinary words and stay.
        """
        nations = is_nations_name(search_form(entry.city))
        if nations:
            return cls(years_to_trained(period))
        names = own_names((entry.city, entry.city_en, *entry.aliases))
        return cls(years_to_trained(period), names, _parts(entry.members))

    def rewrite(self, text: str) -> Rewritten:
        """Return a text of the document, or a question to it, as the encoders see it."""
        times = find_times(text, self.shift, in_figures=True)
        return rewrite(text, (*_find_names(text, (self.names, *self.members)), *times))

    def text(self, text: str) -> str:
        """Return the words of :meth:`rewrite`."""
        return self.rewrite(text).text


AS_IT_IS: Final = EncoderView()
"""How a text is seen that is of no place and of the time of the weights."""


def own_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a place that are hidden, each with what it is without its suffix."""
    given = list(filter(None, names))
    found = {each for each in (*given, *map(_stem, given)) if len(each) >= _SHORTEST}
    return tuple(sorted(found, key=_longest_first))


def _stem(name: str) -> str:
    """Return a name without what says which kind of place it is: 长沙市, Chang-Zhu-Tan region."""
    return _SUFFIX.sub("", name) if has_cjk(name) else _ENGLISH_SUFFIX.sub("", name)


def _parts(members: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the names of each member; a catalogue lists them in Chinese and in Latin letters in the same order."""
    names: dict[str, list[str]] = {}
    for each in members:
        names.setdefault(_stem(each), []).append(each)
    chinese = [each for stem, each in names.items() if has_cjk(stem)]
    latin = [each for stem, each in names.items() if not has_cjk(stem)]
    if len(chinese) == len(latin):
        chinese = [[*one, *other] for one, other in zip(chinese, latin, strict=True)]
    return tuple(map(own_names, chinese[: len(_MEMBERS)]))


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name


def _find_names(text: str, places: tuple[tuple[str, ...], ...]) -> Iterator[Replacement]:
    """Yield what stands for the names of a place, and of the members that follow it, wherever they stand in a text."""
    if not any(places):
        return
    chinese, latin = _patterns(places)
    seen = (_OWN, *_MEMBERS)
    for match in chinese.finditer(text) if chinese else ():
        suffix = _SUFFIX.search(re.sub(r"\s", "", match.group()))
        sign = seen[_place(match)][0]
        yield Replacement(match.start(), match.end(), f"{sign}{suffix.group() if suffix else '地'}")
    for match in latin.finditer(text) if latin else ():
        yield Replacement(match.start(), match.end(), seen[_place(match)][1])


def _place(match: re.Match[str]) -> int:
    """Return the number of the place that a match of :func:`_patterns` names."""
    return int((match.lastgroup or "p0").removeprefix("p").partition("_")[0])


@lru_cache(maxsize=256)
def _patterns(
    places: tuple[tuple[str, ...], ...],
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what finds the Chinese names in both scripts, also across a space or a line's end, and the Latin ones.

    Each name is a group that begins with the number of its place; the longest names are tried first.
    """
    named = [(name, number) for number, names in enumerate(places) for name in names]
    named.sort(key=lambda each: _longest_first(each[0]))
    chinese = [
        f"(?P<p{number}_{at}>{_either_script(name)})"
        for at, (name, number) in enumerate(named)
        if has_cjk(name)
    ]
    latin = [
        rf"(?P<p{number}_{at}>{re.escape(name)})".replace(r"\ ", r"\s+")
        for at, (name, number) in enumerate(named)
        if not has_cjk(name)
    ]
    return (
        re.compile("|".join(chinese)) if chinese else None,
        re.compile(
            rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?:\s+(?:{_ENGLISH_KINDS}))?(?![A-Za-z])", re.IGNORECASE
        )
        if latin
        else None,
    )


def _either_script(name: str) -> str:
    pairs = zip(name, to_traditional(name), strict=True)
    return r"\s*".join(f"[{''.join(dict.fromkeys(re.escape(each) for each in pair))}]" for pair in pairs)
