"""What a question needs to find in a text, with a weight for each part."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from embeddings.chunking import Chunk
from embeddings.dictionary import Gloss
from embeddings.facts.periods import PLAN, YEAR, is_plan_name, is_quoted_plan, without_plans
from embeddings.lexical import LexicalIndex, tokenize
from embeddings.numerals import chinese_amounts
from embeddings.queries import Query
from embeddings.scripts import is_english, search_form
from embeddings.terms import find_english_terms, find_terms, free_words, is_function_word, measured_by

Kind = Literal["number", "list", "definition", "yesno", "open"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "definition",
        re.compile(
            r"什么意思|指的?是?什么|含义|何谓|什么是|是指|指哪|[”」]指|怎么理解|\bmean\b|stand for|refer to"
        ),
    ),
    (
        "number",
        re.compile(
            r"多少|百分之几|(?<!哪)几(?:个|家|条|项|所|倍|万|亿|成|张|座|人|a级)?(?!个方面|大)|多[大高长快]|目标值|增速|"
            r"how (?:many|much|high|large|long|far|fast)|what (?:percentage|share|rate|level|number|proportion)|"
            r"(?:what|which) .{0,80}(?:target|rate|share|level|output|gdp|value|coverage|expectancy|mileage|number)"
        ),
    ),
    (
        "yesno",
        re.compile(r"是否|有无|([\u4e00-\u9fff])[不没]\1|吗[?？]?$|^(?:does|is|are|will|do|has|have)\b"),
    ),
    (
        "list",
        re.compile(r"哪些|哪[一二两三四五六七八九十几]|有什么|什么|列出|which|what are|list\b|name the|what"),
    ),
)
_SPLITS = re.compile(
    rf"[的在到和与及对年将要把从里让给用被]|以及|达到|{YEAR}|{PLAN}|目标|任务|情况|时期?|期间|全市|我市"
)
_HOW = re.compile(
    r"如何|怎[样么]|咋|[靠凭拿用做]什么|为何|为什么|哪[些一二两三四五六七八九十几]|措施|举措|办法|做法|路径|[“「『]|\bhow\b(?! (?:many|much|high|large|long|far|fast))|\bwhy\b|which|who"
)
_RANKS = re.compile(r"谁[^,。?？]{0,4}[高低多少大小]|最[高低多少]|从[高大][到往至][低小]|排[个序名]")
_CONFIRMS = re.compile(r"吗|是不是|是否|对不对|^(?:is|does|will|are) ")
_FIGURE = re.compile(
    r"是?(?<![\da-z.])\d[\d.]*(?:%|万亿|亿|万)?(?:公里|千米|平方米|立方米|[元人家个吨亩张所户座条岁])?(?!\d)|是(?=\W|$)"
)
_STATED = re.compile(r"\d")
_YEARS = re.compile(rf"(?:{YEAR})年?|[a-z]+\d[\d.]*|\d[ag](?![a-z])")
_VALUE_NOUN = re.compile(r"(?:数量|人数|户数|总量|总额|产值|里程|面积|能力)(?:目标)?(?:是什么)?[?？]?$")
QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,20})[”」』\"]")
_IS_PLACE = re.compile(r"(?:这一|一)?(?:原则|部分|一节|专栏|段)")
_PARTS = re.compile(r"[?？;；,，]")
_ASKS_NUMBER = re.compile(r"多少|几[个家条所]|增速|多[大高]|呢")
_GROWTH = re.compile(r"增速|增长率|增幅|增长速度")
_GROWS_ALONE = re.compile(r"增速|增长|增幅")
_GENERAL_SHARE = 0.4
_UNKNOWN_WORD = 1.2
_GLOSS_SHARE = 0.6
"""What a word of a dictionary weighs beside a term of plans: which of its meanings is asked is not known."""
_UNSEEN_SHARE = 0.45
_INHERITED_SHARE = 0.25
"""What a need of the question before weighs beside one of the question itself."""
_LEAST_SHARE = 0.02
"""Of all that a question needs; less is not looked for."""
_STOP = {
    *(
        "目标",
        "规划",
        "发展",
        "建设",
        "计划",
        "要求",
        "内容",
        "数量",
        "措施",
        "举措",
        "实现",
        "推进",
        "开展",
        "占比",
        "比重",
        *"还不末让会要",
    ),
    *(
        "城市",
        "面积",
        "达到",
        "重点",
        "主要",
        "总量",
        "提高",
        "促进",
        "加快",
        "改善",
        "全市",
    ),
}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing asked about: any one of its wordings (as token sets) will do; ``names`` if it is an indicator."""

    wordings: tuple[frozenset[str], ...]
    weight: float
    names: tuple[str, ...] = ()

    def met_by(self, tokens: Set[str]) -> float:
        """Return how much of the need a text has: the best share of a wording, 0 to 1."""
        return max(len(wording & tokens) / len(wording) for wording in self.wordings)


