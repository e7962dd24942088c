"""Answers from facts: what a plan says of an indicator, several plans side by side, and the table that shows the same."""

from dataclasses import replace
from functools import cache

import pytest

from embeddings.corpus import SHIPPED_CORPUS, Document, PlanEntry, read_corpus, read_document
from embeddings.facts.definitions import load_indicators
from embeddings.queries import QueryReader
from embeddings.scripts import search_form, to_simplified
from embeddings.terms import load_terms
from qa.answering.absence import read_silence
from qa.answering.from_facts import FactAnswers
from qa.citations import Draft, Quote, Verified, verify
from qa.indicators import known_indicators
from qa.indicators.asking import asked_indicators
from qa.indicators.choosing import read_cell
from qa.indicators.saying import printed
from qa.refusals import period_notes, refusal
from qa.silence import Silent

TABLE = "专栏1 主要指标\n指标名称\t单位\t{0}年\t{1}年\t属性\n森林覆盖率\t%\t{2}\t{3}\t约束性\n全民阅读率\t%\t{4}\t{5}\t预期性\n"


def plan(id: str, city: str, period: str, text: str) -> Document:
    entry = PlanEntry(
        id=id, file=f"{id}.txt", city=city, aliases=(city.removesuffix("市"), id.capitalize()), city_en=id.capitalize(), title=f"{city}规划", kind="纲要", period=period
    )  # fmt: skip
    return read_document(entry, f"{city}规划\n第一章 目标\n{text}\n")


JIA = plan(
    "jia", "甲市", "2026-2030",
    "到2030年,地区生产总值达到33000亿元。到2030年全市地区生产总值力争3.3万亿元。\n" + TABLE.format(2025, 2030, 60.1, 61, 80, 85),
)  # fmt: skip
YI = plan(
    "yi", "乙市", "2026-2030",
    "第一节 2030年目标\n地区生产总值突破9000亿元。常住人口城镇化率提高5个百分点。到2030年,粮食综合生产能力达到50万吨。粮食综合生产能力达到45万吨。\n"
    + TABLE.format(2025, 2030, 70, 71.5, 81, 86),
)  # fmt: skip
BING = plan(
    "bing",
    "丙市",
    "2031-2035",
    "到2035年,地区生产总值达到5000亿元。\n" + TABLE.format(2030, 2035, 50, 55, 90, 95),
)
WU = plan("wu", "戊市", "2026-2030", "2025年地区生产总值达到800亿元。")
FOREST = [
    "甲市：森林覆盖率：2030年为61%（约束性）。",
    "按规划数字计算，2030年比2025年高0.9个百分点（61%−60.1%）。",
]
READING = [
    "甲市：全民阅读率：2030年为85%（预期性）。",
    "按规划数字计算，2030年比2025年高5个百分点（85%−80%）。",
]
PAST = plan(
    "geng", "庚市", "2031-2035",
    "专栏1 “十五五”规划主要指标完成情况\n指标名称\t规划目标\t实现情况\t属性\n\t2030年\t2030年\t\n地区生产总值(亿元)\t2200\t1671\t预期性\n"
    "专栏2 主要指标\n指标名称\t单位\t2030年\t2035年\t属性\n城镇居民人均可支配收入\t元\t39897\t61133\t预期性\n农村居民人均可支配收入\t元\t21111\t32008\t预期性\n"
    "森林覆盖率\t%\t47.8\t48\t约束性\n",
)  # fmt: skip
PLANS = {each.id: each for each in (JIA, YI, BING)}


def answer(question: str, *plans: Document) -> tuple[list[Draft], Verified]:
    """Return what is drafted and what of it passes the verification."""
    documents = {each.id: each for each in plans or PLANS.values()}
    query = QueryReader(list(documents.values())).read(question)
    drafts = FactAnswers(documents).drafts(query)
    return drafts, verify(drafts, documents, language=query.language)


