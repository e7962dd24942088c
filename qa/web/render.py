"""Answers as HTML. What comes from a plan, a question or an answer is escaped and left as it is otherwise.

The only structure read out of an answer's text is a Markdown table (lines that start with ``|``) and the
markers ``[1]``, which become links when the answer has such a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from qa.answers import Answer, Citation, Support
from qa.web.asking import Turn, answer_pieces
from qa.web.strings import label, span, tooltip

OPEN_CARDS: Final = 3
"""So many citation cards show their passage at once; of a longer list only the headings, to be opened."""

_MARKER: Final = re.compile(r"\[(\d{1,3})\]")
_CELL_BORDER: Final = re.compile(r"(?<!\\)\|")
_RULE_CELL: Final = re.compile(r":?-{1,}:?")
_WEAKEST_FIRST: Final[tuple[Support, ...]] = ("unverified", "paraphrase", "verbatim")


def render_answer_text(text: str, *, markers: Iterable[int], turn: int) -> str:
    """Return the text of an answer as paragraphs and tables, with ``markers`` linked to their cards."""
    known = frozenset(markers)
    parts: list[str] = []
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        if end - position >= 2 and _is_rule(lines[position + 1]):
            parts.append(_table(lines[position:end], known=known, turn=turn))
            position = end
            continue
        if lines[position].strip():
            parts.append(f"<p>{_inline(lines[position], known=known, turn=turn)}</p>")
        position += 1
    return "".join(parts)


def render_citation(citation: Citation, *, support: Support, turn: int, is_open: bool) -> str:
    """Return one citation as a card: marker, city, title, chapter path, seal, and the passage."""
    number = citation.marker
    crumbs = '<span class="cp-sep" aria-hidden="true">›</span>'.join(
        f"<span>{escape(heading)}</span>" for heading in citation.chapter
    )
    return (
        f'<li class="cp-card" id="cp-{turn}-{number}" tabindex="-1">'
        f"<details{' open' if is_open else ''}><summary>"
        f'<span class="cp-num">[{number}]</span>'
        f'<span class="cp-where" lang="zh-Hans"><span class="cp-title">'
        f"<strong>{escape(citation.city)}</strong><cite>{escape(citation.document)}</cite></span>"
        f'<span class="cp-crumbs">{crumbs}</span><span class="cp-preview" aria-hidden="true">'
        f"{escape(citation.quote)}</span></span>{_seal(support)}</summary>"
        f"{_passage(citation)}{_damage(citation)}{_card_footer(citation, turn=turn)}</details></li>"
    )


def citation_text(citation: Citation) -> str:
    """Return a citation as one line of plain text, to be pasted into a report.

    The quote, then city, document title and chapter path: “…”——《…》，第二章 › 第三节.
    """
    place = " › ".join(citation.chapter)
    return f"“{citation.quote}”——《{citation.document}》（{citation.city}）{'，' + place if place else ''}"


def answer_text(answer: Answer) -> str:
    """Return an answer as plain text: what is shown, then a line for every citation."""
    cited = [f"[{citation.marker}] {citation_text(citation)}" for citation in answer.citations]
    return "\n".join([answer.text, *([""] if cited else []), *cited])


def support_of(answer: Answer, marker: int) -> Support:
    """Return the weakest support among the sentences that cite ``marker`` (verbatim when none does)."""
    found = {sentence.support for sentence in answer.sentences if marker in sentence.markers}
    return next((support for support in _WEAKEST_FIRST if support in found), "verbatim")


def render_turn(turn: Turn, *, help_html: str = "") -> str:
    """Return one question and its answer; ``help_html`` is put under a refusal."""
    only = "".join(f"<b>{escape(city)}</b>" for city in turn.cities)
    limited = f'<p class="cp-limited">{span("limited_to")} {only}</p>' if only else ""
    return (
        f'<article class="cp-turn" id="cp-turn-{turn.number}" data-state="{turn.state}">'
        f'<div class="cp-question"><h2 class="cp-sr">{span("you")}</h2>'
        f"<p>{escape(turn.question)}</p>{limited}</div>"
        f'<div class="cp-reply"><h2 class="cp-sr">{span("reply")}</h2>'
        f"{_reply(turn, help_html=help_html)}</div></article>"
    )


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
    spoken = escape(_MARKER.sub("", turn.answer.text))
    count = len(turn.answer.citations)
    return f"{spoken} {span('sources_count', n=count) if count else ''}"


def _reply(turn: Turn, *, help_html: str) -> str:
    """Return the answer part of a turn, for every state it can be in."""
    if turn.state == "searching":
        return f'<p class="cp-searching"><i></i><i></i><i></i>{span("searching")}</p>'
    if turn.state == "failed":
        return (
            f'<div class="cp-problem"><p class="cp-problem-title">{span("failed_title")}</p>'
            f"<p>{_problem_text(turn)}</p>{_again_button(turn)}</div>"
        )
    if turn.answer is None:
        return f'<p class="cp-stopped">{span("stopped")}</p>'
    if turn.answer.refused:
        return (
            f'<div class="cp-refusal"><p class="cp-refusal-title">{span("refused_title")}</p>'
            f'<div lang="{turn.answer.language}">'
            f"{render_answer_text(turn.answer.text, markers=(), turn=turn.number)}</div>{help_html}</div>"
        )
    return _answer(turn.answer, turn)


def _answer(answer: Answer, turn: Turn) -> str:
    """Return as much of a cited answer as has been streamed, and its citations once it is complete."""
    text = "".join(answer_pieces(answer.text)[: turn.pieces])
    markers = [citation.marker for citation in answer.citations]
    shown = render_answer_text(text, markers=markers, turn=turn.number)
    body = f'<div class="cp-answer" lang="{answer.language}">{shown}</div>'
    if turn.state == "stopped":
        return f'{body}<p class="cp-stopped">{span("stopped")}</p>'
    if turn.state != "done":
        return body
    notes = "".join(f"<li>{escape(warning)}</li>" for warning in answer.warnings)
    note = f'<div class="cp-note"><b>{span("note_label")}</b><ul>{notes}</ul></div>' if notes else ""
    return (
        f'{body}{note}<div class="cp-tools">{_copy_button("copy_answer", answer_text(answer))}</div>'
        f"{_sources(answer, turn=turn.number)}"
    )


def _sources(answer: Answer, *, turn: int) -> str:
    """Return the citations of an answer as a list of cards."""
    if not answer.citations:
        return ""
    count = len(answer.citations)
    cards = "".join(
        render_citation(
            citation, support=support_of(answer, citation.marker), turn=turn, is_open=count <= OPEN_CARDS
        )
        for citation in answer.citations
    )
    return f'<section class="cp-sources"><h3>{span("sources", n=count)}</h3><ol>{cards}</ol></section>'


def _passage(citation: Citation) -> str:
    """Return the plan's own words around and in the quote, the quote marked."""
    before = f"…{escape(citation.before)}" if citation.before else ""
    after = f"{escape(citation.after)}…" if citation.after else ""
    return f'<blockquote lang="zh-Hans">{before}<mark>{escape(citation.quote)}</mark>{after}</blockquote>'


