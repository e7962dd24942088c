"""All mentions of all indicators in a plan, from its tables and its text; read once for each document."""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from embeddings.corpus import Document
from qa.indicators.definitions import Definitions, load_definitions
from qa.indicators.grids import table_mentions
from qa.indicators.mention import Mention
from qa.indicators.texts import text_mentions
from qa.table_views import view_tables

# A document is read anew when its index is built anew, so that what was read of it goes with it.
_READ: Final[weakref.WeakKeyDictionary[Document, Mapping[str, tuple[Mention, ...]]]] = (
    weakref.WeakKeyDictionary()
)


def extract(document: Document, definitions: Definitions | None = None) -> Mapping[str, tuple[Mention, ...]]:
    """Return the mentions of each indicator, by its id, tables first; indicators without any are not there.

    What is read with the definitions that are shipped is kept as long as the document is.
    """
    if definitions is not None:
        return _extract(document, definitions)
    kept = _READ.get(document)
    if kept is None:
        kept = _READ[document] = _extract(document, load_definitions())
    return kept


def _extract(document: Document, definitions: Definitions) -> Mapping[str, tuple[Mention, ...]]:
    found: dict[str, dict[tuple[int, int], Mention]] = defaultdict(dict)
    views = view_tables(document)
    for view in views:
        for mention in table_mentions(view, definitions):
            found[mention.indicator].setdefault((mention.value_start, mention.value_end), mention)
    spans = [(v.table.start, v.table.end) for v in views if v.table is not None and v.kind == "numbers"]
    for mention in text_mentions(document, definitions, spans):
        found[mention.indicator].setdefault((mention.value_start, mention.value_end), mention)
    return {name: tuple(mentions.values()) for name, mentions in found.items()}
