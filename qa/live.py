"""An assistant that notices when its index is replaced, for a server that runs while plans are added."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING

from embeddings.query.history import NOTHING_KNOWN, Context
from qa.answers import Answer
from qa.errors import CityPlansError
from qa.events import Event

if TYPE_CHECKING:
    from embeddings.retrieval import Hit
    from qa.assistant import PlanSummary
    from qa.starting import Answering

logger = logging.getLogger(__name__)


class LiveAssistant:
    """Answers from the index as it is now; a question that has begun is finished with the one it began with.

    ``stamp`` returns a mark that changes with the index, ``reopen`` an assistant over the index that is there.
    """

    def __init__(
        self, assistant: Answering, *, reopen: Callable[[], Answering], stamp: Callable[[], object]
    ) -> None:
        self._current = assistant
        self._reopen = reopen
        self._stamp = stamp
        self._seen = stamp()
        self._renewing = threading.Lock()

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""
        return self._newest().plans

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
        return self._newest().ask(question, history=history, cities=cities, context=context, id=id)

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
        return self._newest().stream(question, history=history, cities=cities, context=context, id=id)

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Find passages as :meth:`qa.assistant.Assistant.search` does."""
        return self._newest().search(question, history=history, cities=cities, limit=limit)

    def _newest(self) -> Answering:
        """Return an assistant over the index that is there now; where it cannot be used, over the last one."""
        if self._stamp() != self._seen:
            with self._renewing:
                stamp = self._stamp()  # before opening: what is replaced meanwhile is seen the next time
                if stamp != self._seen:
                    self._seen = stamp
                    try:
                        self._current = self._reopen()
                        logger.info("the index was replaced; answers come from the new one")
                    except CityPlansError as error:
                        logger.warning("the index was replaced but cannot be used: %s", error)
        return self._current
