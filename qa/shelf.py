"""The plans as texts to be read, as they lie in their folders now: one that is added appears without a restart."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from embeddings.catalog import CATALOG, Listed, PlanEntry, read_catalogs
from embeddings.corpus import SHIPPED_CORPUS, Document, read_document, read_text
from embeddings.errors import CorpusError
from embeddings.families import ALONE, Label, labels

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """A plan, and whether it is one that the user added to those of the first folder."""

    document: Document
    own: bool


_Stamp = tuple[PlanEntry, Label, int, int]


class Shelf:
    """The plans of one corpus; a text is read when it is asked for, and again when it or its entry has changed.

    Without folders it holds the plans that are shipped.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders or (SHIPPED_CORPUS,)
        self._listed: tuple[Listed, ...] = ()
        self._labels: dict[str, Label] = {}
        self._seen: object = None
        self._kept: dict[str, tuple[_Stamp, Shelved]] = {}
        self._reading = threading.Lock()

    def plans(self) -> tuple[Shelved, ...]:
        """Return the plans in the order of the catalogue.

        A plan that cannot be read is left out, and a catalogue that cannot be read leaves the list as it was; both
        are logged, because a reader could not mend them.
        """
        with self._reading:
            read = [self._read(each) for each in self._renewed()]
        return tuple(plan for plan in read if plan is not None)

    def find(self, document_id: str) -> Shelved | None:
        """Return the plan with an id, None where there is none; no other is read."""
        with self._reading:
            found = next((each for each in self._renewed() if each.entry.id == document_id), None)
            return None if found is None else self._read(found)

    def entry(self, document_id: str) -> PlanEntry | None:
        """Return what the catalogue says of a plan, None where there is none; no text is read."""
        with self._reading:
            return next((each.entry for each in self._renewed() if each.entry.id == document_id), None)

    def _renewed(self) -> tuple[Listed, ...]:
        """Return the list as it is now; the catalogues are read only when one was replaced or edited."""
        seen = [_status(folder / CATALOG) for folder in self._folders]
        if seen != self._seen:
            self._seen = seen  # one that cannot be read is told once, and tried again when it has changed
            try:
                self._listed = read_catalogs(*self._folders)
            except CorpusError as error:
                logger.warning("the list of plans cannot be renewed: %s", error)
            self._labels = labels([each.entry for each in self._listed])
            ids = {each.entry.id for each in self._listed}
            self._kept = {id: kept for id, kept in self._kept.items() if id in ids}
        return self._listed

    def _read(self, listed: Listed) -> Shelved | None:
        try:
            status = listed.path.stat()
            label = self._labels.get(listed.entry.id, ALONE)
            stamp = (listed.entry, label, status.st_mtime_ns, status.st_size)
            kept = self._kept.get(listed.entry.id)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            document = read_document(listed.entry, read_text(listed.path, listed.entry), label)
        except (CorpusError, OSError) as error:
            logger.warning("the plan %s cannot be shown: %s", listed.entry.id, error)
            return None
        plan = Shelved(document, own=listed.folder != self._folders[0])
        self._kept[listed.entry.id] = (stamp, plan)
        return plan


def _status(path: Path) -> tuple[int, int, int]:
    """Return a mark that changes when a file is replaced or edited."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)
