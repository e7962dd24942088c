"""That a plan gives no figure of an indicator for a time: said where its facts have none, and checked by them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.periods import is_plan_name
from embeddings.scripts import to_simplified, to_traditional
from qa.answers import Language
from qa.indicators.choosing import Cell, read_cell, read_time
from qa.locating import Place

_ZH: Final = {
    "target": "规划中没有读到{time}{name}的目标值",
    "time": "规划中没有读到{time}{name}的数值",
    "dash": "指标表中{time}{name}一栏为“-”",
}
_EN: Final = {
    "target": "no {time}target for {name} was read in the plan",
    "time": "no {time}figure for {name} was read in the plan",
    "dash": "the table of the plan has a dash for the {time}{name}",
}


@dataclass(frozen=True, slots=True, eq=False)
class Silent:
    """A document that gives no figure of an indicator for some years; for its own target where none is named."""

    document: Document
    indicator: Indicator
    years: tuple[str, ...] = ()

    @property
    def cell(self) -> Cell:
        """What the document's facts have there."""
        if self.years:
            return read_time(self.document, self.indicator, self.years)
        return read_cell(self.document, self.indicator, "target")

    def said(self, language: Language) -> str:
        """Return the words for it."""
        english = language == "en"
        kind = "dash" if self.cell.status == "dash" else "time" if self.years else "target"
        own = self.document.period
        names = self.years or ((str(own.last),) if own is not None else ())
        if english:
            time = f"{'/'.join(names)} " if names else ""
            return _EN[kind].format(time=time, name=self.indicator.en)
        time = "、".join(each if is_plan_name(each) else f"{each}年" for each in names)
        said = _ZH[kind].format(time=time, name=self.indicator.zh)
        return to_traditional(said) if language == "zh-Hant" else to_simplified(said)

    def fault(self, places: Sequence[Place], documents: Mapping[str, Document]) -> str:
        """Return why it must not be said: its document is not cited, or has such a figure."""
        if documents.get(self.document.id) is not self.document or self.document.id not in {
            each for each, _, _ in places
        }:
            return "denies something of a plan that it does not cite"
        return "" if self.cell.status in ("empty", "dash") else f"the plan has {self.indicator.zh}"
