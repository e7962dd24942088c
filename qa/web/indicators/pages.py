"""The pages of the indicator table as HTML, and the address of everything that they link to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from embeddings.corpus import Document
from qa.indicators import Indicator, build_table, known_indicators, load_groups
from qa.web.indicators.choice import Choice
from qa.web.indicators.views import LineView, city_name, level_name, sorted_pairs, view_line
from qa.web.plans.pages import View
from qa.web.templating import templates_of

PATH: Final = "/indicators"

_TEMPLATES: Final = templates_of("qa.web.indicators")


def indicator_page(view: View, choice: Choice, documents: Sequence[Document]) -> str:
    """Return the table of a choice, with all that may be chosen; one picked indicator has its chart and all mentions."""
    language = "en" if view.language == "en" else "zh"
    every = known_indicators(documents)
    table = build_table(choice.documents, choice.indicators)
    every_line = [view_line(line, language) for line in table.lines]
    lines = [line for line in every_line if line.has_target or not choice.aimed]
    order = _order(choice, lines)
    context = view.context(
        "indicators",
        title=_title(view, lines, choice),
        here="indicators",
        choice=choice,
        lines=lines,
        hidden=len(every_line) - len(lines),
        order=order,
        cities=[(city_name(each, language), level_name(each, language)) for each in choice.documents],
        plans=[
            (each, city_name(each, language), level_name(each, language), each in choice.documents)
            for each in documents
        ],
        sorted_by=next(
            (line for line in lines if line.comparable and line.indicator.id == choice.sort), None
        ),
        groups=_groups(choice, every, language),
        names=[each.name(language) for each in every],
        at=partial(_at, view, choice),
        file=partial(_file, view, choice),
    )
    return _TEMPLATES.get_template("indicators.html").render(context)


def _title(view: View, lines: Sequence[LineView], choice: Choice) -> str:
    from qa.web.strings import words_in

    return lines[0].name if choice.is_single and lines else words_in(view.language, "indicators_title")


def _groups(choice: Choice, every: Sequence[Indicator], language: str) -> list[dict[str, Any]]:
    """Return the groups with their indicators, each with its name and whether it is chosen."""
    chosen = {each.id for each in choice.indicators} if choice.picked else set()
    return [
        {
            "id": group.id,
            "name": group.en if language == "en" else group.zh,
            "shown": not choice.picked and choice.group == group.id,
            "indicators": [
                (each.id, each.name(language), each.id in chosen) for each in every if each.group == group.id
            ],
        }
        for group in load_groups()
    ]


def _order(choice: Choice, lines: Sequence[LineView]) -> list[int]:
    """Return the order of the plans: that of the choice, or by the line that they are sorted by."""
    by = next((line for line in lines if line.indicator.id == choice.sort and line.comparable), None)
    if by is None:
        return list(range(len(choice.documents)))
    return list(sorted_pairs(by, rising=choice.rising))


def _at(view: View, choice: Choice, **changes: str) -> str:
    """Return the address of this table with changes, in the language that the address says."""
    encoded = choice.encoded(**changes, **({"lang": view.chosen} if view.chosen else {}))
    return f"{view.root}{PATH}" + (f"?{encoded}" if encoded else "")


def _file(view: View, choice: Choice, suffix: str) -> str:
    """Return the address of this table as a file."""
    encoded = choice.encoded(sort="", order="", by="", lang=view.chosen)
    return f"{view.root}{PATH}.{suffix}" + (f"?{encoded}" if encoded else "")
