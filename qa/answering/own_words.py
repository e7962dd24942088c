"""The words of our own that answers have beside those of the plans, by language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Template

from embeddings.scripts import to_traditional
from qa.answers import Language


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("qa.answering").joinpath("own_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word(key: str, language: Language, **values: str) -> str:
    """Return the words of a key in a language, its ``$names`` replaced; traditional ones are converted.

    Raises:
        KeyError: there are no such words, or a ``$name`` of them has no value.

    """
    said = Template(_tables()["en" if language == "en" else "zh-Hans"][key]).substitute(values)
    return in_script(said, language)


def in_script(said: str, language: Language) -> str:
    """Return words of our own in the script of a language; English ones are left as they are."""
    return to_traditional(said) if language == "zh-Hant" else said
