"""What several plans say of one thing: a row for each plan, and first which of them has the most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from embeddings.corpus import Document
from embeddings.facts.periods import period_names, plan_of, with_plan_ends
from embeddings.facts.quantities import Quantity, find_quantities
from embeddings.needs import Need, main_need
from embeddings.queries import Query
from embeddings.scripts import search_form, to_simplified, to_traditional
from qa.answers import Sentence
from qa.citations import Draft
from qa.english import indicator_name, value_in_english
from qa.indicators.levels import mixed_levels
from qa.periods import end_of_period

_PERCENT_NAME = re.compile(r"\(%\)[:,]")
_PAIR = re.compile(r"\S+为\S*\d")
_PLANNED, _REACHED = re.compile(r"目标"), re.compile(r"完成|实现|实际")
_YEARLY = re.compile(r"年均|增速")
_BOUND_BEFORE = re.compile(r"(?:不低于|不少于|不超过|超过|突破|[≥≤])\s*$")
_FEWEST = 2
_HEADER = {
    "zh-Hans": ("规划", "原文", "年份", "依据", "未提及"),
    "zh-Hant": ("規劃", "原文", "年份", "依據", "未提及"),
    "en": ("Plan", "Text", "Year", "Source", "not mentioned"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one plan: the words, the draft that quotes them, the value in them if it may be ranked, its year."""

    document: Document
    words: str
    draft: Draft
    value: Value | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as printed, its amount, and the years that its words name."""

    printed: str
    quantity: Quantity
    years: frozenset[str]


def compared(
    query: Query, found: Sequence[Found], about: str = "", *, are_alike: bool = False
) -> list[Draft]:
    """Return which plan has the most where that is asked and can be said, then a table row for each plan.

    ``about`` is the name of what is compared, if it has one in the vocabulary. ``are_alike``: the values are known to be
    of one sort and time; else they are looked at, and why they are not ranked is told beside the first row.
    """
    rows = [_row(query, each) for each in found]
    values = _ranked_values(query, found)
    if values and not are_alike and not _are_alike(query, values):
        rows[0] = replace(rows[0], notes=(_not_alike(query),))
        values = []
    if values and _overlap(values):
        rows[0] = replace(rows[0], notes=(_overlapping(query),))
        values = []
    first = _ranking(query, values) if values else None
    if first is not None and about and query.language != "en":
        first = replace(first, text=_in_script(query, f"{about}:") + first.text)
    return [*([first] if first else []), *rows]


def one_value(words: str) -> str:
    """Return of a row that gives an old target beside what was reached only the latter; nothing where that is not told.

    Other words are returned as they are.
    """
    name, mark, values = words.partition(":")
    pairs = [each for each in values.split(",") if _PAIR.search(each)]
    if not mark or len(pairs) < 2 or not any(_PLANNED.search(each) for each in pairs):
        return words
    reached = [each for each in pairs if _REACHED.search(each) and not _YEARLY.search(each)]
    return f"{name}:{reached[0]}" if len(reached) == 1 else ""


def read_value(needs: Sequence[Need], words: str) -> Value | None:
    """Return the value that follows the name of what is asked, or the first one; years are no values."""
    folded = search_form(words)
    main = main_need(needs)
    at = max(
        (folded.find(name) + len(name) for name in (main.names if main else ()) if name in folded), default=0
    )
    figures = find_quantities(folded)
    figure = next((each for each in figures if each.start >= at), next(iter(figures), None))
    if figure is None:
        return None
    quantity = figure.quantity
    if not quantity.unit and _PERCENT_NAME.search(folded):
        quantity = replace(quantity, unit="%")
    before = _BOUND_BEFORE.search(figure.gap)
    start = figure.start - (len(before.group()) if before else 0)
    return Value(words[start : figure.end].strip(), quantity, frozenset(period_names(folded)))


def _row(query: Query, found: Found) -> Draft:
    """Return the table row of a plan."""
    words = " ".join(found.words.split()).replace("|", "/")
    quoted = search_form(" ".join(part.text for part in found.draft.parts))
    said = _year_said(query, found.year, search_form(words), quoted)
    city = _name(query, found.document)
    verbatim = any(" ".join(quote.text.split()) == words for quote in found.draft.quotes)
    shown = f"“{words}”" if query.language == "en" and verbatim else words
    return replace(found.draft, text=_in_script(query, f"| {city} | {shown} | {said} |"))


def _year_said(query: Query, own: str, *texts: str) -> str:
    """Return the year or period of a row: its ``own`` if it is known and printed, else the one asked, else the last one."""
    printed = [period_names(text) for text in texts]
    for years in (years for years in printed if years and (not own or own in years)):
        year = next((each for each in (own, *query.years) if each in years), max(years))
        return f"{year}年" if year.isdigit() and query.language != "en" else year
    return "—"


def _ranked_values(query: Query, found: Sequence[Found]) -> list[tuple[Found, Value]]:
    """Return the plans that have a value to rank, where a rank is asked for and there are two at least."""
    values = [
        (each, each.value)
        for each in found
        if each.value is not None and each.value.quantity.size is not None
    ]
    return values if len(values) >= _FEWEST and query.form.rank else []


def _are_alike(query: Query, values: Sequence[tuple[Found, Value]]) -> bool:
    sorts = {(value.quantity.sort, value.quantity.measure.family) for _, value in values}
    return len(sorts) == 1 and _same_time(query, values)


def _not_alike(query: Query) -> str:
    english = query.language == "en"
    return _in_script(
        query,
        "The plans give different measures or years, which are not ranked."
        if english
        else "各规划所给的不是同一口径或同一年份，不作排名。",
    )


def _overlap(values: Sequence[tuple[Found, Value]]) -> bool:
    """Return whether a range (5%—5.5%) has another value in it: neither is the higher one, nor are they the same."""
    ends = [(_size(value), value.quantity.top or _size(value)) for _, value in values]
    return any(
        one != other and one[0] <= other[1] and other[0] <= one[1] for one, other in combinations(ends, 2)
    )


def _overlapping(query: Query) -> str:
    english = query.language == "en"
    return _in_script(
        query,
        "A plan gives a range that has the other value in it; they are not ranked."
        if english
        else "有规划所给的是区间，与另一数值重叠，不作排名。",
    )


def _ranking(query: Query, values: Sequence[tuple[Found, Value]]) -> Draft:
    """Return the sentence that says which plan has the most, or that they tie."""
    quotes = tuple(dict.fromkeys(quote for each, _ in values for quote in each.draft.quotes))
    english = query.language == "en"
    least = query.form.rank == "least"
    mixed = mixed_levels([each.document for each, _ in values], "en" if english else "zh")
    notes = (_in_script(query, mixed),) if mixed else ()
    ordered = sorted(values, key=lambda pair: _size(pair[1]), reverse=not least)
    first = _size(ordered[0][1])
    leading = [(each, value) for each, value in ordered if _size(value) == first]
    if len(leading) == len(ordered):
        text = (
            f"The same in all: {value_in_english(ordered[0][1].printed)}."
            if english
            else f"相同,均为{ordered[0][1].printed}。"
        )
        return Draft(_in_script(query, text), quotes, notes=notes)
    names = (", " if english else "、").join(_name(query, each.document) for each, _ in leading)
    rest = (", " if english else ",").join(
        f"{_name(query, each.document)} {value_in_english(value.printed)}"
        if english
        else f"{_name(query, each.document)}{value.printed}"
        for each, value in ordered[len(leading) :]
    )
    top = leading[0][1].printed
    if english:
        # The name of what is ranked is what the quotes vouch for: figures and places alone say nothing that they could.
        name = indicator_name(query.standalone, search_form(" ".join(quote.text for quote in quotes)))
        most = " ".join(filter(None, ["Lowest" if least else "Highest", name]))
        text = f"{most}: {names}, {value_in_english(top)}; then {rest}."
    else:
        most = "最" if len(ordered) > 2 else "更"
        text = f"{names}{most}{query.form.rank_word or ('低' if least else '高')}:{top};{rest}。"
    return Draft(_in_script(query, text), quotes, notes=notes)


def _size(value: Value) -> Decimal:
    return value.quantity.size or Decimal(0)


def _same_time(query: Query, values: Sequence[tuple[Found, Value]]) -> bool:
    """Say whether the values may be of one time; one without a year is of the time that is asked, else a target.

    The target of one plan and the starting point of the next are of one year and of different sorts.
    """
    if len({found.document.period for found, _ in values}) > 1:
        return False
    asked = frozenset(query.years)
    times = [
        _with_periods(value.years or asked or end_of_period(found.document.period)) for found, value in values
    ]
    return bool(frozenset.intersection(*times))


def _with_periods(names: Set[str]) -> frozenset[str]:
    """Return years with the plan that ends in one of them, and plans with the year that they end in."""
    plans = {plan_of(int(name)) for name in names if name.isdigit()}
    return frozenset(with_plan_ends(names) | {plan.name for plan in plans if str(plan.last) in names})


def with_markers(query: Query, sentences: Sequence[Sentence], silent: Sequence[Document]) -> str:
    """Join sentences with their markers, each on its own line; rows get a header and the plans that are silent."""
    lines: list[str] = []
    header = _HEADER[query.language]
    in_table = False
    for sentence in sentences:
        markers = "".join(f"[{marker}]" for marker in sentence.markers)
        if sentence.text.startswith("| "):
            if not in_table:
                lines += ["| " + " | ".join(header[:4]) + " |", "|---|---|---|---|"]
            lines.append(f"{sentence.text} {markers} |")
            in_table = True
        else:
            lines.append(sentence.lead + sentence.text + markers)
    if in_table:
        lines += [f"| {_name(query, each)} | {header[4]} | — | — |" for each in silent]
    return "\n".join(lines)


def silent_documents(query: Query, documents: Mapping[str, Document], cited: set[str]) -> list[Document]:
    """Return the plans that are compared and not cited, in the order of the question."""
    return [documents[each] for each in query.scope if query.compares and each not in cited]


def _name(query: Query, document: Document) -> str:
    if query.language == "en":
        return document.english_name
    return _in_script(query, document.name)


def _in_script(query: Query, text: str) -> str:
    if query.language == "en":
        return text
    return to_traditional(text) if query.language == "zh-Hant" else to_simplified(text)
