"""The outlines and damage records of the shipped plans against listings that were compared with the raw texts by eye.

A change of a listing is looked at in the diff, then written anew: ``python tests/embeddings/test_outline_golden.py``.
"""

import difflib
from pathlib import Path

import pytest

from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = {document.id: document for document in read_corpus(SHIPPED_CORPUS)}


def outline_lines(document: Document) -> list[str]:
    """Return a line for each heading: the raw line it stands on, its label by depth, the length of its own text."""
    lines = []
    for path in document.paths:
        section = path[-1]
        line = document.line_of(section.start)
        own = sum(not c.isspace() for c in document.clean.text[section.head_end : section.own_end])
        lines.append(f"L{line:<5}{'  ' * (section.level - 1)}{section.label or '(preamble)'} ({own})")
    return lines


def damage_lines(document: Document) -> list[str]:
    """Return a line for each damaged place: its raw line, kind, what is printed with a little context, what is likely."""
    text = document.clean.text
    lines = []
    for damage in document.damages:
        line = document.line_of(document.clean.to_raw(damage.start, damage.end)[0])
        before, after = text[max(0, damage.start - 10) : damage.start], text[damage.end : damage.end + 10]
        shown = f"{before}【{text[damage.start : damage.end]}】{after}".replace("\n", "|")
        likely = f" -> {damage.likely}" if damage.likely else ""
        lines.append(f"L{line:<5}{damage.kind} ({damage.severity}): {shown}{likely}")
    return lines


LISTINGS = {"outline": outline_lines, "damage": damage_lines}


@pytest.mark.parametrize("kind", LISTINGS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_listing_is_the_golden_one(document: Document, kind: str) -> None:
    golden = (GOLDEN / f"{document.id}.{kind}.txt").read_text(encoding="utf-8").splitlines()
    diff = list(difflib.unified_diff(golden, LISTINGS[kind](document), "golden", "found", lineterm="", n=1))
    assert not diff, "\n".join(["", *diff])


if __name__ == "__main__":
    for each in DOCUMENTS.values():
        for name, lines_of in LISTINGS.items():
            (GOLDEN / f"{each.id}.{name}.txt").write_text("\n".join([*lines_of(each), ""]), encoding="utf-8")
