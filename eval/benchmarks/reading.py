"""How fast texts are read into sections and chunks, and that the time grows with the length and no faster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import SHIPPED_CORPUS, read_corpus, read_document

_GROWTH = 4


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """Seconds for a text, and the time of four times the text over that."""

    name: str
    characters: int
    seconds: float
    growth: float

    @property
    def characters_per_second(self) -> float:
        """Characters read in a second."""
        return self.characters / self.seconds


def measure_reading(*, characters: int) -> Iterator[ReadingFigures]:
    """Yield the figures of texts of ``characters``: the shipped plans repeated, and texts made to be hard."""
    _seconds("第一章 总则\n建设。\n")  # what is loaded late is loaded
    for name, text in _texts(characters):
        part = _seconds(text[: characters // _GROWTH])
        whole = _seconds(text)
        yield ReadingFigures(name, len(text), whole, whole / part)


def _texts(characters: int) -> Iterator[tuple[str, str]]:
    yield (
        "real plans, repeated",
        _filled("".join(each.raw for each in read_corpus(SHIPPED_CORPUS)), characters),
    )
    patterns = {
        "headings only": "第一章 总则\n第一节 目标\n一、要求\n(一)任务\n",
        "one line, no sentence end": "建设现代化产业体系和",
        "spaces": "规 划   \t 　",
        "numbers, one a line": "12.5\n%\n2025年\n约束性\n",
        "open brackets and quotes": "(“《【",
        "dots": "总则……………………1\n",
    }
    for name, pattern in patterns.items():
        yield name, _filled(pattern, characters)


def _filled(pattern: str, characters: int) -> str:
    return (pattern * (characters // len(pattern) + 1))[:characters]


def _seconds(text: str) -> float:
    entry = PlanEntry(id="made", file="made.txt", city="某市", title="某市规划", kind="纲要")
    began = perf_counter()
    document = read_document(entry, text)
    list(chunk_document(document))
    return perf_counter() - began


def reading_lines(figures: ReadingFigures) -> Iterator[tuple[str, str]]:
    """Yield what to print."""
    shown = f"{figures.characters_per_second:,.0f} characters/s ({figures.seconds:.1f} s)"
    yield f"reading {figures.name}", f"{shown}, {figures.growth:.1f} times the time of a quarter"
