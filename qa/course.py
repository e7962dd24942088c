"""From passages to an answer: who drafts, what passes, what is said where nothing does."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.answers import Answer, Citation, Sentence
from qa.citations import Draft, Verified, Verifier, fold
from qa.comparisons import silent_documents, with_markers
from qa.english import glossary
from qa.errors import GeneratorError
from qa.events import SentenceVerified
from qa.generators import Drafts, Generator, NearestSentence
from qa.notes import course_notes, premise_notes
from qa.refusals import Refusal, damage_notes, damage_refusal, period_notes, refusal, silent_plans

logger = logging.getLogger(__name__)

EXACT: Final = "extractive"
"""What an answer is called that no model had to word."""
_UNSUPPORTED = ("没有一句得到引文支持", "no sentence was supported by its citations")


class Course:
    """The course of one question after its passages were found.

    Where the generator fails, or says nothing that its passages support, the fallback drafts. What the generator had
    said until it failed stays, if any of it passed. The parts of a question are one course: ``repeats`` tells that what
    was drafted for the last of them was said before.
    """

    def __init__(self, generator: Generator, fallback: Generator | None = None) -> None:
        self._generator = generator
        self._fallback = fallback
        self._answered_by = generator.name
        self._problem = ""
        self._broken_off = False
        self._hits: Sequence[Hit] = ()
        self._chances: list[float] = []
        self._nearest: NearestSentence | None = None
        self.repeats = False

    def sentences(
        self, query: Query, hits: Sequence[Hit], verifier: Verifier, *, exact: Drafts | None = None
    ) -> Iterator[SentenceVerified]:
        """Yield the sentences as they pass; ``exact`` are drafts that are known without a generator."""
        self._hits, self.repeats = hits, False
        result = verifier.result
        if exact:
            before = len(result.sentences)
            yield from self._said(query, exact, verifier)
            if len(result.sentences) > before or self.repeats:
                self._answered_by = EXACT
                if query.depth == "full" and hits:
                    yield from self._beside(query, hits, verifier)
                return
        if not hits:
            return
        try:
            yield from self._verified(self._generator, query, hits, verifier)
        except GeneratorError as error:
            logger.warning("the language model failed: %s", error)
            self._problem = error.problem
        if result.sentences or result.damaged or self._fallback is None:
            self._broken_off = bool(self._problem)
            return
        if not self._problem and not result.dropped:
            return  # the generator finds no answer in the passages
        self._problem = self._problem or _UNSUPPORTED[query.language == "en"]
        self._answered_by = self._fallback.name
        yield from self._verified(self._fallback, query, hits, verifier)

    def _beside(self, query: Query, hits: Sequence[Hit], verifier: Verifier) -> Iterator[SentenceVerified]:
        """Yield what other places say to a full answer beside what is known exactly: none of what was quoted."""
        cited = [(each.document_id, text) for each in verifier.result.citations for text in each.quoted]
        generator = self._fallback or self._generator
        drafts = [
            draft
            for draft in generator.generate(query, hits)
            if draft.quotes
            and not any(
                quote.document_id == id and (fold(quote.text) in fold(text) or fold(text) in fold(quote.text))
                for quote in draft.quotes
                for id, text in cited
            )
        ]
        yield from self._said(query, drafts, verifier)

    def _verified(
        self, generator: Generator, query: Query, hits: Sequence[Hit], verifier: Verifier
    ) -> Iterator[SentenceVerified]:
        yield from self._said(query, generator.generate(query, hits), verifier)

    def _said(self, query: Query, drafts: Iterable[Draft], verifier: Verifier) -> Iterator[SentenceVerified]:
        if isinstance(drafts, Drafts):
            self._chances += [drafts.chance] if drafts.chance is not None else []
            self._nearest = drafts.nearest or self._nearest
        # What one answer says twice contradicts itself or is a list; what an earlier part said need not be said again.
        told, sentences = tuple(verifier.result.citations), tuple(verifier.result.sentences)
        for draft in drafts:
            said = [each for each in verifier.result.sentences if fold(each.text) == fold(draft.text)]
            if any(draft.lead in ("", each.lead) for each in said) or _is_told(draft, told, sentences):
                self.repeats = True  # said to an earlier part of the question
                continue
            for sentence in verifier.add(draft):
                cited = (each for each in verifier.result.citations if each.marker in sentence.markers)
                yield SentenceVerified(sentence, tuple(_glossed(query, each) for each in cited))

    def answer(
        self,
        id: str,
        query: Query,
        verified: Verified,
        documents: Mapping[str, Document],
        latency_s: float,
        confidence: float | None = None,
    ) -> Answer:
        """Return the answer of what was verified; a refusal where that is nothing."""
        for reason in (*verified.dropped, *verified.repaired):
            logger.info("a sentence failed: %s", reason)
        refused = _refusal(query, verified, documents, self._hits, self._nearest)
        citations = () if refused else tuple(_glossed(query, each) for each in verified.citations)
        sentences = () if refused else tuple(verified.sentences)
        notes = [] if refused else damage_notes(query, (*citations, *verified.damaged))
        notes += [] if refused else silent_plans(query, tuple(documents.values()), citations)
        notes += [] if refused else period_notes(query, tuple(documents.values()), citations)
        notes += [] if refused else premise_notes(query, verified, self._hits)
        notes += [] if refused else verified.notes
        notes += course_notes(query, verified, problem=self._problem, broken_off=self._broken_off)
        silent = silent_documents(query, documents, {each.document_id for each in citations})
        return Answer(
            id=id,
            question=query.question,
            language=query.language,
            refused=bool(refused),
            text=refused.text if refused else with_markers(query, sentences, silent),
            reason=refused.reason if refused else "",
            sentences=sentences,
            citations=citations,
            warnings=tuple(notes),
            generator=self._answered_by,
            latency_s=latency_s,
            standalone=query.standalone,
            carried=query.carried,
            repaired=len(verified.repaired),
            dropped=len(verified.dropped),
            unknown_markers=len(verified.unknown_markers),
            confidence=min(self._chances, default=confidence),
        )


def _is_told(draft: Draft, told: Sequence[Citation], sentences: Sequence[Sentence]) -> bool:
    """Return whether all that a draft quotes was quoted to an earlier part of a question, and it says nothing beside it."""
    own = fold(draft.text)
    for quote in draft.parts:
        own = own.replace(fold(quote.text), "")
        left = fold(quote.text)
        before = (text for other in told if other.document_id == quote.document_id for text in other.quoted)
        for each in map(fold, before):
            left = "" if left in each else left.replace(each, "")
        if _letters(left):
            return False
    return bool(told and draft.quotes) and any(
        _letters(own) in _letters(fold(each.text)) for each in sentences
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _glossed(query: Query, citation: Citation) -> Citation:
    """Return a citation with what an English reader is told of its words."""
    if query.language != "en":
        return citation
    return replace(citation, glossary=glossary(citation.chapter, " ".join(citation.quoted)))


def _refusal(
    query: Query,
    verified: Verified,
    documents: Mapping[str, Document],
    hits: Sequence[Hit],
    nearest: NearestSentence | None,
) -> Refusal | None:
    """Return the refusal, or None where there is an answer."""
    if verified.sentences:
        return None
    if verified.damaged:
        damaged = verified.damaged[0]
        return damage_refusal(query, documents[damaged.document_id], damaged)
    return refusal(query, tuple(documents.values()), hits, nearest)
