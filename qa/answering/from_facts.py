"""Questions about an indicator are answered from the facts that the indicator table shows, so that the two agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator, growth_of
from embeddings.facts.fact import Fact
from embeddings.queries import Query
from embeddings.query.arithmetic import Operation
from embeddings.query.attributes import AttributeAsk
from embeddings.scripts import to_traditional
from qa.answering.absence import nearest_fact, silent_of
from qa.answering.arithmetic import compute, computed_draft, uncomputed_note, way_drafts
from qa.answering.fact_words import amount_of, dated, draft, gist_of, same_row, time_quote
from qa.answering.own_words import word
from qa.citations import Draft, Quote
from qa.comparisons import Found, Value, compared
from qa.indicators.asking import asked_indicators, asked_together, read_asked, read_asked_alone
from qa.indicators.choosing import Cell, cell_of, read_cell, read_time
from qa.indicators.comparing import change, compare
from qa.indicators.saying import REASONS, change_said, printed, year_said
from qa.periods import asked_years, wants_no_target
from qa.phrasing import unframed

_IN_BRACKETS = re.compile(r"[(（]")
_MOST_AGAINST = 2
"""Facts that contradict the best one and are said beside it; the indicator table shows all."""


class FactAnswers:
    """Drafts from facts what a question asks of one indicator: of one plan, or of several side by side."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return the drafts, none where the question asks for something else, or for what no fact says for certain."""
        scope = self._scope(query)
        if not scope:
            return []
        computed = self._computed(query, query.operation, scope) if query.operation is not None else []
        if computed:
            return computed
        if query.attribute is not None and not query.compares:
            return self._attribute(query, query.attribute, scope[0])
        indicators = asked_indicators(query, scope)
        if not indicators:
            return self._together(query, scope)
        return self.of(query, indicators)

    def of(self, query: Query, indicators: Sequence[Indicator]) -> list[Draft]:
        """Return what is said of an indicator that a question was found to ask for, the first of those given."""
        scope = self._scope(query)
        if not scope:
            return []
        if query.compares:
            return self._comparison(query, scope, indicators)
        cell = read_asked_alone(scope[0], indicators[0], query)
        if cell is None or not cell.has_value or (cell.role == "target" and wants_no_target(query)):
            return []
        if cell.indicator != indicators[0]:  # its growth, since it has no target itself
            return self._silent(query, indicators[0], cell)
        drafts = self._single(query, cell)
        return [*drafts, *self._elsewhere(query, cell)] if drafts else []

    def _together(self, query: Query, scope: Sequence[Document]) -> list[Draft]:
        """Return the figures of several indicators that one plan is asked for side by side, none unless it has all."""
        cells = [read_asked_alone(scope[0], each, query) for each in asked_together(query, scope)]
        known = [each for each in cells if each is not None and each.has_value]
        drafts = [self._single(query, each) for each in known]
        return [each for own in drafts for each in own] if len(known) == len(cells) and all(drafts) else []

    def _attribute(self, query: Query, asked: AttributeAsk, document: Document) -> list[Draft]:
        """Return whether an indicator binds, in front of its target; that the plan does not mark it, where it does not."""
        plain = replace(query, focus=asked.rest, bare=asked.rest, wants_value=True)
        indicators = asked_indicators(plain, [document])
        cell = read_cell(document, indicators[0], "target") if indicators else None
        if cell is None or cell.best is None:
            return []
        marked = next((each for each in (cell.best, *cell.others) if each.attribute), cell.best)
        if not marked.attribute:
            key = "attribute_unsaid"
        elif asked.named is None:
            key = ""
        else:
            key = "yes" if marked.attribute == asked.named else "no"
        lead = word(key, query.language) if key else ""
        return [replace(draft(query, marked, [marked]), lead=lead)]

    def _scope(self, query: Query) -> list[Document]:
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        return [] if query.places or (len(scope) != 1 and not query.compares) else scope

    def _computed(self, query: Query, operation: Operation, scope: Sequence[Document]) -> list[Draft]:
        """Return what is computed, or that it is not, before the figures themselves; none where no indicator is asked."""
        asked = replace(query, focus=operation.rest, bare=operation.rest, wants_value=True, operation=None)
        indicators = asked_indicators(asked, scope) or asked_together(asked, scope)
        worked_out = compute(query, operation, scope, indicators) if indicators else None
        if worked_out is None:
            return self._printed_growth(asked, operation, scope, indicators)
        if query.compares:
            rows = [each for each in self._comparison(asked, scope, indicators) if each.text.startswith("| ")]
        else:
            rows = _rows(query, worked_out.cells) or self._silent(asked, indicators[0], None)
        if not rows:
            return []
        first = computed_draft(query, worked_out)
        if first is None:
            rows[0] = replace(rows[0], notes=(uncomputed_note(query, worked_out), *rows[0].notes))
        return [*([first] if first is not None else []), *rows]

    def _printed_growth(
        self, asked: Query, operation: Operation, scope: Sequence[Document], indicators: Sequence[Indicator]
    ) -> list[Draft]:
        """Return the yearly growth that a plan prints of an indicator, where that is what would be computed."""
        growth = growth_of(indicators[0]) if len(indicators) == 1 and len(scope) == 1 else None
        if operation.operator != "yearly_rate" or growth is None:
            return []
        until = max((each for each in asked.years if each.isdigit()), default="")  # the time that it leads to
        cell = read_asked_alone(scope[0], growth, replace(asked, years=(until,) if until else asked.years))
        return self._single(asked, cell) if cell is not None and cell.has_value else []

    def _single(self, query: Query, cell: Cell) -> list[Draft]:
        """Return the best fact of a cell, what contradicts it, and how far it is from the starting point of its row.

        Where a question says neither a year nor that it asks for a target, the starting point is said too.
        """
        best = cell.best
        if best is None:
            return []
        told = [best]
        start = None
        baseline = read_cell(cell.document, cell.indicator, "baseline")
        if cell.role == "target":
            start = same_row(baseline, best)
        if best.role == "old_target":
            return [draft(query, best, [best] if start is None else [best, start])]
        is_asked = bool(asked_years(query, cell.document.period)) or query.wants_value
        if start is not None and not is_asked:
            told = [start, best]
        elif not is_asked and cell.role == "target":
            return self._bare(query, cell, baseline)
        elif not best.in_table:
            told = [dated(cell, best)]  # that its time can be read in the same words
        drafts = [draft(query, told[-1], told)]
        if not best.year:
            drafts[0] = replace(drafts[0], notes=(undated_note(query, best),))
        drafts += way_drafts(query, cell, start, drafts[0].quotes)
        against = [draft(query, each, [each], timed=False) for each in cell.against[:_MOST_AGAINST]]
        return [*drafts[:1], *(replace(each, contradicts=True) for each in against), *drafts[1:]]

    @staticmethod
    def _bare(query: Query, cell: Cell, baseline: Cell) -> list[Draft]:
        """Return the target and, from its own place, where it starts from; none where a plan does not say both.

        Of one figure alone the facts do not tell that it is the one that is meant.
        """
        if cell.best is None or baseline.best is None or not baseline.has_value:
            return []
        aim = cell.best if cell.best.in_table else dated(cell, cell.best)
        return [draft(query, aim, [aim]), draft(query, baseline.best, [baseline.best])]

    def _silent(self, query: Query, indicator: Indicator, growth: Cell | None) -> list[Draft]:
        """Return that a plan has no figure for what is asked, and the nearest one of the same indicator.

        ``growth`` is the cell of the indicator's growth where that has a target: it is told first.
        """
        document = self._scope(query)[0]
        silent = silent_of(query, document, indicator)
        if silent is None:
            return []
        facts = [growth.best if growth is not None else None, nearest_fact(document, indicator, silent)]
        told = [each for each in facts if each is not None]
        first = [draft(query, told[0], told[:1], silent=silent)] if told else []
        return [*first, *(draft(query, each, [each]) for each in told[1:])]

    def _elsewhere(self, query: Query, cell: Cell) -> list[Draft]:
        """Return what other documents of the place print of the same thing for the same time, where it differs."""
        best = cell.best
        if best is None:
            return []
        drafts = []
        for each in query.choice.further:
            document = self._documents[each]
            other = same_in(document, cell)
            if other is not None and amount_of(other) != amount_of(best):
                note = _differ_note(query, [cell.document, document])
                drafts.append(replace(draft(query, other, [other]), notes=(note,)))
        return drafts[:_MOST_AGAINST]

    def _comparison(
        self, query: Query, scope: Sequence[Document], indicators: Sequence[Indicator]
    ) -> list[Draft]:
        """Return a row for each plan that says it, which has the most where they compare, and why one is left out.

        A plan that does not print the first indicator is given with the next one that it prints, and is not ranked.
        """
        cells = [cell for each in scope if (cell := _first_shown(query, each, indicators)) is not None]
        main = [cell for cell in cells if cell.indicator == indicators[0]]
        lined = compare(main)
        ranked = {cell.document.id for cell, place in zip(lined.cells, lined.places, strict=True) if place}
        left_out: list[tuple[Document, str]] = [
            (cell.document, REASONS[_language(query)][reason]) for cell, reason in lined.left_out
        ]
        found, moved = [], []
        for cell in cells:
            baseline = read_cell(cell.document, cell.indicator, "baseline") if cell.role == "target" else None
            found.append(_row(query, cell, baseline, is_ranked=cell in main and cell.document.id in ranked))
            moves = change(cell, baseline) if baseline is not None else None
            if moves is not None:
                moved.append((cell.document, change_said(moves, cell, _language(query))))
            if cell not in main:
                left_out.append((cell.document, cell.indicator.name(_language(query))))
        if not found:
            return []
        # As a plan prints it: verification knows our own name for it as nobody's words.
        name = next((cell.best.wording for cell in main if cell.best and cell.document.id in ranked), "")
        name = _IN_BRACKETS.split(name)[0].strip()
        drafts = compared(query, found, name, are_alike=not _is_bound(query))
        drafts[0] = replace(drafts[0], notes=(*drafts[0].notes, *_notes(query, left_out, moved)))
        return drafts


