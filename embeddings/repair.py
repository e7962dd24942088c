"""From the raw text of a plan to clean text, by edits that are all on record.

Nothing is changed silently: each change is an :class:`Edit` with its place in the raw text, and every character
of the clean text maps back to the raw characters it stands for. What is broken beyond repair is replaced by
``□`` and recorded, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.contents import contents_lines, entries
from embeddings.flat_tables import flat_tables
from embeddings.layout_spaces import layout_spaces, text_lines
from embeddings.lost_breaks import lost_breaks, without
from embeddings.markers import read_marker
from embeddings.reflow import closes, joints
from embeddings.running_heads import running_lines
from embeddings.scripts import search_form
from embeddings.spaced_rows import SPACE, SpacedRows, spaced_rows
from embeddings.unbroken import unbroken

RUNNING = "a page number or running head"
"""The reason of the edits that drop a line between two pages."""
LOST_BREAK = "lost-break"
"""The kind of the edits that end a line before a paragraph of its own."""
ROW_BREAK = "a row of a table broken over lines"
"""The reason of the edits that join the lines of a row."""
LOST = "□"
"""Stands for characters that the source lost to broken bytes."""

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_CJK = r"\u3400-\u9fff\uf900-\ufaff〇"

# A reading printed after its character, 產(chǎn): lower-case Latin with one tone mark at least.
_PINYIN_NOTE = re.compile(rf"(?<=[{_CJK}A-Z^])[(（](?=[a-zü]*[{_TONED}])[a-zü{_TONED}]+[)）]")
# Two-byte characters decoded in the wrong table leave ?, then Chinese that means nothing, up to the stray
# ASCII of the last wrong byte.
_BROKEN_BYTES = re.compile(
    rf"(?<=[{_CJK}、。])\?(?:[a-zü{_TONED}]+\))?"
    rf"[^\n。,，(（]{{0,9}}(?:[A-Z|^?]|(?<=[{_CJK}])[a-z](?=[{_CJK}]))"
)
# Characters that no text has: the mark of an undecodable byte, private use, the classic wrong decodings.
_UNDECODABLE = re.compile(r"[\ufffd\ue000-\uf8ff]+|(?:锟斤拷)+|烫{3,}|屯{3,}")
# Symbol fonts of word processors print a bullet with a private character at the start of a line.
_PRIVATE_BULLET = re.compile(rf"(?m)^{SPACE}*[\uf000-\uf0ff]{SPACE}*")
_QUESTION = re.compile(r"[吗嗎呢么麼]$|什么|什麼|如何|怎[么麼样樣]|哪|谁|誰|[为為]何|多少|是否|能否|几[个個]")
# Small marks, radicals and compatibility characters, as some fonts of PDFs give them, and the full width of figures
# (２０３０年, ５５．４６％); that of other marks is left as printed.
_WIDTH = re.compile(
    r"[\ufe50-\ufe6b\u2e80-\u2fd5\uf900-\ufaff０-９]|(?<=[\d０-９])．(?=[\d０-９])|(?<=[０-９])％"
)
_INVISIBLE = re.compile(r"(?<=\S)[\u200b-\u200d\u2060\ufeff]+(?=\S)")
# Scans set the point of a decimal apart: 27 · 9％.
_POINT = re.compile(r"(?<=\d)[ \u00a0]+[·•][ \u00a0]+(?=\d)")
_RATIO = re.compile(r"(?<=\d)[\u2236\ufe55](?=\d)")
_ZERO = re.compile(r"(?<=[二一九零○〇])○|○(?=[○〇一二三四五六七八九]{1,3}年)")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u200e\u200f]+")
_HEADING_MARK = re.compile(rf"(?m)^#{{1,6}}(?={SPACE}+\S)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+)\1")
_STRAY_MARK = re.compile(r"[”’」』）)》】。,，;；]{1,2}")
_PAGE_FURNITURE = re.compile(
    r"扫一扫|相关解读|打印本页|关闭窗口|发布时间[:：]|发布日期[:：]|^\s*(?:信息)?来源[:：]|(?:https?://|www\.)\S+"
    r"|^\d{4}[年-]\d{1,2}[月-]\d{1,2}日?\d{1,2}:\d{2}|^[(（]?(?:责编|責編|责任编辑|責任編輯|编辑|編輯)[:：]"
)
_BYLINE = re.compile(
    rf"[(（](?:本报|本報)?(?:记者|記者|通讯员|通訊員){SPACE}[^)）\n]{{1,30}}[)）](?={SPACE}*$)"
)
_LEAD_IN = re.compile(r"(?:全文如下|内容如下|內容如下)[:：]\s*$")
_NOTE_MARKER = re.compile(rf"{SPACE}{{0,4}}\[(\d{{1,2}})\]")
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
    ``starts[i]:ends[i]``; both never decrease. ``contents`` has the entries of the table of contents, which is not in
    the text.
    """

    text: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    edits: tuple[Edit, ...]
    contents: tuple[str, ...] = ()

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
    lines = list(text_lines(raw))
    breaks = lost_breaks(raw, lines)
    breaks = sorted([*breaks, *_lines_lost(raw, list(without(lines, breaks)))])
    spans = list(without(lines, breaks))
    texts = [raw[start:end].strip() for start, end in spans]
    listed = contents_lines(texts)
    rows = spaced_rows(raw, spans)
    edits = [
        *(Edit(start, end, "\n", LOST_BREAK, "the line break before an indent") for start, end in breaks),
        *(Edit(start, end, mark, "line-break", ROW_BREAK) for start, end, mark in rows.joints),
        *_page_edits(raw, spans, texts),
        *(_drop(spans[index], "contents", "a line of the table of contents") for index in listed),
        *(_drop(spans[index], "page", RUNNING) for index in running_lines(texts)),
        *_pattern_edits(raw, _PINYIN_NOTE, "", "pinyin-note", "a reading printed after its character"),
        *_pattern_edits(raw, _LINE_END, "\n", "line-end", "one kind of line end"),
        *_pattern_edits(raw, _CONTROL, "", "control", "a character that is not seen"),
        *_broken_byte_edits(raw),
        *_note_marker_edits(raw),
        *_markup_edits(raw),
        *_character_edits(raw),
    ]
    first = _without_overlaps(edits)
    second = _without_overlaps([*first, *_joint_edits(raw, spans, first, rows)])
    final = _without_overlaps([*second, *_space_edits(raw, second, rows)])
    return apply_edits(raw, final, contents=entries([texts[index] for index in listed]))


