"""What a question is built with around the name that it asks for: times, places, verbs of plans and words that compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from embeddings.facts.periods import PLAN, YEAR
from embeddings.facts.unit_match import GROWTH

_FRAME: Final = re.compile(
    rf"(?:{YEAR})年?|[今去明前]年|上一?年|[“”\"]|(?:{PLAN})(?:时期|期间|末|规划)?"
    r"|(?:[一二两三四五六七八九十几各哪]|所有|全部|哪几)个?(?:市|城市|地区?)(?:的|里)?|对比|比较一?下?|相比|排个?[名序]|差[距别异]|区别"
    r"|(?:控制|稳定|保持)在|控制(?=目标)|以[内上下]|左右|目标值?|规划|计划|预期|预计|实现|力争|争取|要求|要|将|"
    r"多少(?:亿元|万人|万吨|万亩|岁|人|家|件|个|张|%)?|百分之几|几|是|为|达到?|超过|提高到|增加到|到|年底?|末|的|各自?|分别|想|全市|我市|本市|市|目前|现在|现状|当前|实际(?!利用|使用|到位|到账)|完成|"
    r"哪个|哪里|更|最|谁|高|低|大|小|呢|[\s?？,，。、:：;；()和与及跟同比较]"
)
_GROWS: Final = re.compile(r"(?:年均|平均)?(?:增长|增速|增幅)(?:率|速度|幅度)?")
"""Growth by any of its words: 年均增速 is asked for by who asks for 增长率."""
_AND: Final = re.compile(r"[和与跟同及、,]|以及|比")
_OF_TARGETS: Final = re.compile(
    r"规划期?|计划|纲要|时期|期间|主要|经济|社会|国民|发展|约束性|预期性|各项|所有|全部|哪些|目标|指标|任务|情况|怎么样|如何|的|了|吗|呢|都|是否|有没有|没有?"
    r"|上一?个?|五年|targets?|goals?|five-year|plan|the|of|all|were|was|met|achieved|main|did|it|its"
)
_EITHER: Final = re.compile(r"([\u4e00-\u9fff])[不没]\1|有没有|没有(?=[?？]?$)")
"""What asks for yes or no and denies nothing: 准不准."""

_LONGEST_UNIT: Final = 4
_TIME: Final = re.compile(r"^.*(?:年|期间|时期)(?:末|底)?")
_SEVERAL: Final = re.compile(r"[和与、]|以及")
_HOW_MANY: Final = re.compile(r"几[\u4e00-\u9fff]")
"""What asks for a number within a question: what is counted stands behind it (办了几场演出)."""
_LINK: Final = re.compile(
    r"(?:力争|稳定|控制|保持|维持|达到?|完成|实现|提[高升]|增[加长]|下降|降低|减少|突破|超过|[高低]于|预[计期]|计划|分别|各|再|能|会|要"
    r"|在|到|至|为|是|将|目标值?)+$"
)

_PLAN_ASKED: Final = re.compile(
    r"\b(?:in|of|from|under) (?:the |its )?\s*(?:[\w-]+ ){0,4}?(?:plan|outline|document|report|program(?:me)?)\b"
)
"""The document that an English question asks: in the integration action plan."""


def unframed(words: str) -> str:
    """Return words in search form without those that questions and tables put around a name."""
    return _FRAME.sub("", words)


def bare_name(words: str) -> str:
    """Return a name without the words that questions and tables put around it, growth in one word.

    >>> bare_name("gdp年均增速目标是多少")
    'gdp增长'
    """
    return _GROWS.sub("增长", unframed(words))


def joined(words: str) -> list[str]:
    """Return what a question joins by commas or words that join or compare, as it stands between them."""
    return _AND.split(words)


def names_nothing(words: str, years: Iterable[str]) -> bool:
    """Return whether words in search form speak of the targets of a plan as a whole and name none of them."""
    for each in years:
        words = words.replace(each, " ")
    return not re.sub(r"[\W_]+|年", "", _OF_TARGETS.sub("", words))


def without_choice(words: str) -> str:
    """Return a question in search form without the forms that ask for yes or no by naming both."""
    return _EITHER.sub("", words)


def speaks_of_growth(words: str) -> bool:
    """Return whether words in search form name the growth of a thing."""
    return GROWTH.search(words) is not None


def one_name(focus: str) -> str:
    """Return the name of the one thing that the focus of a question in search form names; empty where it names more.

    What is left of such a question is a name, and perhaps the unit of its value.
    """
    pieces = focus.strip(" ?？").split()
    if not pieces or len(pieces) > 2 or (len(pieces) == 2 and len(pieces[1]) > _LONGEST_UNIT):
        return ""
    name = _LINK.sub("", _TIME.sub("", pieces[0])).rpartition("的")[2]
    return "" if _SEVERAL.search(name) or _HOW_MANY.search(name) else name


def without_document(english: str) -> str:
    """Return an English question without the document that it asks (in the integration action plan)."""
    return _PLAN_ASKED.sub(" ", english)
