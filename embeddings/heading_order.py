"""Which kind of heading stands above which in a document, where it differs from the common order.

Most plans go 篇 章 节 一、（一）1.（1）. Some set 一、 above their chapters, and a list that begins at 一、 may stand
inside （三）: there the number after （三） goes on behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from embeddings.heading_lines import Line, restarts
from embeddings.markers import KINDS, Marker

_JUST: Final = 0.5
_FEWEST: Final = 2
_LISTS: Final = ("cn", "cn-bracketed", "digit")


def set_ranks(lines: Sequence[Line]) -> None:
    """Give the markers of lines the rank that their kind has here, where it is another than usual."""
    _lift_above_chapters(lines)
    _nest_lists(lines)


def _lift_above_chapters(lines: Sequence[Line]) -> None:
    """Set 一、 above the unit that each of them is followed by at once, if that is numbered through the document."""
    for unit in ("chapter", "section"):
        heads = [index for index, line in enumerate(lines) if _is(line.marker, "cn") and not _run_in(line)]
        above = [index for index in heads if index + 1 < len(lines) and _is(lines[index + 1].marker, unit)]
        if len(above) < _FEWEST or len(above) * 2 <= len(heads):
            continue
        if restarts(lines, unit) > 1 or restarts(lines, "cn") > 1:
            continue
        for index in heads:
            marker = lines[index].marker
            if marker is not None:
                lines[index].marker = replace(marker, level=KINDS.index(unit) - _JUST)
        return


def _nest_lists(lines: Sequence[Line]) -> None:
    """Put a list under the heading that it stands in: the number after that heading's goes on behind the list."""
    open_heads: dict[str, Marker] = {}
    nested: dict[str, tuple[int, float]] = {}
    for index, line in enumerate(lines):
        marker = line.marker
        if marker is None or marker.kind not in KINDS or marker.level is not None:
            continue
        for kind in [kind for kind in open_heads if KINDS.index(kind) > KINDS.index(marker.kind)]:
            if marker.kind not in _LISTS:
                del open_heads[kind]
                nested.pop(kind, None)
        if marker.kind not in _LISTS:
            continue
        last = nested.get(marker.kind)
        if last is not None and marker.ordinal == last[0] + 1:
            nested[marker.kind] = (marker.ordinal, last[1])
            line.marker = replace(marker, level=last[1])
            continue
        nested.pop(marker.kind, None)
        host = next((each for each in open_heads.values() if _holds(lines, index, marker, each)), None)
        if host is not None:
            level = host.rank + _JUST
            nested[marker.kind] = (1, level)
            line.marker = replace(marker, level=level)
            continue
        for kind in [kind for kind in open_heads if KINDS.index(kind) > KINDS.index(marker.kind)]:
            del open_heads[kind]
        open_heads[marker.kind] = marker


def _holds(lines: Sequence[Line], index: int, marker: Marker, host: Marker) -> bool:
    """Say whether a list that begins at a line stands inside a heading of a kind that is usually below it."""
    if marker.ordinal != 1 or KINDS.index(host.kind) <= KINDS.index(marker.kind):
        return False
    for line in lines[index + 1 :]:
        other = line.marker
        if other is None or other.kind not in KINDS:
            continue
        if other.kind == host.kind and other.ordinal in (1, host.ordinal + 1):
            return other.ordinal == host.ordinal + 1
        if other.kind not in _LISTS:
            return False
    return False


def _is(marker: Marker | None, kind: str) -> bool:
    return marker is not None and marker.kind == kind


def _run_in(line: Line) -> bool:
    return line.marker is not None and line.marker.run_in
