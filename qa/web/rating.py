"""A reader's verdict on a turn, as the page tells it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.feedback import CitedPlace, Feedback, Reason, Verdict
from qa.web.turns import Turns


class Told(BaseModel):
    """What the page tells: the id of a turn, the verdict and why. Under its own ``id`` it is told until it is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field("", max_length=64)
    turn: str = Field(max_length=64)
    verdict: Verdict
    reason: Reason = ""
    comment: str = Field("", max_length=500)


def read_rating(turns: Turns, told: object) -> tuple[Told | None, Feedback | None]:
    """Return what the page tells, and the verdict with the answer that it is on: None where these turns have none."""
    try:
        rating = Told.model_validate(told)
    except ValidationError:
        return None, None
    turn = next((each for each in turns if each.id and each.id == rating.turn), None)
    if turn is None or turn.answer is None:
        return rating, None
    answer = turn.answer
    return rating, Feedback(
        id=turn.id,
        verdict=rating.verdict,
        reason=rating.reason,
        comment=rating.comment,
        question=turn.question,
        standalone=answer.standalone or turn.question,
        history=turn.history,
        cities=turn.cities,
        language=answer.language,
        refused=answer.refused,
        answer=answer.text,
        citations=tuple(
            CitedPlace(
                document_id=each.document_id,
                section_id=each.section_id,
                quote=part.quote,
                start=part.start,
                end=part.end,
            )
            for each in answer.citations
            for part in each.parts
        ),
        generator=answer.generator,
    )
