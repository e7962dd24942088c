"""Documents of one place: their kinds, what they are called beside each other, which one speaks for the place."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import find_document, find_documents, read_document
from embeddings.errors import UnknownCityError
from embeddings.families import kind_of, labels, newest_first, place_key


def entry(plan_id: str, title: str, kind: str = "纲要", city: str = "云泽市", **more: object) -> PlanEntry:
    given = {"id": plan_id, "file": f"{plan_id}.txt", "city": city, "title": title, "kind": kind, **more}
    return PlanEntry.model_validate(given)


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("纲要", "云泽市国民经济和社会发展第十二个五年规划纲要", "plan"),
        ("规划", "云泽市国民经济和社会发展第十二个五年规划", "plan"),
        ("规划", "云泽市“十三五”生态环境保护规划", "special"),
        ("建议", "关于制定国民经济和社会发展第十三个五年规划的建议", "proposal"),
        ("政府工作报告", "2019年云泽市政府工作报告", "report"),
        ("公报", "云泽市2018年国民经济和社会发展统计公报", "bulletin"),
        ("计划", "云泽市2019年国民经济和社会发展计划", "annual"),
        ("行动计划", "云泽市先进制造业三年行动计划(2019-2021年)", "action"),
        ("意见", "关于促进旅游的意见", "other"),
    ],
)
def test_kinds(kind: str, title: str, expected: str) -> None:
    assert kind_of(entry("a", title, kind)) == expected


def test_the_only_document_of_a_place_is_called_by_the_place() -> None:
    alone = entry("a", "云泽市第十二个五年规划纲要", period="2011-2015")
    other = entry("b", "鹤岭市第十二个五年规划纲要", city="鹤岭市", period="2011-2015")
    assert {label.zh for label in labels([alone, other]).values()} == {""}


def test_documents_of_a_place_are_told_apart() -> None:
    family = [
        entry("a", "云泽市第十二个五年规划纲要", period="2011-2015"),
        entry("b", "云泽市第十三个五年规划纲要", period="2016-2020", status="draft"),
        entry("c", "云泽市第十三个五年规划纲要", period="2016-2020", status="adopted"),
        entry("d", "2017年云泽市政府工作报告", "政府工作报告", period="2017"),
        entry("e", "云泽市旅游规划", "规划"),
        entry("f", "2018年云泽市政府工作报告", "政府工作报告", period="2018", date="2018-01-09"),
        entry("g", "2018年云泽市政府工作报告", "政府工作报告", period="2018", date="2018-01-11"),
    ]
    assert [label.zh for label in labels(family).values()] == [
        "“十二五”规划纲要",
        "“十三五”规划纲要（草案）",
        "“十三五”规划纲要（通过稿）",
        "2017年政府工作报告",
        "《云泽市旅游规划》",
        "2018年政府工作报告（2018-01-09）",
        "2018年政府工作报告（2018-01-11）",
    ]
    assert labels(family)["a"].en == "12th Five-Year Plan"
    assert labels(family)["d"].en == "Government Work Report 2017"
    # 2018 is the latest year, but a plan goes before a report and what was adopted before its draft.
    assert [each.id for each in newest_first(family)][:3] == ["c", "b", "a"]


def test_two_of_everything_the_same_are_numbered() -> None:
    family = [entry(each, "云泽市第十二个五年规划纲要", period="2011-2015") for each in ("a", "b")]
    assert [label.zh for label in labels(family).values()] == ["“十二五”规划纲要", "“十二五”规划纲要（2）"]


def test_the_nation_is_one_place_whatever_it_is_called() -> None:
    names = ("全国", "国家", "中国", "我国")
    assert {place_key(entry("a", "规划", city=name)) for name in names} == {"全国"}
    assert place_key(entry("a", "规划")) == "云泽市"


def test_a_city_stands_for_all_of_its_documents_and_a_name_or_id_for_one() -> None:
    family = [
        entry(
            "a", "云泽市第十二个五年规划纲要", period="2011-2015", aliases=["云泽", "Yunze"], city_en="Yunze"
        ),
        entry("b", "2017年云泽市政府工作报告", "政府工作报告", period="2017", aliases=["云泽", "Yunze"]),
    ]
    named = labels(family)
    documents = [read_document(each, "第一章 总则\n正文。\n", named[each.id]) for each in family]
    assert [each.id for each in find_documents(documents, "雲澤")] == ["a", "b"]
    assert [each.id for each in find_documents(documents, "b")] == ["b"]
    assert [each.id for each in find_documents(documents, "云泽市“十二五”规划纲要")] == ["a"]
    assert [each.id for each in find_documents(documents, "Yunze, 12th Five-Year Plan")] == ["a"]
    assert find_document(documents, "云泽").id == "a"
    with pytest.raises(UnknownCityError, match="Covered are: 云泽市\\."):
        find_documents(documents, "鹤岭市")
