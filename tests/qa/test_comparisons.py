"""Comparisons: values as they are read, the ranking and when there is none, and the table."""

from decimal import Decimal

import pytest

from embeddings.corpus import PlanEntry, read_document
from embeddings.needs import Need
from embeddings.queries import QueryReader
from qa.answers import Sentence
from qa.citations import Draft, Quote
from qa.comparisons import Found, compared, read_value, with_markers

FOREST = [Need((frozenset(["森林"]),), 1.0, ("森林覆盖率",))]


def plan(id, city, english):
    entry = PlanEntry(
        id=id, file="x.txt", city=city, city_en=english, title="规划", kind="纲要", period="2021-2025"
    )
    return read_document(entry, "第一章 目标\n森林覆盖率。\n")


def later(id, city):
    entry = PlanEntry(id=id, file="x.txt", city=city, title="规划", kind="纲要", period="2026-2030")
    return read_document(entry, "第一章 目标\n森林覆盖率。\n")


JIA, YI, BING = plan("jia", "甲市", "Jia"), plan("yi", "乙市", "Yi"), plan("bing", "丙市", "Bing")
READER = QueryReader([JIA, YI, BING])


def found(document, words, needs=FOREST):
    draft = Draft("", (Quote(document.id, "s", words),))
    return Found(document, words, draft, read_value(needs, words))


@pytest.mark.parametrize(
    ("words", "printed", "size", "sort"),
    [
        ("到2025年,森林覆盖率稳定在68.1%以上", "68.1%以上", "68.1", "share"),
        ("绿地率45%,森林覆盖率达到63.2%", "63.2%", "63.2", "share"),
        ("地区生产总值超过3500亿元", "超过3500亿元", "350000000000", "level"),
        ("粮食产量不低于50万吨", "不低于50万吨", "500000", "level"),
        ("森林覆盖率(%):≥95", "≥95", "95", "share"),
        ("年均增长7.5%左右", "7.5%左右", "7.5", "growth"),
    ],
)
def test_a_value_is_read_with_its_qualifier_and_scale(words, printed, size, sort):
    value = read_value(FOREST, words)
    assert (value.printed, value.quantity.size, value.quantity.sort) == (printed, Decimal(size), sort)


def test_a_year_is_no_value():
    assert read_value(FOREST, "到2025年基本建成") is None


def texts(question, *parts):
    return [draft.text for draft in compared(READER.read(question), parts)]


def test_the_target_of_one_plan_and_the_starting_point_of_the_next_are_not_ranked():
    ding = later("ding", "丁市")
    query = QueryReader([JIA, ding]).read("甲市和丁市2025年森林覆盖率哪个更高?")
    rows = (found(JIA, "2025年森林覆盖率达到68%"), found(ding, "2025年森林覆盖率达到66%"))
    assert compared(query, rows)[0].notes == ("各规划所给的不是同一口径或同一年份，不作排名。",)
    same = (rows[0], found(YI, "2025年森林覆盖率达到66%"))
    assert "更高" in texts("甲市和乙市2025年森林覆盖率哪个更高?", *same)[0]


def test_the_highest_is_said_first_then_a_row_for_each_plan():
    assert texts(
        "甲市和乙市森林覆盖率目标哪个更高?",
        found(JIA, "到2025年森林覆盖率稳定在68.1%以上"),
        found(YI, "森林覆盖率保持在71%以上"),
    ) == [
        "乙市更高:71%以上;甲市68.1%以上。",
        "| 甲市 | 到2025年森林覆盖率稳定在68.1%以上 | 2025年 |",
        "| 乙市 | 森林覆盖率保持在71%以上 | — |",
    ]


def test_the_lowest_of_three_in_english():
    first = texts(
        "Which city has the lowest forest coverage target, 甲市, 乙市 or 丙市? " + "x" * 40,
        found(JIA, "森林覆盖率60%"),
        found(YI, "森林覆盖率71%"),
        found(BING, "森林覆盖率65%"),
    )[0]
    assert first == "Lowest forest coverage: Jia, 60%; then Bing 65%, Yi 71%."


