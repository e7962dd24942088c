"""Which of several documents of a place a question means, on periods and places that nothing was written for."""

from collections.abc import Sequence

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.facts.periods import Period
from embeddings.families import labels
from embeddings.queries import QueryReader
from embeddings.query.wish import read_wish

TEXT = "{}\n第一章 总则\n到期末粮食产量达到5万吨,森林覆盖率达到60%。\n"
FAMILY = (
    ("eleven", "云泽市国民经济和社会发展第十一个五年规划纲要", "纲要", "2006-2010", "云泽市"),
    ("twelve", "云泽市国民经济和社会发展第十二个五年规划纲要", "纲要", "2011-2015", "云泽市"),
    ("advice", "关于制定云泽市第十二个五年规划的建议", "建议", "2011-2015", "云泽市"),
    ("report11", "2011年云泽市政府工作报告", "政府工作报告", "2011", "云泽市"),
    ("report12", "2012年云泽市政府工作报告", "政府工作报告", "2012", "云泽市"),
    ("bulletin", "云泽市2011年统计公报", "统计公报", "2011", "云泽市"),
    ("nation", "中华人民共和国国民经济和社会发展第十二个五年规划纲要", "纲要", "2011-2015", "全国"),
    ("single", "鹤岭市国民经济和社会发展第十二个五年规划纲要", "纲要", "2011-2015", "鹤岭市"),
)
ALIASES = {"全国": ("国家", "我国", "中国", "国务院", "China"), "云泽市": ("云泽",), "鹤岭市": ("鹤岭",)}


def documents() -> Sequence[Document]:
    entries = [
        PlanEntry.model_validate(
            {"id": id, "file": f"{id}.txt", "city": city, "aliases": ALIASES[city], "title": title, "kind": kind, "period": period}
        )
        for id, title, kind, period, city in FAMILY
    ]  # fmt: skip
    named = labels(entries)
    return [read_document(each, TEXT.format(each.title), named[each.id]) for each in entries]


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(documents())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("云泽的粮食产量目标是多少?", ("twelve",)),
        ("云泽十一五的森林覆盖率目标是多少?", ("eleven",)),
        ("云泽上一个五年规划的森林覆盖率目标是多少?", ("eleven",)),
        ("云泽上一轮规划的森林覆盖率目标是多少?", ("eleven",)),
        ("What was the forest coverage target in the previous five-year plan of 云泽?", ("eleven",)),
        ("云泽2012年的粮食产量目标是多少?", ("report12",)),
        ("云泽2015年的粮食产量目标是多少?", ("twelve",)),
        ("云泽2014年的粮食产量目标是多少?", ("twelve",)),
        ("云泽2011年粮食产量完成了多少?", ("bulletin",)),
        ("云泽2010年粮食产量是多少?", ("report11",)),
        ("云泽工作报告里粮食产量目标是多少?", ("report12",)),
        ("云泽2011年工作报告里粮食产量目标是多少?", ("report11",)),
        ("云泽十二五规划建议里怎么说粮食产量?", ("advice",)),
        ("云泽统计公报里粮食产量是多少?", ("bulletin",)),
        ("云泽今年的粮食产量目标是多少?", ("report12",)),
        ("云泽十一五和十二五的粮食产量目标有什么变化?", ("eleven", "twelve")),
        ("云泽2011年工作报告和十二五规划的粮食产量目标有什么不同?", ("report11", "twelve")),
        ("鹤岭工作报告里粮食产量目标是多少?", ("single",)),
        ("鹤岭上一个五年规划的目标是什么?", ("single",)),
        ("比较云泽和鹤岭的粮食产量目标", ("twelve", "single")),
    ],
)
def test_the_document_that_a_question_means(
    reader: QueryReader, question: str, expected: tuple[str, ...]
) -> None:
    query = reader.read(question)
    assert query.scope == expected
    assert query.compares == (len(expected) > 1)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("国家的粮食产量目标是多少?", ("nation",)),
        ("国务院2015年的目标是什么?", ("nation",)),
        ("我国森林覆盖率目标是多少?", ("nation",)),
        ("我国留学人员回国有什么政策?", ("nation",)),
        ("全国对缺水问题采取什么措施?", ("nation",)),
        ("国家那几年电信资费怎么降?", ("nation",)),
        ("全国出口增长目标定的是百分之几?", ("nation",)),
        ("全国十二五规划的森林覆盖率目标", ("nation",)),
        ("What is China's forest coverage target?", ("nation",)),
        ("What forest coverage does the national 12th plan set?", ("nation",)),
        ("What does the national 12th Five-Year Plan say about grain?", ("nation",)),
        ("Which national parks does 鹤岭 plan to build?", ("single",)),
        ("鹤岭要创建哪些国家级园区?", ("single",)),
        ("鹤岭的森林覆盖率在全国处于什么水平?", ("single",)),
        ("鹤岭怎样创建全国文明城市?", ("single",)),
        ("鹤岭粮食产量占全国的比重是多少?", ("single",)),
        ("比较全国和鹤岭的粮食产量目标", ("nation", "single")),
    ],
)
def test_the_nation_is_named_only_where_it_is_a_place(
    reader: QueryReader, question: str, expected: tuple[str, ...]
) -> None:
    assert reader.read(question).scope == expected


def test_a_filter_may_name_one_document(reader: QueryReader) -> None:
    question = "云泽的粮食产量目标是多少?"
    assert reader.read(question, cities=["云泽市"]).scope == ("twelve",)
    assert reader.read(question, cities=["eleven"]).scope == ("eleven",)
    assert reader.read(question, cities=["云泽市2011年政府工作报告"]).scope == ("report11",)
    assert reader.read(question, cities=["鹤岭"]).scope == ()


def test_what_chose_the_document_is_not_what_is_looked_for(reader: QueryReader) -> None:
    query = reader.read("云泽上一个五年规划的森林覆盖率目标是多少?")
    assert query.years == ("十一五",)
    assert "上一个" not in query.focus
    assert "工作报告" not in reader.read("云泽工作报告里粮食产量是多少?").focus


def test_the_documents_asked_next_are_for_the_same_time(reader: QueryReader) -> None:
    further = reader.read("云泽的粮食产量目标是多少?").choice.further
    assert "eleven" not in further
    assert set(further) == {"advice", "report11", "report12", "bulletin"}
    assert reader.read("云泽工作报告里粮食产量是多少?").choice.further == ()


def test_a_wish_is_read() -> None:
    wish = read_wish("《工作报告》里2012年的目标")
    assert (wish.kinds, wish.periods, wish.before) == (("report",), (Period.of_year(2012),), False)
    assert wish.spans == ((0, 7),)  # the name with its marks and 里
    assert read_wish("十五计划的目标").periods == (Period.of_plan(10),)
    assert read_wish("上一个五年规划的目标").periods == ()


@pytest.mark.parametrize(
    ("question", "scope", "uncovered"),
    [
        ("国家十二五规划想让云南当什么角色?", ("nation",), ()),
        ("国务院第十二个五年规划里云南被定为什么?", ("nation",), ()),
        ("云南的粮食产量目标是多少?", (), ("云南",)),
    ],
)
def test_a_place_in_a_document_of_the_nation_that_is_named_is_what_it_is_asked_about(
    question: str, scope: tuple[str, ...], uncovered: tuple[str, ...]
) -> None:
    known = {document.id: document for document in documents()}
    nation = read_document(known["nation"].entry, "第一章 开放\n支持云南建成向西南开放的桥头堡。\n")
    query = QueryReader([nation, known["single"]]).read(question)
    assert (query.scope if scope else (), query.uncovered) == (scope, uncovered)
