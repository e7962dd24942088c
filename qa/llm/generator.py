"""A language model as a generator: prompt, stream, sentences, each with the passages that it may rest on."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import to_simplified, to_traditional
from qa.citations import Draft
from qa.errors import GeneratorError
from qa.llm.prompting import Message, echoes, messages
from qa.llm.reading import ReadSentence, read_sentences, says_nothing
from qa.passages import Passage

logger = logging.getLogger(__name__)

MOST_SENTENCES = 12
"""A model that goes on is stopped here."""


class ChatModel(Protocol):
    """Answers messages with text."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer piece by piece; closing the iterator ends the work.

        Raises:
            GeneratorError: it cannot be reached, takes too long or fails.

        """


class ModelGenerator:
    """Drafts the sentences that a chat model says of the passages; what may be shown is decided by the verification."""

    def __init__(self, name: str, model: ChatModel, *, passages: int = 6) -> None:
        """Give the model at most ``passages`` passages, or two for each plan that is compared if that is more."""
        self.name = name
        self._model = model
        self._passages = passages

    def generate(self, query: Query, hits: Sequence[Hit]) -> Iterator[Draft]:
        """Yield each sentence as it is complete; none where the model says that the passages have no answer.

        Raises:
            GeneratorError: the model fails, or says nothing at all.

        """
        most = max(self._passages, 2 * len(query.scope)) if query.compares else self._passages
        passages = Passage.of(hits[:most])
        said: list[str] = []
        count = 0
        for sentence in read_sentences(self._recorded(messages(query, passages), said)):
            if says_nothing(sentence.text):
                continue
            count += 1
            yield _draft(sentence, query, passages)
            if count == MOST_SENTENCES:
                logger.info("the model was stopped after %d sentences", count)
                return
        if not count and not says_nothing("".join(said)):
            raise GeneratorError("the language model said nothing", remedy="Try another model.")

    def _recorded(self, asked: Sequence[Message], said: list[str]) -> Iterator[str]:
        for piece in self._model.stream(asked):
            said.append(piece)
            yield piece


def _draft(sentence: ReadSentence, query: Query, passages: Sequence[Passage]) -> Draft:
    """Return the draft of a sentence; one without a marker of a passage may rest on any of them."""
    text = sentence.text
    text = to_traditional(text) if query.language == "zh-Hant" else text
    text = to_simplified(text) if query.language == "zh-Hans" else text
    unknown = tuple(f"[{number}]" for number in sentence.markers if not 1 <= number <= len(passages))
    if echoes(text, query):
        return Draft(text, unknown=unknown)
    marked = tuple(passages[number - 1] for number in sentence.markers if 1 <= number <= len(passages))
    return Draft(text, passages=marked or tuple(passages), unknown=unknown)