def main_need(needs: Sequence[Need]) -> Need | None:
    """Return what weighs most of what is asked, the thing itself; None where nothing is asked."""
    return max(needs, key=lambda need: need.weight, default=None)


class TermWeights:
    """How much a token tells: its inverse document frequency over the chunks of an index."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        counts: Counter[str] = Counter()
        for chunk in chunks:
            counts.update(set(tokenize(f"{chunk.context}\n{chunk.text}")))
        self._weigh(counts, len(chunks))

    @classmethod
    def from_index(cls, lexical: LexicalIndex) -> TermWeights:
        """Take the counts that an index has: no text is read again."""
        weights = cls([])
        weights._weigh(lexical.passage_counts(), lexical.size)
        return weights

    def _weigh(self, counts: Mapping[str, int], size: int) -> None:
        self._idf = {token: math.log(1 + size / count) for token, count in counts.items()}
        self._unseen = _UNSEEN_SHARE * math.log(1 + size)

    def weight(self, tokens: Iterable[str]) -> float:
        """Return the weight of tokens together; one that no chunk has weighs less, it may be chance."""
        return sum(self._idf.get(token, self._unseen) for token in tokens)

    def needs(self, query: Query) -> list[Need]:
        """Return what a query asks about: known terms in any wording, and the tokens of the rest.

        A follow-up needs what it says itself, and less of what the question before it needs.
        """
        own = self._own_needs(query.alone or query)
        if query.earlier is None:
            return own
        known = {wording for need in own for wording in need.wordings}
        share = _INHERITED_SHARE if own else 1.0
        before = [
            replace(need, weight=need.weight * share)
            for need in self.needs(query.earlier)
            if known.isdisjoint(need.wordings)
        ]
        least = _LEAST_SHARE * sum(need.weight for need in own)
        return [*own, *(need for need in before if need.weight >= least)]

    def _own_needs(self, query: Query) -> list[Need]:
        english = is_english(query.standalone)
        return self.needs_of(
            query.bare if english else query.focus,
            wants_value=query.wants_value,
            confirms=bool(_CONFIRMS.search(search_form(query.standalone))),
            glosses=query.glosses,
        )

    def needs_of(
        self, text: str, *, wants_value: bool = False, confirms: bool = False, glosses: Sequence[Gloss] = ()
    ) -> list[Need]:
        """Return the needs of a question or a part of one; ``glosses`` are what a dictionary knows of its words.

        A figure that is only asked to be confirmed is no need: the answer is the figure that stands in the plan.
        """
        folded = _GROWTH.sub("增长", search_form(text))
        english = is_english(text)
        rest = folded
        if english:
            rest, amounts = chinese_amounts(without_plans(folded))
            rest = " ".join([*amounts, *re.findall(r"(?<!\d)\d[\d.]*|[a-z]+\d[\w.]*", rest)])
        if confirms:
            rest = _FIGURE.sub(" ", rest)
        needs = []
        for term in find_english_terms(text) if english else find_terms(folded):
            if english and wants_value:
                term = measured_by(term)
            if term.zh in _STOP or is_plan_name(term.zh) or (term.kind == "general" and not english):
                continue
            wordings = [search_form(wording) for wording in term.wordings]
            present = [wording for wording in wordings if wording in folded] or wordings[:1]
            shown = max(present, key=len)
            # 新材料 is no other wording of 化工新材料 but a wider thing: the wording that is asked stands for itself.
            wordings = [wording for wording in wordings if wording == shown or wording not in shown]
            rest = rest.replace(shown, " ")
            sets = tuple(frozenset(tokenize(wording)) for wording in wordings if tokenize(wording))
            share = _GENERAL_SHARE if term.kind == "general" else 1.0
            names = tuple(wordings) if term.kind == "indicator" else ()
            needs.append(Need(sets, share * self.weight(tokenize(shown)), names))
        if english:
            for gloss in glosses:
                sets = tuple(frozenset(tokenize(wording)) for wording in gloss.wordings)
                least = min(self.weight(each) for each in sets)  # any of its wordings may be meant, or none
                needs.append(Need(sets, _GLOSS_SHARE * least))
            # What could not be translated is asked about all the same, and nothing in the plans meets it.
            glossed = {word for gloss in glosses for word in gloss.phrase}
            unknown = {word for word in free_words(folded).values() if not is_function_word(word)} - glossed
            needs.extend(Need((frozenset([word]),), _UNKNOWN_WORD) for word in sorted(unknown))
        spaced = _SPLITS.sub(" ", rest)
        single = dict.fromkeys(token for token in tokenize(spaced) if token not in _STOP)
        needs.extend(Need((frozenset([token]),), self.weight([token])) for token in single)
        return needs


def coverage(needs: Sequence[Need], *layers: tuple[Set[str], float]) -> float:
    """Return the weighted share of the needs that a text meets, 0 to 1.

    ``layers`` are (tokens, discount): the text itself with 1, what governs it (paragraph, headings) with less. A
    need counts in the layer that meets it best.
    """
    total = sum(need.weight for need in needs)
    if not total:
        return 0.0
    got = sum(
        need.weight * max(discount * need.met_by(tokens) for tokens, discount in layers) for need in needs
    )
    return got / total


def question_kind(query: Query) -> Kind:
    """Tell what kind of answer a question wants.

    One that names an indicator and asks neither how nor which wants its value, with or without 多少.
    """
    if query.alone is not None:  # what a follow-up asks itself comes first, then what was asked before
        own = question_kind(query.alone)
        if own != "open" or _HOW.search(search_form(query.alone.standalone)):
            return own
    folded = search_form(query.standalone)
    kind: Kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), "open")
    if kind == "yesno" and _STATED.search(_YEARS.sub("", folded)):
        return "number"  # whether a figure is right is told by the figure
    if kind in ("list", "open") and not _HOW.search(folded) and _names_value(query, folded):
        return "number"
    if kind == "open" and query.compares and _RANKS.search(folded) and find_terms(query.focus):
        return "number"
    return kind


def _names_value(query: Query, folded: str) -> bool:
    english = is_english(query.standalone)
    terms = find_english_terms(query.standalone) if english else find_terms(query.focus)
    return any(term.kind == "indicator" for term in terms) or (
        not english and bool(_VALUE_NOUN.search(folded))
    )


def quoted_names(query: Query) -> list[str]:
    """Return the names that a question puts in quotation marks and asks about, in search form.

    A plan period is none, and a name that only says where to look (“…”原则里) is none.
    """
    folded = search_form(query.standalone)
    return [
        match.group(1)
        for match in QUOTED.finditer(folded)
        if not is_quoted_plan(match.group(1)) and not _IS_PLACE.match(folded, match.end())
    ]


def question_parts(query: Query) -> list[str]:
    """Return the parts of a question that each ask for a number of their own; one part if it asks once.

    A part that names growth alone (年均增长多少) is about what the part before it names.
    """
    asked = [part for part in _PARTS.split(search_form(query.standalone)) if _ASKS_NUMBER.search(part)]
    parts = [part for part in _PARTS.split(query.focus) if len(re.findall(r"\w", _SPLITS.sub("", part))) > 1]
    if len(asked) < 2 or len(parts) < 2:
        return [query.focus]
    whole: list[str] = []
    about = ""
    for part in parts:
        terms = [term for term in find_terms(part) if term.kind == "indicator"]
        if not terms and about and _GROWS_ALONE.search(part):
            part = f"{part} {about}年均增长"
        about = terms[0].zh if terms else about
        whole.append(part)
    return whole
