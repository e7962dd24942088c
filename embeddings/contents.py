"""The table of contents of a plan: found in the raw text, and used to read headings that lost characters."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import pairwise

from embeddings.markers import read_marker
from embeddings.scripts import search_form

_SPACE = "[ \t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]"
_DOT = "[.…⋯·．•_-]"
_DOTTED = re.compile(
    rf"(?:[.·．•_-](?:{_SPACE}*[.·．•_-]){{3,}}|[…⋯](?:{_SPACE}*[…⋯]))(?:{_DOT}|\s)*\d{{1,3}}{_SPACE}*$"
)
_PADDED_NUMBER = re.compile(rf"\S{_SPACE}{{2,}}\d{{1,3}}{_SPACE}*$")
_PAGE = rf"[-—–(（]?{_SPACE}*(?<!\d)\d{{1,3}}{_SPACE}*[-—–)）]?"
_TAIL = re.compile(rf"(?:{_SPACE}|{_DOT}|\t)*{_PAGE}{_SPACE}*$")
"""What stands behind an entry: leaders of any kind and the page, 3, - 3 - or (3)."""
_ALONE = re.compile(_PAGE)
_TITLE = re.compile(rf"目{_SPACE}*(?:录|錄|次)")
_LONGEST = 60
_LONGEST_LINE = 300
"""No entry is longer, its leaders included."""
_SHORT_LINE = 8
_LEAST, _LEAST_TITLED, _LEAST_SPOILT = 4, 2, 12
_FIRST_LINES = 60
_ALIKE = 7
"""Characters, those of the number included, by which an entry that scanning has spoilt is known again."""
_SENTENCE = re.compile(r"[。；;]")
_ORNAMENTS = re.compile(r"[·•＊*\s]+$")
_NUMBER = re.compile(r"(?=第[一二三四五六七八九十百]+[编篇章节])")
_MOST_STRANGE = 2
"""Lines in a row that no heading repeats, between entries that headings do repeat: those headings were changed."""
_SURE = 5
"""Characters of an entry that a longer line, a heading with its text, may begin with."""
_MOST_LOST = 4
"""So many characters at most may be missing from a heading for the contents to prove it."""


def contents_lines(texts: Sequence[str]) -> list[int]:
    """Return the indexes of the lines of the table of contents; ``texts`` are all lines of the document, stripped."""
    found = _dotted_lines(texts) or _repeated_lines(texts)
    titled = _titled_lines(texts)
    if titled and _numbered(texts, found) * 2 <= _numbered(texts, titled):
        return titled
    if not found:
        return []
    before, strange = found[0] - 1, 0
    while before >= 0:
        text = texts[before]
        if text and not _PADDED_NUMBER.search(text[-_LONGEST_LINE:]):
            strange += 1
            if strange > _MOST_STRANGE or not _may_be_entry(text):
                break
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
    again = _Again(texts)
    run: list[int] = []
    strange: list[int] = []
    end = body = len(texts)  # where the heading of the run's first entry stands: the contents end before it
    for index, text in enumerate(texts):
        if not text or (run and _ALONE.fullmatch(text)):
            continue
        place = again.place(index)
        if place > index and (not run or index < body):
            body = body if run else place
            run.append(index)
            end, strange = index, []
        elif run and len(text) <= _LONGEST and again.wraps(run[-1], text):
            end = index
        elif _TITLE.fullmatch(text):
            continue
        elif run and index < body and len(strange) < _MOST_STRANGE and _may_be_entry(text):
            strange.append(index)
        elif _is_contents(texts, run):
            break
        else:
            run, strange, body = [], [], len(texts)
    if not _is_contents(texts, run) or end >= body:
        return []
    while end + 1 < body and (not texts[end + 1] or _ALONE.fullmatch(texts[end + 1])):
        end += 1  # the page of the last entry
    return list(range(run[0], end + 1))


def _titled_lines(texts: Sequence[str]) -> list[int]:
    """Return the lines under the word for contents, as far as the first sentence or the first entry that comes again.

    For contents that scanning has spoilt, several entries on a line and no leader whole.
    """
    title = next((i for i, text in enumerate(texts[:_FIRST_LINES]) if _TITLE.fullmatch(_squeezed(text))), -1)
    if title < 0:
        return []
    seen: set[str] = set()
    end = title + 1
    while end < len(texts) and not _is_prose(texts, end):
        key = _key(texts[end])[:_ALIKE]
        if len(key) == _ALIKE and read_marker(search_form(_entry(texts[end]))) and key in seen:
            break
        seen.update(each[:_ALIKE] for each in map(_squeezed, _NUMBER.split(texts[end])) if each)
        end += 1
    lines = list(range(title, end))
    while lines and not (re.search(r"\d", texts[lines[-1]]) or _numbered(texts, lines[-1:])):
        lines.pop()  # the heading of what follows: 序言
    return lines if _numbered(texts, lines) >= _LEAST_SPOILT else []


def _is_prose(texts: Sequence[str], at: int) -> bool:
    """Say whether sentences begin at a line; a single one is a footnote of the page."""
    near = [bool(_SENTENCE.search(text)) for text in texts[at : at + 4] if text]
    return near[:1] == [True] and sum(near) > 1


def _may_be_entry(text: str) -> bool:
    """Say whether a line is short, numbered and no sentence."""
    return bool(_key(text)) and len(text) <= _LONGEST and read_marker(search_form(_entry(text))) is not None


class _Again:
    """Where the lines of a document stand again, also set on two lines or with their text behind them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._keys = [_key(text) for text in texts]
        self._last = _last_places(self._keys)
        heads = [(_squeezed(text[: 2 * _LONGEST]), index) for index, text in enumerate(texts) if text]
        self._heads = sorted(heads)

    def place(self, index: int) -> int:
        """Return the last place where the entry of a line stands, -1 if nowhere."""
        names = _names(self._texts, index)
        found = max((self._last.get(name, -1) for name in names), default=-1)
        return found if found > index else max((self._begun(name, index) for name in names), default=-1)

    def _begun(self, name: str, index: int) -> int:
        """Return the last line further down that begins with a numbered entry and goes on with text."""
        marker = read_marker(name)
        if len(name) < _SURE or marker is None or not marker.certain:
            return -1
        places = []
        for head, place in self._heads[bisect.bisect_left(self._heads, (name, -1)) :]:
            if not head.startswith(name):
                break
            places.append(place)
        return max((place for place in places if place > index), default=-1)

    def wraps(self, before: int, text: str) -> bool:
        """Say whether a line goes on with the entry before it: some line begins with both together."""
        for key in _keys(text):
            joined = self._keys[before] + key
            at = bisect.bisect_left(self._heads, (joined, -1))
            if at < len(self._heads) and self._heads[at][0].startswith(joined):
                return True
        return False


