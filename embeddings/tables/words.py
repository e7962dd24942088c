"""What a table cell is, told from its words: a value, a unit, an attribute, a header word, a note.

All patterns are matched against the searchable form (simplified, half-width, lower case).
"""

from __future__ import annotations

import re

from embeddings.facts.periods import PLAN

_NUMBER = r"-?\d[\d.,]*"
_MEASURE = (
    r"(?:%|‰|[百千万亿十]{0,2}(?:元|美元|人|人次|户|吨|标准煤|公顷|亩|千米|公里|米|千瓦|千瓦时|度|件|个|家|张|所|辆|台|套"
    r"|项|年|岁|天|次|倍|册|人/次|枚|册次|床|处|座|条|公斤|千克|克|微克|毫克|升|百分点|个百分点|平方米|平方公里|立方米"
    r"|吨标准煤|名|g|mw|gb|tb|km|km2|m2|m3))"
)
_UNIT = re.compile(rf"[(]?{_MEASURE}(?:/{_MEASURE}?|每{_MEASURE}|·{_MEASURE})?[)]?")
_VALUE = re.compile(
    rf"[\[(<>≥≤约±+~]*{_NUMBER}(?::{_NUMBER})*(?:[-—–~至]{_NUMBER})?[%‰]?(?:{_MEASURE}(?:/{_MEASURE})?)?[%‰\])]*"
    r"(?:以上|以下|以内|左右|\+)?[\])]*"
    r"|[-—–/\\*]+|无|\.{3,}|…+"
    r"|(?:完成|达到|控制在|按).{0,14}(?:任务|目标|要求|指标|标准|水平|范围内|以内)"
    r"|.{0,6}(?:目标|要求|任务)|.{0,4}平衡|持平|(?:基本|保持|总体|持续|大体)?(?:稳定|不变|持平|改善|达标|不降低|不增加)"
    r"|.*年均(?:增长|增速|下降|递增)\d.*"
)
_MOVE = re.compile(
    r"(?:下降|上升|提高|降低|降|增加|增长|减少|达|达到|控制在|稳定在|保持在|不低于|不超过|不少于|高于|低于|优于|到|至)+"
    rf"[≥≤]?{_NUMBER}(?:%|[^\d,。;]{{0,10}})?|{_NUMBER}(?:%|[^\d,。;]{{0,10}})?"
    r"|2[01]\d{2}年?(?:下降|上升|提高|降低)\d.*"
)
_ATTRIBUTE = re.compile(r"(?:约束|预期|引导|指导|参考|监测)(?:性|类)?(?:指标)?")
_NAME_WORD = re.compile(
    r"(?:主要|考核|具体|核心|发展)?(?:指标|项目)(?:名称|内容)?|名称|.{2,4}名称|.{0,2}县\(?市\)?区|地区|区域|区县"
)
_UNIT_WORD = re.compile(r"(?:计量|计算)?单位")
_NUMBER_WORD = re.compile(r"序号|编号|序|no\.?")
_CATEGORY_WORD = re.compile(r"类别|类型|分类|领域|大类|一级指标|目标类别|类")
_ATTRIBUTE_WORD = re.compile(r"(?:指标)?(?:属性|性质)|指标(?:类型|类别)")
_VALUE_WORD = re.compile(
    r"(?:.{0,8}?(?:19|2[01])\d{2}年?.{0,10}|.{0,8}(?:绝对值|目标值?|指标值|完成值?|完成情况|实现情况|执行情况|基期值?|现状值?|实际值?|"
    r"实绩|预计|预期值?|数值|规划值)|.{0,8}(?:年均|增速|增[长幅]|累计|年递增).{0,10}"
    rf"|“?(?:{PLAN})”?.{{0,8}}|合计|总计|备注"
    r"|责任(?:单位|部门)|[(\[].{0,6}[%)\]])"
)
_NOTE = re.compile(r"(?:备?注|附注|说明|注释|资料来源|数据来源)\d?\s*[:.]|\[\]表示|带\[\]")
_TITLE = re.compile(
    r"(?:附?[表图]|附件|专栏|专题|附录)\s*[\d一二三四五六七八九十]+(?:[-.—]\d+)?.{0,40}|.{2,36}(?:表|一览|目录|指标|情况)"
)
_UNIT_LINE = re.compile(r"[(]?(?:计量)?单位\s*:\s*([^()]{1,12})[)]?")
_CATEGORY = re.compile(
    r"(?:[(]?[一二三四五六七八九十]*[)]?、?)?([\u4e00-\u9fff“”]{2,12})(?:[(]\d+[项个](?:指标)?[)])?"
)
_MARKED_CATEGORY = re.compile(
    r"(?:[一二三四五六七八九十]*、|[(][一二三四五六七八九十]+[)]).{2,16}|.{2,14}[(]\d+[项个](?:指标)?[)]"
    # The headings that plans of this kind share.
    r"|经济发展|创新驱动|民生(?:福祉|改善|保障)|(?:绿色|生态)(?:生态|转型|发展|文明|环保)|安全保障|资源环境|生态环境|结构调整|社会发展"
    r"|民主法治|公共服务|改革开放|文化建设|转型升级|城乡(?:协调|融合)"
)
_SUB_NAME = re.compile(
    r"其中:?.*|(?:#|—|-).+|(?:城镇|农村|城市|乡村|乡镇|城区)(?:居民|人口)?(?:[(].*)?|(?:年均)?(?:增速|增长率?|增幅|总量|占比|比重)[(%].*|增[速长]"
    r"|第[一二三]产业(?:[(].*)?|[男女]性?"
)
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|全市|全县|全省|全国")
YEAR = re.compile(r"(?:19|20)\d{2}年?")
PROSE = 40
"""A cell that is longer than this, or ends like a sentence, is no cell of a table of indicators."""


