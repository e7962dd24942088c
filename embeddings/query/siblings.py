"""What a plan names in a row with something: 铋 beside 白银 in 白银、铅锌、钨钼、铋等, which may stand in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_ROW: Final = re.compile(r"[^\W、]+(?:、[^\W、]+)+")
_PARTS: Final = re.compile(r"、|以及|[和与及等]")
_LEAST: Final = 2
"""Characters of a name that is found in a question: one alone may be part of any word."""


def sibling_in(topic: str, said: str, texts: Iterable[str]) -> str:
    """Return the longest name in a topic that one of the texts names in a row with what is said; empty for none.

    All are in search form.

    >>> sibling_in("做白银主要靠哪家企业", "铋", ["在白银、铅锌、钨钼、铋等品种领域"])
    '白银'
    """
    found = {each for text in texts if said in text for row in _rows(text, said) for each in row}
    return max((each for each in found if each in topic and each not in said), key=len, default="")


def _rows(text: str, said: str) -> Iterator[list[str]]:
    """Yield the rows of a text that name what is said, each name of the row; the first of it is told by how it ends."""
    for match in _ROW.finditer(text):
        if said not in match.group():
            continue
        first, *others = _PARTS.split(match.group())
        if said in others or first.endswith(said):
            yield [
                *(first[at:] for at in range(len(first) - _LEAST + 1)),
                *(each for each in others if len(each) >= _LEAST),
            ]
