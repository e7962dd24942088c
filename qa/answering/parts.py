"""Questions of several parts: each part is answered for itself, in order, and one without an answer is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.queries import Query
from embeddings.retrieval import Hit
from qa.answering.own_words import word
from qa.answers import Sentence
from qa.comparisons import with_markers


@dataclass(frozen=True, slots=True)
class PartTold:
    """A part of a question and what was said to it: its own sentences, or that it was said with an earlier part.

    ``refusal`` are the words of a part whose only figure is damaged, or that its plan gives no figure for.
    """

    query: Query
    sentences: tuple[Sentence, ...]
    repeats: bool = False
    refusal: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether anything was said to it."""
        return bool(self.sentences) or self.repeats


def parts_text(query: Query, told: Sequence[PartTold]) -> str:
    """Return the answer to all parts in their order: a line for each sentence, and for each part that has none."""
    lines: list[str] = []
    for part in told:
        rows = any(sentence.text.startswith("| ") for sentence in part.sentences)
        lines += (
            [with_markers(part.query, part.sentences, ())]
            if rows
            else [sentence.marked for sentence in part.sentences]
        )
        if not part.is_answered:
            asked = part.query.question.strip(" ?？。,，")
            lines.append(part.refusal or word("unanswered", query.language, part=asked))
    return "\n".join(lines)


def are_several(answers: Sequence[object | None], silent: Sequence[bool]) -> bool:
    """Return whether things that are named side by side are several: two at least have answers, and not all the same one.

    One answer will do where the plan is known to be ``silent`` of each of the others: that is told.
    """
    said = [each for each in answers if each is not None]
    if len(said) > 1:
        return len({*said}) > 1 or len(said) < len(answers)
    return bool(said) and all(each is not None or known for each, known in zip(answers, silent, strict=True))


def alternated(own: Sequence[Hit], whole: Sequence[Hit], *, limit: int) -> list[Hit]:
    """Return hits of a part and of the whole question in turn, each once: what a part leaves unsaid the whole says."""
    found: dict[tuple[str, int], Hit] = {}
    for at in range(max(len(own), len(whole))):
        for hits in (own, whole):
            if at < len(hits):
                chunk = hits[at].chunk
                found.setdefault((chunk.document_id, chunk.clean_start), hits[at])
    return list(found.values())[:limit]
