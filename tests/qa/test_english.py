"""Values in English beside their original: the conversion is right, and a wrong one is caught."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from eval.wording import without_conversions
from qa.citations import Draft, Quote, verify
from qa.english import value_in_english


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
        return [s.text for s in verify([Draft(text, quotes)], {"jia": document}).sentences]

    right = "Jia, GDP: over 350 billion yuan (3500亿元): “地区生产总值超过3500亿元”."
    assert said(right) == [right]
    assert said(right.replace("350 billion", "35 billion")) == []
