"""Which section of one plan treats what a section of another treats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.scripts import search_form
from qa.permalinks import anchor_of

LONGEST_UNIT: Final = 4000
"""Characters of a section that is read at one go; of a longer one its parts are compared."""
_HEADING_WEIGHT: Final = 5
_RUN: Final = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")

Path = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sections, each nearer to the other than to any other section of that plan; ``alike`` is from 0 to 1."""

    a: Path
    b: Path
    alike: float


@dataclass(frozen=True)
class Matched:
    """Two plans by their sections: the pairs in the order of the first, and the sections without a counterpart."""

    a: Document
    b: Document
    pairs: tuple[Pair, ...]
    only_a: tuple[Path, ...]
    only_b: tuple[Path, ...]

    @cached_property
    def by_anchor(self) -> dict[str, Pair]:
        """Section of the first plan, as its links name it, to the pair that it is in."""
        return {anchor_of(self.a, pair.a[-1]): pair for pair in self.pairs}


def units_of(document: Document) -> list[Path]:
    """Return the sections that are compared, in their order: the largest of at most :data:`LONGEST_UNIT` characters.

    Plans are divided differently; so sections are compared that are alike in length, whatever they are called.
    """
    found: list[Path] = []
    for section in document.sections:
        found.extend(_units(section, ()))
    return found


def _units(section: Section, above: Path) -> Iterator[Path]:
    here = (*above, section)
    if section.level == 0 or section.kind == "notes":
        return
    if section.children and section.clean_end - section.clean_start > LONGEST_UNIT:
        for child in section.children:
            yield from _units(child, here)
    elif section.clean_end > section.head_end:
        yield here


def match(a: Document, b: Document) -> Matched:
    """Return which sections belong together.

    Sections are compared by their headings and their text: pairs of characters, weighed by how few sections have them
    (tf-idf, cosine). Two belong together where each is the other's nearest; there is no threshold to choose.
    """
    units_a, units_b = units_of(a), units_of(b)
    alike = _alike([_terms(a, each) for each in units_a], [_terms(b, each) for each in units_b])
    pairs: list[Pair] = []
    if alike.size:
        nearest_b, nearest_a = alike.argmax(axis=1), alike.argmax(axis=0)
        pairs = [
            Pair(units_a[i], units_b[j], round(float(alike[i, j]), 4))
            for i, j in enumerate(map(int, nearest_b))
            if nearest_a[j] == i and alike[i, j] > 0
        ]
    paired_a, paired_b = {pair.a[-1].id for pair in pairs}, {pair.b[-1].id for pair in pairs}
    return Matched(
        a,
        b,
        tuple(pairs),
        tuple(each for each in units_a if each[-1].id not in paired_a),
        tuple(each for each in units_b if each[-1].id not in paired_b),
    )


def _terms(document: Document, path: Path) -> Counter[str]:
    """Return how often each pair of characters and each word stands in a section, those of its heading counted more."""
    section = path[-1]
    terms = Counter(_split(document.search_text[section.head_end : section.clean_end]))
    for term in _split(search_form(section.title)):
        terms[term] += _HEADING_WEIGHT
    return terms


def _split(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run.isascii():
            yield run
        else:
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))


def _alike(a: Sequence[Counter[str]], b: Sequence[Counter[str]]) -> np.ndarray:
    """Return the cosine of each section of one plan with each of the other: float [len(a), len(b)]."""
    everything = [*a, *b]
    frequency = Counter(term for terms in everything for term in terms)
    known = {term: column for column, term in enumerate(sorted(frequency))}
    vectors = np.zeros((len(everything), len(known)), dtype=np.float32)
    for row, terms in enumerate(everything):
        for term, count in terms.items():
            weight = np.log(len(everything) / frequency[term])
            vectors[row, known[term]] = (1 + np.log(count)) * weight
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths == 0, 1, lengths)
    result: np.ndarray = vectors[: len(a)] @ vectors[len(a) :].T
    return result
