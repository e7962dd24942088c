"""Figures in running text: what may stand between a name and its value, and what that says of the value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from embeddings.facts.periods import PLAN, YEAR
from qa.indicators.mention import Span
from qa.indicators.units import PATTERN as UNIT

Kind = Literal["level", "rate", "cut", "change"]
"""A level; growth in per cent; a decrease in per cent; how much more or less, which is no level."""

_YEAR: Final = rf"(?:(?:{YEAR})年|“?(?:{PLAN})”?)(?:[末底初]|期间|时期|规划)?"
_WORDS: Final = (
    "达到|达|超过|超|突破|稳定|保持|控制|维持|提高|提升|增加|增长|增至|上升|升|下降|降低|降|减少|减|缩小|缩|扩大|调整|发展|拓展|恢复|"
    "不低于|不少于|不超过|不高于|小于|大于|低于|高于|少于|多于|低|高|为|是|在|到|至|由|从|有|将|要|约|近|力争|争取|确保|实现|完成|预计|预期|"
    "累计|[三五十35]年(?=年均)|年均|迈上|跃上|站上|平均|每年|全年|年度|分别|均|以|于|的|数量|总数|总量|总规模|规模|总额|水平|比重|比例|占比|人数|增速|增长率|增幅|降幅|涨幅|速度|目标值|目标|快速|"
    "左右|全市|我市|全部|再|可|能|基本|进一步|持续|逐步|已|率|数|值|量|额|[≥≤><~]"
)
_GAP: Final = re.compile(
    rf"(?:{_YEAR}|(?:较|比|相比)[“]?(?:(?:{YEAR})年|{PLAN})[”]?(?:[末底]|同期)?|{_WORDS}|\([^()]{{1,24}}\)|[“”:\s])*"
)
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_VALUE: Final = re.compile(
    rf"(?P<number>(?:{_NUMBER})(?::\d+(?:\.\d+)?){{0,2}})(?:%?[-—~–至](?P<high>{_NUMBER})(?![年月\d]))?"
    rf"(?P<unit>{UNIT})?(?P<after>以上|以下|以内|以外|左右|上下|内)?"
)
_LIST: Final = re.compile(r"[、和与及]")
_TO: Final = re.compile(
    r"(?:增长|增加|提高|提升|上升|下降|降低|减少|缩小|扩大|发展|拓展|调整|恢复|增|升|降|减|缩)(?:到|至|为)[^到至为]*$"
)
_GROWS: Final = re.compile(r"增长|增速|增幅|涨幅|年均增|年均")
_FALLS: Final = re.compile(r"下降|降低|减少|降幅|减(?!至)|降(?!至)")
_MORE: Final = re.compile(r"提高|提升|增加|上升|扩大|缩小|增至$")
_QUALIFIERS: Final = (
    "不低于",
    "不少于",
    "不超过",
    "不高于",
    "超过",
    "突破",
    "小于",
    "大于",
    "低于",
    "高于",
    "少于",
    "多于",
    "近",
    "约",
    "≥",
    "≤",
    ">",
    "<",
    "力争",
    "争取",
    "预计",
    "预期",
)
_LOWER: Final = frozenset({"超过", "突破", "不低于", "不少于", "大于", "高于", "多于", "≥", ">", "以上"})
_UPPER: Final = frozenset({"不超过", "不高于", "小于", "低于", "少于", "≤", "<", "以下", "以内", "内"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure behind a name: offsets into the text that was read; ``gap`` is what stands before it.

    ``glued`` is one of two figures with nothing between them (6.5%7%): the source has lost what stood there.
    """

    start: int
    end: int
    gap: str
    number: Decimal | None
    high: Decimal | None
    parts: tuple[str, ...]
    unit: str
    qualifiers: tuple[str, ...]
    kind: Kind
    span: Span
    glued: bool = False


