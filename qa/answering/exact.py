"""Answers that need no reading: what is known of a document, of its sections and of its facts, from where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.needs import TermWeights
from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.answering.about import DocumentAnswers
from qa.answering.confirming import ResultAnswers
from qa.answering.sections import SectionAnswers
from qa.generators import Drafts

_KNOWN: Final = 0.95
"""The chance of an answer from an exact source, as of one from facts."""


class ExactAnswers:
    """Asks each exact source in turn; the first that knows answers."""

    def __init__(self, documents: Mapping[str, Document], weights: TermWeights) -> None:
        self._documents = DocumentAnswers(documents)
        self._results = ResultAnswers(documents)
        self._sections = SectionAnswers(documents, weights)

    def drafts(self, query: Query, hits: Sequence[Hit] = ()) -> Drafts:
        """Return the drafts of the first source that has some, none where a question has to be looked up."""
        found = (
            self._documents.drafts(query) or self._results.drafts(query) or self._sections.drafts(query, hits)
        )
        return Drafts(found, chance=_KNOWN if found else None)
