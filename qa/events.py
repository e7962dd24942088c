"""The course of one question, event by event: understood, passages, sentences as they are verified, done."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.query.history import Carried
from embeddings.retrieval import Hit
from qa.answers import Answer, Citation, Language, Sentence


@dataclass(frozen=True, slots=True)
class Understood:
    """The question as it is asked of the plans, readable without the history, and what it took over from that."""

    standalone: str
    language: Language
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """What the answer is drafted from, best first; empty where nothing is looked for."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SentenceVerified:
    """A sentence of the answer, in order, with the citations of its markers."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer, the last event."""

    answer: Answer


Event = Understood | PassagesFound | SentenceVerified | Done
