"""Where plans mention a word and where not, as lines to read and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from embeddings.corpus import Document
from embeddings.mentions import Mention, Mentions

_AROUND = 20


def mention_lines(documents: Mapping[str, Document], mentions: Mentions) -> Iterator[str]:
    """Yield the counts, then for each plan its mentions with their places, or kindred words where it has none."""
    total = sum(len(places) for places in mentions.found.values())
    yield f"{' / '.join(mentions.wordings)}: {total} in {len(mentions.having)} of {len(mentions.found)} plans"
    for document_id, places in mentions.found.items():
        document = documents[document_id]
        yield f"{document.name}: {len(places) or _none(mentions.near[document_id])}"
        for place in places:
            chapter = " › ".join(document.chapter_at(place.start))
            yield f"  line {_line(document, place)}: {_shown(document, place)} ({chapter})"


def mentions_json(documents: Mapping[str, Document], mentions: Mentions) -> dict[str, object]:
    """Return the same as plain JSON values; offsets are into the raw text."""
    return {
        "wordings": list(mentions.wordings),
        "plans": [
            {
                "document_id": document_id,
                "city": documents[document_id].city,
                "count": len(places),
                "near": [
                    {"word": word, "count": count} for word, count in mentions.near.get(document_id, ())
                ],
                "mentions": [_record(documents[document_id], place) for place in places],
            }
            for document_id, places in mentions.found.items()
        ],
    }


def _none(near: tuple[tuple[str, int], ...]) -> str:
    kindred = ", ".join(f"{word} {count}" for word, count in near)
    return f"none; kindred words: {kindred}" if kindred else "none, nor any kindred word"


def _record(document: Document, place: Mention) -> dict[str, object]:
    start, end = document.clean.to_raw(place.start, place.end)
    return {
        "section_id": place.section_id,
        "chapter": list(document.chapter_at(place.start)),
        "wording": place.wording,
        "start": start,
        "end": end,
    }


def _line(document: Document, place: Mention) -> int:
    return document.line_of(document.clean.to_raw(place.start, place.end)[0])


def _shown(document: Document, place: Mention) -> str:
    text = document.clean.text
    return " ".join(text[max(0, place.start - _AROUND) : place.end + _AROUND].split())