def texts(question: str, *plans: Document) -> list[str]:
    _, verified = answer(question, *plans)
    assert verified.dropped == []
    return [each.text for each in verified.sentences]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("甲市森林覆盖率目标是多少?", FOREST),
        ("甲市2030年森林覆盖率", FOREST),
        ("甲市十五五末森林覆盖率是多少?", FOREST),
        ("甲市有没有森林覆盖率目标?", FOREST),
        ("甲市森林覆盖率是多少?", ["甲市：森林覆盖率：2025年为60.1%，2030年为61%（约束性）。", FOREST[1]]),
        ("甲市2025年森林覆盖率是多少?", ["甲市：森林覆盖率：2025年为60.1%（约束性）。"]),
        ("甲市全民阅读率目标是多少?", READING),  # a row that no indicator is listed for
        ("甲市阅读率目标", READING),  # a part of a name that only one row has
        (
            "What is the forest coverage target of Jia?",
            [
                "Jia (甲市), forest coverage, 2030: 61%, binding: 森林覆盖率:2030年为61%(约束性).",
                "Computed from the figures of the plans, 2030 is 0.9 percentage points more than 2025 (61%−60.1%).",
            ],
        ),
    ],
)
def test_one_plan(question: str, said: list[str]) -> None:
    assert texts(question) == said


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("庚市城镇和农村居民收入2030年各是多少", "39897"),
        ("庚市农村居民收入现在多少", "21111"),
        ("庚市城镇居民收入是农村的几倍,2035年", "约1.91倍"),
        ("庚市城镇居民收入比农村高多少", "高29125元"),
        ("庚市2035年农村居民收入目标比2030年实际高多少", "高10897元"),
        ("庚市“十五五”地区生产总值目标是多少", "2200"),
        ("庚市“十五五”地区生产总值目标和实际差多少", "目标比2030年实际高529亿元"),
    ],
)
def test_figures_side_by_side_of_now_and_of_the_plan_before(question: str, first: str) -> None:
    assert first in texts(question, PAST)[0]


def test_two_indicators_of_a_row_are_both_said() -> None:
    said = "".join(texts("庚市城镇和农村居民收入2030年各是多少", PAST))
    assert "39897" in said
    assert "21111" in said


def test_a_bare_name_is_told_with_where_it_starts_from() -> None:
    both = plan("xin", "辛市", "2031-2035", "2030年,森林覆盖率达到47%。\n到2035年,森林覆盖率达到49%。\n")
    assert texts("辛市森林覆盖率", both) == [
        "辛市：到2035年,森林覆盖率达到49%。",
        "辛市：2030年,森林覆盖率达到47%。",
    ]


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("庚市森林覆盖率是约束性的吗?", "是。"),
        ("庚市森林覆盖率是不是预期性指标?", "否。"),
        ("Is Geng's forest coverage target binding?", "Yes. "),
    ],
)
def test_whether_an_indicator_binds(question: str, lead: str) -> None:
    drafts, verified = answer(question, PAST)
    assert [each.lead for each in drafts] == [lead]
    assert "48" in verified.sentences[0].text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "乙市地区生产总值2028年是多少?",
            "乙市：规划中没有读到2028年地区生产总值的数值，因此不作回答。同一指标最接近的数字（并非答案）是2030年突破9000亿元：“地区生产总值突破9000亿元”（乙市 › 第一章 目标 › 第一节 2030年目标）。",
        ),
        (
            "戊市有没有地区生产总值目标?",
            "戊市：规划中没有读到2030年地区生产总值的目标值，因此不作回答。同一指标最接近的数字（并非答案）是2025年800亿元：“2025年地区生产总值达到800亿元”（戊市 › 第一章 目标）。",
        ),
        (
            "Does Wu have a GDP target?",
            "Wu: no 2030 target for GDP was read in the plan, so that no answer is given. The nearest figure of the same indicator in the plan of Wu, which is no answer, is 2025: 80 billion yuan (800亿元): “2025年地区生产总值达到800亿元” (第一章 目标).",
        ),
    ],
)
def test_a_refusal_says_what_a_plan_is_silent_on_with_the_nearest_figure(question: str, said: str) -> None:
    documents = (YI, WU)
    query = QueryReader(documents).read(question)
    assert FactAnswers({each.id: each for each in documents}).drafts(query) == []
    assert refusal(query, documents).text == said


