"""Units as plans print them: what may be converted into what, and by which factor."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

SCALES: Final = {
    "万亿": Decimal(10**12),
    "千亿": Decimal(10**11),
    "百亿": Decimal(10**10),
    "亿": Decimal(10**8),
    "百万": Decimal(10**6),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
}
ENGLISH_SCALES: Final = {
    "trillion": Decimal(10**12),
    "billion": Decimal(10**9),
    "million": Decimal(10**6),
    "thousand": Decimal(10**3),
}
ENGLISH_UNITS: Final = {
    "元": ("yuan", "rmb"),
    "美元": ("dollars", "dollar", "usd"),
    "人": ("people", "persons", "person", "residents", "inhabitants"),
    "户": ("households", "household"),
    "吨": ("tonnes", "tonne", "tons", "ton"),
    "亩": ("mu",),
    "公顷": ("hectares", "hectare"),
    "公里": ("km", "kilometres", "kilometre", "kilometers", "kilometer"),
    "千米": ("km",),
    "张": ("beds",),
    "立方米": ("cubic metres", "cubic meters"),
    "平方米": ("square metres", "square meters"),
    "千瓦": ("kW",),
    "岁": ("years",),
    "%": ("percent", "per cent", "%"),
    "百分点": ("percentage points", "percentage point", "pp"),
}
"""How English says a unit; the first is how it is written."""
# Base unit of each family, and how many of it a unit is; what stands before / is the same amount of something.
_BASES: Final[dict[str, tuple[str, Decimal]]] = {
    "%": ("share", Decimal(1)),
    "‰": ("share", Decimal("0.1")),
    "个百分点": ("points", Decimal(1)),
    "百分点": ("points", Decimal(1)),
    "元": ("yuan", Decimal(1)),
    "人民币": ("yuan", Decimal(1)),
    "美元": ("dollar", Decimal(1)),
    "人": ("people", Decimal(1)),
    "名": ("people", Decimal(1)),
    "人次": ("visits", Decimal(1)),
    "户": ("households", Decimal(1)),
    "公顷": ("land", Decimal(15)),
    "亩": ("land", Decimal(1)),
    "平方公里": ("land", Decimal(1500)),
    "平方米": ("floor", Decimal(1)),
    "立方米": ("volume", Decimal(1)),
    "方": ("volume", Decimal(1)),
    "吨标准煤": ("coal", Decimal(1)),
    "吨标煤": ("coal", Decimal(1)),
    "吨": ("mass", Decimal(1)),
    "千克": ("mass", Decimal("0.001")),
    "公斤": ("mass", Decimal("0.001")),
    "斤": ("mass", Decimal("0.0005")),
    "米": ("length", Decimal("0.001")),
    "公里": ("length", Decimal(1)),
    "千米": ("length", Decimal(1)),
    "km": ("length", Decimal(1)),
    "家": ("firms", Decimal(1)),
    "户企业": ("firms", Decimal(1)),
    "个": ("pieces", Decimal(1)),
    "件": ("pieces", Decimal(1)),
    "座": ("pieces", Decimal(1)),
    "条": ("pieces", Decimal(1)),
    "项": ("pieces", Decimal(1)),
    "所": ("pieces", Decimal(1)),
    "倍": ("times", Decimal(1)),
    "位": ("rank", Decimal(1)),
    "港元": ("hkd", Decimal(1)),
    "欧元": ("euro", Decimal(1)),
    "张": ("beds", Decimal(1)),
    "套": ("homes", Decimal(1)),
    "年": ("years", Decimal(1)),
    "岁": ("years", Decimal(1)),
    "微克/立方米": ("concentration", Decimal(1)),
    "ug/m3": ("concentration", Decimal(1)),
    "μg/m3": ("concentration", Decimal(1)),
    "千瓦时": ("energy", Decimal(1)),
    "千瓦": ("power", Decimal(1)),
    "吨标准煤/万元": ("coal", Decimal(1)),
    "立方米/万元": ("volume", Decimal(1)),
    "元/人": ("yuan per person", Decimal(1)),
    ":1": ("ratio", Decimal(1)),
    ":": ("parts", Decimal(1)),
    "": ("", Decimal(1)),
}
_COUNTED: Final = frozenset({"people", "pieces", "beds", "firms", "years", "homes"})
# Families that are printed for one another though nothing converts them: a figure is read, and not compared.
_RELATED: Final = (
    {"yuan", "dollar"},
    {"volume", "mass"},
    {"coal", "mass"},
    {"land", "floor"},
    {"yuan", "yuan per person"},
)
_MICRO: Final = re.compile(r"[µμ]")
_NAMES: Final = "|".join(
    re.escape(name)
    for name in sorted((key for key in _BASES if key and not key.startswith(":")), key=len, reverse=True)
)

PATTERN: Final = rf"(?:(?:万亿|千亿|百亿|亿|百万|万|千)?(?:{_NAMES})|(?:万亿|亿|万))"
"""A unit behind a number, in search form; 万亿 alone is a count."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed: its family (``""`` where none is printed, ``?`` where it is cut off or unknown) and its factor."""

    printed: str
    family: str
    factor: Decimal

    @property
    def is_missing(self) -> bool:
        """Whether the plan prints no unit."""
        return self.family == ""


def read_unit(printed: str) -> Unit:
    """Return a unit in any scale: 万公顷 is 150,000 亩, 亿元 is 10^8 元.

    >>> read_unit("亿元").factor
    Decimal('100000000')
    """
    name = _MICRO.sub("u", printed.strip().lower()).replace("ug/m³", "ug/m3")
    if name in _BASES:
        return Unit(printed, *_BASES[name])
    for scale, factor in SCALES.items():
        rest = name.removeprefix(scale)
        if rest != name and rest in _BASES:
            family, own = _BASES[rest]
            return Unit(printed, family or "number", own * factor)
    return Unit(printed, "?" if name else "", Decimal(1))


def split_scale(printed: str) -> tuple[str, str]:
    """Return the scale and the unit of a printed unit: ("万亿", "元"); a unit that begins with no scale is whole.

    >>> split_scale("万亿元"), split_scale("千瓦时")
    (('万亿', '元'), ('', '千瓦时'))
    """
    if printed in _BASES:
        return "", printed
    scale = next((each for each in SCALES if printed.startswith(each)), "")
    return scale, printed.removeprefix(scale)


def has_unit_of(families: Collection[str], text: str) -> bool:
    """Say whether a text in search form prints a unit of one of some families, behind a number or in a table's head.

    >>> has_unit_of(("yuan",), "冷库容量达到160万吨")
    False
    """
    return any(name in text for name, (family, _) in _BASES.items() if name and family in families)


def same_family(printed: str, usual: str) -> bool:
    """Say whether a figure in one unit can be one of an indicator with the other usual unit."""
    mine, other = read_unit(printed).family, read_unit(usual).family
    related = any({mine, other} <= pair for pair in _RELATED)
    return mine == other or related or (mine in _COUNTED and other in _COUNTED)


def counts(usual: str) -> bool:
    """Say whether a number alone can be one of an indicator: it counts things, and its name says which."""
    return read_unit(usual).family in _COUNTED | {"", "ratio"}
