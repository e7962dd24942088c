from qa.answering.reader import Readable


def test_a_passage_is_joined_with_its_place_and_spans():
    passage = Readable.of("湖南省", ["一", "二", "三"], ["增长4%。", "行:2020年 5"], lead="其中:")
    assert passage.text == "湖南省 二 三: 其中:增长4%。行:2020年 5\n"
    assert [passage.text[a:b] for a, b in passage.spans] == ["增长4%。", "行:2020年 5"]


def test_a_passage_without_a_place_begins_with_its_first_part():
    assert Readable.of("", [], ["增长。"]) == Readable("增长。", ((0, 3),))
