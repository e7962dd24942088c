"""The plots of a report: inline SVG, narrow enough for a phone, coloured by the page's own style.

Every text goes through :class:`markupsafe.Markup`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 360
_LABEL, _VALUE = 98, 84
_ROW = 24
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 12, 10, 34
_PLOT_HEIGHT = 190


@dataclass(frozen=True, slots=True)
class Bar:
    """A share (0 to 1) with its interval and the number of questions behind it."""

    label: str
    value: float
    low: float
    high: float
    count: int


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """Draw horizontal bars with 95 % whiskers."""
    span = WIDTH - _LABEL - _VALUE
    parts = []
    for place, row in enumerate(rows):
        y = place * _ROW + 4
        middle = y + _ROW / 2 - 2
        x, low, high = (_LABEL + span * each for each in (row.value, row.low, row.high))
        parts.append(
            Markup(
                '<text class="label" x="{}" y="{}" text-anchor="end">{}</text>'
                '<rect class="track" x="{}" y="{}" width="{}" height="14" rx="2"/>'
                '<rect class="bar" x="{}" y="{}" width="{:.1f}" height="14" rx="2"/>'
                '<path class="whisker" d="M{:.1f} {}H{:.1f}M{:.1f} {}v6M{:.1f} {}v6"/>'
                '<text class="label" x="{}" y="{}">{:.0f} %<tspan class="faint" dx="4">n {}</tspan></text>'
            ).format(
                *(_LABEL - 6, middle + 4, row.label),
                *(_LABEL, middle - 7, span),
                *(_LABEL, middle - 7, x - _LABEL),
                *(low, middle, high, low, middle - 3, high, middle - 3),
                *(_LABEL + span + 6, middle + 4, 100 * row.value, row.count),
            )
        )
    shown = ", ".join(f"{row.label} {100 * row.value:.0f} %" for row in rows)
    return _svg(len(rows) * _ROW + 6, f"{title}: {shown}", parts)


def curves(title: str, cuts: Sequence[int], lines: Mapping[str, Sequence[float]]) -> Markup:
    """Draw a line for each series over the cuts, which are set out evenly; the axis begins at 0 or 50 %."""
    right = 132
    floor = 0.5 if min(min(values) for values in lines.values()) >= 0.5 else 0.0
    step = (WIDTH - _LEFT - right) / max(1, len(cuts) - 1)
    parts = _share_axis(WIDTH - right, floor)
    for place, cut in enumerate(cuts):
        parts.append(_text(_LEFT + place * step, _PLOT_HEIGHT - _BOTTOM + 16, str(cut), "middle"))
    middle = (_LEFT + WIDTH - right) / 2
    parts.append(_text(middle, _PLOT_HEIGHT - 4, "passages read (k)", "middle", faint=True))
    ends = _apart([_y(values[-1], floor) for values in lines.values()])
    for number, ((name, values), end) in enumerate(zip(lines.items(), ends, strict=True)):
        points = [(_LEFT + place * step, _y(value, floor)) for place, value in enumerate(values)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dots = Markup("").join(
            Markup('<circle class="dot s{}" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(number, x, y)
            for x, y in points
        )
        parts.append(Markup('<path class="line s{}" d="{}"/>{}').format(number, path, dots))
        label = Markup('<text class="label t{}" x="{}" y="{:.1f}">{} {:.0f} %</text>')
        parts.append(label.format(number, WIDTH - right + 8, end + 4, name, 100 * values[-1]))
    shown = "; ".join(
        f"{name} {', '.join(f'{100 * v:.0f} %' for v in values)}" for name, values in lines.items()
    )
    return _svg(_PLOT_HEIGHT, f"{title} at {', '.join(map(str, cuts))}: {shown}", parts)


def histogram(title: str, milliseconds: Sequence[float], marks: Mapping[str, float]) -> Markup:
    """Draw how many questions took how long, with named marks; what is beyond the last mark by half is one bin."""
    if not milliseconds:
        return Markup("")
    most = max(1.5 * max(marks.values(), default=0.0), min(milliseconds) + 1e-6)
    bins = 24
    counts = [0] * bins
    for each in milliseconds:
        counts[min(bins - 1, int(bins * each / most))] += 1
    width, height = WIDTH - _LEFT - _RIGHT, _PLOT_HEIGHT - _TOP - _BOTTOM
    parts = []
    for place, count in enumerate(counts):
        tall = height * count / max(counts)
        parts.append(
            Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                _LEFT + place * width / bins, _TOP + height - tall, width / bins - 1, tall
            )
        )
    base = _TOP + height
    parts.append(Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, base, WIDTH - _RIGHT))
    parts.append(_text(_LEFT - 4, _TOP + 9, str(max(counts)), "end"))
    for tick in (0.0, 0.5, 1.0):
        anchor = "end" if tick == 1.0 else "middle"
        parts.append(_text(_LEFT + tick * width, base + 15, f"{tick * most:.0f}", anchor))
    parts.append(
        _text(_LEFT + width / 2, _PLOT_HEIGHT - 4, "milliseconds for an answer", "middle", faint=True)
    )
    for number, (name, value) in enumerate(marks.items()):
        x = _LEFT + width * value / most
        parts.append(Markup('<path class="mark" d="M{:.1f} {}V{}"/>').format(x, _TOP, base))
        parts.append(_text(WIDTH - _RIGHT, _TOP + 9 + 15 * number, f"{name} {value:.0f} ms", "end"))
    shown = ", ".join(f"{name} {value:.0f} ms" for name, value in marks.items())
    return _svg(_PLOT_HEIGHT, f"{title}: {shown}", parts)


def confusion(title: str, cells: Sequence[tuple[str, str, int, bool]]) -> Markup:
    """Draw four cells (row, column, count, is it right) as a square of two by two."""
    rows = list(dict.fromkeys(cell[0] for cell in cells))
    columns = list(dict.fromkeys(cell[1] for cell in cells))
    left, wide, tall = 104, 124, 66
    parts = [_text(left + wide * (i + 0.5), 16, name, "middle") for i, name in enumerate(columns)]
    for number, name in enumerate(rows):
        parts.append(_text(left - 8, 24 + tall * (number + 0.5) + 4, name, "end"))
    for row, column, count, right in cells:
        x, y = left + wide * columns.index(column), 24 + tall * rows.index(row)
        kind = "good" if right else "bad"
        parts.append(
            Markup(
                '<rect class="cell {}" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
                '<text class="count" x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(kind, x + 2, y + 2, wide - 4, tall - 4, x + wide / 2, y + tall / 2 + 8, count)
        )
    shown = ", ".join(f"{row} and {column} {count}" for row, column, count, _ in cells)
    return _svg(24 + tall * len(rows) + 4, f"{title}: {shown}", parts)


def _svg(height: float, description: str, parts: Sequence[Markup]) -> Markup:
    start = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, height, description)
    return start + Markup("").join(parts) + Markup("</svg>")


def _text(x: float, y: float, text: str, anchor: str, *, faint: bool = False) -> Markup:
    kind = "label faint" if faint else "label"
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )


def _share_axis(right: float, floor: float) -> list[Markup]:
    parts = []
    for step in range(6):
        share = floor + (1 - floor) * step / 5
        parts.append(Markup('<path class="grid" d="M{} {:.1f}H{}"/>').format(_LEFT, _y(share, floor), right))
        parts.append(_text(_LEFT - 5, _y(share, floor) + 4, f"{100 * share:.0f}", "end"))
    return parts


def _y(share: float, floor: float) -> float:
    return _TOP + (1 - share) / (1 - floor) * (_PLOT_HEIGHT - _TOP - _BOTTOM)


def _apart(places: Sequence[float], least: float = 14) -> list[float]:
    """Move labels down until they no longer overlap."""
    moved = list(places)
    last = float("-inf")
    for number in sorted(range(len(places)), key=places.__getitem__):
        moved[number] = last = max(places[number], last + least)
    return moved
