"""Which pieces of a passage may answer: clauses with values, rows with the column, sentences; and which may not."""

import pytest

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.needs import TermWeights, question_kind
from embeddings.queries import Query, QueryReader
from embeddings.query.form import measure_asked
from embeddings.retrieval import Hit
from embeddings.scripts import search_form
from qa.evidence import NOT_VALUE, VALUE, Candidate, EvidenceFinder, same_measure

YUNZE = """云泽市规划纲要
第一章 发展基础
第一节 主要成就
2020年,全市森林覆盖率达到61.5%,粮食产量达到150万吨。旅游总收入占地区生产总值比重达到12%。
第二章 发展目标
第一节 主要目标
到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元。旅游总收入突破400亿元。推进改革开放。
专栏1 主要指标
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
城镇调查失业率
%
-
5.5
预期性
3
人均预期寿命
岁
77.1
-
预期性
第三章 县域经济
第一节 产业布局
安化县以发展绿色食品为主,城区人口规模达到18万人。
平江县以发展现代物流为主,城区人口规模达到12万人。
"""


def read(raw: str) -> Document:
    entry = PlanEntry(
        id="yunze", file="y.txt", city="云泽市", aliases=("云泽", "Yunze"), title="规划", kind="纲要"
    )
    return read_document(entry, raw)


DOCUMENT = read(YUNZE)
CHUNKS = list(chunk_document(DOCUMENT))
READER = QueryReader([DOCUMENT])
WEIGHTS = TermWeights(CHUNKS)


def chunk_of(section_id: str) -> Chunk:
    return next(chunk for chunk in CHUNKS if chunk.section_id == section_id)


def find(question: str, *section_ids: str) -> list[Candidate]:
    """Return the candidates in hits that rank as the sections are named."""
    query: Query = READER.read(question)
    hits = [Hit(chunk_of(each), 1.0, rank) for rank, each in enumerate(section_ids, start=1)]
    finder = EvidenceFinder({"yunze": DOCUMENT})
    return finder.find(query, WEIGHTS.needs(query), hits, question_kind(query))


def said(candidate: Candidate) -> str:
    return DOCUMENT.clean.text[candidate.start : candidate.end]


def fitting(candidates: list[Candidate]) -> list[str]:
    return [said(candidate) for candidate in candidates if candidate.fits]


# --- pieces


def test_a_number_question_gets_the_clauses_with_a_value_in_their_sentence() -> None:
    found = find("云泽2025年森林覆盖率是多少?", "yunze/2/1")
    assert {said(candidate) for candidate in found} == {
        "全市森林覆盖率达到63.2%,",
        "地区生产总值达到2600亿元。",
        "旅游总收入突破400亿元。",
    }  # 到2025年 is no value, 推进改革开放 has none
    assert said(found[0]) == "全市森林覆盖率达到63.2%,"
    sentence = DOCUMENT.clean.text[slice(*found[0].sentence)]
    assert sentence == "到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元。"


def test_another_question_gets_whole_sentences_without_the_heading() -> None:
    found = find("云泽如何推进改革开放?", "yunze/2/1")
    assert {said(candidate) for candidate in found} == {
        "到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元。",
        "旅游总收入突破400亿元。",
        "推进改革开放。",
    }
    assert all(candidate.row is None and candidate.fits for candidate in found)


def test_a_table_gives_its_rows_and_not_its_header() -> None:
    found = find("云泽2025年常住人口城镇化率是多少?", "yunze/2/1/box1")
    assert sorted(candidate.row.name for candidate in found if candidate.row) == [
        "人均预期寿命",
        "城镇调查失业率",
        "常住人口城镇化率",
    ]
    best = found[0]
    assert best.row is not None
    assert said(best) == "1\n常住人口城镇化率\n%\n52.3\n60.1\n预期性"
    assert best.row.columns == ("2020", "2025")
    assert [cell.text for cell in best.row.values] == ["52.3", "60.1"]


# --- years


def test_a_clause_answers_for_the_year_of_its_sentence() -> None:
    both = ("yunze/1/1", "yunze/2/1")
    assert "全市森林覆盖率达到61.5%," in fitting(find("云泽2020年森林覆盖率是多少?", *both))
    assert "全市森林覆盖率达到63.2%," not in fitting(find("云泽2020年森林覆盖率是多少?", *both))
    assert fitting(find("云泽2025年森林覆盖率是多少?", *both))[0] == "全市森林覆盖率达到63.2%,"
    assert "全市森林覆盖率达到61.5%," not in fitting(find("云泽2025年森林覆盖率是多少?", *both))
    assert fitting(find("云泽2030年森林覆盖率是多少?", *both)) == []


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("云泽2020年城镇调查失业率是多少?", []),  # the cell of 2020 is a dash
        ("云泽2025年城镇调查失业率是多少?", ["2\n城镇调查失业率\n%\n-\n5.5\n预期性"]),
        ("云泽2025年人均预期寿命是多少?", []),
        ("云泽2020年人均预期寿命是多少?", ["3\n人均预期寿命\n岁\n77.1\n-\n预期性"]),
        ("云泽人均预期寿命是多少?", ["3\n人均预期寿命\n岁\n77.1\n-\n预期性"]),
        ("云泽2035年人均预期寿命是多少?", []),
    ],
)
def test_a_row_answers_only_with_a_value_in_the_column_asked(question: str, rows: list[str]) -> None:
    assert fitting(find(question, "yunze/2/1/box1")) == rows


