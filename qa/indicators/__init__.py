"""The indicator table: what every document prints of an indicator, the best fact by stated rules, the others beside it.

The facts are those of :mod:`embeddings.facts`. ``choosing`` makes cells of them, ``comparing`` says which cells may be
compared; ``table`` puts them side by side and ``writing`` makes files of that.
"""

from embeddings.facts.definitions import Group, Indicator, find_indicators, load_groups, load_indicators
from embeddings.facts.fact import Fact
from embeddings.facts.reading import known_indicators
from qa.indicators.choosing import Cell
from qa.indicators.table import IndicatorTable, build_table

__all__ = [
    "Cell",
    "Fact",
    "Group",
    "Indicator",
    "IndicatorTable",
    "build_table",
    "find_indicators",
    "known_indicators",
    "load_groups",
    "load_indicators",
]
