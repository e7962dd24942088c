"""Every covered city under another name, in simplified and traditional characters and in Latin letters.

A city is renamed wherever its name stands: in its own plan and in others, alone and within longer names (衡阳县), also with
spaces or a line's end between its signs. A region named by signs of its members (长株潭) gets those of their
new names. Short forms of one sign (湘, 郴) stay.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final, Literal

from embeddings.catalog import PlanEntry
from embeddings.rewriting import Replacement, Rewritten, rewrite
from embeddings.scripts import has_cjk, is_traditional, search_form, to_traditional
from eval.errors import MoveError

NameKind = Literal["invented", "real"]

_DATA: Final = Path(__file__).with_name("names.toml")
_LENGTHS: Final = {"two": 2, "three": 3}
_SUFFIX: Final = re.compile(r"(?<=..)(?:特别行政区|自治[州县旗]|地区|[市县區区州盟旗])$")
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z-]*")
_GENERIC: Final = frozenset(
    {"city", "county", "district", "prefecture", "region", "area", "the", "of", "province"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its suffix, as it is read; ``spellings`` are Latin ones that are no pinyin."""

    signs: str
    syllables: tuple[str, ...]
    spellings: tuple[str, ...] = ()


class Rename:
    """Renames places in every script."""

    def __init__(self, kind: NameKind, pairs: Sequence[tuple[Name, Name]]) -> None:
        """Take old names with their new ones of as many signs and spellings."""
        self._kind = kind
        self.pairs = tuple(pairs)
        self._forward = _Renamer(pairs)
        self._back = _Renamer([(new, old) for old, new in pairs])

    @classmethod
    def of(cls, entries: Sequence[PlanEntry], kind: NameKind, texts: Sequence[str]) -> Rename:
        """Choose new names for the cities of a catalogue that none of the texts has.

        Raises:
            MoveError: there are not enough names, or a city has a name of one sign or more than three.

        """
        members = {_stem(name): name for entry in entries for name in entry.members if has_cjk(name)}
        cities = {_stem(entry.city): entry for entry in entries}
        whole = {stem: parts for stem in cities if (parts := _made_of(stem, list(members)))}
        plain = [stem for stem in dict.fromkeys([*cities, *members]) if stem not in whole]
        chosen = _choose(plain, kind, "".join(map(search_form, texts)))
        names = {stem: (_old_name(stem, entries), _new_name(chosen[stem])) for stem in plain}
        for stem, parts in whole.items():
            names[stem] = (
                _old_name(stem, entries),
                _joined([(names[each][1], place) for each, place in parts]),
            )
        return cls(kind, [(old, _spelled_like(old, new)) for old, new in names.values()])

    @property
    def name(self) -> str:
        """Such as ``rename invented``."""
        return f"rename {self._kind}"

    def forward(self, text: str) -> Rewritten:
        """Return the text with every city renamed."""
        return self._forward.rewrite(text)

    def back(self, text: str) -> str:
        """Return a text with the cities' own names."""
        return self._back.rewrite(text).text

    def rename_id(self, id: str) -> str:
        """Return the id with the city's new name in Latin letters, where it has the old one."""
        return self._forward.rewrite(id).text.lower()


class _Renamer:
    """Finds names in every script and says what stands there instead."""

    def __init__(self, pairs: Sequence[tuple[Name, Name]]) -> None:
        longest_first = sorted(pairs, key=lambda pair: -len(pair[0].signs))
        self._signs = [(_signs_pattern(old.signs), old.signs, new.signs) for old, new in longest_first]
        self._latin = [(_latin_pattern(old.syllables), new.syllables) for old, new in longest_first]
        self._spellings = [
            (re.compile(rf"(?<![A-Za-z]){re.escape(before)}(?![A-Za-z])"), after)
            for old, new in longest_first
            for before, after in zip(old.spellings, new.spellings, strict=True)
        ]

    def rewrite(self, text: str) -> Rewritten:
        return rewrite(text, self._found(text))

    def _found(self, text: str) -> Iterator[Replacement]:
        traditional = is_traditional(text)
        for signs, old, new in self._signs:
            for match in signs.finditer(text):
                either = to_traditional(old) == old and traditional
                other = either or "".join(match.groups()) != old
                yield from _sign_by_sign(match, to_traditional(new) if other else new)
        for latin, syllables in self._latin:
            for match in latin.finditer(text):
                yield Replacement(match.start(), match.end(), _styled(match, syllables))
        for spelled, spelling in self._spellings:
            for match in spelled.finditer(text):
                yield Replacement(match.start(), match.end(), spelling)


