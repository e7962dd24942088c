"""The page of two plans side by side as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from embeddings.corpus import Document
from qa.indicators import build_table, known_indicators
from qa.permalinks import anchor_of
from qa.shelf import Shelved
from qa.web.compare.matching import Matched, Path
from qa.web.indicators.views import LineView, view_line
from qa.web.plans.inline import Marks
from qa.web.plans.pages import Bound, View
from qa.web.plans.searching import find_words
from qa.web.strings import words_in
from qa.web.templating import templates_of

PATH: Final = "/compare"

_ID: Final = re.compile(r'(?<= id=")(?=[^"]+")')
_FRAGMENT: Final = re.compile(r'(?<= href="#)(?=[^"]+")')

_TEMPLATES: Final = templates_of("qa.web.compare")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plans are compared, by their ids, on which ``theme``, and the section of the first that is open."""

    a: str = ""
    b: str = ""
    theme: str = ""
    at: str = ""

    def query(self) -> list[tuple[str, str]]:
        """Return what stands behind the question mark."""
        parts = (("a", self.a), ("b", self.b), ("q", self.theme), ("at", self.at))
        return [(key, value) for key, value in parts if value]


@dataclass(frozen=True, slots=True)
class Column:
    """What is read of one plan: its sections with their places, each as HTML."""

    document: Document
    sections: tuple[tuple[str, str, Markup], ...]


def compare_page(
    view: View,
    wanted: Wanted,
    plans: Sequence[Shelved],
    *,
    matched: Matched | None = None,
    columns: tuple[Column, Column] | None = None,
    problem: str = "",
) -> str:
    """Return the choice of two plans and, of two that were chosen, what stands side by side.

    ``problem`` is the key of what is said where nothing could be compared.
    """
    language = "en" if view.language == "en" else "zh"
    return _TEMPLATES.get_template("compare.html").render(
        view.context(
            "reader",
            "compare",
            title=words_in(view.language, "compare_title"),
            here="compare",
            plans=[plan.document for plan in plans],
            wanted=wanted,
            matched=matched,
            lines=shared_lines(matched.a, matched.b, language) if matched else [],
            columns=columns,
            anchor=anchor_of,
            headings=headings,
            problem=problem,
        )
    )


def shared_lines(a: Document, b: Document, language: str) -> list[LineView]:
    """Return the indicators for which both plans have a target."""
    table = build_table([a, b], known_indicators([a, b]))
    lines = [view_line(line, language) for line in table.lines]
    return [line for line in lines if all(not pair.target.is_blank for pair in line.pairs)]


def headings(path: Path) -> str:
    """Return where a section stands, from the top level down."""
    return " › ".join(section.label for section in path)


def column(bound: Bound, paths: Sequence[Path], language: str, *, side: str, theme: str = "") -> Column:
    """Return sections of a plan with all below them, the words of a theme marked.

    Anchors begin with ``side``, so that each is there once.
    """
    hits = find_words(bound.document, theme).hits if theme else ()
    parts = bound.parts(language, Marks(hits=hits), None)
    whole = []
    for path in paths:
        below = [
            part
            for part, each in zip(parts, bound.document.paths, strict=True)
            if any(section.id == path[-1].id for section in each)
        ]
        link = f"/plans/{bound.document.id}#{anchor_of(bound.document, path[-1])}"
        whole.append((headings(path[:-1]), link, _with_side(Markup("").join(below), side)))
    return Column(bound.document, tuple(whole))


def _with_side(html: Markup, side: str) -> Markup:
    return Markup(_FRAGMENT.sub(f"{side}-", _ID.sub(f"{side}-", str(html))))
