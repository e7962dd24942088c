"""Citations and answers as texts to be pasted: plain, and by GB/T 7714."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from embeddings.catalog import PlanEntry
from qa.answers import Answer, Citation, Sentence, Support

Entry = Callable[[str], PlanEntry | None]
"""The catalogue's entry for the id of a plan."""

_WEAKEST_FIRST: Final[tuple[Support, ...]] = ("unverified", "paraphrase", "verbatim", "computed")


def citation_text(citation: Citation) -> str:
    """Return a citation as one line of plain text, to be pasted into a report.

    The quote, then city, document title and chapter path: “…”——《…》，第二章 › 第三节. The row of a table has the head of
    its columns behind it: “…”（表头：“…”）——《…》.
    """
    place = " › ".join(citation.chapter)
    quote = one_line(citation.quote)
    head = f"（表头：“{one_line(citation.head.quote)}”）" if citation.head else ""
    return f"“{quote}”{head}——《{citation.document}》（{citation.city}）{'，' + place if place else ''}"


def gbt_text(citation: Citation, entry: PlanEntry | None) -> str:
    """Return a citation by GB/T 7714-2015: issuer. title[Z]. date: chapter path.

    [Z] is the standard's mark for what has no mark of its own, government documents among them. What the catalogue
    does not know is said with the standard's words for it, never guessed.
    """
    place = ", ".join(citation.chapter)
    return f"{gbt_document(citation, entry).removesuffix('.')}{': ' + place if place else ''}."


def gbt_document(citation: Citation, entry: PlanEntry | None) -> str:
    """Return the whole document of a citation by GB/T 7714-2015."""
    issuer = (entry.issuer if entry else "") or "[责任者不详]"
    date = entry.date.isoformat() if entry and entry.date else "[日期不详]"
    return f"{issuer}. {citation.document}[Z]. {date}."


def gbt_plan(entry: PlanEntry) -> str:
    """Return a whole plan by GB/T 7714-2015, as :func:`gbt_text` does a place in it."""
    issuer = entry.issuer or "[责任者不详]"
    date = entry.date.isoformat() if entry.date else "[日期不详]"
    return f"{issuer}. {entry.title}[Z]. {date}."


def answer_text(answer: Answer) -> str:
    """Return an answer as plain text: what is shown, then a line for every citation."""
    cited = [f"[{citation.marker}] {citation_text(citation)}" for citation in answer.citations]
    return "\n".join([answer.text, *([""] if cited else []), *cited])


def support_of(sentences: Sequence[Sentence], marker: int) -> Support:
    """Return the weakest support among the sentences that cite ``marker`` (verbatim when none does)."""
    found = {sentence.support for sentence in sentences if marker in sentence.markers}
    return next((support for support in _WEAKEST_FIRST if support in found), "verbatim")


def one_line(text: str) -> str:
    """Return a quote without the line breaks of its table or its layout."""
    return " ".join(text.split())
