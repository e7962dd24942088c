"""What the chat needs of an assistant, and the course of one question: searching, sentences, citations."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, Protocol

from anyio import to_thread

from qa.answers import Answer
from qa.errors import CityPlansError

logger = logging.getLogger(__name__)

State = Literal["searching", "answering", "done", "stopped", "failed"]

SENTENCE_PAUSE_S: Final = 0.07
"""Seconds between two pieces of an answer; the whole answer is there, this only lets the eye follow."""

LONGEST_STREAM_S: Final = 0.8

_AFTER_MARKERS: Final = re.compile(r"(?<=\])(?=[^\[\s,，。.;；)）])")


class CoveredPlan(Protocol):
    """One plan that questions can be asked about."""

    @property
    def document_id(self) -> str: ...  # noqa: D102
    @property
    def city(self) -> str: ...  # noqa: D102
    @property
    def city_en(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def province(self) -> str: ...  # noqa: D102
    @property
    def examples(self) -> tuple[str, ...]: ...  # noqa: D102


class Asked(Protocol):
    """The assistant, as far as the web side knows it. ``ask`` is called from several threads at once."""

    @property
    def plans(self) -> tuple[CoveredPlan, ...]: ...  # noqa: D102

    def ask(
        self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = (), id: str = ""
    ) -> Answer:
        """Answer ``question``; ``history`` holds the earlier questions, oldest first.

        Raises ``QuestionError`` or ``UnknownCityError`` for what cannot be asked.
        """
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and how far its answer has come.

    ``pieces`` counts the pieces of the answer that are shown while it streams. ``problem`` is the one line of
    a ``CityPlansError``; a failed turn without one met something unexpected, which is in the log.
    """

    number: int
    question: str
    cities: tuple[str, ...] = ()
    state: State = "searching"
    answer: Answer | None = None
    pieces: int = 0
    problem: str = ""


def answer_pieces(text: str) -> tuple[str, ...]:
    """Split the text of an answer where it may pause: after markers, at line ends, after a whole table.

    The pieces joined give ``text`` back.

    >>> answer_pieces("甲。[1][2]乙。[3]")
    ('甲。[1][2]', '乙。[3]')
    """
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("|"):
            if pieces and pieces[-1].startswith("|"):
                pieces[-1] += line
            else:
                pieces.append(line)
        else:
            pieces.extend(_AFTER_MARKERS.split(line))
    return tuple(piece for piece in pieces if piece)


async def converse(
    assistant: Asked, turns: tuple[Turn, ...], question: str, *, cities: Sequence[str] = ()
) -> AsyncIterator[tuple[Turn, ...]]:
    """Ask ``question`` after ``turns`` and yield the conversation each time it has something new to show.

    A ``CityPlansError`` becomes a failed turn with its message; anything else is logged and becomes a failed
    turn without one. The questions of failed and stopped turns are not part of the history.

    It is asynchronous, with ``ask`` in a thread, because Gradio cannot stop a plain generator that waits: it
    would hold its lock, and with it every other reader, until the answer is there.
    """
    turn = Turn(number=len(turns) + 1, question=question, cities=tuple(cities))
    yield (*turns, turn)
    history = [earlier.question for earlier in turns if earlier.state == "done"]
    try:
        call = partial(assistant.ask, question, history=history, cities=turn.cities, id=f"turn-{turn.number}")
        answer = await to_thread.run_sync(call, abandon_on_cancel=True)
    except CityPlansError as error:
        logger.info("Question not answered: %s", error)
        yield (*turns, replace(turn, state="failed", problem=str(error)))
        return
    except Exception:
        logger.exception("Unexpected error while answering a question")
        yield (*turns, replace(turn, state="failed"))
        return
    turn = replace(turn, state="answering", answer=answer)
    count = 0 if answer.refused else len(answer_pieces(answer.text))
    for shown in range(1, count + 1):
        yield (*turns, replace(turn, pieces=shown))
        await asyncio.sleep(min(SENTENCE_PAUSE_S, LONGEST_STREAM_S / count))
    yield (*turns, replace(turn, state="done", pieces=count))


def stop(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the conversation with a last turn that was still running marked as stopped."""
    if not turns or turns[-1].state not in {"searching", "answering"}:
        return turns
    return (*turns[:-1], replace(turns[-1], state="stopped"))
