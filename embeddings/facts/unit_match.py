"""Whether a figure behind a wording is one of an indicator: of its sort, and in a unit that it can have."""

from __future__ import annotations

import re
from typing import Final

from embeddings.facts.definitions import Indicator
from embeddings.facts.quantities import Figure
from embeddings.facts.units import counts, same_family

GROWTH: Final = re.compile(r"增[长速幅]")


def takes(indicator: Indicator, wording: str, figure: Figure) -> bool:
    """Say whether a figure behind a wording is one of an indicator: of its sort, and in a unit that it can have."""
    own = wording in indicator.wordings
    if indicator.measure == "rate":
        grows = figure.kind == "rate" or (own and GROWTH.search(wording) and figure.kind == "level")
        return bool(grows) and figure.unit in ("%", "‰")
    if indicator.measure == "cut":
        falls = figure.kind == "cut" or (
            own and re.search(r"降|减", wording) is not None and figure.kind == "level"
        )
        return falls and figure.unit in ("%", "‰")
    if not own or figure.kind != "level":
        return False
    if indicator.measure == "ratio":
        return (figure.unit == ":") == (indicator.unit == ":") and figure.unit in (":", ":1", "")
    return not figure.quantity.parts and (
        same_family(figure.unit, indicator.unit) if figure.unit else counts(indicator.unit)
    )
