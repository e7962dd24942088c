"""Ranges that lost their dash: 34个 for 3—4个, 1015个 for 10—15个, 3040% for 30—40%.

A sound number looks the same. So they are looked for only in a text that proves to have lost dashes and keeps none
between two numbers, and there only where something is intended (每年培育34个): what is counted as done is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from embeddings.damage.record import Damage

_UNITS = "个家项所处条座名场次户万亿岁人件张亩吨套台辆床期公元"
_FUSED_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\1)(?:19|20)\d{2}年")
_FUSED_PERCENT = re.compile(r"(?<![\d.])([1-9]\d)([1-9]\d)%(?!\d)")
# Two dots make no number, with or without other losses: 2.53.0% is 2.5—3.0%.
_FUSED_DECIMALS = re.compile(r"(?<![\d.])(\d{1,2}\.\d)(\d{1,2}\.\d)(?=[%万亿个])")
# Growth of 67 % a year is 6—7 %.
_FUSED_GROWTH = re.compile(
    r"(?:年均|增长|增速|增幅|提高|下降|降低)[^,。;、\d]{0,6}(?<![\d.])([1-9])([1-9])(?:%|个百分点)"
)
_KEPT_DASH = re.compile(rf"\d[%万亿]?[-–~～]\d[\d.]*[%{_UNITS}年月天倍]")
# What is intended: a verb right before the number, or a few words away from it.
_INTENTION = re.compile(
    r"(?:每年|每个?(?:县|市|区|乡|镇|村|社区|街道|学校|企业|园区)|力争|争取|争创|打造|发展|评选|引进|建立|实施|培育|基地)[^,。;、]{0,8}$"
    r"|(?:新建|建设|培养|培植|扶持|认定|申报|创办|组建|举办|开展|推出|遴选|选派|招引)$"
)
_CLAUSE_START = re.compile(r"(?:^|[,。;、\n])$")
_YEARLY = re.compile(r"每年[^,。;、]{0,4}$")
_WIDEST, _WIDEST_YEARLY = 2, 4
"""How far the two ends of a lost range of one digit each may lie apart: 3—4个; every year 1—5项."""
_WIDEST_RATIO = 2.5
_LONG = 7
"""Digits of a number that nobody counts to the last unit: 15001600亿元 needs no word of intention beside it."""
_SOUND = re.compile(r"个(?:贫困|县市区|县[(（、]|区[(（、]|乡镇|部门|省市|小时|工作日|月)")
_COUNTED = re.compile(r"个(?:行政村|自然村|村|社区|街道|乡|镇|县|区|市)")


def dashes_lost(text: str) -> bool:
    """Say whether a text in its search form has lost the dashes of its ranges, all of them."""
    lost = _FUSED_YEARS.search(text) or next(fused_percents(text), None)
    return bool(lost) and not _KEPT_DASH.search(text)


def lost_dashes(text: str) -> Iterator[Damage]:
    """Yield the numbers that are likely two, of a text that has lost its dashes."""
    for match in re.finditer(rf"(?<![\d.])(\d{{2,10}})(?=[{_UNITS}])", text):
        before = text[max(0, match.start() - 16) : match.start()]
        intended = _INTENTION.search(before)
        wanted = intended or _CLAUSE_START.search(before) or len(match.group(1)) >= _LONG
        sound = _SOUND.match(text, match.end()) or (not intended and _COUNTED.match(text, match.end()))
        if sound or not wanted:
            continue
        pair = _rising_pair(match.group(1), widest=_WIDEST_YEARLY if _YEARLY.search(before) else _WIDEST)
        if pair:
            yield _record(match.start(1), match.end(1), match.group(1), pair)
    for match in _FUSED_GROWTH.finditer(text):
        low, high = int(match.group(1)), int(match.group(2))
        if 0 < high - low <= _WIDEST:
            yield _record(match.start(1), match.end(), text[match.start(1) : match.end()], (low, high))


def fused_percents(text: str) -> Iterator[Damage]:
    """Yield the shares that no text can mean: 8590%, 2.53.0%; they are two that lost the dash between them."""
    for match in _FUSED_PERCENT.finditer(text):
        low, high = int(match.group(1)), int(match.group(2))
        if low < high:
            yield _record(match.start(), match.end(), match.group(), (low, high))
    for match in _FUSED_DECIMALS.finditer(text):
        if float(match.group(1)) < float(match.group(2)):
            yield _record(match.start(), match.end(), match.group(), (match.group(1), match.group(2)))


def _record(start: int, end: int, printed: str, pair: tuple[object, object]) -> Damage:
    low, high = pair
    return Damage(
        start,
        end,
        "lost-dash",
        f"原文“{printed}”疑似缺失连接号(可能是{low}—{high}),数字不可靠",
        certain=f"原文印作“{printed}”",
        likely=f"{low}—{high}",
        why="两个数之间的连接号丢失",
    )


def _rising_pair(digits: str, *, widest: int) -> tuple[int, int] | None:
    """Read 34 as 3 and 4, 810 as 8 and 10, 1015 as 10 and 15, 80100 as 80 and 100: two numbers that rise by little."""
    half = len(digits) // 2
    low, high = int(digits[:half]), int(digits[half:])
    if digits[0] == "0" or digits[half] == "0" or low >= high:
        return None
    if len(digits) == 2:
        return (low, high) if high - low <= widest else None
    if high > low * _WIDEST_RATIO:
        return None
    if len(digits) == 3:
        return (low, high) if low >= 3 and (high <= 12 or high in (15, 20)) else None
    if len(digits) >= _LONG and not low % 10 == high % 10 == 0:
        return None
    close = len(digits) == 4 and high - low <= 10
    return (low, high) if close or low % 5 == high % 5 == 0 else None
