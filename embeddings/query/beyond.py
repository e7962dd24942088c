"""What no plan can answer, told by what a question asks for and not by what was found."""

from __future__ import annotations

import re
from typing import Final, Literal

Beyond = Literal["", "office", "day", "talk", "orders", "private", "medicine", "law", "blame", "judgement"]
"""Who holds an office today; the day's weather, prices and news; talk; orders to the machine; somebody's private data;
what to take or do for one's health; one's own case at law; who is to blame; which one finds better."""

_OFFICE: Final = r"(?:书记|市长|县长|区长|局长|主任|省长|mayor|party secretary|governor)"
_PATTERNS: Final[tuple[tuple[Beyond, str], ...]] = (
    (
        "private",
        r"(?:电话|手机号?|微信号?|住址|身份证号?|号码|邮箱)(?:号码?)?(?:是多少|是什么|多少|给我|告诉)|(?:私人|个人|联系|手机)(?:电话|号码|方式)"
        r"|\b(?:phone|mobile) number\b|\bhome address\b|\bemail address\b",
    ),
    (
        "office",
        rf"(?:现任|在任|目前的?|现在的?).{{0,12}}{_OFFICE}|{_OFFICE}.{{0,4}}(?:是谁|叫什么|是哪位)|who is .{{0,40}}{_OFFICE}",
    ),
    (
        "day",
        r"天气|下雨吗|气温|股票|股价|汇率|彩票|房价|油价|票价|门票|weather|stock price|house prices?|exchange rate|forecast for",
    ),
    (
        "talk",
        r"笑话|写(?:一?首|一?篇)|唱(?:一?首)?歌|tell me a joke|write (?:me )?a (?:poem|story|song)",
    ),
    (
        "orders",
        r"(?:忽略|无视|忘记|不要理会|绕过).{0,12}(?:指令|指示|规则|要求|限制|提示)|系统提示|提示词|(?:你|请)[^,。?？]{0,6}扮演"
        r"|(?:ignore|disregard|forget|bypass) .{0,30}(?:rule|instruction|prompt|above|previous)|system prompt|without (?:any )?citation|pretend (?:to be|you)",
    ),
    (
        "medicine",
        r"(?:吃|用|服|开|买)(?:什么|啥|哪种|哪些)药|我[^,。?？]{0,8}(?:头痛|发烧|感冒|咳嗽|生病)"
        r"|\bwhat (?:medicine|drug|pills?)\b|\bhow (?:do i|to) (?:treat|cure)\b",
    ),
    (
        "law",
        r"我[^。?？]{0,16}(?:起诉|打官司|能告|可以告|违法吗|犯法吗|赔偿多少|胜诉)|(?:判|坐)(?:几|多少)年|\b(?:can i|should i) sue\b",
    ),
    (
        "blame",
        r"(?:谁|哪个(?:人|领导|部门|单位))的(?:责任|错|过错|锅)|(?:谁|哪个(?:人|领导))(?:该|应该?|要)?(?:负责任|背锅|担责|下台)|追究谁|怪谁|(?:失败|搞砸|烂尾)[^。?？]{0,12}(?:责任人?|负责人?)[^。?？]{0,4}谁|\bwho (?:is|was) to blame\b|\bwhose fault\b",
    ),
    (
        "judgement",
        r"你(?:觉得|认为|怎么看|看好|推荐|建议)|(?:值得|适合|应该|该)(?:不值得|不适合|不应该|不该)?(?:去|来)?(?:买房|投资|定居|养老|生活|居住|住)吗|哪(?:个|座|里|儿)[^,。?？]{0,4}(?:更|最)(?:宜居|好|好玩|漂亮|适合|有前途|值得)(?!的)"
        r"|\b(?:do you|what do you) (?:think|believe|recommend)\b|\bin your opinion\b|\b(?:better|best|nicer) (?:city|place) to (?:live|invest)\b",
    ),
)
_BEYOND: Final = tuple((kind, re.compile(words)) for kind, words in _PATTERNS)


def read_beyond(folded: str) -> Beyond:
    """Return what a question in search form asks for that no plan holds, nothing where a plan may answer it.

    >>> read_beyond("没完成是谁的责任?"), read_beyond("谁负责实施?")
    ('blame', '')
    """
    return next((kind for kind, pattern in _BEYOND if pattern.search(folded)), "")
