"""A question that compares, as it would be asked of one place."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import read_document
from embeddings.queries import QueryReader
from embeddings.query.naming import alias_table, asked_alone

_DOCUMENTS = [
    read_document(
        PlanEntry(id=id, file=f"{id}.txt", city=f"{name}市", city_en=english, aliases=(name,), title="规划", kind="纲要"),
        f"{name}市规划\n第一章 目标\n森林覆盖率达到6{at}%。\n",
    )
    for at, (id, name, english) in enumerate((("a", "云泽", "Yunze"), ("b", "海州", "Haizhou")))
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("网上买卖,云泽和海州各自想涨多少?", "网上买卖,海州市 想涨多少?"),
        ("云泽怎么看海州的水?", ""),  # each has a part of its own
        ("云泽的定位跟海州一样吗?", "海州市的定位 ?"),
        ("云泽的森林覆盖率和海州比谁更高?", "海州市的森林覆盖率 ?"),
        ("云泽的目标跟海州的水有关吗?", ""),
        ("What do Yunze and Haizhou each say about rail?", "What do 海州市 each say about rail?"),
    ],
)
def test_the_one_place_stands_for_all_that_are_named(question: str, alone: str) -> None:
    assert asked_alone(question, alias_table(_DOCUMENTS), "海州市") == alone


def test_a_comparison_asks_each_plan_for_itself() -> None:
    query = QueryReader(_DOCUMENTS).read("云泽和海州的绿化各自要怎么做?")
    assert [(each.scope, each.compares, each.standalone) for each in query.apart] == [
        (("a",), False, "云泽市的绿化 要怎么做?"),
        (("b",), False, "海州市的绿化 要怎么做?"),
    ]
    assert QueryReader(_DOCUMENTS).read("云泽的绿化要怎么做?").apart == ()
