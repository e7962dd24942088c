"""The full title of a plan in a question stands for its city: 《怀化市…规划纲要》 is asked as 怀化市 would be.

A title says of every plan the same words (国民经济, 社会发展, 远景目标): looked for, they lead to the front page and to
what one plan says of another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.scripts import is_english, search_form

_BRACKETED: Final = re.compile(r"《([^《》]{4,80})》")
_NO_WORD: Final = re.compile(r"[\W_]+")
_ZERO: Final = "[〇零0oO○]"
_LEAST_SAID: Final = 0.9
"""Share of the pairs of characters of a bracketed name that a title must have to be meant: 《怀化市“十四五”规划》."""


def without_titles(question: str, documents: Sequence[Document]) -> str:
    """Return a question with the name of its city in the place of each plan's title, full or shortened in 《》."""
    said = question
    for document in documents:
        for match in reversed(list(_title(document).finditer(search_form(said)))):
            said = _replaced(said, match.span(), document)
    for match in reversed(list(_BRACKETED.finditer(said))):
        meant = next((each for each in documents if _is_shortened(match[1], each)), None)
        if meant is not None:
            said = _replaced(said, match.span(), meant)
    return said


def _replaced(said: str, span: tuple[int, int], document: Document) -> str:
    """Return a question with a title replaced, in the language of what stands around it."""
    before, after = said[: span[0]], said[span[1] :]
    english = is_english(f"{before} {after}")
    if document.label.zh:  # its place has others
        named = document.english_name if english else document.name
    else:
        named = (
            f"the plan of {document.entry.city_en or document.city}" if english else f"{document.city}规划"
        )
    return f"{before}{named}{after}"


def _title(document: Document) -> re.Pattern[str]:
    """Return the pattern of a title in search form, in brackets or not, however it is spaced and writes its zeros."""
    letters = [c for c in search_form(document.title) if not _NO_WORD.fullmatch(c)]
    body = r"[\W_]*".join(_ZERO if c in "〇零0" else re.escape(c) for c in letters)
    return re.compile(rf"《?\s*{body}[)）]?\s*》?")


def _is_shortened(words: str, document: Document) -> bool:
    """Return whether words in 《》 are a shorter form of a document's title: they name its city, and say no more."""
    folded = search_form(words)
    names = sorted(
        (search_form(each) for each in (document.city, *document.entry.aliases)), key=len, reverse=True
    )
    name = next((each for each in names if each and each in folded), "")
    if not name:
        return False
    own = document.period.name if document.period is not None else ""
    title = search_form(document.title)
    said = _pairs(folded.replace(name, "", 1))
    # 十四五 is said for 第十四个五年; a plan is called 规划 as often as by its kind.
    known = set().union(
        *map(_pairs, (title.replace(name, ""), f"{own}规划纲要", f"{own}{document.entry.kind}"))
    )
    return bool(said) and len(said & known) >= _LEAST_SAID * len(said)


def _pairs(text: str) -> set[str]:
    letters = _NO_WORD.sub("", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
