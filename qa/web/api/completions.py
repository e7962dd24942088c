"""OpenAI's chat completions over the plans, so that what speaks to a language model can speak to them."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, cast

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from qa.answers import Answer, Citation
from qa.events import Done, Event, SentenceVerified
from qa.web.api.bodies import MODEL, CompletionBody
from qa.web.api.problems import ProblemError, problem_json, told
from qa.web.api.running import Closing, Runner, server_sent
from qa.web.citing import one_line

_NO_TOKENS: Final = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""Nothing is counted in tokens; clients that add them up want a number."""

_SINCE: Final = 1735689600


def completions_router(runner: Runner) -> APIRouter:
    """Return the routes below ``/v1``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

    @router.get("/models")
    async def models() -> dict[str, Any]:
        """List the one model."""
        return {"object": "list", "data": [_model()]}

    @router.get("/models/{model}")
    async def model(model: str) -> dict[str, Any]:
        """Describe the one model."""
        _check_model(model)
        return _model()

    @router.post(
        "/chat/completions",
        response_model=dict[str, Any],
        responses={
            200: {
                "description": "A completion",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    )
    async def completions(body: CompletionBody, request: Request) -> Response:
        """Answer the last message of the user. Citations stand under the answer and in its field `citations`."""
        _check_model(body.model)
        question, history = asked(body)
        base = str(request.base_url).rstrip("/")
        if not body.stream:
            answer = await runner.ask(question, history, body.cities)
            return JSONResponse(_completion(answer, base))
        events = runner.events(question, history, body.cities)
        first = await anext(events, None)
        wants_usage = body.stream_options is not None and body.stream_options.include_usage
        sent = _chunks(first, events, base, request.state.request_id, wants_usage=wants_usage)
        return StreamingResponse(
            sent,
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    return router


def asked(body: CompletionBody) -> tuple[str, list[str]]:
    """Return the question and the earlier questions; what others said is no question. Raises ``ProblemError``."""
    said = [message.plain().strip() for message in body.messages if message.role == "user"]
    if not said or not said[-1]:
        raise ProblemError(
            400, "messages: there is no message of the role user with text. Put the question in one."
        )
    return said[-1], [text for text in said[:-1] if text]


def cited_text(citations: Sequence[Citation], base: str) -> str:
    """Return the citations as lines: marker, city and chapter, quote, head of its table, address of the passage."""
    lines = (
        f"[{each.marker}] {' › '.join((each.name, *each.chapter))}: “{one_line(each.quote)}” "
        f"{f'(head: “{one_line(each.head.quote)}”) ' if each.head else ''}{base}{each.permalink}"
        for each in citations
    )
    return "\n".join(lines)


def _check_model(model: str) -> None:
    if model != MODEL:
        raise ProblemError(404, f"There is no model {model[:80]!r}. The model is {MODEL}.")


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": _SINCE, "owned_by": "cityplans"}


def _extras(answer: Answer, base: str) -> dict[str, Any]:
    """Return the fields that a message has beside its text."""
    return {
        "citations": [
            {**citation.to_json(), "url": f"{base}{citation.permalink}"} for citation in answer.citations
        ],
        "refused": answer.refused,
        "warnings": list(answer.warnings),
    }


def _tail(answer: Answer, base: str) -> str:
    """Return what stands under the text of an answer."""
    parts = [*answer.warnings, cited_text(answer.citations, base)]
    return "".join(f"\n\n{part}" for part in parts if part)


def _completion(answer: Answer, base: str) -> dict[str, Any]:
    message = {
        "role": "assistant",
        "content": answer.text + _tail(answer, base),
        "refusal": None,
        **_extras(answer, base),
    }
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _NO_TOKENS,
    }


async def _chunks(
    first: Event | None,
    events: AsyncIterator[Event | None],
    base: str,
    request_id: str,
    *,
    wants_usage: bool,
) -> AsyncIterator[bytes]:
    """Yield the chunks of a stream: each sentence when it is verified, then the citations."""
    head = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": MODEL,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return server_sent({**head, "choices": [choice]})

    said, in_table = "", False
    try:
        yield chunk({"role": "assistant", "content": ""})
        async for event in _all(first, events):
            if event is None:
                yield b": waiting\n\n"
            elif isinstance(event, SentenceVerified):
                # Rows wait for the end: only the whole answer has their header and the plans that are silent.
                in_table = in_table or event.sentence.text.startswith("| ")
                if in_table:
                    continue
                more = ("\n" if said else "") + event.sentence.marked
                said += more
                yield chunk({"content": more})
            elif isinstance(event, Done):
                rest = event.answer.text.removeprefix(said) if said else event.answer.text
                delta = {"content": rest + _tail(event.answer, base), **_extras(event.answer, base)}
                yield chunk(delta)
                yield chunk({}, "stop")
        if wants_usage:
            yield server_sent({**head, "choices": [], "usage": _NO_TOKENS})
        yield b"data: [DONE]\n\n"
    except Exception as error:  # the status has been sent: told in the stream
        yield server_sent(problem_json(*told(error), request_id=request_id))
    finally:
        await cast(Closing, events).aclose()


async def _all(first: Event | None, events: AsyncIterator[Event | None]) -> AsyncIterator[Event | None]:
    yield first
    async for event in events:
        yield event
