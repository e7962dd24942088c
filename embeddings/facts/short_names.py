"""Names that a sentence says in short: 粮食播种面积8200万亩、总产量762亿斤, where 总产量 is that of the 粮食 before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from embeddings.facts.definitions import Definitions

_FEWEST: Final = 2
"""Characters that a head and what is said of it have at least: 粮食 and 总产."""
_PER: Final = re.compile(r"人均|每|单位|[百千万亿]元|年均")
"""Heads that are no thing but a measure: 人均预期寿命 leaves nothing to 体育场地面积."""
_ITEMS: Final = re.compile(r"[、,;，；和]")
_GOES_ON: Final = re.compile(r"(?:同比|较上年|比上年|年均|净)?(?:新?增|提|降|下|上|居|占|排|达|减|\d)")
"""An item that says more of the one before it: 新增202.9万亩."""


class Name(NamedTuple):
    """A wording in a text; one said in short has the position of the name that it leans on in ``since``, else -1."""

    start: int
    end: int
    wording: str
    since: int = -1


@lru_cache(maxsize=512)
def _tails(definitions: Definitions, wording: str) -> Mapping[str, str]:
    """Return what may stand in short behind a wording, with the head that it shares and the whole wording.

    Growth and decrease are none: they are said of the name itself.
    """
    others = {
        other
        for each in definitions.indicators
        if each.measure not in ("rate", "cut")
        for other in each.wordings
    }
    found: dict[str, str] = {}
    for other in sorted(others - {wording}, key=len):
        shared = _shared(wording, other)
        for cut in range(_FEWEST, min(shared, len(other) - _FEWEST) + 1):
            if not _PER.match(other):
                found.setdefault(other[cut:], other)
    return found


def _shared(one: str, other: str) -> int:
    """Return how many characters two wordings begin with alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def short_name(definitions: Definitions, text: str, leans_on: Name, start: int, end: int) -> Name | None:
    """Return the name in short that an item of ``text[start:end]`` begins with, None where there is none.

    ``leans_on`` is the name before it in its sentence. Nothing with a name of its own may stand between the two: in
    粮食播种面积1500万亩、蔬菜800万亩、产量90万吨 the last is not of 粮食.
    """
    tails = _tails(definitions, leans_on.wording)
    for length in range(min(max(map(len, tails), default=0), end - start), _FEWEST - 1, -1):
        whole = tails.get(text[start : start + length])
        if whole is not None:
            head = whole[: len(whole) - length]
            between = _ITEMS.split(text[leans_on.end : start])[1:-1]
            if all(_keeps(item, head, tails) for item in between):
                since = leans_on.since if leans_on.since >= 0 else leans_on.start
                return Name(start, start + length, whole, since)
    return None


def _keeps(item: str, head: str, tails: Mapping[str, str]) -> bool:
    """Say whether an item is still of the head: it names it, says more of it, or is said in short as well."""
    return item.startswith((head, *tails)) or _GOES_ON.match(item) is not None or not item
