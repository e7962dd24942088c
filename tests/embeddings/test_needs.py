"""What a question needs, weighed by hand over a few chunks, and how much of it a text has."""

import math

import pytest

from embeddings.chunking import Chunk
from embeddings.corpus import PlanEntry, read_document
from embeddings.lexical import tokenize
from embeddings.needs import Need, TermWeights, coverage, question_kind, question_parts
from embeddings.queries import Query, QueryReader

YUNZE = read_document(
    PlanEntry(id="yunze", file="y.txt", city="云泽市", aliases=("云泽", "Yunze"), title="规划", kind="纲要"),
    "第一章 目标\n到2025年,森林覆盖率达到63.2%。\n",
)
READER = QueryReader([YUNZE])


def ask(question: str) -> Query:
    return READER.read(question)


def chunk(text: str, context: str = "") -> Chunk:
    return Chunk("y#1", "yunze", "云泽市", "yunze/1", (), text, context, "", 0, 1, 0, 1)


# --- weights


def test_a_token_weighs_its_inverse_document_frequency() -> None:
    weights = TermWeights([chunk("森林森林"), chunk("森林", "物流"), chunk("物流"), chunk("港口")])
    assert weights.weight(["森林"]) == pytest.approx(math.log(1 + 4 / 2))  # in 2 of 4 chunks, however often
    assert weights.weight(["物流"]) == pytest.approx(math.log(1 + 4 / 2))  # the context counts
    assert weights.weight(["港口"]) == pytest.approx(math.log(1 + 4 / 1))
    assert weights.weight(["机场"]) == pytest.approx(0.45 * math.log(1 + 4))  # in none: may be chance
    assert weights.weight(["港口", "机场"]) == pytest.approx(1.45 * math.log(5))
    assert weights.weight([]) == 0.0


def test_a_rare_word_weighs_more_than_one_of_no_chunk_and_that_more_than_a_common_one() -> None:
    weights = TermWeights([chunk("发电"), *(chunk("森林") for _ in range(9))])
    assert weights.weight(["发电"]) > weights.weight(["机场"]) > weights.weight(["森林"])


# --- coverage


def test_coverage_is_the_weighted_share_of_the_needs() -> None:
    forest = Need((frozenset({"森林", "林覆"}),), 3.0)
    year = Need((frozenset({"2025"}),), 1.0)
    assert coverage([forest, year], ({"森林", "林覆", "2025"}, 1.0)) == 1.0
    assert coverage([forest, year], ({"2025"}, 1.0)) == 0.25
    assert coverage([forest, year], ({"森林"}, 1.0)) == pytest.approx(0.5 * 3 / 4)  # half of its tokens
    assert coverage([forest, year], (set(), 1.0)) == 0.0
    assert coverage([], ({"森林"}, 1.0)) == 0.0


def test_each_need_counts_once_in_the_layer_that_meets_it_best() -> None:
    forest, year = Need((frozenset({"森林"}),), 3.0), Need((frozenset({"2025"}),), 1.0)
    # forest: 0.5 in the heading; year: max(1.0 in the text, 0.5 in the heading) -> (3*0.5 + 1*1) / 4
    layers = (({"2025"}, 1.0), ({"森林", "2025"}, 0.5))
    assert coverage([forest, year], *layers) == pytest.approx(0.625)


def test_any_wording_meets_a_need() -> None:
    gdp = Need((frozenset({"gdp"}), frozenset({"地区", "生产"})), 2.0)
    assert gdp.met_by({"gdp"}) == 1.0
    assert gdp.met_by({"地区", "生产"}) == 1.0
    assert gdp.met_by({"地区"}) == 0.5
    assert gdp.met_by({"城市"}) == 0.0


# --- the needs of a question


def needs_of(question: str) -> list[Need]:
    return TermWeights([chunk("森林覆盖率")]).needs(ask(question))


def meets(question: str, text: str) -> float:
    return coverage(needs_of(question), (set(tokenize(text)), 1.0))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("云泽2025年GDP是多少?", "地区生产总值达到2600亿元"),
        ("云泽2025年地区生产总值是多少?", "全市GDP达到2600亿元"),
        ("雲澤2025年地區生產總值是多少?", "地区生产总值达到2600亿元"),
        ("What is Yunze's GDP target?", "地区生产总值达到2600亿元"),
        ("What is the forest coverage of Yunze?", "森林覆盖率达到63.2%"),
    ],
)
def test_a_known_term_is_met_in_any_wording_script_and_language(question: str, text: str) -> None:
    assert meets(question, text) == pytest.approx(1.0)


def test_another_indicator_does_not_meet_the_need() -> None:
    assert meets("云泽2025年森林覆盖率是多少?", "森林覆盖率达到63.2%") == 1.0
    assert meets("云泽2025年森林覆盖率是多少?", "研发经费投入达到3%") == 0.0


def test_years_cities_and_empty_words_are_no_needs() -> None:
    """Years are checked on their own (qa.periods), the city by the scope."""
    needs = needs_of("请问云泽市到2025年的森林覆盖率目标是多少?")
    assert [need.wordings[0] for need in needs] == [frozenset(tokenize("森林覆盖率"))]
    assert "2025" not in {token for need in needs for wording in need.wordings for token in wording}


def test_growth_of_something_needs_growth_too() -> None:
    assert meets("云泽地区生产总值增速是多少?", "地区生产总值年均增长7.5%") == pytest.approx(1.0)
    assert meets("云泽地区生产总值增速是多少?", "地区生产总值达到2600亿元") < 1.0


# --- kinds


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("云泽2025年森林覆盖率是多少?", "number"),
        ("云泽要建几个物流园?", "number"),
        ("云泽的增速目标?", "number"),
        ("雲澤2025年森林覆蓋率是多少?", "number"),
        ("云泽有多少个园区?", "number"),
        ("How many parks will Yunze have?", "number"),
        ("What is Yunze's forest coverage target?", "number"),
        ("云泽“一核两翼”是什么意思?", "definition"),
        ("云泽“一核两翼”指什么?", "definition"),
        ("什么是“一核两翼”?", "definition"),
        ('What does "one core" mean in Yunze?', "definition"),
        ("云泽是否提出建设机场?", "yesno"),
        ("云泽会建机场吗?", "yesno"),
        ("Does Yunze plan an airport?", "yesno"),
        ("云泽有哪些重点产业?", "list"),
        ("云泽的三大产业是哪三个?", "list"),
        ("Which industries does Yunze support?", "list"),
        ("云泽如何建设物流枢纽?", "open"),
        ("云泽的人才政策", "open"),
        ("How will Yunze attract talent?", "open"),
    ],
)
def test_kind_of_a_question(question: str, kind: str) -> None:
    assert question_kind(ask(question)) == kind


# --- parts


def test_a_question_that_asks_once_is_one_part() -> None:
    query = ask("云泽2025年森林覆盖率是多少?")
    assert question_parts(query) == [query.focus]


def test_a_question_with_two_numbers_has_two_parts() -> None:
    parts = question_parts(ask("云泽2025年森林覆盖率是多少?地区生产总值是多少?"))
    assert len(parts) == 2
    assert "森林覆盖率" in parts[0]
    assert "地区生产总值" in parts[1]


def test_a_remark_before_the_question_is_no_part() -> None:
    query = ask("我在写报告,云泽2025年森林覆盖率是多少?")
    assert question_parts(query) == [query.focus]
