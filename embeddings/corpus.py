"""The corpus: folders with one raw text per plan and ``catalog.toml``."""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from embeddings.catalog import PlanEntry, read_catalogs
from embeddings.damage import Damage, find_damage
from embeddings.damage.headings import heading_damage
from embeddings.errors import CorpusError, UnknownCityError
from embeddings.facts.horizon import looks_back, own_period, role_of
from embeddings.facts.periods import Period, Role, named_times
from embeddings.facts.reading import Facts, read_facts
from embeddings.families import ALONE, Label, labels, newest_first, place_key
from embeddings.headings import NOTES, Section, read_sections
from embeddings.repair import CleanText, repair
from embeddings.scripts import search_form
from embeddings.tables import Table, read_tables

_FRONT = 120
"""Characters: the first lines of a text, where its title stands."""
_LATER = ("corrected", "headings", "status")
"""Fields of an entry that count only where they are set: an index is not made anew because an entry may have them."""
SHIPPED_CORPUS = Path(__file__).parent / "plans"


@dataclass(frozen=True, eq=False)
class Document:
    """One document: its catalogue entry, its raw text and what was read from it.

    ``label`` is what it is called beside the other documents of its place, empty where there is none.
    """

    entry: PlanEntry
    raw: str
    clean: CleanText
    sections: tuple[Section, ...]
    label: Label = ALONE

    @property
    def id(self) -> str:
        """The plan's id in the catalogue, such as ``chenzhou``."""
        return self.entry.id

    @property
    def city(self) -> str:
        """The city as it is cited, such as 郴州市."""
        return self.entry.city

    @property
    def title(self) -> str:
        """The official title."""
        return self.entry.title

    @property
    def place(self) -> str:
        """What it has in common with the other documents of its place."""
        return place_key(self.entry)

    @property
    def name(self) -> str:
        """The place, and which of its documents it is where it has several: 郴州市“十五五”规划纲要."""
        return f"{self.city}{self.label.zh}"

    @property
    def english_name(self) -> str:
        """The same in English: Chenzhou, 15th Five-Year Plan."""
        city = self.entry.city_en or self.city
        return f"{city}, {self.label.en}" if self.label.en else city

    @cached_property
    def search_text(self) -> str:
        """The clean text in its searchable form, character for character."""
        return search_form(self.clean.text)

    @cached_property
    def period(self) -> Period | None:
        """The years that it is for; None where neither its entry, its title, its date nor its headings tell them."""
        front = self.clean.text.lstrip()[:_FRONT]
        return own_period(self.entry, front, (path[-1].label for path in self.paths))

    @cached_property
    def times(self) -> frozenset[str]:
        """The names of the years and plan periods that it can say something of: those of its period, and all it names."""
        own = self.period
        of_own = (*own.years, own.name, own.previous.name, str(own.previous.last)) if own is not None else ()
        return named_times(self.search_text, own).union(of_own)

    def role_of(self, period: Period | None) -> Role:
        """Return what a time is to it: earlier, its baseline, its target, later; None is no time said."""
        return role_of(period, self.period, back=looks_back(self.entry))

    @cached_property
    def tables(self) -> Mapping[str, tuple[Table, ...]]:
        """The tables in the own text of each section that has some, by the section's id, in the order of the text."""
        read = ((path[-1].id, read_tables(self.clean, self.search_text, path[-1])) for path in self.paths)
        return {section_id: tables for section_id, tables in read if tables}

    def table_title(self, section_id: str, table: Table) -> str:
        """Return the title that a table of a section is cited by."""
        section = self._sections[section_id]
        return section.label if section.kind == "box" else table.title or section.label

    @cached_property
    def facts(self) -> Facts:
        """The figures that it prints of each indicator, by the indicator's id; see :mod:`embeddings.facts`."""
        return read_facts(self)

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {path[-1].id: path[-1] for path in self.paths}

    def section(self, section_id: str) -> Section | None:
        """Return the section with an id, or None."""
        return self._sections.get(section_id)

    @cached_property
    def damages(self) -> tuple[Damage, ...]:
        """The places where the source is damaged, in order; offsets into the clean text."""
        found = [*find_damage(self.clean), *heading_damage(path[-1] for path in self.paths)]
        return tuple(sorted(found, key=lambda damage: damage.start))

    def is_damaged(self, start: int, end: int) -> bool:
        """Return whether a span of the clean text has a place that cannot be read."""
        return any(d.start < end and start < d.end and not d.readable for d in self.damages)

    @cached_property
    def paths(self) -> tuple[tuple[Section, ...], ...]:
        """The path from the top level to every section, in the order of the text."""
        return tuple(path for section in self.sections for path in section.walk())

    @cached_property
    def note_paths(self) -> dict[int, tuple[Section, ...]]:
        """For the number of each endnote, the path to the section that its marker stands in."""
        markers = (edit for edit in self.clean.edits if edit.kind == "note-marker")
        places = (max(0, self.clean.from_raw(edit.start) - 1) for edit in markers)
        return {number: self.path_at(place) for number, place in enumerate(places, start=1)}

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(path[-1].clean_start for path in self.paths)

    def path_at(self, position: int) -> tuple[Section, ...]:
        """Return the path to the deepest section that holds a position of the clean text."""
        # Sections tile the text in the order of their paths: the last that begins here or before holds it.
        at = bisect.bisect_right(self._starts, position) - 1
        return self.paths[at] if 0 <= position < len(self.clean.text) else ()

    def line_of(self, raw_offset: int) -> int:
        """Return the line of the raw text that a raw offset stands in, counted from 1."""
        return self.raw.count("\n", 0, raw_offset) + 1

    def chapter_at(self, position: int) -> tuple[str, ...]:
        """Return the heading labels that a position is cited under.

        An endnote is cited under the headings of its marker: it has none of its own.
        """
        path = self.path_at(position)
        if not path or path[-1].kind != "notes":
            return chapter_of(path)
        before = self.clean.text[path[-1].clean_start : position + 1]
        number = sum(1 for line in before.split("\n") if line.strip())
        return (*chapter_of(self.note_paths.get(number, ())), f"{NOTES}[{number}]")


