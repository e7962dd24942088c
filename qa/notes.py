"""What is noted beside an answer about how it came about: one note for each matter, however many sentences."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.facts.quantities import find_quantities
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form, to_traditional
from qa.citations import Verified

_NO_PREMISE = ("", "number", "years", "times", "rank")
"""Families of units whose amounts are said in passing: a number alone, 十年, 一倍, 前三位."""


def premise_notes(query: Query, verified: Verified, hits: Sequence[Hit]) -> list[str]:
    """Return the note on figures that a question takes for granted and that no passage read for it has.

    Nothing is said where there is no answer, or where the figure stands in a passage.
    """
    read = [
        each.quantity
        for hit in hits
        for each in find_quantities(search_form(hit.chunk.text).replace(" ", ""))
    ]
    asked = search_form(query.question).replace(" ", "")
    stated = {
        asked[each.start : each.end]: each.quantity
        for each in find_quantities(asked)
        if each.quantity.size is not None and each.quantity.measure.family not in _NO_PREMISE
    }
    strange = [words for words, amount in stated.items() if not any(amount.equals(each) for each in read)]
    if not strange or not verified.sentences:
        return []
    if query.language == "en":
        return [
            f"{', '.join(strange)} in the question stands in none of the passages read; the quotes count."
        ]
    note = f"问题中的{'、'.join(strange)}在查到的段落里没有出现，请以引文为准。"
    return [to_traditional(note) if query.language == "zh-Hant" else note]


def course_notes(
    query: Query, verified: Verified, *, problem: str = "", broken_off: bool = False
) -> list[str]:
    """Return the notes on a model that failed (``problem``), on sentences that failed, and on unchecked wording.

    ``broken_off``: what the model had said before it failed is shown; else the plans' own words are.
    """
    english = query.language == "en"
    notes = []
    if problem and broken_off:
        notes.append(
            f"The language model broke off ({problem}); the answer may be incomplete."
            if english
            else f"语言模型中途出错（{problem}），回答可能不完整。"
        )
    elif problem:
        notes.append(
            f"The language model gave no usable answer ({problem}); this one is in the plans' own words."
            if english
            else f"语言模型没有给出可用的回答（{problem}），此处改用规划原文作答。"
        )
    failed = len(verified.dropped) + len(verified.repaired)
    if failed:
        notes.append(
            f"Checked against the plans, {_sentences(failed)} not borne out by the passage cited: "
            f"{len(verified.repaired)} now in the plan's own words, {len(verified.dropped)} left out."
            if english
            else f"与规划核对时，有{failed}句在引文里找不到依据：{len(verified.repaired)}句换成了规划原文，"
            f"{len(verified.dropped)}句略去。"
        )
    if verified.unknown_markers:
        count = len(verified.unknown_markers)
        notes.append(
            f"Citations of passages that do not exist, left out: {count}."
            if english
            else f"草拟的回答引用了{count}处不存在的片段，已略去。"
        )
    for markers in verified.contradictions:
        shown = "".join(f"[{marker}]" for marker in markers)
        notes.append(
            f"The plan gives different figures for this at {shown}; all are shown, none is preferred."
            if english
            else f"规划对此前后给出不同的数字（{shown}），均已列出，未作取舍。"
        )
    for name, count, marker in verified.miscounted:
        notes.append(
            f"By its name “{name}” has another number of members than the {count} that the plan lists at [{marker}]."
            if english
            else f"从名称看“{name}”的项数与原文[{marker}]列出的{count}项不符，此处照原文列出。"
        )
    if any(sentence.support == "unverified" for sentence in verified.sentences):
        notes.append(
            "Figures and names were checked, but not every word of a sentence marked unverified: compare its quote."
            if english
            else "标为未核实的句子只核对了数字和名称，措辞请与引文对照。"
        )
    return [to_traditional(note) if query.language == "zh-Hant" else note for note in notes]


def _sentences(count: int) -> str:
    return "1 sentence was" if count == 1 else f"{count} sentences were"