@cache
def load_names() -> dict[str, dict[str, list[str]]]:
    """Return the names to choose from: kind to length to names."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)


def _made_of(stem: str, members: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the members whose signs make up a region's name, with the place of the sign; none where it is not so made."""
    parts = [next(((each, each.index(sign)) for each in members if sign in each), ("", 0)) for sign in stem]
    distinct = len({member for member, _ in parts}) == len(stem)
    return tuple(parts) if distinct and all(member for member, _ in parts) and stem not in members else ()


def _choose(stems: Sequence[str], kind: NameKind, said: str) -> dict[str, str]:
    pools = {_LENGTHS[length]: iter(names) for length, names in load_names()[kind].items()}
    chosen = {}
    for stem in stems:
        pool = pools.get(len(stem))
        if pool is None:
            problem = f"there is no name of {len(stem)} signs for {stem}"
            raise MoveError(problem, remedy="Only cities with names of two or three signs can be renamed.")
        new = next((each for each in pool if search_form(each) not in said), None)
        if new is None:
            problem = f"there are not enough {kind} names of {len(stem)} signs: none is left for {stem}"
            raise MoveError(problem, remedy="Ask about fewer plans (--corpus).")
        chosen[stem] = new
    return chosen


def _old_name(stem: str, entries: Sequence[PlanEntry]) -> Name:
    """Return a name with the reading that the catalogue uses, and the spellings there that are no pinyin."""
    own = [entry for entry in entries if _stem(entry.city) == stem]
    said = [word for entry in own for name in (entry.city_en, *entry.aliases) for word in _words(name)]
    everywhere = said or [word for entry in entries for name in entry.members for word in _words(name)]
    folded = {word.replace("-", "").lower() for word in everywhere}
    readings = list(product(*_readings(stem)))
    syllables = next((each for each in readings if "".join(each) in folded), _pinyin(stem))
    return Name(
        stem, syllables, tuple(dict.fromkeys(w for w in said if not _is_reading(w, syllables, entries)))
    )


def _is_reading(word: str, syllables: Sequence[str], entries: Sequence[PlanEntry]) -> bool:
    """Say whether a word is pinyin of the name, or made of names of members (Changsha-Zhuzhou-Xiangtan)."""
    members = {part.lower() for entry in entries for name in entry.members for part in _words(name)}
    return word.replace("-", "").lower() == "".join(syllables) or bool(members & set(word.lower().split("-")))


def _words(name: str) -> list[str]:
    words = _WORDS.findall(name) if not has_cjk(name) else []
    return [word for word in words if word.lower() not in _GENERIC]


def _new_name(signs: str) -> Name:
    return Name(signs, _pinyin(signs))


def _joined(parts: Sequence[tuple[Name, int]]) -> Name:
    signs = "".join(name.signs[place] for name, place in parts)
    return Name(signs, tuple(name.syllables[place] for name, place in parts))


def _spelled_like(old: Name, new: Name) -> Name:
    """Return the new name with a spelling for each of the old ones: initials for initials, else one of its own."""
    initials = "".join(each[0] for each in old.syllables)
    spelled = [
        "".join(each[0] for each in new.syllables).upper()
        if word.lower() == initials
        else "".join(new.syllables).capitalize() + "w" * number
        for number, word in enumerate(old.spellings, start=1)
    ]
    return Name(new.signs, new.syllables, tuple(spelled))


def _readings(signs: str) -> Any:
    from pypinyin import Style, pinyin

    return pinyin(signs, style=Style.NORMAL, heteronym=True)


def _pinyin(signs: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(signs))


def _signs_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of a name in simplified or traditional characters, each sign a group."""
    pairs = zip(name, to_traditional(name), strict=True)
    return re.compile(r"\s*".join(f"([{''.join(dict.fromkeys(pair))}])" for pair in pairs))


def _sign_by_sign(match: re.Match[str], new: str) -> Iterator[Replacement]:
    """Yield a replacement for each sign, so that space between them stays."""
    for number, sign in enumerate(new, start=1):
        yield Replacement(match.start(number), match.end(number), sign)


def _latin_pattern(syllables: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){'([ -]?)'.join(syllables)}(?![A-Za-z])", re.IGNORECASE)


def _styled(match: re.Match[str], syllables: Sequence[str]) -> str:
    """Return syllables joined and written as those they stand for: Chenzhou, Chang-Zhu-Tan, CHENZHOU, chenzhou."""
    said, joints = match.group(), match.groups()
    if said.isupper():
        written = [each.upper() for each in syllables]
    elif said[0].isupper():
        apart = "".join(joints) and said.title() == said
        written = [each.capitalize() if apart or not n else each for n, each in enumerate(syllables)]
    else:
        written = list(syllables)
    return "".join(part for pair in zip(written, [*joints, ""], strict=True) for part in pair)
