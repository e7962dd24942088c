"""Answers as HTML. What comes from a plan, a question or an answer is escaped and left as it is otherwise.

The only structure read out of an answer's text is a Markdown table (lines that start with ``|``) and the
markers ``[1]``, which become links when the answer has such a citation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from itertools import zip_longest
from typing import Final

from qa.answers import Answer, Citation, Support
from qa.damage_words import in_english
from qa.web.blocks import blocks_of, spoken_text
from qa.web.cited import QuotedTable, render_quoted
from qa.web.citing import Entry, answer_text, citation_text, gbt_text, plan_link, support_of
from qa.web.compared import Comparison, render_bars, render_cells
from qa.web.sharing import comparison_of, share_query
from qa.web.strings import DEFAULT_LANGUAGE, all_strings, label, span, tooltip
from qa.web.turns import RUNNING, Turn

OPEN_CARDS: Final = 3
"""So many citation cards show their passage at once; of a longer list only the headings, to be opened."""

TableOf = Callable[[Citation], QuotedTable | None]
"""Citation -> what it quotes out of a table."""

_BASE: Final = "{here}/"
"""Stands in what is copied for where the pages are; only the browser knows it behind every proxy."""
_MARKER: Final = re.compile(r"\[(\d{1,3})\]")
_REASONS: Final = ("wrong", "incomplete", "citation", "language", "other")


def no_table(_: Citation) -> QuotedTable | None:
    """Say of every citation that it quotes no table."""
    return None


def render_answer_text(text: str, *, markers: Iterable[int], turn: int) -> str:
    """Return the text of an answer as paragraphs and tables, with ``markers`` linked to their cards."""
    known = frozenset(markers)
    return "".join(
        _table(block.rows, known=known, turn=turn)
        if block.rows
        else f"<p>{_inline(block.text, known=known, turn=turn)}</p>"
        for block in blocks_of(text)
    )


def render_citation(
    citation: Citation,
    *,
    support: Support,
    turn: int,
    is_open: bool,
    entry: Entry,
    table: QuotedTable | None = None,
) -> str:
    """Return one citation as a card: marker, city, title, chapter path, seal, and the passage.

    What is quoted out of a table is shown under the heads of its columns, and as it is printed behind that.
    """
    number = citation.marker
    crumbs = '<span class="cp-sep" aria-hidden="true">›</span>'.join(
        f"<span>{escape(heading)}</span>" for heading in citation.chapter
    )
    return (
        f'<li class="cp-card" id="cp-{turn}-{number}" tabindex="-1">'
        f"<details{' open' if is_open else ''}><summary>"
        f'<span class="cp-num">[{number}]</span>'
        f'<span class="cp-where" lang="zh-Hans"><span class="cp-title">'
        f"<strong>{escape(citation.name)}</strong><cite>{escape(citation.document)}</cite></span>"
        f'<span class="cp-crumbs">{crumbs}</span><span class="cp-preview" aria-hidden="true">'
        f"{escape(table.said if table else citation.quote)}</span></span>{_seal(support)}</summary>"
        f"{_in_table(citation, table) if table else _passage(citation)}{_glossary(citation)}{_damage(citation)}"
        f'<p class="cp-explained">{span(support + "_help")}</p>'
        f"{_card_footer(citation, turn=turn, entry=entry)}</details></li>"
    )


def render_turn(
    turn: Turn,
    *,
    entry: Entry,
    help_html: str = "",
    rated: bool = False,
    table_of: TableOf = no_table,
    comparison: Comparison | None = None,
) -> str:
    """Return one question and its answer.

    ``help_html`` is put under a refusal, ``entry`` knows the plans that are cited, ``rated`` lets the reader say
    whether the answer is good, ``table_of`` knows what is quoted out of a table, ``comparison`` is
    what the answer compares.
    """
    only = "".join(f"<b>{escape(city)}</b>" for city in turn.cities)
    limited = f'<p class="cp-limited">{span("limited_to")} {only}</p>' if only else ""
    return (
        f'<article class="cp-turn" id="cp-turn-{turn.number}" data-state="{turn.state}" '
        f'data-turn="{escape(turn.id)}">'
        f'<div class="cp-question"><h2 class="cp-sr">{span("you")}</h2>'
        f"<p>{escape(turn.question)}</p>{_carried(turn)}{limited}</div>"
        f'<div class="cp-reply"><div class="cp-said"><h2 class="cp-sr">{span("reply")}</h2>'
        f"{_compared(turn)}{_reply(turn, help_html=help_html, comparison=comparison)}{_tools(turn, rated=rated)}</div>"
        f"{_sources(turn, entry=entry, table_of=table_of)}</div></article>"
    )


def _carried(turn: Turn) -> str:
    """Return what a question took over from those before it, each thing with a button that leaves it out."""
    chips = "".join(
        f'<span class="cp-chip">{escape(each.words)}<button type="button" data-leave="{each.kind}" '
        f"{label('leave_out')} {tooltip('leave_out')}>×</button></span>"
        for each in turn.carried
    )
    return f'<p class="cp-carried">{span("carried")} {chips}</p>' if chips else ""


def render_announcement(turn: Turn | None) -> str:
    """Return what a screen reader is told about the newest turn."""
    if turn is None:
        return ""
    if turn.state == "searching":
        return span("searching")
    if turn.state == "stopped":
        return span("stopped")
    if turn.state == "failed":
        return f"{span('failed_title')} {_problem_text(turn)}"
    if turn.state == "answering" or turn.answer is None:
        return ""
    language = turn.answer.language
    spoken = escape(spoken_text(turn.answer.text, language=language))
    count = len(turn.answer.citations)
    return f'<span lang="{language}">{spoken}</span> {span("sources_count", n=count) if count else ""}'


def _reply(turn: Turn, *, help_html: str, comparison: Comparison | None) -> str:
    """Return the answer part of a turn, for every state it can be in."""
    if turn.state == "searching":
        return f'<p class="cp-searching"><i></i><i></i><i></i>{span("searching")}</p>'
    if turn.state == "failed":
        return (
            f'<div class="cp-problem"><p class="cp-problem-title">{span("failed_title")}</p>'
            f"<p>{_problem_text(turn)}</p></div>"
        )
    if turn.answer is not None and turn.answer.refused:
        return (
            f'<div class="cp-refusal"><p class="cp-refusal-title">{span("refused_title")}</p>'
            f'<div lang="{turn.answer.language}">'
            f"{render_answer_text(turn.answer.text, markers=(), turn=turn.number)}</div>{help_html}</div>"
        )
    markers = [citation.marker for citation in turn.citations]
    language = f' lang="{turn.answer.language}"' if turn.answer else ""
    shown = render_answer_text(turn.text, markers=markers, turn=turn.number)
    if comparison is not None and turn.answer is not None:
        shown = _comparison(turn, comparison, turn.answer.language)
    body = f'<div class="cp-answer"{language}>{shown}</div>' if shown else ""
    if turn.state == "stopped":
        return f'{body}<p class="cp-stopped">{span("stopped")}</p>'
    return body + (_notes(turn.answer) if turn.answer else "")


def _comparison(turn: Turn, comparison: Comparison, language: str) -> str:
    """Return the text of an answer with its table in columns of their own, and bars below it."""
    known = frozenset(citation.marker for citation in turn.citations)
    shown = "".join(
        _columns(turn, block.rows, comparison, known=known)
        if block.rows
        else f"<p>{_inline(block.text, known=known, turn=turn.number)}</p>"
        for block in blocks_of(turn.text)
    )
    return shown + render_bars(comparison, language=language)


def _columns(
    turn: Turn, rows: Sequence[Sequence[str]], comparison: Comparison, *, known: frozenset[int]
) -> str:
    """Return the table of a comparison; a plan whose value is not in the indicator table keeps its words in one cell."""
    keys = ["compared_value", "compared_period"]
    keys += ["compared_start", "compared_change"] if comparison.has_change else []
    heads = "".join(
        f'<th scope="col" role="columnheader">{span(key)}</th>' for key in [*keys, "compared_seal"]
    )

    def row(cells: Sequence[str]) -> str:
        pair = comparison.pairs.get(cells[0])
        markers = [int(number) for number in _MARKER.findall(" ".join(cells)) if int(number) in known]
        links = _inline("".join(f"[{number}]" for number in markers), known=known, turn=turn.number)
        seal = _seal(support_of(turn.sentences, markers[0])) if markers else "—"
        if pair is None:
            text = _inline(_MARKER.sub("", cells[1]) if len(cells) > 1 else "", known=known, turn=turn.number)
            shown = f'<td role="cell" colspan="{len(keys)}"><span>{text}</span></td>'
        else:
            shown = "".join(
                f'<td role="cell"><span class="cp-column" aria-hidden="true">{span(key)}</span><span>{text}</span></td>'
                for key, text in render_cells(pair, has_change=comparison.has_change)
            )
        checked = (
            f'<td role="cell"><span class="cp-column" aria-hidden="true">{span("compared_seal")}</span>'
            f"<span>{seal} {links}</span></td>"
        )
        name = _inline(cells[0], known=known, turn=turn.number)
        return f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{shown}{checked}</tr>'

    body = "".join(row(cells) for cells in rows[1:])
    first = f'<th scope="col" role="columnheader">{_inline(rows[0][0], known=known, turn=turn.number)}</th>'
    return (
        f'<div class="cp-table cp-compared" role="region" tabindex="0" {label("table")}><table role="table">'
        f'<thead role="rowgroup"><tr role="row">{first}{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _compared(turn: Turn) -> str:
    """Return whether an answer is still the one that a link was made of."""
    key = comparison_of(turn)
    return f'<p class="cp-shared cp-{key.replace("_", "-")}">{span(key)}</p>' if key else ""


def _notes(answer: Answer) -> str:
    """Return what has to be said about an answer besides it."""
    notes = "".join(f"<li>{escape(warning)}</li>" for warning in answer.warnings)
    return f'<div class="cp-note"><b>{span("note_label")}</b><ul>{notes}</ul></div>' if notes else ""


def _sources(turn: Turn, *, entry: Entry, table_of: TableOf) -> str:
    """Return the citations of an answer as a list of cards, as far as they were verified."""
    if not turn.citations or (turn.answer is not None and turn.answer.refused):
        return ""
    count = len(turn.citations)
    cards = "".join(
        render_citation(
            citation,
            support=support_of(turn.sentences, citation.marker),
            turn=turn.number,
            is_open=count <= OPEN_CARDS,
            entry=entry,
            table=table_of(citation),
        )
        for citation in turn.citations
    )
    return f'<section class="cp-sources"><h3>{span("sources", n=count)}</h3><ol>{cards}</ol></section>'


def _tools(turn: Turn, *, rated: bool) -> str:
    """Return what can be done with a turn that has ended: copy it, ask again, edit the question, judge it."""
    if turn.state in RUNNING:
        return ""
    copied = turn.answer is not None and not turn.answer.refused
    copy = _copy_button("copy_answer", answer_text(turn.answer, base=_BASE)) if turn.answer and copied else ""
    question = escape(turn.question)
    again = f'<button type="button" class="cp-tool cp-again" data-ask="{question}">{span("retry")}</button>'
    edit = f'<button type="button" class="cp-tool cp-edit" data-edit="{question}">{span("edit")}</button>'
    if turn.problem:
        again = ""  # what cannot be asked cannot be asked again
    query = share_query(turn)
    share = (
        f'<button type="button" class="cp-tool cp-share" data-share="?{escape(query)}">{span("share")}</button>'
        if query
        else ""
    )
    told = copied and bool(turn.citations)  # a reply to thanks has nothing more to tell
    depth = _depth(turn) if told else ""
    pick = (
        f'<button type="button" class="cp-tool cp-pick" data-pick="" aria-pressed="false">{span("basket")}</button>'
        if told
        else ""
    )
    judged = _rating() if rated and turn.answer is not None else ""
    return f'<div class="cp-tools">{copy}{depth}{share}{pick}{again}{edit}{judged}</div>{_reasons(turn.number) if judged else ""}'


def _depth(turn: Turn) -> str:
    """Return the button that asks the newest question again, for every place that answers or for the best."""
    key = "tell_short" if turn.depth == "full" else "tell_full"
    return f'<button type="button" class="cp-tool cp-depth" data-leave="depth">{span(key)}</button>'


def _rating() -> str:
    """Return the two thumbs."""
    thumbs = "".join(
        f'<button type="button" class="cp-tool cp-thumb cp-{verdict}" data-rate="{verdict}" '
        f'aria-pressed="false" {label("rate_" + verdict)} {tooltip("rate_" + verdict)}></button>'
        for verdict in ("up", "down")
    )
    return f'<span class="cp-thumbs">{thumbs}</span>'


def _reasons(turn: int) -> str:
    """Return the question why an answer is not good; the page opens it after a thumb down."""
    buttons = "".join(
        f'<button type="button" class="cp-tool" data-reason="{reason}" aria-pressed="false">'
        f"{span('reason_' + reason)}</button>"
        for reason in _REASONS
    )
    return (
        f'<div class="cp-reasons" role="group" {label("reasons")} hidden><p>{span("reasons")}</p>'
        f'<div class="cp-reason-list">{buttons}</div><div class="cp-comment"><label for="cp-comment-{turn}">'
        f'{span("comment")}</label><input id="cp-comment-{turn}" type="text" maxlength="500">'
        f'<button type="button" class="cp-tool" data-comment="">{span("comment_send")}</button></div></div>'
    )


def _passage(citation: Citation) -> str:
    """Return the plan's own words around and in the quote, the quote marked; above a row the head of its table."""
    head = f"{span('cited_heads')} {escape(citation.head.quote)}" if citation.head else ""
    headed = f'<p class="cp-head" lang="zh-Hans">{head}</p>' if head else ""
    before = f"…{escape(citation.before)}" if citation.before else ""
    after = f"{escape(citation.after)}…" if citation.after else ""
    return f'{headed}<blockquote lang="zh-Hans">{before}<mark>{escape(citation.quote)}</mark>{after}</blockquote>'


