"""Which operation on figures a question asks for: parsed once, so that nobody looks for it in the words again.

An operation is read only where the question names it (之和, 平均是多少, 比…高多少, 一半, 几倍, 平均每年提高多少, 高出第二名多少).
A word that is part of an indicator's own name (平均预期寿命, 城乡居民收入比) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.facts.periods import PLAN, YEAR
from embeddings.scripts import is_english
from embeddings.terms import find_english_terms, find_terms

Operator = Literal["lead", "half", "ratio", "mean", "sum", "yearly_rate", "yearly_change", "difference"]
"""First less second; half of one; how many times; mean; sum; yearly growth in per cent; yearly change; difference."""

_MUCH: Final = r"(?:多少|几)(?:个)?(?:百分点|点|倍)?"
_MORE: Final = r"(?:高|多|大|低|少|小|快|慢|长|短)"
_MOVES: Final = r"(?:提高|提升|增长|增加|上升|下降|降低|减少|扩大|缩小|多)"
_START: Final = r"(?:基期|现状|起点|目前|现在|基数)"
_TIME: Final = rf"(?:(?:{YEAR})年?[末底]?|“?(?:{PLAN})”?[末期]?|{_START})"
_ENGLISH_FRAME: Final = re.compile(
    r"\b(?:rise|increase|grow|fall|drop|change|differ|exceed|from|to|by|between|compared|percentage|points?|higher|lower|than)s?\b"
)
"""What English builds such a question with."""
_BETWEEN_TIMES: Final = re.compile(rf"(?:从|由|自)?\s*{_TIME}\s*(?:到|至|-|—)+\s*{_TIME}(?:期间|间)?")
"""The times that a change lies between, which say nothing of what changes."""
_LEAST: Final = re.compile(r"最[低少小慢短]|\b(?:lowest|least|smallest)\b")
_WORDS: Final[tuple[tuple[Operator, str], ...]] = (
    (
        "lead",
        rf"(?:最{_MORE}的?(?:一个|城市|市|规划)?)?(?:比|较|高出|超过|超出|领先|多出|高过)第?[二2](?:名|位|{_MORE}的?)?(?:城市|市)?的?"
        rf"(?:要|{_MORE}|出|了|领先)*{_MUCH}"
        r"|(?:how (?:much|many|far)[^,?]*?)?(?:highest[^,?]*?)?(?:above|ahead of|than|exceed|lead)s?\s+the\s+(?:second|runner-up|next)(?:[ -](?:highest|best|one|place|city))?",
    ),
    ("half", r"的?(?:一半|二分之一|百分之五十)|\b(?:one[ -])?half (?:of )?"),
    (
        "ratio",
        r"(?:(?:相当于|是|为|达到?)(?P<kept>[^,。?？]{0,20}?)的?)?(?:几|多少)(?:点几)?倍|(?:的)?(?:之比|比值|倍数)(?=是|为|\W|$)"
        r"|\bhow many times\b(?: as (?:large|high|much|big) as)?|\bratio (?:of|between)\b",
    ),
    (
        "mean",
        rf"(?:的)?(?:平均值|平均数|均值)|(?:求|取|算)?平均(?:是|为|达到?|有|起来)?(?={_MUCH})|平均(?:水平)?(?=是|为|[?？]|$)"
        r"|\b(?:average|mean)\b(?: (?:of|value))?",
    ),
    (
        "sum",
        r"(?:的)?(?:之和|总和|合计)|加(?:起来|在一起|总)|相加(?:起来)?|总共|一共"
        r"|\b(?:sum|total) of\b|\bcombined\b|\badd(?:ed)? (?:up|together)\b|\btaken together\b|\bin total\b",
    ),
    (
        "yearly_rate",
        rf"(?:平均每年|每年平均|年均)(?:要|需要?|须)?增(?:长|速|幅)(?:率)?(?:{_MUCH}|百分之几)?|\baverage (?:annual|yearly) growth(?: rate)?\b",
    ),
    (
        "yearly_change",
        rf"(?:平均每年|每年平均|年均|每年)(?:要|需要?|须|应|得)?{_MOVES}{_MUCH}"
        r"|\b(?:per|each|a) year on average\b|\bon average (?:each|per|every) year\b",
    ),
    (
        "difference",
        rf"(?:相差|差距|差额|差值|之差)(?:有)?(?:多大)?(?:是|为)?{_MUCH}?|(?:距离?|离|与|和|跟)\s*{_TIME}(?:规划)?的?目标值?(?:还|相)?差(?:了|着)?{_MUCH}|差(?:了|着)?{_MUCH}"
        rf"|(?:比|较)\s*(?:{_TIME}的?)?(?:要)?\s*{_MORE}(?:出|了)?{_MUCH}"
        rf"|(?:比|较|相比于?)\s*{_TIME}的?(?:要|将|计划|预计)*{_MOVES}(?:了|出)?{_MUCH}"
        rf"|从\s*{_TIME}到\s*{_TIME}(?:要|将|计划)*{_MOVES}(?:了)?{_MUCH}"
        rf"|(?:比|较)(?P<kept>[^,。?？;]{{1,16}}?)(?:要)?{_MORE}(?:出|了)?{_MUCH}"
        rf"|{_MORE}(?:出|了){_MUCH}"
        r"|\bdifference (?:between|in)\b|\bhow (?:much|many)(?: percentage points?)?[^,?]*\b(?:higher|lower|more|less|larger|smaller|above|below)\b(?: than)?"
        r"|\bhow (?:much|many) (?:percentage )?points?\b|\bby how (?:much|many)\b",
    ),
)
_PATTERNS: Final = tuple((operator, re.compile(words)) for operator, words in _WORDS)


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to be computed; ``rest`` is the question without the words that ask for it; ``least`` leads from below."""

    operator: Operator
    rest: str
    least: bool = False

    @property
    def is_across(self) -> bool:
        """Whether it is one over several plans, also where a question names none of them."""
        return self.operator in ("lead", "mean")


def read_operation(text: str) -> Operation | None:
    """Return the operation that a question in search form asks for, None where it asks for none.

    ``text`` has no names of cities: spaces stand where they stood.

    >>> read_operation("森林覆盖率目标的平均值是多少").operator
    'mean'
    >>> read_operation("平均预期寿命目标是多少") is None
    True
    """
    named = _named_spans(text)
    for operator, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            kept = (
                match.span("kept")
                if (match.groupdict().get("kept") or "").strip()
                else (match.end(), match.end())
            )
            own = ((match.start(), kept[0]), (kept[1], match.end()))
            inside = any(a < end and start < b for start, end in named for a, b in own)
            if not inside or operator == "lead":
                words = text[slice(*kept)].strip()
                rest = " ".join((text[: match.start()], f"比 {words}" if words else "", text[match.end() :]))
                rest = _BETWEEN_TIMES.sub(" ", _ENGLISH_FRAME.sub(" ", rest))
                return Operation(operator, " ".join(rest.split()), _LEAST.search(text) is not None)
    return None


def _named_spans(text: str) -> list[tuple[int, int]]:
    """Return where names of indicators stand."""
    terms = find_english_terms(text) if is_english(text) else find_terms(text)
    spans = []
    for term in terms:
        if term.kind != "indicator":
            continue
        for name in (*term.wordings, *(each.lower() for each in term.en)):
            at = text.find(name)
            if name and at >= 0:
                spans.append((at, at + len(name)))
    return spans
