"""Headings marked with # (Markdown, and what the loaders make of Word's and HTML's heading styles).

Their level is in the marks, but a plan may number some of its headings and leave others without a number at the same
level: 前言 beside 第一章. So the marks are ranked by the numbered headings that carry them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from embeddings.markers import Marker

UNNUMBERED = "unnumbered"
_ABOVE_ALL = -10.0
_STEP = 0.01


def mark_ranks(lines: Sequence[tuple[int, Marker | None]]) -> Mapping[int, float]:
    """Return a rank for each number of marks that makes a heading.

    ``lines`` has (marks, marker) of every line; no marks is 0. The only heading of the top level, before all others
    and without a number, is the title of the document and gets none.
    """
    marked = [(marks, marker) for marks, marker in lines if marks]
    if not marked:
        return {}
    first_marks, first_marker = marked[0]
    levels = sorted({marks for marks, _ in marked})
    is_title = first_marks == levels[0] and [marks for marks, _ in marked].count(first_marks) == 1
    if is_title and first_marker is None and len(levels) > 1:
        levels = levels[1:]
    known = {level: rank for level in levels if (rank := _numbered_rank(marked, level)) is not None}
    return {level: known.get(level, _between(level, known)) for level in levels}


def _numbered_rank(marked: Sequence[tuple[int, Marker | None]], level: int) -> float | None:
    """Return the rank of the numbered headings of a level, the commonest; None where there are none."""
    ranks = Counter(
        marker.rank
        for marks, marker in marked
        if marks == level and marker and not marker.run_in and marker.kind != "named"
    )
    return ranks.most_common(1)[0][0] if ranks else None


def _between(level: int, known: Mapping[int, float]) -> float:
    """Return a rank for a level without numbers: just under the level above, or just over the level below."""
    above = [other for other in known if other < level]
    below = [other for other in known if other > level]
    if above:
        return known[max(above)] + _STEP * (level - max(above))
    if below:
        return known[min(below)] - _STEP * (min(below) - level)
    return _ABOVE_ALL + level
