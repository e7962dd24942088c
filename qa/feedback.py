"""What readers say of answers, kept on this machine: one line of JSON for each verdict."""

from __future__ import annotations

import json
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.errors import FeedbackError

logger = logging.getLogger(__name__)

FEEDBACK_FILE: Final = "feedback.jsonl"

LARGEST_FILE: Final = 4_000_000
"""Bytes; a line has some 3 KB."""
MOST_FILES: Final = 5
LOCK_S: Final = 5.0

Short = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=20_000)]
Verdict = Literal["up", "down"]
Reason = Literal["", "wrong", "incomplete", "citation", "language", "other"]


class CitedPlace(BaseModel):
    """Where a judged answer was cited from: raw offsets, as in a citation."""

    model_config = ConfigDict(frozen=True)

    document_id: Short
    section_id: Short
    quote: Long
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Feedback(BaseModel):
    """A verdict on one answer, with all that is needed to ask again and to judge it.

    ``id`` is the turn's: a file has one line for it, and of several in different files the last holds.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=64)
    time: datetime = Field(default_factory=lambda: datetime.now(UTC))
    verdict: Verdict
    reason: Reason = ""
    comment: str = Field("", max_length=500)
    question: Long
    standalone: Long = ""
    history: Annotated[tuple[Long, ...], Field(max_length=100)] = ()
    cities: Annotated[tuple[Short, ...], Field(max_length=500)] = ()
    language: Literal["zh-Hans", "zh-Hant", "en"]
    refused: bool
    answer: Annotated[str, Field(max_length=200_000)]
    citations: Annotated[tuple[CitedPlace, ...], Field(max_length=1000)] = ()
    generator: Short = ""


class FeedbackStore:
    """A folder with :data:`FEEDBACK_FILE`; it is made with the first verdict, and only its owner can read it.

    A file that has grown to ``largest`` bytes is laid aside as ``feedback.1.jsonl`` (the next ones as ``.2``, ``.3``);
    when ``files`` of these lie there, no more verdicts are taken until somebody has read and moved them.
    """

    def __init__(self, folder: Path, *, largest: int = LARGEST_FILE, files: int = MOST_FILES) -> None:
        self.path = folder / FEEDBACK_FILE
        self._largest = largest
        self._files = files
        self._writing = threading.Lock()

    def add(self, feedback: Feedback) -> None:
        """Write a verdict, in place of an earlier one on the same turn; servers may share the folder.

        Raises:
            FeedbackError: the folder cannot be written, or all its files are full.

        """
        line = json.dumps(feedback.model_dump(mode="json"), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._writing, FileLock(self.path.with_suffix(".lock"), timeout=LOCK_S, mode=0o600):
                self._put(feedback.id, line)
        except FeedbackError:
            raise
        except (OSError, Timeout) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "in use"
            raise FeedbackError(
                f"the feedback cannot be written to {self.path} ({reason})",
                remedy="Name a folder that can be written: CITYPLANS_FEEDBACK_DIR.",
            ) from error

    def read(self) -> tuple[Feedback, ...]:
        """Return the last verdict on each answer, in the order of the first; none where there is no file.

        Raises:
            FeedbackError: a line cannot be read.

        """
        last = {each.id: each for path in self.paths for each in read_feedback(path)}
        return tuple(last.values())

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are there, oldest first."""
        laid_aside = [self._aside(number) for number in range(1, self._files + 1)]
        return tuple(path for path in (*laid_aside, self.path) if path.exists())

    def _put(self, id: str, line: str) -> None:
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        # Not splitlines: a quote may hold one of the other characters that end a line.
        lines = [each + "\n" for each in text.split("\n") if each.strip()]
        start = json.dumps({"id": id}, ensure_ascii=False).removesuffix("}")
        kept = [each for each in lines if not each.startswith(start)]
        if len(kept) == len(lines) and len(text.encode()) > self._largest:
            self._lay_aside()
            kept = []
        beside = self.path.with_suffix(".new")
        place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(place, "w", encoding="utf-8", newline="\n") as file:
            file.writelines([*kept, line])
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)

    def _lay_aside(self) -> None:
        free = next((n for n in range(1, self._files + 1) if not self._aside(n).exists()), None)
        if free is None:
            raise FeedbackError(
                f"{self._files} full files of feedback lie in {self.path.parent}",
                remedy="Read them with cityplans eval feedback, then move them elsewhere.",
            )
        self.path.replace(self._aside(free))
        logger.warning(
            "The feedback file was full and now is %s; read it with cityplans eval feedback",
            self._aside(free),
        )

    def _aside(self, number: int) -> Path:
        return self.path.with_suffix(f".{number}.jsonl")


def read_feedback(path: Path) -> tuple[Feedback, ...]:
    """Return the last verdict on each answer that a file has, in the order of the first.

    Raises:
        FeedbackError: the file or a line of it cannot be read.

    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"not UTF-8 at byte {error.start + 1}"
        problem = f"the feedback in {path} cannot be read ({why})"
        raise FeedbackError(
            problem, remedy="Name a feedback.jsonl that the chat page wrote (CITYPLANS_FEEDBACK_DIR)."
        ) from error
    last: dict[str, Feedback] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            feedback = Feedback.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            problem = f"{path}, line {number}: {where}: {first['msg']}"
            raise FeedbackError(problem, remedy="Mend or delete the line.") from error
        last[feedback.id] = feedback
    return tuple(last.values())
