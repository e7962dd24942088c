"""Courtesy around a question, and what is asked of the assistant and not of any plan: 你好, thanks, 你能做什么.

Neither is told by a list of whole sentences. A question is courtesy if nothing is left of it without the words of
courtesy, and asked of the assistant if nothing is left without the words for it, for asking and for answering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.query.parts import asks_anything
from embeddings.scripts import is_english, search_form

Courtesy = Literal["", "greeting", "heard", "thanks", "farewell", "ability"]
"""Nothing of the kind; a greeting; that an answer was heard; thanks; a farewell; what the assistant is or can do."""

_KINDS: Final[tuple[Courtesy, ...]] = ("farewell", "thanks", "greeting", "heard")
"""Of several in one question the first of these is what is replied to."""
_WORDS: Final = re.compile(
    r"(?P<greeting>(?:你们?|您|大家|各位)好|(?:早上?|上午|中午|下午|晚上)好|早安|哈[喽罗啰]|嗨|嘿|喂(?=\W|$)|在[吗么不](?=\W|$)|有人吗"
    r"|\b(?:hello|hi|hey|good (?:morning|afternoon|evening|day))\b(?: there| everyone)?)"
    r"|(?P<thanks>(?:非常|十分|太|多|真是)?(?:谢谢|感谢|谢啦?了?|辛苦|麻烦)(?:[你您]们?)?(?:[啦了]|的?(?:回答|帮助|解答))?"
    r"|\b(?:many )?(?:thanks|thank you|thx|cheers)\b(?: (?:very|so) much| a lot)?(?: for (?:the|your) (?:help|answers?))?)"
    r"|(?P<farewell>再[见会]|拜拜|回头?见|下次见|晚安|(?:先|就)[聊问说谈]?到?这(?:里|儿|样|些)?(?=\W|$)"
    r"|\bthat(?:'s| is| will be|'ll be) (?:all|it|everything)\b(?: for (?:now|today))?|\b(?:good ?)?bye(?: bye)?\b|\bsee you\b(?: later| soon)?|\bgood night\b)"
    r"|(?P<heard>好[的吧嘞]|行[吧了]|收到|(?:我)?(?:知道|明白|了解|清楚|懂)了|\b(?:ok|okay|got it|i see|all right|great|fine)\b)"
)
_FILLING: Final = re.compile(
    r"[你您我们啊呀哈哦嗯呢吧啦了的很好先就]|\b(?:and|then|you|please|for now)\b|[\W_]+"
)
_AT_START: Final = re.compile(
    rf"^(?:(?:{_WORDS.pattern.replace('?P<', '?P<start_')})[啊呀哈]?(?:[\s\W_]+|$))+"
)
_GREETED: Final = re.compile(r"^(?:[你您]好)[啊呀]?(?=[\u4e00-\u9fff])")
_OPENING: Final = re.compile(
    r"(?:我们?(?:这边)?(?:是|在)(?![^,，。;；]*(?:什么|哪|吗))[^,，。;；?？]{1,16}[,，。;；]\s*)?"
    r"(?:(?:我们?)?(?:就|也|还)?(?:想(?:要|请)?|需要|帮我们?|替我们?|给我们?|麻烦[你您]?(?:帮我们?)?|请(?:你|您|帮我们?|问)?)+"
    r"(?:再)?(?:(?:请教|咨询|了解|知道|打听|确认|核[实对查]?|查[询查找]?|问问?|看看?|搜)(?:一?下|一查|一问)?)[,，:：]?\s*)?"
)
_OPENING_EN: Final = re.compile(
    r"(?:i(?:'m| am) [^.?!]{3,80}[.!]\s+)?"
    r"(?:(?:i(?:'d| would) like to (?:know|ask|check)|(?:can|could) you tell me|please tell me)[,:]?\s+)?"
)
"""How askers introduce themselves and say that they ask, before what they ask: 我是记者,想核一下…, I'm a student. …"""
_AT_END: Final = re.compile(
    r"(?:(?<=[\W_])(?:多?谢谢?[你您了啦]*|感谢[你您]?|辛苦了?|麻烦了|\b(?:thanks|thank you|thx|please)\b)|谢谢[你您了啦]*)[\W_]*$"
)
_ASKED_OF_IT: Final = re.compile(r"[问查答帮]|咨询|\b(?:ask|answer|help)\b")
"""What is done with the assistant, and not with a plan: 介绍 asks of a place that is named."""
_TELLS: Final = re.compile(
    r"[说讲谈聊看][说讲谈聊看下一]|展开|继续|介绍|列|具体|详细|总结|换|再来|给我|\b(?:go on|continue|tell|show|list|more|give)\b"
)
_REQUESTS: Final = re.compile(r"请|麻烦|帮|替我|给我|\b(?:please|help|could you|can you|would you)\b")
"""What asks for something to be done, which thanks may end: 帮我订张票,谢谢."""
_MOVES: Final = re.compile(r"[你您我啊呀哈哦嗯呢吧啦了先就]|\b(?:and|then|you|please|for now)\b|[\W_]+")
_ASSISTANT: Final = re.compile(
    r"[你您]|机器人|小?助[手理]|(?:这个?|本)(?:系统|网[站页]|工具|程序|平台|服务)|(?:能|可以|怎么|如何)(?:提?问|查|咨询)"
    r"|\b(?:you|your|help|(?:i|we) (?:\w+ )?(?:ask|use)|this (?:tool|site|assistant|bot|page|chat|service))\b"
)
_ASKS: Final = re.compile(
    r"什么|啥|哪|谁|怎么|如何|几|介绍|功能|名字|帮助|\b(?:what|which|who|how|help|name|introduce)\b"
)
_OF_IT: Final = re.compile(
    r"请问|[这那][儿里边]|机器人|ai|人工智能|小?助[手理]|系统|网[站页]|工具|程序|平台|服务|功能|本事|作用|用[处途法]|名字|自己|自我|问题|事情|东西|方面|内容|帮[助忙]|回答|解答|咨询|知道|了解|提供|告诉|支持"
    r"|可以|什么|哪些|哪几|怎么|如何|介绍|一下|到底|究竟|主要|具体|使用|查询|[你您我们能会可都又还帮做干办提问答查懂说有啥哪些种类事用样是谁叫这个的了吗呢呀啊吧来给为下些]"
    r"|\b(?:what|which|who|how|can|could|do|does|are|is|you|your|yours|i|we|me|us|a|an|the|to|for|with|of|about|it|this|here|and|or|ask|answer|help|use|work|works|tell|know|name|called|able"
    r"|questions?|things?|kinds?|sorts?|topics?|tool|site|assistant|bot|page|chat|service|please|introduce|yourself|ai)\b"
    r"|[\W_]+"
)


