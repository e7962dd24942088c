"""The places there are: every province, prefecture and county of China since 1980, regions, zones and countries.

``gazetteer.tsv`` and ``regions.tsv`` say at their head what their columns are. Both are read on first use, in about
20 ms; the English spellings only where a question has Latin letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

_DIVISIONS: Final = Path(__file__).with_name("gazetteer.tsv")
_REGIONS: Final = Path(__file__).with_name("regions.tsv")

Level = Literal["country", "region", "municipality", "province", "prefecture", "county", "zone", "city"]
"""``city`` is one abroad."""
RANK: Final[Mapping[Level, int]] = {
    "country": 0,
    "city": 0,
    "region": 0,
    "province": 1,
    "municipality": 1,
    "prefecture": 2,
    "zone": 3,
    "county": 3,
}
"""How high a level stands; of two places of one name the higher is meant."""
_LEVELS: Final[dict[str, Level]] = {
    "P": "province",
    "C": "prefecture",
    "D": "county",
    "R": "region",
    "Z": "zone",
    "N": "country",
    "W": "city",
}
_DIVISION: Final = ("province", "municipality", "prefecture", "county")
_COUNTY_KINDS: Final = {
    "县": ("county", "autonomous county"),
    "区": ("district", "new area"),
    "市": ("city",),
    "旗": ("banner",),
}
_SHORT_SUFFIX: Final = (
    ("自治州", "州"),
    ("自治县", "县"),
    ("自治旗", "旗"),
    ("特别行政区", ""),
    ("自治区", "自治区"),
    ("地区", "地区"),
    ("林区", "林区"),
    ("盟", "盟"),
    ("省", "省"),
    ("市", "市"),
    ("县", "县"),
    ("区", "区"),
    ("旗", "旗"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as people write it (``name``), as it is called (``full``), and in English, in search form.

    ``within`` are the full names of what it lies in, the widest first; ``parts`` those that a region holds.
    ``flags`` are the letters that ``gazetteer.tsv`` explains; ``now`` is what a former place is called today;
    ``not_in`` are longer words that hold the name and mean something else.
    """

    name: str
    full: str
    spellings: tuple[str, ...]
    level: Level
    within: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    flags: str = ""
    now: str = ""
    not_in: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """The usual spelling in English."""
        return self.spellings[0] if self.spellings else self.full

    @property
    def parent(self) -> str:
        """The full name of what it lies in, or nothing."""
        return self.within[-1] if self.within else ""

    @property
    def ambiguous(self) -> bool:
        """Whether the bare name is also (part of) an ordinary word."""
        return "a" in self.flags

    @property
    def suffix_only(self) -> bool:
        """Whether only its suffix or a date makes the bare name a place."""
        return "s" in self.flags

    @property
    def generic(self) -> bool:
        """Whether even the full name is a common noun (城区)."""
        return "g" in self.flags

    @property
    def former(self) -> bool:
        """Whether there is no such place any more."""
        return "f" in self.flags

    @property
    def is_division(self) -> bool:
        """Whether it is a province, prefecture or county, whose full name has a suffix."""
        return self.level in _DIVISION

    @property
    def rank(self) -> int:
        """How high it stands, 0 the highest."""
        return RANK[self.level]

    def lies_in(self, other: Place) -> bool:
        """Say whether this place is inside another; a region holds what lies in its parts."""
        if other.parts:
            return any(each in (*self.within, self.full) for each in other.parts)
        if not self.is_division:
            return other.full in self.within
        return other.full in self.within and other.within == self.within[: len(other.within)]


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of one or more places, the highest first; ``bare`` when it carries no suffix."""

    text: str
    bare: bool
    places: tuple[Place, ...]


class Gazetteer:
    """The places by their wordings. Rows become a :class:`Place` when one is asked for: most never are."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        """Take the rows of the two tables."""
        self._rows = tuple(rows)
        self._full: dict[str, list[int]] = {}
        self._bare: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            for text in _suffixed(row):
                self._full.setdefault(text, []).append(at)
            if row.name != row.full:
                self._bare.setdefault(row.name, []).append(at)
        lengths: dict[str, set[int]] = {}
        for text in (*self._full, *self._bare):
            lengths.setdefault(text[0], set()).add(len(text))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._english: dict[str, list[int]] | None = None
        self._places: dict[int, Place] = {}

    def __iter__(self) -> Iterator[Place]:
        """Yield every place in the order of the tables."""
        return (self._place(at) for at in range(len(self._rows)))

    def at(self, folded: str, start: int) -> Iterator[Wording]:
        """Yield the wordings that a text in search form has at a position, the longest first."""
        for length in self._lengths.get(folded[start], ()):
            text = folded[start : start + length]
            if len(text) == length:
                if text in self._full:
                    yield self._wording(text, self._full[text], bare=False)
                if text in self._bare:
                    yield self._wording(text, self._bare[text], bare=True)

    def called(self, text: str) -> tuple[Place, ...]:
        """Return the places that a Chinese wording in search form may mean, with or without its suffix."""
        found = [*self._full.get(text, ()), *self._bare.get(text, ())]
        return self._wording(text, found, bare=False).places

    def in_english(self, spelling: str) -> tuple[Place, ...]:
        """Return the places of an English spelling in lower case, bare or with County, City and the like."""
        if self._english is None:
            self._english = self._english_index()
        return self._wording(spelling, self._english.get(spelling, ()), bare=False).places

    def _english_index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            kinds = _english_kinds(row)
            for spelling in row.english.lower().split("/"):
                index.setdefault(spelling, []).append(at)
                for kind in kinds:
                    index.setdefault(f"{spelling} {kind}", []).append(at)
        return index

    def _wording(self, text: str, rows: Sequence[int], *, bare: bool) -> Wording:
        places = sorted(map(self._place, dict.fromkeys(rows)), key=lambda place: (place.rank, place.former))
        return Wording(text, bare, tuple(places))

    def _place(self, at: int) -> Place:
        if at not in self._places:
            row = self._rows[at]
            letters, _, now = row.flags.partition(">")
            level = _LEVELS[row.level]
            self._places[at] = Place(
                name=row.name,
                full=row.full,
                spellings=tuple(row.english.split("/")),
                level="municipality" if level == "province" and row.full.endswith("市") else level,
                within=row.within,
                parts=row.parts,
                flags=letters,
                now=now,
                not_in=tuple(filter(None, row.not_in.split("/"))),
            )
        return self._places[at]


class _Row(NamedTuple):
    level: str
    full: str
    name: str
    english: str
    flags: str
    not_in: str
    within: tuple[str, ...]
    parts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read once."""
    return Gazetteer([*_divisions(), *_regions()])


