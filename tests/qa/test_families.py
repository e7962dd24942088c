"""Questions about a place with several documents are answered from the right one, which the answer names."""

from pathlib import Path

import pytest

from embeddings.ingest import open_words
from embeddings.words_only import WordsOnly
from qa.answers import Answer
from qa.assistant import Assistant

PLAN = """云泽市国民经济和社会发展第十二个五年规划纲要
第一章 回顾
专栏1 “十一五”规划主要指标完成情况
| 指标 | 2010年目标值 | 2010年实际值 | 属性 |
| 地区生产总值(亿元) | 400 | 385.6 | 预期性 |
| 森林覆盖率(%) | 50 | 52.1 | 约束性 |
第二章 目标
到2015年,地区生产总值达到600亿元,年均增长9%,森林覆盖率达到55%。
第三章 产业
建设云泽湖生态旅游度假区,引进旅游企业12家。
"""
EARLIER = """云泽市国民经济和社会发展第十一个五年规划纲要
第一章 目标
到2010年,地区生产总值达到400亿元,森林覆盖率达到50%。
第二章 产业
建成砚山水库灌区,新增灌溉面积3万亩。
"""
ADVICE = """关于制定云泽市国民经济和社会发展第十二个五年规划的建议
一、主要目标
到2015年,地区生产总值超过650亿元,森林覆盖率达到55%。
"""
REPORT = """2012年云泽市政府工作报告
一、2012年主要目标
2012年,地区生产总值增长10%以上,城镇新增就业8000人。
二、民生实事
改造老旧供水管网42公里。
"""
OTHER = """鹤岭市国民经济和社会发展第十二个五年规划纲要
第一章 目标
到2015年,地区生产总值达到900亿元,城镇化率达到61%。
"""
ROWS = (
    ("plan", "云泽市", "纲要", "2011-2015", PLAN),
    ("earlier", "云泽市", "纲要", "2006-2010", EARLIER),
    ("advice", "云泽市", "建议", "2011-2015", ADVICE),
    ("report", "云泽市", "政府工作报告", "2012", REPORT),
    ("other", "鹤岭市", "纲要", "2011-2015", OTHER),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("families")
    entries = []
    for id, city, kind, period, text in ROWS:
        (folder / f"{id}.txt").write_text(text, "utf-8")
        entries.append(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "{city}"\naliases = ["{city[:-1]}"]\n'
            f'title = "{text.splitlines()[0]}"\nkind = "{kind}"\nperiod = "{period}"\n'
        )
    (folder / "catalog.toml").write_text("\n".join(entries), "utf-8")
    documents, index = open_words(folder, folder / "index")
    return Assistant.from_parts(documents, index, WordsOnly())


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(each.document_id for each in answer.citations))


@pytest.mark.parametrize(
    ("question", "document", "value", "name"),
    [
        ("云泽2012年地区生产总值增长目标是多少?", "report", "10%以上", "云泽市2012年政府工作报告"),
        ("云泽上一个五年规划的森林覆盖率目标是多少?", "earlier", "50%", "云泽市“十一五”规划纲要"),
        ("云泽十一五的地区生产总值目标是多少?", "earlier", "400亿元", "云泽市“十一五”规划纲要"),
        ("云泽工作报告里要改造多少公里老旧供水管网?", "report", "42公里", "云泽市2012年政府工作报告"),
        ("云泽要引进多少家旅游企业?", "plan", "12家", "云泽市“十二五”规划纲要"),
        # The plan does not say it; the report for one of its years does.
        ("云泽要改造多少公里老旧供水管网?", "report", "42公里", "云泽市2012年政府工作报告"),
    ],
)
def test_the_right_document_answers_and_is_named(
    assistant: Assistant, question: str, document: str, value: str, name: str
) -> None:
    answer = assistant.ask(question)
    assert cited(answer) == [document]
    assert value in answer.text
    assert answer.text.startswith(f"{name}：")
    assert {each.name for each in answer.citations} == {name}
    assert answer.citations[0].to_json()["label"] == name.removeprefix("云泽市")


def test_where_documents_differ_both_are_given_with_their_names(assistant: Assistant) -> None:
    answer = assistant.ask("云泽2015年地区生产总值目标是多少?")
    assert cited(answer) == ["plan", "advice"]
    assert "云泽市“十二五”规划纲要：" in answer.text
    assert "600亿元" in answer.text
    assert "云泽市“十二五”规划建议：" in answer.text
    assert "超过650亿元" in answer.text
    note = "同一地方的不同文件对此给出不同的数字，均已列出：云泽市“十二五”规划纲要；云泽市“十二五”规划建议。"
    assert note in answer.warnings


def test_where_documents_agree_one_is_given(assistant: Assistant) -> None:
    assert cited(assistant.ask("云泽2015年森林覆盖率目标是多少?")) == ["plan"]


def test_two_plans_of_a_place_side_by_side(assistant: Assistant) -> None:
    answer = assistant.ask("云泽十一五和十二五的森林覆盖率目标有什么不同?")
    assert cited(answer) == ["earlier", "plan"]
    assert "| 云泽市“十一五”规划纲要 |" in answer.text
    assert "| 云泽市“十二五”规划纲要 |" in answer.text


def test_an_earlier_plan_does_not_answer_for_now(assistant: Assistant) -> None:
    assert "earlier" not in cited(assistant.ask("云泽新增灌溉面积目标是多少?"))
    assert cited(assistant.ask("云泽十一五新增灌溉面积是多少?")) == ["earlier"]


def test_another_place_is_never_cited(assistant: Assistant) -> None:
    assert assistant.ask("云泽2015年城镇化率目标是多少?").refused
    assert cited(assistant.ask("鹤岭2015年城镇化率目标是多少?")) == ["other"]
    # Alone in its place, a document needs no name but the place's.
    assert "“十二五”规划纲要:" not in assistant.ask("鹤岭2015年城镇化率目标是多少?").text


def test_a_filter_names_one_document(assistant: Assistant) -> None:
    answer = assistant.ask("云泽2015年地区生产总值目标是多少?", cities=["云泽市“十二五”规划建议"])
    assert cited(answer) == ["advice"]


def test_whether_the_targets_were_met(assistant: Assistant) -> None:
    answer = assistant.ask("云泽十一五的目标完成了吗?")
    assert set(cited(answer)) <= {"plan", "earlier"}
    for value in ("400", "385.6", "50", "52.1"):
        assert value in answer.text
    note = next(each for each in answer.warnings if each.startswith("对照所印数字（“十一五”）："))
    assert "森林覆盖率：达到" in note  # 52.1 >= 50
    assert "地区生产总值：未达到" in note  # 385.6 < 400


def test_one_target_is_told_met_or_missed(assistant: Assistant) -> None:
    assert "否，未完成" in assistant.ask("云泽十一五的地区生产总值目标完成了吗?").text
    assert "是，已完成" in assistant.ask("云泽十一五的森林覆盖率目标完成了吗?").text
