"""Damage in the source that repair must not guess away: it is found, recorded and shown as a warning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.repair import LOST, CleanText
from embeddings.scripts import search_form

_UNITS = "个家项所处条座名场次户万亿岁人件张"


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged span of the clean text: what is wrong with it, in words for the reader.

    ``readable`` says that the figures themselves are whole and only a mark between them is lost.
    """

    start: int
    end: int
    kind: str
    message: str

    @property
    def readable(self) -> bool:
        """Whether the figures are whole."""
        return self.kind in _READABLE


_READABLE = {"fused-percent"}
_ALWAYS = (
    ("broken-bytes", re.compile(LOST), "原文此处字节损坏,缺字无法复原"),
    (
        "lost-date",
        re.compile(r"(?<!\d)20\d{3,6}日|(?<!\d)20\d{4,6}(?=[\u4e00-\u9fff]{2,4}第)"),
        "原文日期缺字",
    ),
    ("fused-years", re.compile(r"(?<!\d)(?:19|20)\d{2}(?:19|20)\d{2}年?"), "原文年份之间的连接号缺失"),
    ("fused-ratio", re.compile(r"(?<![\d.])\d{1,2}\.\d{2,3}\.\d{1,3}(?![\d.])"), "原文比例的冒号缺失"),
    ("fused-percent", re.compile(r"[\d.]*\d%\d[\d.]*[%a-z]"), "原文两个数值之间的符号缺失"),
    (
        "lost-than",
        re.compile(r"(?<![^\n])20\d{2}年(?:下降|上升|提高|降低)\d+"),
        "原文“2020年下降”疑似缺“比”或“较”字",
    ),
    ("fused-count", re.compile(r"(?<![\d.])(?!\d*000[人户])\d{6,}(?=[人户])"), "原文数字疑似粘连"),
    ("impossible-unit", re.compile(r"\d+万亿[立平]方米"), "原文数值疑似有误"),
    (
        "lost-digits",
        re.compile(r"(?:达到|超过|突破)(?=个(?![人体])|%|家(?!庭))|建设个(?![人体])|达到1个(?=[,。;])"),
        "原文此处缺数字",
    ),
)
# A range whose dash was lost (34个 for 3—4个) is told from a sound number by the intention before it.
_INTENTION = re.compile(
    r"(?:每年|每个?县|力争|争取|争创|打造|发展|评选|引进|建立|实施|培育|基地)[^,。;、]{0,8}$"
)
_CLAUSE_START = re.compile(r"(?:^|[,。;、\n])$")
_YEARLY = re.compile(r"每年[^,。;、]{0,4}$")
_WIDEST, _WIDEST_YEARLY, _WIDEST_TENS = 2, 4, 10
"""How far the two ends of a lost range may lie apart: 3—4个; every year 1—5项; 10—15个."""
_SOUND = re.compile(r"个(?:贫困|县市区|县[(（]|乡镇|部门|省市)")


def find_damage(clean: CleanText) -> Iterator[Damage]:
    """Yield the damaged places of a text, in order of their kind.

    Lost range dashes are looked for only in texts that prove to have lost some (two years run together):
    a sound 34个 looks the same.
    """
    text = search_form(clean.text)
    for kind, pattern, message in _ALWAYS:
        for match in pattern.finditer(text):
            yield Damage(match.start(), match.end(), kind, message)
    if re.search(r"(?<!\d)(?:19|20)\d{2}(?:19|20)\d{2}年", text) and not re.search(r"\d[-–~～]\d", text):
        yield from _lost_dashes(text)


def _lost_dashes(text: str) -> Iterator[Damage]:
    for match in re.finditer(rf"(?<![\d.])(\d{{2,4}})(?=[{_UNITS}])", text):
        before = text[max(0, match.start() - 16) : match.start()]
        wanted = _INTENTION.search(before) or _CLAUSE_START.search(before)
        if _SOUND.match(text, match.end()) or not wanted:
            continue
        pair = _rising_pair(match.group(1), widest=_WIDEST_YEARLY if _YEARLY.search(before) else _WIDEST)
        if pair:
            low, high = pair
            message = f"原文“{match.group(1)}”疑似缺失连接号(可能是{low}—{high}),数字不可靠"
            yield Damage(match.start(), match.end(), "lost-dash", message)


def _rising_pair(digits: str, *, widest: int) -> tuple[int, int] | None:
    """Read 34 as 3 and 4, 1015 as 10 and 15: two numbers that rise by little."""
    if len(digits) not in (2, 4):
        return None
    half = len(digits) // 2
    low, high = int(digits[:half]), int(digits[half:])
    if digits[0] == "0" or digits[half] == "0":
        return None
    return (low, high) if 0 < high - low <= (widest if half == 1 else _WIDEST_TENS) else None
