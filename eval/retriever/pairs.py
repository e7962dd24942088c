"""Questions and the passages that answer them, cut and named as the index has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from typing import Final

from embeddings.catalog import PlanEntry
from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus, read_document
from embeddings.encoder_view import EncoderView
from embeddings.queries import QueryReader
from embeddings.scripts import search_form, to_simplified
from eval.gold import SHIPPED_GOLD, load_gold
from eval.reader.own import Asked
from eval.reader.pairs import Data, some_of
from eval.reader.rows import Source, names_of
from eval.reader.tables import rows_of_tables

_SHORTEST_HEADING: Final = 4
_NAMED: Final = 0.75
"""Share of questions that have their place in front, as where one plan is asked."""
_WHOLE: Final = 0.6
"""Share of questions as they were put; the others without their words of asking."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as the retriever embeds it, and the numbers of the passages of ``document`` that answer it.

    ``spots`` say for each where in its text the answer begins.
    """

    query: str
    document: str
    right: tuple[int, ...]
    spots: tuple[int, ...]
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Passages:
    """All chunks of some documents; a document's chunks stand together."""

    chunks: tuple[Chunk, ...]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Passages:
        """Cut documents as the index does."""
        return cls(tuple(chunk for document in documents for chunk in chunk_document(document)))

    def ranges(self) -> dict[str, range]:
        """Return the numbers of each document's chunks."""
        found = {}
        for name, group in groupby(range(len(self.chunks)), key=lambda n: self.chunks[n].document_id):
            numbers = list(group)
            found[name] = range(numbers[0], numbers[-1] + 1)
        return found


def report_document(data: Data, source: Source) -> Document:
    """Read a report as a user's own document, a paragraph a line as it was found."""
    text = f"{source.name}\n\n" + "\n".join(data.paragraphs(source.name)) + "\n"
    entry = PlanEntry(
        id=f"r{source.name.encode().hex()}", file="", city=source.city, city_en="", aliases=names_of(source.city),
        title=source.name, kind="政府工作报告", period="2025-2025",
    )  # fmt: skip
    return read_document(entry, text)


def training_documents(data: Data) -> tuple[list[Document], list[tuple[Document, Source, list[Asked]]]]:
    """Return the documents that are trained on, and each with its numbered lines and written questions."""
    shipped = read_corpus(SHIPPED_CORPUS)
    by_city = {document.city: document for document in shipped}
    asked = []
    reports = []
    for source, questions in data.reports(held=False):
        document = report_document(data, source)
        reports.append(document)
        asked.append((document, source, questions))
    for source, questions in data.plans():
        document = next(each for city, each in by_city.items() if city.startswith(source.city[:2]))
        asked.append((document, source, questions))
    return [*reports, *shipped], asked


def training_pairs(
    documents: Sequence[Document],
    asked: Sequence[tuple[Document, Source, list[Asked]]],
    passages: Passages,
    random: Random,
    *,
    again: float = 1.0,
) -> list[Pair]:
    """Return the pairs of written questions, table cells, headings and the ``extra`` gold questions.

    ``again`` is the share of what earlier weights have read that is read again, beside all that is unread.
    """
    ranges = passages.ranges()
    pairs: list[Pair] = []
    for document, source, questions in asked:
        place = Placing(source, passages, ranges.get(document.id, range(0)))
        phrasing = _Phrasing(document)
        for each in some_of(questions, again, random):
            right = place.numbers(each.right)
            pairs.extend(phrasing.pairs(each.question, right, each.kind, each.language, random))
        for row in rows_of_tables(source, random):
            if row.made == "cell" and random.random() < again:
                right = place.holding(row.units[row.answers[0]])
                pairs.extend(phrasing.pairs(row.question, right, "table", "zh-Hans", random))
        headings = _headings(document, passages, ranges.get(document.id, range(0)), random)
        pairs.extend(each for each in headings if random.random() < again)
    pairs.extend(each for each in _gold(documents, passages, ranges, random) if random.random() < again)
    random.shuffle(pairs)
    return [replace(pair, query=_view(passages, ranges, pair.document).text(pair.query)) for pair in pairs]


def _view(passages: Passages, ranges: Mapping[str, range], document: str) -> EncoderView:
    """Return how a document is seen, by its first chunk: a question to it is seen so too."""
    return passages.chunks[ranges[document].start].view


