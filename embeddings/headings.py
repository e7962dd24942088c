"""The sections of a plan: its headings and what each governs.

Each character of the document belongs to exactly one section: a section's own text runs from its heading to its
first child, and the children follow without a gap. What stands before the first heading is the preamble, a section
without number or title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.corrections import HeadingFix
from embeddings.heading_marks import UNNUMBERED
from embeddings.heading_node import Node
from embeddings.heading_tree import NOTES, read_tree
from embeddings.heading_words import LOST_TITLE
from embeddings.repair import CleanText

_SPACED = ("part", "chapter", "section", "box", "annex", "decimal")
_YEAR = re.compile(r"\d{4}年")
"""1. 2025年工作: the number and the year would read as a decimal."""
_KEYS = {"box": "box", "annex": "annex", "named": "named", UNNUMBERED: "h"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all it governs.

    ``start:end`` are raw offsets including the children; ``clean_start``, ``clean_end`` the same in the clean text;
    ``head_end`` is where the heading ends in the clean text. ``title`` is as printed, but for characters that the
    table of contents proves lost (``printed`` lacks them). ``level`` counts from 1 (0: the preamble).
    """

    id: str
    level: int
    kind: str
    ordinal: int
    number: str
    title: str
    start: int
    end: int
    clean_start: int
    clean_end: int
    head_end: int
    run_in: bool
    printed: str = ""
    children: tuple[Section, ...] = ()

    @property
    def label(self) -> str:
        """The heading as it is cited, 第三节 发展目标 or 2.“十四五”发展目标."""
        if self.kind == "box" and self.number.endswith((":", "：")):
            return self.number + self.title
        named = self.kind in _SPACED and self.title[:1] not in ("(", "")
        spaced = named or (self.number[-1:] in (".", "．") and _YEAR.match(self.title) is not None)
        return f"{self.number}{' ' if spaced else ''}{self.title}"

    @property
    def own_end(self) -> int:
        """Where the section's own text ends in the clean text: at its first child or its end."""
        return self.children[0].clean_start if self.children else self.clean_end

    def walk(self, path: tuple[Section, ...] = ()) -> Iterator[tuple[Section, ...]]:
        """Yield the path from the top level to this section, then to each descendant in order."""
        here = (*path, self)
        yield here
        for child in self.children:
            yield from child.walk(here)

    def to_json(self) -> dict[str, object]:
        """Return the tree as plain JSON values; offsets are into the raw text."""
        return {
            "id": self.id,
            "level": self.level,
            "number": self.number,
            "title": self.title,
            "start": self.start,
            "end": self.end,
            "children": [child.to_json() for child in self.children],
        }


def read_sections(
    document_id: str, clean: CleanText, fixes: Sequence[HeadingFix] = ()
) -> tuple[Section, ...]:
    """Return the top-level sections of a document, the preamble first when there is one.

    ``fixes`` are the headings that a person corrected.
    """
    text = clean.text
    if not text:
        return ()
    nodes = read_tree(clean, fixes)
    if not nodes or nodes[0].start > 0:
        nodes.insert(0, Node("preamble", 0, 0, "", "", 0, 0))
    nodes[0].start = 0
    return tuple(_freeze(nodes, document_id, (), len(text), clean))


def _freeze(
    nodes: list[Node], prefix: str, parents: tuple[Node, ...], end: int, clean: CleanText
) -> Iterator[Section]:
    """Turn nodes into sections; each ends where the next one starts, so that nothing lies between."""
    seen: dict[str, int] = {}
    raw_end = int(clean.ends[-1])
    for index, node in enumerate(nodes):
        last = nodes[index + 1].start if index + 1 < len(nodes) else end
        key = "notes" if node.kind == "notes" else f"{_KEYS.get(node.kind, '')}{node.ordinal}"
        seen[key] = seen.get(key, 0) + 1
        section_id = f"{prefix}/{key}" + (f"~{seen[key]}" if seen[key] > 1 else "")
        level = 0 if node.kind == "preamble" else len(parents) + 1
        yield Section(
            id=section_id,
            level=level,
            kind=node.kind,
            ordinal=node.ordinal,
            number=node.number,
            title=node.title,
            start=int(clean.starts[node.start]) if node.start else 0,
            end=int(clean.starts[last]) if last < len(clean.text) else raw_end,
            clean_start=node.start,
            clean_end=last,
            head_end=node.head_end,
            run_in=node.run_in,
            printed=node.printed,
            children=tuple(_freeze(node.children, section_id, (*parents, node), last, clean)),
        )


__all__ = ["LOST_TITLE", "NOTES", "Section", "read_sections"]
