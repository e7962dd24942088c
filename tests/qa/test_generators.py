"""Answers in the plans' own words: the right clause, row or sentences, and none where there is no ground."""

from dataclasses import replace

import pytest

from embeddings.chunking import chunk_document
from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from embeddings.retrieval import Hit
from qa.citations import Draft, Quote, verify
from qa.extractive import ExtractiveGenerator

YUNZE = """云泽市国民经济和社会发展第十四个五年规划纲要
第一章 发展基础
第一节 主要成就
2020年,全市森林覆盖率达到61.5%,粮食产量达到150万吨。旅游总收入占地区生产总值比重达到12%。
第二章 发展目标
第一节 主要目标
到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元,年均增长7.5%。旅游总收入突破400亿元。
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
4
居民人均可支配收入
元
28208
43005
预期性
第三章 产业体系
第一节 先进制造业
到2025年,做强石墨新材料产业精深加工链条,石墨新材料产值达到200亿元;引进锂电新能源产业一批链主企业,锂电新能源产值达到350亿元;延伸稀土永磁产业下游应用链条,稀土永磁产值达到480亿元。
第二节 空间布局
构建“一核两翼三带”产业布局。“一核”指云泽城区。“两翼”指东部、西部组团。“三带”指沿江、沿路、沿湖三条产业带。
第三节 改革任务
落实“四梁八柱”改革要求。实施“三年攻坚”行动。
第四节 县域经济
安化县以发展绿色食品为主,到2025年,城区人口规模达到18万人。
平江县以发展现代物流为主,到2025年,城区人口规模达到12万人。
第四章 重点任务
第一节 建设物流枢纽
完善铁路货运网络。推进空港物流园建设。加快冷链基地建设。同时,培育物流龙头企业。
第二节 人才引进
实施人才引进计划。推进博士后工作站建设。完善人才住房保障。
第三节 公共服务
2020年全市地区生产总值达到1503亿元,固定资产投资比上年增长百分之九左右,社会消费品零售总额稳步回升,2025年全市地区生产总值目标为2600亿元,固定资产投资年均增长8%以上,社会消费品零售总额稳步扩大。
"""
HELING = """鶴嶺市五年行動計劃
一、總體要求
(一)行動目標
到2025年,森林覆蓋率達到71.4%,地區生產總值達到1.2萬億元。
二、重點任務
(一)建設物流樞紐
整合貨運北站資源,共同建設物流樞紐。
"""


def read(id: str, city: str, english: str, raw: str) -> Document:
    entry = PlanEntry(
        id=id,
        file=f"{id}.txt",
        city=city,
        city_en=english,
        aliases=(city.removesuffix("市"), english),
        title=f"{city}规划",
        kind="纲要",
    )
    return read_document(entry, raw)


DOCUMENTS = {
    "yunze": read("yunze", "云泽市", "Yunze", YUNZE),
    "heling": read("heling", "鹤岭市", "Heling", HELING),
}
CHUNKS = [chunk for document in DOCUMENTS.values() for chunk in chunk_document(document)]
READER = QueryReader(list(DOCUMENTS.values()))
GENERATOR = ExtractiveGenerator(DOCUMENTS, TermWeights(CHUNKS))
HEADER = "序号\n指标名称\n单位\n2020\n2025\n属性"


def draft(question: str, *, reverse: bool = False) -> list[Draft]:
    """Draft from every passage in scope, in the order of the text: the worst that a retriever can do."""
    query = READER.read(question)
    chunks = [chunk for chunk in CHUNKS if chunk.document_id in query.scope]
    ordered = reversed(chunks) if reverse else chunks
    hits = [Hit(chunk, 1.0, rank) for rank, chunk in enumerate(ordered, start=1)]
    drafts = GENERATOR.generate(query, hits)
    assert verify(drafts, DOCUMENTS).dropped == []  # what it drafts always stands the check
    return drafts


def texts(question: str) -> list[str]:
    return [each.text for each in draft(question)]


def quoted(drafts: list[Draft]) -> list[str]:
    return [quote.text for each in drafts for quote in each.quotes]


# --- numbers in sentences


@pytest.mark.parametrize(
    ("industry", "value"), [("石墨新材料", "200亿元"), ("锂电新能源", "350亿元"), ("稀土永磁", "480亿元")]
)
@pytest.mark.parametrize("reverse", [False, True])
def test_of_three_industries_in_a_paragraph_the_one_that_is_asked(
    industry: str, value: str, reverse: bool
) -> None:
    (answer,) = draft(f"云泽2025年{industry}产值达到多少?", reverse=reverse)
    assert f"{industry}产值达到{value}" in answer.text
    others = {"200亿元", "350亿元", "480亿元"} - {value}
    assert not any(other in answer.text for other in others)


