"""Which plans mention a thing at all: every plan is read from end to end, and absence is a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from embeddings.corpus import Document
from embeddings.queries import Query
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans
from embeddings.terms import find_english_terms, find_terms
from qa.citations import Quote

_MENTIONS = re.compile(
    r"(?:没有?|未|都)?(?:提到|提及|提出|涉及|写到|写了|说到|谈到)(?:过|了)?(?:要)?(?:发展|建设|打造)?[“「\"]?(.+?)[”」\"]?(?:的内容|这个词|的)?(?:吗|呢)?[?？。]?$"
)
_WHOLE = re.compile(
    r"哪(?:些|几个|个)(?:城市|地区|市|规划|地方)|各(?:个)?(?:城市|市|规划)|which (?:cit|plan)"
)
_MENTIONS_EN = re.compile(r"\bmention(?:s|ed)?\b|\brefer(?:s|red)? to\b")
_LONGEST = 160


def mentioned_terms(query: Query) -> tuple[str, ...]:
    """Return the wordings, in search form, of the thing that a question wants the plans searched for, or nothing."""
    folded = search_form(query.standalone)
    if not query.compares or not _WHOLE.search(folded):
        return ()
    if query.language == "en":
        terms = find_english_terms(query.standalone) if _MENTIONS_EN.search(folded) else ()
        return tuple(search_form(each) for term in terms for each in term.wordings if term.kind != "general")
    match = _MENTIONS.search(folded)
    if not match:
        return ()
    name = match.group(1).strip()
    same = [term for term in find_terms(name) if name in map(search_form, term.wordings)]
    return tuple(dict.fromkeys([name, *(search_form(each) for term in same for each in term.wordings)]))


def first_mention(document: Document, wordings: Sequence[str]) -> Quote | None:
    """Return the first sentence of a plan, below its title page, that has one of the wordings."""
    text = document.search_text
    found = sorted(
        match.start() for each in wordings for match in re.finditer(re.escape(each), text) if each.strip()
    )
    for at in found:
        path = document.path_at(at)
        section = path[-1]
        if section.level == 0 or at < section.head_end:
            continue
        own = text[section.head_end : section.own_end]
        for a, b in sentence_spans(own):
            start, end = section.head_end + a, section.head_end + b
            if start <= at < end:
                if end - start > _LONGEST:
                    start, end = _around(text, at, start, end)
                quote = document.clean.text[start:end].strip(" \n,，、;；。")
                return Quote(document.id, section.id, quote, document.clean.text.index(quote, start))
    return None


def mentions(
    query: Query, documents: Mapping[str, Document], wordings: Sequence[str]
) -> list[tuple[Document, Quote]]:
    """Return for each plan in scope that has one of the wordings its first mention."""
    found = [(documents[each], first_mention(documents[each], wordings)) for each in query.scope]
    return [(document, quote) for document, quote in found if quote is not None]


def _around(text: str, at: int, start: int, end: int) -> tuple[int, int]:
    """Return the clauses around a position, of a readable length."""
    a = max(text.rfind(mark, start, max(start, at - _LONGEST // 4)) + 1 for mark in ",，、")
    b = min((i for mark in ",，;；" if (i := text.find(mark, at + _LONGEST // 4, end)) > 0), default=end)
    return max(a, start), b
