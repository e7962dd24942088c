"""The candidates of a question that answer it, as the reader and its calibration see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.corpus import Document
from embeddings.needs import Kind, Need
from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.answering.near_facts import Near
from qa.answering.reading import HitReader, Place, UnitReading
from qa.answering.selection import Calibration, Judged, Read, Selector
from qa.answering.words import WORDS_CALIBRATION, WordsReader
from qa.evidence import Candidate, EvidenceFinder
from qa.generators import NearestSentence
from qa.locating import fold
from qa.periods import wants_no_target

_READ, _READ_BESIDE = 4, 3
"""Passages that are read of one plan, and of each where several are compared."""
_ALL = 50


class Chooser:
    """Reads the hits of a question and says which candidates answer, with their chances."""

    def __init__(
        self,
        reader: HitReader,
        calibration: Calibration,
        documents: Mapping[str, Document],
        *,
        depth: int | None = None,
    ) -> None:
        """Take a reader with the calibration that belongs to it; ``depth`` is how many passages of a plan are read."""
        self._depth = depth
        self._reader = reader
        self._selector = Selector(calibration)
        self._documents = documents
        self._finder = EvidenceFinder(documents)

    @property
    def threshold(self) -> float:
        """The chance from which a candidate answers."""
        return self._selector.threshold

    def read(self, query: Query, hits: Sequence[Hit], *, further: bool = False) -> dict[Place, UnitReading]:
        """Return what the reader says of the first hits: of one plan, or of each that is compared.

        ``further`` reads as many again, those that follow: where the first leave doubt.
        """
        most = self._depth or (_READ_BESIDE if query.compares else _READ + bool(query.cited))
        wanted = range(most, 2 * most) if further else range(most)
        taken: dict[str, int] = {}
        chosen = []
        for hit in hits:
            plan = hit.chunk.document_id if query.compares else ""
            if taken.setdefault(plan, 0) in wanted:
                chosen.append(hit)
            taken[plan] += 1
        return self._reader.read(query, chosen) if chosen else {}

    def read_near(self, query: Query, near: Near) -> dict[Place, UnitReading]:
        """Return what the reader says of the places of facts."""
        hits = list({each.chunk.id: each for each in near.hits}.values())
        return self._reader.read(query, hits, only=near.places) if hits else {}

    def judge(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> list[Judged]:
        """Return the candidates of the hits that were read, best first."""
        return self._selector.judge(query, self.candidates(query, needs, hits, kind, readings))

    def best_chance(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> float:
        """Return how likely the first candidate answers, 0 where there is none."""
        judged = self.judge(query, needs, hits, kind, readings)
        return judged[0].chance if judged else 0.0

    def nearest(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> NearestSentence | None:
        """Return the likeliest sentence of those that do not answer; None where it is less than half as likely as it must be."""
        judged = self.judge(query, needs, hits, kind, readings)
        sentences = [each for each in judged if each.candidate.row is None]
        likeliest = max(sentences, key=lambda each: each.chance, default=None)
        if likeliest is None or likeliest.chance < self.threshold / 2:
            return None
        return NearestSentence(likeliest.candidate.hit, *likeliest.candidate.sentence)

    def candidates(
        self,
        query: Query,
        needs: Sequence[Need],
        hits: Sequence[Hit],
        kind: Kind,
        readings: Mapping[Place, UnitReading],
    ) -> list[Read]:
        """Return the candidates of the hits that were read, what was read.

        Those of another place, year or measure than is asked are none: that is law, not weight.

        Asked for a value, sentences without one are candidates too: a question may be misunderstood.
        """
        found = self._finder.find(query, needs, hits, kind)
        if kind == "number":
            valued = {(each.hit.chunk.document_id, each.sentence) for each in found}
            found += [
                replace(each, valueless=True)
                for each in self._finder.find(query, needs, hits, "open")
                if (each.hit.chunk.document_id, each.sentence) not in valued
            ]
        return [
            (each, reading)
            for each in found
            if each.measures
            and not _is_told(query, each, self._documents[each.hit.chunk.document_id])
            and not self._is_title(each)
            and not (wants_no_target(query) and self._is_target(each))
            and (reading := readings.get((each.hit.chunk.document_id, *each.sentence))) is not None
        ]

    def _is_title(self, candidate: Candidate) -> bool:
        """Say whether a candidate is the document's title, which speaks of the document and answers nothing."""
        document = self._documents[candidate.hit.chunk.document_id]
        said = fold(document.clean.text[candidate.start : candidate.end])
        return bool(said) and said in fold(document.title)

    def _is_target(self, candidate: Candidate) -> bool:
        """Say whether all figures of a candidate that are facts are targets: of what was reached they say nothing."""
        document = self._documents[candidate.hit.chunk.document_id]
        roles = {
            fact.role
            for facts in document.facts.values()
            for fact in facts
            if candidate.start <= fact.value_start < candidate.end
        }
        return bool(roles) and roles <= {"target", "later"}


def _is_told(query: Query, candidate: Candidate, document: Document) -> bool:
    """Say whether a candidate was told by the last answer, where more than that is asked."""
    if not query.told:
        return False
    start, end = document.clean.to_raw(*candidate.sentence)
    return any(
        each.document_id == document.id and start < each.end and each.start < end for each in query.told
    )


def words_chooser(documents: Mapping[str, Document]) -> Chooser:
    """Return a chooser that knows words alone: what answers where there is no reader, or while it loads."""
    calibration = Calibration.load(WORDS_CALIBRATION)
    return Chooser(HitReader(WordsReader(), documents), calibration, documents, depth=_ALL)
