"""How the encoders see a document: at the time that they were tuned for, its own place without its name.

Which place a document is of is known, so that its name tells an encoder nothing; what a weight learnt of one city's
name helps no other. Hidden is the name wherever it stands, in either script and in Latin letters: 怀化市 is 本市,
怀化学院 is 本地学院, Huaihua is "this place". Names of other places stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_THIS_PLACE: Final = "this place"


@dataclass(frozen=True, slots=True)
class EncoderView:
    """Years by which the times of a document are moved, and the ``names`` of its place, which are hidden."""

    shift: int = 0
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: PlanEntry, period: Period | None) -> EncoderView:
        """Return how a document of a catalogue with a period of its own is seen.

        The names of the nation are ordinary words and stay.
        """
        nations = is_nations_name(search_form(entry.city))
        names = () if nations else own_names((entry.city, entry.city_en, *entry.aliases))
        return cls(years_to_trained(period), names)

    def rewrite(self, text: str) -> Rewritten:
        """Return a text of the document, or a question to it, as the encoders see it."""
        return rewrite(text, (*_find_names(text, self.names), *find_times(text, self.shift)))

    def text(self, text: str) -> str:
        """Return the words of :meth:`rewrite`."""
        return self.rewrite(text).text


AS_IT_IS: Final = EncoderView()
"""How a text is seen that is of no place and of the time of the weights."""


def own_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a place that are hidden, each with what it is without its suffix."""
    given = list(filter(None, names))
    stems = (_SUFFIX.sub("", name) if has_cjk(name) else name for name in given)
    return tuple(sorted({each for each in (*given, *stems) if len(each) >= _SHORTEST}, key=_longest_first))


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name


def _find_names(text: str, names: tuple[str, ...]) -> Iterator[Replacement]:
    if not names:
        return
    chinese, latin = _patterns(names)
    for match in chinese.finditer(text) if chinese else ():
        suffix = _SUFFIX.search(re.sub(r"\s", "", match.group()))
        yield Replacement(match.start(), match.end(), f"本{suffix.group()}" if suffix else "本地")
    for match in latin.finditer(text) if latin else ():
        yield Replacement(match.start(), match.end(), _THIS_PLACE)


@lru_cache(maxsize=256)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what finds the Chinese names in both scripts, also across a space or a line's end, and the Latin ones."""
    chinese = [_either_script(name) for name in names if has_cjk(name)]
    latin = [re.escape(name).replace(r"\ ", r"\s+") for name in names if not has_cjk(name)]
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
