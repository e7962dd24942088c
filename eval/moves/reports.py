"""A move as it is printed: totals by split, then what it changed, question by question, in dev alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eval.moves.forbidden import Forbidden, unlisted
from eval.moves.outcomes import MovedAnswer, Outcome, tallies
from qa.plain import columns

_ORDER: tuple[Outcome, ...] = ("lost", "changed", "won", "same")


def move_lines(
    name: str, answers: Sequence[MovedAnswer], forbidden: Forbidden, *, every_change: bool = False
) -> Iterator[str]:
    """Yield the totals, then each question of dev whose answer changed: with both answers, or why it may change.

    With ``every_change`` those that may change are shown with both answers too. Questions of test are counted and
    never shown: who reads them can no longer test with them.
    """
    yield f"{name}: full before and after, answers that differ"
    head = ["", "n", "before", "after", "won", "lost", "changed", "may", "change [95 %]", "p"]
    yield from columns([head, *([str(cell) for cell in row] for row in _rows(name, answers, forbidden))])
    for each in _shown(answers):
        reason = forbidden.get((name, each.before.row.id))
        if reason is None or every_change:
            yield from _question(each)
        if reason is not None:
            yield f"may change: {each.before.row.id}: {reason}"


def move_json(name: str, answers: Sequence[MovedAnswer], forbidden: Forbidden) -> dict[str, Any]:
    """Return the totals and every answer of dev that differs, as plain JSON values."""
    return {
        "move": name,
        "groups": [each.to_json() for each in tallies(answers)],
        "unlisted": len(unlisted(name, answers, forbidden)),
        "answers": [
            each.to_json() | {"may_change": forbidden.get((name, each.before.row.id))}
            for each in _shown(answers)
        ],
    }


def _rows(name: str, answers: Sequence[MovedAnswer], forbidden: Forbidden) -> Iterator[list[object]]:
    may = {
        split: sum((name, each.before.row.id) in forbidden for each in answers if each.outcome != "same")
        for split, answers in (("all", answers), *_by_split(answers))
    }
    for each in tallies(answers):
        change = f"{each.change.value:+.3f} [{each.change.low:+.3f}, {each.change.high:+.3f}]"
        counts = (each.questions, each.before, each.after, each.won, each.lost, each.changed, may[each.group])
        yield [each.group, *counts, change, f"{each.p:.4f}"]


def _by_split(answers: Sequence[MovedAnswer]) -> Iterator[tuple[str, list[MovedAnswer]]]:
    for split in ("dev", "test"):
        yield split, [each for each in answers if each.before.row.split == split]


def _question(answer: MovedAnswer) -> Iterator[str]:
    row = answer.before.row
    shown = answer.to_json()
    yield f"{answer.outcome}: {row.id} [{row.kind}] {row.question}"
    yield f"    before: {_line(shown['before'])}"
    yield f"    after:  {_line(shown['after'])}"
    if shown["failures"]:
        yield f"    now:    {', '.join(shown['failures'])}"


def _shown(answers: Sequence[MovedAnswer]) -> list[MovedAnswer]:
    found = [each for each in answers if each.outcome != "same" and each.before.row.split == "dev"]
    return sorted(found, key=lambda each: _ORDER.index(each.outcome))


def _line(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip())
