"""Page numbers and running heads that stand as lines of their own in a text that was taken from printed pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_NUMBER: Final = re.compile(
    r"(?P<left>[-—–―·•~～\s]*|第\s*)(?P<number>\d{1,3})(?P<right>[-—–―·•~～\s]*|\s*页(?:[,，]?\s*共\s*\d{1,3}\s*页)?|\s*/\s*\d{1,3})"
)
_FEWEST, _FEWEST_BARE = 4, 6
_PAGE, _BARE_PAGE = 40, 150
"""Characters between two page numbers, at the least."""
_LONGEST_HEAD: Final = 45
_SENTENCE: Final = re.compile(r"[。；;！？，,]")
_MOST_PAGES: Final = 0.6


def running_lines(texts: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that are page numbers or running heads; ``texts`` are all lines, stripped.

    Page numbers rise by one from page to page with a page of text between them. A running head stands beside most of
    them, always the same.
    """
    pages = _pages(texts)
    if not pages:
        return []
    found = set(pages)
    beside: Counter[str] = Counter()
    near: dict[str, list[int]] = {}
    for page in pages:
        for index in _neighbours(texts, page):
            beside[texts[index]] += 1
            near.setdefault(texts[index], []).append(index)
    for text, count in beside.items():
        if count >= _FEWEST and count >= _MOST_PAGES * len(pages):
            found.update(near[text])
    return sorted(found)


def _pages(texts: Sequence[str]) -> list[int]:
    """Return the lines of the longest run of page numbers."""
    best: list[int] = []
    lengths = [0]
    for text in texts:
        lengths.append(lengths[-1] + len(text))
    numbers = [(index, match) for index, text in enumerate(texts) if (match := _NUMBER.fullmatch(text))]
    for bare, least in ((False, _PAGE), (True, _BARE_PAGE)):
        runs: dict[int, list[int]] = {}
        for index, match in numbers:
            if bare != (not (match["left"].strip() or match["right"].strip())):
                continue
            number = int(match["number"])
            before = runs.get(number - 1) or runs.get(number - 2)  # a page without its number
            if before and lengths[index] - lengths[before[-1] + 1] >= least:
                runs[number] = [*before, index]
            elif number not in runs:
                runs[number] = [index]
        longest = max(runs.values(), key=len, default=[])
        enough = len(longest) >= (_FEWEST_BARE if bare else _FEWEST)
        if enough and len(longest) > len(best) and (not bare or _spread(longest, lengths)):
            best = longest
    return best


def _spread(pages: Sequence[int], lengths: Sequence[int]) -> bool:
    """Say whether page numbers stand at the ends of pages of about one size, as figures of a table do not."""
    sizes = sorted(lengths[other] - lengths[one] for one, other in pairwise(pages))
    return sizes[-1] <= 8 * sizes[len(sizes) // 2]


def _neighbours(texts: Sequence[str], page: int) -> list[int]:
    """Return the short lines before and after a page number, blank ones left out."""
    found = []
    for step in (-1, 1):
        index = page + step
        while 0 <= index < len(texts) and not texts[index]:
            index += step
        if 0 <= index < len(texts) and _may_be_head(texts[index]):
            found.append(index)
    return found


def _may_be_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and _SENTENCE.search(text) is None
