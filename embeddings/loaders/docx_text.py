"""The body of a Word document as lines: paragraphs with their numbers, tables, text boxes, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from embeddings.loaders.loaded import (
    PICTURE,
    UNREADABLE,
    heading_line,
    joined_breaks,
    one_line,
    raised,
    table_lines,
)
from embeddings.loaders.numbering import Numbering, W

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DROPPED: Final = {
    f"{W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr", "sectPr", "sdtPr", "tblPr")
}
_PICTURES: Final = (f"{W}drawing", f"{W}pict")
_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_LEAST_PICTURE: Final = 720_000
"""Width and height, in 914,400ths of an inch, of a picture that may be a table or a chart: 2 cm."""
_BREAKS: Final = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_CONTENTS: Final = re.compile(r"(?:toc|目录)\s*\d*$", re.IGNORECASE)
_CONTENTS_TITLE: Final = re.compile(r"toc heading|目录标题", re.IGNORECASE)
_HEADING: Final = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
# The Symbol font's own codes for signs that plans use in tables.
_SYMBOLS: Final = {0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB1: "±", 0xB0: "°", 0xD7: "·", 0xB7: "•", 0xAE: "→"}


class Notes:
    """Footnotes and endnotes, numbered in the order in which the text refers to them."""

    def __init__(self, footnotes: Any | None, endnotes: Any | None) -> None:
        self._texts = {"footnote": _by_id(footnotes, "footnote"), "endnote": _by_id(endnotes, "endnote")}
        self._used: list[Any] = []

    def marker(self, kind: str, note_id: str) -> str:
        """Return the marker of a reference, ``[n]``."""
        note = self._texts[kind].get(note_id)
        if note is None:
            return ""
        self._used.append(note)
        return f"[{len(self._used)}]"

    def __iter__(self) -> Iterator[Any]:
        return iter(self._used)


def _by_id(root: Any | None, kind: str) -> dict[str, Any]:
    found = root.findall(f"{W}{kind}") if root is not None else []
    return {note.get(f"{W}id"): note for note in found if note.get(f"{W}type") in (None, "normal")}


class Writer:
    """Writes the blocks of a document as lines."""

    def __init__(self, styles: Any | None, numbering: Numbering, notes: Notes) -> None:
        found = styles.findall(f"{W}style") if styles is not None else []
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        self._default = next(
            (s.get(f"{W}styleId") for s in found if s.get(f"{W}default") == "1" and _kind(s) == "paragraph"),
            "",
        )
        self._numbering = numbering
        self._notes = notes
        self.pictures = 0
        """How many pictures there are that may show something to read."""

    def write(self, container: Any) -> list[str]:
        """Return the lines of everything in a body, cell or text box."""
        lines: list[str] = []
        joined = False
        for block in _blocks(container):
            if block.tag == f"{W}tbl":
                lines.extend(self._table(block))
                joined = False
                continue
            own = self._paragraph(block)
            if joined and own and lines:
                lines[-1] += own.pop(0)
            lines.extend(own)
            joined = _end_deleted(block)
        return lines

    def _table(self, table: Any) -> list[str]:
        """Return the lines of a table; a cell that holds a table is a frame: what is in it stands by itself."""
        lines: list[str] = []
        rows: list[list[str]] = []
        for row in self._rows(table):
            framed = [cell for cell in _inside(row, f"{W}tc") if cell.find(f".//{W}tbl") is not None]
            if framed:
                lines.extend(table_lines(rows))
                rows = []
                lines.extend(line for cell in _inside(row, f"{W}tc") for line in self.write(cell))
            else:
                rows.append(self._cells(row))
        return [*lines, *table_lines(rows)]

    def note_lines(self) -> list[str]:
        """Return the notes that the text refers to, as numbered lines."""
        texts = ["".join(one_line(line) for line in self.write(note)) for note in self._notes]
        return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]

    def _paragraph(self, paragraph: Any) -> list[str]:
        style = self._style_of(paragraph)
        name = self._style_name(style)
        if _CONTENTS.match(name) or _CONTENTS_TITLE.match(name):
            return []
        pieces: list[str] = []
        boxes: list[Any] = []
        self._collect(paragraph, pieces, boxes)
        text = "".join(pieces)
        number = self._number(paragraph, style) if text.strip() else ""
        if number.strip() and re.match(r"\s*\d", text) and number[-1:].isascii():
            number = number.rstrip() + " "  # 1. before 2025年 must not become 1.2025
        level = self._outline_level(paragraph, style)
        if level is not None and text.strip():
            lines = [heading_line(number + text.strip(), level + 1)]
        else:
            lines = joined_breaks(number + text.strip()) if text.strip() else []
        for box in boxes:
            lines.extend(self.write(box))
        return lines

    def _collect(self, element: Any, pieces: list[str], boxes: list[Any]) -> None:
        """Gather the visible text under an element and the text boxes anchored in it."""
        for child in element:
            tag = child.tag
            if tag in _DROPPED or not isinstance(tag, str):
                continue
            if tag == f"{_MC}AlternateContent":
                self._collect_alternative(child, pieces, boxes)
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}r" and (_is_on(child, "vanish") or _struck(child)):
                continue
            elif tag == f"{W}r" and _property(child.find(f"{W}rPr"), "vertAlign") == "superscript":
                above: list[str] = []
                self._collect(child, above, boxes)
                pieces.append(raised("".join(above), "".join(pieces)))
            elif tag in (f"{W}t", _MATH_TEXT):
                pieces.append(child.text or "")
            elif tag in _BREAKS:
                page = tag == f"{W}br" and child.get(f"{W}type") in ("page", "column")
                pieces.append("\n" if page else _BREAKS[tag])
            elif tag in _PICTURES and _is_large(child):
                self.pictures += 1
                pieces.append(f"\n{PICTURE}\n")
                self._collect(child, pieces, boxes)
            elif tag == f"{W}sym":
                pieces.append(_symbol(child))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = tag.removeprefix(W).removesuffix("Reference")
                pieces.append(self._notes.marker(kind, child.get(f"{W}id")))
            elif tag != f"{W}instrText" and tag != f"{W}delText":
                self._collect(child, pieces, boxes)

    def _collect_alternative(self, element: Any, pieces: list[str], boxes: list[Any]) -> None:
        """Take the first alternative that has text; both show the same."""
        for alternative in element:
            found: tuple[list[str], list[Any]] = ([], [])
            self._collect(alternative, *found)
            if any(found):
                pieces.extend(found[0])
                boxes.extend(found[1])
                return

    @staticmethod
    def _rows(table: Any) -> Iterator[Any]:
        """Yield the rows that are not deleted."""
        for row in _inside(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is None or properties.find(f"{W}del") is None:
                yield row

    def _cells(self, row: Any) -> list[str]:
        """Return the cells of a row on the table's grid; a merged cell is its value, then empty ones."""
        properties = row.find(f"{W}trPr")
        cells = [""] * _count(properties, "gridBefore", 0)
        for cell in _inside(row, f"{W}tc"):
            settings = cell.find(f"{W}tcPr")
            merged = settings.find(f"{W}vMerge") if settings is not None else None
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            text = "" if goes_on else "\n".join(self.write(cell))
            cells += [text.replace("\t", " "), *[""] * (_count(settings, "gridSpan", 1) - 1)]
        return cells + [""] * _count(properties, "gridAfter", 0)

    def _style_of(self, paragraph: Any) -> list[Any]:
        """Return the paragraph's style and those it is based on."""
        style_id = _property(paragraph.find(f"{W}pPr"), "pStyle") or self._default
        chain: list[Any] = []
        while style_id in self._styles and len(chain) < 20:
            chain.append(self._styles[style_id])
            style_id = _property(chain[-1], "basedOn")
        return chain

    def _style_name(self, chain: list[Any]) -> str:
        return _property(chain[0], "name") if chain else ""

    def _number(self, paragraph: Any, style: list[Any]) -> str:
        """Return the automatic number of a paragraph; its own setting goes before its styles'."""
        num_id, level = "", ""
        for holder in (paragraph, *style):
            properties = holder.find(f"{W}pPr")
            numbered = properties.find(f"{W}numPr") if properties is not None else None
            if numbered is not None:
                num_id = num_id or _property(numbered, "numId")
                level = level or _property(numbered, "ilvl")
                if num_id and not level and holder is not paragraph:
                    level = self._numbering.level_of_style(num_id, holder.get(f"{W}styleId"))
        return self._numbering.number(num_id, int(level or 0)) if num_id not in ("", "0") else ""

    def _outline_level(self, paragraph: Any, style: list[Any]) -> int | None:
        """Return the heading level from 0, by outline level or by the name of a built-in style."""
        for holder in (paragraph, *style):
            level = _property(holder.find(f"{W}pPr"), "outlineLvl")
            if level:
                return int(level) if int(level) < 9 else None
            if holder is not paragraph and (named := _HEADING.match(_property(holder, "name"))):
                return int(named.group(1)) - 1
        return None