def _glossary(citation: Citation) -> str:
    """Return what an English reader is told of the words of a quote."""
    words = "".join(
        f'<span><b lang="zh-Hans">{escape(each.zh)}</b> {escape(each.en)}</span>'
        for each in citation.glossary
    )
    return f'<p class="cp-glossary" lang="en">{words}</p>' if words else ""


def _in_table(citation: Citation, table: QuotedTable) -> str:
    """Return what is quoted out of a table, and the same as it is printed."""
    printed = f"<summary>{span('as_printed')}</summary>{_passage(citation)}"
    heading = citation.chapter[-1] if citation.chapter else ""
    return f'{render_quoted(table, heading=heading)}<details class="cp-printed">{printed}</details>'


def _damage(citation: Citation) -> str:
    """Return the warning line of a quote whose source is known to be damaged."""
    if not citation.warnings:
        return ""
    texts = "".join(
        f'<span data-for="{language}" lang="{language}">{escape(said(warning))}</span>'
        for language, said in (("zh-Hans", str), ("en", in_english))
        for warning in citation.warnings
    )
    return f'<p class="cp-damage"><b>{span("damaged")}</b>{texts}</p>'


def _card_footer(citation: Citation, *, turn: int, entry: Entry) -> str:
    """Return the buttons of a card, the way to its quote in the plan, and where in the raw text it stands."""
    back = (
        f'<a class="cp-back" href="#cp-turn-{turn}" data-back="cp-m-{turn}-{citation.marker}" '
        f"{label('back_to_answer', n=citation.marker)}>↑</a>"
    )
    place = span("position", n=f"{citation.start}–{citation.end}", css_class="cp-position")
    link = plan_link(citation, _BASE)
    copy = _copy_button("copy_citation", f"{citation_text(citation)} {link}".rstrip())
    told = gbt_text(citation, entry(citation.document_id), link=link, seen=date.today())
    standard = _copy_button("copy_gbt", told)
    return f'<div class="cp-card-tools">{_read_link(citation)}{copy}{standard}{place}{back}</div>'


