"""Values, years and marks in words, in Chinese as printed and in English with the printed words beside a conversion."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from embeddings.facts.fact import Fact
from embeddings.facts.periods import find_plan, ordinal_in_english
from embeddings.facts.times import is_average
from embeddings.facts.units import SCALES, split_scale
from embeddings.scripts import search_form
from qa.indicators.choosing import Cell
from qa.indicators.comparing import Reason

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[-—~–至]\d[\d,]*(?:\.\d+)?)?")
_BEFORE_EN: Final = {
    "超过": "over",
    "突破": "over",
    "大于": "over",
    "高于": "over",
    "多于": "over",
    ">": "over",
    "不低于": "at least",
    "不少于": "at least",
    "≥": "at least",
    "不超过": "at most",
    "不高于": "at most",
    "≤": "at most",
    "小于": "under",
    "低于": "under",
    "少于": "under",
    "<": "under",
    "近": "nearly",
    "约": "about",
    "力争": "aims at",
    "争取": "aims at",
    "预计": "expected",
    "预期": "expected",
}
_AFTER_EN: Final = {
    "以上": "or more",
    "以下": "or less",
    "以内": "at most",
    "内": "at most",
    "左右": "about",
    "上下": "about",
    "以外": "beyond",
}
_UNIT_EN: Final = {
    "元": "yuan",
    "美元": "US dollars",
    "人": "people",
    "名": "people",
    "家": "enterprises",
    "个": "",
    "件": "",
    "张": "beds",
    "公里": "km",
    "千米": "km",
    "亩": "mu",
    "公顷": "hectares",
    "吨": "tonnes",
    "吨标准煤": "tonnes of standard coal",
    "立方米": "m³",
    "平方米": "m²",
    "岁": "years",
    "年": "years",
    "%": "%",
    "‰": "‰",
    "微克/立方米": "µg/m³",
    "ug/m3": "µg/m³",
    ":1": ": 1",
    ":": "",
    "元/": "yuan",
    "户": "households",
    "套": "homes",
}
_ROUND: Final = ((12, "trillion"), (9, "billion"), (6, "million"))

REASONS: Final[dict[str, dict[Reason, str]]] = {
    "zh": {
        "empty": "未提及",
        "dash": "原表为“-”",
        "text": "只有文字，没有数值",
        "unclear": "表中列位不明",
        "damaged": "原文数字残损",
        "unit": "单位不同，不能换算",
        "unit_missing": "原文未印单位",
        "unit_cut": "原文单位印得不全",
        "span": "累计、每年与单年口径不同",
        "base_year": "降幅的基年不同",
        "period": "规划期不同",
        "year": "年份不同",
        "change": "是变化量，不是水平",
        "parts": "是结构，不是一个数",
    },
    "en": {
        "empty": "not mentioned",
        "dash": "a dash in the plan's table",
        "text": "words, no figure",
        "unclear": "its column is not known",
        "damaged": "damaged in the source",
        "unit": "another unit that does not convert",
        "unit_missing": "no unit printed",
        "unit_cut": "the printed unit is cut off",
        "span": "cumulative, yearly or of one year",
        "base_year": "counted from another year",
        "period": "of a plan for other years",
        "year": "of another year",
        "change": "a change, not a level",
        "parts": "a structure, not one figure",
    },
}
STATUSES: Final = {
    "zh": {
        "value": "",
        "conflict": "本规划内另有不同数值",
        "unclear": "列位不明",
        "damaged": "数字残损，不可作为事实",
        "text": "",
        "dash": "原表为“-”",
        "empty": "未提及",
    },
    "en": {
        "value": "",
        "conflict": "the plan also prints another value",
        "unclear": "column not known",
        "damaged": "figure damaged, not a fact",
        "text": "",
        "dash": "a dash in the plan",
        "empty": "not mentioned",
    },
}
_SPANS: Final = {
    "zh": {"": "", "yearly": "每年", "total": "累计", "average": "年均"},
    "en": {"": "", "yearly": "each year", "total": "cumulative", "average": "yearly average"},
}
ATTRIBUTES_EN: Final = {"约束性": "binding", "预期性": "indicative"}
"""What a plan calls a target that must be met, and one that is expected."""


def printed(mention: Fact) -> str:
    """Return a value as the plan prints it, with the words before it and the unit that its row or column gives it.

    >>> # 9以上 under a column of 年均增速 reads 9%以上, 3500亿元 behind 超过 reads 超过3500亿元
    """
    text = " ".join(mention.printed.split())
    unit = "" if mention.unit.startswith(":") else mention.unit
    if unit and mention.number is not None and not _has_unit(search_form(text)):
        text = _NUMBER.sub(lambda match: match.group() + unit, text, count=1)
    before = "".join(word for word in mention.qualifiers if word in _BEFORE_EN and word not in text)
    return before + text


def said(mention: Fact, language: str) -> str:
    """Return a value in words of a language; in English a scale is converted and the printed value stands behind it."""
    if language != "en" or mention.number is None:
        return printed(mention)
    number, unit = mention.number, mention.unit
    scale, bare = split_scale(unit)
    power = SCALES[scale].adjusted() if scale else 0
    shown = _amount(number, power, mention.printed)
    if mention.high is not None:
        shown += f"–{_amount(mention.high, power, mention.printed)}"
    name = _UNIT_EN.get(bare, bare)
    shown += name if name in ("%", "‰") else f" {name}" if name else ""
    words = [_BEFORE_EN[word] for word in mention.qualifiers if word in _BEFORE_EN]
    after = [_AFTER_EN[word] for word in mention.qualifiers if word in _AFTER_EN]
    lead = [each for each in after if each in ("about", "at most")]
    text = " ".join([*words, *lead, shown, *(each for each in after if each not in lead)])
    return f"{text} ({printed(mention)})" if power or unit not in _UNIT_EN else text


def year_said(mention: Fact, language: str) -> str:
    """Return the year of a value: as printed, or that none is and which period the plan has."""
    if not mention.certain:
        return "year not known" if language == "en" else "年份不明"
    if not mention.year:
        own = mention.document.period
        if own is None:
            return "no year" if language == "en" else "未注明年份"
        years = (str(own.first), str(own.last))[own.is_year :]
        return (
            f"no year; plan of {'–'.join(years)}"
            if language == "en"
            else f"未注明年份(规划期{'—'.join(years)})"
        )
    if language != "en":
        return mention.year if is_average(mention.year) else f"{mention.year}年"
    return period_said(mention.year, language)


def period_said(name: str, language: str) -> str:
    """Return the name of a time in a language: a year as it is, 十四五 in English as the plan that it is.

    >>> period_said("十四五", "en"), period_said("十四五", "zh"), period_said("2025", "en")
    ('14th Five-Year Plan', '十四五', '2025')
    """
    plan = find_plan(name) if language == "en" else None
    if plan is None or plan.name != name:
        return name
    return f"{ordinal_in_english(plan.plan)[0]} Five-Year Plan"


def marks_of(mention: Fact, language: str) -> list[str]:
    """Return what else must be known of a value: 年均, 较2019年, 约束性, unit lost, which part of the area it is of."""
    english = language == "en"
    marks = [_SPANS["en" if english else "zh"][mention.span]]
    if mention.compared_with:
        marks.append(f"from {mention.compared_with}" if english else f"较{mention.compared_with}年")
    if mention.attribute:
        marks.append(
            ATTRIBUTES_EN.get(mention.attribute, mention.attribute) if english else mention.attribute
        )
    if mention.scope:
        marks.append(f"of {mention.scope} only" if english else f"仅指{mention.scope}")
    reasons: dict[str, Reason] = {"unit_missing": "unit_missing", "unit_cut": "unit_cut", "change": "change"}
    marks += [REASONS["en" if english else "zh"][reasons[note]] for note in mention.notes if note in reasons]
    if not mention.certain:
        marks.append("column not known" if english else "列位不明")
    return [mark for mark in marks if mark]


def number_said(number: Decimal) -> str:
    """Return a number without superfluous zeros: 6.9, -0.22, 250."""
    text = f"{number.normalize():f}"
    return text if text != "-0" else "0"


def change_said(change: Decimal, cell: Cell, language: str) -> str:
    """Return a change with its sign; shares and rates change by points."""
    unit = cell.best.unit if cell.best else ""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    number = number_said(abs(change))
    if unit == "%":
        return f"{sign}{number} pp" if language == "en" else f"{sign}{number}个百分点"
    if unit.startswith(":"):
        return f"{sign}{number}"
    if language != "en":
        return f"{sign}{number}{unit}"
    scale, bare = split_scale(unit)
    power = SCALES[scale].adjusted() if scale else 0
    return f"{sign}{_amount(abs(change), power, number)} {_UNIT_EN.get(bare, bare)}".strip()


def _has_unit(text: str) -> bool:
    """Say whether a printed value has a unit behind its number already, as 下降到30微克/立方米 has."""
    behind = _NUMBER.sub("", text, count=1)
    return bool(
        re.search(
            r"[%‰]|元|吨|斤|亩|公顷|方米|平方公里|人|名|家|个|件|张|套|户|岁|年|公里|千米|km|m3|千瓦", behind
        )
    )


def _amount(number: Decimal, power: int, as_printed: str) -> str:
    if not power:
        match = _NUMBER.search(as_printed)
        plain = (
            match.group()
            if match and "-" not in match.group() and Decimal(match.group().replace(",", "")) == abs(number)
            else number_said(abs(number))
        )
        return ("−" if number < 0 else "") + plain
    size = number.scaleb(power)
    for exponent, word in _ROUND:
        if abs(size) >= Decimal(1).scaleb(exponent):
            return f"{number_said(size.scaleb(-exponent))} {word}"
    return f"{size.normalize():,f}"
