"""Facts in running text: a name, the figure that follows it, and the year, place and damage around them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from embeddings.facts.definitions import Definitions, Indicator, growth_of
from embeddings.facts.fact import Fact
from embeddings.facts.periods import YEAR
from embeddings.facts.quantities import Figure, Quantity, Span, figure_before, figures_after
from embeddings.facts.quotes import quote_span
from embeddings.facts.scope import Areas
from embeddings.facts.short_names import Name, short_name
from embeddings.facts.times import (
    compared_year,
    nearest_year,
    past_years,
    role_of,
    year_around,
    year_before,
)
from embeddings.facts.unit_match import takes
from embeddings.facts.units import same_family
from embeddings.lost_breaks import stops_lost
from embeddings.scripts import search_form
from embeddings.sentences import clause_spans, sentence_spans

if TYPE_CHECKING:
    from embeddings.corpus import Document

_OF_ANOTHER: Final = re.compile(r"(?:[占对元位均]|规模以上|相当于)$")
"""What makes a name part of another indicator: 占GDP, 万元GDP, 人均GDP."""
_ADDED: Final = re.compile(
    r"(?:新增|新建|新培育|培育|改造|引进|每年新增|年均新增|净增|新认定)(?:国家级?|省级)?$"
)
_SHARED_LEAD: Final = re.compile(r"每(?:千|万|百|十万)(?:名|常住)?人口?(?:拥有)?")
_GLUED: Final = ("原文两个数值之间疑似缺字",)
TASK: Final = re.compile(
    r"(?:完成|达到)(?:国家和?|省市?|上级|国、省)*(?:下达|规定|考核)?的?(?:目标)?(?:任务|要求)"
)
"""A target in words: 完成国家下达任务."""
_ITEMS: Final = re.compile(r"[、和与及]")
_FROM: Final = re.compile(r"[从由](?:\d{4}年)?(?:[末底])?的?$")
_FROM_YEAR: Final = re.compile(rf"[从由](?:{YEAR})年")
_TO: Final = re.compile(r"[到至为]$")
"""由2015年的a调整为b: b is not of 2015."""
_FALLS: Final = re.compile(r"(?:下降|降低|减少|回落)$")
_CHANGES: Final = re.compile(r"(?:年均)?(?:增长|降低|下降|减少)$")
_EACH: Final = re.compile(r"分别|各自|各(?=达|增|减|\s*\d)")
_JOINED: Final = re.compile(r"和|与|及|以及|、")
_ALL: Final = re.compile(r"均|都")
"""A、B均达到a: the value is of both."""
_FIVE: Final = re.compile(r"(?<![\d.])[五5]年")
_SEVERAL: Final = re.compile(r"年均|累计|(?<![\d.])[五5]年")
"""What says that a value is of several years."""
_BLANK: Final = " \u3000\t"
_FEWEST_INDENTED: Final = 10
"""At least one line in so many begins with an indent where indents tell the paragraphs."""
_STARTS: Final = re.compile(r"(?:其中|并|且|同比|总体)?")


@dataclass(slots=True)
class _Sentence:
    """What has been read of a sentence so far: whose values they are, of which part of the area, and what narrows that name.

    ``last`` is the name that one said in short may lean on.
    """

    start: int
    end: int
    subject: tuple[Name, ...] = ()
    last: Name | None = None
    scope: str = ""
    modifier: str = ""


def text_facts(
    document: Document, definitions: Definitions, tables: Sequence[tuple[int, int]]
) -> Iterator[Fact]:
    """Yield every mention in the text outside of the tables, whose spans are given, in the order of the text."""
    reader = _Reader(document, definitions)
    for start, end in sentence_spans(document.search_text):
        if not any(a <= start < b for a, b in tables):
            yield from reader.sentence(start, end)


@lru_cache(maxsize=8)
def _names(definitions: Definitions) -> re.Pattern[str]:
    """One pattern for all wordings, the longest first, so that none is found inside a longer one."""
    wordings = {each for indicator in definitions.indicators for each in indicator.wordings}
    wordings |= {joint.wording for joint in definitions.joints}
    return re.compile("|".join(re.escape(each) for each in sorted(wordings, key=len, reverse=True)))


def wordings_in(folded: str, definitions: Definitions) -> list[str]:
    """Return the wordings of listed indicators that a text in search form has, none that is part of another's name."""
    found = _names(definitions).finditer(folded)
    return [each.group() for each in found if not _OF_ANOTHER.search(folded[: each.start()])]


