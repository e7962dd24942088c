"""An assistant that notices when its index is replaced, for a server that runs while plans are added."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embeddings.progress import Progress, silent
from embeddings.store import index_stamp
from qa.answers import Answer
from qa.assistant import Assistant, PlanSummary, load_embedder
from qa.errors import CityPlansError

if TYPE_CHECKING:
    from qa.settings import Settings

logger = logging.getLogger(__name__)


class LiveAssistant:
    """Answers from the index as it is now; a question that has begun is finished with the one it began with."""

    def __init__(self, settings: Settings, *, progress: Progress = silent) -> None:
        """Open the index that the settings name.

        Raises:
            CityPlansError: the corpus, the embedder or the index cannot be used.

        """
        self._settings = settings
        self._embedder = load_embedder(settings, progress=progress)
        self._renewing = threading.Lock()
        self._current = self._open(progress)

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""
        return self._newest().plans

    def ask(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> Answer:
        """Answer a question as :meth:`qa.assistant.Assistant.ask` does."""
        return self._newest().ask(question, history=history, cities=cities, id=id)

    def _open(self, progress: Progress = silent) -> Assistant:
        assistant = Assistant.from_settings(self._settings, progress=progress, embedder=self._embedder)
        self._stamp = index_stamp(self._settings.index_dir)
        return assistant

    def _newest(self) -> Assistant:
        """Return an assistant over the index that is there now; where it cannot be used, over the last one."""
        stamp = index_stamp(self._settings.index_dir)
        if stamp in (self._stamp, (0, 0)):
            return self._current
        with self._renewing:
            if stamp != self._stamp:
                try:
                    self._current = self._open()
                    logger.info("The index was replaced; answering from the new one")
                except CityPlansError as error:
                    self._stamp = stamp  # told once, not at every question
                    logger.warning("The index was replaced but cannot be used: %s", error)
        return self._current
