"""Corpora of any number of plans of real length, made from the shipped plans, always the same.

A made plan has 300 passages, about the mean of the shipped outlines (纲要). Each is a real passage with another city's name and
other figures. A vector for it is the real passage's, turned a little in a seeded direction: embedding 300,000 passages would
take hours, and turned vectors lie as near to each other as those of plans that copy from one another do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.catalog import PlanEntry
from embeddings.chunking import Chunk
from embeddings.corpus import Document, read_document

PASSAGES_PER_PLAN = 300
TURN = 0.45
"""Length of the added direction; the cosine of a made vector to its model is 1 / sqrt(1 + TURN²), 0.91."""
_SYLLABLES = "安宝昌德东丰广海和华吉江金康乐兰临龙梅明南宁平清泉荣山胜泰天望文武祥新兴秀阳永裕远云泽镇中"
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class SyntheticCorpus:
    """Chunks with their vectors, float32 [n, dim] with unit rows, and documents that have only a catalogue entry."""

    documents: tuple[Document, ...]
    chunks: list[Chunk]
    vectors: NDArray[np.float32]


def make_corpus(
    chunks: Sequence[Chunk], vectors: NDArray[np.float32], plan_count: int, *, seed: int = 0
) -> SyntheticCorpus:
    """Return a corpus of ``plan_count`` plans made from real chunks and their vectors, float32 [n, dim]."""
    chooser, turner = random.Random(seed), np.random.default_rng(seed)
    length = PASSAGES_PER_PLAN
    documents: list[Document] = []
    made: list[Chunk] = []
    rows = np.empty((plan_count * length, vectors.shape[1]), dtype=np.float32)
    for number in range(plan_count):
        city = _city(number)
        entry = PlanEntry(
            id=f"made-{number:04}", file="made.txt", city=city, title=f"{city}规划", kind="纲要"
        )
        documents.append(read_document(entry, f"{city}规划\n"))
        models = sorted(chooser.choices(range(len(chunks)), k=length))
        made.extend(_renamed(chunks[model], entry, at, chooser) for at, model in enumerate(models, start=1))
        rows[number * length : (number + 1) * length] = turned(vectors[models], turner)
    return SyntheticCorpus(tuple(documents), made, rows)


def turned(vectors: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
    """Return unit vectors that each lie 0.91 from theirs (cosine), in a random direction."""
    aside = generator.standard_normal(vectors.shape, dtype=np.float32)
    aside -= (aside * vectors).sum(axis=1, keepdims=True) * vectors
    aside *= TURN / np.linalg.norm(aside, axis=1, keepdims=True)
    result: NDArray[np.float32] = (vectors + aside) / np.sqrt(np.float32(1 + TURN**2))
    return result


def _city(number: int) -> str:
    """Return a name of two syllables that no other number has (up to 2,400), and 市."""
    first, second = divmod(number, len(_SYLLABLES) - 1)
    others = [syllable for syllable in _SYLLABLES if syllable != _SYLLABLES[first]]
    return f"{_SYLLABLES[first]}{others[second]}市"


def _renamed(chunk: Chunk, entry: PlanEntry, number: int, chooser: random.Random) -> Chunk:
    name = chunk.city.removesuffix("市")

    def text(old: str) -> str:
        return _DIGITS.sub(lambda match: _other(match.group(), chooser), old.replace(name, entry.city[:-1]))

    return replace(
        chunk,
        id=f"{entry.id}/{number}#1",
        document_id=entry.id,
        city=entry.city,
        section_id=f"{entry.id}/{number}",
        text=text(chunk.text),
        context=chunk.context.replace(chunk.city, entry.city),
        reading=text(chunk.reading),
    )


def _other(figure: str, chooser: random.Random) -> str:
    """Return a figure of the same form; a year stays."""
    if re.fullmatch(r"20[0-3]\d", figure):
        return figure
    return re.sub(r"\d", lambda _: chooser.choice("123456789"), figure)
