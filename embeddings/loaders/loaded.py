"""What a loader yields, and how headings and table rows stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from embeddings.markers import read_marker
from embeddings.scripts import search_form

UNREADABLE: Final = "□"
"""Stands for a character that could not be read; the reading code marks it as damage."""
PICTURE: Final = "〔此处为图片，未读〕"
"""Stands as a line of its own for a picture that may show something to read."""

_LONGEST_HEADING: Final = 60
_CJK: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·"
_WRAP: Final = re.compile(rf"(?<=[{_CJK}])\s*\n\s*|\s*\n\s*(?=[{_CJK}])")
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER: Final = re.compile(r"(?:(?<![A-Za-z])[kcdhm]?m|[×xX*·]\s*10)$")
_UNFINISHED: Final = "，、；,;"
_ITEM: Final = re.compile(
    r"[—\-•●■◆①-⑳#]|第\S{1,4}[篇编章节]|[(（]?[\d一二三四五六七八九十]+(?:[、)）]|[.．](?!\d))"
)
_NUMBER_ALONE: Final = re.compile(r"^(\s*第\S{1,4}[篇编章节])\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The raw text of a plan, what could not be read of it, and what the file says about it.

    ``facts`` has ``title``, ``date`` and ``issuer`` as the file's own fields state them, where it has such fields.
    """

    text: str
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def one_line(text: str) -> str:
    """Return a text on one line; between Chinese characters a line end leaves no space."""
    return re.sub(r"\s+", " ", _WRAP.sub("", text)).strip()


def heading_line(text: str, level: int) -> str:
    """Return a heading as a line of its own, with ``#`` marks where no number makes it known as one."""
    line = one_line(_NUMBER_ALONE.sub(r"\1 ", text))
    marker = read_marker(search_form(line)) if line else None
    numbered = marker is not None and marker.certain and marker.kind != "named"
    if not line or numbered or len(line) > _LONGEST_HEADING:
        return line
    return f"{'#' * min(level, 6)} {line}"


def raised(figures: str, before: str) -> str:
    """Return figures that stand above the line so that they join no figure before them.

    After a unit of length or a ten they are a power (km², 10⁴); elsewhere the number of a note ([3]).
    """
    bare = figures.strip().strip("[]〔〕()（）")
    if not (bare.isdecimal() and bare.isascii()):
        return figures
    return bare.translate(_RAISED) if _POWER.search(before) else f"[{bare}]"


def joined_breaks(text: str) -> list[str]:
    """Return the lines of a paragraph with line breaks in it; one that a comma leaves unfinished goes on."""
    lines: list[str] = []
    for line in filter(None, (one_line(part) for part in text.split("\n"))):
        goes_on = lines and lines[-1][-1] in _UNFINISHED
        if goes_on and not _ITEM.match(line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def table_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the rows of a table, cells separated by tabs; a box of one column gives plain lines."""
    grid = [list(row) for row in rows if any(cell.strip() for cell in row)]
    if max(map(len, grid), default=0) <= 1:
        return [line for row in grid for line in _paragraphs(row[0])]
    lines = []
    for row in grid:
        only = [cell for cell in row if cell.strip()]
        if len(only) == 1 and row[0].strip() and len(_paragraphs(row[0])) > 1:
            lines.extend(_paragraphs(row[0]))  # prose in a cell across the whole table
        else:
            lines.append("\t".join(" ".join(_paragraphs(cell)) for cell in row))
    return lines


def _paragraphs(cell: str) -> list[str]:
    return [line for line in (one_line(part) for part in cell.split("\n")) if line]
