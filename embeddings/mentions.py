"""Where plans mention a word, in every spelling, and where they do not: a search that reads everything.

The first passages of a ranking prove that something is there; that something is nowhere, only all of the text does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import is_quoted_plan, without_plans
from embeddings.needs import QUOTED
from embeddings.queries import Query
from embeddings.scripts import search_form
from embeddings.terms import find_english_terms, find_terms

_MOST_NEAR: Final = 5
_RARE: Final = 2e-4
"""Share of a corpus's characters up to which one is rare enough to tell that words are kin: 氢 in 氢能 and 加氢."""
_HALVED: Final = 4
"""Characters from which a word is looked for by its halves."""
_AROUND: Final = 3
_ASKS: Final = re.compile(
    r"提到|提及|提过|说到|说起|谈到|谈及|涉及|写到|写进|写入|写了|出现|包含|列入|纳入|关注"
    r"|\b(?:mentions?|mentioned|refers? to|talks? about|contains?|includes?)\b"
)
_DENIES: Final = re.compile(
    r"(?<!有)没有?(?=提|说|谈|涉|写|出|包|列|纳|关)|未(?=提|说|谈|涉|写|出|包|列|纳)|\b(?:not|never|no|without|fails?)\b"
)
_FRAME: Final = re.compile(
    r"期间|时期|什么|有没有|是否|有无|哪[些个]|哪几个|没有?|未(?=\s)|(?:[一二三四五两几]个?)?(?:规划|城市|地区|市)(?:里面?|中|的)?|的?(?:内容|事|字样|说法)(?=\s|$|[?？])|[都曾过了吗呢]|[?？。,，、“”「」\"]"
)
_CHINESE_RUN: Final = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a plan has a word; ``start:end`` are offsets into the document's clean text."""

    document_id: str
    section_id: str
    wording: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """All mentions of a thing. ``near`` are, per plan that has none, kindred words that it has, with their counts."""

    wordings: tuple[str, ...]
    found: Mapping[str, tuple[Mention, ...]]
    near: Mapping[str, tuple[tuple[str, int], ...]]

    @property
    def having(self) -> tuple[str, ...]:
        """The documents that mention it, in the order in which they were given."""
        return tuple(each for each, places in self.found.items() if places)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The documents that do not."""
        return tuple(each for each, places in self.found.items() if not places)


@dataclass(frozen=True, slots=True)
class MentionAsked:
    """That a question asks whether, or where, ``wordings`` are mentioned; ``absent``: where they are not."""

    wordings: tuple[str, ...]
    absent: bool


def asked_mention(query: Query) -> MentionAsked | None:
    """Return the thing whose mention a question asks about, in all its wordings; None if it asks for something else."""
    folded = search_form(query.standalone)
    asked = _ASKS.search(folded)
    if not asked:
        return None
    if query.language == "en":
        terms = [term.wordings for term in find_english_terms(query.bare) if term.kind != "general"]
        words = list(next(iter([*terms, *(gloss.wordings for gloss in query.glosses)]), ()))
    else:
        words = _named_words(query)
    wordings = _forms(words)
    return MentionAsked(wordings, bool(_DENIES.search(folded))) if wordings else None


def all_wordings(words: Sequence[str]) -> tuple[str, ...]:
    """Return some words and their synonyms in search form."""
    return tuple(dict.fromkeys(form for word in words for form in _forms(_with_synonyms(search_form(word)))))


def _forms(words: Sequence[str]) -> tuple[str, ...]:
    """Return words in search form, without those that are a part of the first: 医药 is wider than 生物医药."""
    forms = ["".join(search_form(word).split()) for word in words if len(word.strip()) > 1]
    return tuple(dict.fromkeys(form for form in forms if form == forms[0] or form not in forms[0]))


def _named_words(query: Query) -> list[str]:
    """Return what a Chinese question names: the words in quotation marks, else what its frame leaves, with synonyms."""
    quoted = [each for each in QUOTED.findall(search_form(query.standalone)) if not is_quoted_plan(each)]
    timeless = without_plans(QUOTED.sub(lambda m: " " if is_quoted_plan(m[1]) else m[0], query.bare))
    left = _FRAME.sub(" ", _ASKS.sub(" ", timeless)).split()
    name = next(iter(quoted), max(left, key=len, default=""))
    return _with_synonyms(name)


def _with_synonyms(name: str) -> list[str]:
    terms = [term for term in find_terms(name) if name in map(search_form, term.wordings)]
    return [name, *(wording for term in terms for wording in term.wordings)]


def find_mentions(documents: Sequence[Document], wordings: Sequence[str]) -> Mentions:
    """Read all plans for any of some wordings (in search form) and count; a space within a word does not hide it."""
    patterns = [(word, _spaced(word)) for word in sorted(wordings, key=len, reverse=True)]
    found = {document.id: tuple(_mentions(document, patterns)) for document in documents}
    near = {
        document.id: _kindred(document, wordings, documents)
        for document in documents
        if not found[document.id]
    }
    return Mentions(tuple(wordings), found, near)


def _spaced(word: str) -> re.Pattern[str]:
    letters = r"\s*".join(re.escape(character) for character in word if not character.isspace())
    return re.compile(rf"(?<![a-z0-9]){letters}(?![a-z0-9])" if word.isascii() else letters)


def _mentions(document: Document, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> Iterator[Mention]:
    """Yield the mentions in a document by place; a longer wording hides a shorter one in it."""
    taken: set[int] = set()
    places: list[Mention] = []
    for word, pattern in patterns:
        for match in pattern.finditer(document.search_text):
            if match.start() not in taken:
                taken.update(range(*match.span()))
                section = document.path_at(match.start())[-1].id
                places.append(Mention(document.id, section, word, *match.span()))
    yield from sorted(places, key=lambda mention: mention.start)


def _kindred(
    document: Document, wordings: Sequence[str], documents: Sequence[Document]
) -> tuple[tuple[str, int], ...]:
    """Return words of a plan that share a telling part with the wordings, the most frequent first.

    Such a part is half of a longer word (班列 of 中欧班列) or a character that is rare in the corpus (氢 of 氢能).
    """
    counts: Counter[str] = Counter()
    for part in _parts(wordings, documents):
        for match in re.finditer(
            rf"[\u3400-\u9fff]{{0,{_AROUND}}}{re.escape(part)}[\u3400-\u9fff]{{0,{_AROUND - 1}}}",
            document.search_text,
        ):
            counts[part if len(part) > 1 else _word_around(match.group(), part)] += 1
    return tuple(counts.most_common(_MOST_NEAR))


def _parts(wordings: Sequence[str], documents: Sequence[Document]) -> list[str]:
    parts: dict[str, None] = {}
    for run in (run for word in wordings for run in _CHINESE_RUN.findall(word)):
        halves = [run[: len(run) // 2], run[len(run) // 2 :]] if len(run) >= _HALVED else list(run)
        parts.update(dict.fromkeys(each for each in halves if _share(each, tuple(documents)) <= _RARE))
    return list(parts)


@lru_cache(maxsize=512)
def _share(part: str, documents: tuple[Document, ...]) -> float:
    """Return how often a part of a word stands in a corpus, per character of it."""
    total = sum(len(document.search_text) for document in documents)
    return sum(document.search_text.count(part) for document in documents) / max(total, 1)


def _word_around(around: str, part: str) -> str:
    """Return the two characters that begin with a rare one, or end with it where nothing follows: 氢燃, 加氢."""
    at = around.index(part)
    return around[at : at + 2] if at + 1 < len(around) else around[max(0, at - 1) : at + 1]
