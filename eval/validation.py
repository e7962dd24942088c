"""Prove a gold set against the plans: spans, sections, required wordings, and absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from embeddings.corpus import Document
from embeddings.queries import QueryReader
from embeddings.scripts import search_form
from eval.errors import Fault
from eval.gold import UNCONFIRMED, Evidence, Gold, GoldRow
from eval.wording import groups_met

_CHATTING = 2


def check_gold(gold: Gold, documents: Sequence[Document]) -> list[Fault]:
    """Return what is wrong with the rows, in their order.

    Every span is at its offsets, in the section that is named for it, of a city that is named; every section exists;
    the ideal answer meets every required group; follow-ups have a history and comparisons two cities; a question that
    must be refused has no evidence, and a term of it that the plans do not use or a note that says why not; no row is
    a candidate that nobody has confirmed.
    """
    by_id = {document.id: document for document in documents}
    reader = QueryReader(documents)
    return [
        gold.fault(row, field, problem) for row in gold.rows for field, problem in _check(row, by_id, reader)
    ]


def _check(row: GoldRow, documents: Mapping[str, Document], reader: QueryReader) -> Iterator[tuple[str, str]]:
    if row.note.startswith(UNCONFIRMED):
        yield "note", f"nobody has confirmed this candidate; once you have, take {UNCONFIRMED} from its note"
    yield from _check_sections(row, documents)
    spans = [("evidence", e, s) for e, s in zip(row.evidence, _sections_of(row), strict=True)]
    spans += [("also", each, each.section) for each in row.also]
    for field, evidence, section in spans:
        fault = _span_fault(evidence, section, row, documents)
        if fault:
            yield field, fault
    for group, met in zip(row.required, groups_met(row.answer, row.required), strict=True):
        if not met:
            yield "required", f"the ideal answer has none of {' / '.join(group)}"
    if row.kind == "followup" and not row.history:
        yield "history", "a follow-up needs the earlier questions"
    if row.kind == "compare" and len(row.cities) < 2:
        yield "cities", "a comparison needs two cities or more"
    if not row.answerable:
        yield from _check_unanswerable(row, documents, reader)
        return
    if not row.answer.strip():
        yield "answer", "is missing"
    if row.kind != "other":
        for field in ("cities", "required", "evidence", "sections"):
            if not getattr(row, field):
                yield field, "is missing"


def _sections_of(row: GoldRow) -> tuple[str, ...]:
    """Return the section of each evidence span (none where the row does not name them one by one)."""
    return row.sections if len(row.sections) == len(row.evidence) else ("",) * len(row.evidence)


def _check_sections(row: GoldRow, documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    if row.evidence and len(row.sections) != len(row.evidence):
        yield "sections", f"{len(row.sections)} sections for {len(row.evidence)} evidence spans"
    known = {path[-1].id for document in documents.values() for path in document.paths}
    for field, ids in (("sections", row.sections), ("also_sections", row.also_sections)):
        for each in ids:
            if each not in known:
                yield field, f"there is no section {each!r}; see cityplans outline CITY --json"


def _span_fault(
    evidence: Evidence, section: str, row: GoldRow, documents: Mapping[str, Document]
) -> str | None:
    document = documents.get(evidence.document_id)
    if document is None:
        return f"there is no document {evidence.document_id!r}"
    found = document.raw[evidence.start : evidence.end]
    if found != evidence.quote:
        at = document.raw.find(evidence.quote)
        where = f"it stands at {at}" if at >= 0 else "it stands nowhere in the raw text"
        return f"{evidence.quote!r:.60} is not at {evidence.start}:{evidence.end}; {where}"
    if row.cities and document.city not in row.cities:
        return f"{document.city} is not among the cities of the row"
    start, end = clean_span(document, evidence.start, evidence.end)
    if start >= end:
        return f"{evidence.quote!r:.40} is no text of the plan (a page header, a table of contents)"
    path = document.path_at(start)
    governs = path and path[-1].clean_start <= start and end <= path[-1].clean_end
    if not governs:
        return f"{evidence.quote!r:.40} runs over the end of its section {path[-1].id if path else ''}"
    if section and path[-1].id != section:
        return f"{evidence.quote!r:.40} stands in {path[-1].id}, not in {section}"
    return None


def _check_unanswerable(
    row: GoldRow, documents: Mapping[str, Document], reader: QueryReader
) -> Iterator[tuple[str, str]]:
    for field in ("required", "evidence", "sections", "also", "also_sections"):
        if getattr(row, field):
            yield field, "a question that must be refused has none"
    scope = [d for d in documents.values() if not row.cities or d.city in row.cities]
    for term in row.absent:
        using = [document.city for document in scope if search_form(term) in document.search_text]
        if using:
            yield "absent", f"{term!r} occurs in the plan of {'、'.join(using)}"
    if row.absent or row.note.strip():
        return
    terms = [t for t in reader.read(row.question, history=row.history).focus.split() if len(t) >= _CHATTING]
    if all(any(search_form(term) in document.search_text for document in scope) for term in terms):
        yield "note", f"the plans use its terms ({', '.join(terms)}); say in a note why it cannot be answered"


def clean_span(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return a raw span in the clean text; it is empty where the repair dropped it all."""
    return document.clean.from_raw(start), document.clean.from_raw(end)
