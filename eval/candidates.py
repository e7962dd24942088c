"""Candidates for the gold, made from what readers said of answers; a person confirms each before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from embeddings.corpus import Document
from eval.gold import UNCONFIRMED, Evidence, GoldRow, Kind, split_of
from eval.wording import letters, without_markers
from qa.answers import Answer
from qa.errors import QuestionError, UnknownCityError
from qa.feedback import Feedback

_ANSWER_STANDS: Final = frozenset({"incomplete", "language"})
"""Reasons of a thumb down that say nothing against the places that were cited."""
_REASONS: Final = {
    "wrong": "内容有误",
    "incomplete": "不完整",
    "citation": "引文不对",
    "language": "表达不清",
    "other": "其他",
}


class Asked(Protocol):
    """What questions are asked again."""

    def ask(self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = ()) -> Answer:
        """Answer a question, or refuse it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The rows made, and how many verdicts were on questions that the gold has already (``known``)."""

    rows: tuple[GoldRow, ...]
    known: int


def make_candidates(
    verdicts: Iterable[Feedback], gold: Iterable[GoldRow], documents: Sequence[Document]
) -> Candidates:
    """Return a row for each question that was judged and that the gold lacks, in the order of the first verdict.

    The answer is the one that was liked; it is empty after a thumb down, so that ``cityplans eval validate`` asks
    for it. Evidence are the cited places that still stand in the plans. All verdicts on a question are in the note of
    its one row, which is made from the last of them. The ids fall into dev: the questions have been answered.
    """
    taken = {_key(row.question, row.history, ()) for row in gold}
    groups: dict[tuple[str, ...], list[Feedback]] = {}
    known = 0
    for each in verdicts:
        if _key(each.question, each.history, ()) in taken:
            known += 1
        else:
            groups.setdefault(_key(each.question, each.history, each.cities), []).append(each)
    by_id = {document.id: document for document in documents}
    return Candidates(tuple(_row(group, by_id) for group in groups.values()), known)


def still_given(verdicts: Iterable[Feedback], assistant: Asked) -> tuple[Feedback, ...]:
    """Ask every judged question again, and return the verdicts whose answer comes out as it was judged.

    A verdict on an answer that is no longer given says nothing of today's; nor does one that somebody made up.
    """
    kept = []
    for each in verdicts:
        try:
            answer = assistant.ask(each.question, history=each.history, cities=each.cities)
        except (QuestionError, UnknownCityError):
            continue
        if letters(answer.text) == letters(each.answer):
            kept.append(each)
    return tuple(kept)


def _key(question: str, history: Sequence[str], cities: Sequence[str]) -> tuple[str, ...]:
    return (letters(question), "|".join(map(letters, history)), "|".join(sorted(cities)))


def _row(group: Sequence[Feedback], documents: dict[str, Document]) -> GoldRow:
    last = group[-1]
    liked = last.verdict == "up"
    evidence, sections, lost = (
        _evidence(last, documents) if liked or last.reason in _ANSWER_STANDS else ([], [], 0)
    )
    cities = tuple(dict.fromkeys(documents[each.document_id].city for each in evidence)) or last.cities
    notes = [_said(each) for each in group]
    if last.cities:
        notes.append(f"提问时只查{'、'.join(last.cities)}，题目里要写明")
    if lost:
        notes.append(f"{lost}处引文在现有规划中已找不到")
    return GoldRow(
        id=_id(last.id),
        question=last.question,
        language=last.language,
        kind=_kind(last, cities),
        cities=cities,
        history=last.history,
        answer=without_markers(last.answer).strip() if liked else "",
        evidence=tuple(evidence),
        sections=tuple(sections),
        note=UNCONFIRMED + "；".join(notes),
    )


def _kind(last: Feedback, cities: Sequence[str]) -> Kind:
    """Return the kind as far as the verdict tells; ``other`` is for the person to make more exact."""
    if last.refused and last.verdict == "up":
        return "unanswerable"
    if last.history:
        return "followup"
    return "compare" if len(cities) > 1 else "other"


def _evidence(last: Feedback, documents: dict[str, Document]) -> tuple[list[Evidence], list[str], int]:
    """Return the cited places that the plans still have, their sections, and how many they have no more."""
    evidence: dict[tuple[str, int, int], Evidence] = {}
    sections: list[str] = []
    lost = 0
    for place in last.citations:
        document = documents.get(place.document_id)
        raw = document.raw[place.start : place.end] if document else ""
        key = (place.document_id, place.start, place.end)
        if document is None or not raw.strip() or letters(raw) != letters(place.quote):
            lost += 1
        elif key not in evidence:
            path = document.path_at(document.clean.from_raw(place.start))
            evidence[key] = Evidence(
                document_id=document.id, quote=raw, start=place.start, end=place.start + len(raw)
            )
            sections.append(path[-1].id if path else place.section_id)
    return list(evidence.values()), sections, lost


def _said(each: Feedback) -> str:
    """Return a verdict in words: the thumb, why, and what was answered where it was not liked."""
    if each.verdict == "up":
        return f"{each.time:%Y-%m-%d}赞" + (f"：{each.comment}" if each.comment else "")
    why = "，".join(filter(None, (_REASONS.get(each.reason, ""), each.comment)))
    answered = " ".join(without_markers(each.answer).split())
    return f"{each.time:%Y-%m-%d}踩{f'：{why}' if why else ''}（当时{'拒答' if each.refused else '答'}：{answered}）"


def _id(turn: str) -> str:
    """Return an id that falls into dev: letters are added to it until its hash does."""
    name = f"fb-{turn}"
    number = 0
    while split_of(made := name + "a" * number) != "dev":
        number += 1
    return made
