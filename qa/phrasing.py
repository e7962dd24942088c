"""How a span of a plan is said: its damage marked, its county named, without its frame in a table."""

from __future__ import annotations

from embeddings.corpus import Document
from embeddings.queries import Query
from embeddings.scripts import to_traditional
from qa.citations import DAMAGED


def marked_damage(document: Document, start: int, end: int) -> str:
    """Return a span as it is said: behind each damaged place stands that it is the source's damage."""
    text, said, position = document.clean.text, "", start
    for damage in document.damages:
        if not damage.readable and start <= damage.start and damage.end <= end and damage.start >= position:
            said += text[position : damage.end] + DAMAGED
            position = damage.end
    return said + text[position:end]


def subject(query: Query, document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return where the county that is asked about is named, if only the start of the paragraph names it."""
    text = document.search_text
    line = text.rfind("\n", 0, start) + 1
    for place in query.places:
        at = text.rfind(place, line, start)
        if at >= 0 and place not in text[start:end]:
            return at, at + len(place) + (text[at + len(place)] in "市县区")
    return None


def unframed(query: Query, document: Document, text: str) -> str:
    """Return the words that :func:`qa.citations.phrase` framed, for a table that names the plan in a cell of its own."""
    if query.language == "en":
        return text.removeprefix(f"{document.english_name} ({document.city}): ").removesuffix(".").strip("“”")
    name = to_traditional(document.name) if query.language == "zh-Hant" else document.name
    return text.removeprefix(f"{name}:").removesuffix("。")
