"""The indicator table: what every plan prints of an indicator, the best mention by stated rules, the others beside it.

``definitions`` are data; ``texts`` and ``grids`` read mentions, ``choosing`` makes cells of them, ``comparing`` says
which cells may be compared; ``table`` puts them side by side and ``writing`` makes files of that.
"""

from qa.indicators.choosing import Cell
from qa.indicators.definitions import Group, Indicator, find_indicators, load_groups, load_indicators
from qa.indicators.extraction import extract
from qa.indicators.mention import Mention
from qa.indicators.table import IndicatorTable, build_table

__all__ = [
    "Cell",
    "Group",
    "Indicator",
    "IndicatorTable",
    "Mention",
    "build_table",
    "extract",
    "find_indicators",
    "load_groups",
    "load_indicators",
]
