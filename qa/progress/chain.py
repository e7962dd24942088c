"""The line of an indicator over the periods that the documents of a place are for: starting point, target, reached.

The target of a period is printed by the document for it, and again by its successor as what had been planned. What was
reached is printed by the successor as its starting point or in a review, by the work report of the year after, or by a
bulletin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.horizon import looks_back
from embeddings.facts.periods import Period
from qa.indicators import known_indicators
from qa.indicators.choosing import Cell, CellRole, cell_of
from qa.progress.verdicts import Break, Verdict, breaks_between, is_restated, is_revised, judge
from qa.progress.views import PathToTarget, is_kept, path_to

_BINDING = "约束性"


@dataclass(frozen=True, slots=True)
class Stage:
    """One period of an indicator: the cells that are printed, those of other documents, the verdict.

    ``breaks`` say what changed since the stage before, ``kept`` that its target has the same value; ``path`` leads from
    the starting point to the target.
    """

    period: Period
    baseline: Cell | None
    target: Cell | None
    reached: Cell | None
    also: tuple[Cell, ...]
    verdict: Verdict
    breaks: tuple[Break, ...] = ()
    kept: bool = False
    path: PathToTarget | None = None

    @property
    def is_binding(self) -> bool:
        """Whether the target is printed as one that must be met."""
        best = _best(self.target)
        return best is not None and best.attribute == _BINDING


@dataclass(frozen=True, slots=True)
class Track:
    """An indicator over the periods of a place, the earliest first."""

    indicator: Indicator
    stages: tuple[Stage, ...]

    @property
    def is_told(self) -> bool:
        """Whether there is a period with both a target and what became of it, or targets of two."""
        aimed = [stage for stage in self.stages if stage.target is not None]
        return len(aimed) > 1 or any(stage.reached is not None for stage in aimed)


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its documents, the earliest first, and its tracks."""

    documents: tuple[Document, ...]
    tracks: tuple[Track, ...]

    @property
    def city(self) -> str:
        """The place as it is cited."""
        return self.documents[0].city


def read_places(
    documents: Sequence[Document], indicators: Sequence[Indicator] | None = None, *, every: bool = False
) -> tuple[Place, ...]:
    """Return the places of documents with the tracks of indicators, all known ones if None.

    Tracks with neither a target and its result nor the targets of two periods are left out unless ``every`` is asked for.
    """
    families: dict[str, list[Document]] = {}
    for document in documents:
        families.setdefault(document.place, []).append(document)
    chosen = known_indicators(documents) if indicators is None else indicators
    return tuple(_place(family, chosen, every=every) for family in families.values())


def _place(family: Sequence[Document], indicators: Sequence[Indicator], *, every: bool) -> Place:
    ordered = sorted(
        family, key=lambda each: (each.period.last, each.period.first) if each.period else (0, 0)
    )
    tracks = (track_of(ordered, each) for each in indicators)
    return Place(tuple(ordered), tuple(each for each in tracks if each.stages and (every or each.is_told)))


def track_of(family: Sequence[Document], indicator: Indicator) -> Track:
    """Return the track of an indicator over the documents of one place."""
    stages: list[Stage] = []
    for period in _periods(family):
        stage = _stage(family, indicator, period)
        if stage.target is None and (stage.reached is None or period.is_year):
            continue
        before = next((each for each in reversed(stages) if each.period.is_year == period.is_year), None)
        follows = before is not None and before.period.last == period.first - 1
        kept = before is not None and follows and is_kept(_best(before.target), _best(stage.target))
        path = path_to(family, indicator, period, stage.baseline, stage.target)
        stages.append(replace(stage, breaks=_breaks(before, stage), kept=kept, path=path))
    return Track(indicator, tuple(stages))


def _periods(family: Sequence[Document]) -> list[Period]:
    """Return the periods that the documents are for, and those that they look back on."""
    own = [each.period.as_plan for each in family if each.period is not None]
    return sorted({*own, *(each.previous for each in own)}, key=lambda each: (each.last, each.first))


