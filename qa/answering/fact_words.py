"""Facts in the words of an answer: their row with its head, or the clauses of the text, and the quote of their time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.corpus import Document
from embeddings.facts.definitions import load_indicators
from embeddings.facts.fact import Fact
from embeddings.facts.periods import period_names, with_plan_ends, year_names
from embeddings.facts.times import is_average
from embeddings.queries import Query
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans
from embeddings.tables import Row, Table
from qa.citations import Draft, Quote, phrase
from qa.derived import Derived
from qa.english import indicator_name, value_in_english
from qa.indicators.choosing import Cell
from qa.indicators.saying import ATTRIBUTES_EN, printed
from qa.locating import row_quote
from qa.passages import trim
from qa.phrasing import marked_damage


@dataclass(frozen=True, slots=True)
class _Said:
    """Facts of one document in words, with what they are quoted from."""

    words: str
    quotes: tuple[Quote, ...]
    verbatim: bool


def time_quote(fact: Fact, quotes: Sequence[Quote]) -> Quote | None:
    """Return where the time of a fact is said if its own quotes do not say it: earlier in its paragraph, or in a heading."""
    document = fact.document
    wanted = with_plan_ends({fact.year}) if fact.year else set()
    said = (
        name
        for quote in quotes
        for part in quote.parts
        for name in period_names(search_form(part.text), document.period)
    )
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


def same_row(baseline: Cell, best: Fact) -> Fact | None:
    """Return the starting point if it stands in the row of the best fact."""
    start = baseline.best if baseline.has_value else None
    same = start is not None and (start.start, start.end) == (best.start, best.end) and best.in_table
    return start if same else None


def draft(
    query: Query, fact: Fact, facts: Sequence[Fact], *, silent: Derived | None = None, timed: bool = True
) -> Draft:
    """Return the draft of facts of one place: their row with its head, or the clauses of the text.

    Where one plan is asked, ``timed`` says the time that is printed elsewhere, with a quote of that. ``silent`` is said
    before it: that there is no figure for what is asked, but this one.
    """
    said = _said(fact, facts)
    gist, quotes, words, verbatim = "", said.quotes, said.words, said.verbatim
    when = time_quote(fact, quotes) if timed and not query.compares else None
    if query.language == "en" and not query.compares:
        quotes = (*quotes, when) if when is not None and _prints(fact.year, when) else quotes
        gist = gist_of(query, facts, words, quotes)
        gist = f"{silent.said('en')}; {gist}".removesuffix("; ") if silent is not None else gist
    elif when is not None and not with_plan_ends({fact.year}).isdisjoint(
        period_names(search_form(when.text))
    ):
        quotes, verbatim = (*quotes, when), False
        year = fact.year if is_average(fact.year) else f"{fact.year}年"
        words = f"{year},{words}"
    if silent is not None and query.language != "en":
        words = f"{silent.said('zh-Hans')};{words}"
    text = phrase(words, fact.document, query.language, gist=gist, verbatim=verbatim)
    return Draft(text, quotes, derived=(silent,) if silent is not None else ())


def facts_draft(query: Query, facts: Sequence[Fact]) -> Draft:
    """Return the draft of facts of one row or clause, in the plan's own words."""
    said = _said(facts[-1], facts)
    return Draft(phrase(said.words, facts[-1].document, query.language, verbatim=said.verbatim), said.quotes)


def gist_of(query: Query, facts: Sequence[Fact], words: str, quotes: Sequence[Quote]) -> str:
    """Return in English what facts say: their name, the year where a quote prints it, the value, whether it binds."""
    fact = facts[-1]
    asked = indicator_name(query.standalone, search_form(words))
    rate = next(
        (each for each in load_indicators() if each.id == fact.indicator and each.measure == "rate"), None
    )
    name = rate.en if asked and rate is not None else asked
    if not name or fact.is_dash:
        return ""
    said = [
        f"{f'{each.year}: ' if index else ''}{value_in_english(printed(each))}"
        for index, each in enumerate(reversed(facts))
    ]
    year = f", {fact.year}" if any(_prints(fact.year, quote) for quote in quotes) else ""
    value = said[0] if len(said) == 1 else f"{said[0]} ({'; '.join(said[1:])})"
    binds = ATTRIBUTES_EN.get(fact.attribute, "")
    return f"{name}{year}: {value}{f', {binds}' if binds else ''}"


def dated(cell: Cell, best: Fact) -> Fact:
    """Return the place that says the same as the best fact and prints its year, if one does, or the best one."""
    same = (
        each
        for each in cell.others
        if not (each.scope or each.damaged) and each.certain and amount_of(each) == amount_of(best)
    )
    places = (best, *same)
    return next((each for each in places if each.year in year_names(search_form(each.quote))), best)


def amount_of(fact: Fact) -> tuple[object, ...]:
    """Return what two facts of one thing must have in common to say the same: amount, bound, sort of unit, span."""
    return fact.size, fact.top, fact.quantity.bound, fact.read_unit.family, fact.span


def _prints(year: str, quote: Quote) -> bool:
    return any(year in year_names(search_form(part.text)) for part in quote.parts)


def _said(fact: Fact, facts: Sequence[Fact]) -> _Said:
    document = fact.document
    section_id = document.path_at(fact.start)[-1].id
    found = _row_of(document, section_id, fact)
    if found is None:
        quote = Quote(document.id, section_id, fact.quote, fact.start)
        return _Said(marked_damage(document, fact.start, fact.end), (quote,), verbatim=True)
    row, table = found
    starts = {each.value_start for each in facts}
    pairs = [pair for pair in row.pairs() if pair[1].start in starts]
    words = row.said(pairs) if pairs else row.reading(table).replace("列位不明", "列位存疑")
    quote = row_quote(document, section_id, row, table, pairs)
    return _Said(words, (quote,), verbatim=False)


def fact_quote(fact: Fact) -> Quote:
    """Return the quote of a fact: its clause, or its row with the head of the table and the cell marked."""
    section_id = fact.document.path_at(fact.start)[-1].id
    found = _row_of(fact.document, section_id, fact)
    if found is None:
        return Quote(fact.document.id, section_id, fact.quote, fact.start)
    row, table = found
    told = [pair for pair in row.pairs() if pair[1].start == fact.value_start]
    return row_quote(fact.document, section_id, row, table, told)


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
