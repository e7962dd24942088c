"""The one path from a question to a cited answer, for every way to ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from collections.abc import Generator as Events
from dataclasses import dataclass, replace
from itertools import zip_longest
from time import perf_counter
from typing import TYPE_CHECKING

from embeddings.corpus import Document
from embeddings.facts.periods import period_names
from embeddings.needs import question_kind
from embeddings.progress import Progress, silent
from embeddings.queries import Query, QueryReader, in_turn, own_question
from embeddings.query.following import ordinal
from embeddings.query.history import NOTHING_KNOWN, Context
from embeddings.retrieval import Hit, Retriever, Timings
from embeddings.scripts import search_form
from embeddings.store import PlanIndex
from qa.answering.absence import read_silence
from qa.answering.choosing import Chooser
from qa.answering.courtesy import courtesy_answer
from qa.answering.exact import ExactAnswers
from qa.answering.heading_search import HeadingSearch
from qa.answering.loading import CalibratedReader, open_reader
from qa.answering.near_facts import NearFacts
from qa.answering.offering import Offers
from qa.answering.parts import PartTold, alternated, are_several, parts_text
from qa.answering.reading import HitReader
from qa.answers import Answer
from qa.citations import Verifier
from qa.course import EXACT, Course
from qa.errors import QuestionError
from qa.events import Done, Event, PassagesFound, SentenceVerified, Understood
from qa.extractive import SURE, ExtractiveGenerator
from qa.generators import Generator
from qa.passages import PieceFinder
from qa.periods import asks_beyond, asks_for_results
from qa.refusals import names_only_uncovered, part_refusal
from qa.streaming import in_thread

if TYPE_CHECKING:
    from embeddings.embedders import Embedder
    from qa.settings import Settings

LONGEST_QUESTION = 1000
"""Characters; a longer text is no question."""
_DEPTH = 10
_USED = 0.5
"""What the chance of an answer counts for a part of a question where it was told to a part before."""


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a page or a list shows of a plan."""

    document_id: str
    city: str
    city_en: str
    title: str
    kind: str
    period: str
    province: str
    examples: tuple[str, ...]
    passages: int
    label: str = ""
    """Which of several documents of its place it is, empty where the place has one."""


@dataclass(slots=True)
class StageTimings:
    """Seconds that one question took, by stage."""

    understand: float = 0.0
    embed: float = 0.0
    search: float = 0.0
    answer: float = 0.0


