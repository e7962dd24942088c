"""The documents that are being read, added or removed: one after the other, each in a process of its own.

What was sent lies in a folder that only this process's user can read, and goes when it was added, discarded, left for an
hour, or when its session or the server ends.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from time import monotonic
from typing import Any, Final, Literal

from embeddings.catalog import PlanEntry
from embeddings.own_plans import own_catalog, remove_plan
from embeddings.progress import Progress
from qa.apart import Action, Job, run_apart
from qa.errors import CityPlansError, CorpusError
from qa.web.own.drafts import DraftFolder

logger = logging.getLogger(__name__)

MOST_WORKS: Final = 20
"""Documents on the desk at once, of all sessions."""
LAID_ASIDE_S: Final = 3600.0
"""Seconds after which one that nobody goes on with is dropped."""
TIDIED_EVERY_S: Final = 60.0
LONGEST_NAME: Final = 160
"""Bytes of a file's name; a file system takes 255 of one that is made of it."""
FIELDS: Final = ("city", "title", "kind", "period", "issuer", "date", "province")
"""What of an entry can be corrected in the page."""

State = Literal["reading", "read", "adding", "indexing", "done", "failed"]
_RUNNING: Final = frozenset({"reading", "adding", "indexing"})
_OVER: Final = frozenset({"done", "failed"})


@dataclass(frozen=True, slots=True)
class OwnCorpus:
    """The corpus that documents are added to.

    ``folders`` are all of it, ``own`` the one that is written; ``renew`` brings the index and the assistant up to date.
    """

    folders: Sequence[Path]
    own: Path
    renew: Callable[[Progress], None]


