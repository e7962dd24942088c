"""Facts in the tables of a document, read as :mod:`embeddings.tables` rebuilt them; an unclear column stays unclear.

Every row of a table of indicators is read: under the indicator that its name is listed for, else under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from embeddings.facts.definitions import Definitions, Indicator, unlisted
from embeddings.facts.fact import Fact, Role
from embeddings.facts.periods import PLAN, find_periods, find_plan
from embeddings.facts.quantities import Figure, Quantity, Span, whole_figure
from embeddings.facts.times import compared_year, is_average, nearest_year, role_of
from embeddings.facts.unit_match import GROWTH, takes
from embeddings.facts.units import counts, same_family
from embeddings.scripts import search_form
from embeddings.tables import Cell, Row, Table

if TYPE_CHECKING:
    from embeddings.corpus import Document

_UNIT_BEHIND: Final = re.compile(r"[(（]([^()（）]{0,12})[)）]?$|(%)[)）]?$")
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_LEAD: Final = re.compile(r"^(?:全市|全县|全区|全省|本市|我市|地方|年末|全社会|\d+[.、]?)")
_RATE_COLUMN: Final = re.compile(r"年均|增[长速幅]")
_PLANNED: Final = re.compile(r"目标|规划(?!期)")
_REVIEWED: Final = re.compile(rf"“?(?:{PLAN})”?规划(?=完成|实现)")
_DONE: Final = re.compile(r"完成|实现|实际|现状|基期")
_SHORTEST_NAME: Final = 2
"""Chinese characters of a name that could be asked for."""
_RATE_WORD: Final = re.compile(r"^(?:年均)?(?:增速|增长率?|增幅)")


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of a document with the title that it is cited by."""

    document: Document
    table: Table
    title: str


@dataclass(frozen=True, slots=True)
class _Name:
    """What a row is about: the wording that was found, the indicators it may stand for, and whether it says growth.

    ``own`` says that no listed indicator has the name, so that the row stands for itself.
    """

    wording: str
    indicators: tuple[Indicator, ...]
    grows: bool = False
    own: bool = False


def table_facts(document: Document, table: Table, title: str, definitions: Definitions) -> Iterator[Fact]:
    """Yield every fact in a table, row by row; none of a matrix of texts."""
    if table.kind != "numbers":
        return
    view = _Source(document, table, title)
    dated = any(_tells_time(column) for column in table.columns)
    for row in table.rows:
        name = _name(row, definitions) or (_own_name(row) if dated else None)
        if name is None or row.shared is not None:
            continue
        if row.certain:
            for column, cell in zip(row.columns, row.values, strict=True):
                yield from _cell(view, row, name, column, cell)
        else:
            yield from _unclear(view, row, name)


def unlisted_of(fact: Fact) -> Indicator:
    """Return the indicator that a fact stands for by its printed name."""
    key = _key(fact.wording)
    return unlisted(key, _shown(fact.wording), fact.unit)


def _tells_time(column: str) -> bool:
    folded = search_form(column)
    return bool(next(find_periods(folded), None) or _PLANNED.search(folded) or _DONE.search(folded))


def _own_name(row: Row) -> _Name | None:
    """Return the row's own name, None where it has none that could be asked for."""
    key = _key(row.name)
    if len(re.findall(r"[\u4e00-\u9fff]", key)) < _SHORTEST_NAME:
        return None
    return _Name(key, (unlisted(key, _shown(row.name), _unit(row)),), own=True)


def _key(name: str) -> str:
    """Return the name by which rows of several documents meet: in search form, without unit, number and 全市."""
    parent, _, sub = search_form(name).strip().partition(" ")
    return _LEAD.sub("", _bare(parent)) + _bare(sub)


def _shown(name: str) -> str:
    """Return a name as printed, without the unit behind it."""
    return _UNIT_BEHIND.sub("", name.strip())


