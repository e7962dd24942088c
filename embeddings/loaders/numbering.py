"""The automatic numbers of a Word document, as Word shows them: 第一章, 一、, (一), 1.

Word stores where a paragraph stands in a list, not its number; without this the numbers of most headings are lost.
Rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "零一二三四五六七八九"
_LEGAL: Final = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL: Final = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: where it starts, how it counts, what it shows, what follows the number."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


class Numbering:
    """The lists of a document; :meth:`number` is called for its numbered paragraphs in order."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        by_style: dict[str, dict[int, _Level]] = {}
        linked: dict[str, str] = {}
        for each in root.findall(f"{W}abstractNum"):
            key = each.get(f"{W}abstractNumId")
            levels = {int(level.get(f"{W}ilvl")): _level(level) for level in each.findall(f"{W}lvl")}
            self._abstract[key] = levels
            if style := _value(each, "styleLink"):
                by_style[style] = levels
            if style := _value(each, "numStyleLink"):
                linked[key] = style
        for key, style in linked.items():
            self._abstract[key] = by_style.get(style, self._abstract[key])
        for each in root.findall(f"{W}num"):
            abstract = _value(each, "abstractNumId")
            levels, starts = dict(self._abstract.get(abstract, {})), dict[int, int]()
            for override in each.findall(f"{W}lvlOverride"):
                at = int(override.get(f"{W}ilvl"))
                if (level := override.find(f"{W}lvl")) is not None:
                    levels[at] = _level(level)
                if start := _value(override, "startOverride"):
                    starts[at] = int(start)
            self._lists[each.get(f"{W}numId")] = (abstract, levels, starts)

    def level_of_style(self, num_id: str, style_id: str) -> str:
        """Return the level of a list that belongs to a paragraph style; empty if none does."""
        levels = self._lists[num_id][1] if num_id in self._lists else {}
        return next((str(at) for at, level in levels.items() if level.style == style_id), "")

    def number(self, num_id: str, at: int) -> str:
        """Return the number that the next paragraph of a list shows at a level (0 to 8), with what follows it."""
        if num_id not in self._lists:
            return ""
        abstract, levels, starts = self._lists[num_id]
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if at in starts and (num_id, at) not in self._begun:
            counts[at] = starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else level.start
        self._begun.add((num_id, at))
        for deeper in [each for each in counts if each > at]:
            restart = levels.get(deeper, _Level()).restart
            if restart is None or (restart > 0 and at < restart):
                del counts[deeper]
        return self._shown(level, levels, counts)

    def _shown(self, level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        if level.format == "none":
            return ""
        if level.format == "bullet":
            symbol = level.text.strip()
            return symbol if symbol and not "\ue000" <= symbol[0] <= "\uf8ff" else ""
        text = level.text
        for at in range(9):
            own = levels.get(at, _Level())
            value = counts.get(at, own.start)
            kind = "decimal" if level.legal else own.format
            text = text.replace(f"%{at + 1}", format_number(value, kind))
        return text + _separator(text, level.suffix)


def _level(element: Any) -> _Level:
    start, restart = _value(element, "start"), _value(element, "lvlRestart")
    level = _Level(
        start=int(start) if start else 1,
        format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText"),
        suffix=_value(element, "suff") or "tab",
        restart=int(restart) if restart else None,
        style=_value(element, "pStyle"),
    )
    legal = element.find(f"{W}isLgl")
    return replace(level, legal=legal is not None and legal.get(f"{W}val") not in ("0", "false"))


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val") or ""


def _separator(number: str, suffix: str) -> str:
    """Return the gap that Word leaves after a number; after a Chinese mark it is none to a reader."""
    if suffix == "nothing" or number[-1:] in ("、", ")", "）", ",", "，", ""):
        return ""
    return " "


def format_number(value: int, kind: str) -> str:
    """Return a number in one of Word's formats; an unknown format counts in Western digits."""
    return _FORMATS.get(kind, str)(value)


def chinese(value: int) -> str:
    """Return a number from 0 to 9999 in full: 一十, 二十一, 一百零三."""
    if not 0 < value < 10000:
        return str(value) if value else "零"
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(said)
    return said


def _spoken(value: int) -> str:
    said = chinese(value)
    return said[1:] if said.startswith("一十") else said


def _digit_by_digit(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value)).replace("零", "〇")


def _letters(value: int) -> str:
    """Word goes on after Z with AA, BB, CC."""
    turns, letter = divmod(value - 1, 26)
    return chr(ord("A") + letter) * (turns + 1)


def _roman(value: int) -> str:
    pairs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    said = ""
    for unit, name in (*pairs, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, value = divmod(value, unit)
        said += name * count
    return said


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if 1 <= value <= 20 else str(value)


_COUNTING: Final = (
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "ideographTraditionalCounting",
)
_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(_COUNTING, _spoken),
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "chineseLegalSimplified": lambda value: chinese(value).translate(_LEGAL),
    "ideographLegalTraditional": lambda value: chinese(value).translate(_LEGAL_TRADITIONAL),
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "ideographTraditional": lambda value: "甲乙丙丁戊己庚辛壬癸"[(value - 1) % 10],
}