def test_a_row_answers_for_its_own_indicator_only() -> None:
    """主要指标 in the box's title and in the question is no indicator."""
    assert fitting(find("云泽2025年主要指标森林蓄积量是多少?", "yunze/2/1/box1")) == []


# --- places


def test_a_question_about_a_county_is_answered_by_its_own_line() -> None:
    assert READER.read("云泽平江县城区人口规模是多少?").places == ("平江",)
    assert fitting(find("云泽平江县城区人口规模是多少?", "yunze/3/1")) == ["城区人口规模达到12万人。"]
    assert fitting(find("云泽安化县城区人口规模是多少?", "yunze/3/1")) == ["城区人口规模达到18万人。"]
    assert fitting(find("云泽安化县森林覆盖率是多少?", "yunze/2/1", "yunze/1/1")) == []


# --- measures


@pytest.mark.parametrize(
    ("question", "value", "same"),
    [
        ("旅游总收入是多少", "旅游总收入占地区生产总值比重达到12%", False),
        ("旅游总收入占地区生产总值比重是多少", "旅游总收入占地区生产总值比重达到12%", True),
        ("旅游业对地区生产总值的贡献率是多少", "旅游业贡献率达到12%", True),
        ("旅游总收入是多少", "旅游总收入突破400亿元", True),
        ("旅游规模", "占地区生产总值的12%", False),
        ("旅游总收入多少亿元", "旅游总收入突破400亿元", True),
        ("旅游总收入多少亿元", "旅游总收入年均增长8%", False),
        ("高速公路多少公里", "高速公路投资40亿元", False),
        ("高速公路多少公里", "高速公路里程达到600公里", True),
        ("建成几家企业", "建成企业12家", True),
        ("建成几家企业", "建成园区12个", False),
        ("粮食多少万吨", "粮食产量150万吨", True),
        ("how much is the tourism income", "旅游总收入占地区生产总值比重达到12%", False),
        ("what share of gdp is tourism", "旅游总收入占地区生产总值比重达到12%", True),
        ("冷链一共要投多少钱", "冷库容量达到160万吨", False),
        ("冷链一共要投多少钱", "冷链项目总投资12亿元", True),
        ("how much money will be invested in cold chains", "冷库容量达到160万吨", False),
        ("园区占地面积多大", "园区产值达到10亿元", False),
        ("园区占地面积多大", "园区占地1200亩", True),
        ("完成情况如何", "旅游总收入占地区生产总值比重达到12%", True),  # asks for no amount
    ],
)
def test_a_value_is_of_the_sort_that_is_asked_for(question: str, value: str, same: bool) -> None:
    assert same_measure(measure_asked(search_form(question)), value) is same


def test_a_share_does_not_answer_for_an_amount() -> None:
    both = ("yunze/1/1", "yunze/2/1")
    share = "旅游总收入占地区生产总值比重达到12%。"
    assert share not in fitting(find("云泽旅游总收入是多少?", *both))
    assert "旅游总收入突破400亿元。" in fitting(find("云泽旅游总收入是多少?", *both))
    assert fitting(find("云泽旅游总收入占地区生产总值比重是多少?", *both))[0] == share


@pytest.mark.parametrize(
    ("clause", "has"),
    [
        ("达到63.2%", True),
        ("建成三个园区", True),
        ("翻一番", True),
        ("完成省下达任务", True),
        ("下降百分之八", True),
        ("到2025年", False),
        ("到二〇三五年", False),
        ("“十四五”时期", False),
        ("第三产业发展", False),
        ("推进改革开放", False),
    ],
)
def test_years_and_ordinals_are_no_values(clause: str, has: bool) -> None:
    assert bool(VALUE.search(NOT_VALUE.sub("", clause))) is has


# --- order


def test_candidates_come_by_coverage_and_equals_by_rank() -> None:
    question = "云泽2025年森林覆盖率是多少?"
    for order in (("yunze/1/1", "yunze/2/1"), ("yunze/2/1", "yunze/1/1")):
        found = find(question, *order)
        assert fitting(found)[0] == "全市森林覆盖率达到63.2%,"
        assert [candidate.coverage for candidate in found] == sorted(
            (candidate.coverage for candidate in found), reverse=True
        )
    query = READER.read("云泽森林覆盖率是多少?")
    first, second = (
        next(candidate for candidate in find(query.question, *order) if "森林" in said(candidate))
        for order in (("yunze/1/1", "yunze/2/1"), ("yunze/2/1", "yunze/1/1"))
    )
    assert said(first) == "全市森林覆盖率达到61.5%,"
    assert said(second) == "全市森林覆盖率达到63.2%,"
    assert first.coverage == second.coverage == 1.0
