"""The tree of headings of a plan, built in one pass over its lines.

What a line looks like is told by :mod:`embeddings.markers`; whether it is a heading here is decided by what stands
around it. A heading that the source lost is given its ordinal and no invented title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from embeddings.markers import KINDS, Marker, read_marker
from embeddings.repair import CleanText
from embeddings.scripts import search_form

LOST_TITLE = "(原文标题缺失)"
NOTES = "注释"
_UNIT_NAMES = {"part": "篇", "chapter": "章", "section": "节"}
_BOX_RANK = len(KINDS)
_WRAPPED_LINE = 12
_WRAPPED_REST = 25
_NOTE = re.compile(r"(\d{1,2})[.．、]\s?\S.{40,}[。”]$")


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    marker: Marker | None


@dataclass(slots=True)
class Node:
    """A heading: where it starts, where it ends (``head_end``), both in the clean text, and what stands under it."""

    kind: str
    rank: int
    ordinal: int
    number: str
    title: str
    start: int
    head_end: int
    run_in: bool = False
    children: list[Node] = field(default_factory=list)


def read_tree(clean: CleanText) -> list[Node]:
    """Return the top-level headings of a text, each with those under it; the preamble is not among them."""
    note_count = sum(edit.kind == "note-marker" for edit in clean.edits)
    return _Tree(_read_lines(clean.text), clean.text, note_count).build()


def _read_lines(text: str) -> list[_Line]:
    folded = search_form(text)
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        line = folded[match.start() : match.end()]
        if line.strip():
            lines.append(_Line(match.start(), match.end(), line, read_marker(line)))
    return lines


class _Tree:
    """Builds the tree in one pass over the lines, with a stack of open headings."""

    def __init__(self, lines: list[_Line], text: str, note_count: int) -> None:
        self.lines = lines
        self.text = text
        self.roots: list[Node] = []
        self.stack: list[Node] = []
        self.last_of_kind: dict[str, int] = {}
        self.notes_from = _find_notes(lines, note_count)
        body = lines[: self.notes_from]
        self.own_line_kinds = _kinds_on_own_lines(body)
        self.kinds = {line.marker.kind for line in body if line.marker}
        self.chapters_lost = "chapter" not in self.kinds and _restarts(body, "section") > 1

    def build(self) -> list[Node]:
        index = 0
        while index < self.notes_from:
            line = self.lines[index]
            marker = self._accept(line)
            if marker is not None:
                index += self._open(index, marker)
            index += 1
        if self.notes_from < len(self.lines):
            start = self.lines[self.notes_from].start
            self.roots.append(Node("notes", 0, 0, "", NOTES + LOST_TITLE, start, start))
        return self.roots

    def _accept(self, line: _Line) -> Marker | None:
        """Return the marker if the line is a heading here; numbered list items and table cells are not."""
        marker = line.marker
        if marker is None:
            return None
        if marker.kind == "unit-lost":
            return self._accept_lost_unit(marker)
        in_box = any(node.kind == "box" for node in self.stack)
        if marker.kind in ("box", "part", "chapter", "section"):
            return marker
        if marker.run_in and marker.kind in self.own_line_kinds:
            return None
        if in_box and not self._leaves_box(marker, line):
            return None
        return marker if self._continues(marker) else None

    def _accept_lost_unit(self, marker: Marker) -> Marker | None:
        """Accept 第九坚持… as a heading whose unit was lost if it is the next of its kind."""
        for kind in ("part", "chapter"):
            if kind in self.kinds and marker.ordinal == self.last_of_kind.get(kind, 0) + 1:
                return replace(marker, kind=kind)
        return None

    def _leaves_box(self, marker: Marker, line: _Line) -> bool:
        """Say whether a heading ends the box: it has no end mark, so only one that continues a run from outside does."""
        if marker.kind == "digit":
            outside = [node for node in self.stack if node.kind != "box"]
            siblings = outside[-1].children if outside else self.roots
            before = [node.ordinal for node in siblings if node.kind == "digit"]
            expected = before[-1] + 1 if before else 1
            return marker.run_in and marker.ordinal == expected and len(line.text) > 60
        return marker.kind in self.last_of_kind

    def _continues(self, marker: Marker) -> bool:
        """Say whether a number opens a run of headings, or goes on with one here or in the whole document."""
        rank = KINDS.index(marker.kind)
        parents = [node for node in self.stack if node.rank < rank]
        siblings = parents[-1].children if parents else self.roots
        same = [node.ordinal for node in siblings if node.kind == marker.kind]
        reach = 1 if not marker.certain else 3
        previous = (same[-1] if same else 0, self.last_of_kind.get(marker.kind, 0))
        if marker.ordinal == 1:
            return marker.certain or not same
        return any(0 < marker.ordinal - last <= reach for last in previous)

    def _open(self, index: int, marker: Marker) -> int:
        """Open a heading; return how many following lines its title took."""
        line = self.lines[index]
        run_in = marker.run_in
        rank = _BOX_RANK if marker.kind == "box" else KINDS.index(marker.kind)
        if marker.kind == "box":
            self._close(lambda node: node.kind == "box" or node.run_in)
        else:
            self._close(lambda node: node.rank >= rank)
            self._supply_lost_parent(index, marker)
        end, taken = line.start + marker.head_end, 0
        if marker.kind in ("part", "chapter") and not run_in and self._title_wraps(index):
            taken, end = 1, self.lines[index + 1].end
        title_start = line.start + marker.number_end
        title = self.text[title_start:end].replace("\n", "").strip()
        number = self.text[line.start : title_start].strip()
        if marker.head_end == marker.number_end and run_in:
            title = "(标题与正文相连)"
        if marker.kind == "digit" and number.isdigit():
            number += "."
        elif marker.kind == "part" and not marker.certain:
            number += "(篇)"
        elif marker.kind == "chapter" and not marker.certain:
            number += "(章)"
        self._push(Node(marker.kind, rank, marker.ordinal, number, title, line.start, end, run_in))
        return taken

    def _close(self, closes: Callable[[Node], bool]) -> None:
        while self.stack and closes(self.stack[-1]):
            self.stack.pop()

    def _push(self, node: Node) -> None:
        siblings = self.stack[-1].children if self.stack else self.roots
        siblings.append(node)
        self.stack.append(node)
        self.last_of_kind[node.kind] = node.ordinal

    def _title_wraps(self, index: int) -> bool:
        """Say whether the next line is the rest of a long title."""
        line = self.lines[index]
        if index + 1 >= self.notes_from or len(line.text) < _WRAPPED_LINE:
            return False
        following = self.lines[index + 1]
        return (
            following.marker is None
            and len(following.text) < _WRAPPED_REST
            and not re.search(r"[。；;：:！？]$", following.text)
            and not following.text.startswith("——")
        )

    def _supply_lost_parent(self, index: int, marker: Marker) -> None:
        """Open the chapter (or part) whose heading is lost when its first child shows up again."""
        parent_kind = {"section": "chapter", "chapter": "part"}.get(marker.kind)
        if marker.ordinal != 1 or parent_kind is None:
            return
        rank = KINDS.index(parent_kind)
        siblings = self.stack[-1].children if self.stack else self.roots
        restarted = any(node.kind == marker.kind for node in siblings)
        if marker.kind == "section" and self.chapters_lost:
            restarted = True
        elif parent_kind not in self.kinds or not any(node.kind == parent_kind for node in self.stack):
            restarted = False
        if not restarted:
            return
        self._close(lambda node: node.rank >= rank)
        ordinal = self.last_of_kind.get(parent_kind, 0) + 1
        start = self._lost_heading_start(index)
        number = f"第{_cn(ordinal)}{_UNIT_NAMES[parent_kind]}"
        self._push(Node(parent_kind, rank, ordinal, number, LOST_TITLE, start, start))

    def _lost_heading_start(self, index: int) -> int:
        """Return where a chapter without heading begins: with its introduction, one paragraph before 第一节.

        Where even a rest of the lost heading stands (a stray quotation mark, dropped by the repair but for its line
        end), the chapter begins there.
        """
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        if before is None or before.marker is not None or not self.roots:
            return line.start
        if self.text[before.end : line.start].count("\n") > 1:
            return line.start  # the stray mark stood between: no introduction
        return before.start


def _cn(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def _restarts(lines: Sequence[_Line], kind: str) -> int:
    return sum(1 for line in lines if line.marker and line.marker.kind == kind and line.marker.ordinal == 1)


def _kinds_on_own_lines(lines: Sequence[_Line]) -> frozenset[str]:
    """Return the kinds whose headings stand on lines of their own here; numbered paragraphs are then lists."""
    counts: dict[str, list[int]] = {}
    for line in lines:
        if line.marker:
            counts.setdefault(line.marker.kind, [0, 0])[line.marker.run_in] += 1
    return frozenset(kind for kind, (own, run_in) in counts.items() if own > run_in)


def _find_notes(lines: Sequence[_Line], count: int) -> int:
    """Return the index of the first endnote, the ``count`` numbered paragraphs that end the document.

    ``count`` is the number of note markers in the text: numbered paragraphs without markers are no notes.
    """
    first = len(lines) - count
    if count < 1 or first < 0:
        return len(lines)
    found = [_NOTE.match(line.text) for line in lines[first:]]
    numbers = [int(match.group(1)) for match in found if match]
    return first if numbers == list(range(1, count + 1)) else len(lines)
