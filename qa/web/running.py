"""The turns that are being answered, and how a reader ends one before its time.

Gradio's own ``cancels`` is not used for it: it shows the end before it is one, goes on to drop what is sent in between,
and forgets a question sent then, so that the next stop would not reach it. Here the turn itself is told, and ends as
every other does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from qa.web.turns import Turns, stop


class RunningTurns:
    """The running turns by their ids. All methods are called on the event loop that answers."""

    def __init__(self) -> None:
        self._ends: dict[str, asyncio.Future[bool]] = {}

    def abandon(self, id: str) -> None:
        """End the turn of this id where it runs: nobody looks at it any more, and it begins anew."""
        end = self._ends.get(id)
        if end is not None and not end.done():
            end.set_result(False)

    def end(self, turns: Turns, *, keep: bool) -> bool:
        """End the newest turn where it runs: kept as stopped, or with its conversation gone. Return whether it ran."""
        end = self._ends.get(turns[-1].id) if turns else None
        if end is None:
            return False
        if not end.done():
            end.set_result(keep)
        return True

    async def follow(self, course: AsyncGenerator[Turns]) -> AsyncGenerator[Turns]:
        """Yield the course of one turn, until it is over or ended; of one that is not kept nothing is left, ``()``."""
        turns = await anext(course)
        id = turns[-1].id
        end = self._ends[id] = asyncio.get_running_loop().create_future()
        try:
            yield turns
            while (step := await _next_or_end(course, end)) is not None:
                turns = step
                yield turns
            if end.done():
                yield stop(turns) if end.result() else ()
        finally:
            if self._ends.get(id) is end:
                del self._ends[id]
            await course.aclose()


async def _next_or_end(course: AsyncGenerator[Turns], end: asyncio.Future[bool]) -> Turns | None:
    """Return the next step of a course, or ``None`` where it is over or ended; it is then cancelled where it waits."""
    step = asyncio.ensure_future(_next(course))
    either: set[asyncio.Future[Any]] = {step, end}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        return None if end.done() else step.result()
    finally:
        if not step.done():
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)


async def _next(course: AsyncGenerator[Turns]) -> Turns | None:
    return await anext(course, None)
