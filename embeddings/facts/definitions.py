"""The indicators as data (``indicators.toml``), and how one is found by its name, its wordings or its group."""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from embeddings.errors import IndicatorError
from embeddings.scripts import is_english, search_form
from embeddings.terms import english_key, find_english_terms, find_terms, load_terms

_DATA: Final = Path(__file__).with_name("indicators.toml")
_SPLIT: Final = re.compile(r"[,，、;；\n]+")

_PRODUCTS: Final = ("地区生产总值", "国内生产总值", "生产总值", "gdp")
_PRODUCT: Final = re.compile("|".join(_PRODUCTS))
_SHARES: Final = ("比重", "比例")
_SHARE: Final = re.compile(r"(?P<of>占.+?)的?(?:比重|比例)$")

Measure = Literal["level", "flow", "share", "rate", "cut", "ratio"]
Direction = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of indicators as plans form them."""

    id: str
    zh: str
    en: str


UNLISTED: Final = Group("unlisted", "其他指标(按原表名称)", "Other rows, by their printed names")
"""The group of the rows of indicator tables that no listed indicator has a name for."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is asked of every plan; the fields are explained at the head of ``indicators.toml``.

    ``wordings`` are all in search form, its own and those of its base, which it has only with a rate or a cut.
    """

    id: str
    group: str
    zh: str
    en: str
    measure: Measure
    unit: str
    direction: Direction
    wordings: tuple[str, ...]
    base_wordings: tuple[str, ...] = ()
    term: str = ""

    def name(self, language: str) -> str:
        """Return the name in a language of the pages (``en`` or Chinese)."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Joint:
    """A wording that names several indicators at once; their values follow in the same order."""

    wording: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that a file of indicators defines."""

    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    joints: tuple[Joint, ...]

    def named(self, wording: str) -> tuple[Indicator, ...]:
        """Return the indicators that a wording in search form may stand for, in the order of the file."""
        return tuple(
            each for each in self.indicators if wording in each.wordings or wording in each.base_wordings
        )


@lru_cache(maxsize=8)
def load_definitions(path: Path = _DATA) -> Definitions:
    """Read a file of indicators.

    Raises:
        IndicatorError: a field is missing, or names a measure, a group or a base that there is not.

    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = tuple(Group(row["id"], row["zh"], row["en"]) for row in content["group"])
    rows = content["indicator"]
    by_id = {row.get("id", ""): row for row in rows}
    known = {group.id for group in groups}
    indicators = tuple(_indicator(row, by_id, known) for row in rows)
    joints = tuple(
        Joint(search_form(wording), tuple(row["indicators"]))
        for row in content.get("joint", ())
        for wording in row["wordings"]
    )
    for joint in joints:
        for each in joint.indicators:
            if each not in by_id:
                raise IndicatorError(
                    f"the joint wording {joint.wording!r} names {each!r}", remedy=_ids(by_id)
                )
    return Definitions(groups, indicators, joints)


def _indicator(row: dict[str, object], by_id: dict[str, dict[str, object]], groups: set[str]) -> Indicator:
    missing = [key for key in ("id", "group", "zh", "en", "measure", "unit", "direction") if key not in row]
    if missing:
        raise IndicatorError(
            f"an indicator ({row.get('id') or row.get('zh')!r}) has no {missing[0]}", remedy="Add it."
        )
    name = str(row["id"])
    if row["measure"] not in get_args(Measure) or row["direction"] not in get_args(Direction):
        raise IndicatorError(
            f"the indicator {name!r} has the measure {row['measure']!r} and the direction {row['direction']!r}",
            remedy=f"Measures are {', '.join(get_args(Measure))}; directions {', '.join(get_args(Direction))}.",
        )
    if row["group"] not in groups:
        raise IndicatorError(
            f"the indicator {name!r} is in the group {row['group']!r}",
            remedy=f"Groups are {', '.join(groups)}.",
        )
    base = row.get("base", "")
    if base and base not in by_id:
        raise IndicatorError(f"the indicator {name!r} has the base {base!r}", remedy=_ids(by_id))
    return Indicator(
        id=name,
        group=str(row["group"]),
        zh=str(row["zh"]),
        en=str(row["en"]),
        measure=row["measure"],  # type: ignore[arg-type]
        unit=str(row["unit"]),
        direction=row["direction"],  # type: ignore[arg-type]
        wordings=_wordings(row),
        base_wordings=_wordings(by_id[str(base)]) if base else (),
        term=str(row.get("term", row["zh"])),
    )