@dataclass(frozen=True, slots=True)
class Polite:
    """A question taken apart: what ``kind`` it is of where it asks nothing of the plans, and the ``rest`` of it."""

    kind: Courtesy
    rest: str


def read_courtesy(question: str) -> Polite:
    """Return which courtesy a question is, if it is nothing else, and the question without those around it.

    >>> read_courtesy("你好,你能帮我干啥?").kind, read_courtesy("你好,怀化的定位是什么?").rest
    ('ability', '怀化的定位是什么?')
    """
    folded = search_form(question)
    found = {each.lastgroup for each in _WORDS.finditer(folded)}
    if found and not _FILLING.sub("", _WORDS.sub(" ", folded)):
        return Polite(next(kind for kind in _KINDS if kind in found), question)
    rest = _without(question, folded)
    asked = search_form(rest)
    if _ASSISTANT.search(asked) and _ASKS.search(asked) and not _OF_IT.sub("", asked):
        return Polite("ability", rest)
    return Polite("", rest)


def asks_assistant(bare: str) -> bool:
    """Say whether a question in search form, its places taken out, asks what can be asked: 我是…的,你这儿都能问些啥."""
    rest = search_form(_without(bare, bare))
    return _ASKED_OF_IT.search(rest) is not None and read_courtesy(rest).kind == "ability"


def closing(folded: str) -> tuple[Courtesy, tuple[str, ...]]:
    """Return the thanks or farewell in what asks for nothing, and what is said beside it, piece by piece.

    Whether that is courtesy too is told by whether the plans speak of it.

    >>> closing("好嘞谢谢,我去写作业了")
    ('thanks', ('去写作业',))
    """
    found = {each.lastgroup for each in _WORDS.finditer(folded)}
    kind = next((each for each in _KINDS[:2] if each in found), None)
    if (
        kind is None
        or _REQUESTS.search(folded)
        or asks_anything(folded)
        or _TELLS.search(_WORDS.sub(" ", folded))
    ):
        return "", ()
    said = _MOVES.sub("\n", _WORDS.sub("\n", folded)).split("\n")
    return kind, tuple(each for each in said if each)


def _without(question: str, folded: str) -> str:
    """Return a question without the courtesy that it begins or ends with; all of it where that leaves nothing."""
    start = _AT_START.match(folded) or _GREETED.match(folded)
    begin = start.end() if start is not None else 0
    opening = (_OPENING_EN if is_english(folded) else _OPENING).match(folded, begin)
    begin = opening.end() if opening is not None and opening.end() < len(folded) else begin
    end = _AT_END.search(folded, begin)
    rest = question[begin : end.start() if end is not None else len(question)].strip()
    if not any(each.isalnum() for each in rest):
        return question
    # A mark before the closing thanks is none of the question's.
    return rest if is_english(rest) or end is None else rest.rstrip(" ,，")
