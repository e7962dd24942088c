"""What a move changed: each question on the original corpus beside the same on the moved one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from embeddings.rewriting import Rewritten
from embeddings.scripts import search_form
from eval.metrics import failures
from eval.moves.move import Move
from eval.predictions import GivenAnswer
from eval.runner import Judged, Run
from eval.statistics import Estimate, bootstrap_mean, mcnemar_p

Outcome = Literal["same", "changed", "won", "lost"]


@dataclass(frozen=True, slots=True)
class MovedAnswer:
    """A question before and after a move.

    ``lost`` and ``won`` are of full; ``changed`` answers are as right or wrong as before but read or cite otherwise.
    ``said`` is the answer after the move, in the words of before.
    """

    before: Judged
    after: Judged
    outcome: Outcome
    said: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        row = self.before.row
        return {
            "id": row.id,
            "kind": row.kind,
            "outcome": self.outcome,
            "question": row.question,
            "before": _text(self.before.prediction.answer),
            "after": self.said,
            "failures": failures(self.after.row, self.after.values),
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """How the questions of a group fared; ``change`` is full after minus before, with its interval, ``p`` McNemar's."""

    group: str
    questions: int
    before: int
    after: int
    won: int
    lost: int
    changed: int
    change: Estimate
    p: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        names = ("group", "questions", "before", "after", "won", "lost", "changed", "p")
        return {name: getattr(self, name) for name in names} | {"change": self.change.to_json()}


def compare_moved(before: Run, after: Run, move: Move, texts: Mapping[str, Rewritten]) -> list[MovedAnswer]:
    """Return every question with what the move did to its answer, in the order of the gold."""
    moved = {each.row.id: each for each in after.judged}
    return [_compared(each, moved[each.row.id], move, texts) for each in before.judged]


def tally(answers: Sequence[MovedAnswer], group: str) -> Tally:
    """Count a group of questions, which must not be empty."""
    counts = {name: sum(each.outcome == name for each in answers) for name in ("won", "lost", "changed")}
    full = [(_full(each.before), _full(each.after)) for each in answers]
    return Tally(
        group=group,
        questions=len(answers),
        before=sum(first for first, _ in full),
        after=sum(second for _, second in full),
        **counts,
        change=bootstrap_mean([float(second - first) for first, second in full]),
        p=mcnemar_p(counts["lost"], counts["won"]),
    )


def tallies(answers: Sequence[MovedAnswer]) -> Iterator[Tally]:
    """Yield the counts of each split that was asked, then of all."""
    for split in ("dev", "test"):
        own = [each for each in answers if each.before.row.split == split]
        if own:
            yield tally(own, split)
    yield tally(answers, "all")


def _compared(before: Judged, after: Judged, move: Move, texts: Mapping[str, Rewritten]) -> MovedAnswer:
    first, second = before.prediction.answer, after.prediction.answer
    if _full(before) != _full(after):
        outcome: Outcome = "lost" if _full(before) else "won"
    else:
        outcome = "same" if _same(first, second, move, texts) else "changed"
    return MovedAnswer(before, after, outcome, move.back(_text(second)))


def _same(
    first: GivenAnswer | None, second: GivenAnswer | None, move: Move, texts: Mapping[str, Rewritten]
) -> bool:
    """Say whether two answers read alike once one of them is moved, in any script, and cite the same places."""
    if first is None or second is None:
        return first is second
    if first.refused != second.refused:
        return False
    there = search_form(move.back(second.answer)) == search_form(first.answer)
    here = search_form(move.forward(first.answer).text) == search_form(second.answer)
    cited = {
        (move.rename_id(each.document_id), texts[each.document_id].span(part.start, part.end))
        for each in first.citations
        for part in each.parts
    }
    return (there or here) and cited == {
        (each.document_id, (part.start, part.end)) for each in second.citations for part in each.parts
    }


def _full(judged: Judged) -> bool:
    return judged.values["full"] == 1.0


def _text(answer: GivenAnswer | None) -> str:
    return answer.answer if answer else ""
