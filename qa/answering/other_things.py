"""Sentences that give the value of another thing than the one asked: 粮食播种面积 where 水稻播种面积 is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.other_names import is_of_another
from embeddings.facts.reading import known_indicators
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.evidence import Candidate

_LONGEST_UNIT: Final = 4
_CLAUSE: Final = re.compile(r"[^,，;；。:：\n]*\d[^,，;；。\n]*")
_TIME: Final = re.compile(r"^.*(?:年|期间|时期)(?:末|底)?")
_SEVERAL: Final = re.compile(r"[和与、]|以及")
_LINK: Final = re.compile(
    r"(?:力争|稳定|控制|保持|维持|达到?|提高|增加|突破|超过|要|在|到|至|为|是|将|目标值?)+$"
)


def without_others(
    query: Query, found: Sequence[Candidate], documents: Mapping[str, Document]
) -> list[Candidate]:
    """Return the candidates without those whose values are of another thing than the one that a question names alone."""
    name = asked_name(query)
    if not name or any(name in each.wordings for each in known_indicators(tuple(documents.values()))):
        return list(found)  # an indicator has other names, and cells of its own
    return [each for each in found if not _is_of_another(name, each, documents[each.hit.chunk.document_id])]


def asked_name(query: Query) -> str:
    """Return the name of the one thing whose value a question asks for, empty where it asks for more than that.

    What is left of such a question is a name, and perhaps the unit of its value.
    """
    pieces = search_form(query.focus).strip(" ?？").split()
    if query.language == "en" or query.compares or not pieces or len(pieces) > 2:
        return ""
    if len(pieces) == 2 and len(pieces[1]) > _LONGEST_UNIT:
        return ""
    name = _LINK.sub("", _TIME.sub("", pieces[0])).rpartition("的")[2]
    return "" if _SEVERAL.search(name) else name


def _is_of_another(name: str, candidate: Candidate, document: Document) -> bool:
    around = "".join(search_form(each) for each in document.chapter_at(candidate.start))
    if candidate.row is not None:
        return is_of_another(name, search_form(candidate.row.name), around)
    clauses = _CLAUSE.findall(document.search_text[slice(*candidate.sentence)])
    named = any(name in each for each in clauses)
    return not named and any(is_of_another(name, each, around) for each in clauses)
