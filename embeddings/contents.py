"""The table of contents of a plan: found in the raw text, and used to read headings that lost characters."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import pairwise

from embeddings.markers import read_marker
from embeddings.scripts import search_form

_SPACE = "[ \t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]"
_LEADERS = re.compile(rf"(?:[.·．]{{3,}}|…+|{_SPACE}{{2,}}|\t)[.…·．\s]*\d{{1,3}}{_SPACE}*$")
_DOTTED = re.compile(rf"[.…·．]{{4,}}{_SPACE}*\d{{1,3}}{_SPACE}*$")
_PADDED_NUMBER = re.compile(rf"\S{_SPACE}{{2,}}\d{{1,3}}{_SPACE}*$")
_PAGE_NUMBER = re.compile(rf"(?<!\d){_SPACE}*[-—]?\d{{1,3}}[-—]?$")
_TITLE = re.compile(rf"目{_SPACE}*(?:录|錄|次)")
_SPACED_NUMBER = re.compile(rf"{_SPACE}+\d{{1,3}}$")
_LONGEST = 60
_LONGEST_LINE = 300
"""No entry is longer, its leaders included."""
_SHORT_LINE = 8
_LEAST = 4
_MOST_LOST = 4
"""So many characters at most may be missing from a heading for the contents to prove it."""


def contents_lines(texts: Sequence[str]) -> list[int]:
    """Return the indexes of the lines of the table of contents; ``texts`` are all lines of the document, stripped."""
    found = _dotted_lines(texts) or _repeated_lines(texts)
    if not found:
        return []
    before = found[0] - 1
    while before >= 0 and (not texts[before] or _PADDED_NUMBER.search(texts[before][-_LONGEST_LINE:])):
        found.insert(0, before)
        before -= 1
    if before >= 0 and _TITLE.fullmatch(texts[before]):
        found.insert(0, before)
    return found


def _dotted_lines(texts: Sequence[str]) -> list[int]:
    """Return the lines with dotted leaders and a page number, and the short ones among them."""
    dotted = [
        index for index, text in enumerate(texts) if len(text) <= _LONGEST_LINE and _DOTTED.search(text)
    ]
    if len(dotted) < 3:
        return []
    found = set(dotted)
    for left, right in pairwise(dotted):
        if right - left <= 4 and all(len(texts[index]) <= _LONGEST for index in range(left, right)):
            found.update(range(left, right))
    return sorted(found)


def _repeated_lines(texts: Sequence[str]) -> list[int]:
    """Return the first run of short numbered lines that all stand again further down, as the headings they list."""
    keys = [_key(text) for text in texts]
    last_place = _last_places(keys)
    ordered = sorted(set(keys))
    run: list[int] = []
    end = body = len(texts)  # where the heading of the run's first entry stands: the contents end before it
    for index, text in enumerate(texts):
        if not text:
            continue
        again = max((last_place.get(name, -1) for name in _names(texts, index)), default=-1)
        if again > index and (not run or index < body):
            body = body if run else again
            run.append(index)
            end = index
        elif run and len(text) <= _LONGEST and _wraps(keys, ordered, run, text):
            end = index
        elif _TITLE.fullmatch(text):
            continue
        elif _is_contents(texts, run):
            break
        else:
            run, body = [], len(texts)
    return list(range(run[0], end + 1)) if _is_contents(texts, run) and end < body else []


def _names(texts: Sequence[str], index: int) -> list[str]:
    """Return what the entry that a line begins may be called further down: a short line goes on with the next."""
    text = texts[index]
    following = next((other for other in texts[index + 1 : index + 3] if other), "")
    joined = [_key(text) + key for key in _keys(following)] if len(text) < _SHORT_LINE else []
    return [*_keys(text), *joined]


def _is_contents(texts: Sequence[str], run: Sequence[int]) -> bool:
    return len(run) >= _LEAST and _numbered(texts, run) * 2 >= len(run)


def _last_places(keys: Sequence[str]) -> dict[str, int]:
    """Return where each line, and each two lines together, stand last: a heading may be set on two lines."""
    places = {key: index for index, key in enumerate(keys) if key}
    filled = [(index, key) for index, key in enumerate(keys) if key]
    for (index, first), (_, second) in pairwise(filled):
        if len(first) < _SHORT_LINE:
            places[first + second] = max(index, places.get(first + second, 0))
    return places


def _keys(text: str) -> list[str]:
    """Return what a line may be called where it stands again: as it is, or without a page number."""
    bare = _SPACED_NUMBER.sub("", text) if len(text) <= _LONGEST_LINE else text
    return [key for key in dict.fromkeys((_key(text), _key(bare))) if key]


def _wraps(keys: Sequence[str], ordered: Sequence[str], run: Sequence[int], text: str) -> bool:
    """Say whether a line goes on with the entry before it: some line begins with both together."""
    for key in _keys(text):
        joined = keys[run[-1]] + key
        at = bisect.bisect_left(ordered, joined)
        if at < len(ordered) and ordered[at].startswith(joined):
            return True
    return False


def _numbered(texts: Sequence[str], run: Sequence[int]) -> int:
    return sum(read_marker(search_form(_entry(texts[index]))) is not None for index in run)


def _key(text: str) -> str:
    """Return what a heading and its entry have in common; nothing for prose."""
    if not text or len(text) > _LONGEST_LINE or text[-1] in "。；;":
        return ""
    key = re.sub(rf"{_SPACE}|^#+|\s", "", search_form(_entry(text)))
    return key if 2 <= len(key) <= _LONGEST and re.search(r"[\u4e00-\u9fff]", key) else ""


def _entry(text: str) -> str:
    """Return an entry without leaders and page number."""
    bare = _LEADERS.sub("", text.strip())
    if bare == text.strip() and re.match(
        rf"{_SPACE}*(?:第\S+?[篇编章节]|[(（]?[一二三四五六七八九十]+[)）、])", bare
    ):
        bare = _PAGE_NUMBER.sub("", bare)
    return bare.strip()


def entries(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the entries of a table of contents as printed, without leaders, page numbers and layout spaces."""
    bare = (re.sub(_SPACE, "", _SPACED_NUMBER.sub("", _entry(line))) for line in lines)
    return tuple(text for text in bare if text and not _TITLE.fullmatch(text))


