"""How a question hangs on the one before it: whether it can stand alone, and what it says put into the other's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.facts.periods import PLAN, YEAR, find_periods
from embeddings.query.asking import ASKING, COMPARING
from embeddings.query.times import find_moments, without_moments
from embeddings.scripts import is_english, search_form
from embeddings.terms import Term, english_key, find_english_terms, find_terms, is_function_word

_FOLLOWS: Final = re.compile(
    r"^(?:那么?|还有|另外|其中|它|他们|这个?|该|上述|以上|继续)|呢[?？]?$"
    r"|^(?:and|what about|how about|then|also|it|that|those|its)\b"
)
_MARKS: Final = re.compile(r"^(?:那么?|还有|另外)|^(?:and|what about|how about|then)\b|呢")
_LINKS: Final = re.compile(r"^(?:还有|另外|此外|同时|以及|并且)[,，、:：]?(?=..)")
_POINTS_BACK: Final = re.compile(
    r"它|该市|该城市|这个|那个|上述|其中|前者|后者|第[一二三四五六]个|\b(?:it|its|that|those|they)\b"
)
_ORDINAL: Final = re.compile(
    r"第([一二三四五六七八九十]|\d{1,2})(?:个(?!五年)|[条项类点处座家]|方面|(?=$|[?？]))|(最后)(?:那|这)?一?[个条项类点处座]"
    r"|\b(first|second|third|fourth|fifth|sixth|last)\b(?= (?:one|of (?:them|these|those))\b|\W*$)"
)
_PLACES_IN_ORDER: Final = {
    **{word: at for at, word in enumerate("一二三四五六七八九十", start=1)},
    **{word: at for at, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"), start=1)},
    "最后": 0,
    "last": 0,
}
_MORE: Final = re.compile(
    r"^(?:那么?)?(?:还有|其他|其它|别的|另外|更多|继续)|^(?:and )?(?:what|anything|any|which)?\s*(?:else|more|others?)\b"
)
_ELSE: Final = re.compile(
    r"(?:别的|其他的?|其它的?)(?=[吗呢么没有啊\W]|$)|\b(?:anything|something|what) else\b"
)
"""More of the same kind, in a question that says what is done with it: 以后还修别的吗."""
_BUILDS: Final = re.compile(
    r"[的呢吗么啊没有了\W_]+|\b(?:else|more|others?|what|anything|any|and|are|there|is|which|the)\b"
)
_BETWEEN: Final = re.compile(r"(?:^|(?<=\s))[和跟与同比](?=\s|$|[呢吗?？])")
"""What stands between two places that are compared, the places taken out."""
_LEFT_OVER: Final = ("in", "by", "for", "its", "the", "in the", "of")
"""What stands alone where its noun went into the question before."""
_QUESTION_MARK: Final = re.compile(r"[?？]")
_SAYS_ANYTHING: Final = 2
"""Signs of content from which words are about something."""
_WHY: Final = re.compile(r"为什么|为何|原因|\bwhy\b")
_KINDRED: Final = (
    re.compile(YEAR),
    re.compile(r"[a-z]+\d[\d.]*"),
    re.compile(r"(?:(?![哪几个各有])[\u4e00-\u9fff]){2,3}(?:县|区|市)(?!场|民|域)"),
    re.compile(r"城镇|农村|城市|乡村|城里|乡镇|村里|乡下"),
    re.compile(PLAN),
    re.compile(r"第[一二三]产业|国家级|省级|市级"),
)
_YEAR_END: Final = re.compile(r"^年[底末]?")
_BESIDE: Final = re.compile(
    r"^(?:那么?)?(?:比|[和与跟同].{1,12}?(?:比|差))|compared? (?:to|with)|\bversus\b|\bvs\b|\bthan\b"
)
_THIS_DOCUMENT: Final = re.compile(r"[这该本此](?:个|份|部|一)*(?:规划|纲要|文件|建议|计划|方案|报告)")
_CARRIED_OUT: Final = re.compile(
    r"\b(?P<act>carry|carrying|implement|implementing|executing|overseeing|supervising|enforcing|in charge of|responsible for) it\b",
    re.IGNORECASE,
)
_SHORT, _SHORT_MARKED, _SHORT_POINTING = 4, 10, 9
"""Signs of content below which a question cannot stand alone; with a word that follows on, or points back."""
_FEW_WORDS, _FEW_MARKED = 4, 8
"""The same for English, in words."""


def content(folded: str) -> str:
    """Return the signs of a question that are about something: without asking words and words that follow on."""
    return re.sub(r"[\W_]+", "", ASKING.sub("", _FOLLOWS.sub("", folded)))


def stands(folded: str) -> bool:
    """Say whether a question in search form, its places and times taken out, says enough to be about something itself."""
    if is_english(folded):
        return len(re.findall(r"[a-z0-9]+", folded)) >= _FEW_WORDS
    return len(content(COMPARING.sub(" ", folded))) >= _SHORT


_PIECE: Final = re.compile(r"[,，;；。?？!！]")


def leans(folded: str) -> bool:
    """Say whether a question in search form, its places taken out, cannot be understood without the one before it."""
    if is_english(folded):
        words = re.findall(r"[a-z0-9]+", folded)
        return len(words) < _FEW_MARKED and bool(_FOLLOWS.search(folded) or not stands(folded))
    # In 要装多少充电桩,长株潭呢 only the other place leans, on what stands before it.
    pieces = [each for each in _PIECE.split(folded) if not says_nothing(each)]
    folded = ",".join(pieces) or folded
    said = len(content(COMPARING.sub(" ", folded)))
    return (
        not stands(folded)
        or (bool(_FOLLOWS.search(folded)) and said < _SHORT_MARKED)
        or (bool(_POINTS_BACK.search(folded)) and said < _SHORT_POINTING)
    )


def says_nothing(folded: str) -> bool:
    """Say whether a question, its places and times taken out, is about nothing by itself: 那…呢, 为什么, 和…比呢."""
    if is_english(folded):
        return all(is_function_word(word) for word in english_key(_BUILDS.sub(" ", _MARKS.sub("", folded))))
    return len(content(_BETWEEN.sub(" ", COMPARING.sub(" ", _WHY.sub(" ", folded))))) < _SAYS_ANYTHING


def points_to_document(folded: str) -> bool:
    """Say whether a question asks of the document that it points to: 这个规划谁牵头落实, but not how that does it (它)."""
    if is_english(folded):
        return _CARRIED_OUT.search(folded) is not None
    return _THIS_DOCUMENT.search(folded) is not None and "它" not in folded


def with_document(question: str) -> str:
    """Return an English question with the document in the place of the it that is carried out or led; others unchanged.

    >>> with_document("Who is responsible for carrying it out?")
    'Who is responsible for carrying the plan out?'
    """
    return _CARRIED_OUT.sub(lambda match: f"{match['act']} the plan", question)


def said_of(folded: str) -> str:
    """Return what a follow-up says, without the words that only tie it to what was before."""
    return _MARKS.sub(" ", folded).strip(" ?？,，。")


def put_into(topic: str, said: str) -> str:
    """Return an earlier question with what a follow-up says in the place of its like, or behind it.

    Its like: another year, county, PM10 for PM2.5, another indicator. Both are in search form, without their places.
    """
    moments = find_moments(said)
    if moments and says_nothing(without_moments(said)) and any(each.period is None for each in moments):
        said_at = "".join(each.words for each in moments)  # 现在到多少了 asks the same of another time
        return " ".join(f"{said_at}{without_moments(topic).strip().removeprefix('的')}".split())
    left = said
    for kind in _KINDRED:
        new, old = kind.search(left), kind.search(topic)
        if new and old:
            topic = topic.replace(old.group(), new.group())
            left = left.replace(new.group(), "", 1)
    times = list(find_periods(left))
    if times and says_nothing(without_times(left)):  # 2020年是多少 asks the same of another time
        named = left[times[0].start : times[-1].end]
        return " ".join(
            f"{named}{'年' if times[-1].period.is_year else ''}{topic.strip().removeprefix('的')}".split()
        )
    left = _BETWEEN.sub(" ", re.sub(r"^年", "", left.strip())).strip()
    old_names, new_names = _indicators(topic), _indicators(left)
    if old_names and new_names:
        for name in old_names[1:]:
            topic = topic.replace(name, " ")
        topic = topic.replace(old_names[0], new_names[0])
        left = left.replace(new_names[0], "", 1)
    topic = topic.strip().removeprefix("的")
    left = (
        "" if left.strip(" 的") in topic else left
    )  # 农村居民的 after 城镇居民: the rest stands there already
    if left in _LEFT_OVER or (len(content(left)) < _SAYS_ANYTHING and not _WHY.search(left)):
        return " ".join(topic.split())
    # One question, not two: a mark between them would make parts of it.
    return " ".join(f"{_QUESTION_MARK.sub(' ', topic)} {left}".split())


def completed(parts: Sequence[str]) -> list[str]:
    """Return parts of a row of names, each with what it shares with one that says it: 城镇和农村居民收入 are two.

    >>> completed(["城镇", "农村居民收入"])
    ['城镇居民收入', '农村居民收入']
    """
    whole = next((each for each in (*reversed(parts), *parts) if _indicators(each)), None)
    if whole is None:
        return list(parts)
    return [each if _indicators(each) else put_into(whole, each.strip()) for each in parts]


def _indicators(folded: str) -> list[str]:
    """Return the indicators that a text names, in the wordings that stand there."""
    if is_english(folded):
        english = [term for term in find_english_terms(folded) if term.kind == "indicator"]
        return [wording for term in english if (wording := _standing_in_english(term, folded))]
    named = [term for term in find_terms(folded) if term.kind == "indicator"]
    return [wording for term in named if (wording := _standing(term, folded))]


def _standing(term: Term, folded: str) -> str:
    standing = [form for each in term.wordings if (form := search_form(each)) in folded]
    return max(standing, key=len, default="")


def _standing_in_english(term: Term, folded: str) -> str:
    forms = (re.compile(rf"\b{re.escape(each).replace(chr(92) + ' ', '[ -]')}s?\b") for each in term.en)
    return max((found.group() for each in forms if (found := each.search(folded))), key=len, default="")


def without_times(folded: str) -> str:
    """Return a text in search form without the years and plan periods that it names."""
    for each in reversed(list(find_periods(folded))):
        folded = f"{folded[: each.start]} {_YEAR_END.sub('', folded[each.end :])}"
    return folded


def ordinal(folded: str) -> int | None:
    """Return which of several things a question means: 1 for the first, 0 for the last, None where it counts none."""
    found = _ORDINAL.search(folded)
    if found is None:
        return None
    word = next(each for each in found.groups() if each)
    return int(word) if word.isdigit() else _PLACES_IN_ORDER[word]


def ordinal_at(folded: str) -> tuple[int, int] | None:
    """Return the span of the words that count to one of several things, None for none."""
    found = _ORDINAL.search(folded)
    return found.span() if found is not None else None


def without_ordinal(folded: str) -> str:
    """Return a question without the words that count to one of several things."""
    return _ORDINAL.sub(" ", folded)


def asks_more(folded: str) -> bool:
    """Say whether a question asks for more of the same: 还有呢, what else, 以后还修别的吗."""
    rest = ASKING.sub("", _MORE.sub("", folded, count=1))
    return bool(_ELSE.search(folded)) or (bool(_MORE.search(folded)) and not _BUILDS.sub("", rest))


def asks_the_same(part: str) -> bool:
    """Return whether a part of a question only names another thing to ask the same of.

    >>> asks_the_same("乡镇的呢"), asks_the_same("乡镇的有多少呢")
    (True, False)
    """
    folded = search_form(part).strip(" ?")
    return folded.endswith("呢") and ASKING.sub("", folded) == folded.removesuffix("呢")


def asks_why(folded: str) -> bool:
    """Say whether a question asks for the reason of something."""
    return bool(_WHY.search(folded))


def beside(folded: str) -> bool:
    """Say whether a question puts the place that it names beside the one before: 和怀化比呢."""
    return bool(_BESIDE.search(folded))


def without_link(part: str) -> str:
    """Return a later part of a question without the word that links it to the one before.

    >>> without_link("另外物流企业要有几家?")
    '物流企业要有几家?'
    """
    return _LINKS.sub("", part.strip())