@pytest.mark.parametrize("reverse", [False, True])
def test_what_was_and_what_is_to_be(reverse: bool) -> None:
    (was,) = draft("云泽2020年森林覆盖率是多少?", reverse=reverse)
    assert was.text == "云泽市:2020年,全市森林覆盖率达到61.5%,粮食产量达到150万吨。"
    (will,) = draft("云泽2025年森林覆盖率是多少?", reverse=reverse)
    assert will.text == "云泽市:到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元,年均增长7.5%。"
    assert will.quotes == (
        Quote(
            "yunze",
            "yunze/2/1",
            "到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元,年均增长7.5%",
            DOCUMENTS["yunze"].clean.text.index("到2025年,全市森林"),
        ),
    )


def test_two_years_in_one_long_sentence() -> None:
    (was,) = draft("云泽2020年地区生产总值是多少?")
    assert "2020年全市地区生产总值达到1503亿元" in was.text
    assert "2600" not in was.text
    (will,) = draft("云泽2025年地区生产总值目标是多少?")
    assert "2600亿元" in will.text
    assert "1503" not in will.text


def test_a_share_is_no_amount() -> None:
    assert texts("云泽旅游总收入是多少?") == ["云泽市:旅游总收入突破400亿元。"]
    assert texts("云泽旅游总收入占地区生产总值比重是多少?") == [
        "云泽市:旅游总收入占地区生产总值比重达到12%。"
    ]


def test_the_unit_that_is_asked_must_be_there() -> None:
    assert texts("云泽旅游总收入多少亿元?") == ["云泽市:旅游总收入突破400亿元。"]
    assert texts("云泽旅游总收入多少公里?") == []
    assert texts("云泽粮食产量多少公顷?") == []


@pytest.mark.parametrize(
    "question",
    [
        "云泽2030年森林覆盖率是多少?",
        "云泽2023年森林覆盖率是多少?",
        "云泽2025年粮食产量是多少?",  # the plan has it for 2020 only
        "云泽2025年高速公路里程是多少?",
        "云泽2025年研发经费投入是多少?",
        "云泽市长的工资是多少?",
        "鹤岭2025年城镇调查失业率是多少?",
    ],
)
def test_what_the_plan_does_not_say_is_not_drafted(question: str) -> None:
    assert draft(question) == []


def test_no_hits_no_draft() -> None:
    assert GENERATOR.generate(READER.read("云泽2025年森林覆盖率是多少?"), []) == []


# --- numbers in tables


@pytest.mark.parametrize(
    ("question", "said", "row"),
    [
        (
            "云泽2025年常住人口城镇化率是多少?",
            "云泽市:常住人口城镇化率:2025年为60.1%(预期性)。",
            "1\n常住人口城镇化率\n%\n52.3\n60.1\n预期性",
        ),
        (
            "云泽2020年常住人口城镇化率是多少?",
            "云泽市:常住人口城镇化率:2020年为52.3%(预期性)。",
            "1\n常住人口城镇化率\n%\n52.3\n60.1\n预期性",
        ),
        (
            "云泽2025年城镇调查失业率是多少?",
            "云泽市:城镇调查失业率:2025年为5.5%(预期性)。",
            "2\n城镇调查失业率\n%\n-\n5.5\n预期性",
        ),
        (
            "云泽2025年居民人均可支配收入是多少?",
            "云泽市:居民人均可支配收入:2025年为43005元(预期性)。",
            "4\n居民人均可支配收入\n元\n28208\n43005\n预期性",
        ),
    ],
)
def test_a_row_is_said_with_the_column_of_its_year(question: str, said: str, row: str) -> None:
    answer, *computed = draft(question)
    assert all(each.derived for each in computed)  # how far it is from where it starts
    assert answer.text.replace("2025为", "2025年为").replace("2020为", "2020年为") == said
    text = DOCUMENTS["yunze"].clean.text
    head = Quote("yunze", "yunze/2/1/box1", HEADER, text.index(HEADER))
    (cited,) = answer.quotes
    assert replace(cited, cells=()) == Quote("yunze", "yunze/2/1/box1", row, text.index(row), head)
    ((column, start, end),) = cited.cells
    assert f"{column}为{text[start:end]}" in said
    (sentence,) = verify([answer], DOCUMENTS).sentences
    assert sentence.markers == (1,)


@pytest.mark.parametrize("question", ["云泽2020年城镇调查失业率是多少?", "云泽2025年人均预期寿命是多少?"])
def test_a_dash_in_the_column_is_no_value(question: str) -> None:
    assert draft(question) == []


