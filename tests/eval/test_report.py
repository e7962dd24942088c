import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from embeddings.corpus import Document
from eval.gold import Gold
from eval.plots import Bar, bars, confusion, curves, histogram
from eval.predictions import GivenAnswer, GivenHit
from eval.report import render_report
from eval.runner import Run, describe, judge_all
from eval.selftest import perfect_prediction
from eval.summary import summarise
from qa.settings import load_settings

ATTACK = "<script>alert('x')</script><img src=https://evil.example/x.png>"


def report(gold: Gold, documents: Sequence[Document]) -> str:
    """Render a run whose every free text is an attack."""
    hostile = gold.keep(
        [
            row.model_copy(
                update={"question": ATTACK, "answer": ATTACK, "note": ATTACK, "history": (ATTACK,)}
            )
            for row in gold.rows
        ]
    )
    predictions = {}
    for row in hostile.rows:
        found = perfect_prediction(row, documents)
        assert found.answer is not None
        hit = GivenHit(
            rank=1, document_id=ATTACK, section_id=ATTACK, text=ATTACK, start=0, end=9, chapter=(ATTACK,)
        )
        citations = tuple(each.model_copy(update={"chapter": (ATTACK,)}) for each in found.answer.citations)
        answer: GivenAnswer = found.answer.model_copy(update={"answer": ATTACK, "citations": citations})
        update = {"answer": answer, "hits": (hit,), "seconds": {"total": 0.03}}
        predictions[row.id] = found.model_copy(update=update)
    judged = judge_all(hostile, predictions, documents)
    summary = summarise(hostile.rows, {each.row.id: each.values for each in judged}, predictions)
    config = describe(load_settings(), hostile, name=ATTACK)
    return render_report(Run(Path("x"), config, summary, tuple(judged)))


def test_text_is_escaped_and_nothing_is_loaded(gold: Gold, documents: Sequence[Document]) -> None:
    page = report(gold, documents)
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "&lt;script&gt;alert(" in page
    assert not re.search(r"""(?:src|href|action|xmlns)\s*=|url\(|@import|fetch\(""", _without_escaped(page))
    assert "default-src 'none'" in page


def _without_escaped(page: str) -> str:
    """Return the markup alone: attack texts are shown, escaped, and name an address."""
    return page.replace(str(Markup.escape(ATTACK)), "").replace("src=https://evil.example/x.png", "")


def test_every_question_is_there_with_what_failed(gold: Gold, documents: Sequence[Document]) -> None:
    page = report(gold, documents)
    assert page.count('<details class="q') == len(gold.rows)
    for row in gold.rows:
        assert row.id in page
    assert "wrong or incomplete" in page
    assert 'name="viewport"' in page
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page


def test_plots_say_their_figures_in_words() -> None:
    drawing = bars("full by kind", [Bar("a<b", 0.5, 0.25, 0.75, 8)])
    assert 'aria-label="full by kind: a&lt;b 50 %"' in drawing
    assert "n 8" in drawing
    drawing = curves("Retrieval", (1, 3), {"any": [0.5, 1.0], "all": [0.25, 0.5]})
    assert "any 50 %, 100 %; all 25 %, 50 %" in drawing
    drawing = histogram("Latency", [10.0, 20.0, 500.0], {"p50": 20.0, "p95": 30.0})
    assert "p50 20 ms" in drawing
    assert histogram("Latency", [], {}) == ""
    drawing = confusion("Refusals", [("a", "x", 3, True), ("a", "y", 1, False)])
    assert "a and x 3, a and y 1" in drawing


def test_a_bar_is_as_long_as_its_value() -> None:
    half, whole = (
        float(re.search(r'class="bar"[^>]* width="([\d.]+)"', bars("t", [Bar("a", v, v, v, 1)]))[1])  # type: ignore[index]
        for v in (0.5, 1.0)
    )
    assert whole == 2 * half