def same_in(document: Document, cell: Cell) -> Fact | None:
    """Return the fact of another document of a place for what a cell is of, and for the same time, if it is sound."""
    best = cell.best
    if best is None:
        return None
    if best.year:
        other = read_time(document, cell.indicator, {best.year})
        if best.role == "target" and (other.best is None or other.best.role != "target"):
            facts = document.facts.get(cell.indicator.id, ())
            restated = [each for each in facts if each.role == "old_target" and each.year == best.year]
            other = cell_of(document, cell.indicator, "target", restated)
    elif document.period == cell.document.period:
        other = read_cell(document, cell.indicator, cell.role)
    else:
        return None
    aims = ("target", "later", "old_target")
    alike = other.best is not None and (other.best.role in aims) == (best.role in aims)
    return other.best if other.has_value and alike else None


def _differ_note(query: Query, documents: Sequence[Document]) -> str:
    """Return the note that documents of one place differ, with their names."""
    if query.language == "en":
        names = "; ".join(each.english_name for each in documents)
        return f"Documents of one place give different figures for this; all are shown: {names}."
    note = f"同一地方的不同文件对此给出不同的数字，均已列出：{'；'.join(each.name for each in documents)}。"
    return to_traditional(note) if query.language == "zh-Hant" else note


def _rows(query: Query, cells: Sequence[Cell]) -> list[Draft]:
    """Return the figures of one plan that were computed with, those of one table row together."""
    if len(cells) > 1 and cells[0].best is not None:
        start = same_row(cells[1], cells[0].best)
        if start is not None:
            return [draft(query, cells[0].best, [start, cells[0].best])]
    return [draft(query, each, [each]) for cell in cells if (each := cell.best) is not None]


