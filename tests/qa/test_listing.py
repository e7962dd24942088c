"""Lists whose members are named by short sentences: all of them, as many as the plan says, or none."""

import pytest

from embeddings.queries import QueryReader
from embeddings.sentences import sentence_spans
from qa.listing import asked_count, enumerates, has_letters, letters_asked, members

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


def test_a_sentence_that_lists_as_many_as_are_asked_for():
    assert enumerates("打造甲中心、乙中心、丙中心,加快发展", 3)
    assert not enumerates("打造甲中心、乙中心,加快发展", 3)


def test_a_wording_of_so_many_characters():
    query = READER.read("发展战略是哪八个字?")
    assert letters_asked(query) == 8
    assert has_letters("坚定实施“文化立市、工业强市”发展战略。", 8)
    assert not has_letters("实施“西拓南延”的发展战略。", 8)
