"""Do the measures measure? Predictions made from the gold must be perfect, shuffled ones must fail."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from embeddings.corpus import Document
from eval.gold import Evidence, Gold, GoldRow
from eval.metrics import NAMES, Values
from eval.predictions import GivenAnswer, GivenCitation, GivenHit, GivenSentence, Prediction
from eval.runner import judge_all
from eval.statistics import SEED

_NOT_ONE = frozenset({"refused", "false_refusal", "answered_unanswerable", "error", "length"})
_NEAR_ZERO = 0.05


def self_test(gold: Gold, documents: Sequence[Document]) -> list[str]:
    """Return where a measure is not what it must be: 1 for what was made from the gold, near 0 when shuffled."""
    perfect = {row.id: perfect_prediction(row, documents) for row in gold.rows}
    problems = []
    for judged in judge_all(gold, perfect, documents):
        for name in NAMES:
            value = judged.values[name]
            if value is None or name in _NOT_ONE or value == 1.0:
                continue
            if "_all@" in name and len(judged.row.evidence) > 1:
                continue  # several spans do not fit into the first hit
            problems.append(f"{judged.row.id}: a perfect answer has {name} {value:.3f}")
    answerable = [row for row in gold.rows if row.answerable]
    shuffled = shuffled_predictions(answerable, perfect)
    values = [each.values for each in judge_all(gold.keep(answerable), shuffled, documents)]
    for name in ("full", "right", "chapter_deepest", "supported", "evidence_any@10"):
        mean = _mean(values, name)
        if len(answerable) >= 1 / _NEAR_ZERO and mean > _NEAR_ZERO:
            problems.append(f"shuffled answers have {name} {mean:.3f}")
    return problems


def perfect_prediction(row: GoldRow, documents: Sequence[Document]) -> Prediction:
    """Return what an assistant would give that knows the gold.

    The answer is the ideal one; its sentences are the evidence, each with a citation of itself.
    """
    if not row.answerable:
        return Prediction(id=row.id, answer=GivenAnswer(refused=True, answer=row.answer))
    by_id = {document.id: document for document in documents}
    spans = [(e, s) for e, s in zip(row.evidence, row.sections, strict=True)] if row.evidence else []
    spans = spans or [(_heading(by_id, section), section) for section in row.sections]
    citations, hits = [], []
    for number, (evidence, section) in enumerate(spans, start=1):
        place = {
            "document_id": evidence.document_id,
            "section_id": section,
            "start": evidence.start,
            "end": evidence.end,
        }
        city = by_id[evidence.document_id].city
        citations.append(
            GivenCitation.model_validate(place | {"marker": number, "city": city, "quote": evidence.quote})
        )
        hits.append(GivenHit.model_validate(place | {"rank": number, "text": evidence.quote}))
    sentences = tuple(GivenSentence(text=c.quote, markers=(c.marker,)) for c in citations)
    answer = GivenAnswer(refused=False, answer=row.answer, sentences=sentences, citations=tuple(citations))
    return Prediction(id=row.id, answer=answer, hits=tuple(hits))


def shuffled_predictions(
    rows: Sequence[GoldRow], predictions: Mapping[str, Prediction], *, seed: int = SEED
) -> dict[str, Prediction]:
    """Return the predictions handed to other rows: in an order drawn at random, each to the next."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    pairs = zip(order, [*order[1:], *order[:1]], strict=True)
    return {row.id: predictions[other.id].model_copy(update={"id": row.id}) for row, other in pairs}


def _heading(documents: Mapping[str, Document], section_id: str) -> Evidence:
    """Return the raw text of a section as evidence."""
    document = documents[section_id.partition("/")[0]]
    section = next(path[-1] for path in document.paths if path[-1].id == section_id)
    end = min(section.end, section.start + 200)
    quote = document.raw[section.start : end]
    return Evidence(document_id=document.id, quote=quote, start=section.start, end=end)


def _mean(values: Sequence[Values], name: str) -> float:
    defined = [value for each in values if (value := each[name]) is not None]
    return sum(defined) / len(defined) if defined else 0.0
