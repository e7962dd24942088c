"""What the API needs of an assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from embeddings.query.history import NOTHING_KNOWN, Context
from embeddings.retrieval import Hit
from qa.events import Event
from qa.web.asking import Asked


class Served(Asked, Protocol):
    """An assistant that searches and streams too. All but ``stream`` are called from several threads at once."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer ``question``, and yield what happens."""
        ...

    def search(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Return the passages found for ``question``, best first."""
        ...
