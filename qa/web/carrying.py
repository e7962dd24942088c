"""How a reader has the newest question asked again: without something that it took over, or told in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.query.history import CarriedKind, Depth
from qa.web.turns import RUNNING, Turns


class Leaving(BaseModel):
    """What the page tells: the id of the newest turn and what is taken off, or that the depth is changed.

    ``id`` is that of the turn that takes its place, however often it is told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: str = Field(max_length=64)
    kind: CarriedKind | Literal["depth"]
    id: str = Field(default_factory=lambda: uuid4().hex, pattern=r"^[0-9a-f]{32}$")


@dataclass(frozen=True, slots=True)
class Again:
    """How a question is asked again, as the turn of ``id``."""

    id: str
    without: tuple[CarriedKind, ...]
    depth: Depth


def read_leaving(turns: Turns, told: object) -> Again | None:
    """Return how the newest turn is asked again, None where it is not over or took over nothing of the kind."""
    try:
        leaving = Leaving.model_validate(told)
    except ValidationError:
        return None
    if not turns or turns[-1].id != leaving.turn or turns[-1].state in RUNNING:
        return None
    turn = turns[-1]
    if leaving.kind == "depth":
        return Again(leaving.id, turn.without, "short" if turn.depth == "full" else "full")
    if not any(each.kind == leaving.kind for each in turn.carried):
        return None
    return Again(leaving.id, (*turn.without, leaving.kind), turn.depth)
