"""The chat page under load: what its own script says to the server, for one reader and for many who ask at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import monotonic, perf_counter
from typing import Any, Final
from uuid import uuid4

import httpx

from eval.benchmarks.streaming import running_server, spread_lines

_QUESTIONS_OF_A_TALK: Final = 5
_ANSWERED: Final = ('data-state=\\"answering\\"', 'data-state=\\"done\\"')
"""In the JSON that changes the page: a first sentence is shown, or the whole answer or refusal at once."""


@dataclass(slots=True)
class ChattingFigures:
    """Seconds until the first sentence (or a refusal) and the whole answer are on the page, and until what could be asked next is."""

    readers: int
    seconds: float
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChatEvents:
    """The numbers by which the page calls ``ask`` and, after it, ``suggest``; how many inputs each has."""

    ask: int
    suggest: int
    ask_inputs: int
    suggest_inputs: int


def measure_chatting(
    questions: Sequence[str], *, readers: Sequence[int], seconds: float
) -> list[ChattingFigures]:
    """Start one server with the settings of the environment and let so many readers talk with it, one number after the other."""
    with running_server() as (origin, _):
        return asyncio.run(_measure(questions, origin, readers, seconds))


def chatting_lines(figures: ChattingFigures) -> list[tuple[str, str]]:
    """Return the figures as lines: what, and how much."""
    count, seconds = len(figures.whole), figures.seconds
    said = f"{count} answers ({count / seconds:.1f}/s), {len(figures.errors)} errors"
    lines = [(f"{figures.readers} chatting at once for {seconds:.0f} s", said)]
    lines += spread_lines("first sentence on the page", figures.first)
    lines += spread_lines("whole answer on the page", figures.whole)
    lines += spread_lines("next questions on the page, after it", figures.offered)
    return lines + [(f"  error: {text}", "") for text in sorted(set(figures.errors))[:5]]


def config_of(page: str) -> dict[str, Any]:
    """Return the configuration that Gradio writes into its page.

    Raises:
        ValueError: there is none.

    """
    start = page.index("{", page.index("window.gradio_config"))
    config: dict[str, Any] = json.JSONDecoder().raw_decode(page, start)[0]
    return config


def chat_events(config: Mapping[str, Any]) -> ChatEvents:
    """Return how the page calls the handlers, read from the configuration that Gradio gives it.

    Raises:
        ValueError: the page has no question box that feeds what is asked.

    """
    ids = {part["id"] for part in config["components"] if part.get("props", {}).get("elem_id") == "question"}
    handlers = config["dependencies"]
    asking = [
        each
        for each in handlers
        if ids & set(each["inputs"]) and any(name == "ask" for _, name in each["targets"])
    ]
    if not asking:
        raise ValueError("the page has no question box that feeds what is asked")
    ask = asking[0]
    after = [each for each in handlers if each.get("trigger_after") == ask["id"]]
    if not after:
        raise ValueError("nothing happens on the page after a question is answered")
    return ChatEvents(ask["id"], after[0]["id"], len(ask["inputs"]), len(after[0]["inputs"]))


async def _measure(
    questions: Sequence[str], origin: str, readers: Sequence[int], seconds: float
) -> list[ChattingFigures]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(
        base_url=origin, timeout=120, limits=limits, headers={"origin": origin}
    ) as client:
        # The page brings Gradio's configuration, and a script of it the cookie that conversations are bound to.
        page = (await client.get("/")).raise_for_status().text
        (await client.get("/web/session.js")).raise_for_status()
        events = chat_events(config_of(page))
        await _talk(ChattingFigures(1, 0), client, events, questions[:_QUESTIONS_OF_A_TALK])  # warms it up
        found = []
        for count in readers:
            figures = ChattingFigures(count, seconds)
            end = monotonic() + seconds
            starts = [reader * len(questions) // count for reader in range(count)]
            await asyncio.gather(
                *(_read(figures, client, events, questions, first=first, end=end) for first in starts)
            )
            found.append(figures)
    return found


async def _read(
    figures: ChattingFigures,
    client: httpx.AsyncClient,
    events: ChatEvents,
    questions: Sequence[str],
    *,
    first: int,
    end: float,
) -> None:
    """Hold one talk after the other until the end; a new one is a reader whom the server does not know."""
    waiting = islice(cycle(questions), first, None)
    while monotonic() < end:
        try:
            await _talk(figures, client, events, list(islice(waiting, _QUESTIONS_OF_A_TALK)), end=end)
        except (httpx.HTTPError, ValueError) as error:
            figures.errors.append(f"{type(error).__name__}: {error}")


async def _talk(
    figures: ChattingFigures,
    client: httpx.AsyncClient,
    events: ChatEvents,
    questions: Sequence[str],
    *,
    end: float = float("inf"),
) -> None:
    """Ask the questions of one conversation, as the page does."""
    session = uuid4().hex[:12]
    for question in questions:
        if monotonic() > end:
            return
        began, first = perf_counter(), 0.0
        told: list[object] = [question, [], *[None] * (events.ask_inputs - 2)]
        async for line in _called(client, events.ask, told, session):
            if not first and any(mark in line for mark in _ANSWERED):
                first = perf_counter() - began
        if not first:
            raise ValueError("no answer came to the page")
        figures.first.append(first)
        figures.whole.append(perf_counter() - began)
        began = perf_counter()
        async for _ in _called(client, events.suggest, [None] * events.suggest_inputs, session):
            pass
        figures.offered.append(perf_counter() - began)


async def _called(
    client: httpx.AsyncClient, event: int, told: Sequence[object], session: str
) -> AsyncIterator[str]:
    """Call a handler of the page and yield what it changes, as lines of JSON, until it has ended."""
    body = {"data": told, "fn_index": event, "session_hash": session}
    joined = await client.post("/gradio_api/queue/join", json=body)
    joined.raise_for_status()
    params = {"session_hash": session}
    async with client.stream("GET", "/gradio_api/queue/data", params=params) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if not line.startswith("data: "):
                continue
            text = line.removeprefix("data: ")
            yield text
            message = json.loads(text)
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise ValueError(f"a handler of the page failed: {message['output'].get('error')}")
                return
    raise ValueError("the stream of the page ended early")
