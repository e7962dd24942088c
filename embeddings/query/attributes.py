"""Whether a question asks if an indicator is binding (约束性) or anticipated (预期性), as plans mark them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Attribute = Literal["约束性", "预期性"]

_ASKED: Final = re.compile(
    r"(?:到底|究竟)?(?:是不是|是否为?|属于|算|是)?(?P<asked>约束性|预期性)(?:的)?(?:指标|目标)?(?:的)?\s*(?:吗|么|还是\s*(?:约束性|预期性)(?:的)?(?:指标|目标)?(?:的)?(?:呢)?)"
    r"|(?:是不是|是否为?|是否属于)(?P<whether>约束性|预期性)(?:的)?(?:指标|目标)?"
    r"|(?:是|属于)(?P<which>什么|哪种|哪类)(?:性质|属性)(?:的)?(?:指标|目标)?(?=[?？]|$)"
)
_ASKED_EN: Final = re.compile(
    r"^(?:is|are)\b(?=.*\b(?P<asked>binding|mandatory|anticipatory|anticipated|indicative)\b)|\b(?:binding|mandatory|anticipatory|anticipated|indicative)\b(?:\s+(?:target|indicator)s?)?(?:\s+or\b.*)?"
)
_ENGLISH: Final[dict[str, Attribute]] = {"binding": "约束性", "mandatory": "约束性"}


@dataclass(frozen=True, slots=True)
class AttributeAsk:
    """The attribute that is asked after, None where it is only asked which; ``rest`` is the question without that."""

    named: Attribute | None
    rest: str


def read_attribute(text: str, *, english: bool) -> AttributeAsk | None:
    """Return what a question in search form, without its cities, asks of an indicator's attribute; None for any other.

    >>> read_attribute("粮食产量指标是约束性的吗", english=False)
    AttributeAsk(named='约束性', rest='粮食产量指标')
    """
    match = (_ASKED_EN if english else _ASKED).search(text)
    if match is None or (english and match["asked"] is None):
        return None
    rest = " ".join((_ASKED_EN if english else _ASKED).sub(" ", text).split())
    if english:
        return AttributeAsk(_ENGLISH.get(match["asked"], "预期性"), rest)
    named: Attribute | None = None
    for each in ("asked", "whether"):
        if match[each] is not None:
            named = "约束性" if match[each] == "约束性" else "预期性"
    return AttributeAsk(named, rest)
