"""The elements of a web page as lines: blocks, headings, list numbers, tables."""

from __future__ import annotations

import re
from typing import Any, Final

from embeddings.loaders.loaded import heading_line, one_line, raised, table_lines

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADINGS: Final = frozenset(f"h{level}" for level in range(1, 7))
_NUMBERED: Final = re.compile(r"[(（]?[\d一二三四五六七八九十]+[.．、)）]|[①-⑳]")
_LONG_CELL: Final = 200
_LONGEST_PARAGRAPH: Final = 1500
"""Characters; a longer one is a whole document that the page sets apart by indents or line ends alone."""
_INDENT: Final = re.compile("(?:[\u3000\u2003]{2}|\u00a0{2,}|(?:[ \u00a0]{2}\u00a0))[\\s\u00a0]*(?=\\S)")
_FEWEST_INDENTS: Final = 5
_AS_BLOCK: Final = re.compile(r"display:(?:block|list-item|table)")
_AS_TYPED: Final = re.compile(r"white-space:(?:pre|break-spaces)")


def write_lines(root: Any) -> list[str]:
    """Return the visible text under an element, a line for each block, heading, line break and table row."""
    from lxml import etree

    writer = _Lines()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag == "table" and element is not root and not _is_layout(element):
                writer.close()
                writer.lines.extend(table_lines(_grid(element)))
                walker.skip_subtree()
            else:
                writer.start(element)
        else:
            writer.end(element, with_tail=element is not root)
    writer.close()
    return writer.lines


class _Lines:
    """Gathers inline text until its block ends."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._prefix = ""
        self._heading = 0
        self._preformatted = 0
        self._raised_from: int | None = None

    def start(self, element: Any) -> None:
        tag = element.tag
        if tag == "br":
            if self._heading:
                self._pieces.append("\n")
            else:
                self.close()
        elif tag in _HEADINGS and not self._heading:
            self.close()
            self._heading = int(tag[1])
        elif _is_block(element) and not self._heading:
            self.close()
            if tag == "li":
                self._prefix = _list_number(element)
        elif _is_raised(element) and self._raised_from is None:
            self._raised_from = len(self._pieces)
        self._preformatted += _is_preformatted(element)
        self._add(element.text)

    def end(self, element: Any, *, with_tail: bool) -> None:
        tag = element.tag
        self._preformatted -= _is_preformatted(element)
        if (_is_block(element) and not self._heading) or (tag in _HEADINGS and self._heading == int(tag[1])):
            self.close()
        if self._raised_from is not None and _is_raised(element):
            above = "".join(self._pieces[self._raised_from :])
            del self._pieces[self._raised_from :]
            self._pieces.append(raised(above, "".join(self._pieces)))
            self._raised_from = None
        if with_tail:
            self._add(element.tail)

    def close(self) -> None:
        """End the line that is being gathered."""
        text = "".join(self._pieces)
        self._pieces.clear()
        found = [heading_line(text, self._heading)] if self._heading else map(one_line, _paragraphs(text))
        self._heading = 0
        for line in filter(None, found):
            numbered = _NUMBERED.match(line)
            self.lines.append(line if numbered else self._prefix + line)
            self._prefix = ""

    def _add(self, text: str | None) -> None:
        if not text:
            return
        first, *more = text.split("\n") if self._preformatted else [text]
        self._pieces.append(first)
        for line in more:
            self.close()
            self._pieces.append(line)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text without elements of its own: as indented, else as its lines end, if it is so long."""
    if len(text) <= _LONGEST_PARAGRAPH:
        return [text]
    indented = _INDENT.split(text)
    return indented if len(indented) > _FEWEST_INDENTS else text.split("\n")


def _style(element: Any) -> str:
    return "".join((element.get("style") or "").lower().split())


def _is_block(element: Any) -> bool:
    return element.tag in _BLOCKS or _AS_BLOCK.search(_style(element)) is not None


def _is_preformatted(element: Any) -> bool:
    return element.tag == "pre" or _AS_TYPED.search(_style(element)) is not None


def _is_raised(element: Any) -> bool:
    return element.tag == "sup" or "vertical-align:super" in _style(element)


def _list_number(item: Any) -> str:
    """Return the number that a browser shows before an item of a numbered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or parent.get("type", "1") != "1":
        return ""
    if "none" in (parent.get("style") or ""):
        return ""
    start = parent.get("start", "1")
    index = [each for each in parent if each.tag == "li"].index(item)
    return f"{(int(start) if start.isdigit() else 1) + index}. "


def _is_layout(table: Any) -> bool:
    """Say whether a table only places things on the page: one with tables or long prose in its cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = [cell for row in table.iter("tr") for cell in row if cell.tag in ("td", "th")]
    long = [cell for cell in cells if len(one_line(cell.text_content())) > _LONG_CELL]
    return bool(long) and len(long) * 3 >= len(cells)


def _grid(table: Any) -> list[list[str]]:
    """Return the cells of a table on its grid; a merged cell is its value, then empty ones."""
    grid: list[list[str]] = []
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in (each for each in row if each.tag in ("td", "th")):
            while covered.get((number, len(cells))):
                cells.append("")
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            for below in range(1, rows):
                for beside in range(columns):
                    covered[number + below, len(cells) + beside] = True
            cells += ["\n".join(write_lines(cell)), *[""] * (columns - 1)]
        while covered.get((number, len(cells))):
            cells.append("")
        grid.append(cells)
    caption = next(table.iter("caption"), None)
    title = one_line(caption.text_content()) if caption is not None else ""
    return [[title] + [""] * (max(map(len, grid), default=1) - 1), *grid] if title else grid


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), 100) if value.isdigit() else 1
