"""The pages of the plans as HTML: templates that escape all that they are given, and pieces that are made once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from embeddings.catalog import PlanEntry
from embeddings.families import kind_in_english
from embeddings.headings import Section
from embeddings.scripts import to_simplified, to_traditional
from qa.damage_words import in_english
from qa.permalinks import QUOTE_ANCHOR, Place, anchor_of
from qa.shelf import Shelved
from qa.web.covered import LOGO
from qa.web.navigation import PAGES
from qa.web.page import asset, versioned
from qa.web.plans.inline import Marks
from qa.web.plans.searching import Findings
from qa.web.plans.sheet import Sheet
from qa.web.strings import words_in
from qa.web.templating import templates_of

STYLES: Final = ("base", "list", "reader", "search", "compare", "indicators", "help", "own")
"""The styles of the pages; each page loads the first and those that it names."""
SCRIPTS: Final = ("reader", "own", "indicators")
"""The scripts of the pages; a page loads those that it names, and works without them."""
SCRIPT: Final = "script"
"""What the address says of the script: ``hans`` or ``hant``."""
_SCRIPTS: Final = {"zh-Hans": ("hant", to_traditional), "zh-Hant": ("hans", to_simplified)}
"""Language of a plan's text -> the script that it can be shown in besides, and what turns it into that."""
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[\w.~:/?#@!$&*+,;=%-]*[\w/=-]", re.ASCII)

_TEMPLATES: Final = templates_of("qa.web.plans")


@dataclass(frozen=True, slots=True)
class View:
    """How a page is asked for.

    ``language`` is that of the page, ``chosen`` the same where the address says it, ``root`` the path under which
    the application is published, ``path`` that of the page below it, ``query`` the rest of the address.
    """

    language: str
    chosen: str
    root: str
    path: str
    query: Sequence[tuple[str, str]]

    def link(self, path: str) -> str:
        """Return the address of another page in the same language."""
        return self.root + path + (f"?{urlencode({'lang': self.chosen})}" if self.chosen else "")

    def in_language(self, language: str) -> str:
        """Return the address of this page in a language."""
        fragment = f"#{QUOTE_ANCHOR}" if "quote" in dict(self.query) else ""
        return f"{self.root}{self.path}?{urlencode([*self.query, ('lang', language)])}{fragment}"

    def in_script(self, script: str) -> str:
        """Return the address of this page with the plan in a script, as printed where it is empty."""
        parts = [(key, value) for key, value in self.query if key != SCRIPT]
        parts += [(SCRIPT, script)] if script else []
        parts += [("lang", self.chosen)] if self.chosen else []
        fragment = f"#{QUOTE_ANCHOR}" if "quote" in dict(self.query) else ""
        return f"{self.root}{self.path}{'?' if parts else ''}{urlencode(parts)}{fragment}"

    def reader(self, link: str) -> str:
        """Return the address of a place in a plan in the same language."""
        path, _, fragment = link.partition("#")
        lang = f"{'&' if '?' in path else '?'}lang={self.chosen}" if self.chosen else ""
        return f"{self.root}{path}{lang}" + (f"#{fragment}" if fragment else "")

    def context(self, *assets: str, **values: object) -> dict[str, Any]:
        """Return what every template needs, the styles and scripts that have the names of ``assets``, and ``values``."""
        return {
            "language": self.language,
            "chosen": self.chosen,
            "root": self.root,
            "link": self.link,
            "in_language": self.in_language,
            "reader": self.reader,
            "pages": PAGES,
            "t": partial(words_in, self.language),
            "said": partial(_said, self.language),
            "percent": percent,
            "damage_counts": partial(damage_counts, language=self.language),
            "kind": partial(kind_name, language=self.language),
            "logo": Markup(LOGO),
            "styles": [_address(f"{name}.css") for name in (STYLES[0], *assets) if name in STYLES],
            "scripts": [_address(f"{name}.js") for name in assets if name in SCRIPTS],
            "here": "",
            **values,
        }


@cache
def _address(name: str) -> str:
    return versioned(f"web/pages/{name}", asset(f"pages/{name}"))


class Bound:
    """A plan with its sheet, and its sections as HTML without marks, by language."""

    def __init__(self, shelved: Shelved) -> None:
        self.document = shelved.document
        self.own = shelved.own
        self.sheet = Sheet(shelved.document)
        self._parts: dict[str, list[Markup]] = {}
        self._outlines: dict[str, Markup] = {}

    def parts(self, language: str, marks: Marks, place: Place | None) -> list[Markup]:
        """Return the sections in order; those that have something to mark are made anew."""
        plain = self._parts.get(language)
        if plain is None:
            paths = self.document.paths
            plain = [self._part(path, language, Marks()) for path in paths]
            self._parts[language] = plain
        changed = place.anchor if place and place.found == "changed" else None
        parts = list(plain)
        for index, path in enumerate(self.document.paths):
            is_changed = changed is not None and anchor_of(self.document, path[-1]) == changed
            if is_changed or marks.touch(path[-1].clean_start, path[-1].own_end):
                parts[index] = self._part(path, language, marks, changed=is_changed)
        return parts

    def outline(self, language: str) -> Markup:
        """Return the tree of the headings."""
        if language not in self._outlines:
            html = _TEMPLATES.get_template("outline.html").render(
                sections=self.document.sections,
                anchor=partial(anchor_of, self.document),
                language=language,
                t=partial(words_in, language),
            )
            self._outlines[language] = Markup(html)
        return self._outlines[language]

    def _part(
        self, path: tuple[Section, ...], language: str, marks: Marks, *, changed: bool = False
    ) -> Markup:
        html = _TEMPLATES.get_template("part.html").render(
            part=self.sheet.part(path, marks),
            language=language,
            t=partial(words_in, language),
            said=partial(_said, language),
            note_count=len(self.sheet.inline.notes),
            changed=changed,
        )
        return Markup(html)


def list_page(view: View, plans: Sequence[Bound], *, missing: bool = False, takes_own: bool = False) -> str:
    """Return the list of the plans; with ``missing`` as the page for an address without a plan.

    With ``takes_own`` it leads to where documents are added.
    """
    title = words_in(view.language, "plans_missing_title" if missing else "plans_title")
    here = "" if missing else "plans"
    return _TEMPLATES.get_template("list.html").render(
        view.context("list", title=title, plans=plans, missing=missing, takes_own=takes_own, here=here)
    )


def plan_page(view: View, plan: Bound, findings: Findings, place: Place | None) -> str:
    """Return a plan with its outline, what a search found in it and the quote that a citation leads to."""
    marks = Marks(quote=place.span if place else None, hits=findings.hits)
    other, convert = _SCRIPTS[plan.sheet.language]
    is_other = dict(view.query).get(SCRIPT) == other
    turned = _turned(convert) if is_other else _as_printed
    return _TEMPLATES.get_template("plan.html").render(
        view.context(
            "reader",
            title=f"{plan.document.city} {plan.document.entry.kind}",
            document=plan.document,
            sheet=plan.sheet,
            own=plan.own,
            facts=_facts(plan, view.language),
            heading=turned(Markup.escape(plan.document.title)),
            name=turned(Markup.escape(plan.document.name)),
            outline=turned(plan.outline(view.language)),
            parts=[turned(part) for part in plan.parts(view.language, marks, place)],
            script="zh-Hant" if (other == "hant") == is_other else "zh-Hans",
            switch=(
                view.in_script("" if is_other else other),
                f"plans_script_{'printed' if is_other else other}",
            ),
            turned=is_other,
            findings=findings,
            place=place,
            here="plan",
        )
    )


def _as_printed(html: Markup) -> Markup:
    return html


def _turned(convert: Callable[[str], str]) -> Callable[[Markup], Markup]:
    """Return what turns the characters of a piece of HTML into the other script; its marks and links have none."""
    return lambda html: Markup(_converted(convert, str(html)))


@lru_cache(maxsize=4096)
def _converted(convert: Callable[[str], str], html: str) -> str:
    return convert(html)


def linked(text: str) -> Markup:
    """Return a text with its web addresses as links; they leave this server, so that they tell nothing of the reader."""
    parts, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0] if match[0].startswith("http") else f"http://{match[0]}"
        link = Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>')
        parts += [Markup.escape(text[end : match.start()]), link.format(address, match[0])]
        end = match.end()
    return Markup("").join([*parts, Markup.escape(text[end:])])


