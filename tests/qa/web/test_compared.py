"""Answers that compare plans: their figures in columns, with bars, where they are certain; else as they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.catalog import PlanEntry
from embeddings.own_plans import add_plan
from qa.answers import Answer, Citation, Sentence
from qa.indicators import build_table, find_indicators, known_indicators
from qa.shelf import Shelf
from qa.web.compared import ComparedAnswers, compared, render_cells
from qa.web.indicators.views import view_line
from qa.web.render import render_turn
from qa.web.turns import Turn

TEXTS = {
    "jia": (
        "甲市",
        "第一章 目标\n2020年,森林覆盖率达到58%。到2025年,森林覆盖率达到61%。城镇化率稳步提高。\n",
    ),
    "yi": ("乙市", "第一章 目标\n到2025年,森林覆盖率达到55%左右。\n"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("compared")
    for id, (city, text) in TEXTS.items():
        entry = PlanEntry(id=id, file="x", city=city, title=f"{city}规划", kind="纲要", period="2021-2025")
        add_plan(folder, entry, text, b"", ".txt")
    return Shelf(folder)


def cite(marker: int, id: str, quote: str) -> Citation:
    city, text = TEXTS[id]
    start = text.index(quote)
    return Citation(
        marker=marker,
        city=city,
        document=f"{city}规划",
        document_id=id,
        chapter=("第一章 目标",),
        section_id=f"{id}/1",
        quote=quote,
        start=start,
        end=start + len(quote),
        permalink=f"/plans/{id}",
    )


JIA = cite(1, "jia", "到2025年,森林覆盖率达到61%。")
YI = cite(2, "yi", "到2025年,森林覆盖率达到55%左右。")
TABLE = "| 规划 | 原文 | 依据 |\n|---|---|---|\n| 甲市 | 森林覆盖率达到61% | [1] |\n| 乙市 | 森林覆盖率达到55%左右 | [2] |\n| 丙市 | 未提及 | — |"


def turn(*citations: Citation, text: str = TABLE, question: str = "比较森林覆盖率") -> Turn:
    sentences = tuple(Sentence("达到", (each.marker,), "verbatim") for each in citations)
    answer = Answer("q", question, "zh-Hans", False, text, sentences, citations, (), "fake", 0.01)
    made = Turn(1, question, (), id="a" * 32)
    return replace(made, state="done", answer=answer, sentences=sentences, citations=citations)


def cells(html: str) -> list[list[str]]:
    """Return the words of a table by row and cell, without the heads that stand in cells on a phone."""
    bare = re.sub(r'<span class="cp-column".*?</span></span>', "", html)
    rows = re.findall(r'<tr role="row">(.*?)</tr>', bare)
    texts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in row] for row in texts]


def test_value_period_start_difference_and_seal_stand_in_columns(shelf: Shelf) -> None:
    asked = turn(JIA, YI)
    html = render_turn(asked, entry=shelf.entry, comparison=compared(shelf, asked))
    head, jia, yi, bing = cells(html)
    assert head == ["规划", "目标值", "时期", "起点", "变化", "核对"]
    assert jia == [
        "甲市",
        "61%",
        "2025年",
        "58% 2020年",
        "+3个百分点",
        "原文 [1]",
    ]
    assert yi[:5] == ["乙市", "55%左右", "2025年", "—", "—"]
    assert bing[:2] == ["丙市", "未提及"]
    assert 'colspan="4"' in html
    # 61 is the longest bar (1000), 55 of 61 is 901.6, the start 58 of 61 is 950.8 and its mark begins 3 before it.
    assert re.findall(r'cp-bar-fill" y="2" width="([\d.]+)"', html) == ["1000.0", "901.6"]
    assert re.findall(r'cp-bar-start" x="([\d.]+)"', html) == ["947.8"]
    assert 'href="indicators?i=forest_cover"' in html


def test_a_starting_point_that_the_plan_contradicts_says_so(tmp_path: Path) -> None:
    text = "第一章 目标\n2020年,森林覆盖率达到58%。到2025年,森林覆盖率达到61%。2020年,森林覆盖率为52%。\n"
    entry = PlanEntry(id="jia", file="x", city="甲市", title="甲市规划", kind="纲要", period="2021-2025")
    document = add_plan(tmp_path, entry, text, b"", ".txt") and Shelf(tmp_path).plans()[0].document
    [line] = build_table([document], find_indicators("森林覆盖率", known_indicators([document]))).lines
    cells = dict(render_cells(view_line(line, "zh").pairs[0], has_change=True))
    assert "<small>⚠ 5" in cells["compared_start"]
    assert cells["compared_change"] == "—"


@pytest.mark.parametrize(
    "citations",
    [
        pytest.param((JIA,), id="one plan"),
        pytest.param((JIA, cite(2, "yi", "第一章 目标")), id="a quote without a figure"),
        pytest.param((cite(1, "jia", "城镇化率稳步提高。"), YI), id="another matter"),
        pytest.param((JIA, replace(YI, document_id="gone")), id="a plan that is gone"),
    ],
)
def test_what_is_not_cited_is_not_compared(shelf: Shelf, citations: tuple[Citation, ...]) -> None:
    asked = turn(*citations)
    assert compared(shelf, asked) is None
    assert "cp-compared" not in render_turn(asked, entry=shelf.entry)


def test_only_an_answer_that_has_a_table_is_looked_at_and_once(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def count(*given: object) -> None:
        calls.append(given)

    monkeypatch.setattr("qa.web.compared.compared", count)
    answers = ComparedAnswers(shelf)
    for asked in (turn(JIA, YI, text="甲市61%。[1]"), replace(turn(JIA, YI), state="stopped")):
        answers.prepare(asked)
    assert calls == []
    answers.prepare(turn(JIA, YI))
    answers.prepare(turn(JIA, YI))
    assert len(calls) == 1
    assert answers.of(turn(JIA, YI)) is None


def test_a_plan_s_words_are_no_markup(shelf: Shelf) -> None:
    attack = "<img src=x onerror=alert(1)>"
    asked = turn(JIA, YI, text=TABLE.replace("丙市", attack).replace("未提及", attack))
    html = render_turn(asked, entry=shelf.entry, comparison=compared(shelf, asked))
    assert "<img" not in html
    assert html.count("&lt;img src=x") >= 2
