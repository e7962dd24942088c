"""A conversation: its turns, how far each has come, and the form in which a browser keeps them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from qa.answers import Answer, Citation, Sentence

logger = logging.getLogger(__name__)

State = Literal["searching", "answering", "done", "stopped", "failed"]

RUNNING: Final = frozenset({"searching", "answering"})
KEPT_TURNS: Final = 40
"""So many turns a browser keeps: some 10 KB each, of the 5 MB that a page may store."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and how far its answer has come.

    ``sentences`` and ``citations`` are those that were verified so far; ``answer`` is there when all were. ``id``
    tells turns of all conversations apart. ``standalone`` is the question as it was understood from the history,
    ``history`` the earlier questions that were given with it. ``problem`` is the one line of a ``CityPlansError``;
    a failed turn without one met something unexpected, which is in the log.
    """

    number: int
    question: str
    cities: tuple[str, ...] = ()
    state: State = "searching"
    answer: Answer | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    standalone: str = ""
    history: tuple[str, ...] = ()
    problem: str = ""
    problem_key: str = ""
    id: str = ""

    @property
    def text(self) -> str:
        """What is shown of the answer: all of it, or the sentences so far, each with its markers."""
        if self.answer is not None:
            return self.answer.text
        return "\n".join(_marked(sentence) for sentence in self.sentences)

    @property
    def understood(self) -> str:
        """The question as it was understood, where that says more than the question itself."""
        told = "".join(self.standalone.split())
        return self.standalone if told and told != "".join(self.question.split()) else ""


Turns = tuple[Turn, ...]


def _marked(sentence: Sentence) -> str:
    """Return a sentence with its markers; those of a table stand in its cells."""
    markers = [f"[{marker}]" for marker in sentence.markers]
    return sentence.text + "".join(marker for marker in markers if marker not in sentence.text)


def stop(turns: Turns) -> Turns:
    """Return the conversation with a last turn that was still running marked as stopped."""
    if not turns or turns[-1].state not in RUNNING:
        return turns
    return (*turns[:-1], replace(turns[-1], state="stopped"))


def to_kept(turns: Turns) -> list[object]:
    """Return the last :data:`KEPT_TURNS` turns as plain JSON values."""
    kept: list[object] = _adapter().dump_python(stop(turns)[-KEPT_TURNS:], mode="json")
    return kept


def from_kept(kept: object) -> Turns:
    """Return the turns that a browser kept; none where they cannot be read, as after a change of their form.

    They come from outside and are only ever shown: to the one who kept them, escaped like everything else.
    """
    if not kept:
        return ()
    try:
        turns: Turns = _adapter().validate_python(kept)
    except ValidationError as error:
        logger.info("A kept conversation cannot be read: %s", error.errors()[0]["msg"])
        return ()
    return stop(tuple(replace(turn, number=number) for number, turn in enumerate(turns[-KEPT_TURNS:], 1)))


@cache
def _adapter() -> TypeAdapter[Turns]:
    return TypeAdapter(Turns)
