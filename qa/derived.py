"""What an answer says that no quote can print: a number worked out from the plans', and that a plan gives none.

It is typed, and carries the check of its own truth; the verifier takes its words out of a sentence once that check has
passed, and judges what is left of the sentence by its quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from embeddings.corpus import Document
from qa.answers import Language
from qa.locating import Place


class Derived(Protocol):
    """A statement that is checked by what it was made from."""

    def said(self, language: Language) -> str:
        """Return its words as they stand in the sentence."""
        ...

    def fault(self, places: Sequence[Place], documents: Mapping[str, Document]) -> str:
        """Return why it must not be said with some quotes, or nothing."""
        ...
