"""Lists that a text announces with their count: 重点做好十个方面工作：, and the members that follow it.

Members are items or lines with a mark, run-in heads, or sentences that each begin with a name of one frame (…方面,). A
list is told only with as many as its announcement counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.facts.periods import period_names, with_plan_ends
from embeddings.headings import Section
from embeddings.lexical import tokenize
from embeddings.markers import chinese_number
from embeddings.needs import quoted_names
from embeddings.queries import Query
from embeddings.query.about import matter_of
from embeddings.query.counting import announced_names
from embeddings.scripts import search_form
from embeddings.sentences import sentence_spans
from qa.answering.items import items_of
from qa.answering.reader import Span
from qa.answering.run_in import run_ins
from qa.listing import clause_members, members

_CN: Final = "一二三四五六七八九十"
_LINE: Final = re.compile(r"[^\n]+")
_BEGINS: Final = re.compile(
    rf"\s*(?:(?P<dash>——|[-●•◆■]\s)|[(（](?P<inner>[{_CN}]{{1,3}}|\d{{1,2}})[)）]|(?P<outer>[{_CN}]{{1,3}}|\d{{1,2}})[、.．](?!\d))"
)
_ENDED: Final = re.compile(r"[。!?;]")
_UNITS: Final = "大个项条类张"
_NAMED: Final = re.compile(rf"(?P<count>[{_CN}]{{1,3}})[{_UNITS}]?(?P<noun>[\u4e00-\u9fff]{{2,}})")
_COUNTS: Final = re.compile(
    rf"(?<![{_CN}百\d第])(?P<count>[{_CN}两]|1?\d)(?:[{_UNITS}]|方面)(?=[\u4e00-\u9fff”\d])|[“\"](?P<quoted>[{_CN}])(?![{_CN}])[\u4e00-\u9fff]{{2,6}}[”\"]"
)
"""What announces a list: its count, and what is counted; “十四五” counts nothing."""
_CLOSING: Final = '”"」』 \n'
_LEAST: Final = 2
_FAR: Final = 2
"""Lines behind an announcement within which its list begins."""


def announced_items(query: Query, document: Document) -> tuple[list[Span], str]:
    """Return the items of the list that a question names by its count as the text does, all of them, or none.

    With them goes what the question says beyond their name.

    It asks for nothing else: behind the name it has no more than words that ask and what the text says there. Of several
    the last is meant, under headings of no other time: what was done is told before what is to be done.
    """
    bare = query.bare.replace("的", "")
    for name in [*announced_names(query.bare), *quoted_names(query)]:
        count = chinese_number(match[0]) if (match := re.match(rf"[{_CN}两]+", name)) else 0
        before, _, behind = bare.rpartition(name)
        if count < _LEAST:
            continue
        for at in reversed(list(_places(document, name))):
            if _is_apart(query, document, at):
                continue
            items = _items_behind(document, at, count)
            rest = matter_of(
                _unsaid(behind, document.search_text[at:]).replace(f"{name[:1]}个{name[1:]}", " ")
            )
            if not items and _shares(matter_of(before), document, at):
                items = counted_members(document, at, count)
            if items and _say(document, items, rest):
                return items, rest
    return [], ""


def _say(document: Document, items: Sequence[Span], rest: str) -> bool:
    """Return whether what else a question says is what most of the items say: 四区各自怎么发展, of areas that develop."""
    said = [document.search_text[slice(*each)] for each in items]
    words = tokenize(rest) if rest.isascii() else set(rest)
    return all(2 * sum(each in text for text in said) > len(said) for each in words)


def counted_members(document: Document, at: int, count: int) -> list[Span]:
    """Return the ``count`` members that follow a place in its section's own text, each as far as the next; else nothing.

    The place is a heading's, or the sentence's that announces them.
    """
    section = document.path_at(at)[-1]
    text, end = document.search_text, section.own_end
    begin = max(section.head_end, next((b for a, b in _sentences(document, section) if a <= at < b), 0))
    heads = [each for each in run_ins(document, section) if each.head[0] >= begin]
    spans = [span for span in _sentences(document, section) if span[0] >= begin]
    runs = (
        [span for span in items_of(document, section) if span[0] >= begin],
        [each.head for each in heads if each.begins_line],
        [each.head for each in heads],
        members(text, spans, count),
        clause_members(text, spans, count),
    )
    found = next((run for run in runs if len(run) == count), [])
    # What a sentence behind its last member says is told with it, one of another line is not.
    last = text.find("\n", found[-1][1] - 1, end) if found else -1
    stops = [*(a for a, _ in found[1:]), last if last >= 0 else end]
    return list(zip([a for a, _ in found], stops, strict=True)) if found else []


def members_around(document: Document, position: int) -> list[Span]:
    """Return the members of the list that a section announces and a position lies in, its announcement included; else none."""
    section = document.path_at(position)[-1]
    for start, end in _sentences(document, section):
        for match in _COUNTS.finditer(document.search_text, start, end):
            numeral = match["count"] or match["quoted"]
            count = int(numeral) if numeral.isdigit() else 2 if numeral == "两" else chinese_number(numeral)
            found = counted_members(document, match.start(), count) if count > _LEAST else []
            if found and start <= position < found[-1][1]:
                return found
    return []


def _sentences(document: Document, section: Section) -> list[Span]:
    begin, end = section.head_end, section.own_end
    return [(begin + a, begin + b) for a, b in sentence_spans(document.clean.text[begin:end])]


def _unsaid(behind: str, text: str) -> str:
    """Return what a question says behind a name beyond what the text says there: both read without marks."""
    own, said = behind.lstrip(_CLOSING), text.lstrip(_CLOSING)
    shared = 0
    while shared < min(len(own), len(said)) and own[shared] == said[shared]:
        shared += 1
    return own[shared:]


def _shares(matter: str, document: Document, at: int) -> bool:
    """Return whether what a question says before a name, if it says anything, is taken up where the text has the name."""
    asked = {each for each in tokenize(matter) if len(each) > 1}
    section = document.path_at(at)[-1]
    around = next((span for span in _sentences(document, section) if span[0] <= at < span[1]), (at, at))
    said = f"{' '.join(document.chapter_at(at))} {document.clean.text[slice(*around)]}"
    return not asked or not asked.isdisjoint(tokenize(search_form(said)))


def _is_apart(query: Query, document: Document, at: int) -> bool:
    """Return whether a heading over a place names other times than those that are asked."""
    asked = with_plan_ends(query.years)
    named = (set(period_names(search_form(each), document.period)) for each in document.chapter_at(at))
    return bool(asked) and any(times and times.isdisjoint(asked) for times in named)


def _places(document: Document, name: str) -> Iterator[int]:
    """Yield where a text says a name, 的 in it or not."""
    pattern = "的?".join(re.escape(each) for each in name.replace("的", ""))
    if (counted := _NAMED.fullmatch(name)) is not None:  # 六个方面 is 6方面 too
        number = chinese_number(counted["count"])
        pattern += rf"|(?<![{_CN}百\d])(?:{counted['count']}|{number})[{_UNITS}]?{re.escape(counted['noun'])}"
    return (match.end() for match in re.finditer(pattern, document.search_text))


def _items_behind(document: Document, at: int, count: int) -> list[Span]:
    """Return the lines that begin just ``count`` items of one kind behind a place, each as far as the next one.

    They are announced by the last sentence of a line.
    """
    text, end = document.search_text, document.path_at(at)[-1].clean_end
    if _ENDED.search(text[at : text.find("\n", at)].rstrip()[:-1]):
        return []
    lines = [match.span() for match in _LINE.finditer(text, text.find("\n", at, end), end)] if "\n" in text[at:end] else []  # fmt: skip
    marked = [(span, match) for span in lines if (match := _BEGINS.match(text, *span)) is not None]
    if not marked or marked[0][0] not in lines[:_FAR]:
        return []
    kind = marked[0][1].lastgroup or ""
    alike = [(span, match) for span, match in marked if match.lastgroup == kind]
    if kind == "dash":
        first = lines.index(alike[0][0])
        run = [span for at, (span, _) in enumerate(alike) if lines[first + at : first + at + 1] == [span]]
    else:
        run = [span for at, (span, match) in enumerate(alike, 1) if _ordinal(match[kind]) == at]
        run = run if len(alike) == len(run) else []
    if len(run) != count:
        return []
    return list(zip([a for a, _ in run], [*(a for a, _ in run[1:]), run[-1][1]], strict=True))


def _ordinal(number: str) -> int:
    return int(number) if number.isdigit() else chinese_number(number)
