"""Citations: are they there, at the right place and true to the text, and do they carry what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.corpus import Document
from eval.arithmetic import formula_of, holds, operands
from eval.gold import GoldRow
from eval.predictions import GivenAnswer, GivenCitation, GivenPart, GivenSentence
from eval.targets import ENOUGH, Plans, Target
from eval.wording import letters, longest_run_share, numbers, without_conversions

NAMES = (
    "sentences_cited",
    "city_right",
    "chapter_top",
    "chapter_deepest",
    "chapter_precision",
    "verbatim",
    "supported",
    "numbers_quoted",
)
_HALF = 0.5


def judge_citations(
    row: GoldRow, targets: Sequence[Target], given: GivenAnswer, plans: Plans
) -> dict[str, float | None]:
    """Return the measures of the citations of an answer that was given.

    The chapter is right where each plan to be cited has a citation at a place of the gold, and half of all citations
    at least are at such places: citing everything is no way to be right. The city is right where the cities cited are
    those of the gold, none missing and none besides.
    """
    values: dict[str, float | None] = dict.fromkeys(NAMES)
    citations = given.citations
    by_marker = {citation.marker: citation for citation in citations}
    cited = [
        [by_marker[marker] for marker in sentence.markers if marker in by_marker]
        for sentence in given.sentences
    ]
    values["sentences_cited"] = _mean([bool(each) for each in cited])
    values["verbatim"] = _mean([_is_verbatim(citation, plans) for citation in citations])
    values["numbers_quoted"] = _mean(
        [
            _numbers_stand(sentence, " ".join(part.quote for citation in its for part in citation.parts))
            for sentence, its in zip(given.sentences, cited, strict=True)
        ]
    )
    if not row.answerable:
        return values
    if row.cities:
        values["city_right"] = float({citation.city for citation in citations} == set(row.cities))
    if targets:
        tops = [
            Target(target.document_id, (), frozenset(map(plans.top, target.sections))) for target in targets
        ]
        values["chapter_top"] = _chapter(tops, [(c.document_id, plans.top(c.section_id)) for c in citations])
        deepest = [(citation.document_id, citation.section_id) for citation in citations]
        values["chapter_deepest"] = _chapter(targets, deepest)
        values["chapter_precision"] = _precision(targets, deepest)
    if any(target.spans for target in targets):
        values["supported"] = _mean(
            [any(_supports(c, target, plans) for c in citations) for target in targets if target.spans]
        )
    return values


def _numbers_stand(sentence: GivenSentence, quoted: str) -> bool:
    """Say whether the numbers of a sentence stand in its quotes, or are what its formula makes of numbers that do."""
    formula = formula_of(sentence.text) if sentence.support == "computed" else ""
    if formula:
        return holds(sentence.text) and operands(formula) <= numbers(quoted)
    said = numbers(without_conversions(sentence.text))
    if sentence.support == "computed":  # that a plan has none for a year: the year is the question's
        said -= set(re.findall(r"(?:19|20)\d\d", sentence.text))
    return said <= numbers(quoted)


def _chapter(targets: Sequence[Target], cited: Sequence[tuple[str, str]]) -> float:
    found = {
        target.document_id
        for target in targets
        if any(d == target.document_id and s in target.sections for d, s in cited)
    }
    complete = found == {target.document_id for target in targets}
    return float(complete and _precision(targets, cited) >= _HALF)


def _precision(targets: Sequence[Target], cited: Sequence[tuple[str, str]]) -> float:
    right = [any(section in target.sections for target in targets) for _, section in cited]
    return sum(right) / len(right) if right else 0.0


def _is_verbatim(citation: GivenCitation, plans: Plans) -> bool:
    """Say whether a quote, and the head that it has, stand at their offsets: in the raw text, or as it reads when repaired."""
    document = plans.documents.get(citation.document_id)
    return document is not None and all(_stands(document, part, plans) for part in citation.parts)


def _stands(document: Document, part: GivenPart, plans: Plans) -> bool:
    quote = letters(part.quote)
    if not quote:
        return False
    repaired = plans.quote_at(plans.span(document.id, part.start, part.end))
    return quote in letters(repaired) or quote in letters(document.raw[part.start : part.end])


def _supports(citation: GivenCitation, target: Target, plans: Plans) -> bool:
    """Say whether a quote, or its head, holds a span of the target, or 60 % of it in one run: by place, or word for word."""
    if citation.document_id != target.document_id:
        return False
    spans = [plans.span(citation.document_id, part.start, part.end) for part in citation.parts]
    if any(each.share_in(span) >= ENOUGH for each in target.spans for span in spans):
        return True
    wanted = [plans.quote_at(each) for each in target.spans]
    return any(longest_run_share(each, part.quote) >= ENOUGH for each in wanted for part in citation.parts)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
