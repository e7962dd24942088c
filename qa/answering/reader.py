"""What a reader is: it tells which parts of a passage answer a question, and whether the passage does at all.

The trained one is in ``qa.answering.reader_model``; it is measured by ``cityplans eval reader`` and does not choose
answers. It reads a ``Readable``: the text as it is read out (where it stands, then its sentences or table rows) with
the span of every part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Span: TypeAlias = tuple[int, int]

_HEADINGS_READ: Final = 2
"""So many of the last headings stand in front of a passage, in training and when asked."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A passage as it is read: ``text`` begins with where it stands, ``spans`` are its sentences or rows in order.

    The spans are offsets into ``text`` and do not overlap; what is in none of them is context, which is read and
    never chosen.
    """

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, city: str, headings: Sequence[str], units: Sequence[str], *, lead: str = "") -> Readable:
        """Join a passage as the reader was trained on it: city, the last two headings, lead, then the units.

        A unit that is not closed by punctuation (a table row, a heading) is followed by a line break.
        """
        place = " ".join(filter(None, [city, *headings[-_HEADINGS_READ:]]))
        text = f"{place}: {lead}" if place else lead
        spans = []
        for unit in units:
            spans.append((len(text), len(text) + len(unit)))
            text += unit if unit.endswith(_CLOSED) else f"{unit}\n"
        return cls(text, tuple(spans))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of one passage.

    ``answerable`` (0 to 1) is how sure it is that the passage answers, ``relevance`` float32 [len(spans)] (0 to 1) how
    much each part belongs to the answer, ``short`` the best short span, offsets into the text that was read: None where
    the reader gives none.
    """

    answerable: float
    relevance: npt.NDArray[np.float32]
    short: Span | None = None


class Reader(Protocol):
    """Tells which spans of a passage answer a question, and whether the passage answers it at all."""

    @property
    def fingerprint(self) -> str:
        """Identity of what it says: the same reading wherever this is equal."""

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """Read each passage for ``question`` (a follow-up has its earlier questions in front); one ``Reading`` each."""


_CLOSED: Final = tuple("。！？!?；;﹔”’」』)）\n")
