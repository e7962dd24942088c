"""Values in English beside their original: the conversion is right, and a wrong one is caught."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from eval.wording import without_conversions
from qa.citations import Draft, Quote, verify
from qa.english import glossary, value_in_english


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("超过3500亿元", "over 350 billion yuan (3500亿元)"),
        ("2.2万亿元", "2.2 trillion yuan (2.2万亿元)"),
        ("195万吨", "1.95 million tonnes (195万吨)"),
        ("5.5万人以上", "55,000 people (5.5万人) or above"),
        ("68.1%以上", "68.1% or above"),
        ("78.5岁", "78.5 years"),
    ],
)
def test_a_value_in_english(printed, english):
    assert value_in_english(printed) == english


def test_a_right_conversion_counts_as_its_original_and_a_wrong_one_does_not():
    assert without_conversions("over 350 billion yuan (3500亿元)") == "over (3500亿元)"
    assert without_conversions("over 35 billion yuan (3500亿元)") == "over 35 billion yuan (3500亿元)"
    assert without_conversions("350 billion yuan") == "350 billion yuan"


def test_only_a_right_conversion_passes_the_check_of_numbers():
    entry = PlanEntry(id="jia", file="x.txt", city="甲市", city_en="Jia", title="规划", kind="纲要")
    document = read_document(entry, "第一章 目标\n地区生产总值超过3500亿元。\n")
    section = document.paths[-1][-1].id

    def said(text):
        quotes = (Quote("jia", section, "地区生产总值超过3500亿元"),)
        return [s.text for s in verify([Draft(text, quotes)], {"jia": document}, language="en").sentences]

    right = "Jia, GDP: over 350 billion yuan (3500亿元): “地区生产总值超过3500亿元”."
    assert said(right) == [right]
    assert said(right.replace("350 billion", "35 billion")) == []


def test_a_citation_is_glossed_with_what_a_vocabulary_knows():
    chapter = ("第二章 发展目标", "专栏5 中欧班列")
    quote = "到2025年,常住人口城镇化率达到60%左右,地区生产总值超过3500亿元,建设国家骨干冷链物流基地5个,推动邵阳油茶"
    told = {each.zh: each.en for each in glossary(chapter, quote)}
    assert told["第二章"] == "Chapter 2"
    assert told["专栏5"] == "Box 5"
    assert told["3500亿元"] == "350 billion yuan"
    assert told["60%左右"] == "60% or so"
    assert told["中欧班列"] == "china europe freight train"
    assert told["地区生产总值"] == "gross domestic product"
    assert not any("冷链" in each for each in told)  # a part of a longer wording, which is only near its term
    assert not any("油茶" in each and "邵阳" in each for each in told)  # what no vocabulary has stays Chinese
    assert "5个" not in told
