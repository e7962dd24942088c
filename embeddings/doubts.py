"""What a person should look at before a file is added: what was guessed, what is missing, what cannot be relied on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from embeddings.additions import UNTOLD, Addition
from embeddings.corrections import find_lines
from embeddings.heading_words import FUSED_TITLE
from embeddings.headings import LOST_TITLE
from embeddings.outline_check import check_outline
from embeddings.scripts import search_form

KINDS: Final = (
    "not-a-plan",
    "city-untold",
    "correction-unused",
    "no-headings",
    "period-untold",
    "pictures",
    "unread",
    "table-unread",
    "damaged-figures",
    "city-guessed",
    "title-guessed",
    "period-guessed",
    "kind-untold",
    "long-stretch",
    "numbering",
    "titles-lost",
    "titles-fused",
    "damaged-words",
)
"""The kinds of doubts, the gravest first."""
_GUESSED: Final = ("city", "title", "period")
_LONG: Final = 6000
"""Characters under one heading: some of it may have headings that were not found."""
_NUMBERING: Final = ("gap", "repeat", "restart")
_INDICATORS: Final = re.compile(r"(?:主要|发展|预期)(?:指标|目标)(?:表|一览|体系)?$|指标表$")
_PICTURES: Final = re.compile(r"pictures?\b")
_NOT_A_PLAN: Final = "does not look like"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: its kind, how many places it is about, and the first of them or what the loader said."""

    kind: str
    count: int = 1
    detail: str = ""


def find_doubts(addition: Addition) -> tuple[Doubt, ...]:
    """Return what is doubtful about a file that was read, the gravest first."""
    found = [*_of_entry(addition), *_of_text(addition), *_of_outline(addition)]
    return tuple(sorted(found, key=lambda doubt: KINDS.index(doubt.kind)))


def _of_entry(addition: Addition) -> Iterator[Doubt]:
    facts, entry = addition.facts, addition.document.entry
    if entry.city == UNTOLD:
        yield Doubt("city-untold")
    for field in _GUESSED:
        if field in facts and facts[field].inferred:
            yield Doubt(f"{field}-guessed", detail=f"{facts[field].value} ({facts[field].source})")
    if "title" not in facts:
        yield Doubt("title-guessed", detail=entry.title)
    if addition.document.period is None:
        yield Doubt("period-untold")
    if "kind" not in facts:
        yield Doubt("kind-untold", detail=entry.kind)


def _of_text(addition: Addition) -> Iterator[Doubt]:
    document = addition.document
    for warning in addition.warnings:
        kind = "pictures" if _PICTURES.search(warning) else "unread"
        if not warning.startswith("no headings"):
            yield Doubt("not-a-plan" if warning.startswith(_NOT_A_PLAN) else kind, detail=warning)
    figures = [each for each in document.damages if not each.readable]
    words = [each for each in document.damages if each.readable]
    for kind, damages in (("damaged-figures", figures), ("damaged-words", words)):
        if damages:
            at = document.line_of(document.clean.to_raw(damages[0].start, damages[0].end)[0])
            yield Doubt(kind, len(damages), f"line {at}: {damages[0].message}")
    titled = [path[-1].label for path in document.paths if _INDICATORS.search(search_form(path[-1].title))]
    if titled and not any(table.kind == "numbers" for tables in document.tables.values() for table in tables):
        boxes = [label for label in titled if label.startswith("专栏") or "表" in label]
        if boxes:
            yield Doubt("table-unread", len(boxes), boxes[0])


def _of_outline(addition: Addition) -> Iterator[Doubt]:
    document = addition.document
    headings = [path[-1] for path in document.paths if path[-1].level > 0]
    if not headings:
        yield Doubt("no-headings")
        return
    lines = [line for line in search_form(document.clean.text).split("\n") if line.strip()]
    unused = [fix.text for fix in document.entry.headings if not any(True for _ in find_lines(lines, fix))]
    if unused:
        yield Doubt("correction-unused", len(unused), unused[0])
    long = [each for each in headings if each.own_end - each.head_end > _LONG and each.kind != "notes"]
    if long:
        yield Doubt("long-stretch", len(long), long[0].label)
    findings = Counter(finding.kind for finding in check_outline(document))
    wrong = sum(findings[kind] for kind in _NUMBERING)
    if wrong:
        first = next(each for each in check_outline(document) if each.kind in _NUMBERING)
        yield Doubt("numbering", wrong, f"line {first.line}: {first.label}: {first.message}")
    yield from _marked("titles-lost", LOST_TITLE, (each.label for each in headings))
    yield from _marked("titles-fused", FUSED_TITLE, (each.label for each in headings))


def _marked(kind: str, mark: str, labels: Iterable[str]) -> Iterator[Doubt]:
    found = [label for label in labels if mark in label]
    if found:
        yield Doubt(kind, len(found), found[0])
