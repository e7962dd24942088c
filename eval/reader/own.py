"""Rows from questions that people wrote on reports and plans, with the negatives that rules make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from eval.reader.lookalikes import Lookalikes
from eval.reader.rows import Row, Source, passage_row

_YEAR = re.compile(r"(?<!\d)20[12]\d(?=年|\b|[^\d])")
_DAYS = {"今年": "明年", "去年": "前年", "this year": "next year", "last year": "two years ago"}
_ENGLISH_AGAIN = 2
"""An English question has so many times the rows of a Chinese one: there are few of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a source: ``right`` are the lines that answer, ``near`` those that look as if for its twin.

    ``later`` says that it is of ``eval/reader/written``, ``unread`` that earlier weights have not read it.
    """

    source: Source
    question: str
    right: tuple[int, ...]
    short: str
    twin: str
    near: tuple[int, ...]
    kind: str
    language: str
    later: bool = False
    unread: bool = False

    @property
    def query(self) -> str:
        """What look-alikes are searched with: an English question shares no words with a Chinese text."""
        if self.language == "en" and self.right:
            return self.source.line(self.right[0])
        return self.question


def read_asked(
    source: Source, written: Sequence[dict[str, Any]], *, later: bool = False, unread: bool = False
) -> Iterator[Asked]:
    """Yield the questions of a file: with their earlier questions, standing alone, and part by part."""
    for row in written:
        said = " ".join([*row.get("h", []), row["q"]])
        before = " ".join([*row.get("h", []), ""])
        twin = f"{before}{row['u']}" if row.get("u") else ""
        right = (*row["s"], *row.get("also", []))
        near = tuple(row.get("near", []))
        kind, language = row["k"], row["l"]
        yield Asked(source, said, right, row.get("a", ""), twin, near, kind, language, later, unread)
        if row.get("std") and row["std"] != said:
            yield Asked(source, row["std"], right, row.get("a", ""), "", (), kind, language, later, unread)
        for part, lines in zip(row.get("parts", []), row.get("sp", []), strict=False):
            yield Asked(source, part, tuple(lines), "", "", (), kind, language, later, unread)


def rows_of(asked: Asked, others: Sequence[Source], lookalikes: Lookalikes, random: Random) -> Iterator[Row]:
    """Yield the rows of one question; about half have no answer."""
    times = _ENGLISH_AGAIN if asked.language == "en" else 1
    own, elsewhere = lookalikes.find(asked.query, asked.source, asked.right)
    for turn in range(times):
        yield from _answered(asked, random)
        if asked.right:
            yield from _unanswered_by_rule(asked, others, random)
        if asked.twin:
            numbers = asked.source.window(random.choice(asked.near or asked.right), random)
            yield _plain(asked, asked.source, numbers, asked.twin, "twin")
            yield from _twin_elsewhere(asked, lookalikes, random)
        for place in own[turn * 2 : turn * 2 + 1 + (random.random() < 0.5)]:
            left = _not_right(asked, asked.source.window(random.choice(place.numbers), random))
            if left:
                yield _plain(asked, asked.source, left, asked.question, "lookalike")
        named = asked.language == "en" or asked.source.city.rstrip("省市区") in asked.question
        if elsewhere and named and random.random() < 0.6:  # else a passage of another place may well answer
            place = random.choice(elsewhere[:3])
            yield _plain(asked, place.source, list(place.numbers), asked.question, "elsewhere")


def _twin_elsewhere(asked: Asked, lookalikes: Lookalikes, random: Random) -> Iterator[Row]:
    """Yield two of the places most like the twin: nothing in its document answers it, so each is a sure negative."""
    found, _ = lookalikes.find(asked.twin if asked.language != "en" else asked.query, asked.source, ())
    for place in random.sample(found[:5], min(2, len(found[:5]))):
        window = asked.source.window(random.choice(place.numbers), random)
        yield _plain(asked, asked.source, window, asked.twin, "twin elsewhere")


def _answered(asked: Asked, random: Random) -> Iterator[Row]:
    """Yield two passages that answer: around the first line that does, and around any."""
    if not asked.right:
        return
    for around in (asked.right[0], random.choice(asked.right)):
        numbers = asked.source.window(around, random)
        yield passage_row(
            asked.source, numbers, asked.question, answers=asked.right, short=asked.short,
            kind=asked.kind, made="answered", language=asked.language,
        )  # fmt: skip


def _unanswered_by_rule(asked: Asked, others: Sequence[Source], random: Random) -> Iterator[Row]:
    """Yield the answer taken out (its neighbours remain), another year asked, another place in front."""
    window = asked.source.window(random.choice(asked.right), random)
    if random.random() < 0.5 and (left := _not_right(asked, window)):
        yield _plain(asked, asked.source, left, asked.question, "taken out")
    if random.random() < 0.5:
        shown = "".join(asked.source.line(number) for number in window)
        other = _other_year(asked.question, shown, random)
        if other:
            yield _plain(asked, asked.source, list(window), other, "other year")
    names = asked.source.city.rstrip("省市区")
    if random.random() < 0.15 and names in asked.question and others:
        place = random.choice(others)
        row = _plain(asked, asked.source, list(window), asked.question, "other place")
        if names not in "".join(row.units) and place.city != asked.source.city:
            yield Row(**{**_fields(row), "city": place.city})


def _fields(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def _other_year(question: str, shown: str, random: Random) -> str:
    """Return the question with its years moved to years that the passage does not name, "" where there is none."""
    moved = question
    for word, other in _DAYS.items():
        moved = moved.replace(word, other)
    shift = random.choice([-3, -2, -1, 2, 3, 5, 7])
    moved = _YEAR.sub(lambda match: str(int(match.group()) + shift), moved)
    named = set(_YEAR.findall(moved))
    return "" if moved == question or any(year in shown for year in named) else moved


def _not_right(asked: Asked, numbers: Sequence[int]) -> list[int]:
    return [number for number in numbers if number not in asked.right]


def _plain(asked: Asked, source: Source, numbers: Sequence[int], question: str, made: str) -> Row:
    return passage_row(source, numbers, question, kind=asked.kind, made=made, language=asked.language)
