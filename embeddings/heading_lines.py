"""The lines of a plan as its tree of headings sees them, and what can be told of them before the tree is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from embeddings.heading_marks import UNNUMBERED
from embeddings.lost_breaks import stops_lost
from embeddings.markers import HEAD_LENGTH, KINDS, Marker, read_fused, read_marker
from embeddings.repair import LOST_BREAK, CleanText
from embeddings.scripts import search_form

_LISTED = ("digit", "digit-bracketed", "cn-bracketed", "decimal")
_AFTER_HEAD = " \u3000。.：:"
_NUMBERED = ("cn", "cn-bracketed", "digit", "digit-bracketed")
_STOP = re.compile(r"[。！？!?]")
_CLAUSE = ","
_LONGER = 20
"""Characters by which a heading of several clauses may be longer than others."""
_SECTION = 200
"""Characters that a heading of a run has under it on average; shorter numbered paragraphs are the items of a list."""
_FEWEST_FUSED = 3
_NOTE = re.compile(r"(\d{1,2})[.．、]\s?\S.{40,}[。”]$")


@dataclass(slots=True)
class Line:
    """A line with its span in the clean text, its searchable form and its marker; ``marks`` counts its # marks.

    ``is_paragraph`` says that it begins with the indent of a paragraph where the source had lost the line break.
    """

    start: int
    end: int
    text: str
    marker: Marker | None
    marks: int = 0
    is_paragraph: bool = False


def read_lines(clean: CleanText) -> list[Line]:
    """Return the lines of a text that are not blank."""
    folded = search_form(clean.text)
    marks = {
        clean.from_raw(edit.end): edit.end - edit.start for edit in clean.edits if edit.kind == "heading-mark"
    }
    breaks = [edit for edit in clean.edits if edit.kind == LOST_BREAK]
    paragraphs = {clean.from_raw(edit.end) for edit in breaks}
    glued = {clean.from_raw(edit.end) for edit in breaks if edit.start == edit.end}
    lines = []
    spans = [match.span() for match in re.finditer(r"[^\n]+", clean.text)]
    fused = stops_lost([folded[start:end] for start, end in spans])
    for start, end in spans:
        line = folded[start:end]
        if line.strip():
            marker = read_marker(line) or (read_fused(line) if fused or start in glued else None)
            lines.append(Line(start, end, line, marker, marks.get(start, 0), start in paragraphs))
    return lines


def fixed_marker(line: Line, end: int, level: int) -> Marker | None:
    """Return the marker of a line that a person says is a heading as far as ``end``; level 0 says that it is none."""
    if not level:
        return None
    run_in = bool(line.text[end:].strip(_AFTER_HEAD))
    marker = line.marker
    if marker is None or marker.number_end >= end or marker.kind in ("unit-lost", "box"):
        return Marker(UNNUMBERED, 0, 0, end, run_in)
    return replace(marker, head_end=end, run_in=run_in, certain=True)


def restarts(lines: Sequence[Line], kind: str) -> int:
    """Return how often the numbers of a kind begin at 1."""
    return sum(1 for line in lines if line.marker and line.marker.kind == kind and line.marker.ordinal == 1)


def kinds_on_own_lines(lines: Sequence[Line]) -> frozenset[str]:
    """Return the kinds whose headings stand on lines of their own here; numbered paragraphs are then lists."""
    counts: dict[str, list[int]] = {}
    for line in lines:
        if line.marker:
            counts.setdefault(line.marker.kind, [0, 0])[line.marker.run_in] += 1
    return frozenset(kind for kind, (own, run_in) in counts.items() if own > run_in)


def list_items(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of numbered lines that follow one another without text between: items of a list.

    Two are enough: a heading has something under it.
    """
    found: set[int] = set()
    for index in range(len(lines) - 1):
        one, other = lines[index].marker, lines[index + 1].marker
        if one is None or other is None or one.run_in or other.run_in or one.kind not in _LISTED:
            continue
        follows = other.kind == one.kind and other.prefix == one.prefix and other.ordinal == one.ordinal + 1
        if follows and not (lines[index].marks or lines[index + 1].marks):
            found.update((index, index + 1))
    return frozenset(found)


def find_notes(lines: Sequence[Line], count: int) -> int:
    """Return the index of the first endnote, the ``count`` numbered paragraphs that end the document.

    ``count`` is the number of note markers in the text: numbered paragraphs without markers are no notes.
    """
    first = len(lines) - count
    if count < 1 or first < 0:
        return len(lines)
    found = [_NOTE.match(line.text) for line in lines[first:]]
    numbers = [int(match.group(1)) for match in found if match]
    return first if numbers == list(range(1, count + 1)) else len(lines)


def end_at_stops(lines: Sequence[Line]) -> None:
    """Let headings of several clauses end where their first sentence does, as others of their run do.

    （一）做强支柱产业，夯实发展基础。推动…: where one of the run has two clauses in its heading, a longer one of two is no
    heading that a sentence is fused to.
    """
    for run, _ in _runs(lines):
        heads = [
            line.text[marker.number_end : marker.head_end]
            for line in (lines[index] for index in run)
            if (marker := line.marker) and marker.certain
        ]
        clauses = max((head.count(_CLAUSE) for head in heads), default=0)
        for index in run:
            _end_at_stop(lines[index], clauses)


def fuse_alike(lines: Sequence[Line]) -> None:
    """Leave the titles of units open that have a clause behind them, where most of their kind run into their sentence.

    第一节 稳定生产能力严格执行制度… is longer than a heading; 第二节 拓宽领域通过加工，解决问题 is not, and is one all the same.
    """
    for kind in ("part", "chapter", "section"):
        heads = [line for line in lines if line.marker and line.marker.kind == kind]
        fused = [line for line in heads if line.marker and line.marker.run_in and not line.marker.certain]
        if len(fused) * 3 < len(heads) or len(fused) < _FEWEST_FUSED:
            continue
        for line in heads:
            marker = line.marker
            if marker and not marker.run_in and _CLAUSE in line.text[marker.number_end :]:
                line.marker = replace(marker, head_end=marker.number_end, run_in=True, certain=False)


def run_in_sections(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of numbered paragraphs that are sections with a heading run in, and no items of a list.

    Each of their run names itself in a first sentence or on a line of its own, and has on average more text than an item.
    """
    found: set[int] = set()
    for run, end in _runs(lines):
        named = all((marker := lines[index].marker) is not None and marker.certain for index in run)
        if named and len(run) > 1 and _length(lines[run[0] : end]) >= _SECTION * len(run):
            found.update(run)
    return frozenset(found)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[list[int], int]]:
    """Yield the runs of a kind from 1 on, each with the index of the first line that is not under its last."""
    for kind in _NUMBERED:
        run: list[int] = []
        for index, line in enumerate(lines):
            marker = line.marker
            if marker is None or marker.kind not in KINDS:
                continue
            ends = marker.kind == kind or (marker.rank < KINDS.index(kind) and not marker.run_in)
            follows = marker.kind == kind and len(run) == marker.ordinal - 1
            if ends and not (follows and run):
                if run:
                    yield run, index
                run = []
            if follows:
                run.append(index)
        if run:
            yield run, len(lines)


def _end_at_stop(line: Line, clauses: int) -> None:
    marker, stop = line.marker, _STOP.search(line.text)
    if marker is None or marker.certain or not marker.run_in or stop is None:
        return
    end = stop.start()
    if end - marker.number_end <= HEAD_LENGTH + _LONGER and 0 < line.text.count(_CLAUSE, 0, end) <= clauses:
        line.marker = replace(marker, head_end=end, certain=True)


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)
