"""What is asked of a document itself: who issued it, who approved it, when, for which years, its outline, its title.

What the text says on its first lines is quoted. What only the catalogue knows is said as the catalogue's, with the
source that it names, in front of a quote of the title page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from embeddings.corpus import Document
from embeddings.facts.periods import PLAN
from embeddings.families import kind_in_english
from embeddings.queries import Query
from embeddings.query.about import DocumentAsk
from embeddings.sentences import sentence_spans
from qa.answering.own_words import word
from qa.answering.quoting import heading_drafts, quoted, under
from qa.answering.reader import Span
from qa.citations import Draft
from qa.locating import find_folded, fold

_MOST_PLANS = 6
_FRONT_LINES = 12
"""Lines of a text, blank ones left out, that are its title page."""
_PASSED = re.compile(r"批准|通过|审议")
_MADE_FOR = re.compile(
    r"制定本|编制本|本(?:规划|纲要|计划|方案|建议)|(?:规划|纲要|计划|方案)[^。]{0,60}主要(?:阐明|明确)|提出以下"
)
"""What a sentence in front of a plan has that says what the plan is for."""
_ISSUED = re.compile(r"印发|发布|公布|颁布|制定")
_UNITS = {"part": "unit_part", "chapter": "unit_chapter", "section": "unit_section"}


class DocumentAnswers:
    """Answers questions about the documents of a corpus themselves."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return what is asked of each document in scope, nothing where a question asks for something else."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        if not query.about or query.places or len(scope) > _MOST_PLANS:
            return []
        return [draft for each in scope for ask in query.about for draft in _told(query, each, ask)]


def _told(query: Query, document: Document, ask: DocumentAsk) -> list[Draft]:
    lines = front_lines(document)
    if not lines:
        return []
    if ask == "chapters":
        lead = word("chapters", query.language, counts=counted(query, document))
        tops = [each for each in document.sections if each.level > 0]
        drafts: list[Draft] = []
        for each in tops:
            drafts += heading_drafts(query, document, each, named=not drafts)
        return under(lead, drafts)
    told = {
        "approval": _approval,
        "issuer": _issuer,
        "date": _date,
        "period": _period,
        "purpose": _purpose,
        "status": _status,
        "length": _length,
    }
    if ask in told:
        return [told[ask](query, document, lines)]
    title = title_span(document)
    if ask == "title" and title is not None:
        return [quoted(query, document, title, lead=word("title_said", query.language))]
    named = {"title": document.title} if ask == "title" else {"kind": _kind(query, document)}
    return [quoted(query, document, title or lines[0], lead=word(ask, query.language, **named))]


def _kind(query: Query, document: Document) -> str:
    english = kind_in_english(document.entry) if query.language == "en" else ""
    return f"{document.entry.kind} ({english})" if english else document.entry.kind


def _approval(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    said = next((each for each in lines if _PASSED.search(document.search_text[slice(*each)])), None)
    if said is not None:
        return quoted(query, document, said, lead=word("approval", query.language))
    return _from_catalogue(query, document, lines, word("approval_unsaid", query.language))


def _issuer(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    issuer = fold(document.entry.issuer)
    said = {each: fold(document.clean.text[slice(*each)]) for each in lines}
    own = [each for each, text in said.items() if issuer and issuer in text]
    if issuer and not own:  # one of several is named in full, with what it did: 省委办公厅、省政府办公厅印发…
        names = [fold(each) for each in re.split(r"[、,，;；]", document.entry.issuer)]
        own = [each for each, text in said.items() if _ISSUED.search(text) and any(n in text for n in names)]
    if own:  # the line that says least beside it
        span = min(own, key=lambda each: each[1] - each[0])
        return quoted(query, document, span, lead=word("issuer_said", query.language))
    known = word("issuer", query.language, issuer=document.entry.issuer) if issuer else ""
    return _from_catalogue(query, document, lines, known)


def _date(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    date = document.entry.date
    if date is None:
        return _from_catalogue(query, document, lines, word("date_unsaid", query.language))
    figures = [str(date.year), str(date.month), str(date.day)]
    for each in lines:
        if [
            figure.lstrip("0") for figure in re.findall(r"\d+", document.search_text[slice(*each)])
        ] == figures:
            return quoted(query, document, each, lead=word("date_said", query.language))
    return _from_catalogue(query, document, lines, word("date", query.language, date=date.isoformat()))


def _period(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    own = document.period
    lead = word("period", query.language, period=own.span) if own is not None else ""
    named = (each for each in lines if re.search(PLAN, document.search_text[slice(*each)]))
    span = title_span(document) or next(named, None) or lines[0]
    return quoted(query, document, span, lead=lead)


def _purpose(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    """Return what a document says in front of its first heading that it is for; its kind where it says nothing of it."""
    kind = word("kind", query.language, kind=_kind(query, document))
    text = document.search_text
    said = (
        (a + start, a + end)
        for a, b in lines
        for start, end in sentence_spans(document.clean.text[a:b])
        if _MADE_FOR.search(text, a + start, a + end)
    )
    return quoted(query, document, next(said, None) or title_span(document) or lines[0], lead=kind)


def _status(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    """Return the years of a document, and that it does not say itself whether it is in force."""
    years = word("period", query.language, period=document.period.span) if document.period is not None else ""
    lead = word("status_unsaid", query.language) + years
    return quoted(query, document, title_span(document) or lines[0], lead=lead)


def _length(query: Query, document: Document, lines: Sequence[Span]) -> Draft:
    count = sum(not each.isspace() for each in document.raw)
    lead = word("length", query.language, count=str(count), counts=counted(query, document))
    return quoted(query, document, title_span(document) or lines[0], lead=lead)


def _from_catalogue(query: Query, document: Document, lines: Sequence[Span], known: str) -> Draft:
    source = document.entry.source
    lead = known + (word("source", query.language, source=source) if source else "")
    return quoted(query, document, title_span(document) or lines[0], lead=lead)


def title_span(document: Document) -> Span | None:
    """Return where a document's title stands on its first lines, None where it does not."""
    lines = front_lines(document)
    place = find_folded(document.title, document, lines[0][0], lines[-1][1]) if lines else None
    return place[1:] if place is not None else None


def front_lines(document: Document) -> list[Span]:
    """Return the spans of the lines of a document's title page: those before its first heading, or its first ones."""
    return list(_lines(document))[:_FRONT_LINES]


def _lines(document: Document) -> Iterator[Span]:
    first = next((each for each in document.sections if each.level > 0), None)
    end = first.clean_start if first is not None and first.clean_start > 0 else len(document.clean.text)
    for match in re.finditer(r"[^\n]+", document.clean.text[:end]):
        if match.group().strip():
            yield match.span()


def counted(query: Query, document: Document) -> str:
    """Return how many sections a document has at its top, and how many chapters below them, in words."""
    tops = [section for section in document.sections if section.level > 0]
    lower = [child for top in tops for child in top.children if child.kind in _UNITS]
    counts = Counter(
        _UNITS.get(each.kind, "unit_other") for each in tops if each.kind not in ("notes", "box")
    )
    below = Counter(_UNITS[each.kind] for each in lower)
    both = [*counts.items(), *below.items()]
    if query.language == "en":
        return ", ".join(f"{count} {word(unit, 'en')}" for unit, count in both)
    return "".join(f"{count}{word(unit, query.language)}" for unit, count in both)
