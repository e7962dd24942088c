"""From the raw text of a plan to clean text, by edits that are all on record.

Nothing is changed silently: each change is an :class:`Edit` with its place in the raw text, and every character
of the clean text maps back to the raw characters it stands for. What is broken beyond repair is replaced by
``□`` and recorded, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LOST = "□"
"""Stands for characters that the source lost to broken bytes."""

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_CJK = r"\u3400-\u9fff\uf900-\ufaff〇"
_SPACE = "[ \t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]"

# A reading printed after its character, 產(chǎn): lower-case Latin with one tone mark at least.
_PINYIN_NOTE = re.compile(rf"(?<=[{_CJK}A-Z^])[(（](?=[a-zü]*[{_TONED}])[a-zü{_TONED}]+[)）]")
# Two-byte characters decoded in the wrong table leave ?, then Chinese that means nothing, up to the stray
# ASCII of the last wrong byte.
_BROKEN_BYTES = re.compile(
    rf"(?<=[{_CJK}、。])\?(?:[a-zü{_TONED}]+\))?"
    rf"[^\n。,，(（]{{0,9}}(?:[A-Z|^?]|(?<=[{_CJK}])[a-z](?=[{_CJK}]))"
)
_STRAY_MARK = re.compile(r"[”’」』）)》】。,，;；]{1,2}")
_TOC_LINE = re.compile(rf"[.…·]{{4,}}{_SPACE}*\d{{1,3}}{_SPACE}*$")
_PADDED_NUMBER = re.compile(rf"\S{_SPACE}{{2,}}\d{{1,3}}{_SPACE}*$")
_PAGE_FURNITURE = re.compile(
    r"扫一扫|相关解读|打印本页|关闭窗口|发布时间[:：]|发布日期[:：]|^\s*(?:信息)?来源[:：]|(?:https?://|www\.)\S+"
    r"|^\d{4}[年-]\d{1,2}[月-]\d{1,2}日?\d{1,2}:\d{2}|^[(（]?(?:责编|責編|责任编辑|責任編輯|编辑|編輯)[:：]"
)
_BYLINE = re.compile(
    rf"[(（](?:本报|本報)?(?:记者|記者|通讯员|通訊員){_SPACE}[^)）\n]{{1,30}}[)）](?={_SPACE}*$)"
)
_LEAD_IN = re.compile(r"(?:全文如下|内容如下|內容如下)[:：]\s*$")
_NOTE_MARKER = re.compile(rf"{_SPACE}*\[(\d{{1,2}})\]")
_FRONT_LINES = 40


@dataclass(frozen=True, slots=True)
class Edit:
    """``raw[start:end]`` reads ``replacement`` in the clean text, and why."""

    start: int
    end: int
    replacement: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class CleanText:
    """Readable text and, for each of its characters, the raw characters it stands for.

    ``starts`` and ``ends`` are int64 [len(text)], raw offsets of character ``i`` being
    ``starts[i]:ends[i]``; both never decrease.
    """

    text: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    edits: tuple[Edit, ...]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of the clean span ``start:end`` (not empty)."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def from_raw(self, offset: int) -> int:
        """Return the position of the first clean character at or after a raw offset."""
        return int(np.searchsorted(self.starts, offset, side="left"))


def repair(raw: str) -> CleanText:
    """Return the clean text of a plan.

    Source of the rules: the damage seen in the shipped plans, each rule stated at its pattern above.
    """
    lines = list(_lines(raw))
    edits = [
        *_page_edits(raw, lines),
        *_pattern_edits(raw, _PINYIN_NOTE, "", "pinyin-note", "a reading printed after its character"),
        *_pattern_edits(raw, re.compile("\r\n?"), "\n", "line-end", "one kind of line end"),
        *_broken_byte_edits(raw),
        *_note_marker_edits(raw),
    ]
    first = _without_overlaps(edits)
    return apply_edits(raw, _without_overlaps([*first, *_space_edits(raw, first)]))


def apply_edits(raw: str, edits: Iterable[Edit]) -> CleanText:
    """Apply edits that are sorted and do not overlap."""
    pieces: list[str] = []
    starts: list[NDArray[np.int64]] = []
    ends: list[NDArray[np.int64]] = []
    applied = tuple(edits)

    def keep(start: int, end: int) -> None:
        pieces.append(raw[start:end])
        starts.append(np.arange(start, end, dtype=np.int64))
        ends.append(np.arange(start + 1, end + 1, dtype=np.int64))

    position = 0
    for edit in applied:
        keep(position, edit.start)
        pieces.append(edit.replacement)
        starts.append(np.full(len(edit.replacement), edit.start, dtype=np.int64))
        ends.append(np.full(len(edit.replacement), edit.end, dtype=np.int64))
        position = edit.end
    keep(position, len(raw))
    return CleanText("".join(pieces), np.concatenate(starts), np.concatenate(ends), applied)


def _lines(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the raw span of every line without its line end."""
    for match in re.finditer(r"[^\r\n]*", raw):
        if match.end() > match.start():
            yield match.span()


