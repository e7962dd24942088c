"""How right the indicator table is: its cells against cells that were read from the raw texts by eye."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from embeddings.corpus import Document
from embeddings.scripts import search_form, to_simplified
from eval.errors import Fault, GoldError
from qa.indicators import Cell, Fact, load_indicators
from qa.indicators.choosing import Status, read_cell

GOLD: Final = Path(__file__).parent / "gold" / "indicators" / "cells.jsonl"
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")


class GoldCell(BaseModel):
    """One cell as a person read it: the value as printed, or that the plan prints none.

    ``quote`` is the raw text; the cells of a table are joined by ``|``. ``others`` are the values elsewhere in the
    plan that contradict it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str
    document_id: str
    role: Literal["target", "baseline"]
    status: Status
    value: str = ""
    unit: str = ""
    year: str = ""
    qualifier: str = ""
    attribute: str = ""
    quote: str = ""
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the cell is named in a report."""
        return f"{self.document_id} {self.indicator} {self.role}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold cell beside the table's; ``wrong`` names the fields that differ."""

    gold: GoldCell
    cell: Cell
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellScores:
    """Counts over the gold: cells that print something, and those that the table fills.

    Precision is the share of filled cells that are right in value, unit, year, qualifiers, certainty and contradictions,
    and whose place is the gold's or another of the same value; recall that of the cells in the gold that print something. ``empty_right`` counts the cells that must say 未提及 and do.
    """

    cells: int
    printed: int
    filled: int
    right: int
    empty: int
    empty_right: int

    @property
    def precision(self) -> float:
        """Right cells of those that the table fills, 0 to 1."""
        return self.right / self.filled if self.filled else 0.0

    @property
    def recall(self) -> float:
        """Right cells of those that print something, 0 to 1."""
        return self.right / self.printed if self.printed else 0.0


def load_cells(path: Path = GOLD) -> tuple[GoldCell, ...]:
    """Read gold cells.

    Raises:
        GoldError: a line is no cell, or names an indicator that there is not.

    """
    known = {each.id for each in load_indicators()}
    cells = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            cell = GoldCell.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise GoldError([Fault(path.name, number, field, first["msg"])]) from error
        if cell.indicator not in known:
            problem = f"there is no indicator {cell.indicator!r}"
            raise GoldError([Fault(path.name, number, "indicator", problem)])
        cells.append(cell)
    return tuple(cells)


def judge(documents: Mapping[str, Document], gold: Sequence[GoldCell]) -> list[Judged]:
    """Return every gold cell with the table's cell and what differs."""
    indicators = {each.id: each for each in load_indicators()}
    return [
        Judged(each, cell, tuple(_differences(each, cell)))
        for each in gold
        for cell in [read_cell(documents[each.document_id], indicators[each.indicator], each.role)]
    ]


def score(judged: Sequence[Judged]) -> CellScores:
    """Count what is right."""
    printed = [each for each in judged if each.gold.status not in ("empty", "dash")]
    filled = [each for each in judged if each.cell.status not in ("empty", "dash")]
    blank = [each for each in judged if each.gold.status in ("empty", "dash")]
    return CellScores(
        cells=len(judged),
        printed=len(printed),
        filled=len(filled),
        right=sum(not each.wrong for each in printed),
        empty=len(blank),
        empty_right=sum(not each.wrong for each in blank),
    )


def report_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield the scores and a line for each cell that is wrong."""
    scores = score(judged)
    yield f"{scores.cells} cells: {scores.printed} print something, {scores.empty} must be empty"
    yield f"precision {scores.precision:.3f} ({scores.right}/{scores.filled})"
    yield f"recall    {scores.recall:.3f} ({scores.right}/{scores.printed})"
    yield f"empty     {scores.empty_right}/{scores.empty} rightly empty"
    for each in judged:
        if each.wrong:
            best = each.cell.best
            shown = f"{best.printed} {best.unit} {best.year} “{best.quote}”" if best else "—"
            yield f"  {each.gold.name}: {', '.join(each.wrong)}; gold {each.gold.status} {each.gold.value} {each.gold.unit} {each.gold.year}, table {each.cell.status} {shown}"


def to_json(scores: CellScores) -> str:
    """Return the scores as JSON."""
    fields = {name: getattr(scores, name) for name in CellScores.__dataclass_fields__}
    return json.dumps({**fields, "precision": scores.precision, "recall": scores.recall})


def _differences(gold: GoldCell, cell: Cell) -> Iterator[str]:
    if gold.status != cell.status:
        yield "status"
    best = cell.best
    if gold.status in ("empty", "dash") or best is None:
        return
    if gold.status == "text":
        if search_form(best.printed) != gold.value:
            yield "value"
    elif not _same_figures(gold.value, best.printed):
        yield "value"
    is_ratio = ":" in gold.value and best.unit.startswith(":")
    if gold.status != "text" and not is_ratio and search_form(best.unit) != search_form(gold.unit):
        yield "unit"
    if gold.year.isdigit() and best.year.isdigit() and gold.year != best.year:
        yield "year"
    if gold.attribute and gold.attribute != best.attribute:
        yield "attribute"
    marks = {"累计": "total", "每年": "yearly"}
    for word in gold.qualifier.split():
        if (word in marks and best.span != marks[word]) or (
            word not in marks and word not in best.qualifiers
        ):
            yield "qualifier"
    same_value = (each for each in (best, *cell.others) if each.number == best.number)
    if not any(_same_place(gold.quote, each) for each in same_value):
        yield "quote"
    if {Decimal(each) for each in gold.others} - {each.number for each in cell.against}:
        yield "others"


def _same_figures(gold: str, printed: str) -> bool:
    """Say whether a printed value starts with the figures of the gold; words and brackets around it do not count."""
    words = re.sub(r"十[三四五]五|20\d{2}年", "", search_form(printed))
    return _FIGURE.findall(words)[: len(_FIGURE.findall(gold))] == _FIGURE.findall(gold) and (
        gold.startswith("-") == ("-" in words.split("~")[0][:3])
    )


def _same_place(gold: str, best: Fact) -> bool:
    """Say whether the quote of a mention and that of the gold are one place: the one stands in the other."""
    if not gold:
        return True
    fold = re.compile(r"[\s|\W_]+")
    mine, other = fold.sub("", search_form(best.quote)), fold.sub("", search_form(to_simplified(gold)))
    return other in mine or mine in other
