"""Lists whose members are named by short sentences: all of them, as many as the plan says, or none."""

import pytest

from embeddings.queries import QueryReader
from embeddings.sentences import sentence_spans
from qa.listing import asked_count, clause_members, members, stated_count

READER = QueryReader([])
TEXT = (
    "实施道路提升工程。新建三条路,完善路网。实施环境整治工程。清理河道,改造公厕。实施产业配套工程。"
    "建设物流中心。完善配套。"
)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("甲市“三大工程”是什么?", 3),
        ("要打造哪四个中心?", 4),
        ("“十四五”有哪些目标?", None),
        ("“两区两山三谷”指什么?", None),
        ("“两心两带”里的“两带”是哪两条?", 2),
        ("Which five zones are planned?", 5),
    ],
)
def test_how_many_are_asked_for(question, count):
    assert asked_count(READER.read(question)) == count


def test_the_members_are_the_short_sentences_of_one_frame():
    spans = list(sentence_spans(TEXT))
    assert [TEXT[a:b] for a, b in members(TEXT, spans, 3)] == [
        "实施道路提升工程",
        "实施环境整治工程",
        "实施产业配套工程",
    ]
    assert members(TEXT, spans, 4) == []  # the plan names three: no list of four is made of them
    assert members(TEXT, spans, 2) == []


def test_no_list_is_made_of_sentences_with_others_of_their_kind_between_them():
    text = "加强碳市场建设。完善保险制度。加强民生保障。推进药械推广。"
    spans = list(sentence_spans(text))
    assert members(text, spans, 2) == []
    assert [text[a:b] for a, b in members(text, [spans[0], spans[2]], 2)] == [
        "加强碳市场建设",
        "加强民生保障",
    ]


def test_the_rest_of_a_sentence_behind_a_semicolon_is_no_member():
    text = "市容提升工程。开展整治,清理河道;实施文明交通劝导行动。示范街提升工程。建设两条街,美化门面。"
    spans = list(sentence_spans(text))
    assert [text[a:b] for a, b in members(text, spans, 2)] == ["市容提升工程", "示范街提升工程"]


@pytest.mark.parametrize(("question", "count"), [("第十二个五年规划的目标", None), ("六个原则有哪些", 6)])
def test_an_ordinal_is_no_number_of_things(question: str, count: int | None) -> None:
    assert stated_count(READER.read(question)) == count


def test_sentences_in_a_row_that_begin_with_a_name_of_one_end_are_members():
    text = (
        "提出三方面工程。交通方面,建设道路。水利方面,加固堤坝。信息方面,铺设光缆。这些工程兼顾长远,持续推进。"
    )
    spans = list(sentence_spans(text))
    found = clause_members(text, spans, 3)
    assert [text[a:b] for a, b in found] == [
        "交通方面,建设道路。",
        "水利方面,加固堤坝。",
        "信息方面,铺设光缆。",
    ]
    assert clause_members(text, spans, 2) == []  # the plan names three
