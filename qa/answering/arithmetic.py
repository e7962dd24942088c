"""What a question wants computed: its operands among the facts, or why they do not go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.computing import Unfit
from embeddings.facts.definitions import Indicator, growth_of
from embeddings.facts.fact import Fact
from embeddings.queries import Query
from embeddings.query.arithmetic import Operation
from embeddings.scripts import to_traditional
from qa.answering.fact_words import fact_quote
from qa.citations import Draft, Quote
from qa.computed import Computed
from qa.indicators.asking import read_asked
from qa.indicators.choosing import Cell, cell_of, read_cell, read_time
from qa.indicators.comparing import change, compare
from qa.indicators.saying import REASONS, STATUSES
from qa.periods import asked_years, end_of_period

_PAIR: Final = 2
_OVER_PLANS: Final = ("sum", "mean", "difference", "ratio", "lead")
_OVER_TIME: Final = ("difference", "ratio", "yearly_rate", "yearly_change")
_OVER_INDICATORS: Final = ("sum", "difference", "ratio")
_UNFIT: Final[dict[str, dict[Unfit, str]]] = {
    "zh": {
        "number": "不是单个数值",
        "sort": "口径不同",
        "unit": "单位不同，不能换算",
        "span": "累计、每年与单年口径不同",
        "base": "缺少年份或除数为零",
        "few": "可用的数字不足",
    },
    "en": {
        "number": "not one figure",
        "sort": "figures of another sort",
        "unit": "units that do not convert",
        "span": "cumulative, yearly or of one year",
        "base": "no years, or a division by nothing",
        "few": "too few figures",
    },
}
_UNCOMPUTED: Final = {"zh": "未作计算：{reasons}。", "en": "Not computed: {reasons}."}


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The computation, or the ``reasons`` why there is none, and the cells that hold its operands."""

    cells: tuple[Cell, ...]
    computed: Computed | None
    reasons: tuple[str, ...] = ()


def compute(
    query: Query, operation: Operation, scope: Sequence[Document], indicators: Sequence[Indicator]
) -> WorkedOut | None:
    """Return what comes of an operation on an indicator of documents, or on several of one; None where it is none for them."""
    if query.compares:
        is_over = operation.operator in _OVER_PLANS
        return _over_plans(query, operation, scope, indicators[0]) if is_over else None
    if len(indicators) > 1:
        return _side_by_side(query, operation, scope[0], indicators)
    return _in_one_plan(query, operation, scope[0], indicators[0])


def computed_draft(query: Query, worked_out: WorkedOut) -> Draft | None:
    """Return the sentence that tells a result, with the quotes of its operands; None where nothing was computed."""
    computed = worked_out.computed
    if computed is None:
        return None
    quotes = tuple(dict.fromkeys(fact_quote(fact) for fact in computed.facts))
    end = "." if query.language == "en" else "。"
    return Draft(computed.said(query.language) + end, quotes, derived=(computed,))


def uncomputed_note(query: Query, worked_out: WorkedOut) -> str:
    """Return the note that nothing was computed, and why."""
    english = query.language == "en"
    said = _UNCOMPUTED[_key(query)].format(reasons=("; " if english else "；").join(worked_out.reasons))
    return to_traditional(said) if query.language == "zh-Hant" else said


def way_drafts(query: Query, cell: Cell, start: Fact | None, quotes: Sequence[Quote]) -> list[Draft]:
    """Return the sentence on how far a target is from its starting point in the same row, if the two compare."""
    best = cell.best
    if best is None or start is None or not (best.year and start.year):
        return []
    moved = change(cell, Cell(cell.document, cell.indicator, "baseline", "value", start))
    if moved is None:
        return []
    names = (_time_name(query, best.year), _time_name(query, start.year))
    computed = Computed("difference", (best, start), names)
    if computed.computation.unfit:
        return []
    end = "." if query.language == "en" else "。"
    return [Draft(computed.said(query.language) + end, tuple(quotes), derived=(computed,))]


def _over_plans(
    query: Query, operation: Operation, scope: Sequence[Document], indicator: Indicator
) -> WorkedOut:
    """Return an operation over the figures of several plans.

    Those that a question names must all have one; of all plans together those without are left out, and named.
    """
    read = [(each, read_asked(each, indicator, query)) for each in scope]
    cells = [cell for _, cell in read if cell is not None]
    lined = compare(cells)
    words = REASONS[_key(query)]
    left = [(each, words["empty"]) for each, cell in read if cell is None]
    left += [(cell.document, words[reason]) for cell, reason in lined.left_out]
    torn = [(cell.document, STATUSES[_key(query)]["conflict"]) for cell in lined.cells if cell.against]
    chosen = _chosen(operation, scope, lined.cells)
    pairwise = operation.operator in ("difference", "ratio", "lead")
    reasons = [*left] if query.named and operation.operator != "lead" else []
    reasons += [each for each in torn if each[0] in [cell.document for cell in chosen]]
    if reasons or len(chosen) < _PAIR or (pairwise and len(chosen) > _PAIR):
        said = [
            f"{_city(query, each)}{': ' if query.language == 'en' else '：'}{why}" for each, why in reasons
        ]
        return WorkedOut(tuple(cells), None, tuple(said) or (_UNFIT[_key(query)]["few"],))
    names = [_city(query, cell.document) for cell in chosen]
    if operation.operator == "lead" and lined.cells:  # those that tie for the second place are named together
        tied = [cell for cell in lined.cells if cell.range == chosen[-1].range and cell is not chosen[0]]
        names[-1] = (", " if query.language == "en" else "、").join(
            _city(query, cell.document) for cell in tied
        )
    out = (
        []
        if operation.operator in ("lead", "difference", "ratio")
        else [_city(query, each) for each, _ in left]
    )
    return _worked_out(query, operation, chosen, names, left_out=out)