class Contents:
    """The entries of a table of contents, asked by the kind and number of a heading."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._titles: dict[tuple[str, int], dict[str, str]] = {}
        self._folded: set[str] = set()
        for index, line in enumerate(lines):
            marker = read_marker(search_form(line))
            if marker:
                title = line[marker.number_end :].strip() or "".join(lines[index + 1 : index + 2])
                folded = search_form(title)
                self._titles.setdefault((marker.kind, marker.ordinal), {}).setdefault(folded, title)
                self._folded.add(folded)

    def title_of(self, kind: str, ordinal: int) -> str:
        """Return the title of the only entry of a kind and number; nothing where there is none or a choice."""
        titles = self._titles.get((kind, ordinal), {})
        return next(iter(titles.values())) if len(titles) == 1 else ""

    def whole_title(self, kind: str, ordinal: int, printed: str) -> str:
        """Return a title with the characters that the contents prove lost, else the title as printed."""
        titles = self._titles.get((kind, ordinal), {})
        folded = search_form(printed)
        if not folded or folded in titles:
            return printed
        longer = [title for whole, title in titles.items() if _lost_few(folded, whole)]
        return longer[0] if len(longer) == 1 else printed

    def wraps(self, first: str, second: str) -> bool | None:
        """Say whether two lines are one title; None where the contents tell nothing."""
        one, both = first.strip(), (first + second).strip()
        if both in self._folded:
            return True
        return False if one in self._folded else None

    def __bool__(self) -> bool:
        return bool(self._titles)


def _lost_few(short: str, whole: str) -> bool:
    """Say whether ``short`` is ``whole`` without a few of its characters, all others in their order."""
    missing = len(whole) - len(short)
    if not 0 < missing <= _MOST_LOST or missing * 3 > len(short):
        return False
    rest = iter(whole)
    return all(character in rest for character in short)
