"""The vocabulary of plans: other Chinese wordings of a term, and Chinese terms for English phrases.

The words are data (``terms.toml``); both functions take the longest wording first and let no two overlap,
so that 研发投入强度 is one term and never a 投入 as well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from embeddings.facts.periods import ordinal_in_english, plan_name
from embeddings.scripts import search_form

_DATA: Final = Path(__file__).with_name("terms.toml")
_ENGLISH_WORD: Final = re.compile(r"[a-z0-9]+(?:[.&'][a-z0-9]+)*")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3})")
_HYPHEN_BEFORE: Final = re.compile(r"[a-z][-–]$", re.IGNORECASE)
_HYPHEN_BEHIND: Final = re.compile(r"[-–][a-z]", re.IGNORECASE)
_ASCII: Final = re.compile(r"[a-z0-9]")

_RATE_LENGTH: Final = 2
"""An indicator named after a topic is at most so many characters longer: 率, 水平."""

_PLANS: Final = range(11, 20)
"""The plans that have a short name of their own; from the 20th on 二十五 is a number as well."""

_IRREGULAR: Final = {
    "children": "child",
    "women": "woman",
    "men": "man",
    "halves": "half",
    "leaves": "leaf",
    "lives": "life",
    "criteria": "criterion",
    "centre": "center",
    "theatre": "theater",
    "fibre": "fiber",
    "metre": "meter",
    "kilometre": "kilometer",
    "litre": "liter",
    "programme": "program",
    "catalogue": "catalog",
    "defence": "defense",
    "licence": "license",
    "ageing": "aging",
    "aluminium": "aluminum",
    "sulphur": "sulfur",
    "enrolment": "enrollment",
    "fulfilment": "fulfillment",
    "jewellery": "jewelry",
    "travelling": "traveling",
    "tyre": "tire",
    "grey": "gray",
}
# Applied to both sides, so a word that these bend out of shape (four, rise) still meets itself.
_SPELLINGS: Final = (
    (re.compile(r"isation$"), "ization"),
    (re.compile(r"ys(e|ed|ing)$"), r"yz\1"),
    (re.compile(r"is(e|ed|er|ing)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})our(|ed|ing|hood|able)$"), r"or\1"),
)

Kind = Literal["indicator", "topic", "general"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that plans speak of: its printed name, other Chinese wordings, and English phrases."""

    zh: str
    also: tuple[str, ...]
    en: tuple[str, ...]
    kind: Kind

    @property
    def wordings(self) -> tuple[str, ...]:
        """All Chinese wordings, the canonical one first."""
        return (self.zh, *self.also)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    term: Term


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    """English words that a question is built with and that name nothing."""
    content = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(english_key(" ".join(content["function_words"])))


