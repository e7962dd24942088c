"""The pages' own words in both languages, and the markup that lets the page switch between them.

The chat is rendered in Chinese. Every string stands in an element with ``data-t="key"`` (for an attribute,
``data-t-label="key"``), and ``assets/chat.js`` puts in the words of the language the reader has chosen.
"""

from __future__ import annotations

import tomllib
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

DEFAULT_LANGUAGE: Final = "zh-Hans"
_PAGES: Final = ("chat", "plans", "indicators", "search", "compare", "progress", "own", "help")
"""The files in ``words``, one for each page; the others use words of the chat too, and the chat has only its own."""


@cache
def all_strings() -> dict[str, dict[str, str]]:
    """Return ``language -> key -> text`` of all pages."""
    pages = [_strings_of(page) for page in _PAGES]
    return {
        language: {key: text for page in pages for key, text in page[language].items()}
        for language in pages[0]
    }


def words(key: str, *, n: int | str | None = None) -> str:
    """Return the Chinese text of ``key`` with ``{n}`` filled in; an unknown key raises ``KeyError``."""
    return words_in(DEFAULT_LANGUAGE, key, n)


def words_in(language: str, key: str, n: int | str | None = None) -> str:
    """Return the text of ``key`` in a language; an unknown key or language raises ``KeyError``."""
    text = all_strings()[language][key]
    return text if n is None else text.replace("{n}", str(n))


def chat_strings() -> dict[str, dict[str, str]]:
    """Return the strings that the chat uses."""
    return _strings_of(_PAGES[0])


def _strings_of(page: str) -> dict[str, dict[str, str]]:
    text = files("qa.web").joinpath("words", f"{page}.toml").read_text(encoding="utf-8")
    return {language: dict(strings) for language, strings in tomllib.loads(text).items()}


def span(key: str, *, n: int | str | None = None, css_class: str = "") -> str:
    """Return a ``<span>`` whose text follows the language of the page."""
    count = "" if n is None else f' data-n="{escape(str(n))}"'
    style = f' class="{css_class}"' if css_class else ""
    return f'<span{style} data-t="{key}"{count}>{escape(words(key, n=n))}</span>'


def label(key: str, *, n: int | str | None = None) -> str:
    """Return the attributes of an element whose ``aria-label`` follows the language of the page."""
    count = "" if n is None else f' data-n="{escape(str(n))}"'
    return f'aria-label="{escape(words(key, n=n))}" data-t-label="{key}"{count}'


def tooltip(key: str) -> str:
    """Return the attributes of an element whose ``title`` follows the language of the page."""
    return f'title="{escape(words(key))}" data-t-title="{key}"'
