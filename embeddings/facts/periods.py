"""Years and plan periods as values: how they are written, what they cover, and what they are to a document.

This is the one place that knows how a year or a five-year plan is written. Everything else asks it, so that a document
of any period is read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.scripts import western_digits

Role = Literal["earlier", "baseline", "target", "later", "undated"]
"""What a time is to a document: before where it starts from, where it starts from, what it plans for, after that.

``undated`` where the document has no period that could tell.
"""

_BEFORE_FIRST_PLAN: Final = 1955
"""The nth five-year plan ends in 1955 + 5n, as the count runs since the third (1966 to 1970): the 14th in 2025."""
_PLAN_YEARS: Final = 5
_GAP, _AFTER_GAP = 3, 3
"""Years without a plan, and the number of the plan that came after them."""
_LONGEST_SPAN: Final = 30
"""Years; two figures further apart are no span that a plan speaks of."""
_DIGITS: Final = "一二三四五六七八九"
_ENGLISH_ORDINALS: Final = (
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
    *(
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
    ),
    *("nineteenth", "twentieth"),
)
_FIRST_SPELLED: Final = 6
"""The plan from which on an ordinal in words is one: “the first five-year plan” counts from anywhere."""

YEAR: Final = (
    rf"(?<![\d.])(?:1[89]|2[01])\d{{2}}(?=(?:19|2[01])\d{{2}}年)|(?<=(?:19|20)\d{{2}})2[01]\d{{2}}(?=年)"
    rf"|(?<![\d.])(?:1[89]|2[01])\d{{2}}(?![\d.%‰]|年?(?:可比|不变)价|年价格计算|[万亿个家元人名户吨亩张座套件米辆]|公里|平方|-\d{{2}}(?!\d))"
    rf"|(?:二[〇零一]|一[八九])[{_DIGITS}〇零]{{2}}(?![{_DIGITS}百千])"
)
"""A year in figures or in characters, in search form; a number with a unit is none."""
IMPOSSIBLE_YEAR: Final = (
    r"(?<![\d.])(?:2[2-9]|[3-9]\d)\d{2}(?=年(?!(?:左右|以上|多)?的?(?:历史|文明|文化|历程|以?前|以?来|古)))"
    r"|(?<=\b(?:in|by) )(?:2[2-9]|[3-9]\d)\d{2}(?![\d.,%])"
)
"""What is written as a year and lies far beyond any plan (2205年), in search form."""
PLAN: Final = (
    rf"(?<![{_DIGITS}第二三])十[{_DIGITS}]五(?![{_DIGITS}年个家人项大位])"
    rf"|第二?十[{_DIGITS}]?个\s*五年"
    rf"|(?<![上前下后每])第?(?:二?十[{_DIGITS}]?|[{_DIGITS}])个五年(?=规划|计划|[”\"』」])"
    rf"|(?<![{_DIGITS}第二三])[六七八九十]五(?=计划|规划|期间|时期|那(?:会儿|时候?|[五几]年)|的时候)"
    rf"|(?<![{_DIGITS}第二三])[六七八九]五(?=[和与跟、][七八九]五(?![{_DIGITS}年个家人项大位折%]))"
    rf"|(?<=[六七八九]五[和与跟、])(?<!第[六七八九]五[和与跟、])[七八九]五(?![{_DIGITS}年个家人项大位折%])"
    rf"|(?<=[“\"「『])[六七八九十]五(?=[”\"」』])"
)
"""A five-year plan by its number (十四五, 第十五个五年规划, “九五”), in search form."""
_ENGLISH_PLAN: Final = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ENGLISH_ORDINALS)})[\s-]five[\s-]year"
_PLAN_NAME: Final = re.compile(rf"十[{_DIGITS}]五|[六七八九]五")
_SHORT_NAME: Final = re.compile(rf"十[{_DIGITS}]?五|[{_DIGITS}]五")
"""The names of plans as :func:`plan_name` gives them; in a text 十五 is the number more often than the tenth plan."""
_OF_A_PLAN: Final = re.compile(r"(?:规划|计划|时期|期间)?(?:纲要|目标)?$")
_NAMED: Final = re.compile(rf"(?P<plan>{PLAN})|(?P<english>{_ENGLISH_PLAN})|(?P<year>{YEAR})")
_RELATIVE: Final = (
    ("前年", -2),
    ("去年", -1),
    ("上年", -1),
    ("上一年", -1),
    ("过去一年", -1),
    ("一年来", -1),
)
_RELATIVE_NOW: Final = (("今年", 0), ("本年", 0), ("明年", 1))
_WORDS: Final = dict((*_RELATIVE, *_RELATIVE_NOW))
SPOKEN: Final = re.compile(
    "|".join(sorted((f"(?<![比较往]){word}(?!度同期|级)" for word in _WORDS), key=len, reverse=True))
)
_RANGE: Final = re.compile(r"(?<!\d)((?:19|2[01])\d{2})年?\s*[-—–~～至到]+\s*((?:19|2[01])\d{2})(?!\d)")
_BARE_YEAR: Final = re.compile(r"(?<!\d)(?:19|2[01])\d{2}(?!\d)")
_LAST_OF: Final = rf"(?:{YEAR})年?|“?(?:{PLAN})”?(?:规划|计划)?|[上去前]年|[“\"](?:{PLAN})[”\"]"
COMPARED: Final = re.compile(
    rf"(?:同比|相比|相对于|比|较|以)(?:于)?[“\"]?(?:{_LAST_OF})[”\"]?(?:末|年末|底|年底|同期|为基期|为基准|基础上)?"
)
"""What a value is compared with (较2019年); that year is not the value's own."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The years from ``first`` to ``last``; ``plan`` is the number of the five-year plan that it was named by, or 0."""

    first: int
    last: int
    plan: int = 0

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return the period of one year."""
        return cls(year, year)

    @classmethod
    def of_plan(cls, number: int) -> Period:
        """Return the period of the nth five-year plan.

        >>> Period.of_plan(15)
        Period(first=2026, last=2030, plan=15)
        """
        last = _BEFORE_FIRST_PLAN + _PLAN_YEARS * number - (_GAP if number < _AFTER_GAP else 0)
        return cls(last - _PLAN_YEARS + 1, last, number)

    @classmethod
    def parse(cls, name: str) -> Period | None:
        """Return the period that a name or a title in search form states: 2025, 2026-2030, 十五五; None where it states none.

        A plan's number is read before years, a span before a single year.
        """
        plan = find_plan(name)
        if plan is not None:
            return plan
        span = find_span(name)
        if span is not None:
            return span
        year = next((each.period for each in find_periods(name)), None)
        bare = _BARE_YEAR.search(name)
        return year or (cls.of_year(int(bare.group())) if bare else None)

    @property
    def is_year(self) -> bool:
        """Whether it is a single year."""
        return self.first == self.last

    @property
    def name(self) -> str:
        """The name: 2025, 十五五, or 2024-2026."""
        if self.plan:
            return plan_name(self.plan)
        return self.span

    @property
    def span(self) -> str:
        """The years in figures: 2026-2030, or 2026."""
        return str(self.last) if self.is_year else f"{self.first}-{self.last}"

    @property
    def as_plan(self) -> Period:
        """The five-year plan that covers just these years, or the period itself where none does."""
        plan = plan_of(self.last)
        return plan if (plan.first, plan.last) == (self.first, self.last) else self

    @property
    def previous(self) -> Period:
        """The time that a document of this period looks back on: the five-year plan before it, or the year before."""
        plan = self.as_plan.plan
        return Period.of_plan(plan - 1) if plan else Period.of_year(self.first - 1)

    @property
    def years(self) -> frozenset[str]:
        """Every year that it covers."""
        return frozenset(str(year) for year in range(self.first, self.last + 1))

    def overlaps(self, other: Period) -> bool:
        """Return whether the two have a year in common."""
        return self.first <= other.last and other.first <= self.last

    def role_in(self, own: Period | None) -> Role:
        """Return what this time is to a document whose own period is ``own``."""
        if own is None:
            return "undated"
        if self.last == own.first - 1:
            return "baseline"
        if self.last < own.first:
            return "earlier"
        return "target" if self.first <= own.last else "later"


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period as a text names it, at ``start:end`` of the text that was read."""

    start: int
    end: int
    period: Period