def test_silence_is_not_said_where_there_is_a_figure() -> None:
    query = QueryReader([JIA]).read("甲市地区生产总值目标是多少?")
    assert read_silence(query, [JIA]) is None
    gdp = next(each for each in load_indicators() if each.id == "gdp")
    silent = Silent(JIA, gdp)
    false = Draft(
        f"甲市：{silent.said('zh-Hans')}。",
        (Quote("jia", "jia/1", JIA.facts["gdp"][0].quote),),
        derived=(silent,),
    )
    assert verify([false], {"jia": JIA}).sentences == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("甲市森林覆盖率目标比乙市低多少?", "按规划数字计算，甲市比乙市低10.5个百分点（61%−71.5%）。"),
        ("甲市和乙市森林覆盖率目标的平均值是多少?", "按规划数字计算，2项平均为66.25%（(61%+71.5%)÷2）。"),
        (
            "甲市和乙市2030年地区生产总值目标之和是多少?",
            "按规划数字计算，2项合计42000亿元（33000亿元+9000亿元；“以上”“左右”等按所印数字计）。",
        ),
        (
            "甲市地区生产总值目标是乙市的几倍?",
            "按规划数字计算，甲市是乙市的约3.67倍（33000亿元÷9000亿元；“以上”“左右”等按所印数字计）。",
        ),
        (
            "甲市全民阅读率2030年比2025年提高多少个百分点?",
            "按规划数字计算，2030年比2025年高5个百分点（85%−80%）。",
        ),
        (
            "甲市全民阅读率平均每年提高多少?",
            "按规划数字计算，从2025年到2030年平均每年增加1个百分点（(85%−80%)÷5）。",
        ),
        ("甲市地区生产总值目标的一半是多少?", "按规划数字计算，一半为16500亿元（33000亿元÷2）。"),
        (
            "森林覆盖率目标最高的比第二名高多少?",
            "按规划数字计算，乙市比第二位的甲市高10.5个百分点（71.5%−61%）。",
        ),
        (
            "What is the difference between the forest coverage targets of Jia and Yi?",
            "Computed from the figures of the plans, Jia is 10.5 percentage points less than Yi (61%−71.5%).",
        ),
    ],
)
def test_what_is_computed_is_said_first_with_its_formula(question: str, first: str) -> None:
    _, verified = answer(question, JIA, YI)
    assert verified.dropped == []
    assert verified.sentences[0].text == first
    assert verified.sentences[0].support == "computed"
    assert len(verified.sentences[0].markers) >= 1


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("甲市和丙市森林覆盖率目标相差多少?", "未作计算：丙市：规划期不同。"),
        ("甲市和戊市森林覆盖率目标之和是多少?", "未作计算：戊市：未提及。"),
        ("乙市粮食综合生产能力目标的一半是多少?", "未作计算：2030年本规划内另有不同数值。"),
    ],
)
def test_what_is_not_computed_gives_the_figures_and_why(question: str, note: str) -> None:
    _, verified = answer(question, JIA, YI, BING, WU)
    assert verified.sentences
    assert verified.notes[0] == note
    assert all(each.support != "computed" for each in verified.sentences)


def test_a_computed_number_that_is_not_so_is_not_said() -> None:
    drafts, _ = answer("甲市森林覆盖率目标比乙市低多少?", JIA, YI)
    wrong = replace(drafts[0], text=drafts[0].text.replace("10.5", "11.5"))
    assert verify([wrong], PLANS).sentences == []
    unquoted = replace(drafts[0], quotes=drafts[0].quotes[:1])
    assert verify([unquoted], PLANS).sentences == []
    plain = replace(drafts[0], derived=())  # a number that no quote prints is no fact
    assert verify([plain], PLANS).sentences == []