def _lines_lost(raw: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where lines are to be broken that hold a whole table or document; in a table no heading is looked for."""
    tables = flat_tables(raw, spans)
    inside = [(gaps[0][0], gaps[-1][1]) for gaps in tables]
    heads = (
        gap
        for gap in unbroken(raw, spans)
        if not any(start <= gap[1] and gap[0] <= end for start, end in inside)
    )
    return sorted([*(gap for gaps in tables for gap in gaps), *heads])


def apply_edits(raw: str, edits: Iterable[Edit], *, contents: tuple[str, ...] = ()) -> CleanText:
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
    return CleanText("".join(pieces), np.concatenate(starts), np.concatenate(ends), applied, contents)


def _pattern_edits(raw: str, pattern: re.Pattern[str], to: str, kind: str, reason: str) -> Iterator[Edit]:
    for match in pattern.finditer(raw):
        yield Edit(match.start(), match.end(), to, kind, reason)


def _page_edits(raw: str, spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> Iterator[Edit]:
    """Drop what the web page or the printer added: addresses, bylines, news leads."""
    for index in range(_news_lead(texts) + 1):
        yield _drop(spans[index], "page", "the page's headline or news lead, not the plan")
    for index, (text, (start, end)) in enumerate(zip(texts, spans, strict=True)):
        at_an_end = index < _FRONT_LINES or index >= len(spans) - 12
        if at_an_end and len(text) < 120 and _PAGE_FURNITURE.search(text):
            yield _drop((start, end), "page", "web page furniture")
            continue
        byline = _BYLINE.search(raw, start, end) if at_an_end else None
        if byline:
            yield Edit(byline.start(), byline.end(), "", "page", "a byline")
        if _STRAY_MARK.fullmatch(text) and not (index and closes(texts[index - 1], text)):
            yield _drop((start, end), "residue", "a line of nothing but a stray mark")


def _news_lead(texts: Sequence[str]) -> int:
    """Return the index of the line that announces the plan (…全文如下:), -1 if there is none before its headings."""
    for index, text in enumerate(texts[:_FRONT_LINES]):
        marker = read_marker(search_form(text))
        if marker and marker.certain and marker.kind != "digit":
            return -1
        if _LEAD_IN.search(text):
            return index
    return -1


def _drop(span: tuple[int, int], kind: str, reason: str) -> Edit:
    return Edit(span[0], span[1], "", kind, reason)


def _broken_byte_edits(raw: str) -> Iterator[Edit]:
    yield from _pattern_edits(raw, _PRIVATE_BULLET, "", "residue", "a bullet of a symbol font")
    yield from _pattern_edits(raw, _UNDECODABLE, LOST, "broken-bytes", "bytes that could not be decoded")
    for match in _BROKEN_BYTES.finditer(raw):
        sentence = re.split(r"[。\n]", raw[max(0, match.start() - 40) : match.start()])[-1]
        if not _QUESTION.search(sentence):
            yield Edit(match.start(), match.end(), LOST, "broken-bytes", "bytes decoded in the wrong table")


def _markup_edits(raw: str) -> Iterator[Edit]:
    """Drop the marks of Markdown: a # that makes a heading (the tree is told by the edit), ** around bold words."""
    marks = list(_HEADING_MARK.finditer(raw))
    if len(marks) > 1 or (marks and not raw[marks[0].end() :].lstrip()[:1].isdigit()):  # # 5 may be a number
        for match in marks:
            yield Edit(match.start(), match.end(), "", "heading-mark", "the mark of a heading")
    for match in _BOLD.finditer(raw):
        for start, end in (match.span(1), (match.end() - 2, match.end())):
            yield Edit(start, end, "", "markup", "the mark of bold words")


def _character_edits(raw: str) -> Iterator[Edit]:
    """Give small marks and the radicals of fonts their common form, and ○ that of a numeral."""
    for match in _WIDTH.finditer(raw):
        folded = unicodedata.normalize("NFKC", match.group())
        if len(folded) == 1 and folded != match.group():
            yield Edit(match.start(), match.end(), folded, "width", "the common form of the same character")
    yield from _pattern_edits(raw, _INVISIBLE, "", "space", "a sign that is not seen")
    yield from _pattern_edits(raw, _POINT, ".", "width", "the point of a decimal")
    yield from _pattern_edits(raw, _RATIO, ":", "width", "the common form of the same mark")
    yield from _pattern_edits(raw, _ZERO, "〇", "numeral", "a circle for the numeral zero")


def _joint_edits(
    raw: str, spans: Sequence[tuple[int, int]], edits: Sequence[Edit], rows: SpacedRows
) -> Iterator[Edit]:
    """Join the lines of a paragraph that the source broke; rows of a table are none."""
    gone = {(edit.start, edit.end) for edit in edits if not edit.replacement}
    left = [span for span in spans if span not in gone and raw[slice(*span)].strip()]
    pages = [edit.start for edit in edits if edit.reason == RUNNING]
    for start, end, reason in joints(raw, left, pages):
        if end not in rows.lines:
            yield Edit(start, end, "", "line-break", reason)


def _note_marker_edits(raw: str) -> Iterator[Edit]:
    """Drop the markers of endnotes, [1] to [n] in order; bracketed figures in tables are no such run."""
    markers = [m for m in _NOTE_MARKER.finditer(raw) if m.start() and raw[m.start() - 1] != "\n"]
    alone = len(markers) == 1 and not raw[markers[0].start() - 1].isspace() and markers[0].group()[0] == "["
    if [int(m.group(1)) for m in markers] == list(range(1, len(markers) + 1)) and (len(markers) > 1 or alone):
        for match in markers:
            yield Edit(match.start(), match.end(), "", "note-marker", f"marker of endnote {match.group(1)}")


def _space_edits(raw: str, edits: Sequence[Edit], rows: SpacedRows) -> Iterator[Edit]:
    for start, end, replacement in layout_spaces(raw, [(edit.start, edit.end) for edit in edits], rows.gaps):
        yield Edit(start, end, replacement, "space", "a space of the page layout")


def _without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits in order; where two overlap the longer stays, since it explains more."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -(e.end - e.start))):
        if chosen and edit.start < chosen[-1].end:
            continue
        chosen.append(edit)
    return chosen
