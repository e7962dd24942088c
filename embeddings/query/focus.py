"""What a question is about: its words without its places, the words that it is asked with and those of a comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from embeddings.dictionary import Gloss
from embeddings.facts.periods import without_plans
from embeddings.numerals import chinese_amounts
from embeddings.query.asking import ASKING, COMPARING
from embeddings.query.following import content
from embeddings.query.times import without_moments
from embeddings.scripts import search_form
from embeddings.terms import as_indicators, find_english_terms, find_terms, measured_by, translate

_OWN_MATTER: Final = 4
"""Characters from which a part of a question has a matter of its own."""


def english_focus(standalone: str, glosses: Sequence[Gloss], *, wants_value: bool) -> str:
    """Return what an English question is about in the corpus's language: its terms, amounts and numbers."""
    terms = [*translate(standalone), *(gloss.wordings[0] for gloss in glosses)]
    if wants_value:
        terms += [measured_by(term).zh for term in find_english_terms(standalone)]
    rest, amounts = chinese_amounts(without_plans(search_form(standalone)))
    return " ".join([*dict.fromkeys(terms), *amounts, *re.findall(r"\d[\d.]*%?", rest)])


def chinese_focus(stripped: str, folded: str, *, compared: bool, wants_value: bool) -> str:
    """Return what a question is about: without its places, the words it is asked with and those of a comparison."""
    focus = " ".join(ASKING.sub(" ", COMPARING.sub(" ", stripped) if compared else stripped).split())
    focus = focus if len(content(focus)) > 1 else folded
    return as_indicators(focus.lstrip("的")) if wants_value else focus


def only_a_time(part: str) -> bool:
    """Return whether a part of a question names a time and nothing else to ask of: 2025年要到多少."""
    folded = search_form(part)
    timeless = without_moments(folded)
    return timeless.strip() != folded.strip() and len(content(timeless)) < _OWN_MATTER


def handed_on(question: str, asked_next: str) -> str:
    """Return what a question is about, without the words that ask: 森林覆盖率目标 of 森林覆盖率目标是多少.

    An indicator is left out where the next question names one of its own: 城镇化率目标是多少？人均GDP呢？
    """
    folded = search_form(question)
    if any(term.kind == "indicator" for term in find_terms(search_form(asked_next))):
        for form in (w for term in find_terms(folded) if term.kind == "indicator" for w in term.wordings):
            folded = folded.replace(search_form(form), " ")
    return " ".join(ASKING.sub(" ", folded).strip(" ?？,，。;；、").split())
