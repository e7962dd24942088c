"""The rules that find damage.

They look for what is impossible or ill-formed in any text (two years run together, a unit without its number), and for
what is ill-formed only in a text that has lost a kind of character elsewhere (34个 where ranges have lost their
dashes). Nothing is put right: a record says what is certain and, apart from it, what is likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from embeddings.damage.marks import lost_heads, unbalanced_marks
from embeddings.damage.ranges import dashes_lost, fused_percents, lost_dashes
from embeddings.damage.ratios import fused_ratios
from embeddings.damage.record import Damage, Severity
from embeddings.facts.periods import IMPOSSIBLE_YEAR
from embeddings.repair import LOST, CleanText
from embeddings.scripts import search_form


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    message: str
    why: str
    severity: Severity = "figures"


_UNIT_WORDS = "亿元|亿美元|亿吨|亿立方米|万元|万人|万户|万亩|万公顷|万吨|万千瓦|平方公里|公里|公顷|家以上|个以上|所以上|个百分点|左右"
_AMOUNT_VERBS = "达到|增长到|增长至|提高到|提高至|下降到|下降至|降至|降到|增至|增加到|控制在|稳定在|保持在|不低于|不少于|不超过|年均增长|约占|约为"
_CLASS = r"(?!(?:以上)?的?[\u4e00-\u9fff]{0,4}?(?:项目|企业|工程|园区|产业|[村镇乡](?![容貌])))"
"""亿元以上项目, 亿元村: a class of things, no figure that was lost."""
_RULES = (
    _Rule("broken-bytes", re.compile(LOST), "原文此处字节损坏,缺字无法复原", "字节按错误的编码解读"),
    _Rule(
        "lost-date",
        re.compile(
            r"(?<!\d)20\d{3,6}日|(?<!\d)20\d{4,6}(?=[\u4e00-\u9fff]{2,4}第)"
            r"|(?<!\d)20[0-4]\d(?:1[0-2]|[1-9])月(?:\d{1,2}日)?"
        ),
        "原文日期缺字",
        "日期中的年、月或日缺失",
    ),
    _Rule(
        "fused-years",
        re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\1)(?:19|20)\d{2}(?!\d)年?"),
        "原文年份之间的连接号缺失",
        "两个年份连在一起",
    ),
    _Rule(
        "fused-percent",
        re.compile(r"(?<![\d.])[\d.]{0,9}\d%\d[\d.]*[%a-z]|\d%(?=20[23]\d年)"),
        "原文两个数值之间的符号缺失",
        "百分号后紧接另一个数",
        severity="words",
    ),
    _Rule(
        "lost-than",
        re.compile(r"(?<![^\n])20\d{2}年(?:下降|上升|提高|降低)\d+"),
        "原文“2020年下降”疑似缺“比”或“较”字",
        "单元格以基期年份开头",
        severity="words",
    ),
    _Rule(
        "lost-year",
        re.compile(r"(?<![二〇零\d])三五年(?=远景)"),
        "原文年份缺字(可能是“二〇三五年”)",
        "年份缺前两位",
        severity="words",
    ),
    _Rule(
        "impossible-year",
        re.compile(rf"(?:{IMPOSSIBLE_YEAR})年"),
        "原文年份疑似有误",
        "远在任何规划期之后",
        severity="words",
    ),
    _Rule(
        "impossible-unit",
        re.compile(r"(?<!\d)\d{1,9}万亿(?:[立平]方米|千瓦(?!时)|吨|亩|公里|人|户)"),
        "原文数值疑似有误",
        "数量级不可能",
    ),
    _Rule(
        "impossible-value",
        re.compile(
            r"(?:覆盖|普及|入学|优良|达标|合格|处理|利用|巩固|签约|参保|绿化|城镇化|入户|就业|通达|供水|保障)率"
            r"(?:[^,。;、\d\n]{0,8})((?!100(?:\.0+)?%)[1-9]\d{2,}(?:\.\d+)?)%"
        ),
        "原文数值疑似有误",
        "比率超过100%",
    ),
    _Rule(
        "lost-digits",
        re.compile(
            rf"(?:{_AMOUNT_VERBS})(?=(?:{_UNIT_WORDS})(?!级)|%)"
            rf"|(?:就业|人口|总值|总额|投资|产值|产量|面积|里程)(?:万[人吨亩]|亿元{_CLASS}|公里)(?=[,。;、]|以上|左右)"
            r"|(?:达到|超过|突破)(?=个(?![人体性别案])|%|家(?![庭园乡电具居门族]))"
            r"|(?:建设|打造|新建|建成|培育|引进|创建|新增|发展|组建|建立)个(?![人体性别案])|达到1个(?=[,。;])"
        ),
        "原文此处缺数字",
        "计量单位之前没有数字",
    ),
    _Rule(
        "fused-count",
        re.compile(r"(?:搬迁|移民|安置)[^,。;\d]{0,6}((?!\d*00人)\d{6,7})(?=人)"),
        "原文数字疑似粘连",
        "户数与人数疑似连在一起",
    ),
)
_HOUSEHOLD = (1.8, 5.5)
"""Persons in a household: a number that splits into so many may be households and persons run together."""


def find_damage(clean: CleanText) -> Iterator[Damage]:
    """Yield the damaged places of a text, in order of their kind.

    Lost range dashes are looked for only in texts that prove to have lost some: a sound 34个 looks the same.
    """
    text = search_form(clean.text)
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            yield from _record(rule, match)
    yield from fused_ratios(text)
    yield from fused_percents(text)
    if dashes_lost(text):
        yield from lost_dashes(text)
    yield from lost_heads(text)
    yield from unbalanced_marks(text)


def _record(rule: _Rule, match: re.Match[str]) -> Iterator[Damage]:
    group = 1 if match.re.groups and rule.kind != "fused-years" else 0
    start, end = match.span(group)
    found = Damage(
        start,
        end,
        rule.kind,
        rule.message,
        rule.severity,
        certain=f"原文印作“{match.group(group)}”",
        why=rule.why,
    )
    if rule.kind == "fused-count":
        likely = _households(match.group(1))
        if likely:
            yield replace(found, likely=likely)
    elif rule.kind == "fused-years":
        years = match.group().rstrip("年")
        if years[:4] < years[4:]:
            yield replace(found, likely=f"{years[:4]}—{years[4:]}年")
    else:
        yield found


def _households(digits: str) -> str:
    """Return the reading of 261927 as 261户927人, nothing where no split gives households of a usual size."""
    for at in range(len(digits) - 2, 1, -1):
        homes, people = digits[:at], digits[at:]
        if people[0] != "0" and _HOUSEHOLD[0] <= int(people) / int(homes) <= _HOUSEHOLD[1]:
            return f"{homes}户{people}人"
    return ""
