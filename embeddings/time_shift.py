"""The years and plan periods of a text moved by some years, so that documents of different times read alike.

Moved are years (2025, 二〇二五, 二○二五, ２０２５, 1978年), the ordinals of five-year plans (十四五, 第十四个五年规划, the 14th
Five-Year Plan, “八五”普法) and the word for them: the first ten are called 计划, the later ones 规划. Two years whose dash is lost
(20212025年) and dates that lost their marks (202136日) move too. Not moved is what is no date of its own: centuries, decades,
anniversaries, congresses (十九届五中全会), chapter numbers, “the first five years”, amounts (2000亿元).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from embeddings.facts.periods import Period, plan_of
from embeddings.rewriting import Replacement, Rewritten, rewrite

_DIGITS: Final = "〇一二三四五六七八九"
_ZEROS: Final = "〇零○"
TRAINED_FOR: Final = Period.of_plan(14)
"""The plan period whose documents the weights of embedder and reader were tuned on."""
PLAN_YEARS: Final = 5
"""Years of a plan period; a shift that is none of its multiples has no ordinal to move to."""
_FIRST_LAST: Final = (1, 29)
_LAST_CALLED_PLAN: Final = 10
"""The eleventh five-year plan (2006-2010) was the first to be called 规划 instead of 计划."""

_UNIT: Final = (
    r"\s*(?:人(?!均)|[戶户](?![籍口])|家(?!庭)|[项項](?!目)|[个個名万萬亿億亩畝张張所吨噸元套件座辆輛台处處条條门門种種支米千倍%％‰℃余多]|"
    r"公里|平方|立方|公顷|公頃|美元|mw|kw|km|ha|mu|people|persons|farmers|households|firms|companies|beds|units|tonnes|"
    r"million|billion|yuan|square|hectares)"
)
_WESTERN: Final = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:19|20)\d\d(?!\d|\.\d|,\d{{3}}|{_UNIT})", re.IGNORECASE | re.ASCII
)
_FUSED: Final = re.compile(
    r"(?<![\d.])20\d\d(?=20\d\d\s*年|\d{1,4}日)|(?<=20\d\d)(?<!\d{5})20\d\d(?=\s*年)", re.ASCII
)
_WIDE: Final = re.compile(r"(?<![\d０-９])(?:１９|２０)[０-９]{2}(?![\d０-９])(?=\s*年)")
_CHINESE: Final = re.compile(
    r"(?<![一二三四五六七八九十百千万])(?:一\s*九|二\s*[〇零○])(?:\s*[〇零○一二三四五六七八九]){2}(?=\s*[年至到—~～-])"
)
_NUMERAL: Final = "(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SHORT: Final = re.compile(
    rf"(?<![一二三四五六七八九十百第])({_NUMERAL})五(?![一二三四五六七八九十百千万个個人岁歲])"
)
_QUOTED: Final = re.compile(r"[“\"「『‘']\s*$")
_OF_TIME: Final = re.compile(r"\s*[”\"」』’']?\s*(?:期|时期|時期|规划|規劃|计划|計劃|末|以来|以來)")
_LONG: Final = re.compile(rf"(?<=第)\s*({_NUMERAL}|\d{{1,2}})(?=\s*[个個]\s*五年)")
_CALLED: Final = re.compile(r"\s*[”\"」』’']?\s*(?:[个個]\s*五年\s*)?((?:规|規)(?:划|劃)|(?:计|計)(?:划|劃))")
_ENGLISH: Final = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)\b(?=(?:(?:,| and| or| to|–|-)?\s*\d{1,2}(?:st|nd|rd|th))*[\s-]+(?:five|5)[\s-]year|\s+FYP)",
    re.IGNORECASE,
)
_ENGLISH_WORD: Final = re.compile(
    r"\b([A-Za-z]+(?:-[a-z]+)?)(?=(?: and [A-Za-z]+)?[\s-]+five[\s-]year[\s-]+plan)", re.IGNORECASE
)
_WORDS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third"),
)


def years_to_trained(own: Period | None) -> int:
    """Return how many years later a document of a period would be one of those that the weights were tuned on.

    A document without a period stays where it is.
    """
    return 0 if own is None else PLAN_YEARS * (TRAINED_FOR.plan - plan_of(own.last).plan)


def shift_times(text: str, years: int) -> Rewritten:
    """Return the text with every year and plan period ``years`` later; below 0 earlier, a multiple of :data:`PLAN_YEARS`."""
    return rewrite(text, find_times(text, years))


def find_times(text: str, years: int, *, in_figures: bool = False) -> Iterator[Replacement]:
    """Yield every year and plan period with what it is ``years`` later; nothing for 0.

    With ``in_figures`` a year in numerals (二〇三五) becomes one in figures, also where none is moved.
    """
    if in_figures:
        yield from _each(_CHINESE, text, lambda said: str(_figures(said) + years))
    if not years:
        return
    for pattern in (_WESTERN, _FUSED):
        yield from _each(pattern, text, lambda said: str(int(said) + years))
    yield from _each(_WIDE, text, lambda said: _restyled(str(int(said) + years), "０１２３４５６７８９"))
    if not in_figures:
        yield from _each(_CHINESE, text, lambda said: _chinese_year(said, years))
    yield from _ordinals(text, years // PLAN_YEARS)


def _each(pattern: re.Pattern[str], text: str, change: Callable[[str], str]) -> Iterator[Replacement]:
    for match in pattern.finditer(text):
        yield Replacement(match.start(), match.end(), change(match.group()))


def _restyled(figures: str, digits: str) -> str:
    return "".join(digits[int(each)] for each in figures)


def _chinese_year(said: str, years: int) -> str:
    """Move a year in numerals; the sign for nought and the spaces stay as they are."""
    zero = next((each for each in said if each in _ZEROS), "〇")
    moved = iter(_restyled(str(_figures(said) + years), zero + _DIGITS[1:]))
    return "".join(each if each.isspace() else next(moved) for each in said)


def _figures(said: str) -> int:
    """Return the year that numerals say, digit by digit."""
    return int("".join("0" if c in _ZEROS else str(_DIGITS.index(c)) for c in said if not c.isspace()))


def _ordinals(text: str, periods: int) -> Iterator[Replacement]:
    for match in _SHORT.finditer(text):
        ordinal = _value(match[1])
        # 十五 is fifteen as well, 二五 and 三五 are other things: such a period is marked as one.
        sure = ordinal > _LAST_CALLED_PLAN or _QUOTED.search(text, 0, match.start())
        if not (sure or (ordinal == _LAST_CALLED_PLAN and _OF_TIME.match(text, match.end()))):
            continue
        if new := _numeral(ordinal + periods):
            yield Replacement(match.start(1), match.end(1), new)
            yield from _called(text, match.end(), ordinal + periods)
    for match in _LONG.finditer(text):
        ordinal = int(match[1]) if match[1].isdecimal() else _value(match[1])
        called = _CALLED.match(text, match.end())
        if ordinal <= _LAST_CALLED_PLAN and (called is None or called[1][0] not in "计計"):
            continue  # 新征程的第一个五年规划: a count, no ordinal
        if new := _numeral(ordinal + periods):
            yield Replacement(
                match.start(1), match.end(1), str(ordinal + periods) if match[1].isdecimal() else new
            )
            yield from _called(text, match.end(), ordinal + periods)
    for match in _ENGLISH.finditer(text):
        ordinal = int(match[1]) + periods
        if _numeral(ordinal):
            yield Replacement(match.start(), match.end(), f"{ordinal}{_suffix(ordinal)}")
    yield from _english_words(text, periods)


def _english_words(text: str, periods: int) -> Iterator[Replacement]:
    for match in _ENGLISH_WORD.finditer(text):
        word = match[1].lower()
        place = _WORDS.index(word) + periods if word in _WORDS else -1
        if 0 <= place < len(_WORDS):
            new = _WORDS[place]
            yield Replacement(match.start(), match.end(), new.capitalize() if match[1][0].isupper() else new)


def _called(text: str, end: int, ordinal: int) -> Iterator[Replacement]:
    """Yield the word for the plan where its new ordinal is called otherwise."""
    match = _CALLED.match(text, end)
    if match is None:
        return
    traditional = match[1][1] == "劃"
    early = ordinal <= _LAST_CALLED_PLAN
    word = ("計劃" if early else "規劃") if traditional else ("计划" if early else "规划")
    if word != match[1]:
        yield Replacement(match.start(1), match.end(1), word)


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _numeral(ordinal: int) -> str:
    """Return the numeral of a plan's ordinal; empty where there is no such plan."""
    if not _FIRST_LAST[0] <= ordinal <= _FIRST_LAST[1]:
        return ""
    tens, ones = divmod(ordinal, 10)
    return ("二" if tens == 2 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _suffix(ordinal: int) -> str:
    if 10 <= ordinal % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(ordinal % 10, "th")
