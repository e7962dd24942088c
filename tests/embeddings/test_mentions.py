import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.mentions import MentionAsked, all_wordings, asked_mention, find_mentions
from embeddings.queries import QueryReader

IDS = {"甲市": "jia", "乙市": "yi", "丙市": "bing", "丁市": "ding"}
TEXTS = {
    "甲市": "第一章 能源\n发展氢 能产业,建设加氢站。\n第二章 物流\n开行班列。\n",
    "乙市": "第一章 能源\n發展中歐班列和氫氧化物。\n",
    "丙市": "第一章 农业\n发展紫云英。\n",
}


def plan(city: str, text: str) -> Document:
    entry = PlanEntry(
        id=IDS[city], file=f"{city}.txt", city=city, title="规划", kind="纲要", aliases=[city[0] + "城"]
    )
    return read_document(entry, text)


PLANS = [plan(city, text) for city, text in TEXTS.items()]
READER = QueryReader(PLANS)


@pytest.mark.parametrize(
    ("question", "wordings"),
    [
        ("甲市“十五”期间有没有提到高铁?", ("高铁",)),
        ("甲市“十五五”时期提到高铁了吗?", ("高铁",)),
        ("甲市有没有提到“高铁”?", ("高铁",)),
    ],
)
def test_a_plan_in_quotation_marks_is_no_thing_that_is_mentioned(
    question: str, wordings: tuple[str, ...]
) -> None:
    asked = asked_mention(READER.read(question))
    assert asked is not None
    assert asked.wordings[:1] == wordings
    assert asked_mention(READER.read("甲市“十五”期间提到了什么?")) is None


def test_every_spelling_counts_and_a_longer_wording_hides_a_shorter() -> None:
    found = find_mentions(PLANS, ("氢能", "氢能产业", "加氢站"))
    places = found.found["jia"]
    text = PLANS[0].clean.text
    assert [(place.wording, place.section_id) for place in places] == [
        ("氢能产业", "jia/1"),
        ("加氢站", "jia/1"),
    ]
    assert ["".join(text[place.start : place.end].split()) for place in places] == ["氢能产业", "加氢站"]
    assert (found.having, found.lacking) == (("jia",), ("yi", "bing"))


def test_another_script_is_the_same_word() -> None:
    (place,) = find_mentions(PLANS, ("中欧班列",)).found["yi"]
    assert PLANS[1].clean.text[place.start : place.end] == "中歐班列"


def test_kindred_words_are_counted_where_there_is_no_mention(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embeddings.mentions._RARE", 0.1)  # among so few characters none is rare
    near = find_mentions(PLANS, ("氢能",)).near
    assert near["yi"] == (("氢氧", 1), ("能源", 1))
    assert near["bing"] == ()
    assert "jia" not in near
    assert find_mentions(PLANS, ("中欧班列",)).near["jia"] == (("班列", 1),)


def test_a_latin_word_is_no_part_of_another() -> None:
    document = plan("丁市", "第一章 网络\n建设AI平台和MAIN网。\n")
    assert len(find_mentions([document], ("ai",)).found["ding"]) == 1


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("哪些城市没有提到紫云英?", MentionAsked(("紫云英",), absent=True)),
        ("哪些城市提到紫云英?", MentionAsked(("紫云英",), absent=False)),
        ("甲市有没有提到紫云英?", MentionAsked(("紫云英",), absent=False)),
        ("三个规划里哪些没提到紫云英", MentionAsked(("紫云英",), absent=True)),
        ("規劃中有沒有涉及紫云英的內容?", MentionAsked(("紫云英",), absent=False)),
        ("乙市提到“四廊八景”了吗?", MentionAsked(("四廊八景",), absent=False)),
        ("甲市2025年的紫云英目标是多少?", None),
        ("甲市如何发展紫云英?", None),
    ],
)
def test_what_mention_is_asked(question: str, asked: MentionAsked | None) -> None:
    assert asked_mention(READER.read(question)) == asked


def test_synonyms_count_but_wider_words_do_not() -> None:
    asked = asked_mention(READER.read("哪些城市没有提到生物医药?"))
    assert asked is not None
    assert asked.wordings[0] == "生物医药"
    assert "医药" not in asked.wordings
    assert "生物制药" in asked.wordings
    english = asked_mention(READER.read("Which cities do not mention hydrogen energy?"))
    assert english is not None
    assert english.absent
    assert english.wordings[0] == "氢能"


def test_words_of_the_command_line_come_with_their_synonyms() -> None:
    assert all_wordings(["中歐班列"])[:2] == ("中欧班列", "国际货运班列")
    assert all_wordings(["紫云英", " "]) == ("紫云英",)
