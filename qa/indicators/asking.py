"""Which indicator a question asks about, where it asks about nothing else, and which of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.definitions import Indicator, find_indicators, growth_of, load_indicators
from embeddings.facts.reading import known_indicators
from embeddings.needs import question_kind, question_parts
from embeddings.queries import Query
from embeddings.query.following import completed
from embeddings.query.frame import bare_name, joined, speaks_of_growth, unframed
from embeddings.scripts import search_form
from embeddings.terms import (
    Term,
    english_key,
    find_english_terms,
    find_terms,
    free_words,
    is_function_word,
    measured_by,
)
from qa.indicators.choosing import Cell, CellRole, cell_of, read_cell, read_time
from qa.periods import asked_years, end_of_period

_BUILT: Final = frozenset(english_key("per compare difference higher highest lower lowest"))
"""English words that put the parts of a name together or compare."""
_SHORTEST: Final = 3
"""Characters of a name that is looked for inside the names of indicators."""


def asked_indicator(query: Query, documents: Sequence[Document]) -> Indicator | None:
    """Return the indicator whose name is all that a question asks about, or None; see :func:`asked_indicators`."""
    return next(iter(asked_indicators(query, documents)), None)


def asked_indicators(query: Query, documents: Sequence[Document]) -> tuple[Indicator, ...]:
    """Return the indicators that a name may mean where it is all that a question asks about, the likeliest first.

    They may be listed ones or rows' own names. A shorter name (研发投入) will do where several plans are compared, or one
    plan's target is asked, and all that it may mean is of one matter: the one that most set a target for comes first.
    """
    if query.language != "en" and len(question_parts(query)) > 1:
        return ()
    every = known_indicators(documents)
    if query.language == "en":
        return _named_in_english(query, every, documents)
    asked = search_form(query.focus)
    name = bare_name(asked)
    exact = [each for each in every if any(name == bare_name(w) for w in each.wordings)]
    grows = speaks_of_growth(asked)
    exact = exact or _by_term(name, every, grows=grows)
    if not (exact or query.compares) and _is_for_value(query) and len(name) >= _SHORTEST:
        return _meant_in(documents[0], [each for each in every if _is_most_of(name, each)])
    if exact or not query.compares or len(name) < _SHORTEST:
        # 城乡居民收入比 and 城乡居民收入 differ in a word of the frame: the longer wording that stands there is meant.
        return tuple(sorted(exact, key=lambda each: -_longest_in(each, asked))[:1])
    named = find_indicators(unframed(asked), every) or find_indicators(name, every)
    found = [each for each in named if not grows or each.measure == "rate"]
    return _by_targets(found, documents)


def _by_term(name: str, every: Sequence[Indicator], *, grows: bool) -> list[Indicator]:
    """Return the indicators that a name is another wording of: 农村居民收入 of 农村居民人均可支配收入.

    Growth is asked for by its name: where only it is called so, R&D is the share of the same thing.
    """
    called = {
        search_form(term.zh)
        for term in find_terms(name)
        if term.kind == "indicator" and name in map(search_form, term.wordings)
    }
    found = [each for each in every if called & set(each.wordings)]
    alike = [each for each in found if (each.measure == "rate") == grows]
    of_term = [each for each in every if search_form(each.term) in called and each.measure != "rate"]
    return alike or (of_term if found and not grows else []) or found


def _is_for_value(query: Query) -> bool:
    """Return whether a question says that it wants a figure of an indicator: a target, or how it stands now."""
    return query.wants_value or query.present


def asked_together(query: Query, documents: Sequence[Document]) -> tuple[Indicator, ...]:
    """Return the indicators that a question about one plan names side by side, all by their names; none where one is not."""
    if query.compares or query.language == "en":
        return ()
    parts = completed([each for each in joined(query.focus) if unframed(search_form(each))])
    found = [asked_indicators(replace(query, focus=each, wants_value=False), documents) for each in parts]
    return tuple(each[0] for each in found if each) if len(parts) > 1 and all(found) else ()


def read_asked(document: Document, indicator: Indicator, query: Query) -> Cell | None:
    """Return the cell that a question asks for by its years, the target where it names none; None where it names several.

    The years that a document's period ends in, and the one before, are its target and its starting point.
    """
    years, role = asked_years(query, document.period), asked_role(query, document)
    if role == "baseline" and query.wants_value and not (query.wants_result or query.present):
        before = [each for each in document.facts.get(indicator.id, ()) if each.role == "old_target"]
        set_before = cell_of(document, indicator, "target", before)
        if set_before.has_value:  # what the plan before had set is no result
            return set_before
    if role is not None:
        return read_cell(document, indicator, role)
    return read_time(document, indicator, years) if len(years) == 1 else None


def read_asked_alone(document: Document, indicator: Indicator, query: Query) -> Cell | None:
    """Return the cell that a question about one plan asks for, and what stands nearest where that one sets no target.

    That is its target for the growth of the same thing, if a target is what is asked for; else its starting point, if
    no time is named at all.
    """
    cell = read_asked(document, indicator, query)
    if cell is None or cell.status != "empty" or asked_role(query, document) != "target":
        return cell
    if not query.wants_value:
        years = asked_years(query, document.period)
        return cell if years else read_cell(document, indicator, "baseline")
    # A question that names the unit of its answer asks for a level; its growth is none.
    growth = None if query.form.measure.level else growth_of(indicator)
    return cell if growth is None else read_cell(document, growth, "target")


def asked_role(query: Query, document: Document) -> CellRole | None:
    """Return which cell of the table is asked for; None where it is neither, or both."""
    own = document.period
    years = asked_years(query, own)
    if not years and query.present:
        return "baseline"
    if not years or years <= end_of_period(own):
        return "baseline" if document.role_of(None) == "baseline" else "target"
    return "baseline" if own is not None and years <= end_of_period(own.previous) else None


def _named_in_english(
    query: Query, every: Sequence[Indicator], documents: Sequence[Document]
) -> tuple[Indicator, ...]:
    """Return the indicators of the one term that a question in English names.

    In a comparison other words are a translator's; a single question may have none but those that questions are built
    with, so that a figure of something more special is not answered with that of the whole.
    """
    text = _without_names(query.bare, documents)
    by_name = [each for each in every if each.en != each.zh and _content(each.en) == _content(text)]
    if len(by_name) == 1 and (query.compares or question_kind(query) in ("number", "yesno")):
        return tuple(by_name)
    terms = [measured_by(each) if query.wants_value else each for each in find_english_terms(text)]
    names = {term.zh for term in terms if term.kind == "indicator"}
    if len(names) != 1 or not (query.compares or _asks_value_alone(query, text, terms)):
        return ()
    name = search_form(names.pop())
    meant = [each for each in every if name in each.wordings]
    # Growth is asked for by its name: who asks for the intensity of R&D does not ask how its spending grows.
    grows = query.form.grows
    alike = [each for each in meant if (each.measure == "rate") == grows]
    alike = alike or [
        each for each in every if search_form(each.term) == name and (each.measure == "rate") == grows
    ]
    found = _by_targets(alike or meant, documents)
    return found if query.compares else found[:1]


def _asks_value_alone(query: Query, text: str, terms: Sequence[Term]) -> bool:
    """Return whether an English question asks for the value of an indicator, or whether it has one, and for nothing else."""
    strange = any(not is_function_word(word) for word in free_words(text).values())
    others = (term.zh for term in terms if term.kind != "indicator")
    is_frame = not (strange or query.glosses or any(unframed(each) for each in others))
    return is_frame and question_kind(query) in ("number", "yesno")


def _content(english: str) -> frozenset[str]:
    """Return the words of an English text that name something: neither those a question is built with nor 2025 target."""
    frame = {word for term in find_english_terms(english) if not unframed(term.zh) for word in term.en}
    built = {word for phrase in frame for word in english_key(phrase)}
    return frozenset(
        word for word in english_key(english) if not (is_function_word(word) or word in built | _BUILT)
    )


def _without_names(english: str, documents: Sequence[Document]) -> str:
    """Return an English question without what its cities' names have beside the aliases (… region)."""
    names = {word for each in documents for word in english_key(each.entry.city_en)}
    return " ".join(word for word in english.split() if not set(english_key(word)) & names)