def test_a_tie_is_said():
    question = "甲市和乙市的森林覆盖率有差别吗?"
    assert texts(question, found(JIA, "森林覆盖率3%"), found(YI, "森林覆盖率为3%"))[0] == "相同,均为3%。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("森林覆盖率达到60%", "森林覆盖率年均增长2%"),  # a level and a growth
        ("森林覆盖率达到60%", "森林面积达到60万亩"),  # other units
        ("2020年森林覆盖率达到60%", "到2025年森林覆盖率达到63%"),  # other years
    ],
)
def test_what_cannot_be_ranked_is_not_ranked(one, other):
    drafts = compared(READER.read("甲市和乙市森林覆盖率哪个更高?"), [found(JIA, one), found(YI, other)])
    assert [each.text[:2] for each in drafts] == ["| ", "| "]
    assert drafts[0].notes == ("各规划所给的不是同一口径或同一年份，不作排名。",)


def test_a_range_that_has_the_other_value_in_it_is_not_ranked():
    question = READER.read("甲市和乙市森林覆盖率哪个更高?")
    drafts = compared(question, [found(JIA, "森林覆盖率达到5%—5.5%"), found(YI, "森林覆盖率达到5.2%")])
    assert [each.text[:2] for each in drafts] == ["| ", "| "]
    assert drafts[0].notes == ("有规划所给的是区间，与另一数值重叠，不作排名。",)
    apart = compared(question, [found(JIA, "森林覆盖率达到5%—5.5%"), found(YI, "森林覆盖率达到7%")])
    assert "乙市" in apart[0].text
    assert not apart[0].text.startswith("| ")


def test_nothing_is_ranked_that_was_not_asked():
    said = texts("甲市和乙市森林覆盖率各是多少?", found(JIA, "森林覆盖率60%"), found(YI, "森林覆盖率71%"))
    assert [line[:6] for line in said] == ["| 甲市 |", "| 乙市 |"]


def test_the_table_has_a_header_markers_and_the_silent_plans():
    query = READER.read("甲市、乙市和丙市森林覆盖率各是多少?")
    sentences = [
        Sentence("| 甲市 | 60% | — |", (1, 2), "verbatim"),
        Sentence("| 乙市 | 71% | — |", (3,), "verbatim"),
    ]
    assert with_markers(query, sentences, [BING]).split("\n") == [
        "| 规划 | 原文 | 年份 | 依据 |",
        "|---|---|---|---|",
        "| 甲市 | 60% | — | [1][2] |",
        "| 乙市 | 71% | — | [3] |",
        "| 丙市 | 未提及 | — | — |",
    ]
    assert with_markers(query, [Sentence("甲市:是。", (1,), "verbatim")], []) == "甲市:是。[1]"


def test_an_english_rank_names_what_is_ranked_in_english_figures():
    asked = "Which of Jia and Yi has the higher forest coverage target?"
    said = texts(asked, found(JIA, "森林覆盖率68.1%以上"), found(YI, "森林覆盖率71%"))
    assert said[0] == "Highest forest coverage: Yi, 71%; then Jia 68.1% or above."


def test_a_rank_over_levels_of_government_says_so():
    one, two = plan("c", "郴州市", "Chenzhou"), plan("x", "湘乡市", "Xiangxiang")
    query = QueryReader([one, two]).read("郴州和湘乡森林覆盖率哪个更高?")
    drafts = compared(query, [found(one, "森林覆盖率60%"), found(two, "森林覆盖率71%")])
    assert drafts[0].text == "湘乡市更高:71%;郴州市60%。"
    assert drafts[0].notes == ("名次跨行政层级（地级 1、县级 1），请与同级的相比。",)


def test_each_place_of_a_comparison_is_asked_with_what_is_said_of_it():
    query = READER.read("甲市2020年建了多少公里高速,乙市2025年想建多少,谁长")
    assert [(each.standalone, each.scope, each.years) for each in query.apart] == [
        ("甲市2020年建了多少公里高速", ("jia",), ("2020",)),
        ("乙市 2025年建了多少公里高速", ("yi",), ("2025",)),
    ]
    assert READER.read("甲市2020年建了多少公里高速,乙市2025年想建多少,公路网密度要多大").apart == ()


def test_the_longer_is_named():
    query = READER.read("甲市和乙市的高速公路里程谁长")
    need = [Need((frozenset(["里程"]),), 1.0, ("里程",))]
    drafts = compared(query, [found(JIA, "里程达到717公里", need), found(YI, "里程达到780公里", need)])
    assert drafts[0].text == "乙市更长:780公里;甲市717公里。"
