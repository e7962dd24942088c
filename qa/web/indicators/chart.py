"""The charts of a choice as one SVG file: the address of the file is the chart, to be put into somebody else's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa.indicators import build_table
from qa.web.indicators.choice import Choice
from qa.web.indicators.views import Bar, LineView, view_line
from qa.web.strings import words_in
from qa.web.templating import templates_of

MOST_CHARTS: Final = 24
WIDTH: Final = 820
_HEAD, _ROW, _NOTE, _GAP, _FOOT = 36, 44, 20, 28, 40
_NOTE_WIDTH: Final = 100
"""Columns of a line of text; a Chinese character takes two."""

_TEMPLATES: Final = templates_of("qa.web.indicators")


@dataclass(frozen=True, slots=True)
class Row:
    """A bar at its height, with what is said of it."""

    top: int
    bar: Bar
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator at its height: its bars, and below them the lines of text."""

    top: int
    name: str
    rows: tuple[Row, ...]
    notes_top: int
    notes: tuple[str, ...]

    @property
    def bottom(self) -> int:
        """Where the next chart may begin."""
        return self.top + self.notes_top + _NOTE * len(self.notes) + _GAP


def chart_svg(choice: Choice, *, language: str, base_url: str) -> str:
    """Return the charts of the first :data:`MOST_CHARTS` indicators of a choice, in a language of the pages.

    Plans that may not be compared are named with the reason. Links and the line that tells the source begin with
    ``base_url``.
    """
    short = "en" if language == "en" else "zh"
    table = build_table(choice.documents, choice.indicators[:MOST_CHARTS])
    charts: list[Chart] = []
    for line in table.lines:
        view = view_line(line, short)
        if view.has_target or not choice.aimed:
            charts.append(_chart(view, top=charts[-1].bottom if charts else 16, language=language))
    bottom = charts[-1].bottom if charts else 16
    address = f"{base_url}/indicators?{choice.encoded(sort='', order='', by='')}"
    return _TEMPLATES.get_template("chart.svg").render(
        charts=charts,
        width=WIDTH,
        height=bottom + _FOOT,
        language=language,
        base=base_url,
        source=f"{words_in(language, 'indicators_chart_source')} {address}",
    )


def _chart(line: LineView, *, top: int, language: str) -> Chart:
    rows = tuple(
        Row(_HEAD + number * _ROW, bar, _said(bar, language)) for number, bar in enumerate(line.bars)
    )
    notes = [] if rows else [words_in(language, "indicators_chart_none")]
    notes += _broken(line.mixed) if rows and line.mixed else []
    if line.left_out:
        colon, stop = (": ", "; ") if language == "en" else ("：", "；")
        left = stop.join(f"{city} ({reason})" for city, reason in line.left_out)
        notes += _broken(f"{words_in(language, 'indicators_left_out')}{colon}{left}")
    return Chart(top, line.name, rows, _HEAD - 8 + _ROW * len(rows), tuple(notes))


def _said(bar: Bar, language: str) -> str:
    rank = (
        words_in(language, "indicators_rank", bar.place)
        if bar.place
        else words_in(language, "indicators_rank_open")
    )
    return " · ".join(
        [bar.level, rank, bar.value.year, *bar.value.marks, *(["⚠"] if bar.contradicted else [])]
    )


def _broken(text: str) -> Sequence[str]:
    """Return a text in lines of :data:`_NOTE_WIDTH` columns; SVG breaks none by itself."""
    lines, width = [""], 0
    for sign in text:
        wide = 2 if ord(sign) > 0x2E7F else 1
        if width + wide > _NOTE_WIDTH:
            lines.append("")
            width = 0
        lines[-1] += sign
        width += wide
    return lines
