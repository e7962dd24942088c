"""Does a plan answer for a place that is not its own? Names that no plan covers, asked in several forms.

The names are drawn from the gazetteer: of every ten seven counties, two prefectures and one province, region or zone.
One that is a common noun (城区) is asked as people do, behind the city that it lies in.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from embeddings.corpus import Document
from embeddings.query.coverage import Coverage
from embeddings.query.gazetteer import Place, gazetteer
from embeddings.scripts import to_traditional
from qa.answers import Answer

_TENTHS: Final = (("county", 7), ("prefecture", 2), ("", 1))

FORMS: Final[Mapping[str, Callable[[Place], str]]] = {
    "figure, full name": lambda place: f"{_named(place)}2025年地区生产总值目标是多少?",
    "figure, short name": lambda place: f"{_short(place)}常住人口城镇化率目标是多少?",
    "matter, traditional": lambda place: to_traditional(f"{_named(place)}怎样发展文化旅游产业?"),
    "figure, English": lambda place: f"What is {_english(place)}'s forest coverage target?",
}


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A question about a place that no plan covers, and what was answered."""

    place: Place
    form: str
    answer: Answer

    @property
    def is_right(self) -> bool:
        """Whether it was refused."""
        return self.answer.refused

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "place": self.place.full,
            "within": list(self.place.within),
            "form": self.form,
            "question": self.answer.question,
            "refused": self.answer.refused,
            "answer": self.answer.text,
        }


def sample_uncovered(documents: Sequence[Document], count: int, *, seed: int) -> list[Place]:
    """Return places that no plan of a corpus covers, lies in or around, drawn at random by level."""
    coverage = Coverage(documents)
    chance = random.Random(seed)
    levels: dict[str, list[Place]] = {level: [] for level, _ in _TENTHS}
    for place in gazetteer():
        if not place.former and place.level != "municipality":
            levels[place.level if place.level in levels else ""].append(place)
    found: list[Place] = []
    for level, tenths in _TENTHS:
        chance.shuffle(levels[level])
        wanted = round(count * tenths / 10)
        uncovered = (place for place in levels[level] if _is_uncovered(coverage, place))
        found += [place for place, _ in zip(uncovered, range(wanted), strict=False)]
    return found


def ask_places(
    places: Sequence[Place], ask: Callable[[str], Answer], *, told: Callable[[int], None] = lambda _: None
) -> Iterator[AskedPlace]:
    """Ask each place in every form; ``told`` is called with how many questions were asked."""
    asked = 0
    for place in places:
        for form, question in FORMS.items():
            yield AskedPlace(place, form, ask(question(place)))
            asked += 1
            told(asked)


def place_lines(asked: Sequence[AskedPlace]) -> Iterator[list[str]]:
    """Yield a row for each form and one for all: how many were asked, how many of them a plan answered."""
    yield ["", "asked", "answered"]
    for form in (*FORMS, ""):
        of_form = [each for each in asked if form in ("", each.form)]
        yield [form or "all", str(len(of_form)), str(sum(not each.is_right for each in of_form))]


def _is_uncovered(coverage: Coverage, place: Place) -> bool:
    return all(each.standing == "uncovered" for each in coverage.read(f"{_named(place)}的目标"))


def _named(place: Place) -> str:
    return f"{place.within[-1]}{place.full}" if place.generic and place.within else place.full


def _short(place: Place) -> str:
    return _named(place) if place.generic else place.name


def _english(place: Place) -> str:
    kinds = {"县": "County", "区": "District", "市": "City", "旗": "Banner"}
    if place.level != "county":
        return place.english
    return f"{place.english} {kinds.get(place.full[-1], 'County')}"
