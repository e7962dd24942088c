"""A server that answers from its start: by words alone until the model is loaded and the vectors are made."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from embeddings.scripts import to_traditional
from qa.answers import Answer
from qa.events import Done, Event

if TYPE_CHECKING:
    from embeddings.retrieval import Hit
    from qa.assistant import Assistant, PlanSummary
    from qa.settings import Settings

logger = logging.getLogger(__name__)

_BY_WORDS: Final = "模型还在准备中:这次只按词语查找,稍后再问可能更全。"
_BY_WORDS_EN: Final = (
    "The model is still being prepared: only words were matched; ask again later for a fuller answer."
)


class Answering(Protocol):
    """What a server needs of an assistant."""

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""

    def ask(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> Answer:
        """Answer a question, or refuse it."""

    def stream(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> AsyncIterator[Event]:
        """Answer a question, and yield what happens."""

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Return the passages found for a question, best first."""


class StartingAssistant:
    """Answers by words, with a warning, until :meth:`start` has opened the whole assistant."""

    def __init__(self, by_words: Answering, open_whole: Callable[[], Answering]) -> None:
        self._by_words = by_words
        self._open_whole = open_whole
        self._whole: Answering | None = None
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._open, name="open-assistant", daemon=True)

    def start(self) -> None:
        """Open the whole assistant in the background; where that fails the process is interrupted."""
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the whole assistant has been opened, or could not be."""
        self._thread.join(timeout_s)

    def raise_failure(self) -> None:
        """Raise what kept the whole assistant from being opened, if anything did."""
        if self._failure is not None:
            raise self._failure

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""
        return (self._whole or self._by_words).plans

    def ask(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> Answer:
        """Answer a question as :meth:`qa.assistant.Assistant.ask` does."""
        whole = self._whole
        if whole is not None:
            return whole.ask(question, history=history, cities=cities, id=id)
        return _noted(self._by_words.ask(question, history=history, cities=cities, id=id))

    async def stream(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> AsyncIterator[Event]:
        """Answer a question as :meth:`qa.assistant.Assistant.stream` does."""
        whole = self._whole
        chosen = whole or self._by_words
        async for event in chosen.stream(question, history=history, cities=cities, id=id):
            yield Done(_noted(event.answer)) if whole is None and isinstance(event, Done) else event

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Find passages as :meth:`qa.assistant.Assistant.search` does."""
        chosen = self._whole or self._by_words
        return chosen.search(question, history=history, cities=cities, limit=limit)

    def is_ready(self) -> bool:
        """Say whether answers come from the whole assistant."""
        return self._whole is not None

    def _open(self) -> None:
        try:
            self._whole = self._open_whole()
            logger.info("the model is ready; answers come from words and meaning")
        except Exception as error:  # raised again by the thread that serves
            self._failure = error
            signal.raise_signal(signal.SIGINT)


def _noted(answer: Answer) -> Answer:
    """Return an answer by words with the note that it is one."""
    note = _BY_WORDS_EN if answer.language == "en" else _BY_WORDS
    note = to_traditional(note) if answer.language == "zh-Hant" else note
    return replace(answer, warnings=(*answer.warnings, note))


def open_by_words(settings: Settings) -> Assistant:
    """Return an assistant that needs no model, over the plans as they are now.

    Raises:
        CityPlansError: the corpus cannot be used, or the index lies where something else does.

    """
    from embeddings.catalog import read_catalogs
    from embeddings.ingest import open_words
    from embeddings.store import check_replaceable
    from embeddings.words_only import WordsOnly
    from qa.assistant import Assistant

    read_catalogs(*settings.corpus_folders)
    check_replaceable(settings.index_dir)
    documents, index = open_words(settings.corpus_folders, settings.index_dir)
    return Assistant.from_parts(documents, index, WordsOnly())