def _damage(citation: Citation) -> str:
    """Return the warning line of a quote whose source is known to be damaged."""
    if not citation.warnings:
        return ""
    texts = "".join(f"<span>{escape(warning)}</span>" for warning in citation.warnings)
    return f'<p class="cp-damage"><b>{span("damaged")}</b>{texts}</p>'


def _card_footer(citation: Citation, *, turn: int) -> str:
    """Return the buttons of a card, the way to its quote in the plan, and where in the raw text it stands."""
    back = (
        f'<a class="cp-back" href="#cp-turn-{turn}" data-back="cp-m-{turn}-{citation.marker}" '
        f"{label('back_to_answer', n=citation.marker)}>↑</a>"
    )
    place = span("position", n=f"{citation.start}–{citation.end}", css_class="cp-position")
    copy = _copy_button("copy_citation", citation_text(citation))
    return f'<div class="cp-card-tools">{copy}{_read_link(citation)}{place}{back}</div>'


def _read_link(citation: Citation) -> str:
    """Return the link to the quote in the plan; in a new tab, because the conversation is only in this one."""
    # Without its first slash the address is below the page's base, wherever a proxy publishes it.
    address = escape(citation.permalink.removeprefix("/"))
    return f'<a class="cp-read" href="{address}" target="_blank" rel="noopener">{span("read_in_plan")}</a>'


def _seal(support: Support) -> str:
    """Return the stamp that says how far the sentence was checked against its quote."""
    return f'<span class="cp-seal cp-{support}" {tooltip(support + "_help")}>{span(support)}</span>'


def _copy_button(key: str, text: str) -> str:
    """Return a button that copies ``text``."""
    return f'<button type="button" class="cp-copy" data-copy="{escape(text)}">{span(key)}</button>'


def _again_button(turn: Turn) -> str:
    """Return the way out of a failed turn: edit what cannot be asked, ask again what should have worked."""
    data, key = ("edit", "edit") if turn.problem else ("ask", "retry")
    return (
        f'<button type="button" class="cp-again" data-{data}="{escape(turn.question)}">{span(key)}</button>'
    )


def _problem_text(turn: Turn) -> str:
    """Return what went wrong: the message meant for the user, or the general one."""
    return escape(turn.problem) if turn.problem else span("failed_unexpected")


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


def _table(lines: Sequence[str], *, known: frozenset[int], turn: int) -> str:
    """Return the lines of a Markdown table (header, rule, rows) as a table that scrolls inside itself."""
    header, *rows = [_cells(line) for line in (lines[0], *lines[2:])]

    def cell(tag: str, text: str) -> str:
        return f"<{tag}>{_inline(text, known=known, turn=turn)}</{tag.split()[0]}>"

    head = "".join(cell('th scope="col"', text) for text in header)
    body = "".join(
        "<tr>"
        + "".join(cell("td" if at else 'th scope="row"', text) for at, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="cp-table" role="region" tabindex="0" {label("table")}>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(line: str) -> list[str]:
    r"""Return the cells of one table line; ``\|`` is a bar inside a cell."""
    inner = line.strip().removeprefix("|")
    cells = _CELL_BORDER.split(inner)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _is_rule(line: str) -> bool:
    """Say whether a line is the rule under a table's header."""
    return all(_RULE_CELL.fullmatch(cell) for cell in _cells(line))