def _chosen(operation: Operation, scope: Sequence[Document], lined: Sequence[Cell]) -> list[Cell]:
    """Return the cells that an operation is on: the first two of the rank to lead, else those of the question in order."""
    if operation.operator == "lead":
        return list(reversed(lined))[:_PAIR] if operation.least else list(lined[:_PAIR])
    order = [each.id for each in scope]
    return sorted(lined, key=lambda cell: order.index(cell.document.id))


def _in_one_plan(
    query: Query, operation: Operation, document: Document, indicator: Indicator
) -> WorkedOut | None:
    """Return an operation on the figures of one plan: half of one, or what lies between two times."""
    if operation.operator == "half":
        cell = read_asked(document, indicator, query)
        cells = [cell] if cell is not None else []
    elif operation.operator in _OVER_TIME:
        growth = growth_of(indicator) if operation.operator == "yearly_rate" else None
        if growth is not None and read_cell(document, growth, "target").has_value:
            return None  # the plan prints it
        cells = _two_times(query, document, indicator)
    else:
        return None
    words = STATUSES[_key(query)]
    reasons = [
        f"{_cell_name(query, cell)}{words[cell.status]}"
        for cell in cells
        if cell.status != "value" or cell.against
    ]
    wanted = 1 if operation.operator == "half" else _PAIR
    if reasons or len(cells) != wanted:
        return WorkedOut(tuple(cells), None, tuple(reasons) or (_UNFIT[_key(query)]["few"],))
    return _worked_out(query, operation, cells, _cell_names(query, cells))


def _side_by_side(
    query: Query, operation: Operation, document: Document, indicators: Sequence[Indicator]
) -> WorkedOut | None:
    """Return an operation on several indicators of one plan, for one time."""
    if operation.operator not in _OVER_INDICATORS:
        return None
    read = [read_asked(document, each, query) for each in indicators]
    cells = [cell for cell in read if cell is not None]
    language = _key(query)
    reasons = [
        f"{cell.indicator.name(language)}{': ' if language == 'en' else '：'}{STATUSES[language][cell.status]}"
        for cell in cells
        if cell.status != "value"
    ]
    if reasons or len(cells) < len(indicators):
        return WorkedOut(tuple(cells), None, tuple(reasons) or (_UNFIT[language]["few"],))
    return _worked_out(query, operation, cells, [each.name(language) for each in indicators])


def _two_times(query: Query, document: Document, indicator: Indicator) -> list[Cell]:
    """Return the cells of two times, the later one first: those asked, else the target and its starting point."""
    own = document.period
    if own is not None and query.wants_value and asked_years(query, own) <= end_of_period(own.previous):
        before = [each for each in document.facts.get(indicator.id, ()) if each.role == "old_target"]
        set_before = cell_of(document, indicator, "target", before)
        if (
            asked_years(query, own) and set_before.has_value
        ):  # what the plan before had set, and what was reached
            return [set_before, read_cell(document, indicator, "baseline")]
    years = [each for each in asked_years(query, own) if each.isdigit()]
    if own is None:
        return [read_time(document, indicator, {each}) for each in sorted(years, reverse=True)]
    ends = {str(own.last), str(own.first - 1)}
    names = sorted(
        {*years} if len(years) > 1 else {*years} | ends if set(years) <= ends else {*years, str(own.last)}
    )

    def cell(year: str) -> Cell:
        if year in end_of_period(own):
            return read_cell(document, indicator, "target")
        if year in end_of_period(own.previous):
            return read_cell(document, indicator, "baseline")
        return read_time(document, indicator, {year})

    return [cell(year) for year in reversed(names)]


def _worked_out(
    query: Query,
    operation: Operation,
    cells: Sequence[Cell],
    names: Sequence[str],
    *,
    left_out: Sequence[str] = (),
) -> WorkedOut:
    facts = tuple(cell.best for cell in cells if cell.best is not None)
    times = [_last_year(cell) for cell in cells]
    years = times[0] - times[1] if len(times) == _PAIR and operation.operator.startswith("yearly") else 0
    computed = Computed(operation.operator, facts, tuple(names), years, tuple(left_out))
    unfit = computed.computation.unfit
    if unfit:
        return WorkedOut(tuple(cells), None, (_UNFIT[_key(query)][unfit],))
    return WorkedOut(tuple(cells), computed)


def _last_year(cell: Cell) -> int:
    """Return the year that a figure is of, the last one of a period; that of its role where none is said."""
    period = cell.best.period if cell.best else None
    if period is not None:
        return period.last
    own = cell.document.period
    return 0 if own is None else own.first - 1 if cell.role == "baseline" else own.last


def _cell_names(query: Query, cells: Sequence[Cell]) -> list[str]:
    """Return what the figures of several cells are called by: their times, and which was set where both are of one."""
    names = [_cell_name(query, cell) for cell in cells]
    if len(set(names)) == len(names):
        return names
    words = (" target", " result") if query.language == "en" else ("目标", "实际")
    return [
        name + words[cell.best is None or cell.best.role != "old_target"]
        for name, cell in zip(names, cells, strict=True)
    ]


def _cell_name(query: Query, cell: Cell) -> str:
    year = _last_year(cell)
    return _time_name(query, str(year)) if year else ""


def _time_name(query: Query, year: str) -> str:
    return year if query.language == "en" or not year.isdigit() else f"{year}年"


def _key(query: Query) -> str:
    return "en" if query.language == "en" else "zh"


def _city(query: Query, document: Document) -> str:
    return document.english_name if query.language == "en" else document.name
