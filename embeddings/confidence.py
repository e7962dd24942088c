"""How likely the corpus answers a question at all, told from what was retrieved.

A logistic model of two things: the share of what is asked that one place of the first passages has (weighed by inverse
document frequency), and whether the question names a plan that is covered. The weights were fitted on the development
questions; ``cityplans eval confidence`` shows how well the figure tells answerable questions from others.
"""

from __future__ import annotations

import math
from typing import Final

_COVERED: Final = 1.23
_NAMED: Final = 3.39
_BIAS: Final = -2.30


def confidence(covered: float, *, names_a_plan: bool) -> float:
    """Return the chance, 0 to 1, that the plans answer; ``covered`` is the best coverage by a place, 0 to 1."""
    return 1 / (1 + math.exp(-(_BIAS + _COVERED * covered + _NAMED * names_a_plan)))
