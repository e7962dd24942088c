"""Does the answer say what it should, and little else? Judged by wording, without a model."""

from __future__ import annotations

from typing import TypeVar

from eval.gold import GoldRow
from eval.wording import (
    char_f1,
    groups_met,
    letters,
    numbers,
    quantities,
    rouge_l,
    rouge_l_recall,
    without_markers,
    years,
)

NAMES = ("required", "right", "char_f1", "rouge_l", "numbers", "units", "years", "length", "concise")
_TIMES, _SPARE = 3, 80
_ALIKE = 0.6
_T = TypeVar("_T")


def judge_answer(row: GoldRow, text: str | None) -> dict[str, float | None]:
    """Return the measures of an answerable question's answer; ``None`` as text means that none was given.

    ``right`` is that every required group is met; a row without groups is right when every figure of the ideal answer
    occurs and 60 % of it stands in the answer in the same order. ``concise`` is that the answer has at most three
    times the letters of the ideal one and 80 more; a refusal has no length.
    """
    values: dict[str, float | None] = dict.fromkeys(NAMES)
    given = without_markers(text or "")
    groups = groups_met(given, row.required)
    values["required"] = sum(groups) / len(groups) if groups else None
    figures = _share(numbers(row.answer) - years(row.answer), numbers(given))
    alike = figures in (None, 1.0) and rouge_l_recall(given, row.answer) >= _ALIKE
    right = all(groups) if groups else alike
    values["right"] = float(right and text is not None)
    values["char_f1"] = char_f1(given, row.answer)
    values["rouge_l"] = rouge_l(given, row.answer)
    values["numbers"] = figures
    values["units"] = _share(quantities(row.answer), quantities(given))
    values["years"] = _share(years(row.answer), years(given))
    if text is not None:
        length = len(letters(given))
        values["length"] = float(length)
        values["concise"] = float(length <= _TIMES * len(letters(row.answer)) + _SPARE)
    return values


def _share(expected: set[_T], given: set[_T]) -> float | None:
    return len(expected & given) / len(expected) if expected else None
