"""Follow-up questions over plans and reports: is their evidence found, is it answered, and how far from standing alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Protocol

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document
from embeddings.own_plans import add_plan
from embeddings.query.gazetteer import Place, gazetteer
from embeddings.query.history import NOTHING_KNOWN, Cited, Context
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from eval.reader.pairs import PLANS, Data
from eval.reader.rows import Source, read_jsonl
from qa.answers import Answer

if TYPE_CHECKING:
    from qa.settings import Settings

FIRST: Final = 5
"""Passages among which the evidence is looked for."""

Span = tuple[int, int]


class Asked(Protocol):
    """The part of an assistant that is measured."""

    def ask(  # noqa: D102
        self, question: str, *, history: Sequence[str] = (), context: Context = NOTHING_KNOWN
    ) -> Answer: ...

    def search(  # noqa: D102
        self, question: str, *, history: Sequence[str] = (), context: Context = NOTHING_KNOWN, limit: int = 10
    ) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on earlier ones; ``standalone`` asks the same by itself.

    ``places`` are spans of the document's raw text that answer, ``short`` is the short answer in its words.
    """

    id: str
    document_id: str
    kind: str
    language: str
    history: tuple[str, ...]
    question: str
    standalone: str
    places: tuple[Span, ...]
    short: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the evidence was among the first passages, and whether the first sentence of the answer is right."""

    follow_up: FollowUp
    found: bool
    right: bool
    answer: Answer


def measure_all(settings: Settings, data: Path, *, alone: bool, held: bool, every: int) -> list[str]:
    """Ask the follow-ups over plans and reports, ``every`` so manieth, and return the figures in words."""
    from embeddings.ingest import open_index
    from qa.answering.loading import open_reader
    from qa.assistant import Assistant, load_embedder

    source = Data(data)
    with TemporaryDirectory() as folder:
        shelve(source, Path(folder) / "reports", held=held)
        embedder = load_embedder(settings)
        documents, index = open_index(
            (SHIPPED_CORPUS, Path(folder) / "reports"), Path(folder) / "index", embedder
        )
        assistant = Assistant.from_parts(documents, index, embedder, reader=open_reader(settings))
        by_id = {document.id: document for document in documents}
        asked = [] if held else list(from_plans(source, by_id))
        asked += from_reports(source, by_id, held=held)
        return summary(list(measure(assistant, asked[::every], alone=alone)))


def shelve(data: Data, folder: Path, *, held: bool) -> None:
    """Write reports as plans of a corpus folder, a paragraph a line as they were found."""
    for source, _ in data.reports(held=held):
        place = place_of(source)
        text = f"{source.name}\n\n" + "\n".join(data.paragraphs(source.name)) + "\n"
        entry = PlanEntry(
            id=_id(place), file="", city=place.full, city_en=place.english, aliases=(place.name,),
            title=source.name, kind="政府工作报告", period="2025-2025",
        )  # fmt: skip
        add_plan(folder, entry, text, text.encode(), ".txt")


def place_of(source: Source) -> Place:
    """Return the place that a report is of."""
    called = gazetteer().called(search_form(source.city))
    return next(each for each in called if each.level in ("province", "municipality"))


def from_plans(data: Data, documents: Mapping[str, Document]) -> Iterator[FollowUp]:
    """Yield the follow-ups written on the shipped plans."""
    for (name, (_, files)), (source, _) in zip(PLANS.items(), data.plans(), strict=True):
        rows = [row for file in files for row in read_jsonl(data.folder / "plan-questions" / f"{file}.jsonl")]
        document = documents[name]
        yield from _follow_ups(source, rows, document, document.entry.aliases[0], document.entry.city_en)


def from_reports(data: Data, documents: Mapping[str, Document], *, held: bool) -> Iterator[FollowUp]:
    """Yield the follow-ups written on reports; their first question names the place."""
    for source, _ in data.reports(held=held):
        place = place_of(source)
        if _id(place) not in documents:
            continue
        rows = read_jsonl(data.folder / "dialogues" / f"{source.name}.jsonl")
        yield from _follow_ups(source, rows, documents[_id(place)], place.name, place.english)


def measure(assistant: Asked, follow_ups: Iterable[FollowUp], *, alone: bool) -> Iterator[Outcome]:
    """Ask each follow-up after its earlier questions, or what it asks ``alone``."""
    for each in follow_ups:
        question, history = (each.standalone, ()) if alone else (each.question, each.history)
        context = Context(cited_last(assistant, history))
        hits = assistant.search(question, history=history, context=context, limit=FIRST)
        answer = assistant.ask(question, history=history, context=context)
        yield Outcome(each, any(_holds(each, hit) for hit in hits), _is_right(each, answer), answer)


def cited_last(assistant: Asked, history: Sequence[str]) -> tuple[Cited, ...]:
    """Return what the answer to the last of some questions cites when all are asked in turn."""
    cited: tuple[Cited, ...] = ()
    for at, question in enumerate(history):
        answer = assistant.ask(question, history=history[:at], context=Context(cited))
        cited = tuple(Cited(each.document_id, each.start, each.end) for each in answer.citations)
    return cited


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the shares of evidence found and of right answers, in all and by kind."""
    count = Counter(each.follow_up.kind for each in outcomes)
    found = Counter(each.follow_up.kind for each in outcomes if each.found)
    right = Counter(each.follow_up.kind for each in outcomes if each.right)
    rows = [("all", sum(found.values()), sum(right.values()), len(outcomes))]
    rows += [(kind, found[kind], right[kind], total) for kind, total in count.most_common()]
    return [
        f"{kind:12} {total:4}  evidence in first {FIRST} {a / total:4.0%}  first sentence right {b / total:4.0%}"
        for kind, a, b, total in rows
        if total
    ]


