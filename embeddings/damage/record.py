"""What is recorded of a damaged place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["figures", "words", "marks"]
"""What cannot be relied on: a figure; words around sound figures; or only a quotation mark or bracket is missing."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged span of the clean text.

    ``message`` says it in words for the reader. ``certain`` is what the document proves, ``likely`` a probable reading
    that is never used as a fact, ``why`` the rule that found it. ``proof`` is the span of the clean text that proves
    the right reading, where there is one.
    """

    start: int
    end: int
    kind: str
    message: str
    severity: Severity = "figures"
    certain: str = ""
    likely: str = ""
    why: str = ""
    proof: tuple[int, int] | None = None

    @property
    def readable(self) -> bool:
        """Whether the figures are whole."""
        return self.severity != "figures"

    def to_json(self) -> dict[str, object]:
        """Return the record as plain JSON values, without its span."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "message": self.message,
            "certain": self.certain,
            "likely": self.likely,
            "why": self.why,
        }
