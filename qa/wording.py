"""Do the words of a sentence stand in its quotes? Key terms, names, directions, negations, and which figure is whose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from embeddings.facts.periods import find_periods, year_names
from embeddings.scripts import has_cjk, is_english, search_form
from embeddings.terms import Term, find_english_terms, find_terms, free_words, is_function_word
from qa.locating import fold

LEAST_COVERED = 0.6
"""Share of the content bigrams of a Chinese paraphrase that its quote must have."""
_LEAST_CHECKED = 0.5
"""Share of the content words of an English sentence that the vocabulary must know to vouch for it."""
_FRAME = re.compile(
    r"根据|按照|依据|规划|纲要|提出|明确|计划|目标|预计|力争|指标|数值|其中|以及|同时|并且|包括|分别|该市|全市|我市|本市|城市|"
    r"列位不明|表头|未单列数值|或与上一项合用一格|约束性|预期性|原文有损|将会?|达到|达|要|是|为|的|了|在|和|与|及|到|于|等|其|都|也|并|把|"
    r"[年月日末底内前后]|期间|时期|主要|具体|有|对|以|使|让|则|即"
)
_DIGITS = re.compile(r"[\d.,%‰]+")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_NAME = re.compile(r"(?<![A-Za-z0-9])([A-Z][a-z]{2,})(?![a-z])")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,})[”」』\"]")
_NEGATION = re.compile(
    r"不(?!断|仅|但|同|少于|低于|超过|高于|动产|足)|未(?!来)|没有|无(?!人机|线|障碍|害)|禁止|严禁|杜绝|并非"
)
_NEGATED_BEFORE = re.compile(r"(?:不|不得|不再|未|未能|没有|禁止|严禁|杜绝|严控)$")
_NEGATION_EN = re.compile(r"\b(?:not|no|never|without|prohibit\w*|forbid\w*|ban(?:s|ned)?|cannot)\b|n't\b")
# Words of a direction or a limit: a sentence may use one only where its quote has one of the same kind.
_DIRECTIONS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "up",
        re.compile(r"增长|增加|提高|提升|上升|\b(?:increas|grow|ris[ei]|rais|improv)\w*"),
        re.compile(r"增|提高|提升|上升|升|扩大|翻|加快|改善|优化|改进|完善|加强"),
    ),
    (
        "down",
        re.compile(r"下降|降低|减少|缩小|下调|\b(?:decreas|declin|reduc|lower|drop|cut|fall)\w*"),
        re.compile(r"降|减|缩|下调|节约|压"),
    ),
    (
        "least",
        re.compile(
            r"以上|不低于|不少于|超过|突破|至少|\b(?:at least|more than|over|exceed\w*|above|no less)\b"
        ),
        re.compile(r"以上|不低于|不少于|(?<!不)超过|超|突破|至少|大于|高于|≥|>|优于|不小于"),
    ),
    (
        "most",
        re.compile(r"以下|以内|不超过|不高于|低于|不足|\b(?:at most|less than|below|under|within|no more)\b"),
        re.compile(r"以下|以内|之内|不超过|不高于|(?<!不)低于|小于|≤|<|不大于|不足|控制在"),
    ),
)
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_CLAUSE = re.compile(r"[,，。;；:：!?！？\n]")
_BREAK = re.compile(r"[。;；!?！？\n\t|]|\.\s| {2,}")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as its words are compared: in search form, without the names of the cities that it cites."""

    original: str
    folded: str
    english: bool

    @classmethod
    def read(cls, text: str, city_names: Iterable[str] = ()) -> Said:
        """Read a sentence; the names of the cities that it cites say where, not what."""
        english = is_english(text)
        folded = search_form(text)
        bare = text
        for name in sorted(filter(None, city_names), key=len, reverse=True):
            form = search_form(name)
            pattern = rf"(?<![a-z]){re.escape(form)}(?:'s)?(?![a-z])" if form.isascii() else re.escape(form)
            spans = [match.span() for match in re.finditer(pattern, folded)]
            for start, end in spans:
                folded = folded[:start] + " " * (end - start) + folded[end:]
                bare = bare[:start] + " " * (end - start) + bare[end:]
        return cls(bare, folded, english)


def wording_fault(said: Said, quoted: str, around: str, leading: str = "") -> str:
    """Return why the words of a sentence are not those of its quotes, or nothing.

    ``quoted`` is what is cited, ``around`` the headings that it is cited under, both in search form: headings may give
    names, terms and directions, never a figure. ``leading`` are the quotes from the start of their sentences, where the
    words stand that their figures belong to.
    """
    cover = f"{quoted} {around}"
    for match in _QUOTED.finditer(said.original):
        if has_cjk(match[1]) and fold(match[1]) not in fold(cover):
            return f"words in quotation marks are not in the quote ({match[1]})"
    negated = _NEGATION_EN if said.english else _NEGATION
    if negated.search(said.folded) and not _NEGATION.search(cover):
        return "denies what the quote does not deny"
    if not negated.search(said.folded) and _NEGATION.search(_nearest_clause(said, leading or quoted)):
        return "leaves out that the quote denies it"
    for name, used, allowed in _DIRECTIONS:
        if used.search(said.folded) and not allowed.search(cover):
            return f"says a direction that the quote does not ({name})"
    strange = [name for name in _names(said) if not _named(name, cover)]
    if strange:
        return f"name not in the quote ({', '.join(strange)})"
    missing = [term.zh for term in _key_terms(said) if not _has_term(term, cover)]
    if missing:
        return f"term not in the quote ({', '.join(missing)})"
    if not said.english and coverage(said, cover) < LEAST_COVERED:
        return "too few of its words are in the quote"
    return "figure of another matter" if _mispaired(said, leading or quoted) else ""