def _names(texts: Sequence[str], index: int) -> list[str]:
    """Return what the entry that a line begins may be called further down: a short line goes on with the next."""
    text = texts[index]
    following = next((other for other in texts[index + 1 : index + 3] if other), "")
    own = _key(text) if len(text) < _SHORT_LINE else ""
    joined = [own + key for key in _keys(following)] if own else []
    return [*_keys(text), *joined]


def _is_contents(texts: Sequence[str], run: Sequence[int]) -> bool:
    """Say whether a run is long enough, and most of it numbered; fewer entries will do under the word for contents."""
    above = next((texts[index] for index in range(run[0] - 1, -1, -1) if texts[index]), "") if run else ""
    least = _LEAST_TITLED if _TITLE.fullmatch(above) else _LEAST
    return len(run) >= least and _numbered(texts, run) * 2 >= len(run)


def _last_places(keys: Sequence[str]) -> dict[str, int]:
    """Return where each line, and each two lines together, stand last: a heading may be set on two lines."""
    places = {key: index for index, key in enumerate(keys) if key}
    filled = [(index, key) for index, key in enumerate(keys) if key]
    for (index, first), (_, second) in pairwise(filled):
        marker = read_marker(first)
        if len(first) < _SHORT_LINE or (marker is not None and marker.certain and not marker.run_in):
            places[first + second] = max(index, places.get(first + second, 0))
    return places


def _keys(text: str) -> list[str]:
    """Return what a line may be called where it stands again: as it is, or without leaders and page number."""
    return [key for key in dict.fromkeys((_key(text, whole=True), _key(text))) if key]


def _numbered(texts: Sequence[str], run: Sequence[int]) -> int:
    return sum(read_marker(search_form(_entry(texts[index]))) is not None for index in run)


def _key(text: str, *, whole: bool = False) -> str:
    """Return what a heading and its entry have in common; nothing for prose."""
    if not text or len(text) > _LONGEST_LINE or text[-1] in "。；;":
        return ""
    key = _squeezed(text if whole else _entry(text))
    return key if 2 <= len(key) <= _LONGEST and re.search(r"[\u4e00-\u9fff]", key) else ""


def _squeezed(text: str) -> str:
    return re.sub(rf"{_SPACE}|^#+|\s", "", search_form(text))


def _entry(text: str) -> str:
    """Return an entry without leaders and page number."""
    return _TAIL.sub("", text.strip()).strip()


def entries(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the entries of a table of contents as printed, without leaders, page numbers and layout spaces."""
    bare = (re.sub(_SPACE, "", _entry(line)) for line in lines)
    return tuple(text for text in bare if text and not _TITLE.fullmatch(text))


class Contents:
    """The entries of a table of contents, asked by the kind and number of a heading."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._titles: dict[tuple[str, int], dict[str, str]] = {}
        self._folded: set[str] = set()
        for index, line in enumerate(lines):
            marker = read_marker(search_form(line))
            if marker:
                title = _ORNAMENTS.sub("", line[marker.number_end :]).strip() or "".join(
                    lines[index + 1 : index + 2]
                )
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
        if any(_letters(title) == _letters(printed) for title in longer):
            return printed
        return longer[0] if len(longer) == 1 else printed

    def wraps(self, first: str, second: str) -> bool | None:
        """Say whether two lines are one title; None where the contents tell nothing."""
        one, both = first.strip(), (first + second).strip()
        if both in self._folded:
            return True
        return False if one in self._folded else None

    def __bool__(self) -> bool:
        return bool(self._titles)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _lost_few(short: str, whole: str) -> bool:
    """Say whether ``short`` is ``whole`` without a few of its characters, all others in their order."""
    missing = len(whole) - len(short)
    if not 0 < missing <= _MOST_LOST or missing * 3 > len(short):
        return False
    rest = iter(whole)
    return all(character in rest for character in short)
