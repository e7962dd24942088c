"""Bringing a running server's index up to date after documents were added or removed in its page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from embeddings.catalog import list_plans
from embeddings.ingest import update_index
from embeddings.progress import Progress
from qa.errors import NoModelError

if TYPE_CHECKING:
    from embeddings.embedders import Embedder
    from qa.settings import Settings
    from qa.starting import Answering

logger = logging.getLogger(__name__)


class IndexRenewal:
    """Updates the index with the embedder that answers, and lets the assistant open it before a reader asks.

    ``assistant`` notices by itself that its index or its plans were replaced; ``embedder`` is set once there is one.
    """

    def __init__(
        self, settings: Settings, *, load: Callable[[Settings, Progress], Embedder] | None = None
    ) -> None:
        self.embedder: Embedder | None = None
        self.assistant: Answering | None = None
        self._settings = settings
        self._load = load or _load

    def __call__(self, progress: Progress) -> None:
        """Bring the index up to date; without a model there is none, and without plans nothing to put into it.

        Raises:
            CityPlansError: the index cannot be written, or is another embedder's.

        """
        folders = self._settings.corpus_folders
        if not list_plans(*folders):
            return
        try:
            update_index(folders, self._settings.index_dir, lambda: self._open(progress), progress=progress)
        except NoModelError as error:
            logger.info("No index was written: %s", error)
        if self.assistant is not None:
            logger.info("%s plans can be asked", len(self.assistant.plans))

    def _open(self, progress: Progress) -> Embedder:
        return self.embedder or self._load(self._settings, progress)


def _load(settings: Settings, progress: Progress) -> Embedder:
    from qa.assistant import load_embedder

    return load_embedder(settings, progress=progress)
