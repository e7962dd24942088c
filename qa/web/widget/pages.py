"""The pages of the widget and the files that they load: templates that escape, and scripts with their words in them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Final

from qa.web.asking import CoveredPlan
from qa.web.page import versioned
from qa.web.plans.pages import View
from qa.web.strings import all_strings
from qa.web.templating import templates_of
from qa.web.widget.options import Widget

_TEMPLATES: Final = templates_of("qa.web.widget")
_EMBED_PARTS: Final = ("blocks.js", "cards.js", "asking.js", "embed.js")
_SHARED: Final = [
    "product",
    "welcome_title",
    "question",
    "placeholder",
    "send",
    "stop",
    "note",
    "you",
    "reply",
    "limited_to",
    "searching",
    "sources",
    "sources_count",
    "source_number",
    "cited_heads",
    "verbatim",
    "verbatim_help",
    "paraphrase",
    "paraphrase_help",
    "unverified",
    "unverified_help",
    "computed",
    "computed_help",
    "damaged",
    "note_label",
    "read_in_plan",
    "refused_title",
    "refused_covered",
    "refused_examples",
    "stopped",
    "failed_title",
    "failed_unexpected",
    "retry",
    "table",
    "carried",
    "leave_out",
    "tell_full",
    "tell_short",
    "examples",
    "copied",
    "copy_failed",
]
"""Words of the chat page that are said here too."""

EMBED_CSS: Final = "embed/embed.css"
EMBED_JS: Final = "embed/embed.js"
BUILDER_CSS: Final = "widget/builder.css"
BUILDER_JS: Final = "widget/builder.js"
WIDGET_JS: Final = "widget.js"


@cache
def strings() -> dict[str, dict[str, str]]:
    """Return ``language -> key -> text``: the widget's own words and those that it shares with the chat page."""
    own = tomllib.loads(files("qa.web.widget").joinpath("strings.toml").read_text(encoding="utf-8"))
    return {
        language: {key: shared[key] for key in _SHARED} | own[language]
        for language, shared in all_strings().items()
    }


@cache
def file(path: str) -> str:
    """Return the text of a file as it is served."""
    if path == EMBED_JS:
        parts = "".join(_asset(name) for name in _EMBED_PARTS)
        words = _words(lambda key: not key.startswith(("build_", "mode_", "lang_", "theme_")))
        return f'(() => {{\n"use strict";\nconst STRINGS = {words};\n{parts}}})();\n'
    if path == BUILDER_JS:
        return _asset("builder.js").replace("__STRINGS__", _words(lambda key: key.startswith("cop")))
    return _asset(path.rpartition("/")[2])


def embed_page(widget: Widget | None, *, language: str, theme: str, root: str) -> str:
    """Return the page that is framed; without a ``widget`` the one that says that there is no such widget."""
    name = "embed.html" if widget else "unknown.html"
    return _render(name, language, root, widget=widget, theme=theme)


def builder_page(view: View, plans: list[CoveredPlan]) -> str:
    """Return the page that makes the snippet."""
    say = partial(_say, view.language)
    return _TEMPLATES.get_template("builder.html").render(
        view.context(
            title=say("build_title"),
            plans=plans,
            w=say,
            builder_css=versioned(BUILDER_CSS, file(BUILDER_CSS)),
            builder_js=versioned(BUILDER_JS, file(BUILDER_JS)),
        )
    )


def _render(name: str, language: str, root: str, **values: object) -> str:
    return _TEMPLATES.get_template(name).render(
        t=partial(_say, language),
        language=language,
        root=root,
        embed_css=versioned(EMBED_CSS, file(EMBED_CSS)),
        embed_js=versioned(EMBED_JS, file(EMBED_JS)),
        **values,
    )


def _say(language: str, key: str) -> str:
    return strings()[language][key]


def _asset(name: str) -> str:
    return files("qa.web.widget").joinpath("assets", name).read_text(encoding="utf-8")


def _words(wanted: Callable[[str], bool]) -> str:
    chosen = {
        language: {key: text for key, text in words.items() if wanted(key)}
        for language, words in strings().items()
    }
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))
