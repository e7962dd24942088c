"""The table: indicators as rows, plans as columns, for each the target and where it starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from qa.indicators.choosing import Cell, other_mentions, read_cell
from qa.indicators.comparing import Compared, change, compare


@dataclass(frozen=True, slots=True)
class Pair:
    """What one plan says of one indicator: its target, its starting point, how far apart they are, and all else."""

    document: Document
    target: Cell
    baseline: Cell
    others: tuple[Fact, ...]

    @property
    def change(self) -> Decimal | None:
        """The target less its starting point in the target's unit, where the two compare."""
        return change(self.target, self.baseline)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator over all plans, in the order of the table, and what may be compared of it."""

    indicator: Indicator
    pairs: tuple[Pair, ...]
    targets: Compared
    baselines: Compared


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The lines of the chosen indicators over the chosen plans, both in the order that they were chosen in."""

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]


def build_table(documents: Sequence[Document], indicators: Sequence[Indicator]) -> IndicatorTable:
    """Return the table of indicators over plans; each plan is read once and kept."""
    return IndicatorTable(tuple(documents), tuple(_line(documents, each) for each in indicators))


def _line(documents: Sequence[Document], indicator: Indicator) -> Line:
    pairs = tuple(
        Pair(
            document,
            read_cell(document, indicator, "target"),
            read_cell(document, indicator, "baseline"),
            other_mentions(document, indicator),
        )
        for document in documents
    )
    return Line(
        indicator, pairs, compare([pair.target for pair in pairs]), compare([pair.baseline for pair in pairs])
    )