def _first_shown(query: Query, document: Document, indicators: Sequence[Indicator]) -> Cell | None:
    """Return the cell of the first indicator that a document prints something of for what is asked."""
    own = next((each for each in query.apart if each.scope == (document.id,)), query)
    asked = replace(query, years=own.years)  # where each place is asked with a year of its own
    cells = (read_asked(document, each, asked) for each in indicators)
    # Beside other plans the dash of a table is told as it stands there: it is no zero, and no silence.
    return next((cell for cell in cells if cell and (_is_shown(cell) or cell.status == "dash")), None)


def _is_shown(cell: Cell) -> bool:
    """Return whether a cell has something to show: a figure, words, or values whose columns are not known."""
    return cell.status in ("value", "conflict", "text", "unclear")


def _row(query: Query, cell: Cell, baseline: Cell | None, *, is_ranked: bool) -> Found:
    best = cell.best
    if best is None:
        raise ValueError("an empty cell has no row")
    start = same_row(baseline, best) if baseline is not None else None
    told = [best] if start is None else [start, best]
    row = draft(query, best, told)
    document = cell.document
    words = [_glossed(query, told, unframed(query, document, row.text), row.quotes)]
    quotes = list(row.quotes)
    for other in cell.against[:_MOST_AGAINST]:
        against = draft(query, other, [other])
        words.append(unframed(query, document, against.text))
        quotes += against.quotes
    when = time_quote(best, quotes)
    if when is not None:
        quotes.append(when)
    years = frozenset({best.year}) if _is_bound(query) and best.year else frozenset[str]()
    value = Value(printed(best), best.quantity, years) if is_ranked else None
    return Found(
        document,
        "; ".join(words),
        Draft("", tuple(dict.fromkeys(quotes)), contradicts=bool(cell.against)),
        value,
        best.year,
    )


