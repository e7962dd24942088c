"""One page of a PDF: its lines and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any, Final

from embeddings.loaders.loaded import one_line, table_lines

_MOST_RULES: Final = 3000
"""Lines and boxes on a page; one with more is a map, and looking for tables in it takes minutes."""
_LONGEST_IN_ROW: Final = 20
_MOST_CROSSING: Final = 0.2
_FEW_CROSSING: Final = 0.04
_LARGEST_BOX: Final = 0.7
_OVERPRINT: Final = 0.18
"""Share of its size by which a character is printed again beside itself to look bold."""
WIDE: Final = 2.0
"""Sizes of a character that a gap between two columns measures; it may be less below a long name."""
_NARROW: Final = 0.8
_LARGEST_SLANT: Final = 0.05
_LEAST_GUTTER: Final = 8.0
"""Points between two columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, its place in points from the left and the top, the size of its characters.

    ``frame`` tells lines apart that have other margins: a column or a box of the page. ``cells`` are its pieces that
    gaps set apart, each with where it begins and ends.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    frame: str
    cells: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A ruled table, its rows as finished lines."""

    lines: tuple[str, ...]
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that stand together, with their place and size in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows. ``characters`` counts those that were read, ``turned`` those of other directions.

    ``gutter`` is where the gap between two columns lies; None if the page alone does not tell.
    """

    words: tuple[Word, ...]
    tables: tuple[Rows, ...]
    boxes: tuple[Rows, ...]
    height: float
    number: int
    characters: int
    turned: int = 0
    gutter: float | None = None


def read_page(page: Any, number: int) -> Page:
    """Read a page of pdfplumber."""
    upright = page.filter(lambda each: each["object_type"] != "char" or _is_upright(each))
    turned = sum(1 for char in page.chars if not _is_upright(char) and char["text"].strip())
    sizes = [char["size"] for char in upright.chars if char["text"].strip()]
    if not sizes:
        return Page((), (), (), float(page.height), number, 0, turned)
    size = median(sizes)
    upright = upright.dedupe_chars(tolerance=max(1.0, _OVERPRINT * size), extra_attrs=())
    characters = [char for char in upright.chars if char["text"].strip()]
    tables, boxes = _tables(upright)
    found = upright.extract_words(x_tolerance=0.45 * size, y_tolerance=0.3 * size, return_chars=True)
    words = [
        Word(each["text"], each["x0"], each["x1"], each["top"], each["bottom"], _size(each)) for each in found
    ]
    words = [word for word in words if not any(_inside(word, table) for table in tables)]
    gutter = _gutter([word for word in words if not any(_inside(word, box) for box in boxes)])
    return Page(
        tuple(words),
        tuple(tables),
        tuple(boxes),
        float(page.height),
        number,
        len(characters),
        turned,
        gutter,
    )


def _is_upright(char: dict[str, Any]) -> bool:
    """Say whether a character stands upright; those of a watermark stand aslant."""
    along, aslant = char["matrix"][:2]
    return bool(char["upright"]) and abs(aslant) <= _LARGEST_SLANT * abs(along)


def _size(word: dict[str, Any]) -> float:
    return float(median(char["size"] for char in word["chars"]))


def page_items(page: Page, gutter: float | None) -> list[Line | Rows]:
    """Return the lines and tables of a page in reading order.

    ``gutter`` is where the document's pages have their gap; it helps a page too empty to tell by itself.
    """
    words = list(page.words)
    blocks: list[Line | Rows] = list(page.tables)
    for index, box in enumerate(page.boxes):
        held = [word for word in words if _inside(word, box)]
        words = [word for word in words if not _inside(word, box)]
        blocks.extend(_lines(held, page.number, f"box{index}"))
    if page.gutter is not None:
        gutter = page.gutter
    elif gutter is not None and sum(word.x0 < gutter < word.x1 for word in words) > _MOST_CROSSING * len(
        words
    ):
        gutter = None
    return list(_in_order(words, blocks, page.number, gutter))


def _tables(page: Any) -> tuple[list[Rows], list[Rows]]:
    """Return the ruled tables of a page and its boxes: frames of one cell or column with running text."""
    tables: list[Rows] = []
    boxes: list[Rows] = []
    if not 0 < len(page.rects) + len(page.lines) + len(page.curves) <= _MOST_RULES:
        return [], []
    finder = page.debug_tablefinder()
    for table in finder.tables:
        rows = [[one_line(cell or "") for cell in row] for row in table.extract(x_tolerance=2)]
        x0, top, x1, bottom = table.bbox
        filled = sum(bool(cell) for row in rows for cell in row)
        single = (
            len(rows) == 1 and max(map(len, rows[0])) > _LONGEST_IN_ROW
        )  # else a row that a page break cut off
        if not single and max(map(len, rows)) > 1 and filled * 4 >= sum(map(len, rows)):
            tables.append(Rows(tuple(table_lines(rows)), x0, x1, top, bottom))
        elif filled:
            boxes.append(Rows((), x0, x1, top, bottom))
    within = {cell for table in finder.tables for cell in table.cells}
    for x0, top, x1, bottom in (cell for cell in finder.cells if cell not in within):
        if (x1 - x0) * (bottom - top) < _LARGEST_BOX * float(page.width * page.height):
            boxes.append(Rows((), x0, x1, top, bottom))
    return tables, boxes


