"""A question for a year that a plan is not for: what the plan says of that year, or a refusal with the years it covers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import read_corpus
from embeddings.ingest import build_index
from qa.answers import Answer
from qa.assistant import Assistant

DATED = """云泽市国民经济和社会发展第十五个五年规划纲要
第一章 发展目标
第一节 “十五五”主要目标
到2030年,森林覆盖率达到63.2%。建设云泽机场、北山机场。力争2060年前实现碳中和。
第二节 二〇三五年远景目标
到2035年,森林覆盖率达到65%,建成云泽国际机场。
"""
UNDATED = """石河市产业行动方案
第一章 目标任务
到2028年,培育专精特新企业40家。建设标准厂房30万平方米。
"""
BOTH = (("yunze", "云泽", DATED), ("shihe", "石河", UNDATED))

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, fake_embedder_type: Any) -> Ask:
    folder: Path = tmp_path_factory.mktemp("years")
    entries = []
    for id, name, text in BOTH:
        (folder / f"{id}.txt").write_text(text, "utf-8")
        title = text.splitlines()[0]
        entries.append(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "{name}市"\ncity_en = "{id.capitalize()}"\n'
            f'aliases = ["{name}", "{id.capitalize()}"]\nkind = "纲要"\ntitle = "{title}"\n'
        )
    (folder / "catalog.toml").write_text("".join(entries), "utf-8")
    documents = read_corpus(folder)
    assert [each.period.span if each.period else None for each in documents] == ["2026-2030", None]
    embedder = fake_embedder_type()
    index = build_index(folder, tmp_path_factory.mktemp("index") / "index", embedder)
    return Assistant.from_parts(documents, index, embedder).ask


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云泽2050年森林覆盖率目标是多少?", "问题问的是2050年；所查规划的年份——云泽市：2026-2030年。"),
        ("雲澤2050年森林覆蓋率目標是多少?", "問題問的是2050年；所查規劃的年份——雲澤市：2026-2030年。"),
        (
            "What is the forest coverage target of Yunze for 2050?",
            "The question names 2050; the plans are for these years: Yunze: 2026-2030.",
        ),
        ("云泽2205年森林覆盖率目标是多少?", "2205年"),  # a year that cannot be is named as it is put
        ("云泽2010年森林覆盖率是多少?", "2026-2030年"),
        ("云泽“十七五”期间要建设哪些机场?", "问题问的是十七五"),
        ("2050年各市森林覆盖率目标是多少?", "云泽市：2026-2030年；石河市：未注明"),
        ("石河2030年要培育多少家专精特新企业?", "石河市：未注明"),
        ("What is the forest coverage target of Shihe for 2030?", "Shihe: not stated"),
    ],
)
def test_a_refusal_says_which_years_are_covered(ask: Ask, question: str, said: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云泽2035年森林覆盖率目标是多少?", "65%"),
        ("云泽2035年要建成哪些机场?", "云泽国际机场"),
        ("云泽2030年要建设哪些机场?", "北山机场"),
        ("石河2028年要培育多少家专精特新企业?", "到2028年,培育专精特新企业40家"),
        ("石河要培育多少家专精特新企业?", "40家"),
    ],
)
def test_what_a_plan_says_of_a_year_is_answered(ask: Ask, question: str, said: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert said in answer.text


def test_a_refusal_within_the_period_names_no_years(ask: Ask) -> None:
    answer = ask("云泽2028年森林覆盖率目标是多少?")
    assert answer.refused
    assert "所查规划的年份" not in answer.text


def test_what_stands_there_for_other_years_is_no_answer(ask: Ask) -> None:
    assert "机场" not in ask("云泽2060年要建设哪些机场?").text  # the plan names 2060, but no airport for it
