"""How the topic that a question took over is shown to a reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from embeddings.query.following import said_of, says_nothing, without_times
from embeddings.scripts import is_english
from embeddings.terms import find_english_terms, find_terms

if TYPE_CHECKING:
    from embeddings.query.query import Query

_SHOWN: Final = 24
"""Signs of a topic that are shown at most."""


def topic_shown(earlier: Query) -> str:
    """Return what an earlier question is about as it is shown to a reader: its indicators, or its words."""
    if is_english(earlier.standalone):
        names = [term.en[0] for term in find_english_terms(earlier.standalone) if term.kind != "general"]
        return ", ".join(dict.fromkeys(names)) or earlier.question
    if earlier.alone is not None and earlier.earlier is not None:  # it went on with the one before itself
        before = topic_shown(earlier.earlier)
        if says_nothing(without_times(earlier.alone.bare)):
            return before
        if any(term.kind == "indicator" for term in find_terms(earlier.alone.focus)):
            return _own_topic(earlier)
        return f"{before} {_own_topic(earlier)}"[:_SHOWN]
    return _own_topic(earlier)


def _own_topic(earlier: Query) -> str:
    words = said_of(without_times((earlier.alone or earlier).focus))
    words = re.sub(r"(?:^|(?<=\s))[年末底的]+|(?<=\s)也(?=\s|$)|[?？!！。,，]", " ", words)
    return " ".join(words.upper().split())[:_SHOWN]  # GDP, PM2.5
