"""What is known without reading: the document itself, whole sections, targets and results, mentions; and what is offered."""

import datetime
from functools import cache

import pytest

from embeddings.chunking import chunk_document
from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from embeddings.query.history import Cited, Context
from embeddings.retrieval import Hit
from qa.answering.exact import ExactAnswers
from qa.answering.offering import Offers
from qa.citations import Verified, Verifier

TITLE = "云泽市国民经济和社会发展第十六个五年规划纲要"
TEXT = f"""{TITLE}
云泽市人民政府
2031年5月10日
(2031年3月6日云泽市第九届人民代表大会第六次会议批准)
第一章 发展基础
回顾过去五年,全市发展取得新的成绩。
专栏1 云泽市“十五五”规划主要指标完成情况
指标名称\t单位\t2030年规划目标\t2030年完成情况\t属性
森林覆盖率\t%\t61.5\t62\t约束性
地区生产总值\t亿元\t900\t880\t预期性
第二章 总体要求
第一节 发展定位
——建设区域物流中心。依托港口发展物流。
——建设生态文明城市。保护河流湖泊。
——建设智能制造基地。
第二节 二〇四五年远景目标
到二〇四五年,全市基本实现现代化,人均地区生产总值达到较高水平。
第三章 民生保障
第一节 落实就业优先政策
1.扩大就业容量
发展服务业,增加岗位。
2.完善就业服务
建设公共就业服务平台。
第二节 提高收入水平
以“一核两带多点”为载体增加收入。
高水平建设“一核”,做强中心城区。高标准建设“两带”,发展沿江、沿湖产业。
多渠道增加居民收入。
专栏2 云泽市“十六五”主要指标
指标名称\t单位\t2030年\t2035年\t属性
森林覆盖率\t%\t62\t63.5\t约束性
"""
ENTRY = PlanEntry(
    id="yunze",
    file="y.txt",
    city="云泽市",
    city_en="Yunze",
    aliases=("云泽", "Yunze"),
    title=TITLE,
    kind="纲要",
    issuer="云泽市人民政府",
    date=datetime.date(2031, 5, 10),
    period="2031-2035",
    source="云泽市人民政府网站",
)
BARE = ENTRY.model_copy(
    update={"id": "bare", "city": "青川市", "city_en": "Qingchuan", "aliases": ("青川",), "date": None}
)


@cache
def documents() -> dict[str, Document]:
    bare = TEXT.replace("云泽", "青川").split("\n", 4)
    return {
        "yunze": read_document(ENTRY, TEXT),
        "bare": read_document(BARE, f"{bare[0]}\n{bare[4]}"),
    }


@cache
def parts() -> tuple[QueryReader, ExactAnswers]:
    plans = documents()
    weights = TermWeights([chunk for each in plans.values() for chunk in chunk_document(each)])
    return QueryReader(list(plans.values())), ExactAnswers(plans, weights)


def told(question: str) -> Verified:
    reader, exact = parts()
    query = reader.read(question)
    verifier = Verifier(documents(), language=query.language)
    for draft in exact.drafts(query):
        verifier.add(draft)
    assert verifier.result.dropped == []
    return verifier.result


def lines(question: str) -> list[str]:
    return [sentence.lead + sentence.text for sentence in told(question).sentences]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("云泽规划是谁批准的?", "批准：云泽市：(2031年3月6日云泽市第九届人民代表大会第六次会议批准)。"),
        ("云泽规划是谁印发的?", "发布机关：云泽市人民政府。"),
        ("云泽规划什么时候发布的?", "日期：云泽市：2031年5月10日。"),
        ("云泽规划的规划期是哪几年?", f"规划期：2031-2035年。{TITLE}。"),
        ("云泽这份文件是什么?", f"文件类型：纲要。{TITLE}。"),
        ("云澤規劃的全稱是什麼?", "標題：雲澤市國民經濟和社會發展第十六個五年規劃綱要。"),
        # what the text does not say is the catalogue's, with its source
        ("青川规划什么时候发布的?", "文本没有可读的发布日期。规划目录所记来源：云泽市人民政府网站。"),
        ("青川规划是谁批准的?", "文本没有写明由谁批准。规划目录所记来源：云泽市人民政府网站。"),
        ("云泽规划现在还有效吗?", f"文本没有写明现在是否仍然有效。规划期：2031-2035年。{TITLE}。"),
        ("云泽规划是干嘛的?", "文件类型：纲要。"),
        ("Who issued the Yunze plan?", "Issued by: Yunze (云泽市): “云泽市人民政府”."),
    ],
)  # fmt: skip
def test_the_document_itself(question: str, line: str) -> None:
    (said,) = lines(question)
    assert said.startswith(line)


