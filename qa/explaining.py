"""Names that a plan coins (一核两廊三点): where they are explained, listed or only used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from embeddings.corpus import Document
from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.query.form import NUMERALS
from qa.evidence import Candidate

_EXPLAINED = re.compile(r"^[”」]?+(?!为)[^。;]{0,14}(?:是指|指|即|包括|分别|:|——|,就是)")
_WEAKLY = re.compile(r"^[”」]?+(?!为)[^。;]{0,14}(?:,以|按照)")
_HEAD = re.compile(r"“[^”“。;]{2,12}”(?=是?指)")
_MEMBERS_BEFORE = re.compile(r"(?:[^,。;、“”]{2,20}、)+[^,。;、“”]{2,24}$")
_LISTING = 2
"""Commas from which a sentence is a list."""


def explaining(
    query: Query, candidates: Sequence[Candidate], documents: Mapping[str, Document]
) -> list[Candidate]:
    """Return the candidates that explain the name in quotation marks that is asked about, best first.

    All of them where no name is asked about. A name that is only used and nowhere explained has no answer.
    """
    names = quoted_names(query)
    if not names:
        return list(candidates)
    found = [c for c in candidates if _explains(c, names, documents, _EXPLAINED)]
    found = found or [c for c in candidates if _elaborates(c, names, documents)]
    found = found or [c for c in candidates if _apposed(c, names, documents)]
    found = found or [c for c in candidates if _explains(c, names, documents, _WEAKLY)]
    if found or not query.form.counted:
        return found
    return [c for c in candidates if _lists(c, names, documents)]


def explanation_span(document: Document, start: int, end: int, names: Sequence[str]) -> tuple[int, int]:
    """Return the part of a span that explains a name, where the span explains several names one after the other.

    “两区”是指…,“五地”是指…: of such a note only what is said of the name is the answer.
    """
    text = document.search_text
    heads = [match.start() for match in _HEAD.finditer(text, start, end)]
    for number, at in enumerate(heads):
        if len(heads) > 1 and any(text.startswith(name, at + 1) for name in names):
            until = heads[number + 1] if number + 1 < len(heads) else end
            return at, at + len(text[at:until].rstrip(" ,;。\n"))
    return start, end


def missing_members(text: str, names: Sequence[str]) -> tuple[str, int] | None:
    """Return a name that counts its members and how many are listed behind it, where that is another number.

    ``text`` is in search form. Only a flat list (甲、乙、丙) is counted; 和 in its last part may join two more.
    """
    for name in names:
        if len(numbered_parts(name)) != 1 or name[0] not in NUMERALS:
            continue
        for match in re.finditer(
            rf"“{re.escape(name)}”[^。;“”]{{0,14}}?(?:是指|指|即|包括|分别是|:|——)", text
        ):
            listed = re.split(r"[。;\n]|,(?=“)", text[match.end() :])[0]
            parts = listed.split("、")
            most = len(parts) + bool(re.search(r"[和与及]", parts[-1]))
            if len(parts) > 1 and "," not in listed and not len(parts) <= NUMERALS[name[0]] <= most:
                return name, len(parts)
    return None


def numbered_parts(name: str) -> list[str]:
    """Return the parts of a name like 一核两廊三点: 一核, 两廊, 三点."""
    return re.findall(r"[一二两三四五六七八九十多][^一二两三四五六七八九十多]{1,3}", name)


def naming(
    query: Query, candidates: Sequence[Candidate], documents: Mapping[str, Document]
) -> list[Candidate]:
    """Return the candidates whose own sentence has the name in quotation marks and lists something."""
    names = quoted_names(query)
    return [
        c
        for c in candidates
        if any(name in _sentence(c, documents) for name in names) and _commas(c, documents)
    ]


def _sentence(candidate: Candidate, documents: Mapping[str, Document]) -> str:
    return documents[candidate.hit.chunk.document_id].search_text[slice(*candidate.sentence)]


def _commas(candidate: Candidate, documents: Mapping[str, Document]) -> bool:
    return len(re.findall(r"[、,，]", _sentence(candidate, documents))) >= _LISTING


def _lists(candidate: Candidate, names: Sequence[str], documents: Mapping[str, Document]) -> bool:
    """Say whether a sentence has a name and enough parts to be its list.

    A name with numbered parts of its own (一轴三廊) is listed only where these are taken up.
    """
    if any(len(numbered_parts(name)) > 1 for name in names):
        return False
    return any(name in _sentence(candidate, documents) for name in names) and _commas(candidate, documents)


def _from_here(candidate: Candidate, documents: Mapping[str, Document]) -> str:
    """Return the passage from a candidate on."""
    document = documents[candidate.hit.chunk.document_id]
    return document.search_text[candidate.start : candidate.hit.chunk.clean_end]


def _explains(
    candidate: Candidate, names: Sequence[str], documents: Mapping[str, Document], how: re.Pattern[str]
) -> bool:
    text = _from_here(candidate, documents)
    whole = documents[candidate.hit.chunk.document_id].search_text
    for name in names:
        # “两中心” is not explained where “两园两中心” is.
        marked = "“" if f"“{name}”" in whole else ""
        for match in re.finditer(re.escape(marked + name), text[: candidate.end - candidate.start]):
            if how.match(text[match.end() :]):
                return True
    return False


def _apposed(candidate: Candidate, names: Sequence[str], documents: Mapping[str, Document]) -> bool:
    """Say whether the members stand right before the name that sums them up: 产业园、科技园和创业园“三园”."""
    sentence = _sentence(candidate, documents)
    return any(
        _MEMBERS_BEFORE.search(sentence[: match.start()])
        for name in names
        for match in re.finditer(rf"[“「]{re.escape(name)}[”」]", sentence)
    )


def _elaborates(candidate: Candidate, names: Sequence[str], documents: Mapping[str, Document]) -> bool:
    """Say whether the parts of a name like 两区两山三谷 are taken up one by one: “两区” …, “两山” …."""
    text = _from_here(candidate, documents)
    for name in names:
        parts = numbered_parts(name)
        if len(parts) > 1 and sum(f"“{part}”" in text or f"{part}:" in text for part in parts) >= _LISTING:
            return True
    return False