def _is_bound(query: Query) -> bool:
    """Return whether a comparison asks each place for a time of its own: what is of two times is not ranked."""
    return len({each.years for each in query.apart}) > 1


def _glossed(query: Query, facts: Sequence[Fact], words: str, quotes: Sequence[Quote]) -> str:
    """Return the words of a row, for a question in English behind what they say in English."""
    gist = gist_of(query, facts, words, quotes) if query.language == "en" else ""
    if not gist:
        return words
    return f"{gist}: {words}" if facts[-1].in_table else f"{gist}: “{words}”"


def _notes(
    query: Query, left_out: Sequence[tuple[Document, str]], moved: Sequence[tuple[Document, str]]
) -> tuple[str, ...]:
    """Return what is told beside a comparison: how far the targets are from where they start, and who is not ranked."""
    english = query.language == "en"
    join = "; " if english else "；"
    colon = ": " if english else "："
    out = [f"{_city(query, document)}{colon}{reason}" for document, reason in left_out]
    notes = []
    if moved:
        said = join.join(f"{_city(query, document)} {text}" for document, text in moved)
        notes.append(
            f"Computed from the figures of the plans, target less starting point: {said}."
            if english
            else f"按规划数字计算，目标较起点：{said}。"
        )
    if out:
        notes.append(f"Not ranked: {join.join(out)}." if english else f"不参与排名：{join.join(out)}。")
    return tuple(to_traditional(each) if query.language == "zh-Hant" else each for each in notes)


def _language(query: Query) -> Literal["zh", "en"]:
    return "en" if query.language == "en" else "zh"


def _city(query: Query, document: Document) -> str:
    return document.english_name if query.language == "en" else document.name


def undated_note(query: Query, fact: Fact) -> str:
    """Return the note that a plan prints no year beside a figure, and which years the plan is for."""
    said = year_said(fact, _language(query))
    text = f"{printed(fact)}: {said}." if query.language == "en" else f"{printed(fact)}：{said}。"
    return to_traditional(text) if query.language == "zh-Hant" else text
