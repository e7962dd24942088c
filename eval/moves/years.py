"""A corpus and its gold at another time: every year and plan period moved."""

from __future__ import annotations

from embeddings.rewriting import Rewritten
from embeddings.time_shift import PLAN_YEARS, shift_times
from eval.errors import MoveError


class YearShift:
    """Moves every year by ``years``, a multiple of five."""

    def __init__(self, years: int) -> None:
        """Take the number of years, below 0 for the past.

        Raises:
            MoveError: no whole number of plan periods, or none at all.

        """
        if not years or years % PLAN_YEARS or abs(years) > 50:
            problem = f"plans cannot be moved by {years} years"
            raise MoveError(problem, remedy="Give a multiple of 5 between -50 and 50, such as 5 or -5.")
        self.years = years

    @property
    def name(self) -> str:
        """Such as ``shift +5``."""
        return f"shift {self.years:+d}"

    def forward(self, text: str) -> Rewritten:
        """Return the text with every year and period moved."""
        return shift_times(text, self.years)

    def back(self, text: str) -> str:
        """Return a moved text with its own years."""
        return shift_times(text, -self.years).text

    def rename_id(self, id: str) -> str:
        """Return the id as it is: it is a name, whatever years it holds."""
        return id