def find_periods(folded: str, own: Period | None = None) -> Iterator[NamedPeriod]:
    """Yield the years and plan periods that a text in search form names, in its order.

    去年 and 今年 count where ``own``, the period of the document, is a single year.
    """
    found = [NamedPeriod(*match.span(), _period(match)) for match in _NAMED.finditer(folded)]
    if own is not None and own.is_year:
        found += [
            NamedPeriod(*match.span(), Period.of_year(own.first + _WORDS[match.group()]))
            for match in SPOKEN.finditer(folded)
        ]
        found.sort(key=lambda each: each.start)
    yield from found


def spoken_periods(folded: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a text in search form names a year from that of its document (去年), and how many years from it that is."""
    yield from ((*match.span(), _WORDS[match.group()]) for match in SPOKEN.finditer(folded))


def period_names(folded: str, own: Period | None = None) -> tuple[str, ...]:
    """Return the names of the years and plan periods in a text, each once: ("2025", "十五五")."""
    return tuple(dict.fromkeys(each.period.name for each in find_periods(folded, own)))


def year_names(folded: str) -> tuple[str, ...]:
    """Return the years that a text in search form names, without its plan periods, each once."""
    return tuple(dict.fromkeys(each.period.name for each in find_periods(folded) if not each.period.plan))


def impossible_years(folded: str) -> tuple[str, ...]:
    """Return the years that a text in search form names and that no plan is for, as printed: ("2205",)."""
    return tuple(dict.fromkeys(re.findall(IMPOSSIBLE_YEAR, folded)))


def named_times(folded: str, own: Period | None = None) -> frozenset[str]:
    """Return the names of all years and plan periods that a text in search form speaks of.

    Those within a span of years (2016—2020年) and the end of a plan that is named are among them.
    """
    spans = (Period(int(span[1]), int(span[2])) for span in _RANGE.finditer(western_digits(folded)))
    within = (year for span in spans if span.last - span.first < _LONGEST_SPAN for year in span.years)
    return frozenset({*with_plan_ends(period_names(folded, own)), *impossible_years(folded), *within})


def without_plans(folded: str) -> str:
    """Return a text with its plan periods blanked, of the same length: the 13 of the 13th plan is no number of its own."""
    for each in find_periods(folded):
        if each.period.plan:
            folded = folded[: each.start] + " " * (each.end - each.start) + folded[each.end :]
    return folded


def find_span(folded: str) -> Period | None:
    """Return the first span of years that a text in search form states (2026—2030年), or None."""
    span = _RANGE.search(western_digits(folded))
    return Period(int(span[1]), int(span[2])) if span and int(span[1]) < int(span[2]) else None


def with_plan_ends(names: Iterable[str]) -> set[str]:
    """Return names of years and plans, and for each plan the year that it ends in."""
    named = set(names)
    plans = (find_plan(name) for name in named)
    return named | {str(plan.last) for plan in plans if plan}


def find_plan(name: str) -> Period | None:
    """Return the five-year plan that a name is or has in it, or None for a year."""
    if _SHORT_NAME.fullmatch(name):
        return Period.of_plan(_chinese_ordinal(name.removesuffix("五")))
    return next((each.period for each in find_periods(name) if each.period.plan), None)


def plan_of(year: int) -> Period:
    """Return the five-year plan that a year is in."""
    return Period.of_plan((year - _BEFORE_FIRST_PLAN - 1) // _PLAN_YEARS + 1)


def plan_name(number: int) -> str:
    """Return the short name of the nth five-year plan: 十五五 for the 15th, 九五 for the ninth."""
    tens, ones = divmod(number, 10)
    spelled = ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十") + (
        _DIGITS[ones - 1] if ones else ""
    )
    return f"{spelled}五"


def is_plan_name(name: str) -> bool:
    """Return whether a name in search form is that of a five-year plan, and nothing else: 十五五, but not 2026."""
    return _PLAN_NAME.fullmatch(name) is not None


def is_quoted_plan(words: str) -> bool:
    """Return whether words in quotation marks, in search form, are a five-year plan: “十五”, “十五五规划”.

    In quotation marks 十五 is the tenth plan, elsewhere the number.
    """
    return _SHORT_NAME.fullmatch(_OF_A_PLAN.sub("", words)) is not None


def ordinal_in_english(number: int) -> tuple[str, ...]:
    """Return how English writes the number of a plan: ("15th", "fifteenth")."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    spelled = _ENGLISH_ORDINALS[number - _FIRST_SPELLED :][:1] if number >= _FIRST_SPELLED else ()
    return (f"{number}{suffix}", *spelled)


def blank_compared(folded: str) -> str:
    """Return a text with what its values are compared with (较2019年) blanked, of the same length."""
    return COMPARED.sub(lambda match: " " * len(match.group()), folded)


def _period(match: re.Match[str]) -> Period:
    text = match.group()
    if match["year"]:
        return Period.of_year(int(western_digits(text)))
    if match["english"]:
        spelled = re.split(r"[\s-]", text)[0]
        if spelled in _ENGLISH_ORDINALS:
            return Period.of_plan(_FIRST_SPELLED + _ENGLISH_ORDINALS.index(spelled))
        return Period.of_plan(int(re.sub(r"\D", "", spelled)))
    ordinal = text.removeprefix("第").split("个")[0] if "个" in text else text[:-1]
    return Period.of_plan(_chinese_ordinal(ordinal))


def _chinese_ordinal(spelled: str) -> int:
    tens, ten, ones = spelled.rpartition("十")
    value = _DIGITS.index(ones) + 1 if ones else 0
    return value + (10 * (_DIGITS.index(tens) + 1 if tens else 1) if ten else 0)