@lru_cache(maxsize=1)
def load_terms() -> tuple[Term, ...]:
    """Return the terms of ``terms.toml`` in file order, and those of the five-year plans."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["term"]
    listed = (
        Term(zh=row["zh"], also=tuple(row.get("also", ())), en=tuple(row["en"]), kind=row["kind"])
        for row in rows
    )
    return (*listed, *map(_plan_term, _PLANS))


def _plan_term(number: int) -> Term:
    """Return the term for a five-year plan by its number, in the wordings that every one of them has."""
    name = plan_name(number)
    also = (f"{name}时期", f"{name}规划", f"{name}期间", f"第{name.removesuffix('五')}个五年规划")
    endings = ("five year plan", "five year plan period", "five year period")
    english = tuple(f"{each} {ending}" for each in ordinal_in_english(number) for ending in endings)
    return Term(zh=name, also=also, en=english, kind="general")


def synonyms(folded: str) -> tuple[str, ...]:
    """Return the other wordings of every indicator and topic in a question, in the order of the question.

    ``folded`` and the result are in search form (:func:`embeddings.scripts.search_form`). A wording that the
    question already contains is left out; general words have no other wordings.
    """
    found: dict[str, None] = {}
    for span in _chinese_spans(folded):
        if span.term.kind == "general":
            continue
        for wording in span.term.wordings:
            form = search_form(wording)
            if form not in folded:
                found[form] = None
    return tuple(found)


def translate(english: str) -> tuple[str, ...]:
    """Return the Chinese wordings of the phrases in an English question, in the order of the question.

    For each phrase the canonical term comes first. Case, hyphens, plurals and British or American spelling
    do not matter; words that belong to no phrase yield nothing.
    """
    found: dict[str, None] = {}
    for span in _english_spans(english):
        found.update(dict.fromkeys(span.term.wordings))
    return tuple(found)


def find_terms(folded: str) -> tuple[Term, ...]:
    """Return the terms whose Chinese wordings stand in a text in search form, in the order of the text."""
    return tuple(dict.fromkeys(span.term for span in _chinese_spans(folded)))


def terms_standing(folded: str) -> tuple[tuple[str, Term], ...]:
    """Return the wordings of terms that stand in a text in search form, the longest where several do, in its order."""
    return tuple((folded[span.start : span.end], span.term) for span in _chinese_spans(folded))


def begins_with_term(folded: str, kinds: Sequence[str] = ("indicator", "topic")) -> bool:
    """Say whether a text in search form begins with a term of one of these kinds."""
    return any(
        term.kind in kinds and folded.startswith(form) and _is_whole(folded, 0, len(form))
        for form, term in _chinese_index()
    )


def as_indicators(folded: str) -> str:
    """Return a text with each topic put as the indicator that measures it: 城镇化 as 城镇化率.

    A topic without an indicator of its own name stays as it is.
    """
    for span in reversed(_chinese_spans(folded)):
        if span.term.kind != "topic":
            continue
        topic = folded[span.start : span.end]
        named = [
            form
            for form, term in _chinese_index()
            if term.kind == "indicator"
            and form.startswith(topic)
            and 0 < len(form) - len(topic) <= _RATE_LENGTH
        ]
        if named and not folded.startswith(min(named, key=len), span.start):
            folded = folded[: span.start] + min(named, key=len) + folded[span.end :]
    return folded


def measured_by(term: Term) -> Term:
    """Return the indicator that measures a topic (新型城镇化: 常住人口城镇化率), or the term itself."""
    if term.kind != "topic":
        return term
    for wording in term.wordings:
        found = [each for each in find_terms(as_indicators(search_form(wording))) if each.kind == "indicator"]
        if found:
            return found[0]
    return term


def find_english_terms(english: str) -> tuple[Term, ...]:
    """Return the terms whose English phrases stand in an English text, in the order of the text."""
    return tuple(dict.fromkeys(span.term for span in _english_spans(english)))


def part_of_compound(english: str, start: int, end: int) -> bool:
    """Say whether the words at a span of an English text are a part of a term of several, or tied by a hyphen."""
    if not english[start:end].isascii() or english[start:end].isspace() or start == end:
        return False
    if _HYPHEN_BEFORE.search(english[:start]) or _HYPHEN_BEHIND.match(english, end):
        return True
    first = len(english_key(english[:start]))
    last = first + len(english_key(english[start:end]))
    return any(
        span.start <= first and last <= span.end and span.end - span.start > last - first
        for span in _english_spans(english)
    )


def free_words(english: str) -> dict[int, str]:
    """Return the words of an English text that belong to no term, as they are compared, by position."""
    taken = {position for span in _english_spans(english) for position in range(span.start, span.end)}
    return {position: word for position, word in enumerate(english_key(english)) if position not in taken}


def is_function_word(word: str) -> bool:
    """Say whether a word of an English key only builds the question and names nothing."""
    return word in _function_words() or word[0].isdigit() or len(word) <= 2


def english_key(phrase: str) -> tuple[str, ...]:
    """Return the words of an English phrase as they are compared: lower case, singular, American spelling.

    >>> english_key("Urbanisation rates")
    ('urbanization', 'rate')
    """
    plain = _THOUSANDS.sub("", phrase.lower().replace("’", "'").replace("＆", "&"))
    return tuple(_word(word) for word in _ENGLISH_WORD.findall(plain))


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    word = _IRREGULAR.get(singular := _singular(word), singular)
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def _chinese_index() -> tuple[tuple[str, Term], ...]:
    """Every wording in search form with its term, longest first."""
    pairs = [(search_form(wording), term) for term in load_terms() for wording in term.wordings]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _english_index() -> dict[tuple[str, ...], Term]:
    return {english_key(phrase): term for term in load_terms() for phrase in term.en}


def _chinese_spans(folded: str) -> list[_Span]:
    spans = []
    taken = bytearray(len(folded))
    for form, term in _chinese_index():
        start = folded.find(form)
        while start >= 0:
            end = start + len(form)
            if not any(taken[start:end]) and _is_whole(folded, start, end):
                taken[start:end] = b"\x01" * len(form)
                spans.append(_Span(start, end, term))
            start = folded.find(form, start + 1)
    return sorted(spans, key=lambda span: span.start)


def _is_whole(folded: str, start: int, end: int) -> bool:
    """Say whether no Latin word or number goes on beyond either end: no ``ai`` in ``said``."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    cut_before = _ASCII.match(before) and _ASCII.match(folded[start])
    cut_after = _ASCII.match(after) and _ASCII.match(folded[end - 1])
    return not (cut_before or cut_after)


def _english_spans(english: str) -> list[_Span]:
    words = english_key(english)
    index = _english_index()
    longest = max(map(len, index), default=0)
    spans = []
    taken = bytearray(len(words))
    for length in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            term = index.get(words[start:end])
            if term is not None and not any(taken[start:end]):
                taken[start:end] = b"\x01" * length
                spans.append(_Span(start, end, term))
    return sorted(spans, key=lambda span: span.start)