class Assistant:
    """Answers questions from the plans of one index; the parts are given finished.

    Where ``generator`` fails, or says nothing that its passages support, ``fallback`` answers.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        retriever: Retriever,
        generator: Generator,
        *,
        fallback: Generator | None = None,
        reader: CalibratedReader | None = None,
    ) -> None:
        self._trained = reader
        self._documents = {document.id: document for document in documents}
        self._retriever = retriever
        self._generator = generator
        self._fallback = fallback
        self._reader = QueryReader(documents, retriever.index.english)
        self._pieces = PieceFinder(self._documents)
        self._exact = ExactAnswers(
            self._documents, retriever.weights, HeadingSearch(self._documents, retriever)
        )
        self._offers = Offers(self._documents, self._reader, self._exact)

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        *,
        progress: Progress = silent,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        reader: CalibratedReader | None = None,
    ) -> Assistant:
        """Open the index that the settings name; it is built or brought up to date where it has to be.

        ``embedder``, ``generator`` and ``reader`` are ones that were loaded before, so that they need not be loaded again.

        Raises:
            CityPlansError: the corpus, the embedder, the index or the language model cannot be used.

        """
        from embeddings.catalog import read_catalogs
        from embeddings.ingest import open_index
        from embeddings.store import check_replaceable
        from qa.llm import open_generator

        read_catalogs(*settings.corpus_folders)  # told before a model is loaded
        check_replaceable(settings.index_dir)
        generator = generator or open_generator(settings)
        embedder = embedder or load_embedder(settings, progress=progress)
        documents, index = open_index(
            settings.corpus_folders, settings.index_dir, embedder, progress=progress
        )
        reader = reader or open_reader(settings, progress=progress)
        return cls.from_parts(documents, index, embedder, generator=generator, reader=reader)

    @classmethod
    def from_parts(
        cls,
        documents: Sequence[Document],
        index: PlanIndex,
        embedder: Embedder,
        *,
        generator: Generator | None = None,
        reader: CalibratedReader | None = None,
    ) -> Assistant:
        """Put an assistant together with the extractive generator, or with another that it stands in for.

        Without a ``reader`` words alone say what answers.
        """
        retriever = Retriever(index, embedder)
        by_id = {each.id: each for each in documents}
        extractive = ExtractiveGenerator(
            by_id,
            retriever.weights,
            chooser=Chooser(HitReader(reader.reader, by_id), reader.calibration, by_id) if reader else None,
            near_facts=NearFacts(by_id, retriever) if reader else None,
            headings=HeadingSearch(by_id, retriever) if reader else None,
        )
        if generator is None:
            return cls(documents, retriever, extractive, reader=reader)
        return cls(documents, retriever, generator, fallback=extractive, reader=reader)

    def reopened(self, settings: Settings) -> Assistant:
        """Return an assistant over the index and the plans as they are now, with the same models.

        Raises:
            CityPlansError: the corpus or the index cannot be used.

        """
        model = self._generator if self._fallback is not None else None
        return Assistant.from_settings(
            settings, embedder=self._retriever.embedder, generator=model, reader=self._trained
        )

    @property
    def embedder(self) -> Embedder:
        """What encodes questions, and passages that are added."""
        return self._retriever.embedder

    @property
    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans that can be asked, in the order of the catalogue."""
        counts = self._retriever.index.manifest.chunks
        return tuple(
            PlanSummary(
                document_id=document.id,
                city=document.city,
                city_en=document.entry.city_en,
                title=document.title,
                kind=document.entry.kind,
                period=document.entry.period,
                province=document.entry.province,
                examples=(*document.entry.examples, *document.entry.examples_en),
                passages=counts.get(document.id, 0),
                label=document.label.zh,
            )
            for document in self._documents.values()
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
        timings: StageTimings | None = None,
    ) -> Answer:
        """Answer a question, or refuse it.

        ``history`` are the user's earlier questions, oldest first; ``cities`` restrict which plans may answer;
        ``context`` is what the last answer cited and what the question shall not take over from those before.

        Raises:
            QuestionError: the question is empty or too long.
            UnknownCityError: ``cities`` has one that no plan covers.

        """
        for event in self._course(question, history, cities, context, id, timings):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("the course of a question ends with its answer")

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        id: str = "",
    ) -> AsyncIterator[Event]:
        """Answer a question as :meth:`ask` does, and yield what happens: understood, passages, sentences, done.

        A sentence comes when it is verified; those of ``Done.answer`` are the same in the same order. The work is
        done in a thread, so that the event loop is free.

        Raises:
            QuestionError: the question is empty or too long.
            UnknownCityError: ``cities`` has one that no plan covers.

        """
        events = in_thread(lambda: self._course(question, history, cities, context, id, None))
        async for event in events:
            yield event

    def _course(
        self,
        question: str,
        history: Sequence[str],
        cities: Sequence[str],
        context: Context,
        id: str,
        timings: StageTimings | None,
    ) -> Events[Event]:
        """Yield the events of one question: the one path of :meth:`ask` and :meth:`stream`."""
        began = perf_counter()
        asked = self._reader.read(check_question(question), history=history, cities=cities, context=context)
        understood = perf_counter()
        if asked.courtesy:
            yield Understood(asked.standalone, asked.language)
            reply = courtesy_answer(id, asked, tuple(self._documents.values()), generator=EXACT)
            yield Done(replace(reply, latency_s=perf_counter() - began))
            return
        stages = Timings()
        first = self._passages(asked, stages)
        is_chosen = len(asked.readings) > 1
        by_itself = self._by_itself(asked, stages)
        asked, first = by_itself or (self._meant(asked, first), first)
        yield Understood(asked.standalone, asked.language, asked.carried)
        for query in in_turn(asked):
            # What a reading compares is looked for as it is asked of each plan, once it is the one that is meant.
            is_found = query.scope == asked.scope and not (query.apart and is_chosen)
            hits = first if is_found else self._passages(query, stages)
            query = self._told_apart(query, hits)
            yield PassagesFound(tuple(hits))
            drafted = perf_counter()
            # A damaged figure is never given as an answer.
            verifier = Verifier(
                self._documents,
                sound_only=question_kind(query) == "number",
                language=query.language,
                pieces=self._pieces,
            )
            course = Course(self._generator, self._fallback)
            told = yield from self._parts(course, query, hits, verifier)
            if not told:
                course = Course(self._generator, self._fallback)
                verifier.sound_only = question_kind(query) == "number"
                yield from self._sentences(course, query, hits, verifier)
            if verifier.result.sentences or verifier.result.damaged:
                break
        answer = course.answer(
            id,
            query,
            verifier.result,
            self._documents,
            perf_counter() - began,
            confidence=self._retriever.confidence(query, hits),
        )
        if told:
            answer = replace(answer, text=parts_text(query, told))
        if answer.refused:
            nearest, offered = self._offers.of(query, hits)
            answer = replace(answer, nearest=nearest, suggestions=offered)
        if timings is not None:
            timings.understand, timings.answer = understood - began, perf_counter() - drafted
            timings.embed, timings.search = stages.embed, stages.search
        yield Done(answer)

    def _sentences(
        self, course: Course, query: Query, hits: Sequence[Hit], verifier: Verifier
    ) -> Iterator[SentenceVerified]:
        """Yield what is said to a question: from where it is known, or from what was found and is of its time."""
        untimely = asks_for_results(query, self._documents) or asks_beyond(query, self._documents)
        known = not (query.told or query.beyond or names_only_uncovered(query))
        exact = self._exact.drafts(query) if known else None
        yield from course.sentences(query, () if untimely else hits, verifier, exact=exact)

    def _parts(
        self, course: Course, query: Query, whole: Sequence[Hit], verifier: Verifier
    ) -> Events[SentenceVerified, None, list[PartTold]]:
        """Yield what is said to each part of a question; return it by part, nothing if no part was answered."""
        told: list[PartTold] = []
        used: list[object | None] = []
        for asked in query.parts:
            said, damaged = len(verifier.result.sentences), len(verifier.result.damaged)
            own = self._passages(asked, Timings())
            hits = alternated(own, whole, limit=_DEPTH) if own else []
            hits, part, first = self._part_meant(asked, own, hits, used)
            used.append(first)
            verifier.sound_only = question_kind(part) == "number"
            yield from self._sentences(course, part, hits, verifier)
            refusal = part_refusal(part, self._documents, verifier.result.damaged[damaged:])
            told.append(PartTold(part, tuple(verifier.result.sentences[said:]), course.repeats, refusal))
        return told if any(each.is_answered for each in told) else []

    def _part_meant(
        self, part: Query, own: list[Hit], hits: list[Hit], used: Sequence[object | None]
    ) -> tuple[list[Hit], Query, object | None]:
        """Return how a part of a question is meant, the passages that it is answered from and what would be told first.

        A later part may be read beside those before it, or as a question of its own in each way that it can be put. What
        answers best is meant; what was ``used`` for a part before it is likelier the answer to that one.
        """
        quoting = self._fallback or self._generator
        beside = self._meant(part, hits)
        if not isinstance(quoting, ExtractiveGenerator) or self._exact.drafts(beside):
            return hits, beside, None
        if question_kind(beside) != "number":  # 怎么计算 has no matter of its own
            return hits, beside, quoting.first(beside, hits).told
        ways: list[tuple[list[Hit], Query]] = [(hits, beside)]
        for each in map(own_question, part.readings):
            found = own if each.standalone == part.standalone else self._passages(each, Timings())
            ways.append((found, each))
        firsts = [quoting.first(query, found) for found, query in ways]
        chances = [each.chance * (_USED if each.told in used else 1) for each in firsts]
        best = max(range(len(ways)), key=lambda at: (chances[at], -at))
        found, query = ways[best]
        return found, query, firsts[best].told

    def _told_apart(self, query: Query, whole: Sequence[Hit]) -> Query:
        """Return a query with the things that it names side by side as its parts, where they are answered one by one."""
        quoting = self._fallback or self._generator
        if not query.listed or not whole or not isinstance(quoting, ExtractiveGenerator):
            return query
        if not (query.timed or question_kind(query) == "number") or self._is_told_whole(query, quoting):
            return query
        answers: list[object | None] = []
        for each in query.listed:
            hits = alternated(self._passages(each, Timings()), whole, limit=_DEPTH)
            exact = tuple(draft.text for draft in self._exact.drafts(each))
            answers.append(exact or quoting.first(each, hits).told)
        silent = [read_silence(each, tuple(self._documents.values())) is not None for each in query.listed]
        return replace(query, parts=query.listed) if are_several(answers, silent) else query

    def _is_told_whole(self, query: Query, quoting: ExtractiveGenerator) -> bool:
        """Return whether a query is answered exactly as it is asked; of several times each must be told."""
        known = [each.text for each in self._exact.drafts(query)] or quoting.known(query)
        said = {*period_names(search_form(" ".join(known)))}
        return bool(known) and (
            not query.timed or all(said.intersection(each.years) for each in query.listed)
        )

    def search(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: Context = NOTHING_KNOWN,
        limit: int = 10,
    ) -> list[Hit]:
        """Return the passages found for a question, best first.

        Raises:
            QuestionError: the question is empty or too long.
            UnknownCityError: ``cities`` has one that no plan covers.

        """
        query = self._reader.read(check_question(question), history=history, cities=cities, context=context)
        return self._retriever.retrieve(query, limit=limit)

    def _by_itself(self, query: Query, timings: Timings) -> tuple[Query, list[Hit]] | None:
        """Return a follow-up that can stand alone as a question of its own, with its passages, if it is answered so.

        Found and read beside the questions before it, it is answered from their matter too.
        """
        quoting = self._fallback or self._generator
        alone = next(iter(query.readings), query)
        if len(query.readings) < 2 or alone.alone is not None or not isinstance(quoting, ExtractiveGenerator):
            return None
        if query.told or ordinal(search_form(query.asked)) is not None:  # 第二个阶段 is one of several told
            return None
        if any(self._exact.drafts(each) for each in query.readings):
            return None
        own = own_question(alone)
        hits = self._passages(own, timings)
        return (own, hits) if hits and quoting.first(own, hits).chance >= SURE else None

    def _meant(self, query: Query, hits: Sequence[Hit]) -> Query:
        """Return the reading of a follow-up that is known exactly, else the one that the passages answer best."""
        quoting = self._fallback or self._generator
        if not hits or len(query.readings) < 2:
            return query
        known = (each for each in query.readings if not each.told and self._exact.drafts(each))
        exact = next(known, None)
        if exact is not None:
            return exact
        return quoting.meant(query, hits) if isinstance(quoting, ExtractiveGenerator) else query

    def _passages(self, query: Query, timings: Timings) -> list[Hit]:
        """Return what an answer is drafted from: as many passages of each plan as are compared, none of other places."""
        if names_only_uncovered(query):
            return []
        if query.apart and not query.readings:
            found = [self._retriever.retrieve(each, limit=_DEPTH, timings=timings) for each in query.apart]
            return [hit for row in zip_longest(*found) for hit in row if hit is not None]
        limit = _DEPTH * len(query.scope) if query.compares else _DEPTH
        return self._retriever.retrieve(query, limit=limit, timings=timings)


