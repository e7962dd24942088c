"""The places told of before that a question puts beside its own: those that it ranks among, or that it counts.

谁更高 and 乙市是不是最少的 rank among the places that the same was asked of; 两个市都讲下 and 比这俩都低 count them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from embeddings.query.asking import ALL_CITIES
from embeddings.query.following import says_nothing
from embeddings.query.topic_shown import topic_shown
from embeddings.scripts import is_english, search_form
from embeddings.terms import Term, find_english_terms, find_terms

if TYPE_CHECKING:
    from embeddings.query.query import Query

_MOST_BEFORE: Final = 8
"""Earlier questions that places are taken from."""
_RANKS: Final = re.compile(
    r"(?:是不是|是否|哪个|谁)?(?:比(?:这|那|它|他|前面|上面|其他)[^,。?？]{0,6}?|[最更])(?:都|还|要|更)*(?P<how>[高低大小多少快慢强])[的些点]*(?=[吗么呢吧]*[?？]*$)"
    r"|谁[^,。?？]{0,3}?(?P<who>[高低大小多少快慢强])[的些点]*(?=[吗么呢吧]*[?？]*$)|一样(?:[高低大小多少快慢])?(?=吗|么|[?？]*$)"
    r"|\b(?:which|who)(?: one| of them)?(?: is| has)?(?: the)? (?:higher|highest|lower|lowest|more|most|larger|largest)\b|\b(?:is|are) (?:it|that|they) the (?:highest|lowest|most|least)\b"
)
"""What ranks the place of a question, or those told of, among the others: 是不是比这俩都低, 谁更高, 是不是最少的."""
_AGAINST_THESE: Final = re.compile(r"比[这這那它他][^,。?？]{0,4}?都?(?=[高低大小多少快慢强])")
_COUNTED_PLACES: Final = re.compile(
    r"(?:(?P<count>[两二三四五])(?:个?(?:城?市|地方)|地|边)|[这那](?P<few>[两三]个|[俩仨]))(?=都|各|分别|也|的|[,，?？]|$)|\b(?P<english>both|all three)\b(?: (?:cities|places|of them))?"
)
_PLACE_COUNTS: Final = {
    "两": 2,
    "二": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "both": 2,
    "all three": 3,
}
"""By the first sign of the Chinese ones."""


def places_told_of(
    question: str,
    earlier: Query,
    own: Sequence[str],
    *,
    names_of: Callable[[Query], Sequence[str]],
    matter: str,
) -> list[str]:
    """Return the names of the places told of before that a question puts beside its ``own``, in their order.

    As many as it counts, or all that were asked of the same ``matter`` (the question without its cities) where it ranks.
    """
    folded = search_form(question.strip())
    count = counted_places(folded)
    if len(own) > 1 or not (count or ranks(folded)) or ALL_CITIES.search(folded):
        return []
    if own and asks_which(folded):  # 怀化哪个园区最大 ranks what is in the place
        return []
    matter = without_ranks(matter)
    matter = topic_shown(earlier) if says_nothing(matter) else matter
    found: list[str] = []
    for each in _back_from(earlier):
        if count or alike(matter, each.standalone) or alike(matter, topic_shown(each)):
            found = [*(name for name in names_of(each) if name not in found), *found]
    found = [each for each in found if each not in own]
    if count:
        return found[-count:]
    return found if own or len(found) > 1 else []


def _back_from(query: Query) -> Iterator[Query]:
    """Yield a question and those before it, the last first."""
    each: Query | None = query
    for _ in range(_MOST_BEFORE):
        if each is None:
            return
        yield each
        each = each.earlier


def asks_which(folded: str) -> bool:
    """Say whether a question asks which of several: 哪个园区最大."""
    return "哪" in folded or bool(re.search(r"\bwhich\b", folded))


def ranks(folded: str) -> bool:
    """Say whether a question ranks among the places that were told of: 是不是比这俩都低, 谁更高."""
    return _RANKS.search(folded) is not None


def without_ranks(folded: str) -> str:
    """Return a question without the words that rank, and those that count places."""
    return _COUNTED_PLACES.sub(" ", _RANKS.sub(" ", folded))


def as_rank(question: str) -> str:
    """Return a question with what ranks against places told of put as a rank among all.

    >>> as_rank("湘乡是不是比这俩都低")
    '湘乡是不是最低'
    """
    return _AGAINST_THESE.sub("最", question)


def counted_places(folded: str) -> int:
    """Return how many of the places told of a question means: 2 for 两个市都讲下 or 比这俩都低, 0 where it counts none."""
    found = _COUNTED_PLACES.search(folded)
    if found is None or (found["few"] and not ranks(folded)):  # 这三个 may be things as well
        return 0
    return _PLACE_COUNTS.get(found["english"] or (found["count"] or found["few"])[0], 0)


def alike(one: str, other: str) -> bool:
    """Say whether two questions name an indicator or a topic in common, in any of its wordings."""
    terms = {term.zh for term in _terms(one)}
    return any(term.zh in terms for term in _terms(other))


def _terms(text: str) -> list[Term]:
    found = find_english_terms(text) if is_english(text) else find_terms(search_form(text))
    return [each for each in found if each.kind != "general"]