def _name(row: Row, definitions: Definitions) -> _Name | None:
    """Return what a row is about; a sub-row is read with its own name before and behind that of its parent."""
    words = search_form(row.name).strip()
    parent, _, sub = words.partition(" ")
    bare_parent, bare_sub = _bare(parent), _bare(sub)
    wordings = [bare_sub + bare_parent, bare_parent + bare_sub] if sub else [bare_parent]
    wordings += [_BRACKETS.sub("", each) for each in wordings] + [_LEAD.sub("", each) for each in wordings]
    for wording in wordings:
        found = definitions.named(wording)
        if found:
            return _Name(wording, found, grows=bool(_RATE_WORD.match(bare_sub)))
    if sub and _RATE_WORD.match(bare_sub):
        found = definitions.named(bare_parent)
        return _Name(bare_parent, found, grows=True) if found else None
    return None


def _bare(name: str) -> str:
    """Return a name without the unit behind it, whole or cut off: 增长%), 覆盖率(%), 参选率(%, 增加值亿元."""
    bare = _UNIT_BEHIND.sub("", name)
    return re.sub(r"(?<=[\u4e00-\u9fff])(?:%|万元|亿元|亿美元|万人|万吨)$", "", bare)


def _unit(row: Row) -> str:
    if row.unit:
        return search_form(row.unit)
    name = search_form(row.name)
    match = _UNIT_BEHIND.search(name)
    if match:
        return next(filter(None, match.groups()), "")
    behind = re.search(r"(%|万元|亿元|亿美元|万人|万吨)$", name)
    return behind.group() if behind else ""


def _cell(view: _Source, row: Row, name: _Name, column: str, cell: Cell) -> Iterator[Fact]:
    text = cell.folded.strip()
    if not text:
        return
    folded = search_form(column)
    year, role = _when(view, folded, text)
    figure = whole_figure(text)
    rate_column = bool(_RATE_COLUMN.search(folded)) and not (figure and figure.quantity.span == "total")
    has_rate = any(each.measure == "rate" for each in name.indicators)
    as_rate = rate_column and (has_rate or not _is_told_there_alone(view, row))
    indicator, read = _indicator(row, name, figure, rate_column=as_rate)
    if indicator is None:
        return
    span: Span = figure.quantity.span if figure else ""
    if rate_column and not span:
        span = "average"
    yield _mention(view, row, indicator, cell, read, year=year, role=role, column=column, span=span)


def _is_told_there_alone(view: _Source, row: Row) -> bool:
    """Say whether a row has a dash for the target year, so that what stands under 年均 is its target: 失业率 — <5.5."""
    cells = [
        cell.folded.strip()
        for column, cell in zip(row.columns, row.values, strict=True)
        if not _RATE_COLUMN.search(search_form(column))
        and _when(view, search_form(column), "")[1] == "target"
    ]
    return bool(cells) and all(not cell.strip("-—–/一 ") for cell in cells)


def _indicator(
    row: Row, name: _Name, figure: Figure | None, *, rate_column: bool
) -> tuple[Indicator | None, Figure | None]:
    """Return the indicator that a cell is of, and its figure with the unit that the row gives it."""
    if name.own:
        read = _with_unit(figure, "%" if rate_column else _unit(row)) if figure else None
        return name.indicators[0], read
    grows = name.grows or rate_column or (figure is not None and figure.kind == "rate")
    if figure is None:  # words or a dash: of the indicator itself, not of its growth
        plain = [each for each in name.indicators if name.wording in each.wordings]
        rates = [each for each in name.indicators if each.measure == "rate"]
        chosen = rates if grows else plain
        return (chosen[0] if chosen else None), None
    for indicator in name.indicators:
        if indicator.measure == "rate":
            own_rate = GROWTH.search(name.wording) is not None and name.wording in indicator.wordings
            if (grows or own_rate) and figure.unit in ("", "%") and not figure.quantity.parts:
                return indicator, _with_unit(figure, "%")
        elif not grows and name.wording in indicator.wordings:
            read = _with_unit(figure, _unit(row))
            if indicator.measure == "cut" and read.unit in ("", "%"):
                return indicator, read
            if read.quantity.parts and indicator.measure == "ratio":
                return indicator, _with_unit(figure, ":")
            if indicator.measure != "cut" and _plausible(indicator, name, read):
                return indicator, read
    return None, None


