"""What an assistant gave for a question, as it is stored in a run: the answer's JSON, hits and times."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Stored(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GivenSentence(_Stored):
    """A sentence, the markers of its citations, and what the product says vouches for it."""

    text: str
    markers: tuple[int, ...] = ()
    support: str = ""


class GivenPart(_Stored):
    """Words beside a quote: the head of its table; offsets are into the raw text."""

    quote: str
    start: int
    end: int


class GivenCitation(_Stored):
    """A citation; offsets are into the raw text. The row of a table has its ``head`` with it."""

    marker: int
    city: str
    document_id: str
    chapter: tuple[str, ...] = ()
    section_id: str
    quote: str
    start: int
    end: int
    head: GivenPart | None = None

    @property
    def parts(self) -> tuple[GivenPart, ...]:
        """What is quoted, piece by piece: the words, and the head of their table."""
        own = GivenPart(quote=self.quote, start=self.start, end=self.end)
        return (own,) if self.head is None else (own, self.head)


class GivenAnswer(_Stored):
    """An answer or a refusal."""

    refused: bool
    answer: str
    sentences: tuple[GivenSentence, ...] = ()
    citations: tuple[GivenCitation, ...] = ()
    warnings: tuple[str, ...] = ()
    confidence: float | None = None
    standalone: str = ""
    generator: str = ""
    repaired: int = 0
    dropped: int = 0
    unknown_markers: int = 0


class GivenHit(_Stored):
    """A passage that was retrieved; offsets are into the raw text."""

    rank: int
    document_id: str
    section_id: str
    chapter: tuple[str, ...] = ()
    text: str
    start: int
    end: int


class Prediction(_Stored):
    """All that was given for one question; ``error`` is set, and nothing else, where asking failed.

    ``seconds`` has ``total`` and one value for each stage; ``peak_mb`` is the process's peak memory so far.
    """

    id: str
    answer: GivenAnswer | None = None
    hits: tuple[GivenHit, ...] = ()
    seconds: dict[str, float] = {}
    peak_mb: float | None = None
    error: str = ""
