"""A plan laid out to be read: its sections in order, each with a heading and blocks of text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from embeddings.corpus import Document
from embeddings.damage import Damage
from embeddings.headings import Section
from embeddings.scripts import is_traditional
from embeddings.tables import Table
from qa.permalinks import anchor_of
from qa.web.plans.grids import Grid, lay_out
from qa.web.plans.inline import Inline, Marks

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_STOP = re.compile(r"[。．.：:！!？?；;，,]?")
_SPACE = re.compile(r"\s+")
_PRINTED = "原文印作"
_SAMPLE = 4000
_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class DamageNote:
    """What is known of a damaged place: as printed in the raw text, what is certain, and what is only likely."""

    number: int
    severity: str
    printed: str
    message: str
    certain: str
    likely: str
    chapter: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``html``), an endnote (``note`` is its number), or a table (``grid``), and its damage."""

    html: Markup = _NOTHING
    note: int = 0
    columns: bool = False
    grid: Grid | None = None
    damages: tuple[DamageNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is shown, without its children.

    ``rank`` is that of its heading (2 to 6), ``printed`` the heading as printed where that is not the label.
    """

    section: Section
    anchor: str
    rank: int
    heading: Markup
    printed: Markup
    blocks: tuple[Block, ...]
    damages: tuple[DamageNote, ...]
    boxed: bool


class Sheet:
    """One document laid out; what does not depend on marks is made once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.inline = Inline(document)

    @cached_property
    def language(self) -> str:
        """The language tag of the text."""
        return "zh-Hant" if is_traditional(self.document.clean.text[:_SAMPLE]) else "zh-Hans"

    @cached_property
    def damages(self) -> tuple[DamageNote, ...]:
        """Every damaged place, in the order of the text."""
        return tuple(
            self._damage_note(number, each) for number, each in enumerate(self.document.damages, start=1)
        )

    @cached_property
    def sections(self) -> int:
        """How many headings the plan has."""
        return sum(path[-1].level > 0 for path in self.document.paths)

    @cached_property
    def sound_share(self) -> float:
        """The share of sections whose own text has no damaged figure and no damaged words, 0 to 1."""
        broken = {
            self.document.path_at(each.start)[-1].id
            for each in self.document.damages
            if each.severity != "marks"
        }
        return 1 - len(broken) / max(1, len(self.document.paths))

    def part(self, path: tuple[Section, ...], marks: Marks) -> Part:
        """Return one section with its marks."""
        section = path[-1]
        heading, printed = self._heading(section, marks)
        return Part(
            section=section,
            anchor=anchor_of(self.document, section),
            rank=min(6, max(2, section.level + 1)),
            heading=heading,
            printed=printed,
            blocks=tuple(self._blocks(section, marks)),
            damages=()
            if self._is_whole(section)
            else self._noted(section.clean_start, self._head_end(section)),
            boxed=any(each.kind == "box" for each in path),
        )

    def _heading(self, section: Section, marks: Marks) -> tuple[Markup, Markup]:
        """Return the label as it is cited, and the heading as printed where the label was mended or made."""
        if section.level == 0:
            return Markup(""), Markup("")
        if self._is_label(section):
            return self.inline.html(section.clean_start, self._head_end(section), marks), Markup("")
        if section.run_in:
            return Markup.escape(section.label), Markup("")
        return Markup.escape(section.label), self.inline.html(section.clean_start, section.head_end, marks)

    def _blocks(self, section: Section, marks: Marks) -> Iterator[Block]:
        if section.kind == "notes":
            yield from self._notes(section, marks)
            return
        position = section.clean_start if self._is_whole(section) else self._head_end(section)
        for table in self._tables_of(section):
            yield from self._paragraphs(position, table.start, marks)
            grid = lay_out(table, self.inline, marks, heading=section.label)
            yield Block(grid=grid, damages=self._noted(table.start, table.end))
            position = table.end
        yield from self._paragraphs(position, section.own_end, marks)

    def _is_whole(self, section: Section) -> bool:
        """Say whether a head that runs into its sentence is shown there too, because its label is another."""
        return section.level > 0 and section.run_in and not self._is_label(section)

    def _head_end(self, section: Section) -> int:
        """Return where the heading ends; the stop after a head that runs into its sentence goes with it."""
        if not (section.run_in and self._is_label(section)):
            return section.head_end
        match = _STOP.match(self.document.clean.text, section.head_end, section.own_end)
        return match.end() if match else section.head_end

    def _is_label(self, section: Section) -> bool:
        """Say whether the heading is printed as it is cited."""
        text = self.document.clean.text[section.clean_start : section.head_end]
        return _SPACE.sub("", text) == _SPACE.sub("", section.label)

    def _paragraphs(self, start: int, end: int, marks: Marks) -> Iterator[Block]:
        for match in _LINE.finditer(self.document.clean.text, start, end):
            a, b = match.span()
            yield Block(
                html=self.inline.html(a, b, marks), columns="\t" in match.group(), damages=self._noted(a, b)
            )

    def _notes(self, section: Section, marks: Marks) -> Iterator[Block]:
        """Yield the endnotes; the n-th line is the n-th note, as in :meth:`Document.chapter_at`."""
        lines = _LINE.finditer(self.document.clean.text, section.clean_start, section.own_end)
        for number, match in enumerate(lines, start=1):
            yield Block(
                html=self.inline.html(*match.span(), marks), note=number, damages=self._noted(*match.span())
            )

    def _tables_of(self, section: Section) -> tuple[Table, ...]:
        return self.document.tables.get(section.id, ())

    def _noted(self, start: int, end: int) -> tuple[DamageNote, ...]:
        """Return what is said below a block; a mark without its pair is only in the list at the end."""
        found = self.inline.damage_in(start, end)
        return tuple(self.damages[number - 1] for number, each in found if each.severity != "marks")

    def _damage_note(self, number: int, each: Damage) -> DamageNote:
        raw_start, raw_end = self.document.clean.to_raw(each.start, each.end)
        return DamageNote(
            number=number,
            severity=each.severity,
            printed=self.document.raw[raw_start:raw_end],
            message=each.message,
            certain="" if each.certain.startswith(_PRINTED) else each.certain,  # said already
            likely=each.likely,
            chapter=" › ".join(self.document.chapter_at(each.start)),
        )
