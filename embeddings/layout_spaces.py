"""The spaces of a text: those of the print layout, those between words, and the gaps between the columns of a table."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from embeddings.markers import read_marker
from embeddings.scripts import search_form
from embeddings.spaced_rows import SPACE

# A line in which a space stands between all signs: 到 2 0 3 0 年.
_SPACED_LINE = re.compile(r"(?m)^[ \u3000]*(?:\S[ \t\u3000]+){3,}\S$")
_GAP = re.compile(rf"(?<=\S)(?:{SPACE}*\t{SPACE}*|[ \u00a0\u2000-\u200a\u3000]{{2,}})(?=\S)")
# Tabs at the start or end of a line of columns: empty cells.
_OUTER_TABS = re.compile(
    rf"(?m)^[ \u3000]*\t{SPACE}*|(?<=[^ \t\u00a0\u2000-\u200a\u3000\n])[ \u3000]*\t{SPACE}*$"
)


def text_lines(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the raw span of every line without its line end."""
    for match in re.finditer("[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", raw):
        yield match.span()


def layout_spaces(
    raw: str, dropped: Sequence[tuple[int, int]], gaps: Sequence[int] = ()
) -> Iterator[tuple[int, int, str]]:
    """Yield what the spaces of the print layout become: (start, end, replacement).

    Inside Chinese text they go; Latin words keep one, columns are set apart by a tab. ``dropped`` are the spans that are
    no part of the text, in order; ``gaps`` are where single spaces between cells begin.
    """
    columns = {*gaps, *_column_gaps(raw)}
    spaced = _spaced_lines(raw)
    for match in re.finditer(f"{SPACE}+", raw):
        start, end = match.span()
        at = max(0, bisect.bisect_left(dropped, (start, start)) - 1)
        near = dropped[at : at + 2]
        if any(s < end and start < e for s, e in near):
            continue
        line = bisect.bisect_right(spaced, (start, len(raw))) - 1
        if line >= 0 and end <= spaced[line][1] and "\t" not in match.group():
            replacement = " " if end - start > 1 and _keeps_space(raw, start, end) else ""
        elif start in columns:
            replacement = "\t" * max(1, match.group().count("\t"))  # two tabs have an empty cell between them
        else:
            replacement = " " if _keeps_space(raw, start, end) else ""
        if match.group() != replacement:
            yield start, end, replacement


def _spaced_lines(raw: str) -> list[tuple[int, int]]:
    """Return the spans of lines in which a space stands between all signs; none where few lines are so."""
    found = [match.span() for match in _SPACED_LINE.finditer(raw)]
    return found if 2 * sum(end - start for start, end in found) > len(raw) else []


def _column_gaps(raw: str) -> Iterator[int]:
    """Yield where the gaps between the columns of a table begin.

    Two gaps in a line make columns, or one gap in each of two lines that follow one another; a heading's number is
    set apart too, but makes none.
    """
    before: list[int] = []
    for start, end in text_lines(raw):
        gaps = [match.start() for match in _GAP.finditer(raw, start, end)]
        heading = len(gaps) == 1 and read_marker(search_form(raw[start:end].strip()[:80])) is not None
        if len(gaps) >= 2 or (gaps and raw.count("\t", start, end) >= 2):
            yield from gaps
            yield from (match.start() for match in _OUTER_TABS.finditer(raw, start, end))
        elif len(gaps) == len(before) == 1 and not heading:
            yield from (*before, *gaps)
        before = [] if heading else gaps


def _keeps_space(raw: str, start: int, end: int) -> bool:
    if start == 0 or end == len(raw) or raw[start - 1] in "\r\n" or raw[end] in "\r\n":
        return False
    before, after = raw[start - 1], raw[end]
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return True
    if end - start >= 2 or "\t" in raw[start:end]:
        return True  # what is set apart by more than a space stays apart
    head = raw[max(0, start - 4) : start]
    return after.isdigit() and bool(re.search(r"(?:^|[\r\n])\d{1,2}[.．]$", head))