def test_amounts_that_convert_do_not_contradict_and_others_do() -> None:
    drafts, _ = answer("甲市2030年地区生产总值目标是多少?")
    assert [draft.contradicts for draft in drafts] == [False]
    drafts, verified = answer("乙市2030年粮食综合生产能力目标是多少?")
    assert [draft.contradicts for draft in drafts] == [False, True]
    assert len(verified.contradictions) == 1


@pytest.mark.parametrize(
    "question",
    [
        "甲市2028年森林覆盖率是多少?",  # no fact of that year
        "甲市如何提高森林覆盖率?",
        "甲市森林目标",  # less than half of a name
        "乙市常住人口城镇化率目标是多少?",  # a change is no level
        "甲市森林覆盖率和全民阅读率目标是多少?",
    ],
)
def test_what_no_fact_answers_is_left_to_others(question: str) -> None:
    assert answer(question)[0] == []


def test_plans_of_one_period_are_ranked_and_their_way_is_told() -> None:
    _, verified = answer("甲市和乙市森林覆盖率目标哪个更高?", JIA, YI)
    assert [each.text for each in verified.sentences] == [
        "森林覆盖率：乙市更高：71.5%；甲市61%。",
        "| 甲市 | 森林覆盖率：2025年为60.1%，2030年为61%（约束性） | 2030年 |",
        "| 乙市 | 森林覆盖率：2025年为70%，2030年为71.5%（约束性） | 2030年 |",
    ]
    assert verified.notes == ["按规划数字计算，目标较起点：甲市 +0.9个百分点；乙市 +1.5个百分点。"]


def test_plans_of_different_periods_are_shown_and_not_ranked() -> None:
    _, verified = answer("各市森林覆盖率目标哪个最高?")
    rows = [each.text for each in verified.sentences if each.text.startswith("| ")]
    assert rows[2] == "| 丙市 | 森林覆盖率：2030年为50%，2035年为55%（约束性） | 2035年 |"
    first = verified.sentences[0].text
    assert "乙市" in first
    assert "丙市" not in first  # the two plans of one period are ranked
    assert verified.notes[1] == "不参与排名：丙市：规划期不同。"
    _, two = answer("乙市和丙市森林覆盖率目标哪个更高?", YI, BING)
    assert all(each.text.startswith("| ") for each in two.sentences)


@pytest.mark.parametrize(
    ("question", "plans", "notes"),
    [
        (
            "乙市和丙市森林覆盖率目标哪个更高?",
            (YI, BING),
            ["所比规划的规划期不同，不作跨期排名（乙市：2026-2030年；丙市：2031-2035年）。"],
        ),
        (
            "Compare the forest coverage targets of Jia, Yi and Bing.",
            (JIA, YI, BING),
            [
                "The plans are for different years and are not ranked against one another (Jia, Yi: 2026-2030; Bing: 2031-2035)."
            ],
        ),
        ("甲市和乙市森林覆盖率目标哪个更高?", (JIA, YI), []),
        ("乙市森林覆盖率目标是多少?", (YI, BING), []),
    ],
)
def test_that_periods_differ_is_said_with_the_years_of_each(
    question: str, plans: tuple[Document, ...], notes: list[str]
) -> None:
    _, verified = answer(question, *plans)
    query = QueryReader(list(plans)).read(question)
    assert verified.citations
    assert period_notes(query, plans, verified.citations) == notes


def test_the_time_of_a_value_is_quoted_where_it_is_said() -> None:
    _, verified = answer("甲市和乙市地区生产总值目标对比", JIA, YI)
    assert verified.sentences[1].text == "| 乙市 | 地区生产总值突破9000亿元 | 2030年 |"
    quotes = {each.marker: " ".join(each.quoted) for each in verified.citations}
    assert [quotes[marker] for marker in verified.sentences[1].markers] == [
        "地区生产总值突破9000亿元",
        "第一节2030年目标",
    ]


