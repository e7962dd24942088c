"""Amounts as values, and the one grammar that reads them: a number, its unit, its bounds and what sort of amount it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from embeddings.facts.periods import PLAN, YEAR, find_periods
from embeddings.facts.units import PATTERN as UNIT
from embeddings.facts.units import Unit, read_unit

Kind = Literal["level", "rate", "cut", "change"]
"""A level; growth in per cent; a decrease in per cent; how much more or less, which is no level."""
Sort = Literal["level", "share", "growth", "cut", "change", "ratio", "rank"]
"""What may be compared with one another: a :data:`Kind`, with shares, ratios and ranks told from other levels."""
Bound = Literal["", "least", "most", "about"]
Span = Literal["", "yearly", "total", "average"]
"""Nothing said; each year (每年); over several years (累计, [ ]); the average of several years (年均)."""

_YEAR: Final = rf"(?:(?:{YEAR})年|“?(?:{PLAN})”?)(?:[末底初]|期间|时期|规划)?"
_WORDS: Final = (
    "达到|达|超过|超|突破|稳定|保持|控制|维持|提高|提升|增加|增长|增至|上升|升|下降|降低|降|减少|减|缩小|缩|扩大|调整|发展|拓展|恢复|"
    "不低于|不少于|不超过|不高于|小于|大于|低于|高于|少于|多于|低|高|为|是|在|到|至|由|从|有|将|要|约|近|力争|争取|确保|实现|完成|预计|预期|"
    "累计|[三五十35]年(?=年均)|年均|迈上|跃上|站上|平均|每年|全年|年度|分别|均|以|于|的|数量|总数|总量|总规模|规模|总额|水平|比重|比例|占比|人数|增速|增长率|增幅|降幅|涨幅|速度|目标值|目标|快速|"
    "左右|全市|我市|全部|再|可|能|基本|进一步|持续|逐步|已|率|数|值|量|额|[≥≤><~]"
)
_GAP: Final = re.compile(
    rf"(?:{_YEAR}|(?:较|比|相比)[“]?(?:(?:{YEAR})年|{PLAN}|[上去]年|上一年|前一年|年初)[”]?(?:[末底]|同期)?|同比|环比|按?(?:\d{{4}}年)?(?:可比|不变)价格?(?:计算)?|按(?:\d{{4}}年)?价格计算|{_WORDS}|\([^()]{{1,24}}\)|[“”:\s])*"
)
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DIGITS: Final = "零〇一二两三四五六七八九十百千"
_SPELLED: Final = (
    rf"百分之[{_DIGITS}点]+|[{_DIGITS[2:-3]}](?:点[{_DIGITS[:-3]}]+)?成(?![为立效长本果员都])半?|翻[一两二三]?番"
    rf"|(?<![第{_DIGITS}])[{_DIGITS}]+(?:万亿|千亿|百亿|亿|万)(?:{UNIT})?|(?<![第{_DIGITS}])[{_DIGITS[1:]}]+(?:点[{_DIGITS[:-3]}]+)?倍"
)
"""Amounts in words: 百分之六十, 三成, 翻一番, 三百亿元, 两倍."""
_VALUE: Final = re.compile(
    rf"(?:(?P<number>(?:{_NUMBER})(?::\d+(?:\.\d+)?){{0,2}})(?:%?[-—~–至](?P<high>{_NUMBER})(?![年月\d]))?"
    rf"(?P<unit>{UNIT})?|(?P<spelled>{_SPELLED}))(?P<after>以上|以下|以内|以外|左右|上下|内)?"
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


_DOUBLINGS: Final = {"一": 1, "两": 2, "二": 2, "三": 3}
_ABOUT: Final = frozenset({"约", "近", "左右", "上下"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as a text prints it; ``number`` is None for words (完成省下达任务), dashes and structures.

    ``unit`` is as printed, ``high`` the upper end of a range, ``parts`` a structure (9:49:42). ``qualifiers`` are the
    words that bound it, ``span`` over which time it is reckoned.
    """

    number: Decimal | None
    unit: str = ""
    high: Decimal | None = None
    parts: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    kind: Kind = "level"
    span: Span = ""

    @property
    def measure(self) -> Unit:
        """The unit with its family and factor."""
        return read_unit(self.unit)

    @property
    def size(self) -> Decimal | None:
        """The amount in units of its family, the lower end of a range."""
        return None if self.number is None else self.number * self.measure.factor

    @property
    def top(self) -> Decimal | None:
        """The upper end of a range in units of its family, or the amount."""
        return self.size if self.high is None else self.high * self.measure.factor

    @property
    def sort(self) -> Sort:
        """What it may be compared with."""
        if self.parts or self.unit == ":1":
            return "ratio"
        if self.measure.family == "rank":
            return "rank"
        if self.kind == "level":
            return "share" if self.measure.family == "share" else "level"
        return "growth" if self.kind == "rate" else self.kind

    @property
    def bound(self) -> Bound:
        """Whether it is a least (以上), a most (以内), or about so much (左右)."""
        least, most = bounds(self.qualifiers)
        return "least" if least else "most" if most else "about" if _ABOUT & set(self.qualifiers) else ""

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The amounts that it allows: 突破35 from 35 upwards, 5.5以内 downwards, 30左右 and 30 only 30."""
        if self.size is None or self.top is None:
            return None
        low = Decimal("-Infinity") if self.bound == "most" else self.size
        return low, Decimal("Infinity") if self.bound == "least" else self.top

    def converts_to(self, other: Quantity) -> bool:
        """Return whether the units convert; one without a unit is in the other's where that has no scale."""
        mine, theirs = self.measure, other.measure
        lost = mine.is_missing or theirs.is_missing
        return mine.family == theirs.family or (lost and mine.factor == theirs.factor == 1)

    def equals(self, other: Quantity) -> bool:
        """Return whether two amounts are the same, whatever they are written in: 六成 and 60%, 33000亿元 and 3.3万亿元."""
        same = self.size == other.size and self.top == other.top
        return self.size is not None and same and self.measure.family == other.measure.family

    def holds_with(self, other: Quantity) -> bool:
        """Return whether two amounts of one thing may both be true: equal after conversion, or within one another's bounds.

        Two bounds of one sort that differ are two targets: 突破35 and 突破40.
        """
        if self.parts or other.parts:
            return not (self.parts and other.parts) or self._parts == other._parts
        if self.bound == other.bound and self.bound in ("least", "most"):
            return self.size == other.size
        mine, theirs = self.interval, other.interval
        return mine is None or theirs is None or (mine[0] <= theirs[1] and theirs[0] <= mine[1])

    @property
    def _parts(self) -> tuple[Decimal, ...]:
        return tuple(map(Decimal, self.parts))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure behind a name: offsets into the text that was read; ``gap`` is what stands before it.

    ``glued`` is one of two figures with nothing between them (6.5%7%): the source has lost what stood there.
    """

    start: int
    end: int
    gap: str
    quantity: Quantity
    glued: bool = False

    @property
    def unit(self) -> str:
        """The unit as printed."""
        return self.quantity.unit

    @property
    def kind(self) -> Kind:
        """What is said of it."""
        return self.quantity.kind

    def with_quantity(self, **changes: object) -> Figure:
        """Return the figure with some fields of its quantity changed."""
        return replace(self, quantity=replace(self.quantity, **changes))  # type: ignore[arg-type]


def figures_after(text: str, position: int, end: int, lead: str = "") -> list[Figure]:
    """Return the figures that follow a name at ``position`` with nothing between them but words that tie them to it.

    ``text`` is in search form; ``lead`` is what stands before the name in its clause (每年, 累计). Values joined by 、
    or 和 follow one another in the result.
    """
    found: list[Figure] = []
    gap_start = position
    while position < end:
        begin = position
        gap = _GAP.match(text, position, end)
        position = gap.end() if gap else position
        value = _VALUE.match(text, position, end)
        if value is None:
            break
        if value.end() == position or _is_year(text, value):
            break
        glued = bool(found) and found[-1].end == value.start()
        words = found[-1].gap if glued else text[gap_start : value.start()]
        if found and gap_start < begin and not _is_alike(value, found[-1]):
            words = text[begin : value.start()]  # 增长6.1%、突破2万亿元: the second has words of its own
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


def _is_alike(value: re.Match[str], before: Figure) -> bool:
    unit = read_unit(value["unit"] or "")
    return unit.is_missing or unit.family == before.quantity.measure.family


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
    figure, number = found[0], found[0].quantity.number
    offset = text.index(inner) + len(inner) - len(body)
    return replace(
        figure,
        start=figure.start + offset - len(sign),
        end=figure.end + offset,
        quantity=replace(
            figure.quantity,
            number=-number if sign and number is not None else number,
            span="total" if inner != bare else figure.quantity.span,
        ),
    )


def bounds(qualifiers: tuple[str, ...]) -> tuple[bool, bool]:
    """Say whether a value is only a lower, and whether it is only an upper bound."""
    return bool(_LOWER & set(qualifiers)), bool(_UPPER & set(qualifiers))


def find_quantities(folded: str) -> list[Figure]:
    """Return every amount in a text in search form, in its order; years and plan periods are none.

    What ties an amount to its name is read back to the last comma or the amount before it.
    """
    years = {position for each in find_periods(folded) for position in range(each.start, each.end)}
    found: list[Figure] = []
    for value in _VALUE.finditer(folded):
        if value.start() in years or _is_year(folded, value):
            continue
        start = max(folded.rfind(mark, 0, value.start()) + 1 for mark in ",;。:\n") if value.start() else 0
        start = max(start, found[-1].end if found else 0)
        found.append(_figure(value, folded[start : value.start()], ""))
    return found


def read_quantity(text: str) -> Quantity | None:
    """Return the one amount that a text in search form states, or None.

    >>> read_quantity("3.3万亿元").size == read_quantity("33000亿元").size
    True
    """
    figure = whole_figure(text)
    return figure.quantity if figure else None


def _figure(value: re.Match[str], gap: str, lead: str) -> Figure:
    words = sorted((word for word in _QUALIFIERS if word in gap), key=gap.index)
    qualifiers = tuple(word for word in words if not any(word != other and word in other for other in words))
    after = (value["after"],) if value["after"] else ()
    number, unit, parts = _amount(value)
    quantity = Quantity(
        number,
        unit,
        Decimal(value["high"].replace(",", "")) if value["high"] else None,
        parts,
        (*qualifiers, *after),
        "change" if (value["spelled"] or "").startswith("翻") else _kind(gap, unit),
        _span(gap, lead),
    )
    return Figure(value.start(), value.end(), gap, quantity)


def _amount(value: re.Match[str]) -> tuple[Decimal | None, str, tuple[str, ...]]:
    """Return the number, the unit and the parts of what was matched."""
    if value["spelled"]:
        return (*_spelled(value["spelled"]), ())
    number, *rest = value["number"].split(":")
    if rest == ["1"]:
        return Decimal(number.replace(",", "")), ":1", ()
    if rest:
        return None, ":", (number, *rest)
    return Decimal(number.replace(",", "")), value["unit"] or "", ()


def _spelled(words: str) -> tuple[Decimal | None, str]:
    """Return the number and the unit of an amount in words: 60 and % of 六成, 2 and 倍 of 翻一番."""
    if words.startswith("翻"):
        return Decimal(2) ** (_DOUBLINGS.get(words[1], 1)), "倍"
    if words.startswith("百分之"):
        return _cardinal(words[3:]), "%"
    if words.endswith(("成", "成半")):
        tenths = _cardinal(words.replace("成半", "点五").removesuffix("成"))
        return None if tenths is None else tenths * 10, "%"
    digits = re.match(rf"[{_DIGITS}点]+", words)
    bare = digits.group() if digits else ""
    return _cardinal(bare), words[len(bare) :]


def _cardinal(spelled: str) -> Decimal | None:
    """Return a number in Chinese characters, None for what only looks like one; 百 alone is one hundred."""
    import cn2an

    plain = spelled.replace("〇", "零").strip("点")
    plain = re.sub(r"^(?=[十百千])", "一", plain)
    try:
        return Decimal(str(cn2an.cn2an(plain, "smart")))
    except ValueError:
        return None


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
    if value["number"] is None:
        return False
    unit, four = value["unit"], re.fullmatch(r"\d{4}", value["number"]) is not None
    if unit == "年" and four:
        return True  # 2205年 is a year that cannot be, and no span of years
    if unit is None and re.fullmatch(r"(?:19|20)\d{2}", value["number"]):
        return True
    return unit is None and text[value.end() : value.end() + 1] in ("月", "年", "日", "g")
