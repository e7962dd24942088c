"""Run-in heads: short sentences that name what stands behind them in their line."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.headings import Section
from qa.answering.announced import members_around
from qa.answering.items import heads_of, items_of, same_list
from qa.answering.run_in import is_head, run_ins, with_body

_TEXT = (
    "甲市规划\n第一章 转型\n——推动工业转型。实施改造行动,建设平台。每年改造600家。\n——推进服务业转型。培育新业态,发展物流。\n"
    "第二章 权益保障\n开展专项行动。\n保障公平竞争。落实审查制度。清理规定,取消限制。\n保障政务诚信。梳理合同,兑现承诺。\n"
    "第三章 布局\n建设老城,焕发活力。东山次中心。东山对接城区,以建材为主导;突出生态特色。率先全部通车。教育巩固,班额消除。\n"
)
_ENTRY = PlanEntry(id="jia", file="a.txt", city="甲市", title="甲市规划", kind="纲要")


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(_ENTRY, _TEXT)


def _section(document: Document, words: str) -> Section:
    return document.path_at(document.clean.text.index(words))[-1]


def _span(document: Document, words: str) -> tuple[int, int]:
    at = document.clean.text.index(words)
    return at, at + len(words)


def test_a_head_names_the_sentences_behind_it(document: Document) -> None:
    text = document.clean.text
    found = run_ins(document, _section(document, "推动工业转型"))
    assert [(text[slice(*each.head)].strip(), text[slice(*each.body)].strip()) for each in found] == [
        ("——推动工业转型。", "实施改造行动,建设平台。每年改造600家。"),
        ("——推进服务业转型。", "培育新业态,发展物流。"),
    ]


def test_what_follows_a_semicolon_or_has_no_sentence_behind_it_is_no_head(document: Document) -> None:
    text = document.clean.text
    found = run_ins(document, _section(document, "东山次中心"))
    assert [text[slice(*each.head)] for each in found] == ["东山次中心。"]
    assert not is_head(document, _span(document, "突出生态特色。"))
    assert not is_head(document, _span(document, "率先全部通车。"))  # what follows is of another matter


def test_a_head_is_told_with_its_body_and_a_body_with_its_head(document: Document) -> None:
    text = document.clean.text
    head, body = _span(document, "东山次中心。"), _span(document, "东山对接城区,以建材为主导;")
    assert text[slice(*with_body(document, head))].rstrip().endswith("班额消除。")
    assert text[slice(*with_body(document, body))] == "东山次中心。东山对接城区,以建材为主导;"
    other = _span(document, "建设老城,焕发活力。")
    assert with_body(document, other) == other


def test_lines_that_each_begin_with_a_head_are_items(document: Document) -> None:
    items = items_of(document, _section(document, "保障公平竞争"))
    assert [document.clean.text[slice(*each)].strip() for each in heads_of(document, items)] == [
        "保障公平竞争。",
        "保障政务诚信。",
    ]
    assert items_of(document, _section(document, "东山次中心")) == []


def test_what_follows_a_head_is_its_body_though_it_is_short_and_takes_up_its_words() -> None:
    text = "甲市规划\n第一章 权益\n保障公平竞争。落实公平竞争审查。清理规定,取消限制。\n"
    document = read_document(_ENTRY, text)
    found = run_ins(document, _section(document, "落实公平"))
    assert [document.clean.text[slice(*each.head)] for each in found] == ["保障公平竞争。"]
    end = document.clean.text.index("取消限制。") + len("取消限制。")
    assert with_body(document, found[0].head) == (found[0].head[0], end)


def test_the_lists_of_a_section_are_told_apart() -> None:
    text = (
        "云泽规划\n第一章 目标\n要达到：\n——改革迈步。放权。\n——经济增效。提质。\n"
        "远景目标：到二〇三五年达到“三个更加”。一是产业更加兴旺。二是文化更加繁荣。三是生活更加美好。\n"
    )
    entry = PlanEntry(id="y", file="y.txt", city="云泽", title="云泽规划", kind="纲要")
    document = read_document(entry, text)
    items = items_of(document, _section(document, "目标"))
    said = [document.clean.text[slice(*each)].strip()[:4] for each in items]
    assert said == ["——改革", "——经济", "一是产业", "二是文化", "三是生活"]
    assert "远景" not in document.clean.text[slice(*items[1])]
    for at, lists in ((1, items[:2]), (3, items[2:])):
        assert same_list(document, items, at) == lists
    assert len(members_around(document, document.clean.text.index("到二〇三五"))) == 3
