"""The headings of a document as a form: the level of each, corrections that are taken back, a line that was overlooked.

The form names headings by their place in what was read, so it counts only while that is what was read last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from embeddings.corrections import HeadingFix, merge_fixes
from qa.web.own.desk import Work

DEEPEST: Final = 6
"""The deepest level that the page offers."""
MOST_HEADINGS: Final = 1000
"""Headings whose level can be chosen; a plan of 300 pages has some 400."""
MOST_FIXES: Final = 500


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading with the name of its field, empty where no line of the text is it, and its level."""

    field: str
    label: str
    level: int


@dataclass(frozen=True, slots=True)
class FixRow:
    """A correction in force, with the name of the field that takes it back."""

    field: str
    text: str
    level: int


def heading_rows(work: Work) -> list[HeadingRow]:
    """Return the headings that were read."""
    headings = work.found.get("headings", ())[:MOST_HEADINGS]
    return [
        HeadingRow(f"h{number}" if "fix" in each else "", each["label"], each["level"])
        for number, each in enumerate(headings)
    ]


def fix_rows(work: Work) -> list[FixRow]:
    """Return the corrections in force."""
    fixes = work.found.get("fixes", ())
    return [FixRow(f"back{number}", each["text"], each["level"]) for number, each in enumerate(fixes)]


def corrected(work: Work, form: Mapping[str, str], line: str) -> Sequence[Mapping[str, Any]]:
    """Return all corrections of a document's headings after a form; ``line`` is the one that was overlooked, or nothing.

    Those in force are returned where the form is of another reading than the last.
    """
    fixes = [HeadingFix.model_validate(each) for each in work.found.get("fixes", ())]
    if form.get("reading") != str(work.readings):
        return [each.model_dump() for each in fixes]
    kept = [each for number, each in enumerate(fixes) if f"back{number}" not in form]
    changed = list(_changed(work, form))
    level = _level(form.get("line_level", ""))
    if line and level is not None:
        changed.append(HeadingFix(text=line, level=level))
    return [each.model_dump() for each in merge_fixes(kept, changed)[:MOST_FIXES]]


def _changed(work: Work, form: Mapping[str, str]) -> Iterator[HeadingFix]:
    for number, each in enumerate(work.found.get("headings", ())[:MOST_HEADINGS]):
        level = _level(form.get(f"h{number}", ""))
        if "fix" in each and level is not None and level != min(each["level"], DEEPEST):
            yield HeadingFix.model_validate({**each["fix"], "level": level})


def _level(value: str) -> int | None:
    """Return a level that the page offers, or None."""
    return int(value) if value.isascii() and value.isdigit() and int(value) <= DEEPEST else None
