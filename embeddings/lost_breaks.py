"""Lines in which the source lost a line break: a heading, then the indent of the paragraph that follows it.

Where the paragraphs of a text begin with an indent, that indent in the middle of a line stands where a line ended:
第一章　发展环境　　“十一五”时期是…. What columns set apart is no paragraph: only behind a heading or a finished
sentence, and before running text or another heading, an indent is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from embeddings.markers import read_marker
from embeddings.scripts import search_form

_INDENT: Final = re.compile("(?<=\\S)(?:\u3000{2,}|[ \u00a0]{4,}|[ \u00a0]*\u3000[ \u00a0\u3000]+)(?=\\S)")
_LEADING: Final = re.compile("[ \u00a0]?(?:\u3000{2,}|[ \u00a0]{4,})\\S")
_FEWEST: Final = 5
_SHORTEST_TEXT, _SHORTEST_BEHIND_UNIT = 10, 4
"""Characters; what follows is the cell of a table if it is shorter. Behind 第一节 a shorter paragraph will do."""
_SENTENCE, _FEWEST_SENTENCES = 30, 50
"""Characters of a line that is no heading or cell; lines that tell whether a text has lost its full stops."""
_STOPS: Final = "。！？!?;；:：…”"
_LONGEST_HEAD: Final = 200
"""Characters before an indent that are looked at: no heading is longer."""
_ENDED: Final = "。！？：；:;!?"
_COMMAS: Final = ("，", ",")
"""A heading behind one is no cell: the source has a comma for the full stop."""
_UNITS: Final = ("part", "chapter", "section", "cn", "cn-bracketed", "named")
_TITLED: Final = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_UNIT: Final = re.compile(r"第[^\s\d]{1,4}[篇编章节]")
_SHORT_TEXT: Final = re.compile(rf"[\u4e00-\u9fff]{{{_SHORTEST_BEHIND_UNIT},}}")
_TEXT: Final = re.compile(r"[\u4e00-\u9fff“”（(—\-\d]")
_LAST: Final = re.compile(
    r"[。！？]((?:第[一二三四五六七八九十百]{1,4}[篇编章节]\s*|[一二三四五六七八九十]{1,3}、|[(（〈][一二三四五六七八九十]{1,3}[)）〉])[^。！？!?；;：:\n]{4,40})$"
)
"""A heading behind the last sentence of a line."""


def lost_breaks(raw: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the raw spans, of indents or empty, that stand where a line break is lost; ``spans`` are those of the lines."""
    return sorted([*_indents(raw, spans), *_glued(raw, spans)])


def _glued(raw: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where a heading follows the last sentence of a paragraph, if its number is missing among those of lines."""
    found = [
        (match.start(1), marker)
        for start, end in spans
        if (match := _LAST.search(raw, max(start, end - _LONGEST_HEAD), end))
        and (marker := read_marker(search_form(match.group(1)))) is not None
    ]
    if not found:
        return
    heads = [read_marker(search_form(raw[start:end].strip())) for start, end in spans]
    counts = Counter((each.kind, each.ordinal) for each in heads if each is not None and not each.run_in)
    for at, marker in found:
        kind, ordinal = marker.kind, marker.ordinal
        if counts[kind, ordinal] < counts[kind, ordinal + 1]:
            yield at, at


def _indents(raw: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the indents that begin a paragraph; none in a text whose paragraphs have no indent."""
    indented = sum(_LEADING.match(raw, start, end) is not None for start, end in spans)
    if indented < _FEWEST or indented * 10 < len(spans):
        return []
    anywhere = stops_lost([raw[start:end].rstrip() for start, end in spans])
    return [gap for span in spans for gap in _in_line(raw, *span, anywhere=anywhere)]


def stops_lost(lines: Sequence[str]) -> bool:
    """Say whether the sentences of a text have lost their full stops, so that each ends where its line does."""
    ends = [line[-1] for line in lines if len(line) >= _SENTENCE]
    return len(ends) >= _FEWEST_SENTENCES and sum(mark in _STOPS for mark in ends) * 20 < len(ends)


def without(spans: Sequence[tuple[int, int]], gaps: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of lines, those with gaps in them cut there."""
    left = iter([*gaps, (-1, -1)])
    gap = next(left)
    for start, end in spans:
        while start <= gap[0] < end:
            yield start, gap[0]
            start, gap = gap[1], next(left)
        yield start, end


def _in_line(raw: str, start: int, end: int, *, anywhere: bool) -> Iterator[tuple[int, int]]:
    """Yield the indents in a line that begin a paragraph; ``anywhere`` also behind a sentence without its stop."""
    begin = start
    gaps = [match.span() for match in _INDENT.finditer(raw, start, end)]
    for (gap_start, gap_end), (next_start, _) in pairwise([*gaps, (end, end)]):
        before = raw[max(begin, gap_start - _LONGEST_HEAD) : gap_start].strip()
        after = raw[gap_end:next_start].strip()
        headed = _starts_heading(after)
        long = (len(before) >= _SENTENCE and (anywhere or headed)) or (headed and before.endswith(_COMMAS))
        if (long or _ends(before)) and _begins(after, before):
            yield gap_start, gap_end
            begin = gap_end


def _ends(before: str) -> bool:
    """Say whether a line may end here: behind a heading that has its title, or a sentence."""
    if not before:
        return False
    if before[-1] in _ENDED:
        return True
    marker = read_marker(search_form(before))
    if marker is None or marker.kind not in _UNITS or marker.run_in:
        return False
    return marker.kind == "named" or _TITLED.search(before[marker.number_end :]) is not None


def _begins(after: str, before: str) -> bool:
    """Say whether a line may begin here: with another heading, or with text."""
    if _starts_heading(after):
        return True
    if len(after) >= _SHORTEST_TEXT:
        return _TEXT.match(after) is not None
    return _UNIT.match(before) is not None and _SHORT_TEXT.match(after) is not None


def _starts_heading(text: str) -> bool:
    marker = read_marker(search_form(text))
    return marker is not None and marker.certain and marker.kind in _UNITS