def percent(share: float) -> str:
    """Return a share in whole percent; what is not all is never 100%."""
    return f"{int(share * 100)}%"


def _said(language: str, text: str) -> str:
    """Return what is recorded of a damage in the language of the page."""
    return in_english(text) if language == "en" else text


def kind_name(entry: PlanEntry, *, language: str) -> str:
    """Return what kind a document is of, in a language: as the catalogue has it where English has no name for it."""
    english = kind_in_english(entry) if language == "en" else ""
    return english[:1].upper() + english[1:] or entry.kind


def damage_counts(sheet: Sheet, *, language: str) -> list[str]:
    """Return how many damaged places there are, by what cannot be relied on; in words."""
    counts = Counter(note.severity for note in sheet.damages)
    kinds = [kind for kind in ("figures", "words", "marks") if counts[kind]]
    said = [words_in(language, f"plans_damage_{kind}", counts[kind]) for kind in kinds]
    return said or [words_in(language, "plans_damage_none")]


def _facts(plan: Bound, language: str) -> list[tuple[str, str | list[str]]]:
    """Return what is known of a plan, as the keys of the words for it and the values."""
    entry = plan.document.entry
    facts: list[tuple[str, str | list[str]]] = [
        ("plans_kind", kind_name(entry, language=language)),
        ("plans_period", entry.period),
        ("plans_issuer", entry.issuer),
        ("plans_date", entry.date.isoformat() if entry.date else ""),
        ("plans_province", entry.province),
        ("plans_source", linked(entry.source)),
        ("plans_sections", str(plan.sheet.sections)),
        ("plans_characters", f"{len(plan.document.clean.text):,}"),
        ("plans_sound", percent(plan.sheet.sound_share)),
        ("plans_damage", damage_counts(plan.sheet, language=language)),
    ]
    return [(key, value) for key, value in facts if value]
