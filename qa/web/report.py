"""Chosen answers as one report: contents, the answers with their sources numbered through, and a bibliography."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from qa.web.blocks import Block
from qa.web.citing import Entry, gbt_document, plan_link
from qa.web.export import Exported, add_turn, exported, new_document, printable, set_bookmark, template
from qa.web.strings import words_in
from qa.web.turns import Turns

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_MARKER: Final = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Report:
    """The answers, whose markers are those of the whole report, and every document that they cite, once."""

    turns: tuple[Exported, ...]
    bibliography: tuple[str, ...]


def make_report(
    turns: Turns, language: str, entry: Entry, *, base: str = "", seen: date | None = None
) -> Report:
    """Return the report over ``turns`` in their order; its own words are in ``language``, its links begin with ``base``."""
    made: list[Exported] = []
    documents: dict[str, str] = {}
    last = 0
    for turn in turns:
        told = exported(turn, language, entry, base=base)
        numbers = {source.marker: last + number for number, source in enumerate(told.sources, 1)}
        last += len(numbers)
        sources = tuple(replace(source, marker=numbers[source.marker]) for source in told.sources)
        made.append(replace(told, blocks=_renumbered(told.blocks, numbers), sources=sources))
        for citation in turn.citations if told.sources else ():
            link = f"{base}plans/{citation.document_id}" if plan_link(citation, base) else ""
            named = gbt_document(citation, entry(citation.document_id), link=link, seen=seen)
            documents.setdefault(citation.document_id, named)
    return Report(tuple(made), tuple(documents.values()))


def report(
    turns: Turns, file_format: str, *, language: str, entry: Entry, now: datetime, base: str = ""
) -> bytes:
    """Return the report as a file, ``html`` or ``docx``. Another format raises ``KeyError``."""
    writer = {"html": _html, "docx": _docx}[file_format]
    return writer(
        make_report(turns, language, entry, base=base, seen=now.date()),
        language,
        now.strftime("%Y-%m-%d %H:%M"),
    )


def _renumbered(blocks: tuple[Block, ...], numbers: Mapping[int, int]) -> tuple[Block, ...]:
    """Return blocks with the markers of ``numbers`` replaced; what only looks like one stays."""

    def renumber(text: str) -> str:
        return _MARKER.sub(lambda match: f"[{numbers.get(int(match[1]), match[1])}]", text)

    return tuple(
        Block(text=renumber(block.text), rows=tuple(tuple(map(renumber, row)) for row in block.rows))
        for block in blocks
    )


def _html(made: Report, language: str, when: str) -> bytes:
    say = partial(words_in, language)
    page = template("report.html").render(
        language=language,
        title=say("report_title"),
        exported=f"{say('exported')} {when}",
        contents=say("report_contents"),
        sources=say("export_sources"),
        bibliography=say("report_bibliography"),
        note=say("note"),
        report=made,
    )
    return page.encode()


def _docx(made: Report, language: str, when: str) -> bytes:
    say = partial(words_in, language)
    document = new_document(say("report_title"))
    document.add_paragraph(f"{say('exported')} {when}")
    document.add_paragraph().add_run(say("report_contents")).bold = True  # a heading would list itself
    _add_contents(document, [*(turn.question for turn in made.turns), say("report_bibliography")])
    for number, turn in enumerate(made.turns, 1):
        add_turn(document, turn, say, heading=f"{number}. {turn.question}", bookmark=f"q{number}")
    heading = document.add_heading(say("report_bibliography"), 1)
    set_bookmark(heading, f"q{len(made.turns) + 1}")
    for number, reference in enumerate(made.bibliography, 1):
        document.add_paragraph(printable(f"[{number}] {reference}"))
    document.add_paragraph(say("note"))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add_contents(document: Document, titles: list[str]) -> None:
    """Add the contents as Word's own field, already filled, so that it is there before Word is asked to make it."""
    for number, title in enumerate(titles, 1):
        paragraph = document.add_paragraph()
        if number == 1:
            for kind in ("begin", "instruction", "separate"):
                _add_field(paragraph, kind)
        said = f"{number}. {title}" if number < len(titles) else title
        paragraph._p.append(_link(f"q{number}", printable(said)))
        if number == len(titles):
            _add_field(paragraph, "end")


def _add_field(paragraph: Paragraph, kind: str) -> None:
    """Add one part of a field: where it begins, what it is made of, where its text begins and ends."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if kind == "instruction":
        part = OxmlElement("w:instrText")
        part.text = r'TOC \o "1-1" \h'
    else:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _link(anchor: str, words: str) -> Any:
    """Return words that lead to a bookmark."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link, run, text = (OxmlElement(name) for name in ("w:hyperlink", "w:r", "w:t"))
    link.set(qn("w:anchor"), anchor)
    text.text = words
    run.append(text)
    link.append(run)
    return link
