"""A run as one HTML page that needs nothing else: no network, no fonts, no scripts but its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from eval import answer_metrics, citation_metrics, retrieval_metrics
from eval.metrics import failures
from eval.plots import Bar, bars, confusion, curves, histogram

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from eval.runner import Judged, Run

_HEADLINES = (
    ("full", "full: right and rightly cited, or rightly refused"),
    ("right", "right, of what can be answered"),
    ("chapter_deepest", "deepest chapter right, of the answers given"),
    ("evidence_any@5", "evidence among the first 5 passages"),
    ("refusal_f1", "F1 of refusing"),
)
_FAMILIES = (
    ("Outcome", ("full", "refused", "false_refusal", "answered_unanswerable", "error")),
    ("Refusal", ("refusal_precision", "refusal_recall", "refusal_f1")),
    ("Answer", answer_metrics.NAMES),
    ("Citations", citation_metrics.NAMES),
    ("Retrieval", retrieval_metrics.NAMES),
)
_BREAKDOWN = (
    "full",
    "false_refusal",
    "right",
    "concise",
    "city_right",
    "chapter_deepest",
    "verbatim",
    "supported",
    "numbers_quoted",
    "evidence_any@5",
    "evidence_all@10",
    "section_ndcg@10",
)
_PASSAGE = 110
_BLANK = re.compile(r"\s*\n\s*")


def render_report(run: Run) -> str:
    """Return the page."""
    return _template().render(
        run=run,
        groups=run.summary["groups"],
        headlines=_HEADLINES,
        families=_FAMILIES,
        columns=[g for g in ("all", "split:dev", "split:test") if g in run.summary["groups"]],
        breakdowns={name: _members(run.summary["groups"], name) for name in ("kind", "city", "language")},
        breakdown=_BREAKDOWN,
        plots=list(_plots(run)),
        causes=Counter(
            cause for each in run.judged for cause in failures(each.row, each.values)
        ).most_common(),
        questions=[_question(each) for each in run.judged],
        show=_show,
        cost=run.summary["cost"],
    )


@cache
def _template() -> Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("eval", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _members(groups: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    prefix = f"{name}:"
    return [
        (group.removeprefix(prefix), found) for group, found in groups.items() if group.startswith(prefix)
    ]


def _show(name: str, value: float | None) -> str:
    """Return a value as it is read: shares in per cent, lengths in characters."""
    if value is None:
        return "–"
    if name == "length":
        return f"{value:.0f}"
    if "mrr" in name or "ndcg" in name or name in ("char_f1", "rouge_l"):
        return f"{value:.3f}"
    return f"{100 * value:.1f} %"


def _plots(run: Run) -> Iterator[tuple[str, str, Markup]]:
    """Yield title, caption and drawing."""
    groups = run.summary["groups"]
    for name in ("kind", "city"):
        rows = [
            Bar(label, e["value"], e["low"], e["high"], e["n"])
            for label, found in _members(groups, name)
            if (e := found.get("full"))
        ]
        yield f"full by {name}", "Whiskers are 95 % intervals.", bars(f"full by {name}", rows)
    series = {
        f"{level} {mode}": [groups["all"].get(f"{level}_{mode}@{cut}", {}).get("value") for cut in cuts]
        for cuts in (retrieval_metrics.CUTS,)
        for level in retrieval_metrics.LEVELS
        for mode in ("any", "all")
    }
    found = {name: values for name, values in series.items() if None not in values}
    if found:
        caption = "Share of questions whose gold sections or evidence spans (any, all) are among the first k."
        yield "Retrieval", caption, curves("Retrieval", retrieval_metrics.CUTS, found)
    total = run.summary["cost"]["seconds"].get("total")
    if total:
        times = [1000 * s for each in run.judged if (s := each.prediction.seconds.get("total")) is not None]
        marks = {name: 1000 * total[name] for name in ("p50", "p95")}
        caption = "One question after the other, the model loaded; the last bar holds all that took longer."
        yield "Latency", caption, histogram("Latency", times, marks)
    yield "Refusals", "Rows: the gold. Columns: the assistant.", confusion("Refusals", _refusals(run.judged))


def _refusals(judged: Sequence[Judged]) -> list[tuple[str, str, int, bool]]:
    counts = Counter(
        (each.row.answerable, each.values["refused"] == 1.0) for each in judged if not each.values["error"]
    )
    rows, columns = {True: "answerable", False: "unanswerable"}, {False: "answered", True: "refused"}
    return [
        (rows[answerable], columns[refused], counts[answerable, refused], answerable != refused)
        for answerable in rows
        for refused in columns
    ]


def _question(judged: Judged) -> dict[str, Any]:
    row, prediction = judged.row, judged.prediction
    sections = {*row.sections, *row.also_sections, *(each.section for each in row.also)}
    hits = [
        {
            "place": " › ".join(hit.chapter) or hit.section_id,
            "document": hit.document_id,
            "gold": hit.section_id in sections,
            "text": hit.text[:_PASSAGE] + ("…" if len(hit.text) > _PASSAGE else ""),
        }
        for hit in prediction.hits
    ]
    return {
        "row": row,
        "evidence": [_BLANK.sub("\n", each.quote) for each in row.evidence],
        "full": judged.values["full"] == 1.0,
        "failures": failures(row, judged.values),
        "answer": prediction.answer,
        "error": prediction.error,
        "citations": [
            {
                "citation": each,
                "quote": _BLANK.sub("\n", "\n".join(part.quote for part in reversed(each.parts))),
                "gold": each.section_id in sections,
            }
            for each in (prediction.answer.citations if prediction.answer else ())
        ],
        "hits": hits,
        "values": [(name, value) for name, value in judged.values.items() if value is not None],
        "seconds": prediction.seconds.get("total"),
    }
