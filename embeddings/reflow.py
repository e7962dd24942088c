"""Lines that the source broke in the middle of a paragraph: hard-wrapped texts, and a paragraph in two pieces."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.markers import read_marker
from embeddings.scripts import search_form

_SPACES = " \t\u00a0\u2002\u2003\u3000"
_STOPS = "。！？；：!?;:…”’）)】》"
_INDENT = re.compile("^(?:\u3000{1,4}|[ \u00a0\u2002\u2003]{2,8})(?=\\S)")
_GAP = "(?:[ \u00a0]{2,}|[ \u00a0]*[\t\u3000][ \u00a0\t\u3000]*)"
_ROW = re.compile(rf"\S{_GAP}\S[^\n]*?\S{_GAP}\S")
_FIRST_CLAUSE = re.compile(r"([\u3400-\u9fff]{1,3})[,，]")
_CONNECTIVES = frozenset(
    [
        "同时",
        "其中",
        "此外",
        "另外",
        "首先",
        "其次",
        "再次",
        "最后",
        "目前",
        "当前",
        "今后",
        "例如",
        "因此",
        "为此",
        "对此",
    ]
)
_CLAUSES = re.compile(r"(?:^|(?<=[,，。；;:：、]))[\u3400-\u9fff]{1,3}(?=[,，])", re.MULTILINE)
_BROKEN_LEAST = 25
_PAIRS = (("“", "”"), ("（", "）"), ("(", ")"), ("《", "》"), ("「", "」"), ("【", "】"))
_FEWEST_LINES = 20
_SHORTEST_CLAUSE = 6
"""Characters of a line that ends at a comma; a shorter one may be the cell of a table."""
_NARROWEST, _WIDEST = 36, 160
"""The width of a hard-wrapped text, in half-width columns."""
_SLACK = 4


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is wrapped: its width and whether its paragraphs begin with an indent.

    The width is in columns, or in characters where the lines are equally many of them (``by_characters``).
    """

    width: int
    indented: bool
    by_characters: bool = False

    @property
    def slack(self) -> int:
        """How much shorter a full line may be: a mark that may not begin a line is taken over with its word."""
        return _SLACK // 2 if self.by_characters else _SLACK

    def measure(self, line: str) -> int:
        """Return the width of a line."""
        return len(line) if self.by_characters else _width(line)


