"""Help and the page for an unknown address as HTML."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from qa.web.plans.pages import View
from qa.web.strings import words_in
from qa.web.templating import templates_of

PATH: Final = "/help"
PLACES: Final = ("search", "plans", "indicators", "help")
"""The pages that the text may link to, by their names; where they lie depends on proxy and language."""

_TEMPLATES: Final = templates_of("qa.web.help")
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_LINK: Final = re.compile(rf'href="({"|".join(PLACES)})"')


def help_page(view: View) -> str:
    """Return the help in the language of the page, with its contents."""
    html, heads = _help(view.language)
    body = _LINK.sub(lambda match: f'href="{view.link("/" + match[1])}"', html)
    return _TEMPLATES.get_template("help.html").render(
        view.context(
            "help", title=words_in(view.language, "nav_help"), here="help", body=Markup(body), heads=heads
        )
    )


def unknown_page(view: View) -> str:
    """Return the page for an address that leads nowhere."""
    title = words_in(view.language, "unknown_title")
    return _TEMPLATES.get_template("unknown.html").render(view.context(title=title, here="unknown"))


@cache
def _help(language: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text in a language as HTML, and the anchors and words of its second headings.

    The text is ours, and HTML in it is escaped all the same.
    """
    text = files("qa.web.help").joinpath(f"{language}.md").read_text(encoding="utf-8")
    tokens = _MARKDOWN.parse(text.partition("\n")[2])  # the page has the first heading as its title
    heads: list[tuple[str, str]] = []
    for opening, inline in _headings(tokens):
        anchor = f"help-{len(heads) + 1}"
        opening.attrSet("id", anchor)
        heads.append((anchor, inline.content))
    if language != "en":
        _join_lines(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html, heads


def _join_lines(tokens: list[Token]) -> None:
    """Take out the ends of lines: between Chinese characters a browser would show them as spaces."""
    for child in (child for token in tokens for child in token.children or ()):
        if child.type == "softbreak":
            child.type = "text"


def _headings(tokens: list[Token]) -> list[tuple[Token, Token]]:
    return [(one, next_) for one, next_ in pairwise(tokens) if one.type == "heading_open" and one.tag == "h2"]
