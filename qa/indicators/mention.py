"""One printed value of an indicator, with all that is printed about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from embeddings.corpus import Document
from embeddings.facts.periods import Role as PeriodRole
from qa.indicators.units import Unit, read_unit
from qa.permalinks import permalink

Role = PeriodRole | Literal["old_target"]
"""What its time is to the plan, or what an earlier plan had set."""

Span = Literal["", "yearly", "total", "average"]
"""Nothing said; each year (每年); over several years (累计, [ ]); the average of several years (年均)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A value of an indicator in a plan; ``number`` is None for words (完成省下达任务) and dashes.

    Offsets are of the clean text: ``start:end`` is the quote, ``value_start:value_end`` the value in it. ``high`` is
    the upper end of a printed range. ``year`` is as printed (2025, 十四五), empty where none is. ``compared_with`` is
    the year that a decrease is counted from, where printed. ``scope`` is the part of the plan's area that the value is
    said of, empty for the whole. ``certain`` is false where the column of a table's value is not known. ``damage`` are
    warnings about the quote, ``damaged`` says that the value itself cannot be relied on.
    """

    document: Document
    indicator: str
    wording: str
    printed: str
    number: Decimal | None
    unit: str
    role: Role
    year: str
    start: int
    end: int
    value_start: int
    value_end: int
    high: Decimal | None = None
    qualifiers: tuple[str, ...] = ()
    span: Span = ""
    compared_with: str = ""
    attribute: str = ""
    scope: str = ""
    in_table: str = ""
    column: str = ""
    certain: bool = True
    parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def quote(self) -> str:
        """The words of the plan, verbatim."""
        return self.document.clean.text[self.start : self.end]

    @property
    def link(self) -> str:
        """Where the reader shows the quote."""
        return permalink(self.document, self.start, self.end)

    @property
    def chapter(self) -> tuple[str, ...]:
        """The headings that the quote is cited under."""
        return self.document.chapter_at(self.start)

    @property
    def read_unit(self) -> Unit:
        """The unit with its family and factor."""
        return read_unit(self.unit)

    @property
    def is_dash(self) -> bool:
        """Whether the plan prints a dash where the value would stand."""
        return self.number is None and not self.parts and not self.printed.strip("-—–/一 ")

    @property
    def size(self) -> Decimal | None:
        """The value in units of its family, the lower end of a range; None for words, dashes and structures."""
        return None if self.number is None else self.number * self.read_unit.factor

    @property
    def top(self) -> Decimal | None:
        """The upper end of a range in units of its family, or the value."""
        return self.size if self.high is None else self.high * self.read_unit.factor