def is_value(folded: str) -> bool:
    """Say whether a cell holds a value: a figure with its bounds, a dash, or words such as 完成省下达任务."""
    return len(folded) <= PROSE and _VALUE.fullmatch(folded.strip()) is not None


def is_pair_value(folded: str) -> bool:
    """Say whether a cell is the value of a name and nothing else: 下降到30微克/立方米, 95%以上."""
    return len(folded) <= PROSE and (is_value(folded) or _MOVE.fullmatch(folded) is not None)


def is_unit(folded: str) -> bool:
    """Say whether a cell is a unit, also one that is cut off (万元/)."""
    return _UNIT.fullmatch(folded) is not None


def is_attribute(folded: str) -> bool:
    """Say whether a cell says how binding the indicator is: 约束性, 预期性, 引导性."""
    return _ATTRIBUTE.fullmatch(folded) is not None


def is_text(folded: str) -> bool:
    """Say whether a cell can be a name: words, and none of the other things."""
    return (
        re.search(r"[\u4e00-\u9fffa-z]", folded) is not None
        and not is_value(folded)
        and not is_attribute(folded)
    )


def is_head_word(folded: str) -> bool:
    """Say whether a cell heads a column and is no value: its only figures are years."""
    return bool(role_of(folded)) and not re.search(r"\d", re.sub(r"(?:19|20)\d{2}", "", folded))


def is_note(folded: str) -> bool:
    """Say whether a line is a note to the table above it."""
    return _NOTE.match(folded) is not None


def is_prose(folded: str) -> bool:
    """Say whether a line is text and no cell."""
    return len(folded) > PROSE or folded.endswith(("。", ";", "；", "：", ":"))


def role_of(folded: str) -> str:
    """Return what a header cell heads: number, category, name, unit, attribute, value, or nothing known."""
    token = re.sub(r"\s", "", folded)
    for role, pattern in (
        ("number", _NUMBER_WORD),
        ("unit", _UNIT_WORD),
        ("name", _NAME_WORD),
        ("attribute", _ATTRIBUTE_WORD),
        ("category", _CATEGORY_WORD),
        ("value", _VALUE_WORD),
    ):
        if pattern.fullmatch(token):
            return role
    return ""


def is_title(folded: str) -> bool:
    """Say whether a line can be the title of the table that follows it: 表1 …, … 情况表."""
    return len(folded) <= PROSE and not is_prose(folded) and _TITLE.fullmatch(folded) is not None


def unit_of_line(folded: str) -> slice | None:
    """Return where in a line such as 单位:万元 the unit of the whole table stands."""
    match = _UNIT_LINE.fullmatch(folded)
    return slice(*match.span(1)) if match else None


def is_category(folded: str, *, marked: bool = False) -> bool:
    """Say whether a cell can head a group of rows; a marked one is numbered or counted: 二、结构调整(4项)."""
    return (_MARKED_CATEGORY if marked else _CATEGORY).fullmatch(folded) is not None


def category_name(text: str) -> str:
    """Return a category without its number and count: 结构调整."""
    bare = re.sub(r"^(?:[一二三四五六七八九十]*[、.]|[(（][一二三四五六七八九十]+[)）])\s*", "", text)
    return re.sub(r"[(（]\d+[项個个](?:指[标標])?[)）]$", "", bare).strip()


def is_sub_name(folded: str) -> bool:
    """Say whether a name says little without the row above: 其中:城镇, 农村(元), 增速(%)."""
    return _SUB_NAME.fullmatch(folded) is not None


def is_total(folded: str) -> bool:
    """Say whether a name is a row of its own whatever stands above it: 合计."""
    return _TOTAL.fullmatch(folded) is not None
