"""A conversation as a file: Markdown, HTML or Word, with everything that its answers cite."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Final, Literal

import jinja2
from pydantic import BaseModel, ConfigDict, Field

from qa.web.blocks import Block, blocks_of
from qa.web.citing import Entry, gbt_text, one_line, plan_link, support_of
from qa.web.strings import words_in
from qa.web.turns import KEPT_CHARACTERS, KEPT_TURNS, Turn, Turns

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FORMATS: Final = {
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Saving(BaseModel):
    """What the page tells when a conversation is to be saved, or the turns that were chosen, each as it was signed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field("", max_length=64)
    format: Literal["md", "html", "docx"]
    language: Literal["zh-Hans", "en"]
    turns: list[Annotated[str, Field(max_length=KEPT_CHARACTERS)]] = Field([], max_length=KEPT_TURNS)
    base: str = Field("", max_length=1500, pattern=r"^(https?://[!-;=?-\[\]-~]+/)?$")
    """Where the reader has the pages: only the browser knows it behind every proxy."""


_MARKUP: Final = re.compile(r"([\\`*_<>#|~])")
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT: Final = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Source:
    """One citation: its number, reference by GB/T 7714, seal, quote, what is wrong with it, its table's head, its address."""

    marker: int
    reference: str
    seal: str
    quote: str
    warnings: tuple[str, ...]
    head: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """One turn in plain text, ready for any format."""

    question: str
    remarks: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


def export(
    turns: Turns, file_format: str, *, language: str, entry: Entry, now: datetime, base: str = ""
) -> bytes:
    """Return a conversation as a file of one of the :data:`FORMATS`, its own words in ``language``.

    Links to the plans begin with ``base``, without which there are none.

    An unknown format or language raises ``KeyError``.
    """
    writer = {"md": _markdown, "html": _html, "docx": _docx}[file_format]
    told = tuple(exported(turn, language, entry, base=base) for turn in turns)
    return writer(told, language, now.strftime("%Y-%m-%d %H:%M"))


def exported(turn: Turn, language: str, entry: Entry, *, base: str = "") -> Exported:
    """Return what a file says of a turn; a failed or stopped one says so."""
    say = partial(words_in, language)
    carried = "、".join(each.words for each in turn.carried)
    remarks = [f"{say('carried')}{carried}"] if carried else []
    remarks += [f"{say('limited_to')} {'、'.join(turn.cities)}"] if turn.cities else []
    refused = turn.answer is not None and turn.answer.refused
    notes = list(turn.answer.warnings) if turn.answer is not None else []
    if turn.state == "failed":
        notes.append(turn.problem or say("failed_unexpected"))
    elif turn.state != "done":
        notes.append(say("stopped"))
    sources = tuple(
        Source(
            citation.marker,
            gbt_text(citation, entry(citation.document_id)),
            say(support_of(turn.sentences, citation.marker)),
            one_line(citation.quote),
            citation.warnings,
            f"{say('cited_heads')}: {one_line(citation.head.quote)}" if citation.head else "",
            plan_link(citation, base),
        )
        for citation in turn.citations
        if not refused
    )
    return Exported(turn.question, tuple(remarks), blocks_of(turn.text), tuple(notes), sources)


def _markdown(turns: tuple[Exported, ...], language: str, when: str) -> bytes:
    say = partial(words_in, language)
    parts = [f"# {say('export_title')}", f"{say('exported')} {when}"]
    for turn in turns:
        parts.append(f"## {_escaped(turn.question)}")
        parts += [f"*{_escaped(remark)}*" for remark in turn.remarks]
        for block in turn.blocks:
            parts.append(_pipes(block) if block.rows else _escaped(block.text))
        parts += [f"> ⚠ {_escaped(note)}" for note in turn.notes]
        if turn.sources:
            parts.append(f"### {say('export_sources')}")
        for source in turn.sources:
            lines = [
                f"- [{source.marker}] {_escaped(source.reference)} ({source.seal})",
                *([f"  > {_escaped(source.head)}", "  >"] if source.head else []),
                f"  > {_escaped(source.quote)}",
                *(["  >", f"  > <{source.link}>"] if source.link else []),
            ]
            parts.append("\n".join([*lines, *(f"  > ⚠ {_escaped(line)}" for line in source.warnings)]))
    parts.append(f"---\n\n{say('note')}")
    return ("\n\n".join(parts) + "\n").encode()