def _read_link(citation: Citation) -> str:
    """Return the link to the quote in the plan; in a new tab, because the conversation is only in this one."""
    if not citation.permalink.startswith("/plans/"):
        return ""  # a kept conversation comes from outside: no other address is ever linked
    # Without its first slash the address is below the page's base, wherever a proxy publishes it.
    address = escape(citation.permalink.removeprefix("/"))
    return f'<a class="cp-read" href="{address}" target="_blank" rel="noopener">{span("read_in_plan")}</a>'


def _seal(support: Support) -> str:
    """Return the stamp that says how far the sentence was checked against its quote."""
    return f'<span class="cp-seal cp-{support}" {tooltip(support + "_help")}>{span(support)}</span>'


def _copy_button(key: str, text: str) -> str:
    """Return a button that copies ``text``."""
    return f'<button type="button" class="cp-tool cp-copy" data-copy="{escape(text)}">{span(key)}</button>'


def _problem_text(turn: Turn) -> str:
    """Return what went wrong in the page's language, and the message meant for the user, or the general one."""
    if not turn.problem:
        return span("failed_unexpected")
    said = f"{span(turn.problem_key)} " if turn.problem_key in all_strings()[DEFAULT_LANGUAGE] else ""
    return f'{said}<span class="cp-detail" lang="en">{escape(turn.problem)}</span>'


