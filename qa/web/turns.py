"""A conversation: its turns, how far each has come, and the form in which a browser keeps them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Final, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from embeddings.query.history import Carried, CarriedKind, Cited, Depth
from qa.answers import Answer, Citation, Sentence
from qa.web.signing import TurnSigner

logger = logging.getLogger(__name__)

State = Literal["searching", "answering", "done", "stopped", "failed"]

RUNNING: Final = frozenset({"searching", "answering"})
KEPT_TURNS: Final = 40
"""So many turns a browser keeps at most; packed and signed they have some 3 KB each."""
LONGEST_TITLE: Final = 80
KEPT_CHARACTERS: Final = 96 * 1024
"""The page sends them all back when it opens, in a body of 128 KB at most."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and how far its answer has come.

    ``sentences`` and ``citations`` are those that were verified so far; ``answer`` is there when all were. ``id``
    tells turns of all conversations apart. ``standalone`` is the question as it was understood from the history,
    ``history`` the earlier questions that were given with it, ``carried`` what it took over from them and ``without``
    what a reader had it not take over; ``depth`` is how much is told. ``problem`` is the one line of a ``CityPlansError``;
    a failed turn without one met something unexpected, which is in the log. ``shared`` is the digest of the answer that
    a link to it was made of, if one was opened. ``talk`` is the name under which the page keeps the conversation.
    """

    number: int
    question: str
    cities: tuple[str, ...] = ()
    state: State = "searching"
    answer: Answer | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    standalone: str = ""
    carried: tuple[Carried, ...] = ()
    without: tuple[CarriedKind, ...] = ()
    depth: Depth = "short"
    history: tuple[str, ...] = ()
    problem: str = ""
    problem_key: str = ""
    id: str = ""
    shared: str = ""
    talk: str = ""

    @property
    def text(self) -> str:
        """What is shown of the answer: all of it, or the sentences so far, each with its markers."""
        if self.answer is not None:
            return self.answer.text
        return "\n".join(_marked(sentence) for sentence in self.sentences)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """The places that the answer cites, for a question that follows."""
        return tuple(Cited(each.document_id, each.start, each.end) for each in self.citations)


Turns = tuple[Turn, ...]


def _marked(sentence: Sentence) -> str:
    """Return a sentence with its markers; those of a table stand in its cells."""
    markers = [f"[{marker}]" for marker in sentence.markers]
    return (
        sentence.lead + sentence.text + "".join(marker for marker in markers if marker not in sentence.text)
    )


def stop(turns: Turns) -> Turns:
    """Return the conversation with a last turn that was still running marked as stopped."""
    if not turns or turns[-1].state not in RUNNING:
        return turns
    return (*turns[:-1], replace(turns[-1], state="stopped"))


class Kept(TypedDict):
    """A conversation as the browser keeps it: its name, its first question, and each turn as id and signed text."""

    talk: str
    title: str
    turns: list[tuple[str, str]]


class Showing(BaseModel):
    """What the page tells when a conversation that it kept is to be shown: its name and its signed turns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field("", max_length=64)
    talk: str = Field("", max_length=64)
    turns: list[Annotated[str, Field(max_length=KEPT_CHARACTERS)]] = Field(max_length=KEPT_TURNS)


def to_kept(turns: Turns, signer: TurnSigner) -> Kept:
    """Return the last turns signed, oldest first: at most :data:`KEPT_TURNS` and :data:`KEPT_CHARACTERS`."""
    kept: list[tuple[str, str]] = []
    room = KEPT_CHARACTERS
    for turn in reversed(stop(turns)[-KEPT_TURNS:]):
        signed = signer.sign(_adapter().dump_python(turn, mode="json"))
        room -= len(signed)
        if room < 0:
            break
        kept.append((turn.id, signed))
    return Kept(talk=turns[-1].talk, title=turns[0].question[:LONGEST_TITLE], turns=kept[::-1])


def from_kept(kept: object, signer: TurnSigner) -> Turns:
    """Return the turns that a browser kept and this installation signed; what was not, or cannot be read, is dropped.

    So an answer that stands on the page, and that a reader can judge, is one that was given here.
    """
    turns = []
    for signed in (kept if isinstance(kept, list) else [])[-KEPT_TURNS:]:
        value = signer.read(signed) if isinstance(signed, str) else None
        if value is None:
            continue
        try:
            turns.append(_adapter().validate_python(value))
        except ValidationError as error:  # another version's
            logger.info("A kept turn cannot be read: %s", error.errors()[0]["msg"])
    return stop(tuple(replace(turn, number=number) for number, turn in enumerate(turns, 1)))


@cache
def _adapter() -> TypeAdapter[Turn]:
    return TypeAdapter(Turn)
