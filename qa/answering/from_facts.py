"""Questions about an indicator are answered from the facts that the indicator table shows, so that the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator
from embeddings.facts.fact import Fact
from embeddings.facts.periods import period_names, with_plan_ends, year_names
from embeddings.queries import Query
from embeddings.scripts import search_form, to_traditional
from embeddings.sentences import clause_spans
from embeddings.tables import Row, Table
from qa.citations import Draft, Quote, phrase
from qa.comparisons import Found, Value, compared
from qa.english import indicator_name, value_in_english
from qa.indicators.asking import asked_indicators, read_asked, read_asked_alone
from qa.indicators.choosing import Cell, cell_of, read_cell, read_time
from qa.indicators.comparing import change, compare
from qa.indicators.saying import REASONS, change_said, printed
from qa.passages import trim
from qa.periods import asked_years
from qa.phrasing import marked_damage, unframed

_MOST_AGAINST = 2
"""Facts that contradict the best one and are said beside it; the indicator table shows all."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Facts of one document in words, with what they are quoted from."""

    words: str
    quotes: tuple[Quote, ...]
    verbatim: bool


class FactAnswers:
    """Drafts from facts what a question asks of one indicator: of one plan, or of several side by side."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def drafts(self, query: Query) -> list[Draft]:
        """Return the drafts, none where the question asks for something else, or for what no fact says for certain."""
        scope = [self._documents[each] for each in query.scope if each in self._documents]
        if query.places or (len(scope) != 1 and not query.compares):
            return []
        indicators = asked_indicators(query, scope)
        if not indicators:
            return []
        if query.compares:
            return self._comparison(query, scope, indicators)
        cell = read_asked_alone(scope[0], indicators[0], query)
        if cell is None or not cell.has_value:
            return []
        drafts = self._single(query, cell)
        return [*drafts, *self._elsewhere(query, cell)] if drafts else []

    def _single(self, query: Query, cell: Cell) -> list[Draft]:
        """Return the best fact of a cell, and what contradicts it.

        A question that says neither a year nor that it asks for a target gets the starting point of the same row too;
        where there is none, which figure is meant is not told by the facts.
        """
        best = cell.best
        if best is None:
            return []
        told = [best]
        if not asked_years(query, cell.document.period) and not query.wants_value and cell.role == "target":
            start = _same_row(read_cell(cell.document, cell.indicator, "baseline"), best)
            if start is None:
                return []
            told = [start, best]
        elif query.language == "en" and not best.in_table:
            told = [_dated(cell, best)]  # its words in English name the year, which a quote must print
        drafts = [draft_facts(query, told[-1], told, cell)]
        drafts += [draft_facts(query, each, [each], cell) for each in cell.against[:_MOST_AGAINST]]
        return [drafts[0], *(replace(each, contradicts=True) for each in drafts[1:])]

    def _elsewhere(self, query: Query, cell: Cell) -> list[Draft]:
        """Return what other documents of the place print of the same thing for the same time, where it differs."""
        best = cell.best
        if best is None:
            return []
        drafts = []
        for each in query.choice.further:
            document = self._documents[each]
            other = same_in(document, cell)
            if other is not None and _amount(other) != _amount(best):
                note = _differ_note(query, [cell.document, document])
                drafts.append(replace(draft_facts(query, other, [other], cell), notes=(note,)))
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
        drafts = compared(query, found, name)
        drafts[0] = replace(drafts[0], notes=_notes(query, left_out, moved))
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


def _first_shown(query: Query, document: Document, indicators: Sequence[Indicator]) -> Cell | None:
    """Return the cell of the first indicator that a document prints something of for what is asked."""
    cells = (read_asked(document, each, query) for each in indicators)
    # Beside other plans the dash of a table is told as it stands there: it is no zero, and no silence.
    return next((cell for cell in cells if cell and (_is_shown(cell) or cell.status == "dash")), None)


def _is_shown(cell: Cell) -> bool:
    """Return whether a cell has something to show: a figure, words, or values whose columns are not known."""
    return cell.status in ("value", "conflict", "text", "unclear")


def _row(query: Query, cell: Cell, baseline: Cell | None, *, is_ranked: bool) -> Found:
    best = cell.best
    if best is None:
        raise ValueError("an empty cell has no row")
    start = _same_row(baseline, best) if baseline is not None else None
    draft = draft_facts(query, best, [best] if start is None else [start, best], cell)
    document = cell.document
    words = [unframed(query, document, draft.text)]
    quotes = list(draft.quotes)
    for other in cell.against[:_MOST_AGAINST]:
        against = draft_facts(query, other, [other], cell)
        words.append(unframed(query, document, against.text))
        quotes += against.quotes
    when = _time_quote(best, quotes)
    if when is not None:
        quotes.append(when)
    value = Value(printed(best), best.quantity, frozenset()) if is_ranked else None
    return Found(
        document,
        "; ".join(words),
        Draft("", tuple(dict.fromkeys(quotes)), contradicts=bool(cell.against)),
        value,
        best.year,
    )


def _time_quote(fact: Fact, quotes: Sequence[Quote]) -> Quote | None:
    """Return where the time of a fact is said if its own quotes do not say it: earlier in its paragraph, or in a heading."""
    document = fact.document
    wanted = with_plan_ends({fact.year}) if fact.year else set()
    said = (name for quote in quotes for name in period_names(search_form(quote.text)))
    if not wanted or not wanted.isdisjoint(with_plan_ends(said)):
        return None
    text, line = document.search_text, document.search_text.rfind("\n", 0, fact.start) + 1
    spans = [(section.clean_start, section.head_end, section.id) for section in document.path_at(fact.start)]
    path_id = spans[-1][2]
    spans += [(a, b, path_id) for a, b in clause_spans(text, line, fact.start)]
    for start, end, section_id in reversed(spans):
        if not wanted.isdisjoint(with_plan_ends(period_names(text[start:end], document.period))):
            start = max(start, *(text.rfind(mark, start, end) + 1 for mark in "。;"))
            start, end = trim(document.clean.text, start, end)
            return Quote(document.id, section_id, document.clean.text[start:end], start)
    return None


def _same_row(baseline: Cell, best: Fact) -> Fact | None:
    """Return the starting point if it stands in the row of the best fact."""
    start = baseline.best if baseline.has_value else None
    same = start is not None and (start.start, start.end) == (best.start, best.end) and best.in_table
    return start if same else None


def draft_facts(query: Query, fact: Fact, facts: Sequence[Fact], cell: Cell) -> Draft:
    """Return the draft of facts of one place: their row with its header, or the clauses of the text."""
    said = _said(fact, facts)
    gist, quotes = "", said.quotes
    if query.language == "en" and not query.compares:
        when = _time_quote(fact, quotes)
        quotes = (*quotes, when) if when is not None and _prints(fact.year, when) else quotes
        gist = _gist(query, fact, said.words, quotes, cell.indicator)
    return Draft(phrase(said.words, fact.document, query.language, gist=gist, verbatim=said.verbatim), quotes)


def _gist(query: Query, fact: Fact, words: str, quotes: Sequence[Quote], indicator: Indicator) -> str:
    """Return in English what a fact says: its name, its year where a quote prints it, its value."""
    asked = indicator_name(query.standalone, search_form(words))
    name = indicator.en if asked and indicator.measure == "rate" else asked
    year = f", {fact.year}" if any(_prints(fact.year, quote) for quote in quotes) else ""
    return f"{name}{year}: {value_in_english(printed(fact))}" if name else ""


def _dated(cell: Cell, best: Fact) -> Fact:
    """Return the place that says the same as the best fact and prints its year, if one does, or the best one."""
    same = (
        each
        for each in cell.others
        if not (each.scope or each.damaged) and each.certain and _amount(each) == _amount(best)
    )
    places = (best, *same)
    return next((each for each in places if each.year in year_names(search_form(each.quote))), best)


def _amount(fact: Fact) -> tuple[object, ...]:
    return fact.size, fact.top, fact.quantity.bound, fact.read_unit.family, fact.span


def _prints(year: str, quote: Quote) -> bool:
    return year in year_names(search_form(quote.text))


def _said(fact: Fact, facts: Sequence[Fact]) -> _Said:
    document = fact.document
    section_id = document.path_at(fact.start)[-1].id
    found = _row_of(document, section_id, fact)
    if found is None:
        quote = Quote(document.id, section_id, fact.quote, fact.start)
        return _Said(marked_damage(document, fact.start, fact.end), (quote,), verbatim=True)
    row, table = found
    quotes = [Quote(document.id, section_id, document.clean.text[row.quote_start : row.end], row.quote_start)]
    if table.header_end > table.header_start:
        header = document.clean.text[table.header_start : table.header_end]
        quotes.append(Quote(document.id, section_id, header, table.header_start))
    starts = {each.value_start for each in facts}
    pairs = [pair for pair in row.pairs() if pair[1].start in starts]
    words = row.said(pairs) if pairs else row.reading(table).replace("列位不明", "列位存疑")
    return _Said(words, tuple(quotes), verbatim=False)


def _row_of(document: Document, section_id: str, fact: Fact) -> tuple[Row, Table] | None:
    """Return the table row that a fact stands in, None for one of the text."""
    if not fact.in_table:
        return None
    return next(
        (
            (row, table)
            for table in document.tables.get(section_id, ())
            for row in table.rows
            if row.quote_start == fact.start and row.end == fact.end
        ),
        None,
    )


def _notes(
    query: Query, left_out: Sequence[tuple[Document, str]], moved: Sequence[tuple[Document, str]]
) -> tuple[str, ...]:
    """Return what is told beside a comparison: how far the targets are from where they start, and who is not ranked."""
    english = query.language == "en"
    join = "; " if english else ";"
    colon = ": " if english else ":"
    out = [f"{_city(query, document)}{colon}{reason}" for document, reason in left_out]
    notes = []
    if moved:
        said = join.join(f"{_city(query, document)} {text}" for document, text in moved)
        notes.append(f"Target less starting point: {said}." if english else f"目标较起点:{said}。")
    if out:
        notes.append(f"Not ranked: {join.join(out)}." if english else f"不参与排名:{join.join(out)}。")
    return tuple(to_traditional(each) if query.language == "zh-Hant" else each for each in notes)


def _language(query: Query) -> Literal["zh", "en"]:
    return "en" if query.language == "en" else "zh"


def _city(query: Query, document: Document) -> str:
    return document.english_name if query.language == "en" else document.name