def _inside(word: Word, block: Rows) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return bool(block.x0 <= x <= block.x1 and block.top <= y <= block.bottom)


def _in_order(
    words: list[Word], blocks: Sequence[Line | Rows], number: int, gutter: float | None
) -> Iterator[Line | Rows]:
    """Yield lines and blocks in reading order: what crosses both columns divides the page into bands."""
    if gutter is None:
        yield from sorted([*_lines(words, number, "page"), *blocks], key=lambda item: item.top)
        return
    crossing = _crossing(words, gutter)
    across = _lines(crossing, number, "page")
    sides = [word for word in words if word not in crossing]
    left = _lines([word for word in sides if word.x1 <= gutter], number, "left")
    right = _lines([word for word in sides if word.x0 >= gutter], number, "right")
    wide = [*across, *(block for block in blocks if block.x0 < gutter < block.x1)]
    left += [block for block in blocks if block.x1 <= gutter]
    right += [block for block in blocks if block.x0 >= gutter]
    top = float("-inf")
    for divider in [*sorted(wide, key=lambda item: item.top), None]:
        end = divider.top if divider else float("inf")
        for column in (left, right):
            yield from sorted((i for i in column if top <= i.top < end), key=lambda item: item.top)
        if divider is not None:
            yield divider
            top = divider.top


def _crossing(words: Sequence[Word], gutter: float) -> list[Word]:
    """Return the words of everything printed across the gap, also of what has spaces in it: - 12 -."""
    found: list[Word] = []
    for row in _rows(words):
        run: list[Word] = []
        for word in [*sorted(row, key=lambda each: each.x0), None]:
            if run and (word is None or word.x0 - run[-1].x1 > 0.6 * word.size):
                if run[0].x0 < gutter < run[-1].x1:
                    found.extend(run)
                run = []
            if word is not None:
                run.append(word)
    return found


def _gutter(words: Sequence[Word]) -> float | None:
    """Return where the gap between two columns lies, or None for a page of one column."""
    if len(words) < 12:
        return None
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    places = [x0 + (x1 - x0) * share / 200 for share in range(70, 131)]
    crossing = [sum(word.x0 < x < word.x1 for word in words) for x in places]
    # A page number or a title in the middle of the page may cross the gap.
    most = min(crossing) + _FEW_CROSSING * len(words)
    if min(crossing) > _MOST_CROSSING * len(words):
        return None
    runs = [list(run) for free, run in groupby(range(len(places)), lambda i: crossing[i] <= most) if free]
    widest = max(runs, key=len)
    left_edge, right_edge = places[widest[0]], places[widest[-1]]
    gutter = (left_edge + right_edge) / 2
    columns = ([w for w in words if w.x1 <= gutter], [w for w in words if w.x0 >= gutter])
    if min(map(len, columns)) < 5 or right_edge - left_edge < _LEAST_GUTTER:
        return None
    for side, width in zip(columns, (left_edge - x0, x1 - right_edge), strict=True):
        # Lines of prose fill their column; the cells of a table without rules do not.
        if median(word.x1 - word.x0 for word in side) < 0.5 * width:
            return None
    return gutter


def _lines(words: Sequence[Word], number: int, frame: str) -> list[Line | Rows]:
    """Gather words into printed lines, top to bottom."""
    return [_line(sorted(row, key=lambda each: each.x0), number, frame) for row in _rows(words)]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Gather the words that stand at one height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.top + each.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        last = rows[-1][0] if rows else None
        if last is not None and last.top < middle < last.bottom:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _line(words: Sequence[Word], number: int, frame: str) -> Line:
    size = median(word.size for word in words for _ in word.text)
    text = words[0].text
    cells = [(words[0].x0, words[0].x1, words[0].text)]
    for before, word in pairwise(words):
        # Columns that are set apart by space stay apart.
        text += ("  " if word.x0 - before.x1 > WIDE * size else " ") + word.text
        if word.x0 - before.x1 > _NARROW * size:
            cells.append((word.x0, word.x1, word.text))
        else:
            cells[-1] = (cells[-1][0], word.x1, f"{cells[-1][2]} {word.text}")
    return Line(
        text=text,
        x0=words[0].x0,
        x1=words[-1].x1,
        top=min(word.top for word in words),
        bottom=max(word.bottom for word in words),
        size=size,
        page=number,
        frame=frame,
        cells=tuple(cells),
    )
