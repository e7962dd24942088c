"""Lines that hold a whole document: a page whose paragraphs nothing sets apart any more, or a single space.

No paragraph is so long. In such a line a heading begins where its number goes on from those before, behind a finished
sentence or another heading; it ends at the next space or heading. Where neither is left its sentence is fused to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from embeddings.markers import SPOKEN_OF, chinese_number
from embeddings.scripts import search_form

LONGEST_PARAGRAPH: Final = 3000
"""Characters; the longest paragraph of the plans and reports that were read has 1,900."""
_LONGEST_TITLE: Final = 40
_NUMBER: Final = 8
"""Characters of the number of a heading."""
_FEWEST: Final = 3
_REACH: Final = 3
"""How far the number of a chapter may be behind the last one that was seen: one between them may be lost."""
_CN: Final = "一二三四五六七八九十百零〇"
_MARK: Final = re.compile(
    rf"第(?P<unit>[{_CN}]+|\d{{1,3}})(?P<name>[篇编章节])|(?<![第{_CN}])(?P<cn>[{_CN}]+)、"
    rf"|[(（](?P<bracketed>[{_CN}]+)[)）]|(?<![\d.])(?P<digit>\d{{1,2}})[.．、](?!\s?\d)"
    r"|(?P<annex>附件)(?=[\s\d:：])|专栏\s?(?P<box>\d{1,2})(?!\d)"
)
_RANKS: Final = {
    "annex": -1,
    "篇": 0,
    "编": 0,
    "章": 1,
    "节": 2,
    "cn": 3,
    "bracketed": 4,
    "digit": 5,
    "box": 6,
}
_BEHIND: Final = re.compile(r"[。！？!?；;：:”）)]\s*$")
_APART: Final = re.compile(r"(?:^|[。！？!?；;：:”）)\s])\s*$")
"""Before a figure stands the end of a sentence, before other numbers a space will do."""
_SENTENCE_END: Final = re.compile(r"(?<=[。！？!?])[ \u00a0\u3000]+(?=\S)")
_SPACES: Final = re.compile(r"[ \u00a0\u3000]+")
_STOP: Final = re.compile(r"[。！？!?；;]")


def unbroken(raw: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the raw spans, empty or of spaces, at which the lines of a text are to be broken that have no break left."""
    long = [span for span in spans if span[1] - span[0] > LONGEST_PARAGRAPH]
    return [gap for start, end in long for gap in _breaks(search_form(raw[start:end]), start)]


def _breaks(text: str, offset: int) -> list[tuple[int, int]]:
    """Return the breaks of one line, given in its searchable form; none where it has no run of headings."""
    heads = list(_heads(text))
    if len(heads) < _FEWEST:
        return []
    gaps = {match.span() for match in _SENTENCE_END.finditer(text)}
    for start, end in heads:
        before = len(text[:start].rstrip())
        if before:
            gaps.add((before, start))
        behind = _SPACES.match(text, end) if end else None
        if behind:
            gaps.add(behind.span())
    return [(start + offset, end + offset) for start, end in sorted(gaps) if end < len(text)]


def _heads(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each heading begins, and where its title ends; 0 where that cannot be told."""
    last: dict[int, int] = {}
    through: dict[int, int] = {}  # chapters may be numbered through all parts
    open_from = -1  # where the last heading begins: its title may go on to the next one
    for match in _MARK.finditer(text):
        start, rank, ordinal = match.start(), _RANKS[match["name"] or str(match.lastgroup)], _ordinal(match)
        apart = (_BEHIND if match["digit"] else _APART).search(text[max(0, start - 4) : start])
        # 精简、统一、效能 are no heads; the slice is short, or a long line would be read over and over.
        near = open_from >= 0 and start - open_from <= _LONGEST_TITLE + _NUMBER
        behind_head = (
            near and not (match["cn"] or match["box"]) and _STOP.search(text, open_from, start) is None
        )
        if not (apart or behind_head):
            continue
        end = _title_end(text, match)
        further = 0 < ordinal - through.get(rank, 0) <= _REACH
        goes_on = not match["box"] and ordinal == last.get(rank, 0) + 1
        follows = goes_on or ((match["name"] or match["box"]) and further) or match["annex"]
        if not follows or (not end and SPOKEN_OF.match(text, match.end())):
            continue
        if not match["box"]:  # a box stands in its section, whose items go on behind it
            last = {each: number for each, number in last.items() if each < rank} | {rank: ordinal}
        if match["name"] or match["box"]:
            through[rank] = ordinal
        open_from = start
        yield start, end


def _title_end(text: str, match: re.Match[str]) -> int:
    """Return where a space ends a title; 0 where none does."""
    begin = _SPACES.match(text, match.end())
    title = begin.end() if begin else match.end()
    space = _SPACES.search(text, title, title + _LONGEST_TITLE + 1)
    ended = space is not None and _STOP.search(text, title, space.start()) is None
    return space.start() if space is not None and ended else 0


def _ordinal(match: re.Match[str]) -> int:
    number = match["unit"] or match["cn"] or match["bracketed"] or match["digit"] or match["box"]
    return chinese_number(number) if number else 0