class _Reader:
    def __init__(self, document: Document, definitions: Definitions) -> None:
        self._document = document
        self._definitions = definitions
        self._text = document.search_text
        self._names = _names(definitions)
        self._joints = {joint.wording: joint.indicators for joint in definitions.joints}
        self._paragraphs = _paragraph_starts(document)
        entry = document.entry
        self._areas = Areas([search_form(each) for each in (entry.city, *entry.aliases)])

    def sentence(self, start: int, end: int) -> Iterator[Fact]:
        text = self._text
        if not any(character.isdigit() for character in text[start:end]) and not TASK.search(
            text, start, end
        ):
            return
        state = _Sentence(start, end)
        for clause_start, clause_end in clause_spans(text, start, end):
            yield from self._clause(state, clause_start, clause_end)

    def _clause(self, state: _Sentence, start: int, end: int) -> Iterator[Fact]:
        names = self._names_in(state, start, end)
        if not names:
            if state.subject:
                yield from self._continued(state, start, end)
            if re.search(r"\d", self._text[start:end]):
                state.scope = self._areas.after(self._text[start:end], state.scope)
            return
        state.scope = self._areas.after(self._text[start : names[0][0]], state.scope)
        listed = self._listed(state, start, end, names)
        if listed is not None:
            state.subject = ()
            yield from listed
            return
        for index, name in enumerate(names):
            limit = names[index + 1][0] if index + 1 < len(names) else end
            lead = self._text[names[index - 1][1] if index else start : name[0]]
            yield from self._named(state, name, start, lead, limit)
        yield from self._shared(state, names, start, end)
        state.subject = (names[-1],)
        state.modifier = self._areas.modifier(self._text[start : names[-1][0]])

    def _names_in(self, state: _Sentence, start: int, end: int) -> list[Name]:
        """Return the names in a clause, those said in short among them; one within another's name is none."""
        names: list[Name] = []
        written = self._written(start, end)
        for item_start, item_end in _items(self._text, start, end):
            own = [each for each in written if item_start <= each.start < item_end]
            if state.last is not None and not (own and own[0].start == item_start):
                short = short_name(self._definitions, self._text, state.last, item_start, item_end)
                if short is not None and not any(each.start < short.end for each in own):
                    own.insert(0, short)
            names += own
            state.last = names[-1] if own else state.last
        return names

    def _written(self, start: int, end: int) -> list[Name]:
        """Return the names in a clause; one that is part of another, or an abbreviation in brackets behind one, is none."""
        text = self._text
        names: list[Name] = []
        for match in self._names.finditer(text, start, end):
            if _OF_ANOTHER.search(text[start : match.start()]):
                continue
            in_brackets = text[match.start() - 1] in "(（" and text[match.end() : match.end() + 1] in (
                ")",
                "）",
            )
            if names and in_brackets and names[-1][1] == match.start() - 1:
                continue
            names.append(Name(match.start(), match.end(), match.group()))
        return names

    def _named(self, state: _Sentence, name: Name, start: int, lead: str, limit: int) -> Iterator[Fact]:
        figures = figures_after(self._text, name[1], limit, lead)
        if name[2] in self._joints:
            yield from self._joint(state, name, figures, start)
            return
        if _ADDED.search(lead):
            return
        for index, figure in enumerate(figures):
            is_start = len(figures) > index + 1 and _FROM.search(figure.gap) is not None
            yield from self._mentions(
                state, self._shorter(name, figure), figure, start, lead, is_start=is_start
            )
        if not figures:
            yield from self._task(state, name, start, limit)
            before = figure_before(self._text, start, name[0])
            if before is not None and not _ADDED.search(before.gap):
                yield from self._mentions(state, name, before, start, "")

    def _shared(self, state: _Sentence, names: Sequence[Name], start: int, end: int) -> Iterator[Fact]:
        """Yield the one value, or the target in words, that names joined by 和 or 、 have in common."""
        for index in range(len(names) - 1):
            last = index
            joints = []
            while last + 1 < len(names):
                between = self._text[names[last][1] : names[last + 1][0]]
                if not _JOINED.fullmatch(between):
                    break
                joints.append(between)
                last += 1
            if last == index or any(name[2] in self._joints for name in names[index : last + 1]):
                continue
            limit = names[last + 1][0] if last + 1 < len(names) else end
            change = _CHANGES.search(names[last][2])  # …和农村居民人均可支配收入年均增长: both grow
            behind = names[last][1] - (len(change.group()) if change else 0)
            figures = figures_after(self._text, behind, limit)
            if not figures:
                yield from self._task(state, names[index], start, limit, names[last][1])
            elif len(figures) == 1 and (joints[-1] != "、" or _ALL.search(figures[0].gap)):
                yield from self._mentions(state, names[index], figures[0], start, "")

    def _task(self, state: _Sentence, name: Name, start: int, limit: int, behind: int = 0) -> Iterator[Fact]:
        """Yield the target in words that stands directly behind a name, or ``behind`` those that it is joined to."""
        task = TASK.match(self._text, behind or name[1], limit)
        named = [each for each in self._definitions.named(name[2]) if name[2] in each.wordings]
        if task and named:
            figure = Figure(task.start(), task.end(), "", Quantity(None))
            yield self._mention(state, named[0], name, figure, start, "")

    def _continued(self, state: _Sentence, start: int, end: int) -> Iterator[Fact]:
        """Read a clause that goes on about the last name: 2020年达到1671.87亿元, 年均增长7.1%."""
        lead = _STARTS.match(self._text, start, end)
        figures = figures_after(self._text, lead.end() if lead else start, end)
        if not figures:
            return
        name = state.subject[-1]
        if name[2] in self._joints:
            yield from self._joint(state, name, figures, start)
            return
        for figure in figures:
            if figure.gap.strip("“”: "):
                yield from self._mentions(state, self._shorter(name, figure), figure, start, "")

    def _shorter(self, name: Name, figure: Figure) -> Name:
        """Return the name that a later figure is of: 地区生产总值 where 地区生产总值年均增长 has a level behind it."""
        if any(takes(each, name[2], figure) for each in self._definitions.named(name[2])):
            return name
        shorter = [
            wording
            for each in self._definitions.indicators
            for wording in each.wordings
            if name[2].startswith(wording) and takes(each, wording, figure)
        ]
        longest = max(shorter, key=len, default=name[2])
        return Name(name[0], name[0] + len(longest), longest)

    def _joint(self, state: _Sentence, name: Name, figures: Sequence[Figure], start: int) -> Iterator[Fact]:
        """Give the values behind a joint wording to its indicators in turn, where there are as many."""
        ids = self._joints[name[2]]
        if not figures or len(figures) % len(ids):
            return
        for index, figure in enumerate(figures):
            indicator = next(
                each for each in self._definitions.indicators if each.id == ids[index % len(ids)]
            )
            own = _fallen(figure)
            growth = growth_of(indicator) if own.kind == "rate" else None
            if growth is not None:
                yield self._mention(state, growth, name, own, start, "")
            elif figure.kind == "level" and same_family(figure.unit, indicator.unit):
                yield self._mention(state, indicator, name, figure, start, "")

    def _listed(self, state: _Sentence, start: int, end: int, names: Sequence[Name]) -> list[Fact] | None:
        """Read A、B分别达到a、b: item by item, None where the clause is no such list or the counts differ."""
        each = _EACH.search(self._text, names[0][1], end)
        if each is None or names[0][2] in self._joints:
            return None
        items = _ITEMS.split(self._text[names[0][0] : each.start()])
        figures = figures_after(self._text, each.end(), end)
        if len(figures) == 1:
            figures = figures * len(items)  # 分别减少8%: each of them by as much
        if len(items) != len(figures):
            return []
        shared = _SHARED_LEAD.match(items[0])
        found: list[Fact] = []
        position = names[0][0]
        for item, figure in zip(items, figures, strict=True):
            wording = next(
                (each.wording for each in names if each[:2] == (position, position + len(item))), ""
            )
            if not wording and shared:
                whole = self._names.fullmatch(shared.group() + item)
                wording = whole.group() if whole else ""
            if wording:
                found += self._mentions(
                    state, Name(position, position + len(item), wording), figure, start, ""
                )
            position += len(item) + 1
        return found

    def _mentions(
        self,
        state: _Sentence,
        name: Name,
        figure: Figure,
        start: int,
        lead: str,
        *,
        is_start: bool = False,
    ) -> Iterator[Fact]:
        """Yield the mention of the one indicator that a figure is of, by its sort and its unit.

        ``is_start`` is a value that is left behind (从76.5岁提升至78岁): without a year of its own it is an earlier one.
        """
        fallen = _fallen(figure)
        for indicator in self._definitions.named(name[2]):
            own = fallen if indicator.measure == "rate" else figure
            if takes(indicator, name[2], own):
                mention = self._mention(state, indicator, name, own, start, lead)
                left = is_start and not nearest_year(figure.gap)
                yield replace(mention, role="earlier", year="") if left else mention
                return

    def _mention(
        self,
        state: _Sentence,
        indicator: Indicator,
        name: Name,
        figure: Figure,
        start: int,
        lead: str,
    ) -> Fact:
        text, document = self._text, self._document
        year = self._year(state, figure, start, indicator)
        since = name.since if name.since >= 0 else name.start
        quote_start, quote_end = quote_span(
            text, (state.start, state.end), min(since, figure.start, start), figure.end
        )
        prefix = text[start : min(name[0], figure.start)]
        # A clause that goes on about a name from before has what narrowed that one.
        modifier = state.modifier if name[1] <= start else self._areas.modifier(prefix)
        role = role_of(year, document)
        striven = () if role in ("baseline", "earlier") else ("力争", "争取")
        words = tuple(
            word
            for word in (*striven, "预计", "预期")
            if word in prefix and word not in figure.quantity.qualifiers
        )
        messages = tuple(d.message for d in document.damages if d.start < quote_end and quote_start < d.end)
        return Fact(
            document=document,
            indicator=indicator.id,
            wording=document.clean.text[name[0] : name[1]],
            printed=document.clean.text[figure.start : figure.end],
            quantity=replace(
                figure.quantity,
                qualifiers=(*words, *figure.quantity.qualifiers),
                span=_span(figure, name[2], lead + prefix),
            ),
            role=role,
            year=year,
            start=quote_start,
            end=quote_end,
            value_start=figure.start,
            value_end=figure.end,
            compared_with=compared_year(figure.gap) if figure.kind == "cut" else "",
            scope=state.scope or modifier,
            damage=(*messages, *(_GLUED if figure.glued and not messages else ())),
            damaged=figure.glued or document.is_damaged(figure.start, figure.end),
        )

    def _year(self, state: _Sentence, figure: Figure, start: int, indicator: Indicator) -> str:
        """Return the year nearest before a value: in its clause, its sentence, its paragraph, then by the headings."""
        text, document = self._text, self._document
        line = self._paragraphs[max(0, bisect.bisect_right(self._paragraphs, state.start) - 1)]
        clause = text[start : figure.start]
        if _TO.search(figure.gap) and not nearest_year(figure.gap):
            clause = _FROM_YEAR.sub("", clause)
        year = nearest_year(clause, text[state.start : start], own=document.period)
        several = _SEVERAL.search(text, start, figure.end) is not None
        if not year and (several or indicator.measure == "flow"):
            year = past_years(text[line:start], document.period)
        if year:
            return year
        headings = (search_form(each) for each in reversed(document.chapter_at(figure.start)))
        year = year_before(text[line : state.start], document.period)
        year = year or year_around(document, headings, several=several)
        own = document.period
        if own is not None and own.plan and year == str(own.last) and _FIVE.search(clause):
            return own.name  # 五年新增就业4000万人, where the sentence before names the last year
        return year


