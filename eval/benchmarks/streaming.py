"""A server under load: readers of the widget who ask at once, each the next question as soon as one is answered."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import monotonic, perf_counter

import httpx
import numpy as np

_SAMPLE_S = 5.0
_START_S = 300.0


@dataclass(slots=True)
class StreamingFigures:
    """Seconds to the first sentence (or to a refusal) and to the end of each answer, and the server's memory in MB."""

    readers: int
    seconds: float
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def measure_streaming(questions: Sequence[str], *, readers: int, seconds: float) -> StreamingFigures:
    """Start a server with the settings of the environment and without limits, and let ``readers`` ask it."""
    figures = StreamingFigures(readers, seconds)
    with running_server() as (origin, process):
        asyncio.run(_load(figures, questions, origin, process.pid))
    return figures


def streaming_lines(figures: StreamingFigures) -> list[tuple[str, str]]:
    """Return the figures as lines: what, and how much."""
    lines = [
        (
            f"{figures.readers} readers at once for {figures.seconds:.0f} s",
            f"{len(figures.whole)} answers ({len(figures.whole) / figures.seconds:.1f}/s), "
            f"{figures.refused} of them refusals, {len(figures.errors)} errors",
        )
    ]
    lines += spread_lines("first sentence", figures.first) + spread_lines("whole answer", figures.whole)
    if figures.memory_mb:
        shown = figures.memory_mb[:: max(1, len(figures.memory_mb) // 8)]
        lines.append(("  memory of the server", " ".join(f"{each:.0f}" for each in shown) + " MB"))
    return lines + [(f"  error: {text}", "") for text in sorted(set(figures.errors))[:5]]


def spread_lines(name: str, values: Sequence[float]) -> list[tuple[str, str]]:
    """Return a line with p50, p95 and the worst of seconds; none where nothing was measured."""
    if not values:
        return []
    p50, p95, worst = np.percentile(np.array(values) * 1000, (50, 95, 100))
    return [(f"  {name}", f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {worst:.0f} ms")]


async def _load(figures: StreamingFigures, questions: Sequence[str], origin: str, pid: int) -> None:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=origin, timeout=60, limits=limits) as client:
        for question in questions[:10]:
            await _ask(StreamingFigures(1, 0), client, question)  # what is loaded late is loaded
        end = monotonic() + figures.seconds
        watching = asyncio.create_task(_watch(figures, pid))
        await asyncio.gather(
            *(
                _read(figures, client, questions, first=reader * len(questions) // figures.readers, end=end)
                for reader in range(figures.readers)
            )
        )
        watching.cancel()
        figures.memory_mb.extend(_memory_mb(pid))


async def _read(
    figures: StreamingFigures, client: httpx.AsyncClient, questions: Sequence[str], *, first: int, end: float
) -> None:
    """Ask one question after the other until the end."""
    for question in islice(cycle(questions), first, None):
        if monotonic() > end:
            return
        try:
            await _ask(figures, client, question)
        except (httpx.HTTPError, ValueError) as error:
            figures.errors.append(f"{type(error).__name__}: {error}")


async def _ask(figures: StreamingFigures, client: httpx.AsyncClient, question: str) -> None:
    """Ask as the framed page does: a session, then the answer as a stream."""
    begun = await client.post("/embed/session", json={})
    headers = {"accept": "text/event-stream", "x-cityplans-session": begun.raise_for_status().json()["token"]}
    began = perf_counter()
    first = 0.0
    name = ""
    async with client.stream("POST", "/api/ask", json={"question": question}, headers=headers) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            if line.startswith("event: ") and name in {"sentence", "done"} and not first:
                first = perf_counter() - began
            if line.startswith("data: ") and name == "done":
                figures.refused += '"refused": true' in line
    if name != "done":
        raise ValueError(f"the stream ended with {name or 'nothing'}")
    figures.first.append(first)
    figures.whole.append(perf_counter() - began)


async def _watch(figures: StreamingFigures, pid: int) -> None:
    while True:
        figures.memory_mb.extend(_memory_mb(pid))
        await asyncio.sleep(_SAMPLE_S)


def _memory_mb(pid: int) -> Iterator[float]:
    """Yield the resident memory of a process; nothing where the system does not tell it as Linux does."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        resident = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        yield int(resident.split()[1]) / 1024


@contextmanager
def running_server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run ``cityplans serve`` on a free port until its model is ready, and end it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CITYPLANS_RATE_LIMIT": "0",
        "CITYPLANS_API_TOKENS": "",
        "CITYPLANS_WIDGETS": "",
    }
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _await_ready(origin, process)
            yield origin, process
        finally:
            process.terminate()


def _await_ready(origin: str, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + _START_S
    while monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if httpx.get(f"{origin}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"the server was not ready in {_START_S:.0f} s")
