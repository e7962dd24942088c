"""Drafts of places of a document that are known exactly: a heading, a line of the title page, an item of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.queries import Query
from embeddings.scripts import to_simplified, to_traditional
from embeddings.tables import Row, Table
from qa.answering.own_words import in_script
from qa.answering.reader import Span
from qa.citations import Draft, Quote, fold, phrase
from qa.locating import row_quote
from qa.passages import trim
from qa.phrasing import marked_damage

_OPENING: Final = "。.:："
_AROUND: Final = " \n。.,，;；:：—"


def quoted(query: Query, document: Document, span: Span, *, lead: str = "", named: bool = True) -> Draft:
    """Return the draft that quotes a span of the clean text, its damage marked; ``named`` says the city in front."""
    text = document.clean.text
    start, end = trim(text, *span)
    while start < end and (text[start] in _OPENING or text[start].isspace()):
        start += 1
    section = document.path_at(start)[-1]
    words = marked_damage(document, start, end)
    said = phrase(words, document, query.language) if named else _unnamed(query, words)
    return Draft(said, (Quote(document.id, section.id, text[start:end], start),), lead=lead)


def headed(query: Query, document: Document, section: Section, end: int, *, named: bool) -> Draft:
    """Return the draft that quotes a heading with how the text under it begins, a colon between the two."""
    head = (section.clean_start, section.head_end)
    draft = quoted(query, document, (head[0], max(end, head[1])), named=named)
    printed = marked_damage(document, *head)
    title = section.label if fold(section.label) == fold(printed) else printed
    rest = marked_damage(document, head[1], end) if end > head[1] else ""
    join = ": " if query.language == "en" else "："
    if not any(
        each.isalpha() for each in title
    ):  # the source ran the title into the text: a number is all it has
        join = ""
    words = join.join(filter(None, (" ".join(title.split()), rest.strip(_AROUND))))
    said = phrase(words, document, query.language) if named else _unnamed(query, words)
    return replace(draft, text=said)


def listed(
    query: Query, document: Document, spans: Sequence[Span], *, lead: str = "", named: bool = True
) -> list[Draft]:
    """Return a draft for each span, the city named with the first only if at all; ``lead`` stands above them."""
    kept = [span for span in spans if document.clean.text[slice(*span)].strip()]
    drafts = [quoted(query, document, span, named=named and not at) for at, span in enumerate(kept)]
    return under(lead, drafts)


def under(lead: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with a lead on a line of its own above them."""
    first = [replace(each, lead=f"{lead.strip()}\n{each.lead}") if lead else each for each in drafts[:1]]
    return [*first, *drafts[1:]]


def row_draft(query: Query, document: Document, table: Table, row: Row, *, named: bool) -> Draft:
    """Return the draft of a table row in words, the head of its table quoted with it."""
    quotes = (row_quote(document, document.path_at(row.quote_start)[-1].id, row, table),)
    words = row.reading(table).replace("列位不明", "列位存疑")
    if named:
        return Draft(phrase(words, document, query.language, verbatim=False), quotes)
    return Draft(
        _unnamed(query, words).replace("“", "").replace("”", "")
        if query.language == "en"
        else _unnamed(query, words),
        quotes,
    )


def _unnamed(query: Query, words: str) -> str:
    words = " ".join(words.split())
    if query.language == "en":
        return f"“{words}”."
    said = words if words.endswith(("。", "！", "？")) else f"{words}。"
    return to_traditional(said) if query.language == "zh-Hant" else to_simplified(said)


def heading_drafts(query: Query, document: Document, section: Section, *, named: bool) -> list[Draft]:
    """Return the draft of a section's heading, or of those below it where the source lost it."""
    if section.head_end == section.clean_start:
        return lost_heading(query, document, section, named=named)
    return [headed(query, document, section, section.head_end, named=named)]


def lost_heading(query: Query, document: Document, section: Section, *, named: bool) -> list[Draft]:
    """Return the headings below a section whose own heading the source lost, in one line behind its number."""
    drafts = [
        each for child in section.children for each in heading_drafts(query, document, child, named=False)
    ]
    if not drafts:
        return []
    english = query.language == "en"
    said = (", " if english else "；").join(draft.text.rstrip("。.") for draft in drafts)
    lead = f"{section.label}: " if english else f"{section.label}："
    quotes = tuple(quote for draft in drafts for quote in draft.quotes)
    if english:
        text = f"{document.english_name} ({document.city}): {said}." if named else f"{said}."
    else:
        text = f"{in_script(document.name, query.language)}:{said}。" if named else f"{said}。"
    return [Draft(text, quotes, lead=in_script(lead, query.language))]