@dataclass(slots=True)
class Work:
    """One document on the desk, or the removal of one.

    ``found`` is what was read of it the last of ``readings`` times, ``given`` and ``fixes`` what a person corrected of
    its fields and headings (None: nothing of these, as it was added before), ``plan`` the entry that it is or was; ``done`` of ``total`` passages are indexed. One without a session goes when nothing is being done with it.
    """

    id: str
    session: str
    name: str
    folder: Path
    removes: bool = False
    state: State = "reading"
    began: float = field(default_factory=monotonic)
    touched: float = field(default_factory=monotonic)
    found: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    fixes: Sequence[Mapping[str, Any]] | None = None
    readings: int = 0
    problem: CityPlansError | None = None
    stage: str = ""
    done: int = 0
    total: int = 0

    @property
    def path(self) -> Path:
        """Where the file lies: under a name of ours, as whoever sends one chooses what it is called."""
        return self.folder / f"document{PurePath(self.name).suffix}"

    @property
    def title(self) -> str:
        """What it is called: its title where that is known, else as its file."""
        return str(self.plan.get("title", "") or self.name)

    @property
    def is_running(self) -> bool:
        """Whether something is being done with it."""
        return self.state in _RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be done with it."""
        return self.state in _OVER

    def to_json(self) -> dict[str, object]:
        """Return how far it is."""
        seconds = int(monotonic() - self.began)
        return {"state": self.state, "seconds": seconds, "done": self.done, "total": self.total}


class DeskFullError(Exception):
    """There are :data:`MOST_WORKS` documents on the desk."""


class Desk:
    """Works by id; each belongs to the session that began it and is nobody else's."""

    def __init__(self, corpus: OwnCorpus) -> None:
        self.corpus = corpus
        self._drafts = DraftFolder()
        self._works: dict[str, Work] = {}
        self._lock = threading.Lock()
        # One at a time: reading may take all the memory that it is allowed.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="own-documents")
        self._process: subprocess.Popen[bytes] | None = None
        self._reads: Work | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._tidy_often, name="own-documents-tidy", daemon=True).start()

    def plans(self) -> tuple[PlanEntry, ...]:
        """Return the documents that were added.

        Raises:
            CorpusError: their catalogue cannot be read.

        """
        return tuple(each for each in own_catalog(self.corpus.own).plan if each.original)

    def works(self, session: str) -> list[Work]:
        """Return what a session has on the desk, newest first."""
        self.tidy()
        with self._lock:
            return [each for each in reversed(self._works.values()) if each.session == session]

    def find(self, session: str, work_id: str) -> Work | None:
        """Return a work of a session, None where it has none of this id."""
        with self._lock:
            work = self._works.get(work_id)
        if work is None or work.session != session:
            return None
        work.touched = monotonic()
        return work

    @contextmanager
    def receiving(self, session: str, name: str) -> Iterator[Work]:
        """Begin with a file; the block writes it to ``path``, and with its end it is read in the background.

        Raises:
            DeskFullError: there is no room.

        """
        with self._begun(session, name) as work:
            yield work
            self._start(work, "reading", self._read)

    @contextmanager
    def _begun(self, session: str, name: str) -> Iterator[Work]:
        """Put a work on the desk; it is taken off again where the block fails or is given up."""
        self.tidy()
        with self._lock:
            self._make_room()
            work_id = secrets.token_hex(8)
            folder = self._drafts.path / work_id
            folder.mkdir(mode=0o700)
            work = self._works[work_id] = Work(work_id, session, clean_name(name), folder)
        try:
            yield work
        except BaseException:
            self.drop(work)
            raise

    def _make_room(self) -> None:
        """Let go of the oldest work that is over where the desk is full."""
        if len(self._works) < MOST_WORKS:
            return
        over = [each for each in self._works.values() if each.is_over]
        if not over:
            raise DeskFullError
        oldest = min(over, key=lambda each: (each.state == "failed", each.touched))
        del self._works[oldest.id]
        shutil.rmtree(oldest.folder, ignore_errors=True)

    def add(
        self, work: Work, given: Mapping[str, str], fixes: Sequence[Mapping[str, Any]] | None = None
    ) -> None:
        """Add a document that was read, with what a person corrected, in the background."""
        work.given, work.fixes = given, fixes
        self._start(work, "adding", self._add)

    def read_again(self, work: Work, given: Mapping[str, str], fixes: Sequence[Mapping[str, Any]]) -> None:
        """Read a document again with what a person corrected, in the background."""
        work.given, work.fixes = given, fixes
        self._start(work, "reading", self._read)

    def correct(self, session: str, document_id: str) -> Work | None:
        """Take a document that was added to the desk again; None where there is none of this id."""
        entry = self._entry(document_id)
        if entry is None:
            return None
        stored = self.corpus.own / entry.original
        name = entry.source if PurePath(entry.source).suffix.lower() == stored.suffix else stored.name
        with self.receiving(session, name) as work:
            shutil.copyfile(stored, work.path)
            work.plan = {"id": entry.id, "city": entry.city, "title": entry.title}
        return work

    def remove(self, session: str, document_id: str) -> Work | None:
        """Take a document out of the corpus in the background; None where there is none of this id."""
        entry = self._entry(document_id)
        if entry is None:
            return None
        with self._begun(session, entry.source or entry.id) as work:
            work.removes, work.plan = True, {"id": entry.id, "city": entry.city, "title": entry.title}
            self._start(work, "adding", self._remove)
        return work

    def drop(self, work: Work) -> None:
        """Discard what was sent; reading it ends."""
        with self._lock:
            self._works.pop(work.id, None)
            if self._reads is work and self._process is not None:
                self._process.kill()
        shutil.rmtree(work.folder, ignore_errors=True)

    def end_session(self, session: str) -> None:
        """Discard what a session has on the desk; what is being added or removed is ended first."""
        with self._lock:
            works = [each for each in self._works.values() if each.session == session]
            for work in works:
                work.session = ""
        for work in works:
            if not work.is_running or work.state == "reading":
                self.drop(work)

    def close(self) -> None:
        """End what is waiting or being read, and delete what was sent."""
        self._closed.set()
        self._hand.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self._drafts.close()

    def _entry(self, document_id: str) -> PlanEntry | None:
        return next((each for each in self.plans() if each.id == document_id), None)

    def _start(self, work: Work, state: State, do: Callable[[Work], None]) -> None:
        work.state, work.began, work.problem = state, monotonic(), None
        self._hand.submit(self._do, work, do)

    def _do(self, work: Work, do: Callable[[Work], None]) -> None:
        with self._lock:
            if work.id not in self._works:  # dropped while it waited
                return
        try:
            do(work)
        except CityPlansError as error:
            work.problem = error
            # One that was read can be corrected and tried again.
            work.state = "read" if work.found and not work.plan.get("added") else "failed"
        except Exception:
            logger.exception("%s could not be dealt with", work.name)
            work.state = "failed"
        if not work.session:
            self.drop(work)

    def _read(self, work: Work) -> None:
        work.found = self._run(work, "inspect")
        work.readings += 1
        work.state = "read"

    def _add(self, work: Work) -> None:
        told = self._run(work, "add")
        if "id" not in told:
            work.found = {**work.found, **told}
            raise CorpusError(
                f"{work.name} would now replace {told['replaces_id']}",
                remedy="Look at it, then add it again to replace it.",
                kind="replaces-other",
                value=told["replaces"],
            )
        work.plan = {**told, "added": True}
        shutil.rmtree(work.folder, ignore_errors=True)
        self._renew(work)

    def _remove(self, work: Work) -> None:
        remove_plan(self.corpus.own, work.plan["id"])
        work.plan = {**work.plan, "added": True}
        self._renew(work)

    def _renew(self, work: Work) -> None:
        work.state = "indexing"

        def progress(stage: str, done: int, total: int) -> None:
            work.stage, work.done, work.total = stage, done, total

        self.corpus.renew(progress)
        work.state = "done"

    def _run(self, work: Work, action: Action) -> dict[str, Any]:
        """Do a job apart; :meth:`drop` can end reading, and :meth:`close` everything."""
        replaces = work.found.get("replaces_id", "")
        folders, own = self.corpus.folders, self.corpus.own
        job = Job(action, work.path, folders, own, work.given, work.name, replaces, work.fixes)

        def begun(process: subprocess.Popen[bytes]) -> None:
            with self._lock:
                self._process, self._reads = process, work if action == "inspect" else None
                if self._closed.is_set() or work.id not in self._works:
                    process.kill()

        try:
            return run_apart(job, begun=begun)
        finally:
            with self._lock:
                self._process = self._reads = None

    def _tidy_often(self) -> None:
        while not self._closed.wait(TIDIED_EVERY_S):
            self.tidy()

    def tidy(self) -> None:
        """Drop what nobody went on with."""
        before = monotonic() - LAID_ASIDE_S
        with self._lock:
            old = [each for each in self._works.values() if not each.is_running and each.touched < before]
        for work in old:
            self.drop(work)


def clean_name(name: str) -> str:
    """Return the last part of a file's name without what a file system or a page could misread; its suffix stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(" .")
    path = PurePath(plain or "document")
    suffix = path.suffix.lower() if re.fullmatch(r"\.[a-zA-Z0-9]{1,10}", path.suffix) else ""
    stem = path.name.removesuffix(path.suffix) if suffix else path.name
    short = stem.encode()[:LONGEST_NAME].decode(errors="ignore")
    return f"{short}{suffix}"
