"""The only structure that is read out of an answer's text: paragraphs, and Markdown tables with their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CELL_BORDER: Final = re.compile(r"(?<!\\)\|")
_RULE_CELL: Final = re.compile(r":?-{1,}:?")
_MARKER: Final = re.compile(r" ?\[\d{1,3}\]")
_SENTENCE_ENDS: Final = ("。", "！", "？", "；", ".", "!", "?", ";")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``text``), or a table whose first row is its header (``rows``)."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and tables of a text in order; a line that only looks like a table is a paragraph."""
    blocks: list[Block] = []
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        if end - position >= 2 and _is_rule(lines[position + 1]):
            rows = (lines[position], *lines[position + 2 : end])
            blocks.append(Block(rows=tuple(_cells(row) for row in rows)))
            position = end
            continue
        if lines[position].strip():
            blocks.append(Block(text=lines[position]))
        position += 1
    return tuple(blocks)


def spoken_text(text: str, *, language: str) -> str:
    """Return a text as a screen reader should say it: without markers, and each row of a table as a sentence.

    A row is said as its own head and then, for each cell that is not empty, the head of the column and the cell.
    """
    colon, comma, stop = (": ", "; ", ".") if language == "en" else ("：", "；", "。")
    said: list[str] = []
    for block in blocks_of(_MARKER.sub("", text)):
        if not block.rows:
            said.append(block.text.strip())
            continue
        heads, *rows = block.rows
        for row in rows:
            cells = [f"{head} {cell}" for head, cell in zip(heads[1:], row[1:], strict=False) if cell]
            said.append(f"{row[0]}{colon}{comma.join(cells)}" if cells else row[0])
    return " ".join(each if each.endswith(_SENTENCE_ENDS) else each + stop for each in said)


def _cells(line: str) -> tuple[str, ...]:
    r"""Return the cells of one table line; ``\|`` is a bar inside a cell."""
    cells = _CELL_BORDER.split(line.strip().removeprefix("|"))
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return tuple(cell.strip().replace("\\|", "|") for cell in cells)


def _is_rule(line: str) -> bool:
    """Say whether a line is the rule under a table's header."""
    return all(_RULE_CELL.fullmatch(cell) for cell in _cells(line))