def coverage(said: Said, cover: str) -> float:
    """Return the share of what a sentence says that a text in search form has, 0 to 1.

    Chinese by content bigrams, a term counting as covered in any of its wordings; English by its terms and names.
    """
    if said.english:
        parts = [_has_term(term, cover) for term in _terms(said.original, True)]
        parts += [_named(name, cover) for name in _names(said)]
        return sum(parts) / len(parts) if parts else 0.0
    text, covered, total = said.folded, 0, 0
    for term in _terms(text, False):
        for form in _forms(term):
            if form in text and _has_term(term, cover):
                covered, total = covered + len(form) - 1, total + len(form) - 1
                text = text.replace(form, " ")
    have = bigrams(cover)
    wanted = bigrams(text)
    total += len(wanted)
    return (covered + len(wanted & have)) / total if total else 0.0


def is_checked(said: Said) -> bool:
    """Say whether the vocabulary knows enough of a sentence's words to vouch for them; Chinese words vouch for themselves."""
    if not said.english:
        return True
    known = len(_terms(said.original, True)) + len(_names(said))
    strange = [word for word in _free_words(said.original) if word.capitalize() not in _names(said)]
    return known > 0 and known / (known + len(strange)) >= _LEAST_CHECKED


def says_something(said: Said) -> bool:
    """Say whether a sentence has a term, a name or content of its own that can be compared."""
    if said.english:
        return bool(_terms(said.original, True) or _names(said))
    return bool(bigrams(said.folded))


def denies(folded: str) -> bool:
    """Return whether a text in search form denies or forbids something."""
    return _NEGATION.search(folded) is not None


def denied_before(text: str) -> bool:
    """Say whether the last word of a text turns what comes next into its opposite."""
    return _NEGATED_BEFORE.search(text.rstrip()) is not None


@lru_cache(maxsize=4096)
def bigrams(folded: str) -> frozenset[str]:
    """Return the pairs of neighbouring content characters of a text in search form, frame words left out."""
    runs = _RUN.findall(_FRAME.sub(" ", _DIGITS.sub(" ", folded)))
    return frozenset(run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1)))


def _nearest_clause(said: Said, quoted: str) -> str:
    """Return the clause of the quotes that a Chinese sentence shares most with; for English there is none."""
    wanted = bigrams(said.folded)
    clauses = [] if said.english else _CLAUSE.split(quoted)
    return max(clauses, key=lambda clause: len(wanted & bigrams(clause)), default="")


def _key_terms(said: Said) -> list[Term]:
    found = _terms(said.original if said.english else said.folded, said.english)
    return [term for term in found if term.kind == "indicator" or (said.english and term.kind == "topic")]


def _has_term(term: Term, cover: str) -> bool:
    return any(form in cover for form in _forms(term))


@lru_cache(maxsize=4096)
def _forms(term: Term) -> tuple[str, ...]:
    return tuple(search_form(wording) for wording in term.wordings)


@lru_cache(maxsize=1024)
def _terms(text: str, english: bool) -> tuple[Term, ...]:
    """Return the terms of a text; a sentence is compared with many pieces of its passages."""
    return find_english_terms(text) if english else find_terms(text)


@lru_cache(maxsize=256)
def _names(said: Said) -> tuple[str, ...]:
    """Return the proper names of an English sentence that are no words of the vocabulary."""
    if not said.english:
        return ()
    strange = _free_words(said.original)
    starts = {match.end() for match in re.finditer(r"(?:^|[.!?:“\"(]\s*)", said.original)}
    return tuple(
        match[1]
        for match in _NAME.finditer(said.original)
        if match.start(1) not in starts and match[1].lower() in strange
    )


def _free_words(english: str) -> frozenset[str]:
    """Return the content words of an English text that belong to no term."""
    return frozenset(word for word in free_words(english).values() if not is_function_word(word))


def _named(name: str, cover: str) -> bool:
    lowered = name.lower()
    return lowered in cover or lowered in _pinyin(cover)


@lru_cache(maxsize=256)
def _pinyin(text: str) -> str:
    return "".join(lazy_pinyin(text))


def _mispaired(said: Said, quoted: str) -> bool:
    """Say whether a figure is said of what another figure of the quote is about, or of another year."""
    there = _contexts(quoted, english=False)
    for number, words, years in _contexts(said.folded, english=said.english):
        own = [each for each in there if each[0] == number]
        if not own:
            continue
        dated = [each[2] for each in own if each[2]]
        if years and len(dated) == len(own) and not any(years & each for each in dated):
            return True
        best = max(len(words & each[1]) for each in own)
        other = max((len(words & each[1]) for each in there if each[0] != number), default=0)
        if best > 0 and other > best + 1:  # a figure that nothing leads to (a cell, 分别为) tells nothing
            return True
    return False


Context = tuple[str, frozenset[str], frozenset[str]]


def _contexts(folded: str, *, english: bool) -> list[Context]:
    """Return each figure with the words and the years that lead to it, since the figure before."""
    found: list[Context] = []
    begin = 0
    years_at = {each.start for each in find_periods(folded)}
    years: frozenset[str] = frozenset()
    for match in _AMOUNT.finditer(folded):
        if match.start() in years_at:
            continue
        lead = folded[begin : match.start()]
        pieces = _BREAK.split(lead)
        lead = pieces[-1]
        if len(pieces) > 1:
            years = frozenset()
        years = frozenset(year_names(lead)) or years
        found.append((match.group(), _words(lead, english=english), years))
        begin = match.end()
    return found


def _words(lead: str, *, english: bool) -> frozenset[str]:
    terms = _terms(lead, english)
    named = {f"{term.zh}#{part}" for term in terms if term.kind != "general" for part in range(3)}
    return frozenset(named) | (frozenset() if english else bigrams(lead))
