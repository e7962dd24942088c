"""Answers, hits and outlines as plain text: no markup is read and no line is wrapped, in a pipe or not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from embeddings.headings import Section
    from embeddings.outline_check import Finding
    from qa.answers import Answer

_INDENT = "    "


def dump(value: object) -> str:
    """Return JSON to be read by people too: UTF-8 and indented."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield the answer, then each citation with its quote, then the warnings; a blank line between them."""
    yield answer.text
    for citation in answer.citations:
        yield ""
        yield f"[{citation.marker}] " + " › ".join((citation.name, *citation.chapter))
        if citation.head is not None:
            yield from _indented(f"head: {' '.join(citation.head.quote.split())}")
        yield from _indented(citation.quote)
        if citation.glossary:
            yield from _indented("; ".join(f"{each.zh} = {each.en}" for each in citation.glossary))
        for warning in citation.warnings:
            yield from _indented(f"warning: {warning}")
    if answer.warnings:
        yield ""
        yield from (f"warning: {warning}" for warning in answer.warnings)


def hit_lines(hit: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rank, place and score of a hit (in its JSON form), then its text."""
    yield f"{hit['rank']}. " + " › ".join((hit["city"], *hit["chapter"])) + f" ({hit['score']:.4f})"
    yield from _indented(hit["text"])


def outline_lines(sections: Sequence[Section]) -> Iterator[str]:
    """Yield a line for each heading: the offsets of its section, then the heading, indented by its depth."""
    headed = [path for section in sections for path in section.walk()]
    spans = [f"[{path[-1].start}:{path[-1].end}]" for path in headed]
    width = max(map(len, spans), default=0)
    for span, path in zip(spans, headed, strict=True):
        yield f"{span:{width}}  {'  ' * (len(path) - 1)}{path[-1].label or '(preamble)'}"


def check_lines(document: Document, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield how many headings of each kind a plan has, then a line for each finding."""
    counts = Counter(path[-1].kind for path in document.paths if path[-1].level > 0)
    kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none"
    yield f"{document.city} {document.title}"
    yield f"headings: {kinds}; remarks: {len(findings)}"
    for finding in findings:
        yield f"line {finding.line}: {finding.kind}: {finding.label}: {finding.message}".replace(": : ", ": ")


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows with their cells one under the other; a Chinese character is two places wide."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _indented(text: str) -> Iterator[str]:
    """Yield the lines of a quote as they stand in the plan, indented; blank ones are left out."""
    yield from (_INDENT + line.strip() for line in text.splitlines() if line.strip())
