"""The course of one question for the API: bounded in time and number, never on the event loop."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Final, Protocol, TypeVar, cast

from anyio import CapacityLimiter, to_thread

from embeddings.query.history import NOTHING_KNOWN, Context
from qa.answers import Answer
from qa.events import Done, Event, PassagesFound, SentenceVerified, Understood
from qa.web.api.metrics import Metrics
from qa.web.api.options import WebOptions
from qa.web.api.problems import problem_json, told
from qa.web.api.served import Served

logger = logging.getLogger(__name__)

QUIET_S: Final = 10.0
"""Seconds after which a stream shows that it is alive: proxies end connections that say nothing."""

T = TypeVar("T")


class Closing(Protocol):
    """An asynchronous generator, as far as it can be closed."""

    async def aclose(self) -> None:
        """Let go of what it holds."""


class Runner:
    """Asks the assistant. So many questions run at once; the others wait, within their time."""

    def __init__(self, assistant: Served, options: WebOptions, metrics: Metrics) -> None:
        self.assistant = assistant
        self.timeout_s = options.timeout_s
        self._metrics = metrics
        self._threads = CapacityLimiter(options.at_once)
        self._places = asyncio.Semaphore(options.at_once)

    async def call(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns; it runs in a thread. Raises ``TimeoutError`` after the time of a request."""
        async with asyncio.timeout(self.timeout_s):
            return await to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)

    async def ask(
        self,
        question: str,
        history: Sequence[str],
        cities: Sequence[str],
        id: str = "",
        *,
        context: Context = NOTHING_KNOWN,
    ) -> Answer:
        """Answer a question in one piece."""
        began = perf_counter()
        work = partial(self.assistant.ask, question, history=history, cities=cities, context=context, id=id)
        answer = await self.call(work)
        self._metrics.answered(answer, perf_counter() - began)
        return answer

    async def events(
        self,
        question: str,
        history: Sequence[str],
        cities: Sequence[str],
        id: str = "",
        *,
        context: Context = NOTHING_KNOWN,
    ) -> AsyncIterator[Event | None]:
        """Yield what happens; ``None`` where nothing has happened for a while.

        Raises what the assistant raises, and ``TimeoutError``.
        """
        began = perf_counter()
        # No asyncio.timeout: it cancels the task that entered it, and a response may be sent by another one.
        await asyncio.wait_for(self._places.acquire(), self.timeout_s)
        try:
            stream = self.assistant.stream(question, history=history, cities=cities, context=context, id=id)
            async for event in _with_pauses(stream, until=began + self.timeout_s):
                if isinstance(event, Done):
                    self._metrics.answered(event.answer, perf_counter() - began)
                yield event
        finally:
            self._places.release()


async def _with_pauses(events: AsyncIterator[Event], *, until: float) -> AsyncIterator[Event | None]:
    """Yield the events, and ``None`` for each while without one; raise ``TimeoutError`` after ``until``."""
    ahead: asyncio.Future[Event] | None = None
    try:
        while True:
            ahead = ahead or asyncio.ensure_future(anext(events))
            left = until - perf_counter()
            done, _ = await asyncio.wait({ahead}, timeout=max(0.0, min(QUIET_S, left)))
            if not done:
                if left <= QUIET_S:
                    raise TimeoutError
                yield None
                continue
            try:
                event = ahead.result()
            except StopAsyncIteration:
                return
            ahead = None
            yield event
    finally:
        if ahead is not None and not ahead.done():
            ahead.cancel()
            await asyncio.wait({ahead})


def event_json(event: Event) -> tuple[str, dict[str, object]]:
    """Return the name and the data of an event as it is sent."""
    if isinstance(event, Understood):
        carried = [each.to_json() for each in event.carried]
        return "understood", {
            "standalone": event.standalone,
            "carried": carried,
            "language": event.language,
        }
    if isinstance(event, PassagesFound):
        return "passages", {"passages": [hit.to_json() for hit in event.hits]}
    if isinstance(event, SentenceVerified):
        citations = [citation.to_json() for citation in event.citations]
        return "sentence", {**event.sentence.to_json(), "citations": citations}
    return "done", event.answer.to_json()


def server_sent(data: object, *, name: str = "") -> bytes:
    """Return one server-sent event; JSON has no line ends in it."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def server_sent_events(
    first: Event | None, events: AsyncIterator[Event | None], *, request_id: str
) -> AsyncIterator[bytes]:
    """Yield the events as they are sent; an error after the first is an event of its own, the last one."""
    try:
        if first is not None:
            name, data = event_json(first)
            yield server_sent(data, name=name)
        async for event in events:
            if event is None:
                yield b": waiting\n\n"
                continue
            name, data = event_json(event)
            yield server_sent(data, name=name)
    except Exception as error:  # the status has been sent: told in the stream
        yield server_sent(problem_json(*told(error), request_id=request_id), name="error")
    finally:
        await cast(Closing, events).aclose()
