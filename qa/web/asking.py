"""What the chat needs of an assistant, and the course of one question: searching, sentences, citations."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Final, Protocol
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.query.history import NOTHING_KNOWN, CarriedKind, Context, Depth
from qa.answers import Answer
from qa.errors import CityPlansError, GeneratorError, QuestionError, UnknownCityError
from qa.events import Done, Event, SentenceVerified, Understood
from qa.web.turns import Turn, Turns

logger = logging.getLogger(__name__)

_PROBLEMS: Final = {
    QuestionError: "failed_question",
    UnknownCityError: "failed_city",
    GeneratorError: "failed_model",
}
"""What the page says of an error in its own language, before the error's message."""


class Asking(BaseModel):
    """What the page tells with a question: the id of the turn that it becomes, however often it is told.

    ``talk`` is the name under which the page keeps the conversation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(default_factory=lambda: uuid4().hex, pattern=r"^[0-9a-f]{32}$")
    talk: str = Field(default="", pattern=r"^(?:[0-9a-f]{32})?$")


def read_asking(told: object) -> Asking:
    """Return what the page tells with a question; with what it would not tell, a question is a new one."""
    try:
        return Asking.model_validate(told)
    except ValidationError:
        return Asking()


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
    @property
    def label(self) -> str: ...  # noqa: D102


class Asked(Protocol):
    """The assistant, as far as the web side knows it. ``ask`` is called from several threads at once."""

    @property
    def plans(self) -> tuple[CoveredPlan, ...]: ...  # noqa: D102

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> Answer:
        """Answer ``question``; ``history`` holds the earlier questions, oldest first.

        Raises ``QuestionError`` or ``UnknownCityError`` for what cannot be asked.
        """
        ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer as ``ask`` does, and yield what happens; it does not hold up the event loop."""
        ...


async def converse(
    assistant: Asked,
    turns: Turns,
    question: str,
    *,
    cities: Sequence[str] = (),
    fresh: bool = False,
    without: Sequence[CarriedKind] = (),
    depth: Depth = "short",
    id: str = "",
    shared: str = "",
    talk: str = "",
) -> AsyncGenerator[Turns]:
    """Ask ``question`` after ``turns`` and yield the conversation each time it has something new to show.

    A ``CityPlansError`` becomes a failed turn with its message; anything else is logged and becomes a failed
    turn without one. The questions of failed and stopped turns are not part of the history; a ``fresh`` question
    has none, and one ``without`` a kind takes nothing of that kind over; ``depth`` is how much is told. The turn has
    ``id``, or one of its own, ``shared`` and ``talk``.
    """
    before = () if fresh else tuple(earlier for earlier in turns if earlier.state == "done")
    history = tuple(earlier.question for earlier in before)
    told = tuple(place for earlier in reversed(before[:-1]) for place in earlier.cited)
    context = Context(before[-1].cited if before else (), frozenset(without), depth, told)
    turn = Turn(
        len(turns) + 1,
        question,
        tuple(cities),
        history=history,
        without=tuple(without),
        depth=depth,
        id=id or uuid4().hex,
        shared=shared,
        talk=talk,
    )
    yield (*turns, turn)
    try:
        events = assistant.stream(
            question, history=history, cities=turn.cities, context=context, id=f"turn-{turn.number}"
        )
        async for event in events:
            after = _after(turn, event)
            if after is not turn:
                turn = after
                yield (*turns, turn)
    except CityPlansError as error:
        logger.info("Question not answered: %s", error)
        key = next((key for kind, key in _PROBLEMS.items() if isinstance(error, kind)), "")
        yield (*turns, replace(turn, state="failed", problem=str(error), problem_key=key))
    except Exception:
        logger.exception("Unexpected error while answering a question")
        yield (*turns, replace(turn, state="failed"))


def _after(turn: Turn, event: Event) -> Turn:
    """Return the turn as it is after an event; the same one where there is nothing new to show."""
    if isinstance(event, Understood):
        return replace(turn, standalone=event.standalone, carried=event.carried) if event.carried else turn
    if isinstance(event, SentenceVerified):
        known = {citation.marker for citation in turn.citations}
        new = tuple(each for each in event.citations if each.marker not in known)
        sentences = (*turn.sentences, event.sentence)
        return replace(turn, state="answering", sentences=sentences, citations=(*turn.citations, *new))
    if isinstance(event, Done):
        answer = event.answer
        return replace(
            turn,
            state="done",
            answer=answer,
            sentences=answer.sentences,
            citations=answer.citations,
            standalone=answer.standalone,
            carried=answer.carried,
        )
    return turn
