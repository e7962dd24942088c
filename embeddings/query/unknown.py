"""Names that no gazetteer has and no plan, but that have the form of a place: 火星县, 某某自治州, Springfield.

What the form is: Chinese, a suffix of places behind signs that the plans do not use so; English, a word with a
capital that no vocabulary knows, with County behind it or put where a question puts its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from embeddings.query.places import at_edge
from embeddings.scripts import is_english
from embeddings.terms import begins_with_term, english_key, find_english_terms, is_function_word

_SHAPED: Final = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|自治旗|自治区|特别行政区|新区|开发区|地区|[省市县州盟旗区镇乡])"
)
_STRONG: Final = re.compile(r"(?:自治州|自治县|自治旗|自治区|特别行政区|[省市县州])$")
_NO_NAME: Final = re.compile(
    r"[哪几多少每各全本该这那些个其的和与及在有为是将到了吗呢什么怎如何请对我你他们咱把被让给想打能会应该]"
)
_PUT: Final = re.compile(r"(?:$|[^\u4e00-\u9fff]|的|有|是|在|到|要|计划|打算|如何|怎|规划|什么|哪|[二十])")
_LEAD: Final = re.compile(
    r"^(?:请问|请|那么?|比较|对比|介绍|一下|告诉我|关于|到?\d{4}年底?|二〇..年|"
    r"(?:[一二三四五六七八九十]{1,2}五|第[一二三四五六七八九十]{1,3}个五年)(?:期间|时期|末)?)+"
)
_SEEN: Final = 3
"""Times that the plans have a word from which it is one of theirs, not a piece of another: 社区, 园区."""
_SHORT: Final = 2
"""Signs of the name of a district or town before its suffix that may end as such a word does (雾山区)."""
_NAME: Final = re.compile(r"(?<![\w'’-])[A-Z][a-z]+(?:['’][a-z]+)?(?:[\s-][A-Z][a-z]+)*(?=['’]s\b|[^\w]|$)")
_KIND: Final = re.compile(
    r"\s(?:County|City|District|Prefecture|Province|Town|Township|Region|Banner|State|Municipality)$"
)
_PLACED: Final = re.compile(
    r"\b(?:of|in|for|at|does|do|did|will|is|are|has|can|compare|and|or|vs|versus|than)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NOT_A_PLACE: Final = re.compile(
    r"\s(?:River|Mountains?|Lake|Road|Belt|Corridor|University|Plan|Initiative|Day|Party|Bridge|Airport|Port|Railway|Highway|Park|Project|Group|Company)\b"
)


class UnknownNames:
    """Finds names that have the form of a place and stand in none of the plans."""

    def __init__(self, text: str) -> None:
        """Take the texts of all plans in search form."""
        self._text = text

    def find(self, question: str, folded: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield the spans of such names that overlap none of those ``taken``."""
        found = self._english(question) if is_english(question) else self._chinese(folded, taken)
        for start, end in found:
            if all(end <= other or until <= start for other, until in taken):
                yield start, end

    def _chinese(self, folded: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        starts = {end for _, end in taken} | {0}
        starts |= {match.end() for match in re.finditer(r"[^\u4e00-\u9fff]|[和与跟同及]", folded)}
        for start in sorted(starts):
            lead = _LEAD.match(folded[start:])
            start += lead.end() if lead else 0
            shaped = _SHAPED.match(folded, start)
            if shaped and at_edge(folded, start) | (start in starts) and self._is_strange(folded, shaped):
                yield shaped.span()

    def _is_strange(self, folded: str, shaped: re.Match[str]) -> bool:
        """Say whether the plans know neither the whole nor its parts, or only parts, where it is put as a place."""
        name = shaped.group()
        stem = name.removesuffix(_suffix(name))
        if _NO_NAME.search(name) or name in self._text or len(stem) < 2 or not _is_put(folded, shaped.end()):
            return False
        compound = self._text.count(name[-2:]) >= _SEEN
        if compound and name[-2:] != _suffix(name) and len(stem) > _SHORT and not _STRONG.search(name):
            return False  # 盖新小区 is building a 小区; a district is not called so long
        if not any(stem[at : at + 2] in self._text for at in range(len(stem) - 1)):
            return True
        return not compound and len(stem) <= 3 and bool(_STRONG.search(name))

    def _english(self, question: str) -> Iterator[tuple[int, int]]:
        for match in _NAME.finditer(question):
            start, end = match.span()
            words = list(re.finditer(r"[A-Z][a-z]+(?:['’][a-z]+)?", question[start:end]))
            while words and _builds(words[0].group()):
                words.pop(0)
            if not words:
                continue
            start += words[0].start()
            name = re.sub(r"['’]s$", "", question[start:end])
            end = start + len(name)
            if self._is_strange_english(question, name, start, end):
                yield start, end

    def _is_strange_english(self, question: str, name: str, start: int, end: int) -> bool:
        if _NOT_A_PLACE.search(name + question[end:][:12]) or name.lower() in self._text:
            return False
        if _KIND.search(name) and not find_english_terms(_KIND.sub("", name)):
            return True
        if find_english_terms(name):
            return False
        placed = _PLACED.search(question[:start]) or question[end : end + 2].replace("’", "'") == "'s"
        return bool(placed) or not question[:start].strip()


def _is_put(folded: str, end: int) -> bool:
    """Say whether what follows a name is what follows the place that a question is about."""
    return bool(_PUT.match(folded, end)) or begins_with_term(folded[end:])


def _suffix(name: str) -> str:
    match = re.search(r"(?:自治州|自治县|自治旗|自治区|特别行政区|新区|开发区|地区|.)$", name)
    return match.group() if match else ""


def _builds(word: str) -> bool:
    """Say whether a word with a capital only builds the question: What, Compare."""
    return all(is_function_word(each) for each in english_key(word)) or word in ("How", "Does", "Is", "Are")
