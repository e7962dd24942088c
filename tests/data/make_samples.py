"""Build the sample documents that no text editor writes: Word, PDF, and texts in other encodings.

Run from anywhere with ``python tests/data/make_samples.py``. It reads ``sources/`` and writes ``plans/``; the built
files are committed, for the tests read them and not the sources. ``sources/*.txt`` of the Word and PDF documents mark
each line by what it begins with: ``= `` the title, ``- `` a centred line, ``# `` and ``## `` headings, ``#+ `` a
heading and ``+ `` a paragraph that Word numbers, ``| `` a table row with its cells between tabs.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

HERE = Path(__file__).parent
SOURCES, PLANS = HERE / "sources", HERE / "plans"
LINE_WIDTH = 40
"""Characters to the line where a text was wrapped hard."""


def marked_lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield (mark, text) of every line of a marked source; the mark is empty for a paragraph."""
    for line in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        match = re.match(r"(=|-|##|#\+|#|\+|\|) (.*)", line)
        yield (match.group(1), match.group(2)) if match else ("", line)


def write_encoded(name: str, encoding: str) -> None:
    """Write a source in another encoding, with the line ends of Windows as such files have."""
    text = (SOURCES / name).read_text(encoding="utf-8").replace("\n", "\r\n")
    (PLANS / name).write_bytes(text.encode(encoding))


def write_wrapped(name: str) -> None:
    """Write a source as a scan is read: every line broken at 40 characters, a page number for each ``<page>``."""
    pages = (f"- {number} -" for number in range(1, 99))
    lines = []
    for line in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        for piece in re.split(r"(<page>)", line):
            text = next(pages) if piece == "<page>" else piece
            width = len(text) if "...." in text else LINE_WIDTH  # leaders of the contents fill their line
            lines += [text[at : at + width] for at in range(0, len(text), width)]
    (PLANS / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_word(name: str, target: str) -> None:
    """Write a Word document with heading styles, two automatic numberings and a table."""
    document = docx.Document()
    headings, items = (
        add_numbering(document, *each) for each in (("chineseCounting", "（%1）"), ("decimal", "%1."))
    )
    rows: list[list[str]] = []
    for mark, text in marked_lines(name):
        if mark == "|":
            rows.append(text.split("\t"))
            continue
        if rows:
            add_table(document, rows)
            rows = []
        if mark in ("=", "-"):
            paragraph = document.add_paragraph(text, style="Title" if mark == "=" else None)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif mark.startswith("#"):
            paragraph = document.add_paragraph(text, style="Heading 1" if mark == "#" else "Heading 2")
        else:
            paragraph = document.add_paragraph(text)
        if mark in ("#+", "+"):
            number(paragraph, headings if mark == "#+" else items)
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2024, 1, 16)
    document.save(str(PLANS / target))


def add_numbering(document: Any, form: str, text: str) -> int:
    """Add a one-level automatic numbering; return its id."""
    root = document.part.numbering_part.element
    definition_id = 100 + len(root.num_lst)
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{definition_id}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )
    root.insert(0, definition)
    return int(root.add_num(definition_id).numId)


def number(paragraph: WordParagraph, number_id: int) -> None:
    """Let Word number a paragraph."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number_id


def add_table(document: Any, rows: list[list[str]]) -> None:
    """Add a table."""
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def write_pdf(name: str, target: str) -> None:
    """Write a PDF of two columns with a running head and foot; STSong-Light needs no font file."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = partial(ParagraphStyle, fontName="STSong-Light", wordWrap="CJK", leading=17)
    styles = {
        "=": style("title", fontSize=15, leading=22, alignment=1, spaceAfter=8),
        "-": style("line", fontSize=11, alignment=1, spaceAfter=4),
        "#": style("chapter", fontSize=13, leading=18, spaceBefore=10, spaceAfter=6),
        "##": style("section", fontSize=11.5, spaceBefore=6, spaceAfter=4),
        "": style("text", fontSize=10.5, firstLineIndent=21),
    }
    width, height = A4
    column, tall = (width - 50 * mm) / 2, height - 50 * mm
    frames = [
        Frame(20 * mm + side * (column + 10 * mm), 25 * mm, column, tall, id=str(side)) for side in (0, 1)
    ]
    document = BaseDocTemplate(str(PLANS / target), pagesize=A4, invariant=True)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=draw_page))
    document.build([Paragraph(text, styles[mark]) for mark, text in marked_lines(name)])


def draw_page(canvas: Canvas, _document: BaseDocTemplate) -> None:
    """Draw the running head and foot."""
    width, height = A4
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(20 * mm, height - 15 * mm, "岚山市“十四五”海洋经济发展规划")
    canvas.drawRightString(width - 20 * mm, height - 15 * mm, "内部资料 注意保存")
    canvas.drawCentredString(width / 2, 12 * mm, f"— {canvas.getPageNumber()} —")


def main() -> None:
    """Build every sample that has a source."""
    write_encoded("party-proposal.txt", "gbk")
    write_encoded("government-site.html", "gb2312")
    write_encoded("traditional-big5.txt", "big5")
    write_encoded("notes-utf16.txt", "utf-16")
    write_wrapped("damaged-wrapped.txt")
    write_word("work-report.txt", "work-report.docx")
    write_pdf("two-column.txt", "two-column.pdf")


if __name__ == "__main__":
    main()
