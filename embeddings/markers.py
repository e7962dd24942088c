"""What a heading of a Chinese plan looks like, line by line.

A marker is the numbered start of a line: 第一篇, 第二章, 第三节, 一、, (一), 1., 专栏2. Recognising one says nothing
yet about the tree; :mod:`embeddings.headings` decides with the neighbours in view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = ("part", "chapter", "section", "cn", "cn-bracketed", "digit")
"""Heading kinds from the top level down."""

_CN = "一二三四五六七八九十百零〇"
_UNITS = {"篇": "part", "编": "part", "章": "chapter", "节": "section"}
_UNIT = re.compile(rf"第([{_CN}]+|\d{{1,2}})([篇编章节])\s*")
_UNIT_LOST = re.compile(rf"第([{_CN}]+)(?=[^篇编章节条届个次名批轮期季位年阶步种类款项产{_CN}\d、,，。])")
_CN_COMMA = re.compile(rf"([{_CN}]+)、\s*")
_CN_BRACKETED = re.compile(rf"[(（]([{_CN}]+)[)）]\s*")
_DIGIT = re.compile(r"(\d{1,2})[.．、]\s*(?!\d)|(\d{1,2})[.．、]\s(?=\d)")
_DIGIT_BARE = re.compile(r"(\d{1,2})(?=[\u4e00-\u9fff])(?![年月日个家条项万亿%])")
_BOX = re.compile(r"专栏\s*(\d{1,2})\s*[:：]?\s*")
_STOP = "。！？!?"

HEAD_LENGTH = 40
"""A heading line is no longer than this many characters."""
RUN_IN_LENGTH = 40
"""A run-in heading ends within this many characters (an item that lost its full stop runs on)."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A line that starts like a heading.

    ``number_end`` and ``head_end`` are offsets into the line. ``run_in`` says that body text follows the head in
    the same line. ``head_end == number_end`` means that no title can be told from the text.
    """

    kind: str
    ordinal: int
    number_end: int
    head_end: int
    run_in: bool
    certain: bool = True


def chinese_number(text: str) -> int:
    """Return the value of a numeral up to 99, in Chinese or Western digits; 0 if it is none."""
    if text.isdigit():
        return int(text)
    digits = {character: value for value, character in enumerate("零一二三四五六七八九")}
    digits["〇"] = 0
    if text in digits:
        return digits[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        if (tens and tens not in digits) or (ones and ones not in digits):
            return 0
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return 0


def read_marker(line: str) -> Marker | None:
    """Return the marker at the start of a line given in its searchable form, or None for body text."""
    box = _BOX.match(line)
    if box and len(line) <= 2 * HEAD_LENGTH and not line.endswith(tuple(_STOP)):
        return Marker("box", int(box.group(1)), box.end(), len(line), run_in=False)
    unit = _UNIT.match(line)
    if unit:
        return _headed(line, _UNITS[unit.group(2)], unit.group(1), unit.end())
    for kind, pattern in (("cn", _CN_COMMA), ("cn-bracketed", _CN_BRACKETED), ("digit", _DIGIT)):
        match = pattern.match(line)
        if match:
            return _headed(line, kind, next(g for g in match.groups() if g), match.end())
    lost = _UNIT_LOST.match(line)
    if lost and len(line) <= HEAD_LENGTH and line[-1] not in _STOP:
        return Marker("unit-lost", chinese_number(lost.group(1)), lost.end(), len(line), False, certain=False)
    bare = _DIGIT_BARE.match(line)
    if bare:
        marker = _headed(line, "digit", bare.group(1), bare.end())
        if marker and marker.run_in and marker.head_end > marker.number_end:
            return Marker("digit", marker.ordinal, marker.number_end, marker.head_end, True, certain=False)
    return None


def _headed(line: str, kind: str, number: str, number_end: int) -> Marker | None:
    """Tell a heading on its own line from one that its paragraph runs on from."""
    ordinal = chinese_number(number)
    rest = line[number_end:]
    if not ordinal:
        return None
    stop = next((i for i, character in enumerate(rest) if character in _STOP), -1)
    if stop < 0:
        if len(line) > HEAD_LENGTH + 20 or (rest and rest[-1] in ";；,，、:："):
            return None
        return Marker(kind, ordinal, number_end, len(line), run_in=False)
    if kind in ("part", "chapter", "section") and stop > RUN_IN_LENGTH:
        return None
    if stop > RUN_IN_LENGTH or _runs_into_prose(rest[:stop]):
        return Marker(kind, ordinal, number_end, number_end, run_in=True, certain=False)
    return Marker(kind, ordinal, number_end, number_end + stop, run_in=True)


def _runs_into_prose(head: str) -> bool:
    """Say whether a head is so long that it lost its full stop and a sentence is fused to it."""
    return len(head) > 30 and "," not in head[:12] and "," in head
