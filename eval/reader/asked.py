"""Questions asked as users ask them, over the shipped plans and the held reports: what a calibration is fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document
from embeddings.needs import question_kind
from embeddings.own_plans import add_plan
from embeddings.queries import QueryReader
from embeddings.retrieval import Retriever
from eval.gold import GoldRow
from eval.reader.calibration import Example
from eval.reader.pairs import Data, later_rows
from eval.reader.rows import Source, read_jsonl
from qa.answering.choosing import Chooser
from qa.answering.selection import candidate_features, knows_its_plan
from qa.refusals import names_only_uncovered

_HITS: Final = 10
_ENGLISH: Final = {"湖南省": "Hunan", "新疆": "Xinjiang", "四川省": "Sichuan", "福建省": "Fujian"}


@dataclass(frozen=True, slots=True)
class Known:
    """A question whose answering places (document id and span of its clean text) are known; none: unanswerable."""

    id: str
    group: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    places: tuple[tuple[str, int, int], ...]


def known_from_gold(
    rows: Sequence[GoldRow], documents: Mapping[str, Document], group: str
) -> Iterator[Known]:
    """Yield gold questions with the places of their evidence."""
    for row in rows:
        places = [
            (each.document_id, clean.from_raw(each.start), clean.from_raw(each.end))
            for each in (*row.evidence, *row.also)
            for clean in [documents[each.document_id].clean]
        ]
        yield Known(row.id, group, row.question, row.history, row.answerable, tuple(places))


def shelve_reports(data: Data, folder: Path) -> None:
    """Write the held reports as plans of a corpus folder, a paragraph a line as they were found."""
    for source, _ in data.reports(held=True):
        text = f"{source.name}\n\n" + "\n".join(data.paragraphs(source.name)) + "\n"
        place = _place(source)
        entry = PlanEntry(
            id=_ENGLISH[place].lower(), file="", city=place, city_en=_ENGLISH[place], aliases=(place.rstrip("省"),),
            title=source.name, kind="政府工作报告", period="2025-2025",
        )  # fmt: skip
        add_plan(folder, entry, text, text.encode(), ".txt")


def known_from_reports(data: Data, documents: Mapping[str, Document]) -> Iterator[Known]:
    """Yield the questions on the held reports and their twins, which have no answer.

    They were written for one report: who asks an assistant of many names the place.
    """
    for source, _ in data.reports(held=True):
        place = _place(source)
        document = documents[_ENGLISH[place].lower()]
        written = [
            ("held reports", row)
            for folder in ("questions", "dialogues")
            for row in read_jsonl(data.folder / folder / f"{source.name}.jsonl")
            if "parts" not in row
        ]
        written += [("held reports, everyday", row) for row in later_rows("questions", source.name)]
        for number, (group, row) in enumerate(written):
            history = tuple(row.get("h", ()))
            name = _ENGLISH[place] if row["l"] == "en" else place.rstrip("省")
            told = tuple(_naming(name, each) if at == 0 else each for at, each in enumerate(history))
            lines = (source.line(line) for line in (*row["s"], *row.get("also", ())))
            places = tuple(found for line in lines if (found := _find(document, line)) is not None)
            id = f"{document.id}-{number}"
            if places:
                asked = row["q"] if history else _naming(name, row["q"])
                yield Known(id, group, asked, told, True, places)
            if row.get("u"):
                twin = row["u"] if history else _naming(name, row["u"])
                yield Known(f"{id}-twin", group, twin, told, False, ())


def examples(
    known: Sequence[Known],
    documents: Mapping[str, Document],
    retriever: Retriever,
    chooser: Chooser,
) -> Iterator[Example]:
    """Ask each question and yield what its candidates are ranked by; comparisons are left out."""
    reader = QueryReader(tuple(documents.values()), retriever.index.english)
    for each in known:
        query = reader.read(each.question, history=each.history)
        if query.compares or names_only_uncovered(query):
            continue
        hits = retriever.retrieve(query, limit=_HITS)
        read = chooser.read(query, hits)
        found = chooser.candidates(query, retriever.weights.needs(query), hits, question_kind(query), read)
        yield Example(
            each.id, each.group, each.answerable, query.language == "en", knows_its_plan(query),
            tuple(candidate_features(c, reading) for c, reading in found),
            tuple(c.sentence for c, _ in found),
            tuple(_is_right(c.hit.chunk.document_id, c.sentence, each) for c, _ in found),
        )  # fmt: skip


def _is_right(document_id: str, sentence: tuple[int, int], known: Known) -> bool:
    return any(
        document_id == place and start < sentence[1] and sentence[0] < end
        for place, start, end in known.places
    )


def _find(document: Document, line: str) -> tuple[str, int, int] | None:
    at = document.clean.text.find(line.strip())
    return (document.id, at, at + len(line.strip())) if at >= 0 else None


def _naming(name: str, question: str) -> str:
    if name in question:
        return question
    return f"{name}: {question}" if name.isascii() else f"{name}{question}"


def _place(source: Source) -> str:
    return next(name for name in _ENGLISH if name.rstrip("省") in source.name)
