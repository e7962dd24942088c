"""The times that a question names as values: years and plans, 去年 and 今年, and how things stand where a plan starts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.facts.periods import Period, find_periods, spoken_periods
from embeddings.query.asking import PRESENT
from embeddings.scripts import is_english

_BEFORE: Final = re.compile(r"(?:[到至在]|截至|\b(?:by|in|at|for|of))?\s*[“\"「『]?$")
_BEHIND: Final = re.compile(r"^[”\"」』]?(?:规划|计划|时期|期间)?(?:年[底末初]?|[底末初])?")
_BETWEEN: Final = re.compile(
    r"\s*(?:[、,和与及跟]|以及|\band\b)?\s*(?:的?(?:目标值?|实际|预期|完成|规划)的?)?\s*(?:[、,和与及跟]|以及|\band\b)?\s*"
)
"""What stands between times that are named side by side: 十三五末实际与2025年目标."""
_COMPARES: Final = re.compile(
    r"(?:的)?(?:比较?|相比|对比)(?:起来|一下)?(?=[,，\s]*(?:$|[?？]|怎|如何|哪|是|有|差|变|高|低|多|少|快|慢|增|提))"
    r"(?:[,，\s]*(?:怎么?样|如何|哪个?(?:更)?[高低大小多少快慢]|[高低大小多少快慢]还是[高低大小多少快慢]|是?[升增降减涨]了?还是[升增降减跌]了?|有(?:什么|何)?(?:变化|差别|区别)|差多少))?"
)
"""What compares two values at the end of a question: 跟2024年比怎么样, 比2020年是高还是低 asks so too."""
_VALUE_OF: Final = re.compile(r"目标|要求|实际|预期|完成|水平|那会儿|的时候|[跟和与同]|[的\W]")
_BESIDE_EN: Final = re.compile(r",?\s*(?:as )?(?:compared? (?:with|to)|versus|vs\.?|against|up from)\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a question names at ``start:end`` of it, the words around it that only tie it in among them.

    ``words`` name it in another question. ``period`` are its years, or ``offset`` how many years it is from that of a
    yearly document (去年 is -1); neither where it is how things stand now.
    """

    start: int
    end: int
    words: str
    period: Period | None = None
    offset: int | None = None

    def period_in(self, own: Period | None) -> Period | None:
        """Return its years for a document of a period: the time before it of how things stand; None where they are unknown."""
        if self.period is not None or own is None:
            return self.period
        if self.offset is None:
            return own.previous
        return Period.of_year(own.first + self.offset) if own.is_year else None


def find_moments(folded: str) -> tuple[Moment, ...]:
    """Return the times that a question in search form names, in its order.

    >>> [each.words for each in find_moments("原来有多少,到2025年要有多少?")]
    ['原来', '2025年']
    """
    found = [
        *((each.start, each.end, each.period, None) for each in find_periods(folded)),
        *((start, end, None, offset) for start, end, offset in spoken_periods(folded)),
        *((*match.span(), None, None) for match in PRESENT.finditer(folded)),
    ]
    return tuple(_moment(folded, *each) for each in sorted(found, key=lambda each: each[:2]))


def without_moments(folded: str) -> str:
    """Return a question in search form without the times that it names, and without what ties them in.

    >>> without_moments("到2030年居民人均可支配收入是多少")
    ' 居民人均可支配收入是多少'
    """
    for each in reversed(find_moments(folded)):
        folded = f"{folded[: each.start]} {folded[each.end :]}"
    return folded


def times_apart(folded: str) -> tuple[tuple[str, str], ...]:
    """Return the times that a question in search form sets side by side, each with what is asked at it; none for other ones.

    A span of years (2021到2025年) is one time, as are a plan and the year that it ends in.

    >>> times_apart("森林覆盖率2020年和2025年各是多少?")
    (('2020年', '森林覆盖率 各是多少?'), ('2025年', '森林覆盖率 各是多少?'))
    """
    moments = find_moments(folded)
    if len(moments) < 2 or not _differ(moments):
        return ()
    gaps = [folded[one.end : other.start] for one, other in itertools.pairwise(moments)]
    rest = f"{folded[: moments[0].start]} {folded[moments[-1].end :]}"
    if is_english(folded) and len(moments) == 2 and (beside := _BESIDE_EN.search(gaps[0])):
        rest = f"{folded[: moments[0].start]} {gaps[0][: beside.start()]}"
    elif not all(gap.strip() and _BETWEEN.fullmatch(gap) for gap in gaps):
        return ()
    asked = " ".join(rest.split())
    return tuple((each.words, asked) for each in moments)


def times_compared(folded: str) -> tuple[tuple[str, str], ...]:
    """Return the two times that a question in search form compares a value at, each with what the value is of; none for others.

    >>> times_compared("森林覆盖率2020年的水平跟2025年目标比哪个高?")
    (('2020年', '森林覆盖率'), ('2025年', '森林覆盖率'))
    """
    moments = find_moments(folded)
    if len(moments) != 2 or not _differ(moments) or _COMPARES.search(folded) is None:
        return ()
    bare = (
        f"{folded[: moments[0].start]} {folded[moments[0].end : moments[1].start]} {folded[moments[1].end :]}"
    )
    topic = "".join(dict.fromkeys(_VALUE_OF.sub(" ", _COMPARES.sub(" ", bare)).split()))
    return tuple((each.words, topic) for each in moments) if len(topic) > 1 else ()


def _differ(moments: Sequence[Moment]) -> bool:
    """Return whether times are different ones: a plan is that of the year in which it ends."""
    named = [each.period.last if each.period is not None else (each.offset, "now") for each in moments]
    return len({*named}) == len(named)


def _moment(folded: str, start: int, end: int, period: Period | None, offset: int | None) -> Moment:
    before, behind = _BEFORE.search(folded[:start]), _BEHIND.match(folded[end:])
    first = before.start() if before else start
    last = end + (behind.end() if behind and period is not None else 0)
    if period is None:
        words = folded[start:end]
    else:
        ended = "末" if period.plan and behind and re.search(r"[末底]", behind.group()) else ""
        words = period.name + ("年" if period.is_year and not is_english(folded) else ended)
    return Moment(first, last, words, period, offset)