def _blocks(container: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those in content controls and insertions, without the contents list."""
    for child in container:  # an element, or a list of them
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == f"{W}sdt":
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            if gallery is None or gallery.get(f"{W}val") != "Table of Contents":
                yield from _blocks(child.findall(f"{W}sdtContent"))
        elif child.tag in (f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}sdtContent", f"{W}smartTag"):
            yield from _blocks(child)


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Yield rows or cells, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _inside(child, tag)


def _is_large(drawing: Any) -> bool:
    """Say whether a drawing is a picture large enough to show something to read; an old one tells no size."""
    if drawing.tag == f"{W}pict":
        return next(drawing.iter("{urn:schemas-microsoft-com:vml}imagedata"), None) is not None
    if next(drawing.iter(_BLIP), None) is None:
        return False
    sizes = [each for each in drawing.iter() if str(each.tag).endswith("}extent")]
    return any(min(int(each.get("cx", 0)), int(each.get("cy", 0))) >= _LEAST_PICTURE for each in sizes)


def _kind(style: Any) -> str:
    return str(style.get(f"{W}type"))


def _property(element: Any | None, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return "" if child is None else str(child.get(f"{W}val") or "")


def _count(settings: Any | None, name: str, default: int) -> int:
    value = _property(settings, name)
    return min(int(value), 100) if value.isdigit() else default


def _is_on(run: Any, setting: str) -> bool:
    found = run.find(f"{W}rPr/{W}{setting}")
    return found is not None and found.get(f"{W}val") not in ("0", "false")


def _struck(run: Any) -> bool:
    """Say whether a run is struck through: what replaces it stands beside it."""
    return _is_on(run, "strike") or _is_on(run, "dstrike")


def _end_deleted(paragraph: Any) -> bool:
    """Say whether the end of a paragraph is a tracked deletion: the next one goes on with it."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _symbol(element: Any) -> str:
    """Return a sign of a symbol font; one without a known meaning is marked as unreadable."""
    code = int(element.get(f"{W}char") or "0", 16)
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(code - 0xF000, UNREADABLE)
    return chr(code) if code >= 0x20 else ""
