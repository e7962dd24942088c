"""Where a plan gives two figures for one thing: 森林覆盖率 71% in its table and 71.03% in a box.

Both are facts of one indicator. They contradict each other if they are of one sort, time and part of the place, in units
that convert, and differ then: :func:`qa.indicators.choosing.contradicts`, as in the indicator table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embeddings.corpus import Document
from embeddings.facts.fact import Fact
from embeddings.facts.periods import with_plan_ends
from embeddings.needs import Need, main_need
from embeddings.queries import Query
from embeddings.scripts import search_form
from qa.evidence import Candidate
from qa.indicators.choosing import contradicts
from qa.periods import asked_years


def contradicting(
    query: Query, needs: Sequence[Need], best: Candidate, documents: Mapping[str, Document]
) -> Fact | None:
    """Return the fact of the same plan that gives another figure for what ``best`` answers, or None.

    What it answers is the one fact in it of the name and the time that are asked; where there are several the question
    does not say which is meant.
    """
    document = documents[best.hit.chunk.document_id]
    own = _answering(query, needs, best, document)
    if own is None:
        return None
    others = (each for each in document.facts.get(own.indicator, ()) if each is not own)
    return next(
        (
            each
            for each in others
            if each.role == own.role
            and each.scope == own.scope
            and not (best.start < each.value_end and each.value_start < best.end)
            and contradicts(own, each)
        ),
        None,
    )


def _answering(query: Query, needs: Sequence[Need], best: Candidate, document: Document) -> Fact | None:
    """Return the one fact in a candidate that has the name asked, for the years asked or as a target, or None."""
    main = main_need(needs)
    names = set(main.names) if main is not None else set()
    there = [
        each
        for facts in document.facts.values()
        for each in facts
        if best.start <= each.value_start and each.value_end <= best.end and each.role != "old_target"
    ]
    named = [each for each in there if any(name in search_form(each.wording) for name in names)]
    years = with_plan_ends(asked_years(query, document.period))
    if years:
        named = [each for each in named if each.year and not years.isdisjoint(with_plan_ends({each.year}))]
    else:
        named = [each for each in named if each.role in ("target", "undated")]
    return named[0] if len(named) == 1 else None
