"""Sentences that give the value of another thing than the one asked: 粮食播种面积 where 水稻播种面积 is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.other_names import is_of_another
from embeddings.facts.quantities import find_quantities
from embeddings.facts.reading import known_indicators
from embeddings.facts.units import read_unit, same_family
from embeddings.queries import Query
from embeddings.query.frame import one_name
from embeddings.scripts import search_form
from embeddings.tables import Row
from qa.evidence import Candidate

_CLAUSE: Final = re.compile(r"[^,，;；。:：\n]*\d[^,，;；。\n]*")
_ANY_INDICATOR: Final = frozenset({"", "?", "number", "share", "points", "times", "rank", "ratio", "parts"})
"""Families of units that growth, shares and bare numbers of any indicator are in."""
_THINGS: Final = frozenset({"people", "households", "firms", "pieces", "homes", "beds", "visits"})
"""Families of units that count things, one printed for another (户 and 家 of 企业)."""
_COUNTED: Final = frozenset({"people", "households", "firms"})


def without_others(
    query: Query, found: Sequence[Candidate], documents: Mapping[str, Document]
) -> list[Candidate]:
    """Return the candidates, best first, without those whose values are of another thing than the one that a question names.

    Where the best of a sentence is of another thing the rest of that sentence was meant less. A row of another unit than
    the one that is named is of another thing whatever its name has: 亿元GDP死亡率(%) where 亿元 of GDP are asked for.
    """
    found = [each for each in found if not _is_row_of_another_unit(query.form.measure.unit, each.row)]
    name = asked_name(query)
    if not name:
        return found
    indicators = [each for each in known_indicators(tuple(documents.values())) if name in each.wordings]
    if indicators:  # it has other names, and cells of its own
        return [each for each in found if not _is_in_other_units(indicators, each, documents)]
    kept: list[Candidate] = []
    first: dict[tuple[str, tuple[int, int]], bool] = {}
    for each in found:
        document = documents[each.hit.chunk.document_id]
        is_other = _is_of_another(name, each, document)
        best_is_other = first.setdefault((document.id, each.sentence), is_other)
        if not is_other and not best_is_other:
            kept.append(each)
    return kept


def asked_name(query: Query) -> str:
    """Return the name of the one thing whose value a question asks for, empty where it asks for more than that.

    What is left of such a question is a name, and perhaps the unit of its value.
    """
    return "" if query.language == "en" or query.compares else one_name(search_form(query.focus))


def _is_of_another(name: str, candidate: Candidate, document: Document) -> bool:
    around = "".join(search_form(each) for each in document.chapter_at(candidate.start))
    if candidate.row is not None:
        return is_of_another(name, search_form(candidate.row.name), around)
    begin, end = candidate.sentence
    text = document.search_text
    if name in text[begin:end]:
        return False
    said = text[candidate.start : candidate.end]
    if is_of_another(name, said, around, before=text[begin : candidate.start], own=True):
        return True
    return _counts_another(name, said) or any(
        is_of_another(name, each, around) for each in _CLAUSE.findall(text[begin:end])
    )


def _is_row_of_another_unit(asked: str, row: Row | None) -> bool:
    if row is None or not (asked and row.printed_unit):
        return False
    return not same_family(row.printed_unit, asked)


def _is_in_other_units(
    indicators: Sequence[Indicator], candidate: Candidate, documents: Mapping[str, Document]
) -> bool:
    """Return whether all figures of a clause are in units that no indicator asked can have: 23万人 for 地区生产总值."""
    if candidate.row is not None:
        return False
    text = documents[candidate.hit.chunk.document_id].search_text
    figures = find_quantities(text[candidate.start : candidate.end])
    return bool(figures) and all(
        figure.quantity.measure.family not in _ANY_INDICATOR
        and not any(_may_be_of(figure.unit, each.unit) for each in indicators)
        for figure in figures
    )


def _may_be_of(printed: str, usual: str) -> bool:
    return same_family(printed, usual) or {read_unit(printed).family, read_unit(usual).family} <= _THINGS


def _counts_another(name: str, said: str) -> bool:
    """Return whether a name asks how many there are (参保人数) and a clause gives nothing but shares (参保率达98%)."""
    if not name.endswith("数") or read_unit(name[-2:-1]).family not in _COUNTED:
        return False
    families = {figure.quantity.measure.family for figure in find_quantities(said)}
    return bool(families) and families <= {"share", "points"}
