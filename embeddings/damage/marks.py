"""Lost first characters of sentences, and quotation marks and brackets without their other half."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from embeddings.damage.record import Damage
from embeddings.repair import LOST

# Verbs that open the sentences of every plan. One that lost its first character begins with the second, which
# opens hardly any word of its own; those it does open are listed.
_VERBS = ("推动", "加快", "依托", "发挥", "鼓励", "建立", "树立")
_OPENS_WORDS = {
    "动": "员态机画力手辄工物植能脉车漫",
    "快": "速递捷餐慢件进手",
    "托": "管育幼养老起底",
    "挥": "发洒毫手",
    "励": "志",
    "立": "足法体案项交柱即行德春夏秋冬面方标功场新改定志",
}
_START = re.compile(
    r"(?:^|(?<=[。;\n])|(?<=\d[.、])|(?<=[。])\s)([\u4e00-\u9fff])([\u4e00-\u9fff])", re.MULTILINE
)
_FEWEST = 3
_PAIRS = {"“": "”", "《": "》", "「": "」", "『": "』", "(": ")", "（": "）"}
_TERM = 20
"""Characters of a term that has its closing mark on both sides."""
_OTHER_SHAPES = "〈〔[<"
"""What scanning gives for an opening bracket: 〈60万千瓦）."""
_SHORTEST_LINE = 2
_LONGEST_QUOTATION, _MOST_LINES = 600, 8
"""Characters and line ends between the two halves of a pair of marks."""


def lost_heads(text: str) -> Iterator[Damage]:
    """Yield the sentences of a text in its search form that begin with the rest of a verb: 快推进 for 加快推进.

    The verb must open other sentences of the same text, and its rest none.
    """
    starts = [(match.start(1), match.group(1), match.group(2)) for match in _START.finditer(text)]
    verbs = Counter(one + other for _, one, other in starts)
    for verb in _VERBS:
        first, rest = verb[0], verb[1]
        opened = [start for start, one, other in starts if one == rest and other not in _OPENS_WORDS[rest]]
        if verbs[verb] < max(_FEWEST, _FEWEST * len(opened)):
            continue
        for start in opened:
            yield Damage(
                start,
                start + 1,
                "lost-head",
                f"原文句首疑似缺字(可能是“{verb}”)",
                severity="words",
                certain=f"原文印作“{text[start : start + 4]}”",
                likely=first + text[start : start + 3],
                why="句首动词缺第一个字",
            )


def unbalanced_marks(text: str) -> Iterator[Damage]:
    """Yield the quotation marks and brackets of a line that have no other half in it.

    A numbered item, 1), has a bracket of its own kind; a line with lost bytes has lost its marks with them.
    """
    lonely: list[int] = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if len(line) >= _SHORTEST_LINE and LOST not in line:
            lonely += [match.start() + position for position in _unpaired(line)]
    for position in _without_pairs(text, lonely):
        mark = text[position]
        yield Damage(
            position,
            position + 1,
            "unbalanced",
            f"原文“{mark}”缺少与之相配的符号",
            severity="marks",
            certain=f"“{mark}”在本段没有另一半",
            why="引号或括号不成对",
        )


def _without_pairs(text: str, lonely: list[int]) -> Iterator[int]:
    """Yield the marks that have no other half in the lines after them either: a quotation may go on over some lines."""
    paired: set[int] = set()
    for one, other in pairwise(lonely):
        near = other - one <= _LONGEST_QUOTATION and text.count("\n", one, other) <= _MOST_LINES
        if one not in paired and near and _PAIRS.get(text[one]) == text[other]:
            paired.update((one, other))
        elif (
            one not in paired
            and text[one] == text[other] == "”"
            and 0 < len(text[one + 1 : other].strip()) <= _TERM
        ):
            paired.update((one, other))  # ”九五”期间
    paired.update(position for position in lonely if text[position] in ")）" and _opened(text, position))
    yield from (position for position in lonely if position not in paired)


def _opened(text: str, position: int) -> bool:
    """Say whether a bracket of another shape opens before a closing one in the same line, with none closed between."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    opening = max(line.rfind(mark) for mark in _OTHER_SHAPES)
    return opening >= 0 and not re.search(r"[)）〉〕\]>。]", line[opening:])


def _unpaired(line: str) -> list[int]:
    closers = {closer: opener for opener, closer in _PAIRS.items()}
    open_marks: list[tuple[int, str]] = []
    lonely: list[int] = []
    for position, character in enumerate(line):
        if character in _PAIRS:
            open_marks.append((position, character))
        elif character in closers:
            if open_marks and open_marks[-1][1] == closers[character]:
                open_marks.pop()
            elif not re.search(r"(?:^|[;,。、\s])\d{1,2}$", line[:position]):
                lonely.append(position)
    return sorted([*lonely, *(position for position, _ in open_marks)])