def _pattern_edits(raw: str, pattern: re.Pattern[str], to: str, kind: str, reason: str) -> Iterator[Edit]:
    for match in pattern.finditer(raw):
        yield Edit(match.start(), match.end(), to, kind, reason)


def _page_edits(raw: str, lines: list[tuple[int, int]]) -> Iterator[Edit]:
    """Drop what the web page or the printer added: addresses, bylines, tables of contents, news leads."""
    texts = [raw[start:end].strip() for start, end in lines]
    lead = next((i for i, text in enumerate(texts[:_FRONT_LINES]) if _LEAD_IN.search(text)), -1)
    for index in range(lead + 1):
        yield _drop(lines[index], "page", "the page's headline or news lead, not the plan")
    for index in _contents_lines(texts):
        yield _drop(lines[index], "contents", "a line of the table of contents")
    for index, (text, (start, end)) in enumerate(zip(texts, lines, strict=True)):
        at_an_end = index < _FRONT_LINES or index >= len(lines) - 12
        if at_an_end and len(text) < 120 and _PAGE_FURNITURE.search(text):
            yield _drop((start, end), "page", "web page furniture")
            continue
        byline = _BYLINE.search(raw, start, end) if at_an_end else None
        if byline:
            yield Edit(byline.start(), byline.end(), "", "page", "a byline")
        if _STRAY_MARK.fullmatch(text):
            yield _drop((start, end), "residue", "a line of nothing but a stray mark")


def _contents_lines(texts: list[str]) -> list[int]:
    """Return the indexes of the table of contents: dotted leaders, and short lines among them."""
    dotted = [index for index, text in enumerate(texts) if _TOC_LINE.search(text)]
    if len(dotted) < 3:
        return []
    found = set(dotted)
    for left, right in pairwise(dotted):
        if right - left <= 4:
            found.update(range(left, right))
    before = dotted[0] - 1
    while before >= 0 and (not texts[before].strip() or _PADDED_NUMBER.search(texts[before])):
        found.add(before)
        before -= 1
    return sorted(found)


def _drop(span: tuple[int, int], kind: str, reason: str) -> Edit:
    return Edit(span[0], span[1], "", kind, reason)


def _broken_byte_edits(raw: str) -> Iterator[Edit]:
    for match in _BROKEN_BYTES.finditer(raw):
        yield Edit(match.start(), match.end(), LOST, "broken-bytes", "bytes decoded in the wrong table")


def _note_marker_edits(raw: str) -> Iterator[Edit]:
    """Drop the markers of endnotes, [1] to [n] in order; bracketed figures in tables are no such run."""
    markers = [m for m in _NOTE_MARKER.finditer(raw) if m.start() and raw[m.start() - 1] != "\n"]
    if [int(m.group(1)) for m in markers] == list(range(1, len(markers) + 1)) and len(markers) > 1:
        for match in markers:
            yield Edit(match.start(), match.end(), "", "note-marker", f"marker of endnote {match.group(1)}")


def _space_edits(raw: str, edits: list[Edit]) -> Iterator[Edit]:
    """Remove the spaces that print left inside Chinese text; columns and Latin words keep one."""
    dropped = [(edit.start, edit.end) for edit in edits]
    for match in re.finditer(f"{_SPACE}+", raw):
        start, end = match.span()
        if any(s < end and start < e for s, e in dropped[_first_after(dropped, start) :][:2]):
            continue
        line_start = start == 0 or raw[start - 1] in "\r\n"
        line_end = end == len(raw) or raw[end] in "\r\n"
        keeps = not line_start and not line_end and _keeps_space(raw, start, end)
        replacement = " " if keeps else ""
        if match.group() != replacement:
            yield Edit(start, end, replacement, "space", "a space of the page layout")


def _first_after(spans: list[tuple[int, int]], position: int) -> int:
    import bisect

    return max(0, bisect.bisect_left(spans, (position, position)) - 1)


def _keeps_space(raw: str, start: int, end: int) -> bool:
    before, after = raw[start - 1], raw[end]
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return True
    if end - start >= 2 or "\t" in raw[start:end]:
        return True  # columns set apart by spaces stay apart
    head = raw[max(0, start - 4) : start]
    return after.isdigit() and bool(re.search(r"(?:^|[\r\n])\d{1,2}[.．]$", head))


def _without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits in order; where two overlap the longer stays, since it explains more."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -(e.end - e.start))):
        if chosen and edit.start < chosen[-1].end:
            continue
        chosen.append(edit)
    return chosen
