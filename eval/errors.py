"""The errors of evaluation; all are wrong input (exit code 2).

::

    CityPlansError
    └── BatchError (ValueError)   a file of questions that cannot be used
        ├── GoldError             a gold file or a row of it; names file, line and field
        ├── RunError              a run folder or a baseline that is missing, damaged or of another run
        ├── MoveError             years or cities of a corpus that cannot be moved
        ├── SwitchError           a family of rules that cannot be switched off
        └── ReaderDataError       a file that the reader is trained or tested with is missing
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.errors import BatchError


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a gold file; ``line`` counts from 1, 0 stands for the whole file."""

    file: str
    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        """Return it as it is shown."""
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}, field {self.field}: {self.problem}" if self.field else f"{where}: {self.problem}"


class GoldError(BatchError):
    """A gold file that cannot be used; ``faults`` are all that were found."""

    def __init__(self, faults: list[Fault]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        remedy = "Mend it; cityplans eval validate lists every fault."
        super().__init__(f"{faults[0]}{more}", remedy=remedy)
        self.faults = tuple(faults)


class RunError(BatchError):
    """A run folder or baseline that cannot be used."""


class MoveError(BatchError):
    """Years or cities of a corpus that cannot be moved as asked."""


class SwitchError(BatchError):
    """A family of rules that there is not, or that the product no longer has."""


class ReaderDataError(BatchError):
    """A file that the reader is trained or tested with is missing or of another form."""
