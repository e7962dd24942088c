"""What could be asked next: made from the answer and the catalogue, and shown only if the plans answer it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, zip_longest
from time import monotonic
from typing import Final

from anyio import to_thread

from embeddings.scripts import to_traditional
from qa.answers import Answer, Language
from qa.errors import CityPlansError
from qa.web.asking import Asked, CoveredPlan
from qa.web.covered import COMPARES, is_chinese
from qa.web.turns import Turns

SUGGESTED: Final = 3
TRIED: Final = 6
"""So many candidates are asked at most."""

PATIENCE_S: Final = 2.0
"""Seconds after which no further candidate is asked: on a busy machine questions of readers would wait for them."""

_ASKED_FIRST: Final = "extractive"
"""The generator whose answers cost nothing, so that a candidate can be asked before it is shown."""


async def suggestions(assistant: Asked, turns: Turns, *, patience_s: float = PATIENCE_S) -> tuple[str, ...]:
    """Return up to :data:`SUGGESTED` next questions in the language of the last answer; none after a refusal.

    After ``patience_s`` seconds those are returned that were found.

    Each was asked and answered from the cities that it names, unless a language model answers: that would cost
    too much, and only the catalogue's own examples are offered.
    """
    answer = turns[-1].answer if turns and turns[-1].state == "done" else None
    if answer is None or answer.refused:
        return ()
    asked = {_folded(text) for turn in turns for text in (turn.question, turn.standalone)}
    examples = _examples(answer, assistant.plans)
    if answer.generator != _ASKED_FIRST:
        return tuple(text for text in examples if _folded(text) not in asked)[:SUGGESTED]
    found: list[str] = []
    tried, end = 0, monotonic() + patience_s
    for question, cities in candidates(answer, assistant.plans):
        if _folded(question) in asked or question in found:
            continue
        if len(found) == SUGGESTED or tried == TRIED or monotonic() >= end:
            break
        tried += 1
        if await _answers(assistant, question, cities):
            found.append(question)
    return tuple(found)


def candidates(answer: Answer, plans: Sequence[CoveredPlan]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield questions and the cities that must be cited: the same of another city, of both, and the examples."""
    others = _of_others(answer, plans)
    examples = [(text, frozenset[str]()) for text in _examples(answer, plans)]
    in_turn = chain.from_iterable(zip_longest(others, examples))
    yield from (each for each in in_turn if each is not None)


def _of_others(answer: Answer, plans: Sequence[CoveredPlan]) -> list[tuple[str, frozenset[str]]]:
    """Return the question of the answer for the next cities, where it names exactly one and compares nothing."""
    question = answer.standalone or answer.question
    english = answer.language == "en"
    named = [(plan, name) for plan in plans for name in _names(plan, answer.language) if name in question]
    if len({plan.document_id for plan, _ in named}) != 1 or COMPARES.search(question):
        return []
    here, name = named[0]  # the longest of its names
    place = _names(here, answer.language).index(name)
    start = plans.index(here)
    made = []
    for plan in (*plans[start + 1 :], *plans[:start]):
        if plan.city == here.city:
            continue
        other = _names(plan, answer.language)[place : place + 1] or _names(plan, answer.language)[-1:]
        if not other:
            continue
        both = f"{name} and {other[0]}" if english else f"{name}和{other[0]}"
        made.append((question.replace(name, other[0]), frozenset({plan.city})))
        made.append((question.replace(name, both), frozenset({here.city, plan.city})))
    return made


def _names(plan: CoveredPlan, language: Language) -> list[str]:
    """Return the names of a plan's city in a language, the longest first."""
    if language == "en":
        return [plan.city_en] if plan.city_en else []
    names = [plan.city, plan.city.removesuffix("市")]
    return [to_traditional(name) for name in names] if language == "zh-Hant" else names


def _examples(answer: Answer, plans: Sequence[CoveredPlan]) -> list[str]:
    """Return the catalogue's examples in the language of an answer, those of the cited plans first."""
    cited = {citation.document_id for citation in answer.citations}
    ordered = sorted(plans, key=lambda plan: plan.document_id not in cited)
    chinese = answer.language != "en"
    texts = [text for plan in ordered for text in plan.examples if is_chinese(text) is chinese]
    return [to_traditional(text) for text in texts] if answer.language == "zh-Hant" else texts


async def _answers(assistant: Asked, question: str, cities: frozenset[str]) -> bool:
    """Say whether the plans answer a question, with citations of all these cities."""
    try:
        answer = await to_thread.run_sync(partial(assistant.ask, question), abandon_on_cancel=True)
    except CityPlansError:
        return False
    return not answer.refused and cities <= {citation.city for citation in answer.citations}


def _folded(text: str) -> str:
    """Return a question as it is compared with others: without spaces and its last mark."""
    return "".join(text.split()).rstrip("?？。.")