def _stage(family: Sequence[Document], indicator: Indicator, period: Period) -> Stage:
    def cells(role: CellRole, fits: Callable[[Fact, Period], bool]) -> list[Cell]:
        found = (
            cell_of(
                each,
                indicator,
                role,
                [fact for fact in each.facts.get(indicator.id, ()) if fits(fact, period)],
            )
            for each in family
        )
        return [cell for cell in found if cell.best is not None]

    targets = _own_first(cells("target", _is_target), period)
    reached = _best_first(cells("baseline", _is_result), targets[0] if targets else None)
    starts = _own_first(cells("baseline", _is_start), period)
    start, target, got = (group[0] if group else None for group in (starts, targets, reached))
    also = tuple(cell for group in (targets, reached) for cell in group[1:])
    return Stage(period, start, target, got, also, judge(indicator, start, target, got))


def _is_target(fact: Fact, period: Period) -> bool:
    """Return whether a fact is what was set for the end of a period, or for all of it."""
    own = fact.document.period
    ends = fact.year in _names(period)
    if own is None or (period.is_year and not own.is_year):
        return False  # what a plan sets for its last year is of the whole period
    if fact.role == "old_target":
        return ends
    if fact.role != "target" or own.as_plan != period or looks_back(fact.document.entry):
        return False
    return ends or not fact.year


def _is_result(fact: Fact, period: Period) -> bool:
    """Return whether a fact is what had become of a period, as a document of a later time or a bulletin prints it."""
    own = fact.document.period
    if own is None or fact.role not in ("baseline", "earlier") or fact.year not in _names(period):
        return False
    return own.first > period.last or looks_back(fact.document.entry)


def _is_start(fact: Fact, period: Period) -> bool:
    """Return whether a fact is where a period starts from, as the document for it prints it."""
    own = fact.document.period
    return (
        own is not None
        and own.as_plan == period
        and fact.role == "baseline"
        and not looks_back(fact.document.entry)
    )


def _names(period: Period) -> tuple[str, str]:
    return period.name, str(period.last)


def _own_first(cells: Iterable[Cell], period: Period) -> list[Cell]:
    """Return cells with those of the document for the period first."""

    def is_other(cell: Cell) -> bool:
        own = cell.document.period
        return own is None or own.as_plan != period

    return sorted(cells, key=is_other)


def _best_first(cells: Iterable[Cell], target: Cell | None) -> list[Cell]:
    """Return results with those that the target can be held against first, then figures before words before dashes."""
    aim = target.best if target is not None else None

    def rank(cell: Cell) -> tuple[bool, bool, bool]:
        got = cell.best
        alike = (
            aim is not None
            and got is not None
            and aim.span == got.span
            and aim.quantity.sort == got.quantity.sort
        )
        return not alike, not cell.has_value, cell.status == "dash"

    return sorted((_alike_best(cell, aim) for cell in cells), key=rank)


def _alike_best(cell: Cell, aim: Fact | None) -> Cell:
    """Return a cell with that of its facts as the best which stands in the row of a target, or is reckoned over its time."""
    best = cell.best
    if aim is None or best is None or cell.status == "conflict":
        return cell
    beside = [
        each
        for each in (best, *cell.others)
        if aim.in_table and (each.start, each.end) == (aim.start, aim.end)
    ]
    if beside and cell.document is aim.document:
        return cell_of(cell.document, cell.indicator, cell.role, beside)
    if best.span == aim.span:
        return cell
    same = [each for each in cell.others if each.span == aim.span and not each.scope]
    return cell_of(cell.document, cell.indicator, cell.role, same) if same else cell


def _breaks(before: Stage | None, stage: Stage) -> tuple[Break, ...]:
    restated = is_restated(_best(stage.target), map(_best, stage.also))
    found: list[Break] = ["restated"] if restated else []
    if before is None:
        return tuple(found)
    found += list(
        breaks_between(_best(before.target or before.reached), _best(stage.target or stage.reached))
    )
    if before.period.last == stage.period.first - 1 and is_revised(
        _best(before.reached), _best(stage.baseline)
    ):
        found.append("revised")
    return tuple(found)


def _best(cell: Cell | None) -> Fact | None:
    return cell.best if cell is not None else None
