"""What is said where there is no answer, and what is noted beside one, in the language of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.corpus import Document
from embeddings.lexical import tokenize
from embeddings.mentions import MentionAsked, asked_mention, find_mentions
from embeddings.needs import question_kind, quoted_names
from embeddings.queries import Query
from embeddings.retrieval import Hit
from embeddings.scripts import search_form, to_traditional
from embeddings.sentences import sentence_spans
from prompts import render
from qa.answering.absence import read_silence, silence_said
from qa.answering.own_words import word
from qa.answers import Citation, Language
from qa.damage_words import in_english
from qa.generators import NearestSentence
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


Reason = Literal[
    "filtered",
    "uncovered",
    "inside",
    "outside",
    "period",
    "name",
    "unexplained",
    "damaged",
    "silent",
    "nothing",
]
"""Why there is no answer: the named city is filtered out or not covered, only its region is; no plan answers such things;
the plan is for other years, does not use the name or does not explain it; the figure is damaged, or the plan gives none
for that time; nothing was found."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered, and the words of it."""

    reason: Reason
    text: str


def refusal(
    query: Query,
    documents: Sequence[Document],
    hits: Sequence[Hit] = (),
    nearest: NearestSentence | None = None,
) -> Refusal:
    """Return why a question is refused, in one line, and behind it where the plans come nearest.

    ``hits`` are what was found for the question, best first, ``nearest`` what was all but told as its answer.
    """
    reason, said = _reason(query, documents, hits)
    more = ""
    if reason in ("nothing", "inside"):
        more = _possible(query, documents, nearest) or _nearest(query, documents, hits)
    return Refusal(reason, _in_script(query, _with(query, said, more)))


def _reason(query: Query, documents: Sequence[Document], hits: Sequence[Hit]) -> tuple[Reason, str]:
    words = _words(query)
    plans = _joined(query, [_name(query, document) for document in documents])
    named = [document for document in documents if document.id in query.named]
    cities = _joined(query, [_name(query, document) for document in named])
    by_id = {document.id: document for document in documents}
    times, unused = _times(query, documents), _unused_name(query, by_id, hits)
    unexplained = _unexplained(query, by_id, hits)
    if query.named and not query.scope:
        return "filtered", render(f"refusal-filter.{words}", cities=cities)
    if names_only_uncovered(query):
        places = _joined(query, query.uncovered)
        return "uncovered", render(f"refusal-city.{words}", places=places, plans=plans)
    if query.asked_of:
        said = render(f"refusal-inside.{words}", **_asked_of(query, documents))
        return "inside", _with(query, said, times)
    if asks_outside(query):
        return "outside", _outside(query)
    silent = read_silence(query, documents)
    if silent is not None:
        return "silent", _with(query, silence_said(query, silent), times)
    said = _found_nothing(query, named, plans)
    if times:
        return "period", _with(query, times, said)
    if unused:
        return "name", _with(query, unused, said)
    if unexplained:
        return "unexplained", _with(query, unexplained, said)
    return "nothing", said


def _found_nothing(query: Query, named: Sequence[Document], plans: str) -> str:
    """Return where nothing was found: in the plans of the cities named, or in the documents that a kind or time chose."""
    words = _words(query)
    if not named:
        return render(f"refusal.{words}", plans=plans)
    if query.choice.spans or query.choice.sets_beside:
        return render(
            f"refusal-document.{words}", names=_joined(query, [_name(query, each) for each in named])
        )
    cities = [each.entry.city_en or each.city if query.language == "en" else each.city for each in named]
    return render(f"refusal-plan.{words}", cities=_joined(query, list(dict.fromkeys(cities))))


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


def _unused_name(query: Query, documents: Mapping[str, Document], hits: Sequence[Hit]) -> str:
    """Return that the plans do not use a name that is asked about, or nothing."""
    asked = asked_mention(query) if hits else None
    if asked is not None and not asked.absent and _is_unmentioned(query, asked, documents):
        return render(f"refusal-name.{_words(query)}", slogan=asked.wordings[0])
    unused = unknown_name(query, documents) if query.named and hits else ""
    return render(f"refusal-name.{_words(query)}", slogan=unused) if unused else ""


def _is_unmentioned(query: Query, asked: MentionAsked, documents: Mapping[str, Document]) -> bool:
    """Return whether none of the plans asked has a word that is asked for, read whole."""
    if query.compares:
        return mention_quotes(query, documents) == []
    scope = [documents[each] for each in query.scope if each in documents]
    return query.confirms == "whether" and not find_mentions(scope, asked.wordings).having


def _unexplained(query: Query, documents: Mapping[str, Document], hits: Sequence[Hit]) -> str:
    """Return where a plan uses a name that it does not explain, or nothing."""
    if not query.named or question_kind(query) != "definition":
        return ""
    for hit in hits:
        name = next((each for each in quoted_names(query) if each in search_form(hit.chunk.text)), "")
        if name and hit.chunk.chapter:
            return render(
                f"refusal-unexplained.{_words(query)}", slogan=name, **_place(query, documents, hit)
            )
    return ""


def _nearest(query: Query, documents: Sequence[Document], hits: Sequence[Hit]) -> str:
    """Return where the plans come nearest to what is asked, or nothing."""
    by_id = {document.id: document for document in documents}
    if not query.named or not hits or question_kind(query) == "definition":
        return ""
    found = [_nearest_sentence(query, by_id[hit.chunk.document_id], hit) for hit in hits[:_READ]]
    most, quote, hit = max(
        ((shared, quote, hit) for (shared, quote), hit in zip(found, hits, strict=False)),
        key=lambda each: each[0],
    )
    return (
        render(f"refusal-nearest.{_words(query)}", quote=quote, **_place(query, by_id, hit)) if most else ""
    )


def _possible(query: Query, documents: Sequence[Document], nearest: NearestSentence | None) -> str:
    """Return the sentence that may bear on a question, as one that may; nothing where it is damaged or unreadably long."""
    if nearest is None:
        return ""
    by_id = {document.id: document for document in documents}
    document = by_id[nearest.hit.chunk.document_id]
    quote = " ".join(document.clean.text[nearest.start : nearest.end].split()).strip("。;；,，—")
    if len(quote) > _LONGEST_NEAREST or document.is_damaged(nearest.start, nearest.end):
        return ""
    return render(f"refusal-possible.{_words(query)}", quote=quote, **_place(query, by_id, nearest.hit))


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


def damage_refusal(query: Query, document: Document, citation: Citation) -> Refusal:
    """Return the words of a refusal of a damaged figure, with the place and what is printed there."""
    text = render(
        f"refusal-damaged.{_words(query)}",
        city=_name(query, document),
        chapter=" › ".join(citation.chapter),
        quote=citation.quote,
        reason="; ".join(in_english(each) if query.language == "en" else each for each in citation.warnings),
    )
    return Refusal("damaged", _in_script(query, text))


def part_refusal(query: Query, documents: Mapping[str, Document], damaged: Sequence[Citation]) -> str:
    """Return why a part of a question has no answer, where its figure is damaged or the plan has none; else nothing."""
    if damaged:
        return damage_refusal(query, documents[damaged[0].document_id], damaged[0]).text
    if asks_outside(query):
        return f"{_asked_words(query)}{_outside(query)}"
    silent = read_silence(query, tuple(documents.values()))
    return _in_script(query, silence_said(query, silent)) if silent is not None else ""


def _outside(query: Query) -> str:
    words = _words(query)
    said = render(f"refusal-outside.{words}", what=word(f"beyond_{query.beyond}", words))
    return _in_script(query, said)


def _asked_words(query: Query) -> str:
    """Return a part of a question as it stands before why it has no answer."""
    asked = query.question.strip(" ?？。,，")
    return f"“{asked}”: " if query.language == "en" else f"“{asked}”："


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


def _words(query: Query) -> Language:
    return "en" if query.language == "en" else "zh-Hans"


def _joined(query: Query, names: Sequence[str]) -> str:
    return (", " if query.language == "en" else "、").join(names)


def _name(query: Query, document: Document) -> str:
    return document.english_name if query.language == "en" else document.name


def _in_script(query: Query, text: str) -> str:
    return to_traditional(text) if query.language == "zh-Hant" else text
