"""Tables that stand inside one line of text: a page whose line ends are lost, or whose cells nothing sets apart.

A header of three words or more, of a name among them, begins such a table, and rows with values follow it. Its cells are
set on lines of their own, where they are read as any others. Where nothing stands between the cells they are told by what
they are: number, name, unit, values, 约束性. Only if every row then has as many values as the header has columns are they
cut; figures that run into one another (47.8048.00) are never parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from embeddings.scripts import search_form

Span: TypeAlias = tuple[int, int]

_SHORTEST: Final = 60
"""Characters of a line that can hold a table."""
_LEAST_HEADER, _LEAST_ROWS, _LEAST_SHARE = 3, 3, 0.25
"""Words of a header, rows of a table, and the share of its cells that are values."""
_LONGEST_CELL, _MOST_BETWEEN = 40, 8
"""Characters of a cell, and cells without a value after which a table has ended."""
_LONGEST_TITLE: Final = 60
_YEAR: Final = (
    r"(?:19|2[01])\d{2}年?(?:(?:规划)?目标值?|实际值?|实绩|完成值?|预计值?|规划值?|现状值?|基[期数]值?)?"
)
_WORD: Final = rf"序号|类别|(?:主要)?指标(?:名称)?(?!属性)|(?:计量)?单位|{_YEAR}|年均增[长速](?:率|\(%\))?|(?:\[累计\]|累计)|(?:指标)?属性"
_HEADER: Final = re.compile(rf"(?:\s*(?:{_WORD})){{{_LEAST_HEADER},}}")
_HEADER_WORD: Final = re.compile(_WORD)
_ATTRIBUTE: Final = re.compile(r"约束性|预期性|引导性|指导性")
_CELL: Final = re.compile(
    rf"(?:{_ATTRIBUTE.pattern})(?:指标)?|属性(?=\d{{1,2}}\s)|(?:(?!{_ATTRIBUTE.pattern})\S)+"
)
"""A cell between spaces; the last of a row may have the number or name of the next row behind it."""
_FIGURE: Final = re.compile(
    r"[≥≤<>约±\[(]*\d+(?:\.\d+)?(?:[-—~]\d+(?:\.\d+)?)?[%‰]?(?:以上|以下|以内|左右)?[\])]*|[-—]{1,2}"
)
_PLAIN: Final = re.compile(r"\d[\d.]*")
_UNIT: Final = re.compile(
    r"(?:[百千万亿]{0,2}(?:美元|元|人次|人|户|吨标准煤|吨|公顷|亩|公里|平方公里|平方米|立方米|千瓦|件|个|家|张|所|套|年|岁)"
    r"(?:/[百千万亿]{0,2}(?:人|元|户|吨|亩|公顷|平方公里|立方米))?|[%‰])$"
)
_TITLE: Final = re.compile(r"(?:专栏|附?表)\s*[\d一二三四五六七八九十]{1,3}[^。；;！？]*$")


def flat_tables(raw: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Return for each table the raw spans, empty or of spaces, at which its line is to be broken; ``spans`` are the lines."""
    long = (span for span in spans if span[1] - span[0] >= _SHORTEST and "\t" not in raw[slice(*span)])
    return [
        [(start + gap[0], start + gap[1]) for gap in gaps]
        for start, end in long
        for gaps in _tables(search_form(raw[start:end]))
    ]


def _tables(text: str) -> Iterator[list[Span]]:
    """Yield the breaks of each table in one line, given in its searchable form."""
    done = 0
    for head in _HEADER.finditer(text):
        if head.start() < done or not re.search(r"指标|项目|序号", head.group()):
            continue
        header = [
            (head.start() + word.start(), head.start() + word.end())
            for word in _HEADER_WORD.finditer(head.group())
        ]
        words = [text[slice(*span)] for span in header]
        if any(words[0].endswith(word) for word in words[1:]):
            header.pop(0)  # 主要指标 序号 指标: the end of the title
        cells = _spaced(text, head.end()) or _glued(text, head.end(), header)
        if not cells:
            continue
        lead = text[max(0, head.start() - _LONGEST_TITLE) : header[0][0]]
        title = _TITLE.search(lead)
        begin = [header[0][0] - len(lead) + title.start()] if title else []
        starts = [*begin, *(start for start, _ in (*header, *cells)), cells[-1][1]]
        done = cells[-1][1]
        gaps = [gap for at in starts if (gap := _gap(text, at)) is not None]
        yield list(dict.fromkeys(gaps))


def _gap(text: str, at: int) -> Span | None:
    """Return the spaces that end before a cell begins, None at the ends of the line."""
    begin, end = len(text[:at].rstrip()), at + len(text[at:]) - len(text[at:].lstrip())
    return (begin, end) if begin > 0 and end < len(text) else None


def _spaced(text: str, position: int) -> list[Span]:
    """Return the cells behind a header that spaces set apart, [] if they are not those of a table."""
    from embeddings.tables.words import is_attribute, is_note, is_prose, is_value

    cells: list[Span] = []
    last, values, rows = 0, 0, 0
    before = ""
    for match in _CELL.finditer(text, position):
        cell = match.group()
        if is_prose(cell) or is_note(cell) or len(cell) > _LONGEST_CELL or len(cells) - last >= _MOST_BETWEEN:
            break
        cells.append(match.span())
        if is_value(cell):
            rows += not is_value(before)
            values += 1
        if is_value(cell) or is_attribute(cell):
            last = len(cells)
        before = cell
    kept = cells[:last]
    return kept if rows >= _LEAST_ROWS and values >= _LEAST_SHARE * len(kept) else []


def _glued(text: str, position: int, header: Sequence[Span]) -> list[Span]:
    """Return the cells of rows that end in their attribute and have nothing between their cells, [] if any is unsure."""
    words = [text[slice(*span)] for span in header]
    count = sum(re.search(r"\d{4}|年均|累计", word) is not None for word in words)
    numbered, has_unit = words[0] == "序号", any(word.endswith("单位") for word in words)
    cells: list[Span] = []
    rows = 0
    while match := _ATTRIBUTE.search(text, position, position + _LONGEST_CELL * 2):
        row = _row(text, position, match.start(), str(rows + 1) if numbered else "", count, has_unit=has_unit)
        if not row:
            return []
        cells += [*row, match.span()]
        position, rows = match.end(), rows + 1
    return cells if rows >= _LEAST_ROWS else []


def _row(text: str, start: int, end: int, number: str, count: int, *, has_unit: bool) -> list[Span]:
    """Return the cells of one row, [] if they are not as many as the header has columns."""
    cells: list[Span] = []
    if number:
        if not text.startswith(number, start):
            return []
        cells.append((start, start + len(number)))
        start += len(number)
    values: list[Span] = []
    for match in _FIGURE.finditer(text, start, end):
        if values and values[-1][1] != match.start():
            values = []  # PM2.5 and what else a name has of figures
        values.append(match.span())
    if len(values) != count or values[-1][1] != end or _run_together(text, values):
        return []
    unit = _UNIT.search(text, start, values[0][0]) if has_unit else None
    name = (start, unit.start() if unit else values[0][0])
    if name[0] == name[1] or (has_unit and unit is None):
        return []
    return [*cells, name, *([unit.span()] if unit else []), *values]


def _run_together(text: str, values: Sequence[Span]) -> bool:
    """Return whether plain figures follow one another with nothing between: where the first ends is not told."""
    pieces = [text[slice(*span)] for span in values]
    return any(one[-1].isdigit() and other[0].isdigit() for one, other in pairwise(pieces))