def _inline(text: str, *, known: frozenset[int], turn: int) -> str:
    """Return one line escaped, its known markers as links; an unknown marker stays text."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in known:
            return match[0]
        return (
            f'<a class="cp-marker" href="#cp-{turn}-{number}" data-cite="cp-{turn}-{number}" '
            f'data-marker="cp-m-{turn}-{number}" {label("source_number", n=number)}>[{number}]</a>'
        )

    return _MARKER.sub(link, escape(text))


def _table(rows: Sequence[Sequence[str]], *, known: frozenset[int], turn: int) -> str:
    """Return rows, the first of them the header, as a table that scrolls inside itself.

    On a small screen each row becomes a card, whose cells say the heads of their columns. The roles are said because a
    browser forgets those of a table that is laid out as anything else.
    """
    heads = [escape(_MARKER.sub("", text).strip()) for text in rows[0]]

    def row(cells: Sequence[str]) -> str:
        first, *others = (_inline(text, known=known, turn=turn) for text in cells)
        labelled = "".join(
            f'<td role="cell" data-label="{head}"><span>{text}</span></td>'
            for head, text in zip_longest(heads[1:], others, fillvalue="")
        )
        return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{labelled}</tr>'

    head = "".join(
        f'<th scope="col" role="columnheader">{_inline(text, known=known, turn=turn)}</th>'
        for text in rows[0]
    )
    body = "".join(row(cells) for cells in rows[1:])
    return (
        f'<div class="cp-table" role="region" tabindex="0" {label("table")}><table role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )
