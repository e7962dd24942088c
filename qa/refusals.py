"""What is said where there is no answer, and what is noted beside one, in the language of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.mentions import asked_mention
from embeddings.needs import question_kind, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form, to_traditional
from embeddings.sentences import sentence_spans
from prompts import render
from qa.answering.absence import read_silence, silence_said
from qa.answers import Citation
from qa.damage_words import in_english
from qa.mentions import mention_quotes
from qa.outside import asks_outside, unknown_name
from qa.periods import asked_years, is_outside

_READ = 5
_FEWEST = 2
"""Periods from which there are different ones."""
_SHORTEST_NEAREST, _LONGEST_NEAREST = 12, 160
"""Characters; what is quoted beside a refusal is read in passing."""


def names_only_uncovered(query: Query) -> bool:
    """Say whether a question is about places that no plan covers, and no other."""
    return bool(query.uncovered) and not query.named


def refusal(query: Query, documents: Sequence[Document], hits: Sequence[Hit] = ()) -> str:
    """Return the words of a refusal: what is missing, where the plans come nearest, and which can be asked.

    ``hits`` are what was found for the question, best first.
    """
    plans = _joined(query, [_name(query, document) for document in documents])
    if query.named and not query.scope:
        named = [document for document in documents if document.id in query.named]
        cities = _joined(query, [_name(query, document) for document in named])
        return _in_script(query, render(f"refusal-filter.{_words(query)}", cities=cities))
    if names_only_uncovered(query):
        text = render(f"refusal-city.{_words(query)}", places=_joined(query, query.uncovered), plans=plans)
    elif query.asked_of:
        text = render(f"refusal-inside.{_words(query)}", **_asked_of(query, documents))
        text = _with(query, text, _times(query, documents))
    elif (silent := read_silence(query, documents)) is not None:
        text = _with(query, silence_said(query, silent), _times(query, documents))
    else:
        about = _times(query, documents) or _nearest(query, documents, hits)
        text = _with(query, render(f"refusal.{_words(query)}", plans=plans), about)
    return _in_script(query, text)


def _with(query: Query, text: str, more: str) -> str:
    return f"{text}{' ' if query.language == 'en' else ''}{more}" if more else text


def _times(query: Query, documents: Sequence[Document]) -> str:
    """Return which years the plans that were asked are for, where the question names none of these; else nothing."""
    scope = [document for document in documents if document.id in query.scope]
    if not scope or not all(is_outside(query, each) for each in scope):
        return ""
    named = sorted(set().union(*(asked_years(query, each.period) for each in scope)))
    year = "" if query.language == "en" else "年"
    years = _joined(query, [f"{each}{year}" if each.isdigit() else each for each in named])
    return render(f"refusal-years.{_words(query)}", years=years, covered=_covered(query, scope))


def _covered(query: Query, scope: Sequence[Document]) -> str:
    """Return the years that plans are for, those of the same years together."""
    plans: dict[str, list[str]] = {}
    for document in scope:
        span = document.period.span if document.period is not None else ""
        plans.setdefault(span, []).append(_name(query, document))
    unknown = "not stated" if query.language == "en" else "未注明"
    colon, join = (": ", "; ") if query.language == "en" else ("：", "；")
    year = "" if query.language == "en" else "年"
    said = {span: f"{span}{year}" if span else unknown for span in plans}
    return join.join(f"{_joined(query, names)}{colon}{said[span]}" for span, names in plans.items())


def _nearest(query: Query, documents: Sequence[Document], hits: Sequence[Hit]) -> str:
    """Return what the plans do say of a name that is asked about, or where they come nearest, or nothing."""
    words = _words(query)
    by_id = {document.id: document for document in documents}
    asked = asked_mention(query) if query.compares and hits else None
    if asked is not None and mention_quotes(query, by_id) == []:
        return render(f"refusal-name.{words}", slogan=asked.wordings[0])
    if not query.named or not hits or asks_outside(query):
        return ""
    unknown = unknown_name(query, by_id)
    if unknown:
        return render(f"refusal-name.{words}", slogan=unknown)
    if question_kind(query) == "definition":
        for hit in hits:
            name = next((each for each in quoted_names(query) if each in search_form(hit.chunk.text)), "")
            if name and hit.chunk.chapter:
                return render(f"refusal-unexplained.{words}", slogan=name, **_place(query, by_id, hit))
        return ""
    found = [_nearest_sentence(query, by_id[hit.chunk.document_id], hit) for hit in hits[:_READ]]
    most, quote, hit = max(
        ((shared, quote, hit) for (shared, quote), hit in zip(found, hits, strict=False)),
        key=lambda each: each[0],
    )
    return render(f"refusal-nearest.{words}", quote=quote, **_place(query, by_id, hit)) if most else ""


def _place(query: Query, documents: Mapping[str, Document], hit: Hit) -> dict[str, str]:
    city = _name(query, documents[hit.chunk.document_id])
    return {"city": city, "chapter": " › ".join(hit.chunk.chapter)}


def _nearest_sentence(query: Query, document: Document, hit: Hit) -> tuple[int, str]:
    """Return how much the sound sentence of a passage that shares most with the question shares, and the sentence."""
    asked = set(tokenize(query.focus))
    best, most = "", 0
    for start, end in sentence_spans(hit.chunk.text) if hit.chunk.chapter and not hit.chunk.reading else ():
        a, b = hit.chunk.clean_start + start, hit.chunk.clean_start + end
        damaged = any(each.start < b and a < each.end for each in document.damages)
        shared = len(asked & set(tokenize(hit.chunk.text[start:end])))
        if shared > most and not damaged and _SHORTEST_NEAREST <= end - start <= _LONGEST_NEAREST:
            best, most = " ".join(hit.chunk.text[start:end].split()), shared
    return most, best.strip("。;；,，—")


def damage_refusal(query: Query, document: Document, citation: Citation) -> str:
    """Return the words of a refusal of a damaged figure, with the place and what is printed there."""
    text = render(
        f"refusal-damaged.{_words(query)}",
        city=_name(query, document),
        chapter=" › ".join(citation.chapter),
        quote=citation.quote,
        reason="; ".join(in_english(each) if query.language == "en" else each for each in citation.warnings),
    )
    return _in_script(query, text)


def damage_notes(query: Query, citations: Sequence[Citation]) -> list[str]:
    """Return one note for each damage in what is cited or was set aside."""
    notes = []
    for citation in citations:
        # A place that was set aside has no marker; its city says where it is.
        where = f"[{citation.marker}]" if citation.marker else citation.city
        for warning in citation.warnings:
            if query.language == "en":
                notes.append(f"{where} The source is damaged here: {in_english(warning)}")
            else:
                notes.append(_in_script(query, f"{where} {warning}"))
    return notes


def silent_plans(query: Query, documents: Sequence[Document], citations: Sequence[Citation]) -> list[str]:
    """Name the plans that were to be compared and gave no evidence, and the places that no plan covers."""
    cited = {citation.document_id for citation in citations}
    missing = [document for document in documents if document.id in query.scope and document.id not in cited]
    notes = []
    if query.compares and missing:
        names = _joined(query, [_name(query, document) for document in missing])
        english = query.language == "en"
        notes.append(
            f"No evidence found in the plans of: {names}." if english else f"未找到依据的规划：{names}。"
        )
    if query.asked_of and citations:
        inside = _asked_of(query, documents)
        notes.append(
            "No plan of {places} itself is covered: the answer is from the plan of {plans}, which it belongs to.".format(
                **inside
            )
            if query.language == "en"
            else "未收录{places}自己的规划，以上出自其所属的{plans}的规划。".format(**inside)
        )
    if query.members and citations:
        region = next(document for document in documents if document.id == citations[0].document_id)
        names = _joined(query, query.members)
        notes.append(
            f"The plan cited is that of {_name(query, region)}: its figures are for the region, not for {names} alone."
            if query.language == "en"
            else f"所引为{region.city}的区域规划，数字针对整个区域，并非{names}一地。"
        )
    if query.uncovered:
        names = _joined(query, query.uncovered)
        notes.append(
            f"No plan of {names} is covered." if query.language == "en" else f"未收录{names}的规划。"
        )
    return [_in_script(query, note) for note in notes]


def period_notes(query: Query, documents: Sequence[Document], citations: Sequence[Citation]) -> list[str]:
    """Return the note on plans that are compared though they are for different years, with the years of each."""
    cited = {citation.document_id for citation in citations}
    compared = [document for document in documents if document.id in cited]
    if not query.compares or len({each.period.span if each.period else "" for each in compared}) < _FEWEST:
        return []
    covered = _covered(query, compared)
    if query.language == "en":
        return [f"The plans are for different years and are not ranked against one another ({covered})."]
    return [_in_script(query, f"所比规划的规划期不同，不作跨期排名（{covered}）。")]


def _asked_of(query: Query, documents: Sequence[Document]) -> dict[str, str]:
    """Return the places inside covered ones that are asked for, and the plans that are asked instead."""
    asked = {document for _, document in query.asked_of}
    return {
        "places": _joined(query, list(dict.fromkeys(place for place, _ in query.asked_of))),
        "plans": _joined(query, [_name(query, each) for each in documents if each.id in asked]),
    }


def _words(query: Query) -> str:
    return "en" if query.language == "en" else "zh-Hans"


def _joined(query: Query, names: Sequence[str]) -> str:
    return (", " if query.language == "en" else "、").join(names)


def _name(query: Query, document: Document) -> str:
    return document.entry.city_en or document.city if query.language == "en" else document.city


def _in_script(query: Query, text: str) -> str:
    return to_traditional(text) if query.language == "zh-Hant" else text