def _wordings(row: dict[str, object]) -> tuple[str, ...]:
    """Return the wordings of an indicator in search form, each also as other plans print it; its name is the first."""
    also = row.get("also", ())
    printed = (str(row["zh"]), *map(str, also if isinstance(also, list) else ()))
    spread = (each for wording in printed for each in _spread(wording))
    return tuple(dict.fromkeys(form for each in spread for form in _forms(search_form(each))))


def _spread(wording: str) -> Iterator[str]:
    """Yield a wording with each of the alternatives that it has in braces.

    >>> list(_spread("{地表水,}优良{比例,率}"))
    ['地表水优良比例', '地表水优良率', '优良比例', '优良率']
    """
    parts = [part.split(",") if odd % 2 else [part] for odd, part in enumerate(re.split(r"[{}]", wording))]
    yield from map("".join, itertools.product(*parts))


def _forms(wording: str) -> Iterator[str]:
    """Yield a wording, then with the other names of the gross product in it and the other ways to say a share of it.

    >>> "研发经费占国内生产总值的比例" in _forms("研发经费占gdp比重")
    True
    """
    yield wording
    for product in _PRODUCTS if _PRODUCT.search(wording) else ("",):
        named = _PRODUCT.sub(product, wording)
        yield named
        if _SHARE.search(named):
            yield from (
                _SHARE.sub(rf"\g<of>{joint}{word}", named) for joint in ("", "的") for word in _SHARES
            )


def unlisted_id(key: str) -> str:
    """Return the id of what the rows of one printed name are about, where no listed indicator has that name.

    ``key`` is the name in search form without its unit: rows of several documents meet by it.
    """
    return f"row-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def unlisted(key: str, name: str, unit: str) -> Indicator:
    """Return the indicator that stands for the rows of one printed name."""
    measure: Measure = "share" if unit in ("%", "‰") else "level"
    return Indicator(
        id=unlisted_id(key),
        group=UNLISTED.id,
        zh=name,
        en=name,
        measure=measure,
        unit=unit,
        direction="none",
        wordings=(key,),
    )


def _ids(by_id: Iterable[str]) -> str:
    return f"Known are: {', '.join(by_id)}."


def load_groups() -> tuple[Group, ...]:
    """Return the groups in file order, then that of the rows that no listed indicator has a name for."""
    return (*load_definitions().groups, UNLISTED)


def load_indicators() -> tuple[Indicator, ...]:
    """Return the indicators in file order."""
    return load_definitions().indicators


def growth_of(indicator: Indicator) -> Indicator | None:
    """Return the listed indicator that is the growth of another, None where there is none.

    >>> growth_of(load_indicators()[0]).id
    'gdp_growth'
    """
    own = set(indicator.wordings)
    rates = (each for each in load_indicators() if each.measure == "rate" and each.base_wordings)
    return next((each for each in rates if own <= set(each.base_wordings)), None)


def choose_indicators(
    names: Iterable[str], among: Sequence[Indicator] | None = None
) -> tuple[Indicator, ...]:
    """Return indicators by id, group, name or wording, several joined by commas, in the order given.

    ``among`` are those that there are, the listed ones if left out.

    Raises:
        IndicatorError: a name fits none; the nearest ones are named.

    """
    chosen: dict[str, Indicator] = {}
    known = load_indicators() if among is None else among
    for name in (part.strip() for given in names for part in _SPLIT.split(given)):
        if not name:
            continue
        found = [each for each in known if name in (each.id, each.group)] or find_indicators(name, known)
        if not found:
            ids = ", ".join(each.id for each in load_indicators())
            groups = ", ".join(group.id for group in load_groups())
            raise IndicatorError(
                f"no indicator is called {name!r}",
                remedy=f"Give a name, an id ({ids}) or a group ({groups}).",
            )
        chosen.update((each.id, each) for each in found)
    return tuple(chosen.values())


def find_indicators(text: str, among: Sequence[Indicator] | None = None) -> list[Indicator]:
    """Return the indicators that words may mean, the likeliest first: by wording, then by part of the name, then by the vocabulary."""
    indicators = load_indicators() if among is None else among
    folded = search_form(text.strip())
    if not folded:
        return []
    whole = [each for each in indicators if folded in each.wordings]
    if whole:
        return whole
    if is_english(text):
        key = english_key(text)
        found = [each for each in indicators if set(key) <= set(english_key(each.en))]
        terms = {term.zh for term in find_english_terms(text)}
    else:
        found = [each for each in indicators if any(folded in wording for wording in each.wordings)]
        terms = {term.zh for term in find_terms(folded)}
    known = {term.zh for term in load_terms()}
    by_term = [each for each in indicators if each.term in known and each.term in terms]
    return list({each.id: each for each in (*found, *by_term)}.values())
