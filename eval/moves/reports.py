"""A move as it is printed: totals by split, then what was lost, question by question, in dev alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eval.moves.outcomes import MovedAnswer, tallies
from qa.plain import columns


def move_lines(name: str, answers: Sequence[MovedAnswer], *, every_change: bool = False) -> Iterator[str]:
    """Yield the totals, then each lost question of dev with both answers; with ``every_change`` also won and changed ones.

    Questions of test are counted and never shown: who reads them can no longer test with them.
    """
    yield f"{name}: full before and after, answers that differ"
    head = ["", "n", "before", "after", "won", "lost", "changed", "change [95 %]", "p"]
    yield from columns([head, *([str(cell) for cell in row] for row in _rows(answers))])
    for each in _shown(answers, every_change=every_change):
        row = each.before.row
        shown = each.to_json()
        yield f"{each.outcome}: {row.id} [{row.kind}] {row.question}"
        yield f"    before: {_line(shown['before'])}"
        yield f"    after:  {_line(shown['after'])}"
        if shown["failures"]:
            yield f"    now:    {', '.join(shown['failures'])}"


def move_json(name: str, answers: Sequence[MovedAnswer]) -> dict[str, Any]:
    """Return the totals and every answer of dev that differs, as plain JSON values."""
    return {
        "move": name,
        "groups": [each.to_json() for each in tallies(answers)],
        "answers": [each.to_json() for each in _shown(answers, every_change=True)],
    }


def _rows(answers: Sequence[MovedAnswer]) -> Iterator[list[object]]:
    for each in tallies(answers):
        change = f"{each.change.value:+.3f} [{each.change.low:+.3f}, {each.change.high:+.3f}]"
        counts = (each.questions, each.before, each.after, each.won, each.lost, each.changed)
        yield [each.group, *counts, change, f"{each.p:.4f}"]


def _shown(answers: Sequence[MovedAnswer], *, every_change: bool) -> list[MovedAnswer]:
    wanted = ("lost", "won", "changed") if every_change else ("lost",)
    found = [each for each in answers if each.outcome in wanted and each.before.row.split == "dev"]
    return sorted(found, key=lambda each: wanted.index(each.outcome))


def _line(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip())
