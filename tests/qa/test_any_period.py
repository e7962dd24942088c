"""The same plan for any five years answers the same questions."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from embeddings.corpus import read_corpus
from embeddings.ingest import build_index
from qa.answers import Answer
from qa.assistant import Assistant

PLAN = """云泽市国民经济和社会发展第十四个五年规划纲要
第一章 发展基础
第一节 “十三五”主要成就
2020年,全市森林覆盖率达到61.5%,粮食产量达到150万吨。
第二章 发展目标
第一节 “十四五”主要目标
到2025年,全市森林覆盖率达到63.2%,地区生产总值突破2600亿元。
培育专精特新企业40家,建设高标准农田30万亩。
第二节 二〇三五年远景目标
到2035年,地区生产总值突破5000亿元,基本实现现代化。
专栏1 云泽市“十四五”主要指标
序号
指标名称
单位
2020
2025
属性
1
常住人口城镇化率
%
52.3
60.1
预期性
2
人均预期寿命
岁
77.1
79
预期性
"""
TIMES = re.compile(r"20\d\d|二〇(?P<spelled>..)(?=年)|十(?P<plan>[一二三四五六七八九])(?=五|个五年)")
DIGITS = "〇一二三四五六七八九"


def moved(text: str, years: int) -> str:
    """Return a text with every year, and every plan by its number, moved by so many years, a multiple of five."""

    def put(match: re.Match[str]) -> str:
        if match["plan"]:
            return f"十{DIGITS[DIGITS.index(match['plan']) + years // 5]}"
        if match["spelled"]:
            year = 2000 + int("".join(str(DIGITS.index(each)) for each in match["spelled"])) + years
            return "".join(DIGITS[int(each)] for each in str(year))
        return str(int(match.group()) + years)

    return TIMES.sub(put, text)


Ask = Callable[[str], Answer]


@pytest.fixture(scope="module", params=[-10, -5, 0, 5, 10, 20])
def shift(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def ask(shift: int, tmp_path_factory: pytest.TempPathFactory, fake_embedder_type: Any) -> Ask:
    """Return what asks the plan moved by ``shift`` years a question moved by as many."""
    folder = tmp_path_factory.mktemp("any-period")
    entry = 'id = "yunze"\nfile = "y.txt"\ncity = "云泽市"\naliases = ["云泽"]\nkind = "纲要"\n'
    title = moved(PLAN.split("\n")[0], shift)
    (folder / "catalog.toml").write_text(f'[[plan]]\n{entry}title = "{title}"\n', "utf-8")
    (folder / "y.txt").write_text(moved(PLAN, shift), "utf-8")
    embedder = fake_embedder_type()
    documents = read_corpus(folder)
    assistant = Assistant.from_parts(
        documents, build_index(folder, tmp_path_factory.mktemp("index") / "index", embedder), embedder
    )
    return lambda question: assistant.ask(moved(question, shift))


@pytest.mark.parametrize(
    ("question", "figure", "other"),
    [
        ("云泽常住人口城镇化率目标是多少?", "60.1", "52.3"),
        ("云泽城镇化率目标是多少?", "60.1", "52.3"),
        ("云泽2025年常住人口城镇化率目标是多少?", "60.1", "52.3"),
        ("云泽2020年常住人口城镇化率是多少?", "52.3", "60.1"),
        ("云泽十三五末常住人口城镇化率是多少?", "52.3", "60.1"),
        ("云泽2025年森林覆盖率目标是多少?", "63.2", "61.5"),
        ("云泽2025年森林覆盖率目标", "63.2", "61.5"),
        ("云泽十四五末森林覆盖率达到多少?", "63.2", "61.5"),
        ("云泽“十四五”期间森林覆盖率要达到多少?", "63.2", "61.5"),
        ("云泽2020年森林覆盖率是多少?", "61.5", "63.2"),
        ("云泽2025年要培育多少家专精特新企业?", "40", ""),
        ("云泽“十四五”期间培育多少家专精特新企业?", "40", ""),
        ("云泽培育多少家专精特新企业?", "40", ""),
        ("云泽二〇三五年地区生产总值目标是多少?", "5000", "2600"),
        ("云泽2025年地区生产总值目标是多少?", "2600", "5000"),
        ("云泽人均预期寿命目标是多少?", "79", "77.1"),
        ("云泽2020年粮食产量是多少?", "150", ""),
    ],
)
def test_a_plan_answers_for_its_own_years(ask: Ask, question: str, figure: str, other: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert figure in answer.text
    before = answer.text[: answer.text.index(figure)]  # where a target starts from is told after it
    assert not other or other not in before


@pytest.mark.parametrize(
    "question",
    [
        "云泽2015年森林覆盖率是多少?",
        "云泽2023年森林覆盖率是多少?",
        "云泽2035年森林覆盖率目标是多少?",
        "云泽2025年粮食产量目标是多少?",  # the plan has it for where it starts from only
        "云泽2025年森林覆盖率实际达到多少?",  # a plan knows no results of its own years
        "云泽2022年GDP完成了多少?",
    ],
)
def test_a_plan_does_not_answer_for_other_years(ask: Ask, question: str) -> None:
    assert ask(question).refused
