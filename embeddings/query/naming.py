"""The places of a question as the rest of its reading takes them: what is cut out, what must be said, what is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.query.asking import COMPARING
from embeddings.query.coverage import Asked
from embeddings.query.nation import is_nations_name, is_wide_name
from embeddings.scripts import is_english, search_form, to_simplified

NOT_COVERED: Final = ("uncovered", "unknown", "holds")
"""How places stand of which there is no plan."""


_JOINS: Final = r"\s*(?:,|，|、|和|与|及|以及|跟|同|比|&|\band\b|\bor\b|\bvs\b\.?)*\s*"
"""What stands between two places that are asked together."""


_BESIDE: Final = re.compile(r"(?:[跟和与及同比]|相比于?|以及)\s*$")
_COMPARED_WITH: Final = re.compile(r"^\s*相?比[,，]?")
_GOES_ON: Final = re.compile(
    r"\s*(?:相?比)?[,，]?(?:是不是|是否|都|还|要|也|更|谁|哪个)*(?:一样|相同|差不多|[高低大小多少快慢强]|有(?:什么|何|哪些)?(?:不同|区别|差别|差异)|[吗呢?？]|$)"
)
"""What stands around a place that another is put beside behind what is asked of both: …的定位跟湘乡一样吗."""


def alias_table(documents: Sequence[Document]) -> list[re.Pattern[str]]:
    """Return a pattern for each name of a city, the longest first; Latin names match as whole words only."""
    entries = [document.entry for document in documents]
    names = {search_form(name) for each in entries for name in (each.city, each.city_en, *each.aliases)}
    names.discard("")
    return [
        re.compile(rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name))
        for name in sorted(names, key=lambda name: (-len(name), name))
        if not is_nations_name(name)
    ]


def asked_alone(question: str, aliases: Sequence[re.Pattern[str]], name: str) -> str:
    """Return a question that compares as it would be asked of one place: its name for all that are named, in one script.

    Nothing where places are named apart from one another: each may have a part of its own in what is asked.
    """
    english = is_english(question)
    one = "|".join(each.pattern for each in aliases)
    several = re.compile(rf"(?:{one})(?:{_JOINS}(?:{one}))*", re.IGNORECASE) if one else None
    text = question if english else to_simplified(question)
    first = several.search(text) if several is not None else None
    if several is None or first is None:
        return f"{text.rstrip(' ?')} in {name}?" if english else name + COMPARING.sub(" ", text)
    before, after = text[: first.start()], text[first.end() :]
    second = several.search(after)
    if second is not None and not english:
        said, rest = after[: second.start()], after[second.end() :]
        if _BESIDE.search(said) and _GOES_ON.match(rest):
            after = _BESIDE.sub("", said) + _COMPARED_WITH.sub("", rest)
    if several.search(after):
        return ""
    if english:
        return f"{before}{name}{after}"
    return f"{before}{name}{COMPARING.sub(' ', after)}"


def without_uncovered(folded: str, asked: Sequence[Asked], spans: Sequence[tuple[int, int]] = ()) -> str:
    """Return a question without the places that no plan covers: no plan can have what is said of them.

    Nor has it the names of the nation or a province within itself that are asked, which are ordinary words elsewhere, or the words at ``spans``.
    """
    gone = [
        (each.start, each.end)
        for each in asked
        if each.standing in NOT_COVERED or (each.documents and is_wide_name(each.words))
    ]
    for start, end in (*gone, *spans):
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def members_of(asked: Sequence[Asked]) -> tuple[str, ...]:
    """Return the parts of a region (长沙) that are named where the region itself is not."""
    if any(each.standing == "covered" for each in asked):
        return ()
    return tuple(search_form(each.words) for each in asked if each.standing == "member")


def asked_of(asked: Sequence[Asked], named: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the places inside covered ones, each with the document that is asked because it has none of its own."""
    covered = {document for each in asked if each.standing == "covered" for document in each.documents}
    return tuple(
        (shown(each), document)
        for each in asked
        if each.standing == "inside"
        for document in each.documents
        if document in named and document not in covered
    )


def must_be_said(asked: Asked) -> bool:
    """Say whether an answer must name a place: one inside a covered place, or another county that the plans name."""
    county = asked.place is not None and asked.place.level == "county"
    return asked.standing == "inside" or (asked.standing == "mentioned" and county)


def shown(asked: Asked) -> str:
    """Return the words for a place as it was named, an English name with its capital."""
    if asked.words.isascii() and asked.words.islower() and asked.place is not None:
        return asked.place.english
    return asked.words
