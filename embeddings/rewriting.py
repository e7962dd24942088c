"""A text with some of its spans replaced, and where each of its characters stands afterwards."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Replacement:
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Rewritten:
    """A text after its replacements, which stand in order and do not overlap."""

    text: str
    replacements: tuple[Replacement, ...]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(each.start for each in self.replacements)

    @cached_property
    def _gains(self) -> tuple[int, ...]:
        """How much longer the text is after the first n replacements."""
        gains = [0]
        for each in self.replacements:
            gains.append(gains[-1] + len(each.new) - (each.end - each.start))
        return tuple(gains)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the old text stands in the new one; one that cuts a replacement takes it whole."""
        return self._position(start, is_end=False), self._position(end, is_end=True)

    def undone(self, before: str) -> Rewritten:
        """Return the way back to the text before: its spans are those of ``before``."""
        back = [
            Replacement(each.start + gain, each.start + gain + len(each.new), before[each.start : each.end])
            for each, gain in zip(self.replacements, self._gains, strict=False)
        ]
        return Rewritten(before, tuple(back))

    def _position(self, offset: int, *, is_end: bool) -> int:
        count = bisect.bisect_left(self._starts, offset)
        if count and offset < self.replacements[count - 1].end:
            whole = self.replacements[count - 1]
            inside = whole.start + self._gains[count - 1]
            return inside + len(whole.new) if is_end else inside
        return offset + self._gains[count]


def rewrite(text: str, found: Iterable[Replacement]) -> Rewritten:
    """Return the text with what was found replaced; of two that overlap, the earlier and then the longer one."""
    kept: list[Replacement] = []
    parts: list[str] = []
    done = 0
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if each.start < done:
            continue
        parts += [text[done : each.start], each.new]
        kept.append(each)
        done = each.end
    return Rewritten("".join([*parts, text[done:]]), tuple(kept))
