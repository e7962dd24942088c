"""A training row: a question, a passage in parts, and which of them answer (none: the passage does not)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from embeddings.catalog import read_catalogs
from embeddings.corpus import SHIPPED_CORPUS
from embeddings.encoder_view import EncoderView, own_names
from embeddings.query.gazetteer import gazetteer
from embeddings.scripts import search_form
from eval.errors import ReaderDataError
from qa.answering.reader import Readable, Span

MOST_CHARACTERS = 220
"""A passage in training at most, but for one in four: about 160 tokens with its question."""
_LONG_CHARACTERS, _LONG_SHARE = 320, 0.25
_LEAST_CHARACTERS = 90
_HEADING = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_REPORT = re.compile(r"\d{4}年(.+?)政府工作报告")
_SENTENCE = re.compile(r"\[(\d+)\] ?(.*)")


@dataclass(frozen=True, slots=True)
class Row:
    """``answers`` are the indices of the units that answer; ``short`` is (unit, start, end) of the short answer.

    ``kind`` is the kind of the question, ``made`` how the row came about; both serve the figures only.
    """

    question: str
    city: str
    headings: tuple[str, ...]
    units: tuple[str, ...]
    answers: tuple[int, ...]
    short: tuple[int, int, int] | None
    kind: str
    made: str
    language: str = "zh-Hans"

    @property
    def readable(self) -> Readable:
        """The passage as it is read."""
        return Readable.of(self.city, self.headings, self.units)

    @property
    def short_span(self) -> Span | None:
        """The short answer's place in the text that is read."""
        if self.short is None:
            return None
        unit, start, end = self.short
        at = self.readable.spans[unit][0]
        return at + start, at + end


def as_seen(row: Row) -> Row:
    """Return a row as the encoders see it: the name of its place hidden in the question and in the passage."""
    view = EncoderView(names=own_names(names_of(row.city)))
    short = row.short
    if short is not None:
        unit, start, end = short
        short = (unit, *view.rewrite(row.units[unit]).span(start, end))
    return replace(
        row,
        question=view.text(row.question),
        city=view.text(row.city),
        headings=tuple(map(view.text, row.headings)),
        units=tuple(map(view.text, row.units)),
        short=short,
    )


@cache
def names_of(city: str) -> tuple[str, ...]:
    """Return the names of a place of the data: as it is written, in full and short, in English."""
    called = gazetteer().called(search_form(city))
    found = [name for place in called for name in (place.name, place.full, *place.spellings)]
    shipped = [each.entry for each in read_catalogs(SHIPPED_CORPUS) if each.entry.city == city]
    listed = [name for entry in shipped for name in (entry.city_en, *entry.aliases)]
    return tuple(dict.fromkeys([city, *found, *listed]))


@dataclass(frozen=True, slots=True)
class Source:
    """A text in numbered lines (sentences or table rows, counted from 1) with the headings that each stands under."""

    name: str
    city: str
    lines: tuple[str, ...]
    headings: tuple[tuple[str, ...], ...]

    def line(self, number: int) -> str:
        """Return a line by its number."""
        return self.lines[number - 1]

    def window(
        self, around: int, random: Random, *, most: int | None = None, without: Sequence[int] = ()
    ) -> range:
        """Return the numbers of lines around one, of the same heading, at most ``most`` characters (else drawn).

        Grows to a side drawn each time, so that the line stands anywhere in its passage.
        """
        limit = _drawn_limit(random) if most is None else most
        first = last = around
        size = 0 if around in without else len(self.line(around))
        open_sides = [-1, 1]
        while open_sides:
            side = random.choice(open_sides)
            number = first - 1 if side < 0 else last + 1
            if not 1 <= number <= len(self.lines) or self.headings[number - 1] != self.headings[around - 1]:
                open_sides.remove(side)
                continue
            size += len(self.line(number))
            if size > limit:
                open_sides.remove(side)
                continue
            first, last = min(first, number), max(last, number)
        return range(first, last + 1)


def _drawn_limit(random: Random) -> int:
    long = random.random() < _LONG_SHARE
    return random.randint(_LEAST_CHARACTERS, _LONG_CHARACTERS if long else MOST_CHARACTERS)


def passage_row(
    source: Source,
    numbers: Iterable[int],
    question: str,
    *,
    answers: Iterable[int] = (),
    short: str = "",
    kind: str = "",
    made: str,
    language: str = "zh-Hans",
) -> Row:
    """Make a row of some lines of a source; ``answers`` are line numbers, ``short`` is verbatim in one of them."""
    shown = list(numbers)
    right = tuple(index for index, number in enumerate(shown) if number in set(answers))
    units = tuple(source.line(number)[:MOST_CHARACTERS] for number in shown)
    place = None
    for index in right:
        at = units[index].find(short) if short else -1
        if at >= 0:
            place = (index, at, at + len(short))
            break
    headings = source.headings[shown[0] - 1] if shown else ()
    return Row(question, source.city, headings, units, right, place, kind, made, language)


def read_report(path: Path) -> Source:
    """Read a report: ``[n] sentence`` a line, a blank line between paragraphs; numbered lines are headings."""
    found = _REPORT.search(path.stem)
    lines: list[str] = []
    headings: list[tuple[str, ...]] = []
    here: tuple[str, ...] = ()
    for text in _numbered(path):
        if _HEADING.match(text) and len(text) < 40:
            name = text.rstrip("。；")
            here = (*here[:1], name) if text[0] in "（(" else (name,)
        lines.append(text)
        headings.append(here)
    return Source(path.stem, found.group(1) if found else path.stem, tuple(lines), tuple(headings))


def read_plan(path: Path, city: str) -> Source:
    """Read a plan cut into chunks: ``## A › B`` before each, then ``[n] sentence or row``."""
    lines: list[str] = []
    headings: list[tuple[str, ...]] = []
    here: tuple[str, ...] = ()
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("##"):
            here = tuple(part.strip() for part in text[2:].split("›") if part.strip())
        elif match := _SENTENCE.match(text):
            lines.append(match[2])
            headings.append(here)
    return Source(path.stem, city, tuple(lines), tuple(headings))


def _numbered(path: Path) -> list[str]:
    return [
        match[2]
        for text in path.read_text(encoding="utf-8").splitlines()
        if (match := _SENTENCE.match(text)) is not None
    ]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read the objects of a JSONL file."""
    if not path.is_file():
        raise ReaderDataError(
            f"{path} does not exist",
            remedy="Give the folder of the reader's data by --data (see the model card)",
        )
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def rows_hash(rows: Sequence[Row]) -> str:
    """Return the sha256 of the rows in their order: what a reader was trained on."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(asdict(row), ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()