def load_embedder(settings: Settings, *, progress: Progress = silent) -> Embedder:
    """Load the embedder that the settings name.

    Raises:
        EmbedderError: it cannot be found, verified or loaded.

    """
    from embeddings.embedders import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder.load(
        settings.embedder,
        cache_dir=settings.cache_dir,
        weights=settings.weights,
        threads=settings.threads,
        dtype=settings.dtype,
        device=settings.device,
        progress=progress,
    )


def rebuild_index(settings: Settings, *, progress: Progress = silent) -> dict[str, object]:
    """Build the index anew and return what it holds, for display."""
    from embeddings.ingest import build_index

    embedder = load_embedder(settings, progress=progress)
    index = build_index(settings.corpus_folders, settings.index_dir, embedder, progress=progress)
    manifest = index.manifest
    return {"index": str(settings.index_dir), "passages": manifest.passages, "chunks": manifest.chunks}


def check_question(question: str) -> str:
    """Return the question without surrounding space.

    Raises:
        QuestionError: it is empty or longer than :data:`LONGEST_QUESTION`.

    """
    stripped = question.strip()
    if not any(character.isalnum() for character in stripped):
        raise QuestionError(f"the question {question!r:.40} is empty", remedy="Ask in a few words.")
    if len(stripped) > LONGEST_QUESTION:
        problem = f"the question has {len(stripped)} characters, more than {LONGEST_QUESTION}"
        raise QuestionError(problem, remedy="Shorten it.")
    return stripped
