"""Which of several documents of a place a question means: the kinds and times that it names, and what that chooses.

Only where a place has several documents is there anything to choose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.corpus import Document
from embeddings.facts.horizon import looks_back
from embeddings.facts.periods import SPOKEN, Period, find_periods
from embeddings.families import Kind, is_yearly, kind_of, newest_first

_KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("report", r"(?:政府)?工作报告|work report"),
    ("bulletin", r"(?:统计)?公报|(?:statistical )?(?:bulletin|communiqu[eé])"),
    ("annual", r"年度计划|计划(?:草案的?)?报告|annual plan"),
    ("proposal", r"(?:规划)?建议(?:稿|里|中|提出|要求|》)|(?:规划|计划)的?建议|proposal"),
    ("action", r"行动(?:计划|方案)(?:里|中|》)"),
    ("special", r"专项规划|special plan"),
    ("plan", r"(?:规划)?纲要|plan outline"),
)
_KIND: Final = re.compile("|".join(rf"(?P<{kind}>{words})" for kind, words in _KINDS))
_MARKED: Final = r"[《“\"]?(?:{})[》”\"]?(?:里面?|中|提出|上)?(?:的|,|，)?"
_PLAN_BESIDE: Final = re.compile(r"五[”\"]?(?:时期)?(?:规划|计划)(?!的?建议)")
"""A plan by its number, which is named as a kind only beside another kind: 工作报告和十五五规划."""
_BEFORE: Final = re.compile(
    r"(?:上一?个?|前一?个?)(?:五年(?:规划|计划)|轮(?:规划|计划)|(?:一)?期(?:规划|计划)|规划期?)(?:纲要)?(?:里面?|中|的)?"
    r"|\b(?:previous|last|preceding)\s+(?:five-year\s+)?plan\b"
)
_AIMS: Final = re.compile(r"目标|预期|计划|规划|将|力争|targets?\b|aims?\b|plans?\b|planned")
Standing = Literal["own", "around", "year", "bulletin", "next", "later"]
"""A document for just that time, or whose plan ends then; for years around it; for one of its years; a bulletin of
it; one that begins behind it; a plan that looks back on it."""
_AIMS_FIRST: Final[tuple[Standing, ...]] = ("own", "around", "year", "next", "later", "bulletin")
_RESULTS_FIRST: Final[tuple[Standing, ...]] = ("bulletin", "next", "later", "own", "around", "year")
_RESULTS: Final = re.compile(r"完成|实现了|达到了|实际|结果|成绩|achieved|actual|reached")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question says of the document that it means.

    ``kinds`` are named by their words, which stand at ``spans``; ``periods`` are the years and plans that it names,
    ``before`` says that it asks for the plan before the newest one, ``spoken`` that 今年 or 去年 is said.
    """

    kinds: tuple[Kind, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    periods: tuple[Period, ...] = ()
    before: bool = False
    spoken: bool = False
    aims: bool = False
    results: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: the ``scope``, the documents asked one after another where it has no answer, the words that chose.

    ``times`` are the names of the times that told the documents apart, ``meant`` the name of a time that a question
    only points to, ``lacking`` the kinds that a place was asked for and has no document of;
    ``sets_beside`` says that several documents of a place are asked for, ``family`` are all documents of the one place
    that is asked.
    """

    scope: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    times: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    lacking: tuple[Kind, ...] = ()
    sets_beside: bool = False
    family: tuple[str, ...] = ()


def read_wish(folded: str) -> Wish:
    """Return what a question in search form says of the document that it means."""
    found = list(_KIND.finditer(folded))
    before = _BEFORE.search(folded)
    kinds = tuple(dict.fromkeys(kind for match in found if (kind := _kind(match)) is not None))
    if kinds and "plan" not in kinds and _PLAN_BESIDE.search(folded):
        kinds = (*kinds, "plan")
    spans = [_widened(folded, *match.span()) for match in found]
    return Wish(
        kinds=kinds,
        spans=tuple(spans + ([before.span()] if before else [])),
        periods=tuple(dict.fromkeys(each.period for each in find_periods(folded))),
        before=before is not None,
        spoken=SPOKEN.search(folded) is not None,
        aims=_AIMS.search(folded) is not None,
        results=_RESULTS.search(folded) is not None,
    )


def plan_named(folded: str) -> Period | None:
    """Return the plan that a question in search form speaks of as a document (十五五规划) or as its time, None for none or several."""
    found = {
        each.period.as_plan
        for each in find_periods(folded)
        if each.period.plan and _A_DOCUMENT.match(folded, each.end)
    }
    return found.pop() if len(found) == 1 else None


_A_DOCUMENT: Final = re.compile(
    r"[”\"]?(?:时期)?(?:的)?(?:发展)?(?:规划|计划|纲要|期间|那(?:会儿|时候?|[五几]年)|的时候)|\s*(?:five-year )?(?:plan|outline)\b|(?<=plan)"
)


class Families:
    """Chooses among the documents of places that have several."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take all documents of the corpus."""
        self._by_id: Mapping[str, Document] = {each.id: each for each in documents}

    def choose(self, wish: Wish, ids: Sequence[str]) -> Choice:
        """Return what a question means of some documents: of each place the one or those that it asks for."""
        places: dict[str, list[Document]] = {}
        for each in ids:
            places.setdefault(self._by_id[each].place, []).append(self._by_id[each])
        choices = [_of_place(wish, family) for family in places.values()]
        return Choice(
            scope=tuple(each for choice in choices for each in choice.scope),
            further=tuple(each for choice in choices for each in choice.further),
            spans=wish.spans if any(choice.spans for choice in choices) else (),
            times=tuple(dict.fromkeys(each for choice in choices for each in choice.times)),
            meant=tuple(dict.fromkeys(each for choice in choices for each in choice.meant)),
            lacking=tuple(dict.fromkeys(each for choice in choices for each in choice.lacking)),
            sets_beside=any(choice.sets_beside for choice in choices),
            family=tuple(ids) if len(places) == 1 else (),
        )


def _of_place(wish: Wish, family: Sequence[Document]) -> Choice:
    if len(family) < 2:
        return Choice(tuple(each.id for each in family))
    ordered = _ordered(family)
    kinds = [kind for kind in wish.kinds if any(kind_of(each.entry) == kind for each in ordered)]
    lacking = tuple(kind for kind in wish.kinds if kind not in kinds)
    pool = [each for each in ordered if kind_of(each.entry) in kinds] or ordered
    if wish.spoken and not kinds:
        pool = [each for each in pool if is_yearly(each.entry)] or pool
    periods, meant = _asked(wish, ordered)
    if len(kinds) > 1:
        groups = [_for_times(wish, periods, [d for d in pool if kind_of(d.entry) == kind]) for kind in kinds]
    else:
        groups = _for_each_time(wish, periods, pool)
    chosen = list(dict.fromkeys(group[0].id for group in groups if group))
    further = [each.id for group in groups for each in group[1:] if each.id not in chosen]
    told = tuple(each.name for each in periods) if len(chosen) > 1 else ()
    named = bool(kinds) or wish.before
    return Choice(
        scope=tuple(chosen),
        further=tuple(dict.fromkeys(further)) if len(chosen) == 1 and not kinds else (),
        spans=wish.spans if named else (),
        times=told,
        meant=meant,
        lacking=lacking,
        sets_beside=len(chosen) > 1,
    )


def _ordered(family: Sequence[Document]) -> list[Document]:
    order = [each.id for each in newest_first([document.entry for document in family])]
    return sorted(family, key=lambda each: order.index(each.id))


def _asked(wish: Wish, ordered: Sequence[Document]) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """Return the times that are asked, and the names of those that the question only points to."""
    if not wish.before:
        return wish.periods, ()
    newest = max(
        (each.period.as_plan for each in ordered if each.period and not each.period.is_year), default=None
    )
    if newest is None or wish.periods:
        return wish.periods, ()
    return (newest.previous,), (newest.previous.name,)


def _for_each_time(wish: Wish, periods: Sequence[Period], pool: Sequence[Document]) -> list[list[Document]]:
    """Return for each time that is asked the documents that tell of it, the best first; those of now where none is."""
    plans = [each for each in periods if each.plan]
    if len(plans) > 1:
        groups = [_for_times(wish, (plan,), pool) for plan in plans]
        return (
            groups
            if all(_is_of(plan, group) for plan, group in zip(plans, groups, strict=True))
            else groups[:1]
        )
    return [_for_times(wish, periods, pool)]


def _is_of(plan: Period, group: Sequence[Document]) -> bool:
    own = group[0].period if group else None
    return own is not None and own.as_plan == plan


def _for_times(wish: Wish, periods: Sequence[Period], pool: Sequence[Document]) -> list[Document]:
    """Return the documents of a place that can tell of the times asked, the best first.

    Where none can, the one that speaks for the place.
    """
    if not periods:
        return [pool[0], *(each for each in pool[1:] if _is_current(each, pool[0]))]
    yearly = all(is_yearly(each.entry) for each in pool)
    fitting = [each for each in periods if each.is_year == yearly] or periods
    asked = next((each for each in fitting if each.plan), max(fitting))
    ranked = [
        (rank, number, each)
        for number, each in enumerate(pool)
        if (rank := _fit(wish, asked, each)) is not None
    ]
    return [each for *_, each in sorted(ranked, key=lambda row: row[:2])] or [pool[0]]


def _is_current(document: Document, newest: Document) -> bool:
    """Return whether a document is for years that the newest plan is for too, or for later ones."""
    if document.period is None or newest.period is None:
        return True
    return document.period.last >= newest.period.first


def _fit(wish: Wish, asked: Period, document: Document) -> int | None:
    """Return how well a document can tell of a time, 0 best; None where it cannot."""
    if document.period is None:
        return None
    standing = _standing(asked, document.period.as_plan, back=looks_back(document.entry))
    results = wish.results or not (wish.aims or asked.plan)
    order = _RESULTS_FIRST if results else _AIMS_FIRST
    if standing is None:
        return None
    yearly_first = asked.is_year and standing == "next" and not document.period.is_year
    return 2 * order.index(standing) + yearly_first


def _standing(asked: Period, own: Period, *, back: bool) -> Standing | None:
    """Return what the years of a document are to a time; None where it can say nothing of it."""
    if own.overlaps(asked):
        if back:
            return "bulletin"
        if own == asked or (asked.is_year and own.last == asked.last):
            return "own"
        return "around" if not own.is_year or asked.is_year else "year"
    if own.first == asked.last + 1:
        return "next"
    return "later" if own.plan and own.previous.overlaps(asked) else None


def _kind(match: re.Match[str]) -> Kind | None:
    return next((kind for kind, _ in _KINDS if match[kind] is not None), None)


def _widened(folded: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a document's name with its marks and the particle behind it."""
    words = re.escape(folded[start:end])
    for match in re.finditer(_MARKED.format(words), folded):
        if match.start() <= start and end <= match.end():
            return match.span()
    return start, end
