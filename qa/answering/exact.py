"""Answers that need no reading: what is known of a document, of its sections and of its facts, from where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from embeddings.corpus import Document
from embeddings.needs import TermWeights
from embeddings.queries import Query
from qa.answering.about import DocumentAnswers
from qa.answering.confirming import MentionAnswers, ResultAnswers
from qa.answering.from_progress import ProgressAnswers
from qa.answering.heading_search import HeadingSearch
from qa.answering.items import ItemAnswers
from qa.answering.names import NameAnswers
from qa.answering.sections import SectionAnswers
from qa.citations import Draft
from qa.generators import Drafts

_KNOWN: Final = 0.95
"""The chance of an answer from an exact source, as of one from facts."""


class _Source(Protocol):
    def drafts(self, query: Query) -> list[Draft]: ...


class ExactAnswers:
    """Asks each exact source in turn; the first that knows answers."""

    def __init__(
        self, documents: Mapping[str, Document], weights: TermWeights, search: HeadingSearch | None = None
    ) -> None:
        self._sources: tuple[_Source, ...] = (
            ItemAnswers(documents),
            DocumentAnswers(documents),
            ResultAnswers(documents),
            ProgressAnswers(documents),
            MentionAnswers(documents),
            NameAnswers(documents),
            SectionAnswers(documents, weights, search),
        )

    def drafts(self, query: Query) -> Drafts:
        """Return the drafts of the first source that has some, none where a question has to be looked up."""
        found = next((drafts for source in self._sources if (drafts := source.drafts(query))), [])
        return Drafts(found, chance=_KNOWN if found else None)