@cache
def shipped_plans() -> tuple[Document, ...]:
    return read_corpus(SHIPPED_CORPUS)


def test_comparisons_of_the_shipped_plans_agree_with_the_table_cell_for_cell() -> None:
    plans = shipped_plans()
    documents = {each.id: each for each in plans}
    reader, answers = QueryReader(plans), FactAnswers(documents)
    compared = 0
    for indicator in known_indicators(plans):
        cells = {each.id: read_cell(each, indicator, "target") for each in plans}
        told = ("value", "conflict", "text", "unclear", "dash")
        shown = {name for name, cell in cells.items() if cell.status in told}
        drafts = answers.drafts(reader.read(f"各市{indicator.zh}目标对比"))
        verified = verify(drafts, documents)
        assert verified.dropped == []
        rows = {each.document_id: [] for each in verified.citations}
        for sentence in verified.sentences:
            city = next(each for each in plans if sentence.text.startswith(f"| {each.city} |"))
            rows[city.id].append(sentence.text)
        assert set(rows) == shown, indicator.zh
        for name, (row,) in rows.items():
            best = cells[name].best
            assert best is not None
            assert to_simplified(" ".join(best.printed.split())) in row, (
                indicator.zh,
                name,
                printed(best),
                row,
            )
        compared += len(rows) > 1
    assert compared > 20


ROWS = "专栏2 “十五五”规划主要指标完成情况表\n指标名称\t2020\t规划目标2025\t实现情况2025\n地区生产总值(亿元)\t1256\t2200\t1671\n"
DING = plan(
    "ding", "丁市", "2026-2030",
    "“十五五”期间,地区生产总值年均增长7.5%左右。到2030年,粮食综合生产能力达到50万吨。粮食总产量1万吨。\n" + ROWS,
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("丁市地区生产总值目标是多少?", "7.5%", "1256"),  # no level is set: its growth is
        ("丁市地區生產總值目標是多少?", "7.5%", "1256"),
        ("What is the GDP target of Ding?", "GDP growth, yearly: 7.5%", "1256"),
        ("丁市地区生产总值是多少?", "1671", "1256"),  # where the plan starts from
        ("What is the GDP of Ding?", "1671", "2200"),
        ("What was Ding's GDP in 2025?", "1671", "2200"),
        ("What is the grain production capacity target of Ding?", "2030: 500,000 tonnes (50万吨)", "1万吨"),
    ],
)
def test_of_a_row_the_value_of_the_time_that_is_asked_is_said(
    question: str, said: str, not_said: str
) -> None:
    text = texts(question, DING)[0]
    assert to_simplified(said) in to_simplified(text)
    assert not_said not in text


@pytest.mark.parametrize(
    "question",
    [
        "丁市2030年地区生产总值目标是多少亿元?",  # growth is no answer to that
        "How will Ding reach its GDP target?",
        "What is the GDP target of Ding's mining industry?",
        "What is the rural GDP target of Ding?",
    ],
)
def test_what_asks_for_more_than_an_indicator_is_left_to_others(question: str) -> None:
    assert answer(question, DING)[0] == []


def test_english_questions_say_the_cell_of_the_table() -> None:
    plans = shipped_plans()
    documents = {each.id: each for each in plans}
    reader, answers = QueryReader(plans), FactAnswers(documents)
    english = {each.zh: each.en[0] for each in load_terms()}
    answered = 0
    for document in plans:
        for indicator in load_indicators():
            cell = read_cell(document, indicator, "target")
            name = english.get(indicator.term)
            if name is None or not cell.has_value:
                continue
            query = reader.read(f"What is the {name} target of {document.entry.city_en}?")
            drafts = answers.drafts(query)
            verified = verify(drafts, documents, language="en")
            assert verified.dropped == []
            if drafts:
                answered += 1
                cells = [read_cell(document, each, "target") for each in asked_indicators(query, [document])]
                said = search_form("".join(drafts[0].text.split()))
                # Another place may say the same with its year: 2.77人 for 2.77名.
                values = [f"{each.best.number}" for each in cells if each.best]
                assert any(value in said for value in values), (query.question, said)
    assert answered > 80