def _divisions() -> Iterator[_Row]:
    above: tuple[str, ...] = ()
    for level, full, name, english, flags, not_in in _cells(_DIVISIONS):
        within = above
        if level == "P":
            within, above = (), (full,)
        elif level == "C":
            within, above = above[:1], (above[0], full)
        yield _Row(level, full, name or full[:-1], english, flags, not_in, within)


def _regions() -> Iterator[_Row]:
    for level, names, english, flags, within, parts in _cells(_REGIONS):
        name, *also = names.split("/")
        held = tuple(parts.split("/")) if parts else ()
        yield _Row(level, name, name, english, flags, "", (within,) if within else (), held, tuple(also))


def _cells(path: Path) -> Iterator[list[str]]:
    """Yield the six cells of each line of a table, the empty ones at its end made up."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (6 - len(cells))


def suffixed(place: Place) -> tuple[str, ...]:
    """Return the wordings of a place that carry a suffix: 恩施土家族苗族自治州 and 恩施州."""
    short = _with_suffix(place.full, place.name)
    return (place.full, short) if short and place.is_division else (place.full,)


def _suffixed(row: _Row) -> tuple[str, ...]:
    if row.level not in "PCD":
        return (row.full, *row.also)
    short = _with_suffix(row.full, row.name)
    return (row.full, short) if short else (row.full,)


def _with_suffix(full: str, name: str) -> str:
    """Return a name with the short form of its suffix (天祝县), or nothing where that is the full name or the bare one."""
    if full[:-1] == name:
        return ""
    ending = next((short for suffix, short in _SHORT_SUFFIX if full.endswith(suffix)), "")
    own = name if name.endswith(ending) else name + ending
    return "" if own in (full, name) else own


def _english_kinds(row: _Row) -> tuple[str, ...]:
    """Return what English puts behind the name of such a place."""
    if row.level == "C":
        return ("city",) if row.full.endswith("市") else ("prefecture", "autonomous prefecture", "league")
    if row.level == "P":
        return ("province", "municipality", "city", "autonomous region")
    return _COUNTY_KINDS.get(row.full[-1], ()) if row.level == "D" else ()
