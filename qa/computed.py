"""What an answer works out from the plans' figures: its words, and the check that they are what the figures give.

No plan prints the result, so no quote can vouch for it. The check is another: each operand must stand in a quote of the
answer, be read there again as the same amount, and go together with the others; the words are then made anew from the
operands and must be those of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.computing import Computation, number_text
from embeddings.facts.fact import Fact
from embeddings.facts.quantities import find_quantities
from embeddings.query.arithmetic import Operator
from embeddings.scripts import to_simplified, to_traditional
from qa.answers import Language
from qa.english import amount_in_english
from qa.locating import Place

_ZH: Final[dict[Operator, str]] = {
    "sum": "{count}项合计{result}",
    "mean": "{count}项平均为{result}",
    "ratio": "{first}是{second}的{result}",
    "half": "一半为{result}",
    "difference": "{first}比{second}{more}{result}",
    "lead": "{first}比第二位的{second}{more}{result}",
    "yearly_change": "从{second}到{first}平均每年{more}{result}",
    "yearly_rate": "从{second}到{first}年均增长{result}",
}
_EN: Final[dict[Operator, str]] = {
    "sum": "the {count} together are {result}",
    "mean": "the mean of {count} is {result}",
    "ratio": "{first} is {result} that of {second}",
    "half": "half is {result}",
    "difference": "{first} is {result} {more} than {second}",
    "lead": "{first} is {result} {more} than the second, {second}",
    "yearly_change": "from {second} to {first} {result} {more} each year on average",
    "yearly_rate": "from {second} to {first} a growth of {result} a year",
}
_WITHOUT: Final = {"zh": "未计入{names}", "en": "without {names}"}
_BY: Final = {"zh": "按规划数字计算", "en": "Computed from the figures of the plans"}
_ABOUT: Final = {"zh": "约", "en": "about "}
_BOUNDED: Final = {"zh": "“以上”“左右”等按所印数字计", "en": "bounds are reckoned at the number printed"}


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """A computation over facts; ``names`` says of each operand what tells it from the others: its place or its year.

    ``left_out`` are places that were asked for too and give no figure that goes with the others.
    """

    operator: Operator
    facts: tuple[Fact, ...]
    names: tuple[str, ...]
    years: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def computation(self) -> Computation:
        """The computation over the amounts of the facts."""
        return Computation(self.operator, tuple(each.quantity for each in self.facts), self.years)

    def said(self, language: Language) -> str:
        """Return the words for it: what it is, the formula, and that it is computed."""
        own, key = self.computation, "en" if language == "en" else "zh"
        frame = (_EN if key == "en" else _ZH)[self.operator]
        result = abs(own.result) if "{more}" in frame else own.result
        about = "" if own.is_exact else _ABOUT[key]
        first, second = (*self.names, "", "")[:2]
        text = frame.format(
            result=about
            + (amount_in_english(result, own.unit) if key == "en" else number_text(result) + own.unit),
            first=first,
            second=second,
            more=_moves(self.operator, key, own.result < 0),
            count=len(self.facts),
        )
        notes = [own.formula]
        if any(each.quantity.bound for each in self.facts):
            notes.append(_BOUNDED[key])
        if self.left_out:
            notes.append(_WITHOUT[key].format(names=(", " if key == "en" else "、").join(self.left_out)))
        if key == "en":
            return f"{_BY[key]}, {text} ({'; '.join(notes)})"
        said = f"{_BY[key]},{text}({';'.join(notes)})"
        return to_traditional(said) if language == "zh-Hant" else to_simplified(said)

    def fault(self, places: Sequence[Place], documents: Mapping[str, Document]) -> str:
        """Return why it must not be said with some quotes, or nothing."""
        if self.computation.unfit:
            return f"cannot be computed ({self.computation.unfit})"
        if len({each.indicator for each in self.facts}) > 1 and self.operator not in (
            "difference",
            "ratio",
            "sum",
        ):
            return "computed from figures of different matters"
        for fact in self.facts:
            if fact.scope or fact.damaged or not fact.certain:
                return f"computed from a figure that is not sure ({fact.printed})"
            if not _stands(fact, places, documents):
                return f"operand not in the quotes ({fact.printed})"
        return ""


def _stands(fact: Fact, places: Sequence[Place], documents: Mapping[str, Document]) -> bool:
    """Return whether the value of a fact lies in one of the quotes and reads there as the same number."""
    id, start, end = fact.document.id, fact.value_start, fact.value_end
    if not any(each == id and a <= start and end <= b for each, a, b in places):
        return False
    there = find_quantities(documents[id].search_text[start:end])
    return any(each.quantity.number == fact.number for each in there)


def _moves(operator: Operator, key: str, is_less: bool) -> str:
    if key == "en":
        return "less" if is_less else "more"
    if operator == "yearly_change":
        return "减少" if is_less else "增加"
    return "低" if is_less else "高"
