"""Questions to be answered with yes or no: whether something is so, and whether what was planned was reached."""

from __future__ import annotations

import re
from typing import Final, Literal

from embeddings.scripts import is_english

Confirms = Literal["", "whether", "reached"]
"""Nothing of the kind; whether something is so or is planned; whether a target was reached."""

_REACHED: Final = re.compile(
    r"(?:完成|实现|达到|达成|达标|兑现|做到)了?(?:目标|任务|指标)?(?:了?没有?|了吗|与否|吗|了么)|(?:是否|有没有|有无)(?:如期|按期|全部|都|已经?)?(?:完成|实现|达到|达成|达标|兑现)"
    r"|(?:目标|任务|指标)[^,。?？]{0,4}(?:完成|实现|达到|达成|达标|兑现)了?(?:吗|没|了没有?|没有)"
)
_REACHED_EN: Final = re.compile(
    r"^(?:so|and|but|then|well|[\s,])*\b(?:was|were|has|have|did)\b.*\b(?:met|reached|achieved|fulfilled|attained|meet|reach|achieve|fulfil|fulfill|attain|hit)\b"
)
_WHETHER: Final = re.compile(
    r"是否|是不是|有没有|有无|([\u4e00-\u9fff])[不没]\1|(?<!什么)(?:吗|么)[?？。]?$|没有[?？]?$|对不对"
)
_WHETHER_EN: Final = re.compile(r"^(?:does|do|did|is|are|was|were|will|would|can|has|have|should)\b")
_ASKS_MORE: Final = re.compile(
    r"多少|哪|什么|如何|怎[么样]|谁|几[个家条项]|\b(?:how|what|which|who|when|where|why)\b"
)


def read_confirms(folded: str) -> Confirms:
    """Return what a question in search form wants confirmed.

    >>> read_confirms("十三五的gdp目标完成了吗?")
    'reached'
    """
    english = is_english(folded)
    said = folded.strip()
    if _ASKS_MORE.search(said):
        return ""
    if (_REACHED_EN if english else _REACHED).search(said):
        return "reached"
    return "whether" if (_WHETHER_EN if english else _WHETHER).search(said) else ""
