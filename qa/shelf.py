"""The plans as texts to be read, as they lie in their folders now: one that is added appears without a restart."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from embeddings.catalog import Listed, PlanEntry, read_catalogs
from embeddings.corpus import SHIPPED_CORPUS, Document, read_document, read_text
from embeddings.errors import CorpusError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """A plan, and whether it is one that the user added to those of the first folder."""

    document: Document
    own: bool


_Stamp = tuple[PlanEntry, int, int]


class Shelf:
    """The plans of one corpus; a text is read again only when it or its entry has changed.

    Without folders it holds the plans that are shipped.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders or (SHIPPED_CORPUS,)
        self._kept: dict[str, tuple[_Stamp, Shelved]] = {}
        self._order: tuple[str, ...] = ()
        self._reading = threading.Lock()

    def plans(self) -> tuple[Shelved, ...]:
        """Return the plans in the order of the catalogue.

        A plan that cannot be read is left out, and a catalogue that cannot be read leaves all as they were; both
        are logged, because a reader could not mend them.
        """
        with self._reading:
            try:
                listed = read_catalogs(*self._folders)
            except CorpusError as error:
                logger.warning("the list of plans cannot be renewed: %s", error)
            else:
                self._renew(listed)
            return tuple(self._kept[id][1] for id in self._order)

    def find(self, document_id: str) -> Shelved | None:
        """Return the plan with an id, None where there is none."""
        return next((plan for plan in self.plans() if plan.document.id == document_id), None)

    def _renew(self, listed: tuple[Listed, ...]) -> None:
        kept: dict[str, tuple[_Stamp, Shelved]] = {}
        for each in listed:
            try:
                status = each.path.stat()
                stamp = (each.entry, status.st_mtime_ns, status.st_size)
                before = self._kept.get(each.entry.id)
                if before is not None and before[0] == stamp:
                    kept[each.entry.id] = before
                    continue
                document = read_document(each.entry, read_text(each.path, each.entry))
            except (CorpusError, OSError) as error:
                logger.warning("the plan %s cannot be shown: %s", each.entry.id, error)
                continue
            kept[each.entry.id] = (stamp, Shelved(document, own=each.folder != self._folders[0]))
        self._kept, self._order = kept, tuple(kept)