class Placing:
    """Finds the chunks that hold a numbered line."""

    def __init__(self, source: Source, passages: Passages, numbers: range) -> None:
        self._source = source
        self._texts = [
            (n, search_form(passages.chunks[n].text), search_form(passages.chunks[n].reading))
            for n in numbers
        ]

    def numbers(self, lines: Sequence[int]) -> dict[int, int]:
        """Return the numbers of the chunks that hold some lines, with the place of the first of these."""
        found: dict[int, int] = {}
        for line in lines:
            for number, at in self.holding(self._source.line(line)).items():
                found.setdefault(number, at)
        return found

    def holding(self, line: str) -> dict[int, int]:
        """Return the numbers of the chunks that hold a line, with its place in what they embed.

        It is looked for in their text, or in their table as it is read out.
        """
        wanted = search_form(line.strip())
        found = {}
        for number, text, reading in self._texts:
            at = (reading or text).find(wanted)
            at = text.find(wanted) if at < 0 else at
            if at >= 0:
                found[number] = at
        return found


class _Phrasing:
    """Says a question as the retriever embeds it: through the product's own reading of it, and as it was put."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._reader = QueryReader((document,))

    def pairs(
        self, question: str, right: Mapping[int, int], kind: str, language: str, random: Random
    ) -> Iterator[Pair]:
        if not right:
            return
        for said in self._said(question, language, random):
            yield Pair(said, self._document.id, tuple(right), tuple(right.values()), kind, language)

    def _said(self, question: str, language: str, random: Random) -> Iterator[str]:
        if language == "en":
            yield question
            yield question if random.random() < 0.5 else f"{self._document.city} {question}"
            return
        place = f"{to_simplified(self._document.city)} " if random.random() < _NAMED else ""
        asked = to_simplified(question) if random.random() < _WHOLE else self._reader.read(question).focus
        yield f"{place}{asked}".strip()


def _headings(document: Document, passages: Passages, numbers: range, random: Random) -> Iterator[Pair]:
    """Yield each heading as a question: what is asked for by it is what stands under it."""
    under: dict[str, list[int]] = {}
    for number in numbers:
        for label in passages.chunks[number].chapter[-2:]:
            under.setdefault(label, []).append(number)
    for label, found in under.items():
        if len(label) < _SHORTEST_HEADING or len(found) > 12 or random.random() < 0.5:
            continue
        place = f"{to_simplified(document.city)} " if random.random() < _NAMED else ""
        asked = f"{place}{label.split(' ')[-1]}".strip()
        yield Pair(asked, document.id, tuple(found), (0,) * len(found), "section", "zh-Hans")


def _gold(
    documents: Sequence[Document], passages: Passages, ranges: dict[str, range], random: Random
) -> Iterator[Pair]:
    ids = {document.id for document in read_corpus(SHIPPED_CORPUS)}
    shipped = [document for document in documents if document.id in ids]
    if not shipped:
        return
    by_id = {document.id: document for document in shipped}
    phrasing = {document.id: _Phrasing(document) for document in shipped}
    for row in load_gold([SHIPPED_GOLD / "extra"], shipped).rows:
        if not row.answerable:
            continue
        question = " ".join([*row.history, row.question])
        for place in {each.document_id for each in row.evidence}:
            right = {
                n: max(0, each.start - passages.chunks[n].start)
                for each in (*row.evidence, *row.also)
                if each.document_id == place
                for n in ranges[place]
                if passages.chunks[n].start < each.end and each.start < passages.chunks[n].end
            }
            yield from phrasing[by_id[place].id].pairs(question, right, row.kind, row.language, random)


def public_pairs(data: Data, count: int, random: Random) -> list[tuple[str, str]]:
    """Return (question, text) of public reading comprehension, the English questions over Chinese texts first."""
    questions = data.public_training()
    english = [each for each in questions if each.language == "en"]
    others = [each for each in questions if each.language != "en"]
    random.shuffle(others)
    chosen = [*english[: count // 3], *others][:count]
    random.shuffle(chosen)
    return [
        (to_simplified(each.question), to_simplified(_around(each.context, each.start))) for each in chosen
    ]


def _around(context: str, start: int, most: int = 200) -> str:
    begin = max(0, start - most // 2)
    return context[begin : begin + most]
