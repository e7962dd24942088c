"""What a follow-up says put into the words of the question before, and what it points at."""

import pytest

from embeddings.query.among import counted_places, ranks
from embeddings.query.following import (
    asks_more,
    beside,
    completed,
    leans,
    ordinal,
    points_to_document,
    put_into,
    says_nothing,
    without_times,
)


@pytest.mark.parametrize(
    ("topic", "said", "whole"),
    [
        ("2025年gdp目标是多少?", "2020年是多少", "2020年gdp目标是多少?"),
        ("gdp目标是多少?", "2020年是多少", "2020年gdp目标是多少?"),
        ("2025年gdp目标是多少?", "常住人口城镇化率", "2025年常住人口城镇化率目标是多少?"),
        ("pm2.5目标是多少", "pm10", "pm10目标是多少"),
        ("城镇居民收入目标", "农村", "农村居民收入目标"),
        ("城镇居民收入目标", "农村居民的", "农村居民收入目标"),
        ("的三大发展定位是什么?", "为什么", "三大发展定位是什么 为什么"),
        ("三大发展定位是什么?", "", "三大发展定位是什么?"),
        (
            "what is the gdp target for 2025?",
            "its forest coverage rate",
            "what is the forest coverage rate target for 2025?",
        ),
        ("哪个县城2025年人口规模", "除了桂阳还有哪个县", "哪个县城2025年人口规模 除了桂阳还有哪个县"),
        ("茶叶重点放在哪几个县市?", "柑橘", "茶叶重点放在哪几个县市 柑橘"),
    ],
)
def test_what_is_said_takes_the_place_of_its_like(topic: str, said: str, whole: str) -> None:
    assert put_into(topic, said) == whole


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("其中第二个", 2),
        ("第三条具体怎么做", 3),
        ("最后一个呢", 0),
        ("第2项", 2),
        ("the second one?", 2),
        ("and the last?", 0),
        ("第三产业呢", None),
        ("第十四个五年规划", None),
        ("第三章讲什么", None),
        ("the first plan to mention 5g", None),
        ("怀化呢", None),
    ],
)
def test_which_of_several_is_meant(asked: str, at: int | None) -> None:
    assert ordinal(asked) == at


@pytest.mark.parametrize(
    "asked",
    [
        "还有呢",
        "还有吗?",
        "还有哪些?",
        "其他的呢",
        "what else?",
        "anything else?",
        "any more?",
        "以后还修别的吗?",
    ],
)
def test_more_of_the_same(asked: str) -> None:
    assert asks_more(asked)


@pytest.mark.parametrize(
    "asked",
    ["还有森林覆盖率呢", "其他城市呢", "还有哪些产业", "what other industries", "怀化呢", "别的城市也修吗"],
)
def test_a_question_of_its_own_is_no_more_of_the_same(asked: str) -> None:
    assert not asks_more(asked)


@pytest.mark.parametrize(
    ("asked", "is_short"),
    [
        ("2020年是多少", True),
        ("增速呢", True),
        ("为什么", True),
        ("和 相比谁高", True),
        ("到时候城里要住多少人", False),
        ("and 2035?", True),
        ("which cities mention 5g and cold chains", False),
    ],
)
def test_whether_a_question_can_stand_alone(asked: str, is_short: bool) -> None:
    assert leans(without_times(asked)) is is_short


@pytest.mark.parametrize(
    ("asked", "among", "count"),
    [
        ("乙市是不是比这俩都低?", True, 2),
        ("乙市的托位是不是最少的", True, 0),
        ("谁更高", True, 0),
        ("which one is higher?", True, 0),
        ("收入呢,两个市都讲下", False, 2),
        ("这三个都讲讲", False, 0),  # things as well as places
        ("目标是多少", False, 0),
        ("最大的产业是什么", False, 0),
        ("哪两个?", False, 0),
    ],
)
def test_what_ranks_and_counts_the_places_told_of(asked: str, among: bool, count: int) -> None:
    assert (ranks(asked), counted_places(asked)) == (among, count)


@pytest.mark.parametrize(
    ("asked", "document"),
    [
        ("这个规划谁牵头落实?", True),
        ("这个规划怎么让它落地?", False),
        ("那老小区改造有没有提", False),
        ("who is responsible for carrying it out?", True),
        ("how is it financed?", False),
    ],
)
def test_what_is_asked_of_the_document_goes_on_with_no_topic(asked: str, document: bool) -> None:
    assert points_to_document(asked) is document


def test_english_of_function_words_alone_is_about_nothing() -> None:
    assert says_nothing("what will do to get there?")
    assert not says_nothing("what about its forests?")


def test_a_place_is_put_beside_the_one_before_by_a_comparison() -> None:
    assert [beside(each) for each in ("和怀化比呢", "比怀化高吗", "compared with huaihua?")] == [True] * 3
    assert [beside(each) for each in ("那怀化呢", "和怀化的铁路呢", "and huaihua?")] == [False] * 3


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["城镇", "农村居民收入"], ["城镇居民收入", "农村居民收入"]),
        (["城镇居民收入", "农村"], ["城镇居民收入", "农村居民收入"]),
        (["gdp", "财政收入"], ["gdp", "财政收入"]),
        (["甲", "乙"], ["甲", "乙"]),
    ],
)
def test_parts_of_a_row_share_what_one_of_them_says(parts: list[str], whole: list[str]) -> None:
    assert completed(parts) == whole


@pytest.mark.parametrize(
    ("said", "leaning"),
    [("要装多少充电桩,呢", False), ("要装多少充电桩", False), ("呢", True), ("增速,呢", True)],
)
def test_another_place_behind_a_whole_question_leans_on_that_alone(said: str, leaning: bool) -> None:
    assert leans(said) is leaning