REPORT = """2026年甲市政府工作报告
一、2025年工作回顾
过去一年,地区生产总值达到1200亿元,一般公共预算收入达到80亿元。
二、2026年工作安排
今年经济社会发展的主要预期目标是:地区生产总值达到1260亿元。
"""


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("甲市今年地区生产总值目标是多少?", "1260亿元"),
        ("甲市2026年地区生产总值目标是多少?", "1260亿元"),
        ("甲市地区生产总值目标是多少?", "1260亿元"),
        ("甲市去年地区生产总值是多少?", "1200亿元"),
        ("甲市2025年地区生产总值是多少?", "1200亿元"),
        ("甲市去年一般公共预算收入是多少?", "80亿元"),
    ],
)
def test_a_work_report_tells_last_year_from_this_year(question: str, figure: str) -> None:
    entry = PlanEntry(
        id="jia",
        file="jia.txt",
        city="甲市",
        aliases=("甲",),
        title="2026年甲市政府工作报告",
        kind="政府工作报告",
    )
    (said,) = texts(question, read_document(entry, REPORT))
    assert figure in said


def test_a_bulletin_has_no_targets() -> None:
    entry = PlanEntry(
        id="jia",
        file="jia.txt",
        city="甲市",
        aliases=("甲",),
        title="甲市2025年国民经济和社会发展统计公报",
        kind="公报",
    )
    bulletin = read_document(entry, "甲市统计公报\n一、综合\n全年地区生产总值达到1200亿元。\n")
    (fact,) = bulletin.facts["gdp"]
    assert (fact.role, fact.printed) == ("baseline", "1200亿元")
    (said,) = texts("甲市2025年地区生产总值是多少?", bulletin)
    assert "1200亿元" in said


def test_a_plan_of_no_period_claims_none() -> None:
    entry = PlanEntry(
        id="jia", file="jia.txt", city="甲市", aliases=("甲",), title="甲市发展规划", kind="规划"
    )
    document = read_document(
        entry, "甲市发展规划\n第一章 目标\n森林覆盖率达到61%。\n" + TABLE.format(2025, 2030, 60, 61, 80, 85)
    )
    assert document.period is None
    assert {fact.role for facts in document.facts.values() for fact in facts} == {"undated"}
    documents = {"jia": document}
    for question in ("甲市森林覆盖率目标是多少?", "甲市2030年森林覆盖率是多少?"):
        drafts = FactAnswers(documents).drafts(QueryReader([document]).read(question))
        assert all("2030年" in draft.text for draft in drafts)


@pytest.mark.parametrize(
    ("question", "said", "noted"),
    [
        (
            "甲市2025年森林覆盖率是多少,乙市2030年是多少,谁高",
            ["| 甲市 | 森林覆盖率:2025年为60.1%(约束性) | 2025年 |", "| 乙市 | 森林覆盖率:2025年为70%,2030年为71.5%(约束性) | 2030年 |"],
            True,
        ),
        (
            "甲市2030年森林覆盖率是多少,乙市2030年是多少,谁高",
            ["森林覆盖率:乙市更高:71.5%;甲市61%。"],
            False,
        ),
    ],
)  # fmt: skip
def test_each_place_of_a_comparison_has_the_year_that_is_asked_of_it(
    question: str, said: list[str], noted: bool
) -> None:
    drafts = FactAnswers({each.id: each for each in (JIA, YI)}).drafts(QueryReader([JIA, YI]).read(question))
    told = [search_form(each.text) for each in drafts]
    assert told[: len(said)] == said
    assert any("不作排名" in note for note in drafts[0].notes) is noted  # of two years none is called higher