def figures_after(text: str, position: int, end: int, lead: str = "") -> list[Figure]:
    """Return the figures that follow a name at ``position`` with nothing between them but words that tie them to it.

    ``text`` is in search form; ``lead`` is what stands before the name in its clause (每年, 累计). Values joined by 、
    or 和 follow one another in the result.
    """
    found: list[Figure] = []
    gap_start = position
    while position < end:
        gap = _GAP.match(text, position, end)
        position = gap.end() if gap else position
        value = _VALUE.match(text, position, end)
        if value is None:
            break
        if value.end() == position or _is_year(text, value):
            break
        glued = bool(found) and found[-1].end == value.start()
        words = found[-1].gap if glued else text[gap_start : value.start()]
        if glued:
            found[-1] = replace(found[-1], glued=True)
        found.append(replace(_figure(value, words, lead), glued=glued))
        position = value.end()
        joined = _LIST.match(text, position, end)
        if joined:
            position = joined.end()
        else:
            gap_start = position
    return found


def figure_before(text: str, start: int, position: int) -> Figure | None:
    """Return the figure that ends where a name begins: 34万公顷耕地红线."""
    last = None
    for value in _VALUE.finditer(text, start, position):
        if value.end() == position and value["unit"]:
            last = value
    return None if last is None else _figure(last, text[start : last.start()], "")


def whole_figure(text: str) -> Figure | None:
    """Return the one figure that a cell of a table holds, with its words: 9以上, [8000], ≥95, 下降到30微克/立方米."""
    bare = text.strip()
    inner = bare.strip("[]〔〕【】")
    sign = "-" if inner.startswith(("-", "—")) and inner[1:2].isdigit() else ""
    body = inner.removeprefix("-").removeprefix("—") if sign else inner
    found = figures_after(body, 0, len(body))
    if not found or len(found) > 1 or found[0].end != len(body):
        return None
    figure = found[0]
    offset = text.index(inner) + len(inner) - len(body)
    return replace(
        figure,
        start=figure.start + offset - len(sign),
        end=figure.end + offset,
        number=-figure.number if sign and figure.number is not None else figure.number,
        span="total" if inner != bare else figure.span,
    )


def bounds(qualifiers: tuple[str, ...]) -> tuple[bool, bool]:
    """Say whether a value is only a lower, and whether it is only an upper bound."""
    return bool(_LOWER & set(qualifiers)), bool(_UPPER & set(qualifiers))


def _figure(value: re.Match[str], gap: str, lead: str) -> Figure:
    number, *rest = value["number"].split(":")
    parts = (number, *rest) if len(rest) == 2 or (rest and rest[0] != "1") else ()
    unit = ":1" if rest == ["1"] else ":" if parts else value["unit"] or ""
    words = sorted((word for word in _QUALIFIERS if word in gap), key=gap.index)
    qualifiers = tuple(word for word in words if not any(word != other and word in other for other in words))
    after = (value["after"],) if value["after"] else ()
    return Figure(
        value.start(),
        value.end(),
        gap,
        None if parts else Decimal(number.replace(",", "")),
        Decimal(value["high"].replace(",", "")) if value["high"] else None,
        parts,
        unit,
        (*qualifiers, *after),
        _kind(gap, unit),
        _span(gap, lead),
    )


def _kind(gap: str, unit: str) -> Kind:
    if unit.endswith("百分点"):
        return "change"
    if _TO.search(gap):
        return "level"
    if unit in ("%", "‰"):
        if _FALLS.search(gap):
            return "cut"
        if _GROWS.search(gap):
            return "rate"
    return "change" if _MORE.search(gap) or _GROWS.search(gap) or _FALLS.search(gap) else "level"


def _span(gap: str, lead: str) -> Span:
    words = lead + gap
    if "累计" in words or re.search(r"[五5]年(?:累计|共|内)", words):
        return "total"
    if "年均" in words or "平均每年" in words:
        return "average"
    return "yearly" if re.search(r"每年|全年", words) else ""


def _is_year(text: str, value: re.Match[str]) -> bool:
    bare = value["unit"] in (None, "年")
    return bool(bare and re.fullmatch(r"(?:19|20)\d{2}", value["number"])) or (
        value["unit"] is None and text[value.end() : value.end() + 1] in ("月", "年", "日", "g")
    )
