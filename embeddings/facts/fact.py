"""A figure that a document prints: its name, amount, time and scope, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from embeddings.facts.periods import Period
from embeddings.facts.periods import Role as PeriodRole
from embeddings.facts.quantities import Quantity, Span
from embeddings.facts.units import Unit

if TYPE_CHECKING:
    from embeddings.corpus import Document

Role = PeriodRole | Literal["old_target"]
"""What its time is to the document, or what an earlier plan had set."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that a document prints of an indicator.

    ``indicator`` is the id of a listed indicator, or that of the row's own name where none is listed (see
    :func:`embeddings.facts.definitions.unlisted_id`); ``wording`` is the name as printed. Offsets are of the clean
    text: ``start:end`` is the quote, ``value_start:value_end`` the value in it. ``year`` is the name of its time as it is
    said (2025, 十四五), empty where none is. ``compared_with`` is the year that a decrease is counted from. ``scope`` is
    the part of the document's area that it is said of, empty for the whole. ``attribute`` is 约束性 or 预期性 where
    printed. ``certain`` is false where the column of a table's value is not known. ``damage`` are warnings about the
    quote, ``damaged`` says that the value itself cannot be relied on.
    """

    document: Document
    indicator: str
    wording: str
    printed: str
    quantity: Quantity
    role: Role
    year: str
    start: int
    end: int
    value_start: int
    value_end: int
    compared_with: str = ""
    attribute: str = ""
    scope: str = ""
    in_table: str = ""
    column: str = ""
    certain: bool = True
    notes: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def period(self) -> Period | None:
        """The time that it is of, None where none is said."""
        return Period.parse(self.year) if self.year else None

    @property
    def number(self) -> Decimal | None:
        """The number as printed; None for words, dashes and structures."""
        return self.quantity.number

    @property
    def high(self) -> Decimal | None:
        """The upper end of a range as printed."""
        return self.quantity.high

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a structure."""
        return self.quantity.parts

    @property
    def unit(self) -> str:
        """The unit as printed."""
        return self.quantity.unit

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The words that bound it."""
        return self.quantity.qualifiers

    @property
    def span(self) -> Span:
        """Over which time it is reckoned."""
        return self.quantity.span

    @property
    def quote(self) -> str:
        """The words of the plan, verbatim."""
        return self.document.clean.text[self.start : self.end]

    @property
    def chapter(self) -> tuple[str, ...]:
        """The headings that the quote is cited under."""
        return self.document.chapter_at(self.start)

    @property
    def read_unit(self) -> Unit:
        """The unit with its family and factor."""
        return self.quantity.measure

    @property
    def is_dash(self) -> bool:
        """Whether the plan prints a dash where the value would stand."""
        return self.number is None and not self.parts and not self.printed.strip("-—–/一 ")

    @property
    def size(self) -> Decimal | None:
        """The value in units of its family, the lower end of a range; None for words, dashes and structures."""
        return self.quantity.size

    @property
    def top(self) -> Decimal | None:
        """The upper end of a range in units of its family, or the value."""
        return self.quantity.top
