"""The lines of a PDF joined into paragraphs, without what is printed on every page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from embeddings.loaders.loaded import one_line
from embeddings.loaders.pdf_page import Line, Page, Rows, page_items
from embeddings.markers import read_marker
from embeddings.scripts import search_form

_EDGE: Final = 0.14
"""Share of a page's height, at its top and its bottom, where running heads and page numbers stand."""
PAGE_NUMBER: Final = re.compile(
    r"[-—–―·.\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]+)\s*页?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–―·.\s]*",
    re.IGNORECASE,
)
_SENTENCE_END: Final = ("。", "！", "？", "!", "?")
_WORD: Final = re.compile(r"[!-~]{2,20}")
_HANGING: Final = "。，、；：！？,;:.”’）)》"
_NOTE: Final = re.compile(r"[\[〔(（]?\d{1,2}[\]〕)）]?[.、 ]?\s*[\u4e00-\u9fff“《]|[①-⑳]")
_NOTE_SIZE: Final = 0.9
"""Share of the size of the text that the characters of footnotes are at most."""
_LEVELS: Final = ("box", "part", "chapter", "section")


def without_furniture(pages: Sequence[Page]) -> list[Line | Rows]:
    """Return the items of all pages without page numbers and what stands at the same place of three pages, or of both."""
    gutters = [page.gutter for page in pages if page.gutter is not None]
    gutter = median(gutters) if len(gutters) * 2 >= len(pages) else None
    items = [page_items(page, gutter) for page in pages]
    repeated: defaultdict[str, list[tuple[Line, bool]]] = defaultdict(list)
    numbers: list[Line] = []
    for page, held in zip(pages, items, strict=True):
        for line, apart in _edge_lines(held, page.height):
            if PAGE_NUMBER.fullmatch(line.text):
                numbers.append(line)
            repeated[re.sub(r"\d+", "#", "".join(line.text.split()))].append((line, apart))
    dropped: set[Line] = set()
    for side in (True, False):
        place = median([line.top for line in numbers if (line.top < pages[0].height / 2) is side] or [0.0])
        same_place = [
            line for line in numbers if abs(line.top - place) < 6
        ]  # else it is a number of the text
        dropped.update(same_place if len({line.page for line in same_place}) > 1 else ())
    for found in repeated.values():
        place = median(line.top for line, _ in found)
        same = [(line, apart) for line, apart in found if abs(line.top - place) < 6]
        shown = len({line.page for line, _ in same})
        on_most = 2 * shown > len(pages) > 2
        if shown >= 3 or shown == len(pages) == 2:
            # A line of the text may come back at the same place too; it does not stand apart from the text.
            dropped.update(line for line, apart in same if apart or on_most)
    return [item for held in items for item in held if isinstance(item, Rows) or item not in dropped]


def _edge_lines(items: Sequence[Line | Rows], height: float) -> list[tuple[Line, bool]]:
    """Return the two outermost lines at the top and the bottom, and whether they stand apart from the text."""
    lines = sorted((item for item in items if isinstance(item, Line)), key=lambda line: line.top)
    if len(lines) < 2:
        return [(line, True) for line in lines]
    gaps = [max(0.0, after.top - before.bottom) for before, after in pairwise(lines)]
    wide = 1.4 * median(gaps) + 2
    apart = [
        gap > wide or abs(before.size - after.size) > 0.08 * after.size
        for gap, (before, after) in zip(gaps, pairwise(lines), strict=True)
    ]
    ends = [(lines[0], any(apart[:2])), (lines[1], apart[1:2] == [True])]
    ends += [(lines[-1], any(apart[-2:])), (lines[-2], apart[-2:-1] == [True])]
    return [
        (line, far)
        for line, far in dict(reversed(ends)).items()
        if line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height
    ]


