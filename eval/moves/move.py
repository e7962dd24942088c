"""What a move is: a way to say the same of another time or another place, and the way back."""

from __future__ import annotations

from typing import Protocol

from embeddings.rewriting import Rewritten


class Move(Protocol):
    """Rewrites every text of a corpus and its gold alike."""

    @property
    def name(self) -> str:
        """What a report calls it, such as ``shift +5``."""

    def forward(self, text: str) -> Rewritten:
        """Return the moved text."""

    def back(self, text: str) -> str:
        """Return a moved text as it was before."""

    def rename_id(self, id: str) -> str:
        """Return the moved id of a document or a section."""


def moved(move: Move, text: str) -> str:
    """Return the moved text alone."""
    return move.forward(text).text
