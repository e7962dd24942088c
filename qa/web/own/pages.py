"""The pages of one's own documents as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from embeddings.additions import GIVEN
from embeddings.catalog import PlanEntry
from embeddings.loaders import LARGEST, SUFFIXES
from qa.errors import CityPlansError
from qa.web.own.desk import FIELDS, Work
from qa.web.own.headings import DEEPEST, MOST_HEADINGS, fix_rows, heading_rows
from qa.web.plans.pages import View
from qa.web.strings import all_strings, words_in
from qa.web.templating import templates_of

PATH: Final = "/own"
MOST_SHOWN: Final = 200
"""Tables, figures and damaged places that are shown of each."""
_UNSAID: Final = "—"
_LINE: Final = re.compile(r"line (\d+): (.*)", re.DOTALL)

_TEMPLATES: Final = templates_of("qa.web.own")


def enter_page(view: View, *, by_key: bool, again: str = "", problem: str = "") -> str:
    """Return the page that asks for the token, or for the key of the start; ``again`` is the address that was asked."""
    return _render(view, "enter.html", by_key=by_key, again=again, problem=problem)


def desk_page(
    view: View,
    *,
    key: str,
    works: Sequence[Work],
    plans: Sequence[PlanEntry],
    problem: str = "",
    value: str = "",
) -> str:
    """Return the page with the form, what is on the desk, and the documents that were added."""
    return _render(
        view,
        "desk.html",
        key=key,
        works=works,
        plans=plans,
        problem=words_in(view.language, problem, value) if problem else "",
        largest=LARGEST,
        largest_mb=LARGEST // 2**20,
        suffixes=sorted(SUFFIXES),
    )


def work_page(view: View, work: Work, *, key: str, given: Mapping[str, str]) -> str:
    """Return the page of one document: how far it is, what was read and what can be corrected, or what is wrong."""
    found = work.found
    proposed = {field: plain(found.get(field)) for field in FIELDS}
    return _render(
        view,
        "work.html",
        key=key,
        work=work,
        problem=problem_lines(view.language, work),
        fields=[(field, proposed[field], given.get(field, proposed[field])) for field in FIELDS],
        found=found,
        read_from={name: _source(view.language, text) for name, text in found.get("read_from", {}).items()},
        headings=heading_rows(work),
        heading_count=len(found.get("headings", ())),
        most_headings=MOST_HEADINGS,
        fixes=fix_rows(work),
        deepest=DEEPEST,
        most=MOST_SHOWN,
    )


def problem_lines(language: str, work: Work) -> tuple[str, ...]:
    """Return what is wrong with a document and what to do, in the language of the page; nothing where all is well."""
    if work.problem is None:
        return (words_in(language, "own_problem_unknown"),) if work.state == "failed" else ()
    return said(language, work.problem, work.name)


def said(language: str, error: CityPlansError, name: str) -> tuple[str, ...]:
    """Return an error's problem and remedy in the language of a page; one of no kind keeps its English words."""
    key = f"own_problem_{error.kind.replace('-', '_')}"
    if error.kind and key in all_strings()[language]:
        problem = words_in(language, key, error.value).replace("{name}", name)
        return problem, words_in(language, f"own_remedy_{error.kind.replace('-', '_')}")
    return words_in(language, "own_problem_other").replace("{name}", name), error.problem, error.remedy


def _source(language: str, source: str) -> str:
    """Return where a value was read, in the language of the page; what is only told in English is left out of others."""
    read = _LINE.fullmatch(source)
    if read is not None:
        return f"{words_in(language, 'own_line', read[1])}{': ' if language == 'en' else '：'}{read[2]}"
    if source == GIVEN:
        return words_in(language, "own_given")
    return source if language == "en" else ""


def plain(value: object) -> str:
    """Return a value that was read, empty where there is none."""
    text = str(value or "")
    return "" if text == _UNSAID else text


def _render(view: View, template: str, **values: object) -> str:
    title = words_in(view.language, "own_title")
    return _TEMPLATES.get_template(template).render(
        view.context("own", title=title, here="own", path=PATH, **values)
    )