def _meant_in(document: Document, found: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Return the indicator that a part of a name means in one plan: the one of a single matter that it has facts of.

    A listed one comes before rows with a like name; where several matters are left none is meant.
    """
    listed = {each.id for each in load_indicators()}
    known = [each for each in found if document.facts.get(each.id)]
    meant = [each for each in known if each.id in listed] or known
    return _by_targets(meant, [document])[:1]


def _is_most_of(name: str, indicator: Indicator) -> bool:
    """Return whether a name is half of a wording at least: 空气质量 of 空气质量优良率, but not 农业 of 农业科技进步贡献率."""
    return any(name in wording and 2 * len(name) >= len(wording) for wording in indicator.wordings)


def _longest_in(indicator: Indicator, asked: str) -> int:
    return max((len(wording) for wording in indicator.wordings if wording in asked), default=0)


def _by_targets(found: Sequence[Indicator], documents: Sequence[Document]) -> tuple[Indicator, ...]:
    """Return indicators of one matter, that first which most documents set a target for; none where they are of several."""
    if len({each.term for each in found}) > 1:
        return ()
    counts = {
        each.id: sum(read_cell(document, each, "target").has_value for document in documents)
        for each in found
    }
    return tuple(sorted(found, key=lambda each: -counts[each.id]))
