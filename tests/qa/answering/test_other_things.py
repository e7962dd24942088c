"""A candidate whose sentence gives the value of another thing than the one asked is no answer."""

from types import SimpleNamespace
from typing import Any

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.queries import QueryReader
from embeddings.tables import Cell, Row
from qa.answering.other_things import asked_name, without_others

_TEXT = """云梦市国民经济和社会发展第十四个五年规划纲要
第一章 主要目标
到2025年,城乡居民医疗保险参保率达到95%以上,社会保障卡持有率达到98%。
粮食播种面积稳定在1050万亩。
粮食单产提高到420公斤,粮食总产量保持在45亿斤以上。
到2025年,地区生产总值年均增长6.5%以上,城区人口规模达23万人。
全市城镇家庭互联网普及率达90%以上。
"""


@pytest.fixture(scope="module")
def document() -> Document:
    entry = PlanEntry(id="x", city="云梦市", aliases=("云梦",), title="纲要", kind="纲要", file="x.txt")
    return read_document(entry, _TEXT)


def _candidate(document: Document, words: str) -> Any:
    text = document.search_text
    start = text.index(words)
    sentence = (text.rindex("\n", 0, start) + 1, text.index("\n", start))
    hit = SimpleNamespace(chunk=SimpleNamespace(document_id="x"))
    return SimpleNamespace(hit=hit, start=start, end=start + len(words), sentence=sentence, row=None)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("云梦市2025年工伤保险参保率是多少?", "工伤保险参保率"),
        ("云梦市农村家庭互联网普及率达多少?", "农村家庭互联网普及率"),
        ("云梦市煤炭消费总量要下降多少?", "煤炭消费总量"),
        ("云梦市水稻和小麦播种面积是多少?", ""),  # two things
        ("What is the sown area of rice in Yunmeng?", ""),
    ],
)
def test_the_one_thing_that_is_asked_is_told(document: Document, question: str, name: str) -> None:
    assert asked_name(QueryReader((document,)).read(question)) == name


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        # The clause says nothing of it, but its sentence is of another insurance.
        ("云梦市2025年工伤保险参保率是多少?", "社会保障卡持有率达到98%", False),
        ("云梦市水稻播种面积是多少?", "粮食播种面积稳定在1050万亩", False),
        ("云梦市农村家庭互联网普及率达多少?", "全市城镇家庭互联网普及率达90%以上", False),
        ("云梦市城镇家庭互联网普及率达多少?", "全市城镇家庭互联网普及率达90%以上", True),
        ("云梦市社会保障卡持有率是多少?", "社会保障卡持有率达到98%", True),
        ("云梦市蔬菜总产量是多少?", "粮食总产量保持在45亿斤以上", False),
        ("云梦市粮食总产量是多少?", "粮食总产量保持在45亿斤以上", True),
        # Nobody counts the gross product in persons; its growth is a share.
        ("云梦市地区生产总值目标是多少?", "城区人口规模达23万人", False),
        ("云梦市地区生产总值目标是多少?", "地区生产总值年均增长6.5%以上", True),
        # A share is no number of persons.
        ("云梦市城乡居民医疗保险参保人数是多少?", "城乡居民医疗保险参保率达到95%以上", False),
    ],
)
def test_what_is_of_another_thing_is_left_out(
    document: Document, question: str, said: str, kept: bool
) -> None:
    query = QueryReader((document,)).read(question)
    candidate = _candidate(document, said)
    assert without_others(query, [candidate], {"x": document}) == ([candidate] if kept else [])


def test_where_the_best_of_a_sentence_is_of_another_thing_the_rest_of_it_goes_too(document: Document) -> None:
    query = QueryReader((document,)).read("云梦市蔬菜总产量是多少?")
    best, rest = (
        _candidate(document, words) for words in ("粮食总产量保持在45亿斤以上", "粮食单产提高到420公斤")
    )
    assert without_others(query, [best, rest], {"x": document}) == []
    assert without_others(query, [rest, best], {"x": document}) == [rest]


@pytest.mark.parametrize(
    ("question", "unit", "kept"),
    [
        ("云梦市2025年GDP总量目标是多少亿元?", "%", False),  # the death rate for each 亿元 of it
        ("云梦市2025年GDP总量目标是多少亿元?", "亿元", True),
        ("云梦市2025年GDP总量目标是多少?", "%", True),  # no unit is asked for
    ],
)
def test_a_row_is_in_the_unit_that_is_asked_for(
    document: Document, question: str, unit: str, kept: bool
) -> None:
    cell = Cell("25", "25", 0, 2, 0, 2)
    row = Row(f"亿元GDP生产安全事故死亡率({unit})", "", (cell,), (), "", 0, 2)
    found = _candidate(document, "粮食单产")
    found.row = row
    query = QueryReader((document,)).read(question)
    assert bool(without_others(query, [found], {"x": document})) is kept
