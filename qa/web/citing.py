"""Citations and answers as texts to be pasted: plain, and by GB/T 7714."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
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


def plan_link(citation: Citation, base: str) -> str:
    """Return the address of a citation's place below ``base``, which ends with a slash; empty where it has none.

    A kept conversation comes from outside: no other address than one of a plan is ever given.
    """
    is_plan = citation.permalink.startswith("/plans/") and not any(map(str.isspace, citation.permalink))
    return f"{base}{citation.permalink.removeprefix('/')}" if base and is_plan else ""


def gbt_text(citation: Citation, entry: PlanEntry | None, *, link: str = "", seen: date | None = None) -> str:
    """Return a citation by GB/T 7714-2015: issuer. title[Z]. date: chapter path.

    [Z] is the standard's mark for what has no mark of its own, government documents among them; with a ``link`` it is
    [Z/OL], and the day on which it was ``seen`` and the link stand at the end. What the catalogue does not know is said
    with the standard's words for it, never guessed.
    """
    return _gbt(entry, citation.document, ", ".join(citation.chapter), link, seen)


def gbt_document(
    citation: Citation, entry: PlanEntry | None, *, link: str = "", seen: date | None = None
) -> str:
    """Return the whole document of a citation by GB/T 7714-2015."""
    return _gbt(entry, citation.document, "", link, seen)


def gbt_plan(entry: PlanEntry) -> str:
    """Return a whole plan by GB/T 7714-2015, as :func:`gbt_text` does a place in it."""
    return _gbt(entry, entry.title, "", "", None)


def _gbt(entry: PlanEntry | None, title: str, place: str, link: str, seen: date | None) -> str:
    issuer = (entry.issuer if entry else "") or "[责任者不详]"
    issued = entry.date.isoformat() if entry and entry.date else "[日期不详]"
    day = f"[{seen.isoformat()}]" if link and seen else ""
    told = f"{issuer}. {title}[Z{'/OL' if link else ''}]. {issued}{': ' + place if place else ''}{day}."
    return f"{told} {link}" if link else told


def answer_text(answer: Answer, *, base: str = "") -> str:
    """Return an answer as plain text: what is shown, then a line for every citation, with its address below ``base``."""
    cited = [
        " ".join(filter(None, (f"[{each.marker}]", citation_text(each), plan_link(each, base))))
        for each in answer.citations
    ]
    return "\n".join([answer.text, *([""] if cited else []), *cited])


def support_of(sentences: Sequence[Sentence], marker: int) -> Support:
    """Return the weakest support among the sentences that cite ``marker`` (verbatim when none does)."""
    found = {sentence.support for sentence in sentences if marker in sentence.markers}
    return next((support for support in _WEAKEST_FIRST if support in found), "verbatim")


def one_line(text: str) -> str:
    """Return a quote without the line breaks of its table or its layout."""
    return " ".join(text.split())