def _pipes(block: Block) -> str:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in block.rows]
    return "\n".join([lines[0], "|" + "---|" * len(block.rows[0]), *lines[1:]])


def _escaped(text: str) -> str:
    """Return text in which Markdown and HTML find nothing to read; markers stay as they are."""
    return (
        _MARKUP.sub(r"\\\1", one_line(text).replace("&", "&amp;"))
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
    )


def _html(turns: tuple[Exported, ...], language: str, when: str) -> bytes:
    say = partial(words_in, language)
    page = template("conversation.html").render(
        language=language,
        title=say("export_title"),
        exported=f"{say('exported')} {when}",
        sources=say("export_sources"),
        note=say("note"),
        turns=turns,
    )
    return page.encode()


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of a file that is saved."""
    loader = jinja2.PackageLoader("qa.web")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template(name)


def _docx(turns: tuple[Exported, ...], language: str, when: str) -> bytes:
    say = partial(words_in, language)
    document = new_document(say("export_title"))
    document.add_paragraph(f"{say('exported')} {when}")
    for turn in turns:
        add_turn(document, turn, say, heading=turn.question)
    document.add_paragraph(say("note"))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def new_document(title: str) -> Document:
    """Return a Word document that has its title."""
    import docx

    document = docx.Document()
    _set_fonts(document)
    document.core_properties.title = title
    document.core_properties.author = "CityPlans"
    document.add_heading(title, 0)
    return document


def add_turn(
    document: Document, turn: Exported, say: Callable[[str], str], *, heading: str, bookmark: str = ""
) -> None:
    """Add a turn under its heading, which a bookmark leads to, if one is given."""
    head = document.add_heading(printable(heading), 1)
    if bookmark:
        set_bookmark(head, bookmark)
    for remark in turn.remarks:
        document.add_paragraph().add_run(printable(remark)).italic = True
    for block in turn.blocks:
        _add_block(document, block)
    for note in turn.notes:
        document.add_paragraph(printable(f"⚠ {note}"))
    if turn.sources:
        document.add_heading(say("export_sources"), 2)
    for source in turn.sources:
        document.add_paragraph(printable(f"[{source.marker}] {source.reference} ({source.seal})"))
        if source.head:
            document.add_paragraph(printable(source.head))
        document.add_paragraph(printable(source.quote), style="Intense Quote")
        if source.link:
            _add_link(document, source.link)
        for line in source.warnings:
            document.add_paragraph(printable(f"⚠ {line}"))


def _add_link(document: Document, address: str) -> None:
    """Add a paragraph that is an address and leads there."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = document.add_paragraph()
    run = paragraph.add_run(address)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def set_bookmark(paragraph: Paragraph, name: str) -> None:
    """Let links within the document lead to a paragraph; ``name`` ends with a number of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), "".join(filter(str.isdigit, name)))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def _add_block(document: Document, block: Block) -> None:
    """Add a paragraph or a table."""
    if not block.rows:
        document.add_paragraph(printable(block.text))
        return
    table = document.add_table(rows=0, cols=max(len(row) for row in block.rows), style="Table Grid")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = printable(text)
    document.add_paragraph()


def _set_fonts(document: Document) -> None:
    """Give every style a font with Chinese characters; Word takes its own where it is missing."""
    from docx.oxml.ns import qn

    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Intense Quote"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONT)


def printable(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
