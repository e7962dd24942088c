"""Questions that no plan can answer, told by what they ask for and not by what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embeddings.corpus import Document
from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.scripts import has_cjk, search_form

_OFFICE = r"(?:书记|市长|县长|区长|局长|主任|省长|mayor|party secretary|governor)"
_OUTSIDE = re.compile(
    # who holds an office today
    rf"(?:现任|在任|目前的?|现在的?).{{0,12}}{_OFFICE}|{_OFFICE}.{{0,4}}(?:是谁|叫什么|是哪位)|who is .{{0,40}}{_OFFICE}"
    # the day's news, prices and forecasts
    r"|天气|下雨吗|气温|股票|股价|汇率|彩票|房价|油价|票价|门票|会涨|会跌|weather|stock price|house prices?|exchange rate|forecast for"
    # talk
    r"|笑话|你好[呀啊吗]?[,，。!！]|你是谁|你叫什么|写(?:一?首|一?篇)|唱(?:一?首)?歌|tell me a joke|write (?:me )?a (?:poem|story|song)|who are you"
    # orders to the machine instead of questions
    r"|(?:忽略|无视|忘记|不要理会|绕过).{0,12}(?:指令|指示|规则|要求|限制|提示)|系统提示|提示词|(?:你|请)[^,。?？]{0,6}扮演"
    r"|(?:ignore|disregard|forget|bypass) .{0,30}(?:rule|instruction|prompt|above|previous)|system prompt|without (?:any )?citation|pretend (?:to be|you)"
)
_NUMERALS = "一二两三四五六七八九十多"
_SPACE = re.compile(r"\s+")
_NICKNAME = 2


def asks_outside(query: Query) -> bool:
    """Say whether a question asks for what no plan holds: news, prices, office holders, talk, orders."""
    return bool(_OUTSIDE.search(search_form(query.standalone)))


def unknown_name(query: Query, documents: Mapping[str, Document]) -> str:
    """Return the name in quotation marks that is asked about and that no plan in scope uses, or nothing.

    Parts of a name may stand apart (“两区” “两山”); one of them is enough.
    """
    texts = [documents[each].search_text for each in query.scope]
    # Two characters in quotation marks are as often a nickname (“老赖”) as a name that a plan would have.
    for name in (each for each in quoted_names(query) if has_cjk(each) and len(each) > _NICKNAME):
        wanted = [name, *re.findall(rf"[{_NUMERALS}][^{_NUMERALS}]{{1,3}}", name)]
        if not any(_SPACE.sub("", each) in text for each in wanted for text in texts):
            return name
    return ""
