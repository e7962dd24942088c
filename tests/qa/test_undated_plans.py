"""A plan that tells no period is read, asked and listed as one of none; a year that cannot be is kept and flagged."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.corpus import read_corpus
from qa.cli import app

_UNDATED = "石河市产业行动方案\n第一章 目标任务\n培育专精特新企业40家。森林覆盖率达到60%。\n"
_MISPRINTED = """云泽市国民经济和社会发展第十五个五年规划纲要
第一章 发展目标
到2205年,基本实现现代化,森林覆盖率达到65%。
到2030年,常住人口城镇化率达到61%。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    entries = []
    for id, city, text in (("shihe", "石河市", _UNDATED), ("yunze", "云泽市", _MISPRINTED)):
        (tmp_path / f"{id}.txt").write_text(text, "utf-8")
        title = text.splitlines()[0]
        entries.append(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "{city}"\nkind = "纲要"\ntitle = "{title}"\n'
        )
    (tmp_path / "catalog.toml").write_text("".join(entries), "utf-8")
    return tmp_path


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_list_says_which_plan_has_no_period(corpus: Path) -> None:
    lines = _run("list", "--corpus", str(corpus)).splitlines()
    (undated,) = (line for line in lines if line.startswith("shihe"))
    (dated,) = (line for line in lines if line.startswith("yunze"))
    assert "no period" in undated
    assert "2026-2030" in dated
    assert "no period" not in dated
    told = {
        each["id"]: each["period"] for each in json.loads(_run("list", "--corpus", str(corpus), "--json"))
    }
    assert told == {"shihe": "", "yunze": "2026-2030"}


def test_figures_of_a_plan_of_no_period_claim_no_time(corpus: Path) -> None:
    undated = next(each for each in read_corpus(corpus) if each.id == "shihe")
    assert undated.period is None
    (cover,) = undated.facts["forest_cover"]
    assert (cover.printed, cover.year) == ("60%", "")


def test_a_year_that_cannot_be_is_kept_as_printed_and_flagged(corpus: Path) -> None:
    plan = next(each for each in read_corpus(corpus) if each.id == "yunze")
    assert "2205年" in plan.clean.text
    assert plan.period is not None
    assert plan.period.span == "2026-2030"
    assert [(each.kind, plan.clean.text[each.start : each.end]) for each in plan.damages] == [
        ("impossible-year", "2205年")
    ]
    shown = _run("damage", "云泽市", "--corpus", str(corpus))
    assert "【2205年】" in shown
    assert "原文年份疑似有误" in shown


def test_inspecting_tells_that_nothing_tells_the_years(corpus: Path) -> None:
    told = json.loads(_run("inspect", str(corpus / "shihe.txt"), "--json"))
    assert told["period"] == "—"
    assert "period-untold" in [each["kind"] for each in told["doubts"]]