def _fallen(figure: Figure) -> Figure:
    """Return what fell (下降2.1%) as growth below nothing, its word with it; any other figure as it is."""
    falls = _FALLS.search(figure.gap)
    if figure.kind != "cut" or falls is None or figure.quantity.number is None:
        return figure
    quantity = figure.quantity
    below = replace(
        quantity,
        number=-figure.quantity.number,
        high=None if quantity.high is None else -quantity.high,
        kind="rate",
    )
    gap = figure.gap[: falls.start()]
    return replace(figure, start=figure.start - len(falls.group()), gap=gap, quantity=below)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the marks 、 of a clause."""
    for match in re.finditer(r"[^、]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _paragraph_starts(document: Document) -> list[int]:
    """Return where the paragraphs of a document begin: with its lines, or where each sentence has one, with the indents."""
    text, raw, clean = document.search_text, document.raw, document.clean
    starts = [0, *(match.end() for match in re.finditer("\n", text) if match.end() < len(text))]
    if not stops_lost(text.split("\n")):
        return starts
    indented = [start for start in starts if raw[max(0, int(clean.starts[start]) - 1)] in _BLANK]
    if len(indented) * _FEWEST_INDENTED < len(starts):
        return starts
    heads = (path[-1].clean_start for path in document.paths)
    return sorted({0, *indented, *heads})


def _span(figure: Figure, wording: str, before: str) -> Span:
    """Return whether a value is of each year, of several together, or their average; its name may say it too."""
    if figure.quantity.span:
        return figure.quantity.span
    if "累计" in before:
        return "total"
    return "average" if "年均" in wording else "yearly" if "每年" in before else ""
