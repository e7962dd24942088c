"""What a reader takes off a question: something that it took over from the questions before, as the page tells it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.query.history import CarriedKind
from qa.web.turns import RUNNING, Turns


class Leaving(BaseModel):
    """What the page tells: the id of the newest turn and the kind of thing that is taken off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: str = Field(max_length=64)
    kind: CarriedKind


def read_leaving(turns: Turns, told: object) -> CarriedKind | None:
    """Return the kind that is taken off the newest turn, None where it took over nothing of it or is not over."""
    try:
        leaving = Leaving.model_validate(told)
    except ValidationError:
        return None
    if not turns or turns[-1].id != leaving.turn or turns[-1].state in RUNNING:
        return None
    return leaving.kind if any(each.kind == leaving.kind for each in turns[-1].carried) else None
