"""A heading while the tree is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """A heading: where it starts, where it ends (``head_end``), both in the clean text, and what stands under it.

    ``printed`` is the title as it stands at its place; ``title`` differs where the table of contents has it whole.
    """

    kind: str
    rank: float
    ordinal: int
    number: str
    title: str
    start: int
    head_end: int
    run_in: bool = False
    printed: str = ""
    children: list[Node] = field(default_factory=list)


def last_ordinal(siblings: Sequence[Node], kind: str) -> int:
    """Return the number of the last heading of a kind, 0 if there is none."""
    return next((node.ordinal for node in reversed(siblings) if node.kind == kind), 0)
