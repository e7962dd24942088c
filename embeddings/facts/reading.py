"""All facts of a document, from its tables and its text; :attr:`embeddings.corpus.Document.facts` keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from embeddings.facts.definitions import Definitions, Indicator, load_definitions
from embeddings.facts.fact import Fact
from embeddings.facts.from_tables import table_facts, unlisted_of
from embeddings.facts.from_text import text_facts

if TYPE_CHECKING:
    from embeddings.corpus import Document

Facts = Mapping[str, tuple[Fact, ...]]
"""The facts of each indicator by its id, those of tables first; indicators without any are not there."""


def read_facts(document: Document, definitions: Definitions | None = None) -> Facts:
    """Return the facts of a document; ``definitions`` are the indicators that names stand for, the shipped ones if None."""
    definitions = definitions or load_definitions()
    found: dict[str, dict[tuple[int, int], Fact]] = defaultdict(dict)
    spans: list[tuple[int, int]] = []
    for section_id, tables in document.tables.items():
        for table in tables:
            title = document.table_title(section_id, table)
            for fact in table_facts(document, table, title, definitions):
                found[fact.indicator].setdefault((fact.value_start, fact.value_end), fact)
            if table.kind == "numbers":
                spans.append((table.start, table.end))
    for fact in text_facts(document, definitions, spans):
        found[fact.indicator].setdefault((fact.value_start, fact.value_end), fact)
    return {name: tuple(facts.values()) for name, facts in found.items()}


def known_indicators(documents: Iterable[Document]) -> tuple[Indicator, ...]:
    """Return the indicators that can be asked of documents: the listed ones, then those of their other table rows."""
    return (*load_definitions().indicators, *unlisted_indicators(documents))


def unlisted_indicators(documents: Iterable[Document]) -> tuple[Indicator, ...]:
    """Return an indicator for each printed name of a table row that no listed one has, in the order of the documents."""
    listed = {each.id for each in load_definitions().indicators}
    firsts = (
        facts[0] for document in documents for name, facts in document.facts.items() if name not in listed
    )
    return tuple({fact.indicator: unlisted_of(fact) for fact in firsts}.values())
