"""What the page may send to a handler: the form of each, derived from the components that feed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from qa.web.api.bodies import LONGEST_QUESTION
from qa.web.api.problems import ProblemError

LONGEST_KEPT: Final = 100_000
"""Characters of one kept turn, which is signed and packed; all of them share the limit of the body."""


def _texts(kept: object) -> list[str]:
    """Return the texts of what a browser kept that may have been signed."""
    listed = kept if isinstance(kept, list) else []
    return [each for each in listed if isinstance(each, str) and len(each) <= LONGEST_KEPT]


SessionHash = Annotated[str, Field(pattern=r"^[a-z0-9]{4,40}$")]
_MOST_CITIES: Final = 500

FORMS: Final[Mapping[str, Any]] = {
    # The box takes more than a question may have, so that the assistant can say which limit it has.
    "textbox": Annotated[str, Field(max_length=10 * LONGEST_QUESTION)],
    "checkboxgroup": Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=_MOST_CITIES)],
    "state": None,
    # The conversation that the page kept. Another version's may have any form; only text can have been signed.
    "json": Annotated[list[str], BeforeValidator(_texts)],
}
"""Component -> what its value may be. A state's value never leaves the server: the page sends null for it."""


class Call(BaseModel):
    """The body of ``run/predict`` and ``queue/join``. No field takes an object but ``event_data``."""

    model_config = ConfigDict(extra="forbid", strict=True)

    data: Annotated[list[object], Field(max_length=10)]
    fn_index: Annotated[int, Field(ge=0, le=1000)]
    session_hash: SessionHash
    event_data: object = None
    trigger_id: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """One handler of the page: its ``name``, whether it is ``queued``, and the form of its data and of its event."""

    name: str
    queued: bool
    data: TypeAdapter[Any]
    event: TypeAdapter[Any]

    def body(self, call: Call, *, session: str) -> bytes:
        """Return the body that Gradio gets for a call: what was checked, under the ``session`` that is its own.

        Raises:
            ProblemError: 422 for data or an event of another form.

        """
        try:
            data = self.data.validate_python(call.data)
            self.event.validate_python(call.event_data)
        except ValidationError as error:
            raise unlike(error) from None
        told = {"data": list(data), "event_data": call.event_data, "trigger_id": call.trigger_id}
        return to_json({**told, "fn_index": call.fn_index, "session_hash": session})


def read(model: type[BaseModel], body: object) -> Any:
    """Return a body as ``model``. Raises a ``ProblemError`` (422) for one of another form."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise unlike(error) from None


def unlike(error: ValidationError) -> ProblemError:
    """Return the problem of a body that the page would not have sent; what stood there is not repeated."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, fault["loc"])) or "body"
    return ProblemError(
        422, f"{where[:80]}: {fault['msg']}. This address is the chat page's own; ask with POST /api/ask."
    )


def handlers_of(blocks: Any, events: Mapping[str, Any]) -> dict[int, Handler]:
    """Return the handlers of a ``gradio.Blocks`` by index; ``events`` has the form of the event of those that take one.

    Raises:
        KeyError: a component feeds a handler that :data:`FORMS` has no form for.

    """
    found = {}
    for index, function in blocks.fns.items():
        if function.fn is None:  # runs in the browser alone
            continue
        data: Any = tuple[tuple(FORMS[each.get_block_name()] for each in function.inputs)]  # type: ignore[misc]
        if not function.inputs:
            data = tuple[()]
        event: Any = events.get(function.name)
        found[index] = Handler(
            function.name, function.queue is not False, TypeAdapter(data), TypeAdapter(event)
        )
    return found
