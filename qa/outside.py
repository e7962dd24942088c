"""Questions that no plan can answer, told by what they ask for and not by what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embeddings.corpus import Document
from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.scripts import has_cjk

_NUMERALS = "一二两三四五六七八九十多"
_SPACE = re.compile(r"\s+")
_NICKNAME = 2


def asks_outside(query: Query) -> bool:
    """Return whether a question asks for what no plan holds: prices, office holders, advice, who is to blame, talk."""
    return bool(query.beyond)


def unknown_name(query: Query, documents: Mapping[str, Document]) -> str:
    """Return the name in quotation marks that is asked about and that no plan in scope uses, or nothing.

    Parts of a name may stand apart (“两区” “两山”); one of them is enough.
    """
    texts = [documents[each].search_text for each in query.scope]
    # Two characters in quotation marks are as often a nickname (“老赖”) as a name that a plan would have.
    for name in (each for each in quoted_names(query) if has_cjk(each) and len(each) > _NICKNAME):
        wanted = [name, *re.findall(rf"[{_NUMERALS}][^{_NUMERALS}]{{1,3}}", name)]
        if not any(_SPACE.sub("", each) in text for each in wanted for text in texts):
            return name
    return ""