def _follow_ups(
    source: Source, rows: Sequence[dict[str, Any]], document: Document, place: str, english: str
) -> Iterator[FollowUp]:
    for number, row in enumerate(rows):
        history = tuple(row.get("h", ()))
        lines = [source.line(line) for line in (*row.get("s", ()), *row.get("also", ()))]
        places = tuple(document.clean.to_raw(*span) for line in lines for span in _find(document, line))
        if not history or "parts" in row or not places:
            continue
        names = english if row["l"] == "en" else place
        named = tuple(_naming(names, each) if at == 0 else each for at, each in enumerate(history))
        yield FollowUp(
            f"{document.id}-{number}", document.id, row["k"], row["l"], named, row["q"], row.get("std", ""),
            places, row.get("a", ""),
        )  # fmt: skip


def _find(document: Document, line: str) -> list[Span]:
    """Return where a line stands: its own words, or the table row that is read out so."""
    wanted = line.strip()
    at = document.clean.text.find(wanted)
    if at >= 0:
        return [(at, at + len(wanted))]
    folded = _letters(wanted)
    rows = (
        (row.quote_start, row.end)
        for tables in document.tables.values()
        for table in tables
        for row in table.rows
        if _letters(row.reading(table)) == folded
    )
    return list(rows)[:1]


def _letters(text: str) -> str:
    return "".join(each for each in search_form(text) if each.isalnum())


def _naming(name: str, question: str) -> str:
    """Return a question that names its place, as who asks an assistant of many plans does."""
    if search_form(name) in search_form(question):
        return question
    return f"{name}: {question}" if name.isascii() else f"{name}{question}"


def _holds(follow_up: FollowUp, hit: Hit) -> bool:
    chunk = hit.chunk
    return chunk.document_id == follow_up.document_id and any(
        start < chunk.end and chunk.start < end for start, end in follow_up.places
    )


def _is_right(follow_up: FollowUp, answer: Answer) -> bool:
    if answer.refused or not answer.sentences:
        return False
    markers = answer.sentences[0].markers
    return False if not markers else _cites(follow_up, answer, markers)


def _cites(follow_up: FollowUp, answer: Answer, markers: Sequence[int]) -> bool:
    short = _letters(follow_up.short)
    for each in answer.citations:
        if each.marker in markers and each.document_id == follow_up.document_id:
            if short and short in _letters(each.quote):
                return True
            if any(start < each.end and each.start < end for start, end in follow_up.places):
                return True
    return False


def _id(place: Place) -> str:
    return "".join(each for each in place.english.lower() if each.isalnum())
