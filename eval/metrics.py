"""Every measure of one question, and **full**, the one that counts.

full: the answer is right and cites the right city and deepest chapter, every quote verbatim; or it is rightly
refused. All rows count, whatever their kind; a question that failed with an error is not full.
"""

from __future__ import annotations

from eval import answer_metrics, citation_metrics, retrieval_metrics
from eval.gold import GoldRow
from eval.predictions import Prediction
from eval.targets import Plans

OUTCOMES = ("full", "refused", "false_refusal", "answered_unanswerable", "error")
NAMES = (*OUTCOMES, *answer_metrics.NAMES, *citation_metrics.NAMES, *retrieval_metrics.NAMES)
LOWER_IS_BETTER = frozenset({"false_refusal", "answered_unanswerable", "error", "length"})
_NEEDED = ("right", "city_right", "chapter_deepest", "verbatim")

Values = dict[str, float | None]


def judge(row: GoldRow, prediction: Prediction, plans: Plans) -> Values:
    """Return every measure of one question by name, None where it does not apply.

    Retrieval and answers are judged where there is something to find; citations where an answer was given.
    """
    values: Values = dict.fromkeys(NAMES)
    answer = prediction.answer
    values["error"] = float(answer is None)
    refused = answer is not None and answer.refused
    values["refused"] = float(refused)
    given = None if answer is None or refused else answer
    targets = plans.targets(row)
    if row.answerable:
        values["false_refusal"] = float(refused)
        values |= answer_metrics.judge_answer(row, given.answer if given else None)
        values |= retrieval_metrics.judge_retrieval(targets, prediction.hits, plans)
    else:
        values["answered_unanswerable"] = float(given is not None)
    if given is not None:
        values |= citation_metrics.judge_citations(row, targets, given, plans)
    values["full"] = float(is_full(row, values))
    return values


def is_full(row: GoldRow, values: Values) -> bool:
    """Say whether a question's values make it full."""
    if values["error"]:
        return False
    if not row.answerable:
        return values["refused"] == 1.0
    return not values["refused"] and all(values[name] in (None, 1.0) for name in _NEEDED)


def failures(row: GoldRow, values: Values) -> list[str]:
    """Return in words what keeps a question from being full, the first cause first."""
    if is_full(row, values):
        return []
    if values["error"]:
        return ["error"]
    if not row.answerable:
        return ["answered, should refuse"]
    if values["refused"]:
        found = (
            values["evidence_any@10"] if values["evidence_any@10"] is not None else values["section_any@10"]
        )
        return ["false refusal"] + (["not retrieved"] if found == 0.0 else [])
    words = {
        "right": "wrong or incomplete",
        "city_right": "wrong city",
        "chapter_deepest": "wrong chapter",
        "verbatim": "not verbatim",
    }
    causes = [word for name, word in words.items() if values[name] not in (None, 1.0)]
    if values["evidence_any@10"] == 0.0:
        causes.append("not retrieved")
    return causes
