"""Whether a clause gives the value of another thing than the one asked: its name ends alike and is narrowed otherwise.

城镇登记失业率 is not 城镇调查失业率, 粮食播种面积 not 水稻播种面积. A name that is not narrowed at all (失业率) may be of
either, and what narrows it may stand anywhere in the clause or its headings.
"""

from __future__ import annotations

import re
from typing import Final

_SHORTEST_HEAD: Final = 2
_LONG_HEAD: Final = 4
_NARROWING: Final = 2
"""Characters before the common end of two names that say what narrows it."""
_WHOLE: Final = re.compile(r"[全我本](?:国|省|市|县|区|州|盟)(?=[\u3400-\u9fff])")
"""What narrows nothing: the whole area."""
_SHARE: Final = "占"
"""What a share is of does not name it: 研发投入占生产总值 is of 研发投入."""
_WITHIN: Final = "里"
"""How a place is named in talk (村里, 城里): plans name it by the place alone, or with another word (村级, 城镇)."""
_QUOTED: Final = re.compile(r"[“\"][^”\"]*[”\"]")
_WORD: Final = re.compile(r"[\u3400-\u9fff]$")


def is_of_another(asked: str, clause: str, around: str = "", *, before: str = "", own: bool = False) -> bool:
    """Return whether a clause names another thing than the name asked, all in search form.

    ``around`` is what else may narrow the name: the headings that the clause stands under; ``before`` is what its sentence
    says before it. A common end of two characters tells only of the clause that has the value itself (``own``); of
    others it may be chance.
    """
    name, said, led = _bare(asked).partition(_SHARE)[0], _bare(clause), _bare(before)
    head = _common_end(name, said)
    if len(head) < (_SHORTEST_HEAD if own else _LONG_HEAD) or len(head) == len(name):
        return False
    narrowing, kind = name[: -len(head)][-_NARROWING:], name[: -len(head)][:-_NARROWING]
    if narrowing in around or _abbreviates(narrowing.removesuffix(_WITHIN), said):
        return False
    if own and len(kind) >= _NARROWING and kind in said:
        return False  # 高速公路总里程 is 高速公路通车里程
    places = [match.start() for match in re.finditer(re.escape(head), said)]
    if all(_WORD.search(said[:at]) is not None for at in places):
        return True
    # 新增高速公路通车里程320公里,总里程达到1180公里: the clause before says what it is of.
    thing, first = head[-_SHORTEST_HEAD:], name[:_NARROWING]
    return own and thing in led and first not in around and not _abbreviates(first, led + said)


def _abbreviates(short: str, text: str) -> bool:
    """Return whether all characters of a word stand in a text in their order: 规上 in 规模以上工业."""
    left = iter(text)
    return all(character in left for character in short)


def _bare(text: str) -> str:
    return _WHOLE.sub(" ", re.sub(r"\s", "", _QUOTED.sub("", text)))


def _common_end(name: str, said: str) -> str:
    """Return the longest end of a name that stands in a clause."""
    return next((name[at:] for at in range(len(name)) if name[at:] in said), "")
