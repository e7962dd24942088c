"""What is offered beside a refusal: the nearest section of the plan that was asked, and questions that it does answer.

Each question is one that an exact source answers, and is put to it before it is offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.definitions import load_definitions
from embeddings.queries import Query, QueryReader
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from qa.answering.exact import ExactAnswers
from qa.answering.from_facts import FactAnswers
from qa.answering.own_words import word
from qa.answers import Nearest
from qa.indicators.choosing import read_cell
from qa.permalinks import permalink

_OFFERED: Final = 3
_LONGEST_TITLE: Final = 16
"""Characters of a heading that is asked for; a longer one is no name of a matter."""


class Offers:
    """Knows what else can be asked of the plan that a refused question was about."""

    def __init__(self, documents: Mapping[str, Document], reader: QueryReader, exact: ExactAnswers) -> None:
        self._documents = documents
        self._reader = reader
        self._exact = exact
        self._facts = FactAnswers(documents)

    def of(self, query: Query, hits: Sequence[Hit]) -> tuple[Nearest | None, tuple[str, ...]]:
        """Return the nearest section and up to three questions; none where no plan was asked by name."""
        asked = [each for each in query.named if each in self._documents]
        if not asked:
            return None, ()
        own = [hit for hit in hits if hit.chunk.document_id in asked and hit.chunk.chapter]
        document = self._documents[own[0].chunk.document_id if own else asked[0]]
        own = [hit for hit in own if hit.chunk.document_id == document.id]
        nearest = _nearest(document, own[0]) if own else None
        found = (each for each in _candidates(query, document, own) if self._answers(each, document))
        return nearest, tuple(islice(dict.fromkeys(found), _OFFERED))

    def _answers(self, question: str, document: Document) -> bool:
        read = self._reader.read(question)
        return read.scope == (document.id,) and bool(self._exact.drafts(read) or self._facts.drafts(read))


def _nearest(document: Document, hit: Hit) -> Nearest:
    start, end = hit.chunk.clean_start, hit.chunk.clean_end
    return Nearest(document.name, document.id, hit.chunk.chapter, permalink(document, start, end))


def _candidates(query: Query, document: Document, hits: Sequence[Hit]) -> Iterator[str]:
    """Yield questions about a document: the heading of the nearest section, targets that it sets, its outline."""
    language = query.language
    city = document.english_name if language == "en" else document.name
    if language != "en":
        for hit in hits[:_OFFERED]:
            title = document.path_at(hit.chunk.clean_start)[-1].title
            if 1 < len(title) <= _LONGEST_TITLE and title.isprintable():
                yield word("ask_section", language, city=city, title=search_form(title))
                break
    yield from islice(_targets(query, document, city, {hit.chunk.section_id for hit in hits}), _OFFERED - 1)
    yield word("ask_outline", language, city=city)


def _targets(query: Query, document: Document, city: str, near: set[str]) -> Iterator[str]:
    """Yield questions for targets that a document sets, those of the sections that were found first."""
    own = document.period
    if own is None:
        return
    cells = [
        (each, cell.best)
        for each in load_definitions().indicators
        if (cell := read_cell(document, each, "target")).has_value and cell.best is not None
    ]
    cells.sort(key=lambda pair: document.path_at(pair[1].start)[-1].id not in near)
    for indicator, best in cells:
        if best.year == str(own.last):
            name = indicator.name("en" if query.language == "en" else "zh")
            yield word("ask_target", query.language, city=city, year=best.year, name=name)
