"""The tree of headings of a plan, built in one pass over its lines.

What a line looks like is told by :mod:`embeddings.markers`; whether it is a heading here is decided by what stands
around it. A heading that the source lost is given its ordinal and, unless the table of contents has it, no title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from embeddings.contents import Contents
from embeddings.corrections import HeadingFix, find_lines
from embeddings.heading_lines import (
    Line,
    end_at_stops,
    find_notes,
    fixed_marker,
    fuse_alike,
    kinds_on_own_lines,
    list_items,
    read_lines,
    restarts,
    run_in_sections,
)
from embeddings.heading_marks import UNNUMBERED, mark_ranks
from embeddings.heading_node import Node, last_ordinal
from embeddings.heading_order import set_ranks
from embeddings.heading_words import LOST_TITLE, cited_number, fused_title, in_characters
from embeddings.lost_breaks import stops_lost
from embeddings.markers import KINDS, UNIT_NAMES, Marker
from embeddings.repair import CleanText

NOTES = "注释"
_BOX_RANK = float(len(KINDS))
_WRAPPED_LINE = 12
_WRAPPED_REST = 25
_PROSE = 40
_JUST_UNDER = 0.5


def read_tree(clean: CleanText, fixes: Sequence[HeadingFix] = ()) -> list[Node]:
    """Return the top-level headings of a text, each with those under it; the preamble is not among them.

    ``fixes`` go before what the text tells.
    """
    note_count = sum(edit.kind == "note-marker" for edit in clean.edits)
    lines = read_lines(clean)
    texts = [line.text for line in lines] if fixes else []
    fixed = {index: (end, fix.level) for fix in fixes for index, end in find_lines(texts, fix)}
    return _Tree(lines, clean, note_count, fixed).build()


class _Tree:
    """Builds the tree in one pass over the lines, with a stack of open headings."""

    def __init__(
        self, lines: list[Line], clean: CleanText, note_count: int, fixed: Mapping[int, tuple[int, int]]
    ) -> None:
        self.lines = lines
        self.fixed = fixed
        self.text = clean.text
        self.contents = Contents(clean.contents)
        self.roots: list[Node] = []
        self.stack: list[Node] = []
        self.last_of_kind: dict[str, int] = {}
        self.items: dict[str, int] = {}  # by kind, the number of the last paragraph that is an item of a list
        self.notes_from = find_notes(lines, note_count)
        body = lines[: self.notes_from]
        set_ranks(body)
        end_at_stops(body)
        fuse_alike(body)
        self.run_in_sections = run_in_sections(body)
        self.listed = list_items(body)
        self.stops_lost = stops_lost([line.text for line in body])
        self.own_line_kinds = kinds_on_own_lines(body)
        self.kinds = {line.marker.kind for line in body if line.marker}
        self.decimals = any(line.marker and line.marker.prefix for line in body)
        self.mark_ranks: Mapping[int, float] = mark_ranks([(line.marks, line.marker) for line in body])
        # The marks of one heading alone rank nothing: 名词解释 is then what it is without.
        self.marks_tell = sum(line.marks in self.mark_ranks for line in body) > 1
        above = {"part", "chapter"} & self.kinds or self.mark_ranks
        self.chapters_lost = not above and restarts(body, "section") > 1
        ranks = [line.marker.rank for line in body if line.marker and line.marker.kind in KINDS]
        self.top_rank = min([*ranks, *(self.mark_ranks.values() if self.marks_tell else ())], default=0.0)

    def build(self) -> list[Node]:
        index = 0
        while index < self.notes_from:
            marker = self._accept(index)
            if marker is not None:
                index += self._open(index, marker)
            index += 1
        if self.notes_from < len(self.lines):
            start = self.lines[self.notes_from].start
            self.roots.append(Node("notes", 0, 0, "", NOTES + LOST_TITLE, start, start))
        return self.roots

    def _accept(self, index: int) -> Marker | None:
        """Return the marker if the line is a heading here; numbered list items and table cells are not."""
        line = self.lines[index]
        marker = line.marker
        if index in self.fixed:
            return fixed_marker(line, *self.fixed[index])
        if line.marks and (self.marks_tell or marker is None):
            return self._marked(line)
        if marker is None or index in self.listed:
            return None
        if marker.kind == "unit-lost":
            return self._accept_lost_unit(marker)
        if marker.kind in ("box", "part", "chapter", "section", "annex", "named"):
            fused = marker.run_in and not marker.certain
            return marker if not fused or self._continues(marker) else None
        if marker.kind == "decimal" and not marker.certain and self._lost_its_dot(marker):
            return replace(marker, kind="digit")
        if marker.kind == "decimal":
            return marker if self._fits_decimals(marker) and not self._in_box() else None
        is_item = marker.run_in and marker.kind in self.own_line_kinds
        if is_item and index not in self.run_in_sections:
            self.items[marker.kind] = marker.ordinal
            return None
        if marker.run_in and marker.kind == "digit-bracketed" and "digit" in self.kinds:
            return None  # (1)…。 under 1. is an item of a list
        if self._in_box() and not self._leaves_box(index, marker):
            return None
        return marker if self._continues(marker) else None

    def _marked(self, line: Line) -> Marker | None:
        """Return the marker of a line with # marks; the one that is the title of the whole document is none."""
        if line.marks not in self.mark_ranks:
            return None
        marker = line.marker
        if marker and not marker.run_in and marker.certain and marker.kind != "named":
            return marker
        return Marker(UNNUMBERED, 0, 0, len(line.text), run_in=False)

    def _in_box(self) -> bool:
        return any(node.kind == "box" for node in self.stack)

    def _accept_lost_unit(self, marker: Marker) -> Marker | None:
        """Accept 第九坚持… as a heading whose unit was lost if it is the next of its kind."""
        for kind in ("part", "chapter"):
            if kind in self.kinds and marker.ordinal == self.last_of_kind.get(kind, 0) + 1:
                return replace(marker, kind=kind)
        return None

    def _fits_decimals(self, marker: Marker) -> bool:
        """Say whether a decimal number goes on from the headings that are open: 2.3 after 2.2 under 2."""
        if not marker.prefix:
            return self.decimals and marker.ordinal == self.last_of_kind.get("decimal-0", 0) + 1
        above = [node for node in self.stack if node.rank < marker.rank]
        opened = [node.ordinal for node in above if node.kind in ("chapter", "decimal", "digit", "part")]
        depth = len(marker.prefix)
        if opened[-depth:] != list(marker.prefix[-len(opened[-depth:]) :]) or not opened:
            return False
        last = next((node.ordinal for node in reversed(above[-1].children) if node.rank == marker.rank), 0)
        return marker.ordinal == 1 if not last else 0 < marker.ordinal - last <= 2

    def _lost_its_dot(self, marker: Marker) -> bool:
        """Say whether 6科技… is the heading after 5.; in a box it is a row."""
        siblings = next((node.children for node in reversed(self.stack) if node.kind != "digit"), self.roots)
        before = last_ordinal(siblings, "digit")
        return not self._in_box() and 0 < before == marker.ordinal - 1

    def _leaves_box(self, index: int, marker: Marker) -> bool:
        """Say whether a heading ends the box: it has no end mark, so only one that continues a run from outside does."""
        if marker.kind not in ("digit", "digit-bracketed"):
            return marker.kind in self.last_of_kind
        outside = [node for node in self.stack if node.kind != "box" and node.rank < marker.rank]
        siblings = outside[-1].children if outside else self.roots
        before = last_ordinal(siblings, marker.kind)
        if marker.run_in:
            return marker.ordinal == before + 1 and len(self.lines[index].text) > _PROSE + 20
        following = self.lines[index + 1].text if index + 1 < self.notes_from else ""
        return before > 0 and marker.ordinal == before + 1 and len(following) > _PROSE

    def _continues(self, marker: Marker) -> bool:
        """Say whether a number opens a run of headings, or goes on with one here or in the whole document."""
        parents = [node for node in self.stack if node.rank < marker.rank]
        siblings = parents[-1].children if parents else self.roots
        same = last_ordinal(siblings, marker.kind)
        if not same and 1 < marker.ordinal == self.items.get(marker.kind, 0) + 1:
            self.items[marker.kind] = marker.ordinal  # a short item after longer ones of a list
            return False
        if marker.ordinal == 1:
            return marker.certain or not same
        reach = 1 if not marker.certain else 3
        if not same and marker.run_in:
            reach = 1  # the first of a run of numbered paragraphs is no second or third
        previous = (same, self.last_of_kind.get(marker.kind, 0))
        if not any(previous) and marker.certain and self._is_numbered_on(marker):
            return True  # the second file of a plan begins with 五、
        return any(0 < marker.ordinal - last <= reach for last in previous)

    def _is_numbered_on(self, marker: Marker) -> bool:
        """Say whether the number after that of a heading stands on a line of its own further down."""
        following = (line.marker for line in self.lines if line.marker and line.marker.kind == marker.kind)
        return any(not each.run_in and each.ordinal == marker.ordinal + 1 for each in following)

    def _open(self, index: int, marker: Marker) -> int:
        """Open a heading; return how many following lines its title took."""
        line = self.lines[index]
        rank = self._rank(line, marker)
        if index in self.fixed:
            level = self.fixed[index][1]
            self._close(lambda _: len(self.stack) >= level)
            above = self.stack[-1].rank if self.stack else self.top_rank - _JUST_UNDER
            rank = rank if rank > above else above + _JUST_UNDER
        elif marker.kind == "box":
            self._close(lambda node: node.kind == "box" or node.run_in)
        else:
            self._close(lambda node: node.rank >= rank)
            self._supply_lost_parent(index, marker)
        end, taken = line.start + marker.head_end, 0
        if not marker.run_in and index not in self.fixed and self._title_wraps(index, marker):
            taken, end = 1, self.lines[index + 1].end
        title_start = line.start + marker.number_end
        printed = self.text[title_start:end].replace("\n", "").strip()
        title = self.contents.whole_title(marker.kind, marker.ordinal, printed)
        if marker.head_end == marker.number_end and marker.run_in and marker.kind != "article":
            title = fused_title(self.text[title_start : line.end])
        number = cited_number(self.text[line.start : title_start].strip(), marker)
        ordinal = marker.ordinal
        if marker.kind == UNNUMBERED:
            siblings = self.stack[-1].children if self.stack else self.roots
            ordinal = 1 + last_ordinal(siblings, UNNUMBERED)
        self._push(
            Node(marker.kind, rank, ordinal, number, title, line.start, end, marker.run_in, printed),
            run=f"decimal-{len(marker.prefix)}" if marker.kind == "decimal" else marker.kind,
        )
        return taken

    def _rank(self, line: Line, marker: Marker) -> float:
        if marker.kind == "box":
            return _BOX_RANK
        if marker.kind == "named":
            return self.top_rank
        if marker.kind == UNNUMBERED and not line.marks:
            return self.top_rank  # a corrected heading, set under what is open
        return self.mark_ranks[line.marks] if marker.kind == UNNUMBERED else marker.rank

    def _close(self, closes: Callable[[Node], bool]) -> None:
        while self.stack and closes(self.stack[-1]):
            self.stack.pop()

    def _push(self, node: Node, *, run: str) -> None:
        siblings = self.stack[-1].children if self.stack else self.roots
        siblings.append(node)
        self.stack.append(node)
        self.last_of_kind[run] = node.ordinal

    def _title_wraps(self, index: int, marker: Marker) -> bool:
        """Say whether the next line is the rest of a long title, or all of it."""
        line = self.lines[index]
        if index + 1 >= self.notes_from or marker.kind in (UNNUMBERED, "named", "annex"):
            return False
        following = self.lines[index + 1]
        if (
            following.is_paragraph
            or following.marker is not None
            or following.marks
            or following.text.startswith("——")
        ):
            return False
        if re.search(r"[。；;：:！？]$", following.text):
            return False
        if marker.head_end == marker.number_end:
            return marker.kind in ("part", "chapter", "section") and len(following.text) <= _PROSE
        if marker.kind not in ("part", "chapter") or self.stops_lost:
            return False  # without full stops a short paragraph looks like the rest of a title
        known = self.contents.wraps(line.text[marker.number_end :], following.text)
        if known is not None:
            return known
        return len(line.text) >= _WRAPPED_LINE and len(following.text) < _WRAPPED_REST

    def _supply_lost_parent(self, index: int, marker: Marker) -> None:
        """Open the chapter (or part) whose heading is lost when its first child shows up again."""
        parent_kind = {"section": "chapter", "chapter": "part"}.get(marker.kind)
        if marker.ordinal != 1 or parent_kind is None:
            return
        rank = float(KINDS.index(parent_kind))
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
        number = f"第{in_characters(ordinal)}{UNIT_NAMES[parent_kind]}"
        title = self.contents.title_of(parent_kind, ordinal) or LOST_TITLE
        self._push(Node(parent_kind, rank, ordinal, number, title, start, start), run=parent_kind)

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