def joints(
    raw: str, spans: Sequence[tuple[int, int]], pages: Sequence[int] = ()
) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, reason) of the raw text between two lines that are one paragraph.

    ``spans`` are the raw spans of the lines that belong to the plan and are not blank, in order; ``pages`` is where the
    page numbers and running heads stand that do not.
    """
    wrapping = find_wrapping([raw[start:end] for start, end in spans if not _ROW.search(raw, start, end)])
    clauses = Counter(match.group() for match in _CLAUSES.finditer(raw))
    for (start, end), (next_start, next_end) in pairwise(spans):
        first, second = raw[start:end].strip(), raw[next_start:next_end]
        at = bisect.bisect_left(pages, end)
        cut = at < len(pages) and pages[at] < next_start
        if _ROW.search(first) or _ROW.search(second.strip()):
            continue  # rows of columns that spaces set apart
        if wrapping and (cut or raw[end:next_start].count("\n") <= 1) and _goes_on(first, second, wrapping):
            yield _joint(raw, end, next_start, "a line of a hard-wrapped text")
        elif cut and not wrapping and _cut_by_page(first, second.strip()):
            yield _joint(raw, end, next_start, "a paragraph that the end of a page cut")
        elif _broken_in_two(first, second.strip(), clauses):
            yield _joint(raw, end, next_start, "a paragraph broken in two")
        elif _unfinished(first, second.strip()):
            yield _joint(raw, end, next_start, "a line that ends at a comma")
        elif closes(first, second.strip()):
            yield _joint(raw, end, next_start, "a line whose bracket or quotation mark the next one closes")


def _joint(raw: str, end: int, start: int, reason: str) -> tuple[int, int, str]:
    """Widen the space between two lines by the blanks at their ends."""
    while end > 0 and raw[end - 1] in _SPACES:
        end -= 1
    while start < len(raw) and raw[start] in _SPACES:
        start += 1
    return end, start, reason


def find_wrapping(lines: Sequence[str]) -> Wrapping | None:
    """Return how a text is wrapped, None if its lines are paragraphs.

    Wrapped lines end at one width, most of them in the middle of a sentence; lines that are paragraphs have any
    length.
    """
    if len(lines) < _FEWEST_LINES:
        return None
    indented = sum(_INDENT.match(line) is not None for line in lines) * 10 >= len(lines)
    stripped = [line.rstrip() for line in lines]
    found = [each for by in (False, True) if (each := _wrapping(stripped, indented, by_characters=by))]
    return max(found, key=lambda each: len(_full(stripped, each)), default=None)


def _wrapping(lines: Sequence[str], indented: bool, *, by_characters: bool) -> Wrapping | None:
    """Return how lines are wrapped if it is by columns, or by characters."""
    measure = Wrapping(0, indented, by_characters).measure
    widths = sorted(map(measure, lines))
    wrapping = Wrapping(widths[int(len(widths) * 0.9)], indented, by_characters)
    narrowest, widest = (each // (2 if by_characters else 1) for each in (_NARROWEST, _WIDEST))
    if not narrowest <= wrapping.width <= widest:
        return None
    if widths[int(len(widths) * 0.985)] > wrapping.width + wrapping.slack:
        return None
    full = _full(lines, wrapping)
    open_ended = sum(line[-1] not in _STOPS for line in full)
    return wrapping if len(full) * 4 >= len(lines) and open_ended * 2 >= len(full) else None


def _full(lines: Sequence[str], wrapping: Wrapping) -> list[str]:
    return [line for line in lines if wrapping.measure(line) >= wrapping.width - wrapping.slack]


def _goes_on(first: str, second: str, wrapping: Wrapping) -> bool:
    """Say whether the second line is the rest of the paragraph that the first, a full line, stands in."""
    indent = 2 * wrapping.indented * (1 if wrapping.by_characters else 2)
    if wrapping.measure(first) < wrapping.width - wrapping.slack - indent:
        return False
    if wrapping.indented:
        if _INDENT.match(second):
            return False
    elif first[-1] in "。！？!?":
        return False
    return not _starts_anew(second.strip())


def _starts_anew(line: str) -> bool:
    """Say whether a line is a heading or the start of a bullet; one that looks damaged is not taken for one."""
    if line.startswith(("——", "•", "●", "■", "◆", "#")):
        return True
    marker = read_marker(search_form(line))
    return marker is not None and marker.certain


def _cut_by_page(first: str, second: str) -> bool:
    """Say whether a paragraph without final mark goes on behind the page number."""
    if len(first) < _BROKEN_LEAST or len(second) < _SHORTEST_CLAUSE or "\t" in first + second:
        return False
    return first[-1] not in _STOPS and not _starts_anew(second) and not _INDENT.match(second)


def _broken_in_two(first: str, second: str, clauses: Counter[str]) -> bool:
    """Say whether a paragraph without final mark is taken up by a line that begins inside a word.

    …120个现代农业产业 / 园,其中…: the line begins with a clause of one to three characters that opens no other clause
    of the text.
    """
    if len(first) < _BROKEN_LEAST or not "\u3400" <= first[-1] <= "\u9fff":
        return False
    match = _FIRST_CLAUSE.match(second)
    if not match or match.group(1) in _CONNECTIVES or not re.search("[,，。]", first):
        return False
    return clauses[match.group(1)] <= 1


def _unfinished(first: str, second: str) -> bool:
    """Say whether a line of text ends at a comma and the next one, a clause too, goes on with it."""
    if first[-1] not in "，、," or len(first) < _SHORTEST_CLAUSE or "\t" in first + second:
        return False
    return not _starts_anew(second) and read_marker(search_form(second)) is None


def closes(first: str, second: str) -> bool:
    """Say whether the second line closes a pair of marks that is open at the end of the first."""
    if "\t" in first + second or _starts_anew(second):
        return False
    for opening, closing in _PAIRS:
        opened = first.count(opening) == first.count(closing) + 1 and first.rfind(opening) > first.rfind(
            closing
        )
        at = second.find(closing)
        if opened and at >= 0 and opening not in second[:at] and not re.search("[。！？]", second[:at]):
            return True
    return False


def _width(text: str) -> int:
    """Return the width in columns, a Chinese character being two wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