def chapter_of(path: Sequence[Section]) -> tuple[str, ...]:
    """Return the labels of a path as they are cited; the preamble has none."""
    return tuple(section.label for section in path if section.level > 0)


def read_document(entry: PlanEntry, raw: str, label: Label = ALONE) -> Document:
    """Read one plan from its raw text; ``label`` is what it is called beside others of its place."""
    clean = repair(raw)
    return Document(entry, raw, clean, read_sections(entry.id, clean, entry.headings), label)


def read_corpus(*folders: Path) -> tuple[Document, ...]:
    """Read every plan of a corpus: one folder, or several whose plans are asked together.

    Raises:
        CorpusError: a folder, its catalogue or a text is missing or cannot be read, or a plan is there twice.

    """
    listed = read_catalogs(*folders)
    named = labels([each.entry for each in listed])
    return tuple(
        read_document(each.entry, read_text(each.path, each.entry), named[each.entry.id]) for each in listed
    )


def read_text(path: Path, entry: PlanEntry) -> str:
    """Return the raw text of a plan, its line ends as they are.

    Raises:
        CorpusError: it is missing, not UTF-8 or has no text.

    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            raw = file.read()
    except FileNotFoundError as error:
        problem = f"the catalogue names {entry.file!r} for {entry.city}, but {path} does not exist"
        raise CorpusError(problem, remedy="Put the text there or mend the entry.") from error
    except UnicodeDecodeError as error:
        problem = f"{path} is not UTF-8 text (byte {error.start})"
        raise CorpusError(problem, remedy="Convert it to UTF-8.") from error
    except OSError as error:
        raise CorpusError(
            f"cannot read {path} ({error.strerror})", remedy="Check its permissions."
        ) from error
    if not raw.strip():
        raise CorpusError(f"{path} has no text", remedy="Put the plan's text there or remove the entry.")
    return raw


def corpus_hash(*folders: Path) -> str:
    """Return the hash that an index is checked against: of every plan's entry and text, in order.

    Comments of a catalogue and where the folders lie do not count.
    """
    return _hash((each.entry, read_text(each.path, each.entry)) for each in read_catalogs(*folders))


def documents_hash(documents: Iterable[Document]) -> str:
    """Return the :func:`corpus_hash` of documents that have been read."""
    return _hash((document.entry, document.raw) for document in documents)


def _hash(plans: Iterable[tuple[PlanEntry, str]]) -> str:
    digest = hashlib.sha256()
    for entry, raw in plans:
        unset = {name for name in _LATER if not getattr(entry, name)}
        digest.update(entry.model_dump_json(exclude=unset).encode())
        digest.update(hashlib.sha256(raw.encode()).digest())
    return digest.hexdigest()


def find_document(documents: Sequence[Document], name: str) -> Document:
    """Return the document of a name as :func:`find_documents` does, of several of a place the one that speaks for it.

    Raises:
        UnknownCityError: no document has that name.

    """
    found = find_documents(documents, name)
    first = newest_first([each.entry for each in found])[0]
    return next(each for each in found if each.entry is first)


def find_documents(documents: Sequence[Document], name: str) -> tuple[Document, ...]:
    """Return the documents of a city, by city or alias in any script, or the one of an id or a full name.

    Raises:
        UnknownCityError: no document covers it.

    """
    wanted = search_form(name.strip())
    for document in documents:
        own = (document.id, document.name, document.english_name) if document.label.zh else (document.id,)
        if wanted and wanted in {search_form(each) for each in own}:
            return (document,)
    for document in documents:
        names = (document.city, *document.entry.aliases, *document.entry.members)
        if wanted and wanted in {search_form(each) for each in names}:
            return tuple(each for each in documents if each.place == document.place)
    known = "、".join(dict.fromkeys(document.city for document in documents))
    raise UnknownCityError(f"no plan covers the city {name!r}", remedy=f"Covered are: {known}.")