def test_the_chapters_are_counted_and_each_is_cited() -> None:
    answer = told("云泽规划一共有几章?")
    assert [each.lead + each.text for each in answer.sentences] == [
        "共3章4节：\n云泽市：第一章 发展基础。",
        "第二章 总体要求。",
        "第三章 民生保障。",
    ]
    assert [each.quote for each in answer.citations] == [
        "第一章发展基础",
        "第二章总体要求",
        "第三章民生保障",
    ]


def test_a_section_is_given_whole_and_in_order() -> None:
    positions = [
        "云泽市：建设区域物流中心。",
        "建设生态文明城市。",
        "建设智能制造基地。",
    ]
    assert lines("云泽的发展定位有哪些?") == positions
    assert told("云泽的发展定位有哪些?").notes == []
    assert lines("云泽的三大定位是哪三个?") == positions
    assert lines("云泽的两大定位是哪两个?") == []  # no section lists two
    # the count is checked against what the plan lists
    assert lines("云泽的四大发展定位有哪些?") == positions
    assert told("云泽的四大发展定位是哪四个?").notes == ["问的是4项，原文列出3项，均已列出。"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云泽2045年远景目标是什么?", ["云泽市：到二〇四五年,全市基本实现现代化,人均地区生产总值达到较高水平。"]),
        ("云泽2040年远景目标是什么?", []),  # the heading is of another year
        (
            "云泽如何解决就业?",
            [
                "云泽市：第一节 落实就业优先政策。",
                "1.扩大就业容量：发展服务业,增加岗位。",
                "2.完善就业服务：建设公共就业服务平台。",
            ],
        ),
        ("云泽如何解决残疾大学毕业生的就业?", []),  # a part of the matter, to be looked up
        (
            "云泽规划第二章讲什么?",
            [
                "云泽市：第二章 总体要求。",
                "第一节 发展定位：建设区域物流中心。",
                "第二节 二〇四五年远景目标：到二〇四五年,全市基本实现现代化,人均地区生产总值达到较高水平。",
            ],
        ),
        ("云泽规划第九章讲什么?", []),
    ],
)  # fmt: skip
def test_sections(question: str, said: list[str]) -> None:
    found = lines(question)
    assert [each.replace("：——", "：") for each in found] == said


def test_the_summary_is_the_outline() -> None:
    found = lines("总结一下云泽规划")
    assert found[0].startswith(
        f"{TITLE}，共3章4节：\n云泽市：第一章 发展基础：回顾过去五年,全市发展取得新的成绩。"
    )
    assert any("落实就业优先政策" in each for each in found)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("云泽“十五五”的森林覆盖率目标完成了吗?", "是，已完成：目标61.5%，实际62%。"),
        ("云泽的地区生产总值目标完成了吗?", "否，未完成：目标900亿元，实际880亿元。"),
        ("Did Yunze reach its GDP target?", "No, it was missed: target 900亿元, result 880亿元. "),
    ],
)
def test_target_and_result(question: str, lead: str) -> None:
    (sentence,) = told(question).sentences
    assert sentence.lead == lead


def test_the_result_of_years_to_come_is_not_that_of_the_years_before() -> None:
    assert lines("云泽2035年的森林覆盖率目标完成了吗?") == []


def test_a_mention_is_the_first_place_and_their_number() -> None:
    (said,) = lines("云泽有没有提到智能制造?")
    assert said.startswith("提到了，共1处，第一处：云泽市：")
    assert lines("云泽有没有提到海洋渔业?") == []


@pytest.mark.parametrize("question", ["云泽的“一核两带多点”是什么?", "云泽的一核两带多点指什么?"])
def test_a_coined_name_is_told_part_by_part(question: str) -> None:
    answer = told(question)
    assert [each.text for each in answer.sentences] == [
        "云泽市：高水平建设“一核”,做强中心城区。",
        "高标准建设“两带”,发展沿江、沿湖产业。",
    ]
    assert answer.notes == ["规划只提到“多点”，没有单独解释。"]


