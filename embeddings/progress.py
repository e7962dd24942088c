"""How long jobs report their progress without knowing who shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work is done; the command line draws a bar, tests and libraries pass nothing."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` units of ``stage`` are finished (0 <= done <= total)."""


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""
