"""The page of a search in all plans as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qa.shelf import Shelved
from qa.web.plans.pages import View, kind_name
from qa.web.search.finding import LONGEST, Lacking, Mentioning, Passage, Wanted
from qa.web.strings import words_in
from qa.web.templating import templates_of

PATH: Final = "/search"

_TEMPLATES: Final = templates_of("qa.web.search")


def search_page(
    view: View,
    wanted: Wanted,
    plans: Sequence[Shelved],
    *,
    passages: Sequence[Passage] = (),
    wordings: Sequence[str] = (),
    having: Sequence[Mentioning] = (),
    lacking: Sequence[Lacking] = (),
    problem: str = "",
) -> str:
    """Return the form with what was found; ``problem`` is the key of what is said where nothing could be looked for."""
    entries = [plan.document.entry for plan in plans]
    title = words_in(view.language, "search_title")
    return _TEMPLATES.get_template("search.html").render(
        view.context(
            "search",
            title=f"{wanted.words} · {title}" if wanted.words else title,
            here="search",
            wanted=wanted,
            longest=LONGEST,
            cities=list(dict.fromkeys((entry.city, entry.city_en) for entry in entries)),
            periods=sorted({entry.period for entry in entries} - {""}),
            kinds={entry.kind: kind_name(entry, language=view.language) for entry in entries},
            passages=passages,
            wordings=[each for each in wordings if each != wanted.words],
            having=having,
            lacking=lacking,
            problem=problem,
        )
    )
