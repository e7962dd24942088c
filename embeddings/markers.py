"""What a heading of a Chinese plan looks like, line by line.

A marker is the numbered start of a line: 第一篇, 第二章, 第三节, 第四条, 一、, (一), 1., (1), 1.1, 专栏2, 附件1. Recognising
one says nothing yet about the tree; :mod:`embeddings.heading_tree` decides with the neighbours in view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

KINDS = (
    "part",
    "chapter",
    "section",
    "article",
    "cn-capital",
    "cn",
    "cn-bracketed",
    "digit",
    "digit-bracketed",
)
"""Numbered heading kinds from the top level down; decimals (1.1) come after digits, the deeper the later."""
UNIT_NAMES = {"part": "篇", "chapter": "章", "section": "节", "article": "条"}

_CAPITAL = "壹贰叁参肆伍陆柒捌玖拾"
_CN = f"一二三四五六七八九十百零〇{_CAPITAL}"
_UNITS = {
    "篇": "part",
    "编": "part",
    "部分": "part",
    "卷": "part",
    "章": "chapter",
    "节": "section",
    "条": "article",
}
_UNIT = re.compile(rf"第([{_CN}]+|\d{{1,3}})([篇编卷章节]|部分(?!的|地区|群众|人)|条(?!款|例|件|路|线))\s*")
_UNIT_LOST = re.compile(rf"第([{_CN}]+)(?=[^篇编卷章节条届个次名批轮期季位年阶步种类款项产部{_CN}\d、,，。])")
# 二、九〇〇人 is a figure of old texts, 2,900.
_CN_COMMA = re.compile(
    rf"([{_CN}]+)、(?![一-九]?(?=[^、,，。]{{0,2}}[〇零])[一二三四五六七八九〇零]{{3}}(?![{_CN}]))\s*"
)
# Scanned texts have 〈一）and （一〉.
_CN_BRACKETED = re.compile(rf"[(（〈]([{_CN}]+)[)）〉〕]\s*")
# 1.2025年工作回顾 begins with a year, and 1. 8亿亩 is a figure set apart.
_DIGIT = re.compile(r"(\d{1,2})[.．、](?:\s*(?![\s\d])|(?=\d{4}年)|(?=\s+\d)(?!\s+\d+[万亿%％]))")
# 26.4个国铁项目: after 25. an entry; elsewhere a figure.
_DIGIT_BEFORE_FIGURE = re.compile(r"(\d{1,2})[.．](?=\d{1,3}(?:[个家条项种类年大+]))")
_DIGIT_BARE = re.compile(r"(\d{1,2})(?=[\u4e00-\u9fff])(?![年月日个家条项万亿%])")
_DIGIT_BRACKETED = re.compile(r"(?:[(（](\d{1,2})[)）]|(\d{1,2})[)）])\s*(?=[\u4e00-\u9fff“\"])")
# A decimal heading, 2.1 or 2.1.3: what follows is a title and no unit of measure.
_DECIMAL = re.compile(
    r"(\d{1,2}(?:[.．]\d{1,2}){1,3})[.．、]?\s*(?=[\u4e00-\u9fff“\"])"
    r"(?!(?:万|亿|个|家|元|米|公里|平方|立方|吨|度|倍|岁|年|月|日|亩|人|户|分|秒|小时|百分|千|兆|升)[^,。]{0,3}(?:$|[^\u4e00-\u9fff]))"
)
_BOX = re.compile(rf"专栏\s*([{_CN}]+|\d{{1,2}})(?:[-—.](\d{{1,2}}))?\s*[:：、.]?\s*")
_ANNEX = re.compile(rf"附\s?[件录表]\s*(?:([{_CN}]+|\d{{1,2}})(?![年月日个项\d]))?\s*[:：、.]?\s*")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|wps|ofd|jpg|png)$")
_NAMED = re.compile(r"(?:前\s?言|序\s?言|引\s?言|导\s?言|结\s?语|结束语|后\s?记|名词解释|附\s?则)")
_DEFINED = re.compile(r"“?[^:：]{2,14}[:：][^:：]{8,}")
SPOKEN_OF = re.compile(
    r"[的中所对和与至到、,，(（《)）》;；:：]|已|规定|主要|提出|明确|已经|要求|内容|以|之|里|内|是|为"
)
"""What goes on behind a unit that is spoken of, 第三章提出…, and is no heading."""
# An entry of a glossary: 3.“四网融合”:… The term is what it is called by.
_TERM = re.compile(r"([^:：,，。;；]{1,28}?)\s*[:：]")
_STOP = "。！？!?"

HEAD_LENGTH = 40
"""A heading line is no longer than this many characters."""
RUN_IN_LENGTH = 40
"""A run-in heading ends within this many characters (an item that lost its full stop runs on)."""
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Marker:
    """A line that starts like a heading.

    ``number_end`` and ``head_end`` are offsets into the line. ``run_in`` says that body text follows the head in
    the same line. ``head_end == number_end`` means that no title can be told from the text. ``prefix`` has the
    numbers before the last of a decimal heading: (2, 1) of 2.1.3. ``level`` is its rank where the document sets its
    kind elsewhere than usual (:mod:`embeddings.heading_order`).
    """

    kind: str
    ordinal: int
    number_end: int
    head_end: int
    run_in: bool
    certain: bool = True
    prefix: tuple[int, ...] = ()
    level: float | None = None

    @property
    def rank(self) -> float:
        """The level of the kind: the lower, the nearer to the top."""
        if self.level is not None:
            return self.level
        if self.kind == "decimal":
            return KINDS.index("digit") + 0.1 * len(self.prefix)
        return float(KINDS.index(self.kind)) if self.kind in KINDS else -1.0


def chinese_number(text: str) -> int:
    """Return the value of a numeral up to 199, in Chinese (common or capital) or Western digits; 0 if it is none."""
    if text.isdigit():
        return int(text)
    plain = text.translate(str.maketrans(f"{_CAPITAL}〇", "一二三三四五六七八九十零"))
    hundreds = 0
    if plain.startswith("一百") and len(plain) > len("一百"):
        hundreds, plain = _HUNDRED, plain.removeprefix("一百").removeprefix("零")
    value = _below_hundred(plain)
    return hundreds + value if value else 0


def _below_hundred(text: str) -> int:
    digits = {character: value for value, character in enumerate("零一二三四五六七八九")}
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
    special = _special(line)
    if special:
        return special
    unit = _UNIT.match(line)
    if unit:
        return _headed(line, _UNITS[unit.group(2)], unit.group(1), unit.end())
    decimal = _decimal(line)
    if decimal:
        return decimal
    for kind, pattern in (("cn", _CN_COMMA), ("cn-bracketed", _CN_BRACKETED), ("digit", _DIGIT)):
        match = pattern.match(line)
        if match:
            number = next(group for group in match.groups() if group)
            capital = kind == "cn" and number[0] in _CAPITAL
            return _headed(line, "cn-capital" if capital else kind, number, match.end())
    bracketed = _DIGIT_BRACKETED.match(line)
    if bracketed:
        number = next(group for group in bracketed.groups() if group)
        marker = _headed(line, "digit-bracketed", number, bracketed.end())
        return marker if marker and (not marker.run_in or bracketed.group(1)) else None
    return _damaged(line)


def read_fused(line: str) -> Marker | None:
    """Return the marker of a line that is a heading and its text, in a document that has lost its full stops."""
    found = read_marker(line + _STOP[0])
    if found is not None:
        return found
    unit = _UNIT.match(line)
    ordinal = chinese_number(unit.group(1)) if unit else 0
    if unit is None or not ordinal or SPOKEN_OF.match(line, unit.end()):
        return None
    return Marker(_UNITS[unit.group(2)], ordinal, unit.end(), unit.end(), run_in=True, certain=False)


def _special(line: str) -> Marker | None:
    """Return the marker of a box, an annex or a heading that is a word of its own."""
    if len(line) > 2 * HEAD_LENGTH or line.endswith(tuple(_STOP)):
        return None
    box = _BOX.match(line)
    if box:
        return Marker("box", chinese_number(box.group(1)), box.end(), len(line), run_in=False)
    annex = _ANNEX.match(line)
    if annex and len(line) <= HEAD_LENGTH and not line.endswith(tuple(";；,，、")):
        ordinal = chinese_number(annex.group(1)) if annex.group(1) else 0
        titled = annex.end() == len(line) or line[annex.end() - 1] in ":：" or not re.search("[,，、]", line)
        if (ordinal or titled) and not _FILE.search(line):
            return Marker("annex", ordinal, annex.end(), len(line), run_in=False)
    if _NAMED.fullmatch(line):
        return Marker("named", 0, 0, len(line), run_in=False)
    return None


def _decimal(line: str) -> Marker | None:
    match = _DECIMAL.match(line)
    if not match or len(line) > HEAD_LENGTH or line[-1] in _STOP + ";；,，、:：":
        return None
    *prefix, ordinal = (int(part) for part in re.split(r"[.．]", match.group(1)))
    if not ordinal:
        return None
    return Marker("decimal", ordinal, match.end(), len(line), False, prefix=tuple(prefix))


def _damaged(line: str) -> Marker | None:
    """Return the marker of a heading that lost its unit (第九坚持…) or the dot after its number (3推进…)."""
    lost = _UNIT_LOST.match(line)
    if lost and len(line) <= HEAD_LENGTH and line[-1] not in _STOP:
        return Marker("unit-lost", chinese_number(lost.group(1)), lost.end(), len(line), False, certain=False)
    figure = _DIGIT_BEFORE_FIGURE.match(line)
    if figure:
        marker = _headed(line, "digit", figure.group(1), figure.end())
        return replace(marker, certain=False) if marker and marker.run_in and marker.ordinal > 1 else None
    bare = _DIGIT_BARE.match(line)
    if not bare:
        return None
    marker = _headed(line, "digit", bare.group(1), bare.end())
    if not marker or marker.head_end == marker.number_end:
        return None
    # On a line of its own, 1总则 is a heading only in a document that goes on with 1.1.
    kind = "digit" if marker.run_in else "decimal"
    return Marker(kind, marker.ordinal, marker.number_end, marker.head_end, marker.run_in, certain=False)


def _headed(line: str, kind: str, number: str, number_end: int) -> Marker | None:
    """Tell a heading on its own line from one that its paragraph runs on from."""
    ordinal = chinese_number(number)
    rest = line[number_end:]
    if not ordinal:
        return None
    stop = next((i for i, character in enumerate(rest) if character in _STOP), -1)
    if kind == "article" and (stop >= 0 or len(line) > HEAD_LENGTH or rest[-1:] in tuple(":：;；")):
        return Marker(kind, ordinal, number_end, number_end, run_in=True)  # an article has text, no title
    if stop < 0:
        if kind == "digit" and _DEFINED.match(rest):
            return None
        if len(line) > HEAD_LENGTH + 20 or (rest and rest[-1] in ";；,，、:："):
            return None
        return Marker(kind, ordinal, number_end, len(line), run_in=False)
    if kind in ("part", "chapter", "section") and stop > RUN_IN_LENGTH:
        return None
    term = _TERM.match(rest) if kind == "digit" else None
    if term is not None and term.end() < stop:
        return Marker(kind, ordinal, number_end, number_end + term.end(1), run_in=True)
    if stop > RUN_IN_LENGTH or _runs_into_prose(rest[:stop]):
        return Marker(kind, ordinal, number_end, number_end, run_in=True, certain=False)
    return Marker(kind, ordinal, number_end, number_end + stop, run_in=True)


def _runs_into_prose(head: str) -> bool:
    """Say whether a head is so long that it lost its full stop and a sentence is fused to it."""
    return len(head) > 30 and "," not in head[:12] and "," in head
