"""What ``cityplans eval`` prints: plain lines, nothing wrapped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from qa.plain import columns

if TYPE_CHECKING:
    from eval.compare import Comparison
    from eval.gold import Gold

_HEADLINES = (
    "full",
    "right",
    "char_f1",
    "rouge_l",
    "concise",
    "city_right",
    "chapter_top",
    "chapter_deepest",
    "verbatim",
    "supported",
    "numbers_quoted",
    "false_refusal",
    "refusal_precision",
    "refusal_recall",
    "refusal_f1",
    "section_any@5",
    "evidence_any@5",
    "evidence_all@10",
    "section_ndcg@10",
)
_FLIPS_SHOWN = 40


def summary_lines(summary: dict[str, Any]) -> list[str]:
    """Return the headline measures of a run, over all and by split, and its cost."""
    groups = summary["groups"]
    shown = [group for group in ("all", "split:dev", "split:test") if group in groups]
    rows = [["", *(f"{group.removeprefix('split:')} (n {groups[group]['full']['n']})" for group in shown)]]
    rows += [
        [name, *(_estimate(groups[group].get(name)) for group in shown)]
        for name in _HEADLINES
        if name in groups["all"]
    ]
    lines = list(columns(rows))
    seconds = summary["cost"]["seconds"].get("total")
    if seconds:
        peak = summary["cost"]["peak_mb"]
        memory = f", peak memory {peak:.0f} MB" if peak else ""
        lines.append(
            f"latency p50 {1000 * seconds['p50']:.0f} ms, p95 {1000 * seconds['p95']:.0f} ms{memory}"
        )
    return lines


def _estimate(found: dict[str, float] | None) -> str:
    return f"{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]" if found else "-"


def comparison_lines(found: Comparison, *, every_measure: bool = False) -> list[str]:
    """Return the differences of two runs with their tests, then the questions that flipped."""
    lines = [f"{found.first} -> {found.second}, {found.questions} questions in common"]
    for which, ids in ((found.first, found.only_first), (found.second, found.only_second)):
        if ids:
            lines.append(
                f"only in {which}: {len(ids)} questions ({', '.join(ids[:5])}{'…' if len(ids) > 5 else ''})"
            )
    lines += [f"note: {note}" for note in found.notes]
    rows = [["", found.first, found.second, "change [95 %]", "p", "p adjusted", ""]]
    for each in found.differences:
        if each.adjusted is None and not every_measure:
            continue
        change = f"{each.change.value:+.3f} [{each.change.low:+.3f}, {each.change.high:+.3f}]"
        figures = [
            f"{each.first:.3f}",
            f"{each.second:.3f}",
            change,
            f"{each.p:.4f}",
            "-" if each.adjusted is None else f"{each.adjusted:.4f}",
        ]
        rows.append([each.name, *figures, each.verdict])
    lines += columns(rows)
    for words, flips in (("now full", found.gained), ("no longer full", found.lost)):
        lines.append(f"{words}: {len(flips)}")
        lines += [f"  {each.row.id} [{each.row.kind}] {each.row.question}" for each in flips[:_FLIPS_SHOWN]]
        if len(flips) > _FLIPS_SHOWN:
            lines.append(f"  … {len(flips) - _FLIPS_SHOWN} more (--json lists all)")
    return lines


def gold_lines(gold: Gold) -> list[str]:
    """Return how many questions of each sort a gold set has."""
    lines = [f"{len(gold.rows)} questions, no fault"]
    for name in ("split", "kind", "language"):
        counts = Counter(getattr(row, name) for row in gold.rows)
        lines.append(f"{name}: " + ", ".join(f"{value} {count}" for value, count in sorted(counts.items())))
    cities = Counter(city for row in gold.rows for city in row.cities)
    lines.append("city: " + ", ".join(f"{value} {count}" for value, count in sorted(cities.items())))
    return lines
