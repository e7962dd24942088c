"""Questions about a document itself and its outline: who issued it, when, how many chapters, what a chapter says.

A question is one of these only if nothing is left of it when the place, the word for the document, what is asked and
the words that build a question are taken away: 谁批准的项目最多 asks about projects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.facts.periods import PLAN, YEAR
from embeddings.markers import chinese_number
from embeddings.scripts import is_english
from embeddings.terms import english_key, is_function_word

DocumentAsk = Literal[
    "issuer", "approval", "date", "period", "chapters", "kind", "title", "purpose", "status", "length"
]
"""What is asked of a document: by whom and when it was issued, who approved it, its years, its outline, what it is, what
it is for, whether it is in force and how long its text is."""

_CN: Final = "一二三四五六七八九十百"
_DOCUMENT_WORDS: Final = rf"(?:五年的?)?(?:(?:规划和)?(?:(?:{YEAR})年)?远景目标(?:纲要|建议)|规划纲要|行动计划|规划建议|工作报告|规划|纲要|文件|建议|计划|文本|文档|报告|方案|资料)"
_DOCUMENT: Final = re.compile(
    rf"{_DOCUMENT_WORDS}|全文|正文"
    r"|\b(?:(?:action|development|work|five-year|annual|government) )*(?:plans?|documents?|papers?|outlines?|proposals?|files?|texts?|reports?|programmes?|programs?)\b"
)
_TOKENS: Final = re.compile(
    r"(?P<chapters>(?:多少|几)个?大?(?:章节|章|篇|编|节|部分|专栏|条(?!件|例|[路线河街]))|(?:章节|篇章)(?:数量?|有多少|目录)|目录|篇章?结构|(?:哪些|哪几|什么)个?(?:章节?|篇章?|部分))"
    r"|(?P<period>规划期限?|时间范围|起止(?:时间|年份)|年限|期限|(?:覆盖|涵盖|管|针对|包括|涉及)?的?(?:是)?(?:哪几年|哪些年(?:份)?|几年|多少年|哪个?时期)|从?哪一?年到哪一?年)"
    r"|(?P<length>(?:全文|正文|文本|篇幅)?(?:一共|总共|共)?(?:有)?(?:多少|几)(?:个)?(?:万)?字|(?:全文|篇幅)(?:有)?多[长少大])"
    r"|(?P<purpose>(?:是)?(?:用来)?(?:干|做)(?:什么|嘛|吗)(?:用)?的?|有(?:什么|何)用(?:处|途)?|用途|作用|目的)"
    r"|(?P<status>(?:现在|目前|如今)?(?:还|仍|是否)*(?:有没有效|有效|生效|失效|作废|废止|过期)了?(?:没有?|期)?)"
    r"|(?P<title>全称|全名|标题|题目|名称|名字|叫什么(?:名字?)?|正式名)"
    rf"|(?P<kind>(?:什么|哪种|哪类)(?:性质|类型|种类|样)?的?(?:文件|东西|文本|规划|报告|材料)|什么性质|(?:是不是|是否为?|是|算|属于)(?:一?[份个])?(?:(?:政府|市委|省委|党委|人大|正式|官方)的?)?{_DOCUMENT_WORDS}(?:本身)?(?:吗|么|还是.*$))"
    r"|(?P<who>哪(?:里|儿|家|边)|(?:[省市县区]|全国)?(?:人大|人民代表大会)(?:常委会|会议)?|(?:人民)?政府(?!工作报告)|[省市县区]委|党委|党代会|(?:机关|单位|部门|机构)(?:是|为)?(?:谁|哪个|什么)?|谁|(?:哪个?(?:个|级)?|什么)(?:部门|机关|单位|机构|会议|人大)|哪(?:一?次|届|个)[^,。?？]{0,6}会议?)"
    r"|(?P<when>什么时候|什么时间|何时|哪一?[年天日月]|几[年月](?:几[月日号])?|日期|时间)"
    r"|(?P<passed>批准|通过|审议|审批|批复|批(?=的|了|过|$))"
    r"|(?P<issued>发布|印发|公布|编制|编写|编的|制定|起草|出台|颁布|发出来?|发文|发的|出的|下发|写的|做的|成文)"
    r"|(?P<covers>(?:覆盖|涵盖|适用|管|截止|结束|开始|截至)(?:到|至|于)?|到期|为止|(?<=[划期要])(?:到|至))"
    r"|(?P<what>什么)"
)
"""The words that ask of a document and those of what is done with one, each told by what it is."""
_ACTS: Final = ("issued", "passed")
_ASKED_BY_NAME: Final = ("chapters", "period", "title", "kind", "purpose", "status", "length")
_ENGLISH: Final[dict[DocumentAsk, re.Pattern[str]]] = {
    "approval": re.compile(r"\b(?:approv\w+|adopt\w+|pass(?:ed|es)|ratif\w+)\b"),
    "issuer": re.compile(
        r"\b(?:who|which (?:body|office|department|government|agency))\b.*\b(?:issu\w+|publish\w+|releas\w+|wrote|drew|draft\w+|made|prepar\w+)\b|\bissuer\b"
    ),
    "date": re.compile(
        r"\b(?:when|what (?:date|day|year))\b.*\b(?:issu\w+|publish\w+|releas\w+|dat\w+|com(?:e|ing) out)\b|\bdate of\b"
    ),
    "period": re.compile(
        r"\b(?:what|which) (?:years?|period|time ?frame|time ?span)\b|\bperiod\b|\bhow many years\b|\bhow long\b"
    ),
    "chapters": re.compile(
        r"\bhow many (?:chapters?|parts?|sections?)\b|\bnumber of (?:chapters?|parts?|sections?)\b|\btable of contents\b|\bwhich chapters\b|\bwhat (?:are the )?chapters\b"
    ),
    "status": re.compile(
        r"\b(?:in force|in effect|still (?:valid|apply|applies|current|effective|in use)|valid|expir\w+|effective|superseded)\b"
    ),
    "length": re.compile(r"\bhow long is\b|\bhow many (?:words|characters|pages)\b"),
    "purpose": re.compile(r"\bwhat\b.*\bfor\W*$|\bpurpose\b"),
    "title": re.compile(
        r"\b(?:full|official|exact)?\s*(?:title|name)\b|\bwhat\b.*\b(?:called|titled|named)\b"
    ),
    "kind": re.compile(
        r"\bwhat (?:kind|sort|type) of\b|\bwhat is\b|\b(?P<either>is (?:it|this|that)) .*\bor\b"
    ),
}
_RELATED_EN: Final = re.compile(
    r"\b(?:approv\w+|adopt\w+|pass\w*|ratif\w+|issu\w+|publish\w+|releas\w+|wrote|drew|draft\w+|made|prepar\w+|cover\w*|run\w*|last\w*|"
    r"in force|in effect|valid|appl(?:y|ies)|current|effective|in use|expir\w+|superseded|still|now|today|words|characters|pages|long|purpose|for|"
    r"chapters?|parts?|sections?|years?|period|date\w*|title|name|called|full|official|kind|sort|type|body|office|department|government|agency|meeting|it|this|there|by|up|final|just|only|merely|draft|advice|suggestions?|law|binding|or|some(?:body|one)|that)\b"
)
_FILLING: Final = re.compile(
    r"请问|请|有没有|是否|经过?|也|关于|方面|分成|分为|分别|分(?=\s)|告诉我|说说|介绍一?下|一下|想知道|分别|各自|具体|到底|一共|总共|共有|合计|共|[一二两三四五六七八九十几各]个|份|部|个|这|那|该|此|本|它|叫做|叫|的|由|是|在|有|被|于|为|了|呢|吗|啊|呀|吧|里|中|和|与|及|或|或者|"
    r"人民政府|政府|市委|市|[\s\W_]+"
)
_WHO_ASKS: Final = re.compile(r"^\s*(?:(?:我|本人|想|麻烦)[^,，:：。?？]*[,，:：。]\s*)+")
"""What says who asks and that it is asked, in front of a question: 我是记者,想核实一下:."""
_LEFT: Final = 0
_LEAST_SHARED: Final = 3
"""Signs of a word that is taken to be of a title."""
LAST: Final = 0
"""The ordinal of the last unit of a kind."""


@dataclass(frozen=True, slots=True)
class OutlineAsk:
    """What is asked of an outline: a section by its number, from the outermost unit in, or by what it is about, or the whole.

    ``numbers`` are pairs of a unit as plans count (章, 专栏) and its ordinal, :data:`LAST` for the last one:
    第二篇第一章 is ((篇, 2), (章, 1)). ``topic`` is what the part is about that a question points to without a number
    (发展农业那一节), ``unit`` what it calls it, empty for words that name no unit of an outline (那块, 部分). ``whole`` says that
    all that is said of a matter is asked, and no part of a document is spoken of: 如何发展农业?请全部列出.
    """

    numbers: tuple[tuple[str, int], ...] = ()
    topic: str = ""
    unit: str = ""
    whole: bool = False


def document_asks(bare: str, titles: Sequence[str] = ()) -> tuple[DocumentAsk, ...]:
    """Return what a question asks of a document itself, nothing for any other; ``bare`` is it in search form, without cities.

    What it says of the ``titles`` of the documents asked, in search form, is no matter of its own.

    >>> document_asks("规划是谁在什么时候批准的?"), document_asks("一体化计划谁批准的?", ["一体化发展五年行动计划"])
    (('approval',), ('approval',))
    """
    for part in (each for title in titles for each in _DOCUMENT.split(title)):
        bare = _without_shared(bare, part)
    english = is_english(bare)
    bare = bare if english else _WHO_ASKS.sub("", bare)
    found, rest = _asks_in_english(bare) if english else _asks_in_chinese(bare)
    is_document = _DOCUMENT.search(bare) is not None or "规划期" in bare
    return found if found and is_document and not _left(rest, english=english) else ()


def _without_shared(bare: str, part: str) -> str:
    """Return a question without the longest words that it shares with a part of a title."""
    sizes = range(min(len(bare), len(part)), _LEAST_SHARED - 1, -1)
    shared = (part[at : at + size] for size in sizes for at in range(len(part) - size + 1))
    longest = next((each for each in shared if each.strip() == each and each in bare), "")
    return _without_shared(bare.replace(longest, " "), part) if longest else bare


def _asks_in_chinese(bare: str) -> tuple[tuple[DocumentAsk, ...], str]:
    """Return what is asked in the order of the question, and what is left of it.

    Who and when are asked of the act that stands nearest, the one behind where both are as near; of a document itself
    where none is named: 管到哪一年 asks for its years.
    """
    bare = bare.replace("啥", "什么")
    tokens = list(_TOKENS.finditer(bare))
    acts = [each for each in tokens if each.lastgroup in _ACTS]
    covers = any(each.lastgroup == "covers" for each in tokens)
    found: list[DocumentAsk] = []
    for each in tokens:
        if each.lastgroup in ("who", "when"):
            act = min(acts, key=lambda other: (_gap(each, other), other.start() < each.start()), default=None)
            if act is not None and act.lastgroup == "passed":
                found.append("approval")
            elif act is not None:
                found.append("issuer" if each.lastgroup == "who" else "date")
            elif each.lastgroup == "when" and covers:
                found.append("period")
        elif each.lastgroup in _ASKED_BY_NAME:
            found.append(each.lastgroup)  # type: ignore[arg-type]
    if not found and any(each.lastgroup == "what" for each in tokens):
        found.append("kind")  # what a document is, is asked where nothing more special is
    return tuple(dict.fromkeys(found)), _TOKENS.sub(" ", bare)


def _gap(one: re.Match[str], other: re.Match[str]) -> int:
    return max(other.start() - one.end(), one.start() - other.end(), 0)


def _asks_in_english(bare: str) -> tuple[tuple[DocumentAsk, ...], str]:
    """Return what is asked, and the question; its words are told apart from others by what builds such questions."""
    asked = {ask: match for ask, pattern in _ENGLISH.items() if (match := pattern.search(bare))}
    # "What is" asks for the kind where nothing more special is asked; "is it … or …" asks for it beside that.
    special = [ask for ask, match in asked.items() if ask != "kind" or match["either"]]
    return tuple(special or asked), bare


def outline_ask(bare: str) -> OutlineAsk | None:
    """Return which part of an outline a question wants told, or None where it wants something else.

    >>> outline_ask("规划第三章讲什么?").numbers, outline_ask("怎么发展农业那一节讲了什么?").topic
    ((('章', 3),), '怎么发展农业')
    """
    english = is_english(bare)
    numbers = _numbered_en(bare) if english else _numbered(bare)
    pointed = None if numbers else _asked_whole(bare, english=english) or _pointed_to(bare, english=english)
    if pointed is not None:
        return pointed
    if numbers and not english and asks_for_units(bare):
        return OutlineAsk(numbers)  # 第八章讲绿色发展,下面有哪几节: what the unit is about is said beside
    rest = (_UNIT_EN if english else _UNIT).sub(" ", bare)
    told = (_TELLS_EN if english else _TELLS).search(rest)
    if told is None or (not numbers and not _DOCUMENT.search(bare)):
        return None
    if not numbers and not (_WHOLE_EN if english else _WHOLE).search(rest):
        return None
    rest = (_TELLS_EN if english else _TELLS).sub(" ", rest)
    return None if _left(rest, english=english) else OutlineAsk(numbers)


_UNIT: Final = re.compile(
    rf"(?:第([{_CN}]+|\d{{1,3}})(篇|编|部分|章|节|条)|(?P<last>最后)的?(?:那|这)?一?个?(?P<end>篇|编|部分|章|节|条)|专栏(?P<box>[{_CN}]+|\d{{1,2}}))(?:\s*[“\"「『][^“”\"「」『』]{{1,40}}[”\"」』])?"
)
"""A unit by its number, with its title in quotation marks if that is said too."""
_UNIT_EN: Final = re.compile(
    r"\b(part|chapter|section|box) (\d{1,3})\b|\b(?:last|final) (part|chapter|section|box)\b"
)
_UNITS_EN: Final = {"part": "篇", "chapter": "章", "section": "节", "box": "专栏"}
_POINTED: Final = re.compile(
    r"(?P<topic>[^,。?;!]+?)(?:的?[这那该]一?(?:(?P<unit>[篇编章节])|[块段]|部分)|(?<!第)一(?P<one>[篇编章节])|(?<![大一全这那])部分)"
    r"(?P<rest>[^,。;!]*)$"
)
"""A part of an outline by what it is about: 发展农业那一节, 工作安排那部分, 促进消费升级一节."""
_POINTED_EN: Final = re.compile(
    r"\b(?P<unit>part|chapter|section) (?:on|about|covering|(?:that |which )?(?:deal\w*|is|are) (?:with|about)) (?P<topic>[^,.;?!]+)"
    r"|\bthe (?P<named>[^,.;?!]+?) (?P<one>part|chapter|section)\b(?! \d)"
)
_POINTS: Final = re.compile(r"^(?:[的里中讲说谈写]|关于|有关|涉及|[\W_])+|[\W_]+$")
_WHOLE: Final = re.compile(
    r"总结|概括|概述|概要|归纳|摘要|简介|综述|介绍|主要内容|大意|[讲说写](?:了|的)?(?:是)?(?:些)?(?:什么|啥|哪些)|主要[讲说]"
)
_WHOLE_EN: Final = re.compile(r"\b(?:summar\w+|overview|main points|gist|outline of|what is .*about)\b")
_SUB_UNITS: Final = (
    r"由?(?:哪|有几|几|多少)[几些]?个?(?:章节?|篇章?|编|小?节|条目?|部分|标题)(?:组成|构成)?|(?:小?节|条目|标题)(?=的?(?:全部|都|有))"
    r"|(?:下面|下设|其下|部分的?)?(?:全部|所有)(?:的)?(?:章节?|小?节|条目|标题)?|组成|构成|下面|下设"
)
"""What a unit is made of: 由哪几节组成, 下面有哪几章, 部分的全部条目."""
_MADE_OF: Final = re.compile(
    rf"(?<!第)(?:哪|有几|几|多少|[两{_CN}\d])[几些]?个?(?:章节?|篇章?|小?节|条目?|小?标题)|小?标题"
)
_TELLS: Final = re.compile(
    rf"{_WHOLE.pattern}|{_SUB_UNITS}|什么内容|哪些内容|内容|什么|哪些|列出|说明|讲讲|一下|主要|重点|标题|题目"
)
_TELLS_EN: Final = re.compile(
    rf"{_WHOLE_EN.pattern}|\b(?:what|say\w*|contain\w*|about|cover\w*|deal\w*|summar\w+|describe|content\w*|list|main|key)\b"
)


def asks_for_units(bare: str) -> bool:
    """Return whether a question in search form asks what a part of a document is made of: 分哪几条, 有哪几节, 四个小标题.

    >>> asks_for_units("促进消费升级一节分哪几条?"), asks_for_units("促进消费升级有哪些措施?")
    (True, False)
    """
    return _MADE_OF.search(bare) is not None


def asks_only(bare: str, words: str) -> bool:
    """Return whether a question, in search form and without its cities, asks for ``words`` and for nothing else.

    >>> asks_only("的六大基本原则有哪些?", "基本原则"), asks_only("的基本原则由谁监督?", "基本原则")
    (True, False)
    """
    if not words or words not in bare:
        return False
    english = is_english(bare)
    rest = _DOCUMENT.sub(" ", bare.replace(words, " ", 1))
    rest = (_TELLS_EN if english else _WANTED).sub(" ", rest)
    return not _left(rest, english=english)


def matter_of(bare: str) -> str:
    """Return what a question in search form, without its cities, asks for: all but the words that ask and count.

    >>> matter_of("的三大定位是哪三个?")
    '定位'
    """
    return _FILLING.sub("", _WANTED.sub(" ", _DOCUMENT.sub(" ", bare)))


def matter_without_times(folded: str) -> str:
    """Return a heading or a question in search form without the years and plans that it names, and without its marks."""
    return _TIMES_AND_MARKS.sub("", folded)


_TIMES_AND_MARKS: Final = re.compile(rf"(?:{YEAR})年?|{PLAN}|[三〇]{{1,2}}五年(?=远景)|[\W_]+|主要|的")
_WANTED: Final = re.compile(
    rf"{_TELLS.pattern}|[{_CN}两\d]+(?:大|个|项|条|方面)?|有何|如何|怎么?样?|哪[{_CN}两几]?[个项条方面大]*|列举|都?列(?:出来|给我|一下)|包括|包含|提出|达到|要求|规定|确定"
    r"|(?:具体|主要|保障)?(?:措施|举措|办法|做法|安排|部署|打算)|[上中](?=有)"
)


def _numbered(bare: str) -> tuple[tuple[str, int], ...]:
    return tuple(
        (match["end"], LAST)
        if match["last"]
        else ("专栏", chinese_number(match["box"]))
        if match["box"]
        else (match[2], chinese_number(match[1]))
        for match in _UNIT.finditer(bare)
    )


def _numbered_en(bare: str) -> tuple[tuple[str, int], ...]:
    return tuple(
        (_UNITS_EN[match[3]], LAST) if match[3] else (_UNITS_EN[match[1]], int(match[2]))
        for match in _UNIT_EN.finditer(bare)
    )


def _pointed_to(bare: str, *, english: bool) -> OutlineAsk | None:
    """Return the part of an outline that a question points to by its matter and asks nothing else of, None for none."""
    match = (_POINTED_EN if english else _POINTED).search(bare)
    if match is None:
        return None
    said = (match["topic"] or match["named"]) if english else match["topic"]
    rest = bare[: match.start()] + bare[match.end() :] if english else match["rest"]
    if english:
        said, rest = _TELLS_EN.sub(" ", _IN_PLAN_EN.sub(" ", said)), _TELLS_EN.sub(" ", rest)
    else:
        rest = _WANTED.sub(" ", rest)
    topic = _POINTS.sub("", _DOCUMENT.sub(" ", _PLAN_PERIOD.sub(" ", said)))
    if len(topic) < _LEAST_TOPIC or _left(_SPEAKS.sub(" ", rest), english=english):
        return None
    unit = _UNITS_EN[match["unit"] or match["one"]] if english else match["unit"] or match["one"] or ""
    return OutlineAsk(topic=topic, unit=unit)


def _asked_whole(bare: str, *, english: bool) -> OutlineAsk | None:
    """Return the part of an outline that a question about a matter wants told whole, as its last clause says; None for none.

    >>> _asked_whole("怎么发展农业?请完整列出来", english=False)
    OutlineAsk(numbers=(), topic='发展农业', unit='', whole=True)
    """
    clauses = [each for each in _CLAUSES.split(bare) if each.strip()]
    if len(clauses) < _LEAST_CLAUSES or not (_ALL_EN if english else _ALL).search(clauses[-1]):
        return None
    rest = (_ALL_EN if english else _ALL).sub(" ", clauses[-1])
    rest = _TELLS_EN.sub(" ", rest) if english else _WANTED.sub(" ", rest)
    if _left(rest, english=english):
        return None
    said = " ".join(clauses[:-1])
    said = _TELLS_EN.sub(" ", _IN_PLAN_EN.sub(" ", said)) if english else _WANTED.sub(" ", said)
    topic = _POINTS.sub("", _DOCUMENT.sub(" ", _PLAN_PERIOD.sub(" ", said)))
    return OutlineAsk(topic=" ".join(topic.split()), whole=True) if len(topic) >= _LEAST_TOPIC else None


_CLAUSES: Final = re.compile(r"[,，。?？;；!！]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?<=[a-z])\.\s")
_LEAST_CLAUSES: Final = 2
_ALL: Final = re.compile(
    r"(?:请|麻烦)?(?:完整|全面|全部|所有|逐条|逐一|一一|尽量)地?|列[出举全]来?|概括|归纳|总结|(?:主要|全部)?的?(?:内容|措施|举措|要点|安排|做法)|[该本这]一?[节章段]|说(?:全|完整)?一?下|讲全|说全"
)
_ALL_EN: Final = re.compile(
    r"\b(?:whole|entire|complete|full|fully|all|every)\b|\b(?:please|give|list|set|measures?|points?|items?|them|me)\b"
)
"""What asks that all be told; a clause with nothing else asks for a section whole."""
_SPEAKS: Final = re.compile(r"都|怎么|[讲说写提](?:了|到|的|得)*")
_IN_PLAN_EN: Final = re.compile(
    r"\b(?:of|in) (?:the )?\s*(?:'s )?(?=(?:[a-z-]+ )?(?:plan|document|outline|report))"
)
_LEAST_TOPIC: Final = 2


def _left(rest: str, *, english: bool) -> bool:
    """Return whether a question says more than was taken from it."""
    rest = _DOCUMENT.sub(" ", rest)
    if english:
        words = english_key(_RELATED_EN.sub(" ", rest))
        return any(not is_function_word(word) for word in words)
    return len(_FILLING.sub("", _PLAN_PERIOD.sub("", rest))) > _LEFT


_PLAN_PERIOD: Final = re.compile(rf"[“\"]?(?:{PLAN})[”\"]?")
