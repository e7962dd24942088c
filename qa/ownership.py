"""Whose figure it is: one of a county itself, and not of a group that it is named in or of the city around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.query.gazetteer import gazetteer

_CLAUSE: Final = re.compile(r"(?<=[,，;；。:：])[“”\"]*")
_WIDER: Final = re.compile(r"[^,，;；。]{0,8}?(?:全[国省市州区盟]|城镇群|城市群|都市圈|中心城区)")
"""What a clause may be about behind one about a county: the whole around it, or a group."""
_EACH: Final = re.compile(r"分别|均|各")
_LIST: Final = "、和与及"
_LONGEST: Final = 4
"""Signs of the longest name that is looked for before a mark of a list."""
_OPENING: Final = 6
"""Signs within which a paragraph that is about a place names it."""


def is_of_place(
    places: Sequence[str], text: str, value: tuple[int, int], sentence: tuple[int, int], heading: str
) -> bool:
    """Say whether the value in a span of a text in search form is that of one of the places.

    It is where the heading names the place, where its sentence names it last before the value or beside it, or where
    its paragraph opens with it. A place that is named in a list of others has no figure of its own there, unless the
    sentence gives each one its own.
    """
    if any(place in heading for place in places):
        return True
    line = text.rfind("\n", 0, value[0]) + 1
    said, paragraph = text[sentence[0] : value[1]], text[line : value[1]]
    return any(
        _names_last(place, said) or (0 <= paragraph.find(place) <= _OPENING and _names_last(place, paragraph))
        for place in places
    )


def _names_last(place: str, said: str) -> bool:
    """Say whether a text names a place, not in a list, and turns to no other behind it."""
    at = said.rfind(place)
    return at >= 0 and not _is_listed(place, at, said) and not _turns(place, said)


def _turns(place: str, said: str) -> bool:
    """Say whether a clause behind the last that names a place begins with another place or a wider one."""
    at = said.rfind(place) + len(place)
    clauses = [match.end() for match in _CLAUSE.finditer(said, at)]
    return any(_WIDER.match(said, start) or _place_at(said, start) for start in clauses)


def _is_listed(place: str, at: int, said: str) -> bool:
    if _EACH.search(said):
        return False
    rest = re.sub(r"^[市县区]", "", said[at + len(place) :])
    if rest.startswith("等") or (rest[:1] and rest[0] in _LIST and _place_at(rest, 1)):
        return True
    before = said[:at]
    return (
        before[-1:] != ""
        and before[-1] in _LIST
        and any(gazetteer().called(before[-1 - length : -1]) for length in range(2, _LONGEST + 1))
    )


def _place_at(text: str, start: int) -> bool:
    """Say whether the name of a place begins here that is no ordinary word."""
    return start < len(text) and any(
        wording.places[0].is_division
        and not wording.places[0].generic
        and (not wording.bare or not (wording.places[0].ambiguous or wording.places[0].former))
        for wording in gazetteer().at(text, start)
    )
