"""What a cell, a row and a chart show: words, links and marks in one language, made from the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.fact import Role
from qa.indicators import Cell, Fact, Indicator
from qa.indicators.comparing import Compared
from qa.indicators.levels import LEVELS, level_of, mixed_levels
from qa.indicators.saying import REASONS, STATUSES, change_said, marks_of, said, year_said
from qa.indicators.table import Line, Pair
from qa.permalinks import permalink

_NONE: Final = ("empty", "dash")


@dataclass(frozen=True, slots=True)
class MentionView:
    """A printed value: its words, year, marks, quote and the link to it in the reader."""

    value: str
    year: str
    marks: tuple[str, ...]
    link: str
    quote: str
    chapter: str
    role: Role
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: the best mention if there is one, what stands against it, the others, and what the status says."""

    status: str
    note: str
    best: MentionView | None
    against: tuple[MentionView, ...]
    others: tuple[MentionView, ...]

    @property
    def is_blank(self) -> bool:
        """Whether the plan prints nothing that could be shown as a value."""
        return self.status in _NONE


@dataclass(frozen=True, slots=True)
class PairView:
    """What one plan says of one indicator."""

    document: Document
    city: str
    target: CellView
    baseline: CellView
    change: str
    others: tuple[MentionView, ...]
    place: int

    @property
    def mentions(self) -> tuple[MentionView, ...]:
        """Everything that is printed besides the two best values."""
        return (*self.target.others, *self.baseline.others, *self.others)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart in per mille of its width: the target, its starting point, and how far contradictions reach."""

    city: str
    level: str
    value: MentionView
    width: float
    low: float
    high: float
    baseline: float | None
    place: int
    contradicted: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One indicator over all plans; ``mixed`` is what is said where it is ranked across levels of government."""

    indicator: Indicator
    name: str
    pairs: tuple[PairView, ...]
    comparable: bool
    bars: tuple[Bar, ...]
    mixed: str
    left_out: tuple[tuple[str, str], ...]

    @property
    def has_target(self) -> bool:
        """Whether any plan has a target for it."""
        return any(not pair.target.is_blank for pair in self.pairs)


def view_line(line: Line, language: str) -> LineView:
    """Return what a line of the table shows in a language of the pages."""
    places = {
        cell.document.id: place
        for cell, place in zip(line.targets.cells, line.targets.places, strict=True)
        if line.targets.is_comparable
    }
    pairs = tuple(_pair(pair, places.get(pair.document.id, 0), language) for pair in line.pairs)
    return LineView(
        indicator=line.indicator,
        name=line.indicator.name(language),
        pairs=pairs,
        comparable=line.targets.is_comparable,
        bars=_bars(line, language),
        mixed=mixed_levels((cell.document for cell in line.targets.cells), language)
        if line.targets.is_comparable
        else "",
        left_out=_left_out(line.targets, language),
    )


def city_name(document: Document, language: str) -> str:
    """Return the city of a plan in a language of the pages."""
    return document.english_name if language == "en" else document.name


def level_name(document: Document, language: str) -> str:
    """Return the level of government of a plan in a language of the pages."""
    return LEVELS[language][level_of(document)]


def view_mention(mention: Fact, language: str) -> MentionView:
    """Return what is shown of a mention."""
    return MentionView(
        value=said(mention, language),
        year=year_said(mention, language),
        marks=tuple(marks_of(mention, language)),
        link=permalink(mention.document, mention.start, mention.end),
        quote=" ".join(mention.quote.split()),
        chapter=" › ".join(mention.chapter),
        role=mention.role,
        warnings=mention.damage,
    )


def _pair(pair: Pair, place: int, language: str) -> PairView:
    return PairView(
        document=pair.document,
        city=city_name(pair.document, language),
        target=_cell(pair.target, language),
        baseline=_cell(pair.baseline, language),
        change="" if pair.change is None else change_said(pair.change, pair.target, language),
        others=tuple(view_mention(each, language) for each in pair.others),
        place=place,
    )


def _cell(cell: Cell, language: str) -> CellView:
    return CellView(
        status=cell.status,
        note=STATUSES["en" if language == "en" else "zh"][cell.status],
        best=view_mention(cell.best, language) if cell.best else None,
        against=tuple(view_mention(each, language) for each in cell.against),
        others=tuple(view_mention(each, language) for each in cell.others),
    )


def _left_out(compared: Compared, language: str) -> tuple[tuple[str, str], ...]:
    reasons = REASONS["en" if language == "en" else "zh"]
    return tuple((city_name(cell.document, language), reasons[reason]) for cell, reason in compared.left_out)


def _bars(line: Line, language: str) -> tuple[Bar, ...]:
    """Return the bars from the greatest value to the least, none where nothing may be compared or a value is below zero."""
    compared = line.targets
    ranges = [cell.range for cell in compared.cells]
    if not compared.is_comparable or any(each is None or each[0] < 0 for each in ranges):
        return ()
    # A starting point of another sort (of one year, where the target is an average) is not drawn beside it.
    starts = {pair.document.id: pair.baseline for pair in line.pairs if pair.change is not None}
    family = compared.cells[0].best.read_unit.family if compared.cells[0].best else ""
    top = max(
        [high for each in ranges if each for high in each[1:]]
        + [size for cell in starts.values() if (size := _start(cell, family)) is not None],
        default=Decimal(1),
    )
    return tuple(
        _bar(cell, place, starts.get(cell.document.id), family, top or Decimal(1), language)
        for cell, place in zip(compared.cells, compared.places, strict=True)
    )


def _bar(cell: Cell, place: int, start: Cell | None, family: str, top: Decimal, language: str) -> Bar:
    low, high = cell.range or (Decimal(0), Decimal(0))
    size = cell.best.size if cell.best else None
    began = _start(start, family) if start else None
    if cell.best is None or size is None:
        raise ValueError("a compared cell has a value")
    return Bar(
        city=city_name(cell.document, language),
        level=level_name(cell.document, language),
        value=view_mention(cell.best, language),
        width=_share(size, top),
        low=_share(low, top),
        high=_share(high, top),
        baseline=None if began is None else _share(began, top),
        place=place,
        contradicted=bool(cell.against),
    )


def _start(cell: Cell, family: str) -> Decimal | None:
    """Return the size of a starting point that may stand beside the bars."""
    if cell.best is None or cell.against or cell.best.read_unit.family not in (family, ""):
        return None
    return cell.best.size


def _share(size: Decimal, top: Decimal) -> float:
    return round(float(size / top) * 1000, 1)


def sorted_pairs(line: LineView, *, rising: bool) -> Sequence[int]:
    """Return the order of the columns by the rank of a line; plans that have none come last."""
    places = {index: pair.place for index, pair in enumerate(line.pairs)}
    ranked = sorted((index for index in places if places[index]), key=lambda index: places[index])
    return [*(reversed(ranked) if rising else ranked), *(index for index in places if not places[index])]