def _plausible(indicator: Indicator, name: _Name, figure: Figure) -> bool:
    """Say whether a cell is a level of the indicator; a unit that the source lost or cut off does not forbid it."""
    if figure.kind == "cut" and indicator.measure in ("share", "level"):
        return figure.quantity.span == "total"
    level = figure.with_quantity(kind="level")
    lost = not figure.unit or figure.unit.endswith("/")
    return (
        not figure.quantity.parts
        and (lost or counts(indicator.unit) or same_family(figure.unit, indicator.unit))
        and (lost or takes(indicator, name.wording, level))
    )


def _with_unit(figure: Figure, unit: str) -> Figure:
    if figure.unit and not (figure.quantity.parts and unit == ":"):
        return figure
    return figure.with_quantity(unit=unit)


def _when(view: _Source, column: str, text: str) -> tuple[str, Role]:
    """Return the year and the role of a cell: by its own words, its column, then the title of its table."""
    document = view.document
    own = nearest_year(text) if find_plan(text) else ""
    year = own or nearest_year(column, own=document.period)
    title = search_form(view.title)
    if not year or (not own and _RATE_COLUMN.search(column) and not is_average(year)):
        in_title = nearest_year(*(part for part in (column, title) if find_plan(part)))
        year = in_title if is_average(in_title) else year or nearest_year(title)
    role = role_of(year, document)
    past = role in ("baseline", "earlier")
    if past and _PLANNED.search(_REVIEWED.sub("", column)) and not _DONE.search(column):
        return year, "old_target"
    return year, role


def _unclear(view: _Source, row: Row, name: _Name) -> Iterator[Fact]:
    """Yield one mention of a row whose columns are not known: all its values as printed, and none of them a fact."""
    plain = [each for each in name.indicators if name.wording in each.wordings] or list(name.indicators)
    shown = [cell for cell in row.values if cell.text.strip()]
    if not shown or not plain:
        return
    title = search_form(view.title)
    year = nearest_year(title)
    role = role_of(year, view.document)
    figure = whole_figure(shown[0].folded) if len(shown) == 1 else None
    read = _with_unit(figure, _unit(row)) if figure else None
    target: Role = "baseline" if role in ("baseline", "earlier") else "target"
    first, last = shown[0], shown[-1]
    joined = Cell(
        " ".join(cell.text for cell in shown), "", first.start, last.end, first.raw_start, last.raw_end
    )
    yield _mention(view, row, plain[0], joined, read, year="", role=target, column="", span="", certain=False)


def _mention(
    view: _Source,
    row: Row,
    indicator: Indicator,
    cell: Cell,
    figure: Figure | None,
    *,
    year: str,
    role: Role,
    column: str,
    span: Span,
    certain: bool = True,
) -> Fact:
    document = view.document
    start, end = row.quote_start, row.end
    unit = figure.unit if figure else _unit(row)
    notes = []
    if figure and not unit and indicator.unit:
        notes.append("unit_missing")
    if span == "total" and indicator.measure not in ("flow", "cut"):
        notes.append("change")
    if unit.endswith("/"):
        notes.append("unit_cut")
    quantity = replace(figure.quantity, span=span) if figure else Quantity(None, unit, span=span)
    return Fact(
        document=document,
        indicator=indicator.id,
        wording=row.name,
        printed=cell.text,
        quantity=quantity,
        role=role,
        year=year,
        start=start,
        end=end,
        value_start=cell.start,
        value_end=cell.end,
        compared_with=compared_year(figure.gap) if figure else "",
        attribute=row.attribute,
        in_table=view.title,
        column=column,
        certain=certain,
        notes=tuple(notes),
        damage=tuple(d.message for d in document.damages if d.start < end and start < d.end),
        damaged=document.is_damaged(cell.start, cell.end),
    )
