"""The terminal: UTF-8 streams, one-line messages, logging and progress, all on stderr except answers."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rich.progress

PACKAGES = ("qa", "embeddings", "prompts", "eval")


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; a character that UTF-8 has not is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_stdout() -> None:
    """Let what is still to be written to a closed or full stdout go nowhere, also when Python ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def flush_stdout() -> None:
    """Write what is left; if that cannot be done it has been said before, so Python need not."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        silence_stdout()


def say(message: str) -> None:
    """Print one line ``cityplans: …`` on stderr."""
    write_error(f"cityplans: {' '.join(message.split())}")


def write_error(text: str) -> None:
    """Write to whatever stderr is at the moment: with a progress bar, above it (typer.echo goes past it)."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text.rstrip("\n") + "\n")
            sys.stderr.flush()


class _StderrHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        write_error(self.format(record))


def configure_logging(level: str) -> None:
    """Show our own records from ``level`` and those of libraries from WARNING."""
    root = logging.getLogger()
    if not any(isinstance(handler, _StderrHandler) for handler in root.handlers):
        handler = _StderrHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    for package in PACKAGES:
        logging.getLogger(package).setLevel(level)


class ProgressDisplay:
    """A :class:`embeddings.progress.Progress`: a bar on a terminal, else a line at each quarter.

    Nothing is shown before the first call. Use it as a context manager.
    """

    def __init__(self) -> None:
        self._bar: rich.progress.Progress | None = None
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._quarters: dict[str, int] = {}

    def __enter__(self) -> ProgressDisplay:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` units of ``stage`` are finished."""
        if sys.stderr is not None and sys.stderr.isatty():
            self._draw(stage, done, total)
        else:
            quarter = 4 * done // total if total else 4
            if self._quarters.get(stage, -1) < quarter:
                self._quarters[stage] = quarter
                say(f"{stage} {done}/{total}")

    def _draw(self, stage: str, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = _new_bar()
            self._bar.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total)
        self._bar.update(self._tasks[stage], completed=done, total=total)


def _new_bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
