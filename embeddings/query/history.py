"""What a conversation leaves to a question: the earlier questions, what was cited last, and what may be taken over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

CarriedKind = Literal["place", "topic", "period"]
CARRIED_KINDS: Final[tuple[CarriedKind, ...]] = get_args(CarriedKind)

Depth = Literal["short", "full"]
"""How much is told: what answers best, or every place that answers."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Something that a question took over from the ones before it, in the words it is shown with."""

    kind: CarriedKind
    words: str

    def to_json(self) -> dict[str, str]:
        """Return it as plain JSON values."""
        return {"kind": self.kind, "words": self.words}


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that the last answer cited: offsets into the raw text of a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a conversation beside its questions, and how much is to be told.

    ``cited`` are the places of the last answer, in its order, ``told`` those of the answers before it; ``without`` is
    what the question shall not take over.
    """

    cited: tuple[Cited, ...] = ()
    without: frozenset[CarriedKind] = frozenset()
    depth: Depth = "short"
    told: tuple[Cited, ...] = ()

    def within(self, documents: Collection[str]) -> Context:
        """Return the context without places of other documents than those that may answer: it comes from outside."""
        cited, told = (
            tuple(each for each in places if each.document_id in documents)
            for places in (self.cited, self.told)
        )
        return replace(self, cited=cited, told=told)


NOTHING_KNOWN: Final = Context()
