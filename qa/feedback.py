"""What readers say of answers, kept on this machine: one line of JSON for each verdict."""

from __future__ import annotations

import json
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.errors import FeedbackError

logger = logging.getLogger(__name__)

FEEDBACK_FILE: Final = "feedback.jsonl"

Verdict = Literal["up", "down"]
Reason = Literal["", "wrong", "incomplete", "citation", "language", "other"]


class CitedPlace(BaseModel):
    """Where a judged answer was cited from: raw offsets, as in a citation."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    section_id: str
    quote: str
    start: int
    end: int


class Feedback(BaseModel):
    """A verdict on one answer, with all that is needed to ask again and to judge it.

    ``id`` is the turn's; of several lines with the same one the last holds.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=64)
    time: datetime = Field(default_factory=lambda: datetime.now(UTC))
    verdict: Verdict
    reason: Reason = ""
    comment: str = Field("", max_length=500)
    question: str
    standalone: str = ""
    history: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    language: Literal["zh-Hans", "zh-Hant", "en"]
    refused: bool
    answer: str
    citations: tuple[CitedPlace, ...] = ()
    generator: str = ""


class FeedbackStore:
    """A folder with :data:`FEEDBACK_FILE`; it is made with the first verdict, and only its owner can read it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FEEDBACK_FILE
        self._writing = threading.Lock()

    def add(self, feedback: Feedback) -> None:
        """Append a verdict.

        Raises:
            FeedbackError: the folder cannot be written.

        """
        line = json.dumps(feedback.model_dump(mode="json"), ensure_ascii=False) + "\n"
        try:
            with self._writing:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                place = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(place, "w", encoding="utf-8") as file:
                    file.write(line)
        except OSError as error:
            problem = f"the feedback cannot be written to {self.path} ({error.strerror})"
            raise FeedbackError(
                problem, remedy="Name a folder that can be written: CITYPLANS_FEEDBACK_DIR."
            ) from error

    def read(self) -> tuple[Feedback, ...]:
        """Return the last verdict on each answer, in the order of the first; none where there is no file.

        Raises:
            FeedbackError: a line cannot be read.

        """
        return read_feedback(self.path) if self.path.exists() else ()


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