def paragraphs(items: Sequence[Line | Rows]) -> list[str]:
    """Return one line of text per paragraph, heading and table row."""
    notes = _footnotes([item for item in items if isinstance(item, Line)])
    margins = _Margins([item for item in items if isinstance(item, Line) and item not in notes])
    written: list[str] = []
    open_lines: list[Line] = []
    held: list[Line] = []

    def close() -> None:
        if open_lines:
            written.append(one_line("\n".join(line.text for line in open_lines)))
            open_lines.clear()
        written.extend(_notes_of(held))
        held.clear()

    for item in items:
        if item in notes:
            held.append(notes[item])  # the paragraph above may go on on the next page
            continue
        if isinstance(item, Rows):
            close()
            written.extend(item.lines)
            continue
        if open_lines and not margins.continues(open_lines[-1], item):
            close()
        open_lines.append(item)
    close()
    return written


def _footnotes(lines: Sequence[Line]) -> dict[Line | Rows, Line]:
    """Return the lines at the foot of a page that are smaller than its text, from one with a number on."""
    sizes = [line.size for line in lines for _ in line.text]
    body = median(sizes) if sizes else 0.0
    pages: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page, line.frame].append(line)
    found: list[Line] = []
    for held in pages.values():
        small: list[Line] = []
        for line in reversed(held):
            if line.size > _NOTE_SIZE * body:
                break
            small.insert(0, line)
        first = next((at for at, line in enumerate(small) if _NOTE.match(line.text)), len(small))
        if len(small) < len(held):
            found += small[first:]
    return {line: line for line in found}


def _notes_of(lines: Sequence[Line]) -> list[str]:
    """Return footnotes, each on one line."""
    notes: list[list[str]] = []
    for line in lines:
        if _NOTE.match(line.text) or not notes:
            notes.append([])
        notes[-1].append(line.text)
    return [one_line("\n".join(note)) for note in notes]


def _right_end(line: Line) -> float:
    """Return where a line ends; a punctuation mark at its end may hang over the margin."""
    return line.x1 - (0.9 * line.size if line.text[-1] in _HANGING else 0.0)


class _Margins:
    """Where the lines of each column begin and end, and from that where a paragraph ends."""

    def __init__(self, lines: Sequence[Line]) -> None:
        places: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
        for line in lines:
            places[line.page, line.frame].append(line)
        kinds: defaultdict[str, list[float]] = defaultdict(list)
        for (_, frame), held in places.items():
            kinds[frame].append(max(map(_right_end, held)))
        self._right = {
            place: max(max(map(_right_end, held)), median(kinds[place[1]]) - 12)
            if not place[1].startswith("box")
            else max(map(_right_end, held))
            for place, held in places.items()
        }
        self._left = {place: min(line.x0 for line in held) for place, held in places.items()}
        # A line after a sentence that ended before the margin begins a paragraph: indented or not, so are the others.
        starts = [
            self._indent(line) > 1.2 * line.size
            for place, held in places.items()
            for before, line in pairwise(held)
            if before.text.endswith(_SENTENCE_END) and before.x1 < self._right[place] - 3 * before.size
        ]
        self._uses_indents = bool(starts) and sum(starts) * 2 >= len(starts)
        gaps = [
            after.top - before.bottom
            for held in places.values()
            for before, after in pairwise(held)
            if after.top > before.top
        ]
        self._gap = max(median(gaps), 0.0) if gaps else 0.0

    def _indent(self, line: Line) -> float:
        return line.x0 - self._left[line.page, line.frame]

    def continues(self, before: Line, line: Line) -> bool:
        """Say whether a line goes on with the paragraph of the line before it."""
        size = max(before.size, line.size)
        if abs(before.size - line.size) > 0.08 * size:
            return False
        # A number or a Latin word that did not fit leaves its line short.
        word = _WORD.match(line.text)
        slack = 1.6 * size + (0.55 * size * len(word.group()) if word else 0)
        if before.x1 < self._right[before.page, before.frame] - slack:
            return False
        if self._indent(line) > 1.2 * size:
            return False
        apart = line.top - before.bottom
        same_column = (before.page, before.frame) == (line.page, line.frame)
        if same_column and apart > 2 * self._gap + 0.6 * size:
            return False
        ended = before.text.endswith(_SENTENCE_END)
        marker = read_marker(search_form(line.text))
        # 统/一、制度并轨: a line may begin like an item by chance, so items follow what has ended.
        ended_or_lists = ended or before.text.endswith((";", "；", ":", "："))
        if marker is not None and marker.certain and (marker.kind in _LEVELS or ended_or_lists):
            return False
        return self._uses_indents or not ended
