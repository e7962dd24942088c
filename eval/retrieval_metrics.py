"""Was the evidence retrieved, and how high? Judged on sections and on evidence spans, never on chunks.

What is ranked are the gold targets: a hit stands for the target that it holds (or the first of several), any other
hit for itself, and a target counts at its first hit only. Recall "any" and "all" at k ask whether the first k hits
hold one target or each of them. The arithmetic is that of ir-measures (pytrec_eval).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from eval.predictions import GivenHit
from eval.targets import ENOUGH, Plans, Span, Target

CUTS = (1, 3, 5, 10)
BUDGET = 2500
"""Characters; recall within them is fair to systems whose chunks have another size."""
LEVELS = ("section", "evidence")
_DEPTH = 10
_ALL = 1000

NAMES = tuple(
    f"{level}_{name}"
    for level in LEVELS
    for name in (
        *(f"{mode}@{cut}" for mode in ("any", "all") for cut in (*CUTS, f"{BUDGET}c")),
        f"mrr@{_DEPTH}",
        f"ndcg@{_DEPTH}",
    )
)


def judge_retrieval(
    targets: Sequence[Target], hits: Sequence[GivenHit], plans: Plans
) -> dict[str, float | None]:
    """Return the measures of one question by name; None where the gold names no place to find."""
    values: dict[str, float | None] = dict.fromkeys(NAMES)
    spans = [plans.span(hit.document_id, hit.start, hit.end) for hit in hits]
    budgeted = list(_within_budget(spans))

    def holds_section(hit: GivenHit, _: Span, target: Target) -> bool:
        return hit.section_id in target.sections

    def holds_evidence(_: GivenHit, span: Span, target: Target) -> bool:
        return any(each.share_in(span) >= ENOUGH for each in target.spans)

    for level, holds in (("section", holds_section), ("evidence", holds_evidence)):
        wanted = [each for each in targets if (each.sections if level == "section" else each.spans)]
        if level == "section":
            wanted = _distinct(wanted)
        if wanted:
            found = _held(hits, spans, wanted, holds)
            within = _held(hits[: len(budgeted)], budgeted, wanted, holds)
            values |= {f"{level}_{name}": value for name, value in _measure(len(wanted), found, within)}
    return values


def _distinct(targets: Sequence[Target]) -> list[Target]:
    """Return the targets once for each set of sections: two spans of one section are one section to find."""
    return list({target.sections: target for target in targets}.values())


def _within_budget(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of the first ``BUDGET`` characters, the last one cut off there."""
    left = BUDGET
    for span in spans:
        if left <= 0:
            return
        yield Span(span.document_id, span.start, min(span.end, span.start + left))
        left -= span.end - span.start


def _held(
    hits: Sequence[GivenHit],
    spans: Sequence[Span],
    targets: Sequence[Target],
    holds: Callable[[GivenHit, Span, Target], bool],
) -> list[list[int]]:
    """Return for each hit the numbers of the targets that it holds."""
    return [
        [number for number, target in enumerate(targets) if holds(hit, span, target)]
        for hit, span in zip(hits, spans, strict=True)
    ]


def _measure(
    target_count: int, found: Sequence[list[int]], within: Sequence[list[int]]
) -> Iterator[tuple[str, float]]:
    """Yield the measures; every cut is a query of its own for the library."""
    prefixes = {str(cut): found[:cut] for cut in CUTS} | {f"{BUDGET}c": within}
    runs = [
        ScoredDoc(cut, item, -float(place))
        for cut, part in [*prefixes.items(), ("ranked", found[:_DEPTH])]
        for place, item in enumerate(_ranking(part))
    ]
    qrels = [
        Qrel(cut, _target_name(number), 1) for cut in (*prefixes, "ranked") for number in range(target_count)
    ]
    measures = [Success @ _ALL, R @ _ALL, RR @ _DEPTH, nDCG @ _DEPTH]
    values = {(m.query_id, m.measure): float(m.value) for m in ir_measures.iter_calc(measures, qrels, runs)}
    for cut in prefixes:
        yield f"any@{cut}", values.get((cut, Success @ _ALL), 0.0)
        yield f"all@{cut}", float(values.get((cut, R @ _ALL), 0.0) >= 1.0)
    yield f"mrr@{_DEPTH}", values.get(("ranked", RR @ _DEPTH), 0.0)
    yield f"ndcg@{_DEPTH}", values.get(("ranked", nDCG @ _DEPTH), 0.0)


def _ranking(held: Sequence[list[int]]) -> list[str]:
    """Return what the hits stand for, best first, each once."""
    items: dict[str, None] = {}
    for place, numbers in enumerate(held):
        for name in [_target_name(number) for number in numbers] or [f"hit-{place}"]:
            items.setdefault(name)
    return list(items)


def _target_name(number: int) -> str:
    return f"target-{number}"
