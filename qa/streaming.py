"""A blocking iterator of events, run in a thread of its own and read by an event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator

from qa.events import Event

logger = logging.getLogger(__name__)


async def in_thread(start: Callable[[], Generator[Event]]) -> AsyncIterator[Event]:
    """Yield the events of ``start()`` as they come; the loop goes on meanwhile.

    Each has a thread of its own, so that questions which wait for a model do not hold up others. Errors are raised
    here. When the reader leaves early, the iterator is closed at its next event.
    """
    loop = asyncio.get_running_loop()
    ready: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()
    left = threading.Event()

    def put(item: Event | BaseException | None) -> None:
        if not left.is_set():
            try:
                loop.call_soon_threadsafe(ready.put_nowait, item)
            except RuntimeError:  # the loop has been closed
                left.set()

    def run() -> None:
        try:
            events = start()
            try:
                for event in events:
                    put(event)
                    if left.is_set():
                        break
            finally:
                events.close()
        except BaseException as error:  # raised where the events are read
            put(error)
        else:
            put(None)

    threading.Thread(target=run, name="answer", daemon=True).start()
    try:
        while (item := await ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        left.set()
