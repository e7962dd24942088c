"""Is one run better than another? Paired by question, tested, and every question that flipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eval.errors import RunError
from eval.metrics import LOWER_IS_BETTER, NAMES
from eval.runner import Judged, Run
from eval.statistics import Estimate, bootstrap_mean, holm, mcnemar_p, paired_p

ALPHA = 0.05
PRIMARY = (
    "full",
    "right",
    "char_f1",
    "concise",
    "false_refusal",
    "answered_unanswerable",
    "city_right",
    "chapter_deepest",
    "supported",
    "evidence_any@5",
    "evidence_all@10",
    "section_ndcg@10",
)
"""What a comparison decides on; the other measures are shown for exploring, with no verdict."""
_NOT_COMPARED = frozenset({"refused"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs: ``change`` is the mean of second minus first, with its interval.

    A measure of citations counts the questions that both runs answered. ``p`` is of McNemar's test for full, else of
    the paired randomisation test. ``adjusted`` is p for the number of primary measures that differ at all (Holm; one
    without any difference cannot reach significance, Tarone 1990); full, the headline, is not adjusted. It is None
    for a measure that is not primary.
    """

    name: str
    first: float
    second: float
    change: Estimate
    p: float
    adjusted: float | None
    differs: bool

    @property
    def verdict(self) -> str:
        """Say what the test allows to say: better, worse, no difference shown; nothing where none was planned."""
        if self.adjusted is None:
            return ""
        if self.adjusted >= ALPHA or not self.change.value:
            return "no difference shown"
        return "better" if (self.change.value > 0) != (self.name in LOWER_IS_BETTER) else "worse"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "name": self.name,
            "first": round(self.first, 6),
            "second": round(self.second, 6),
            "change": self.change.to_json(),
            "p": self.p,
            "adjusted_p": self.adjusted,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both asked."""

    first: str
    second: str
    questions: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]
    gained: tuple[Judged, ...]
    lost: tuple[Judged, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values; flips carry what the second run gave."""
        flips = {"gained": self.gained, "lost": self.lost}
        return {
            "first": self.first,
            "second": self.second,
            "questions": self.questions,
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "notes": list(self.notes),
            "differences": [each.to_json() for each in self.differences],
        } | {key: [_flip(each) for each in judged] for key, judged in flips.items()}


def compare(first: Run, second: Run, *, split: str | None = None) -> Comparison:
    """Compare two runs on the questions that both have.

    Raises:
        RunError: they have none in common.

    """
    before, after = _by_id(first, split), _by_id(second, split)
    same = [id for id in before if id in after and _asked(before[id]) == _asked(after[id])]
    if not same:
        problem = f"the runs {first.name} and {second.name} have no question in common"
        raise RunError(problem, remedy="Run both on the same gold.")
    gained = tuple(after[id] for id in same if _full(after[id]) and not _full(before[id]))
    lost = tuple(after[id] for id in same if _full(before[id]) and not _full(after[id]))
    pairs = [(before[id], after[id]) for id in same]
    found = [each for name in NAMES if (each := _difference(name, pairs, len(lost), len(gained)))]
    tested = [d for d in found if d.name in PRIMARY[1:] and d.differs]
    adjusted: dict[str, float | None] = {d.name: d.p for d in found if d.name in PRIMARY}
    adjusted |= zip([d.name for d in tested], holm([d.p for d in tested]), strict=True)
    return Comparison(
        first=first.name,
        second=second.name,
        questions=len(same),
        only_first=tuple(id for id in before if id not in same),
        only_second=tuple(id for id in after if id not in same),
        notes=tuple(_notes(first, second)),
        differences=tuple(
            Difference(d.name, d.first, d.second, d.change, d.p, adjusted.get(d.name), d.differs)
            for d in found
        ),
        gained=gained,
        lost=lost,
    )


def _by_id(run: Run, split: str | None) -> dict[str, Judged]:
    return {each.row.id: each for each in run.judged if split in (None, each.row.split)}


def _asked(judged: Judged) -> tuple[str, tuple[str, ...]]:
    return judged.row.question, judged.row.history


def _full(judged: Judged) -> bool:
    return judged.values["full"] == 1.0


def _difference(name: str, pairs: list[tuple[Judged, Judged]], lost: int, gained: int) -> Difference | None:
    """Compare a measure where both runs have it (a citation measure needs an answer from both)."""
    values = [
        (x, y)
        for a, b in pairs
        if (x := a.values.get(name)) is not None and (y := b.values.get(name)) is not None
    ]
    if not values or name in _NOT_COMPARED:
        return None
    changes = [y - x for x, y in values]
    first, second = (sum(column) / len(values) for column in zip(*values, strict=True))
    p = mcnemar_p(lost, gained) if name == "full" else paired_p(changes)
    return Difference(name, first, second, bootstrap_mean(changes), p, None, any(changes))


def _notes(first: Run, second: Run) -> Iterator[str]:
    """Yield what else is different between the runs."""
    for key in ("settings", "corpus", "code", "prompts", "gold"):
        if first.config.get(key) != second.config.get(key):
            yield f"the runs differ in {key}"
    if first.config.get("machine") != second.config.get("machine"):
        yield "the runs were made on different machines: do not compare their latency"


def _flip(judged: Judged) -> dict[str, Any]:
    fields = judged.to_json()
    answer = judged.prediction.answer
    return {
        "id": judged.row.id,
        "kind": judged.row.kind,
        "question": judged.row.question,
        "failures": fields["failures"],
        "answer": answer.answer if answer else "",
    }