def test_a_row_asked_without_a_year_has_all_its_values() -> None:
    (answer,) = draft("云泽人均预期寿命是多少?")
    assert "77.1" in answer.text
    both, *_ = draft("云泽常住人口城镇化率是多少?")
    assert "52.3%" in both.text
    assert "60.1%" in both.text


# --- lists, meanings, measures


def test_measures_are_the_sentences_under_their_heading() -> None:
    assert texts("云泽如何建设物流枢纽?") == [
        "云泽市:完善铁路货运网络。推进空港物流园建设。加快冷链基地建设。同时,培育物流龙头企业。"
    ]
    assert texts("云泽人才引进有哪些措施?") == [
        "云泽市:实施人才引进计划。推进博士后工作站建设。完善人才住房保障。"
    ]


def test_a_slogan_is_explained_with_all_its_parts() -> None:
    (answer,) = draft("云泽“一核两翼三带”是什么意思?")
    assert quoted([answer]) == [
        "构建“一核两翼三带”产业布局。“一核”指云泽城区。“两翼”指东部、西部组团。"
        "“三带”指沿江、沿路、沿湖三条产业带"
    ]
    assert answer.quotes[0].section_id == "yunze/3/2"
    assert quoted(draft("云泽“一核两翼三带”包括哪些?")) == quoted([answer])


@pytest.mark.parametrize(
    "question", ["云泽“四梁八柱”是什么意思?", "“三年攻坚”指的是什么?", "云泽的“五湖四海”是什么意思?"]
)
def test_a_slogan_that_is_only_named_has_no_answer(question: str) -> None:
    assert draft(question) == []


# --- several cities, several questions


def test_a_comparison_has_a_draft_for_each_city() -> None:
    drafts = draft("云泽和鹤岭2025年森林覆盖率分别是多少?")
    assert [[quote.document_id for quote in each.quotes] for each in drafts] == [["yunze"], ["heling"]]
    assert "63.2%" in drafts[0].text
    assert "71.4%" in drafts[1].text
    assert drafts[1].text == "| 鹤岭市 | 到2025年,森林覆盖率达到71.4%,地区生产总值达到1.2万亿元 | 2025年 |"


def test_a_comparison_where_one_city_has_nothing() -> None:
    drafts = draft("比较云泽和鹤岭2025年居民人均可支配收入是多少")
    assert [quote.document_id for each in drafts for quote in each.quotes[:1]] == ["yunze"]


def test_a_question_with_two_parts_has_a_draft_for_each() -> None:
    drafts = draft("云泽2025年森林覆盖率是多少?居民人均可支配收入是多少?")
    assert len(drafts) == 2
    assert "63.2%" in drafts[0].text
    assert "43005" in drafts[1].text


def test_two_parts_in_one_sentence_are_said_once() -> None:
    assert len(draft("云泽2025年森林覆盖率是多少?地区生产总值是多少?")) == 1


# --- languages


def test_a_traditional_question_gets_a_traditional_answer_and_the_quote_as_printed() -> None:
    (answer,) = draft("雲澤市2025年森林覆蓋率是多少?")
    assert answer.text == "雲澤市:到2025年,全市森林覆蓋率達到63.2%,地區生產總值達到2600億元,年均增長7.5%。"
    assert quoted([answer]) == ["到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元,年均增长7.5%"]
    (printed,) = draft("鹤岭2025年森林覆盖率是多少?")  # asked in simplified, the plan is traditional
    assert quoted([printed]) == ["到2025年,森林覆蓋率達到71.4%,地區生產總值達到1.2萬億元"]


def test_an_english_question_gets_an_english_frame_around_the_chinese_quote() -> None:
    assert texts("What is Yunze's forest coverage target for 2025?") == [
        "Yunze (云泽市), forest coverage, 2025: 63.2%: “到2025年,全市森林覆盖率达到63.2%,地区生产总值达到2600亿元,年均增长7.5%”."
    ]
    assert texts("What is Heling's forest coverage target for 2025?") == [
        "Heling (鹤岭市), forest coverage, 2025: 71.4%: “到2025年,森林覆蓋率達到71.4%,地區生產總值達到1.2萬億元”."
    ]


# --- places


def test_a_county_has_its_own_figure() -> None:
    assert texts("云泽平江县2025年城区人口规模是多少?") == [
        "云泽市:平江县以发展现代物流为主,到2025年,城区人口规模达到12万人。"
    ]
    assert texts("安化县2025年城区人口规模是多少?") == [
        "云泽市:安化县以发展绿色食品为主,到2025年,城区人口规模达到18万人。"
    ]
