"""Which of the places that an answer cited a question counts to: 第二个 of several sentences, or of a list in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.corpus import Document, find_document
from embeddings.query.following import ordinal, ordinal_at, without_ordinal
from embeddings.query.history import Cited
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans

_LIST_LEAD: Final = re.compile(r"[:：]|分别是|包括|即(?=“)")
_ROW_LEAD: Final = re.compile(r"[以是为即有]")
_ROW_COUNT: Final = re.compile(r"等|(?:[一二两三四五六七八九十]|\d+)[大个项条类]")
_LIST_MARK: Final = re.compile(r"[、;；]|(?<=[^\s、])和(?=[^、和]{2,20}$)")
_ITEM_MARK: Final = re.compile(
    r"^\s*(?:——|[-●•◆■]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]|[一二三四五六七八九十]是)\s*"
)
_CLAUSE_END: Final = re.compile(r"[,，。;；:：]")
_ASKS_ALL: Final = re.compile(
    r"其中|里面?|后面|前面|具体|详细|内容|怎么?(?:做|样|说|讲|回事)?|是?什么(?:意思)?|哪些|如何|说说|讲讲|一下|展开|介绍|解释|[那呢的是讲说]|[\W_]+"
    r"|\b(?:what|about|does|is|mean|tell|me|more|of|them|those|these|the|one|say|and|in|detail)\b"
)
"""What is left of a question that counts to an item and asks nothing special of it."""
_OF_LIST: Final = re.compile(r"([\u4e00-\u9fff\d]{2,12})(?:这[些几])?(?:里面?|之?中|当中)的?$")
"""The name of a list in front of an ordinal: 六区里第二个."""
_LEAST_NAME: Final = 2
_NAME_LENGTH: Final = 40
"""Signs of an item that name it."""
_COUNTED: Final = re.compile(
    r"哪?([一二两三四五六七八九十]{1,2}(?:[大个项条类](?:方面)?|方面)[\u4e00-\u9fff]{2,}?)(?=分别|是|有?哪|有什么|都|包括|指|[的]?标题|列|\W|$)"
)
"""What is asked for as a number of things: 哪四个方面工作, 十方面民生实事."""


def counted_place(
    folded: str, cited: Sequence[Cited], documents: Sequence[Document], told: Sequence[Cited] = ()
) -> Cited | None:
    """Return which of the places that were cited a question counts to (第二个), or which part of the only one.

    Of a list that it names (六区里第二个) it is a member of the sentence among them that says that name. Where the only
    place is one of several that were ``told`` before, from the last answer back, it counts among those.
    """
    at = ordinal(folded)
    if at is None or not cited:
        return None
    parts = _listed_by_name(folded, cited, documents)
    if not parts and len(cited) == 1:
        parts = _told_with(cited[0], told, documents) or _listed_in(cited[0], documents)
    parts = parts or tuple(cited)
    return parts[at - 1] if len(parts) > 1 and at <= len(parts) else None


def asked_of_it(folded: str) -> str:
    """Return what a question asks of the member of a list that it names, any other as it is: 最后那个水运 names its own.

    >>> asked_of_it("六区里第二个靠什么实现?")
    '靠什么实现?'
    """
    start, end = ordinal_at(folded) or (0, 0)
    name = _OF_LIST.search(folded[:start])
    return folded if name is None else f"{folded[: name.start()]}{folded[end:]}".strip(" 的,，")


def asks_for_all(folded: str) -> bool:
    """Return whether a question that counts to an item asks for all of it: 其中第二个具体怎么做, but not 第二个投资多少."""
    return not _ASKS_ALL.sub("", without_ordinal(asked_of_it(folded)))


def name_at(cited: Cited, documents: Sequence[Document]) -> str:
    """Return how the text of a cited place begins: what it is called."""
    text = find_document(documents, cited.document_id).raw[cited.start : cited.end]
    words = _ITEM_MARK.sub("", search_form(" ".join(text.split())))
    return _CLAUSE_END.split(words, maxsplit=1)[0][:_NAME_LENGTH]


def _listed_by_name(folded: str, cited: Sequence[Cited], documents: Sequence[Document]) -> tuple[Cited, ...]:
    """Return the members of the list that a question names before it counts, as places; none where it names none."""
    found = ordinal_at(folded)
    name = _OF_LIST.search(folded[: found[0]]) if found else None
    words = name[1] if name else ""
    for each in cited if words else ():
        text = find_document(documents, each.document_id).raw[each.start : each.end]
        for start, end in sentence_spans(text):
            said = search_form(text[start:end])
            if any(words[at:] in said for at in range(len(words) - _LEAST_NAME + 1)):
                parts = _listed_in(Cited(each.document_id, each.start + start, each.start + end), documents)
                if len(parts) > 1:
                    return parts
    return ()


def _longest_row(text: str) -> tuple[int, int] | None:
    """Return where the longest row of names in a clause stands, without what leads to it and its count behind it.

    None where a list is announced, or no clause has three names: 以甲、乙、丙3大产业为主导 has.
    """
    if _LIST_LEAD.search(text):
        return None
    edges = [0, *(side for match in _CLAUSE_END.finditer(text) for side in match.span()), len(text)]
    clauses = list(zip(edges[::2], edges[1::2], strict=True))
    start, end = max(clauses, key=lambda each: len(_LIST_MARK.findall(text, *each)))
    marks = list(_LIST_MARK.finditer(text, start, end))
    if len(marks) < _LEAST_NAME:
        return None
    lead = max((each.end() for each in _ROW_LEAD.finditer(text, start, marks[0].start())), default=start)
    count = _ROW_COUNT.search(text, marks[-1].end(), end)
    return lead, count.start() if count is not None else end


def _told_with(cited: Cited, told: Sequence[Cited], documents: Sequence[Document]) -> tuple[Cited, ...]:
    """Return the places of one section that were told one after another, a place among them; none where it is none."""
    document = find_document(documents, cited.document_id)

    def section(place: Cited) -> str:
        return document.path_at(document.clean.from_raw(place.start))[-1].id

    run: list[Cited] = []
    for each in told:
        own = each.document_id == cited.document_id and section(each) == section(cited)
        if not (own and run and run[-1].start < each.start):
            if any(place.start <= cited.start < place.end for place in run):
                break
            run = []
        run += [each] * own
    is_among = any(place.start <= cited.start < place.end for place in run)
    return tuple(run) if is_among and len(run) > 1 else ()


def _listed_in(cited: Cited, documents: Sequence[Document]) -> tuple[Cited, ...]:
    """Return the members of a list in a sentence, A、B和C, as places of their own."""
    text = find_document(documents, cited.document_id).raw[cited.start : cited.end]
    begin, end = _longest_row(text) or (0, len(text.rstrip("。;；")))
    begin = max((match.end() for match in _LIST_LEAD.finditer(text, begin, end)), default=begin)
    cuts = [(match.start(), match.end()) for match in _LIST_MARK.finditer(text, begin, end)]
    edges = [begin, *(side for cut in cuts for side in cut), end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Cited(cited.document_id, cited.start + a, cited.start + b) for a, b in pairs if a < b)


def announced_names(bare: str) -> list[str]:
    """Return what a question asks for by its count as a text may announce it, without 的; nothing where it does not.

    >>> announced_names("今年做好哪四个方面的工作?"), announced_names("十方面民生实事分别是哪十个方面?")
    (['四个方面工作'], ['十方面民生实事'])
    """
    return [match[1].replace("的", "") for match in _COUNTED.finditer(bare)]