def test_what_is_offered_is_answered() -> None:
    reader, exact = parts()
    query = reader.read("云泽有多少家机器人企业?")
    chunks = [each for each in chunk_document(documents()["yunze"]) if each.chapter]
    hits = [Hit(chunk, 1.0, at) for at, chunk in enumerate(chunks, 1) if "就业" in chunk.context]
    nearest, offered = Offers(documents(), reader, exact).of(query, hits)
    assert nearest is not None
    assert nearest.city == "云泽市"
    assert nearest.chapter[0] == "第三章 民生保障"
    assert nearest.permalink.startswith("/plans/yunze")
    assert offered == (
        "云泽市关于扩大就业容量有哪些内容？",
        "云泽市2035年森林覆盖率目标是多少？",
        "云泽市的规划讲了什么？",
    )
    assert Offers(documents(), reader, exact).of(reader.read("你好"), hits) == (None, ())


def test_of_two_plans_what_is_offered_is_of_the_one_that_was_found_first() -> None:
    reader, exact = parts()
    short = read_document(BARE, "青川市规划\n第一章 保护河流湖泊湿地和饮用水水源地的生态环境\n保护河流。\n")
    plans = {"yunze": documents()["yunze"], "bare": short}
    query = reader.read("比较青川和云泽的机器人企业数量")
    (first,) = (each for each in chunk_document(short) if each.chapter)
    hits = [Hit(first, 1.0, 1), Hit(list(chunk_document(plans["yunze"]))[-1], 0.9, 2)]
    nearest, offered = Offers(plans, reader, exact).of(query, hits)
    assert nearest is not None
    assert nearest.city == "青川市"
    assert all("青川" in each for each in offered)


def test_one_part_of_a_coined_name() -> None:
    assert lines("云泽“一核两带多点”里的“两带”是哪两条?") == ["云泽市：高标准建设“两带”,发展沿江、沿湖产业。"]


def test_a_box_is_read_out_row_by_row() -> None:
    answer = told("云泽规划专栏1有什么内容?")
    assert [each.text for each in answer.sentences] == [
        "专栏1 云泽市“十五五”规划主要指标完成情况。",
        "云泽市：森林覆盖率（%）：2030年规划目标 61.5，2030年完成情况 62，约束性。",
        "地区生产总值（亿元）：2030年规划目标 900，2030年完成情况 880，预期性。",
    ]
    assert answer.citations[1].quote.split() == ["森林覆盖率", "%", "61.5", "62", "约束性"]


def test_a_row_of_as_many_as_are_asked_is_what_is_counted() -> None:
    plan = read_document(
        ENTRY, f"{TITLE}\n第一章 定位\n到二〇三五年,建成枢纽经济中心、先进制造中心、科技创新中心,走在前列。\n"
    )
    query = QueryReader([plan]).read("云泽的三个中心是哪三个?")
    exact = ExactAnswers({plan.id: plan}, TermWeights(list(chunk_document(plan))))
    assert [each.quotes[0].text for each in exact.drafts(query)] == [
        "到二〇三五年,建成枢纽经济中心、先进制造中心、科技创新中心"
    ]
    assert not exact.drafts(QueryReader([plan]).read("云泽的四个中心是哪四个?"))
    assert not exact.drafts(
        QueryReader([plan]).read("云泽“一核两带”的三个中心是哪三个?")
    )  # a name's own explanation


def test_an_item_that_a_follow_up_counts_to_is_told_whole() -> None:
    text = f"{TITLE}\n第一章 定位\n1.制造基地。依托园区发展装备。\n2.旅游胜地。依托山水发展旅游。\n"
    plan = read_document(ENTRY, text)
    cited = tuple(
        Cited(plan.id, plan.raw.index(each), plan.raw.index(each) + 6) for each in ("1.制造", "2.旅游")
    )
    reader = QueryReader([plan])
    exact = ExactAnswers({plan.id: plan}, TermWeights(list(chunk_document(plan))))
    whole = reader.read("其中第二个具体怎么做", history=["云泽的定位"], context=Context(cited=cited))
    assert "依托山水发展旅游" in exact.drafts(whole)[0].quotes[0].text
    asked = reader.read("第二个投资多少", history=["云泽的定位"], context=Context(cited=cited))
    assert asked.item is None


def test_an_issuer_that_the_text_shortens_is_quoted() -> None:
    entry = ENTRY.model_copy(update={"issuer": "云泽市委办公室、云泽市人民政府办公室"})
    plan = read_document(
        entry, f"日前,云泽市委办公室、市政府办公室印发行动计划。\n{TITLE}\n第一章 定位\n发展。\n"
    )
    exact = ExactAnswers({plan.id: plan}, TermWeights(list(chunk_document(plan))))
    draft = exact.drafts(QueryReader([plan]).read("云泽规划是谁印发的?"))[0]
    assert (draft.lead, draft.quotes[0].text) == (
        "发布机关：",
        "日前,云泽市委办公室、市政府办公室印发行动计划",
    )
