"""Sections by what they are about: the one over the passages found whose heading is nearest in meaning to a topic.

A reader names a part of a plan in own words (教育那块), which its heading need not have (健全现代教育体系). The retriever
finds passages; of the headings over them the one is meant that is near itself and has many of them below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.lexical import tokenize
from embeddings.needs import coverage
from embeddings.queries import Query
from embeddings.query.about import OutlineAsk, matter_without_times
from embeddings.retrieval import Retriever
from embeddings.scripts import search_form, to_simplified

_PASSAGES: Final = 20
"""Passages whose headings are looked at."""
_SHARE: Final = 0.1
"""What the share of the passages below a heading counts for, beside a cosine."""
_WORDS: Final = 0.2
"""What the share of the topic's words that a heading has counts for, beside a cosine."""
_LEAST: Final = 0.54
"""The score below which no heading is about the topic: parts that no plan has reach .52, those that one has begin at .54."""
_LEAST_WHOLE: Final = 0.7
"""The same where no part is pointed to: headings over what is asked reach .76, those over something near it .64."""
_LEAST_BESIDE: Final = 0.75
"""The same for what no words ask to be told whole: of 42 such questions four reach it, of three it is what is asked."""
_LEAST_SAID: Final = 4
"""Signs of a heading that a question says."""
_OUTERMOST: Final = {"篇": ("part",), "编": ("part",), "章": ("chapter",)}
"""Kinds of sections that a unit names; a section (节) is said of any of them."""


class HeadingSearch:
    """Finds sections by the meaning of their headings; each heading is embedded when it is first looked at."""

    def __init__(self, documents: Mapping[str, Document], retriever: Retriever) -> None:
        self._documents = documents
        self._retriever = retriever
        self._known: dict[tuple[str, str], NDArray[np.float32]] = {}

    def find(self, query: Query, document: Document, asked: OutlineAsk) -> Section | None:
        """Return the section that is about a topic, None where none is near enough or nothing is embedded."""
        scored = self.scored(query, document, asked)
        best = max(scored, key=lambda pair: pair[0], default=None)
        least = _LEAST_WHOLE if asked.whole else _LEAST
        return best[1] if best is not None and best[0] >= least else None

    def meant(self, query: Query, document: Document) -> Section | None:
        """Return the section whose heading a question says, or asks for in other words; None where none surely is meant."""
        if not query.matter:
            return None
        scored = self.scored(query, document, OutlineAsk(topic=query.matter, whole=True))
        said = [
            (len(matter), each)
            for _, each in scored
            if len(matter := matter_without_times(search_form(each.title))) >= _LEAST_SAID
            and matter in query.matter
        ]
        if said:
            return max(said, key=lambda pair: pair[0])[1]
        best = max(scored, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] >= _LEAST_BESIDE else None

    def scored(self, query: Query, document: Document, asked: OutlineAsk) -> list[tuple[float, Section]]:
        """Return the sections over the passages found with how near each is to a topic."""
        if not self._retriever.embedder.dimension:
            return []
        hits = self._retriever.retrieve(query, limit=_PASSAGES)
        paths = [
            document.path_at(hit.chunk.clean_start) for hit in hits if hit.chunk.document_id == document.id
        ]
        over = Counter(section.id for path in paths for section in path)
        sections = _of_unit(
            list({each.id: each for path in paths for each in path}.values()), document, asked.unit
        )
        vectors = self._vectors(document, sections)
        topic = self._retriever.embedded([to_simplified(asked.topic)])[0]
        needs = self._retriever.weights.needs_of(asked.topic)
        return [
            (
                float((rows @ topic).max())
                + _SHARE * over[each.id] / len(paths)
                + _WORDS * coverage(needs, (frozenset(tokenize(search_form(_said(each)[0]))), 1.0)),
                each,
            )
            for each, rows in zip(sections, vectors, strict=True)
        ]

    def _vectors(self, document: Document, sections: Sequence[Section]) -> list[NDArray[np.float32]]:
        """Return the vectors of what the heading of each section says, float32 [k, dim]: itself, and with those below."""
        new = [each for each in sections if (document.id, each.id) not in self._known]
        texts = {each.id: [to_simplified(text) for text in _said(each)] for each in new}
        flat = list(dict.fromkeys(text for each in texts.values() for text in each))
        found = dict(zip(flat, self._retriever.embedder.embed_passages(flat), strict=True)) if flat else {}
        for each in new:
            self._known[document.id, each.id] = np.stack([found[text] for text in texts[each.id]])
        return [self._known[document.id, each.id] for each in sections]


def _of_unit(sections: Sequence[Section], document: Document, unit: str) -> list[Section]:
    """Return the sections that a unit may name: those of its kind, or where a document has no such the outermost."""
    headed = [each for each in sections if each.level > 0 and each.kind != "notes" and any(_said(each))]
    kinds = _OUTERMOST.get(unit)
    if kinds is None:
        return headed
    alike = [each for each in headed if each.kind in kinds]
    is_counted_so = any(path[-1].kind in kinds for path in document.paths)
    return alike if is_counted_so else [each for each in headed if each in document.sections]


def _said(section: Section) -> list[str]:
    """Return what a heading says: its words, and those with the headings below it, alone where the source lost it."""
    below = "、".join(each.title for each in section.children if each.head_end > each.clean_start)
    own = section.title if section.head_end > section.clean_start else ""
    return [text for text in dict.fromkeys((own, f"{own}：{below}" if own and below else below)) if text]
