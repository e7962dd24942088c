"""Where words that are said to be a plan's own stand in it, however they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.scripts import search_form
from embeddings.tables import Cell, Row, Table
from embeddings.tables.model import dated

_FOLDED_AWAY = re.compile(r"[\s\W_]+")

Place = tuple[str, int, int]
"""Document id and span of its clean text."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words said to stand in a section of a document; ``start`` is where in its clean text, if known.

    The row of a table has the ``head`` of its columns with it, and ``cells``: of those of its cells that are told the
    column and the span in the clean text; none where all are.
    """

    document_id: str
    section_id: str
    text: str
    start: int | None = None
    head: Quote | None = None
    cells: tuple[tuple[str, int, int], ...] = ()

    @property
    def parts(self) -> tuple[Quote, ...]:
        """What is quoted, piece by piece: the words, and the head of their table."""
        return (self,) if self.head is None else (self, self.head)


def row_quote(
    document: Document, section_id: str, row: Row, table: Table, told: Sequence[tuple[str, Cell]] = ()
) -> Quote:
    """Return the quote of a table row with the head of its table; ``told`` are its values that are, none for all."""
    text, start, end = document.clean.text, table.header_start, table.header_end
    head = Quote(document.id, section_id, text[start:end], start) if start < end else None
    cells = tuple((dated(column), value.start, value.end) for column, value in told if value.text)
    words = text[row.quote_start : row.end]
    return Quote(document.id, section_id, words, row.quote_start, head, cells)


def locate(quote: Quote, documents: Mapping[str, Document]) -> Place | None:
    """Return where a quote stands in its section, or None.

    Script, width, spaces and punctuation do not matter; a quote that begins or ends within a number is none.
    """
    document = documents.get(quote.document_id)
    if document is None or not quote.text.strip():
        return None
    text = document.clean.text
    if quote.start is not None and quote.start >= 0 and text.startswith(quote.text, quote.start):
        return _unless_cut(document, quote.start, quote.start + len(quote.text))
    section = document.section(quote.section_id)
    if section is None:
        return None
    return find_folded(quote.text, document, section.clean_start, section.clean_end)


def find_folded(quote: str, document: Document, start: int, end: int) -> Place | None:
    """Return the first place between two offsets of the clean text where a quote stands, folded, or None."""
    wanted = fold(quote)
    haystack, kept = folded_span(document, start, end)
    at = haystack.find(wanted) if wanted else -1
    if at < 0:
        return None
    end = kept[at + len(wanted) - 1] + 1
    if quote.rstrip()[-1:] in "%％‰" and document.search_text[end : end + 1] in ("%", "‰"):
        end += 1
    return _unless_cut(document, kept[at], end)


def folded_span(document: Document, start: int, end: int) -> tuple[str, list[int]]:
    """Return a span of the clean text, folded, and for each character left its offset in the clean text."""
    text = document.search_text
    kept = [i for i in range(start, end) if not _FOLDED_AWAY.fullmatch(text[i])]
    return "".join(text[i] for i in kept), kept


def fold(text: str) -> str:
    """Return the text as quotes are compared: searchable form without spaces and punctuation."""
    return _FOLDED_AWAY.sub("", search_form(text))


def _unless_cut(document: Document, start: int, end: int) -> Place | None:
    """Return the place, or None where it would begin or end inside a number: 8.1% of 68.1%."""
    text = document.search_text
    cut_before = re.search(r"\d\.?$", text[:start][-2:]) and text[start].isdigit()
    cut_after = text[end - 1].isdigit() and re.match(r"\.?\d", text[end : end + 2])
    return None if cut_before or cut_after else (document.id, start, end)
