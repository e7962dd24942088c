"""What must not pass verification, one mistake a test."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from qa.citations import Draft, Quote, verify

YUNZE = "云泽市规划\n第一章 发展目标\n第一节 经济目标\n地区生产总值达到3500亿元,年均增长7.5%。\n第二节 生态目标\n森林覆盖率稳定在68.1%以上。\n"
HELING = "鹤岭市规划\n第一章 发展目标\n第一节 经济目标\n地区生产总值达到900亿元。\n"


def read(id, city, en, raw):
    return read_document(
        PlanEntry(
            id=id,
            file=f"{id}.txt",
            city=city,
            city_en=en,
            aliases=(city[:-1], en),
            title=f"{city}规划",
            kind="纲要",
        ),
        raw,
    )


D = {"yunze": read("yunze", "云泽市", "Yunze", YUNZE), "heling": read("heling", "鹤岭市", "Heling", HELING)}
GDP = Quote("yunze", "yunze/1/1", "地区生产总值达到3500亿元")


def check(text, *quotes):
    return verify([Draft(text, quotes)], D)


@pytest.mark.parametrize(
    "text", ["地区生产总值达到3500万元。", "地区生产总值增长3500%。", "地区生产总值达到3500亿美元。"]
)
def test_law5_a_unit_that_is_not_in_the_quote_drops_the_sentence(text):
    assert check(text, GDP).sentences == []


def test_law5_a_number_in_chinese_numerals_is_a_number():
    assert check("地区生产总值达到五千亿元。", GDP).sentences == []


def test_a_marker_that_the_draft_brings_along_is_not_shown():
    result = check("地区生产总值达到3500亿元[7]。", GDP)
    assert all("[7]" not in sentence.text for sentence in result.sentences)


def test_a_bracketed_number_is_a_number_too():
    "A draft may not smuggle a figure past the check as [9000]."
    assert check("地区生产总值达到[9000]亿元。", GDP).sentences == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [("森林覆盖率8.1%。", "8.1%以上"), ("年均增长5%。", "5%"), ("达到500亿元。", "500亿元")],
)
def test_a_quote_that_starts_within_a_number_is_no_quote_of_it(text, quote):
    section = "yunze/1/2" if "8.1" in text else "yunze/1/1"
    assert check(text, Quote("yunze", section, quote)).sentences == []


def test_a_quote_that_ends_within_a_number_is_no_quote_of_it():
    assert check("森林覆盖率稳定在68%。", Quote("yunze", "yunze/1/2", "森林覆盖率稳定在68")).sentences == []


def test_a_percent_sign_at_the_end_of_a_quote_is_kept():
    (citation,) = check("年均增长7.5%。", Quote("yunze", "yunze/1/1", "年均 增长7.5%")).citations
    assert citation.quote == "年均增长7.5%"


@pytest.mark.parametrize("text", ["鹤岭的地区生产总值达到3500亿元。", "Heling has a GDP of 3500."])
def test_law4_another_city_by_its_alias_or_english_name_counts(text):
    assert check(text, GDP).sentences == []


def test_law4_both_cities_named_need_both_cited():
    assert check("鹤岭市和云泽市的地区生产总值都达到3500亿元。", GDP).sentences == []


@pytest.mark.parametrize("text", ["", "  ", "。"])
def test_an_empty_sentence_says_nothing(text):
    assert check(text, GDP).sentences == []


def test_a_negative_start_is_no_place():
    text = D["yunze"].clean.text
    result = check("如下。", Quote("yunze", "yunze/1/2", text[-5:-1], -5))
    assert all(0 <= c.start < c.end and YUNZE[c.start : c.end] == c.quote for c in result.citations)


NICKEL = "云泽市规划\n第一章 产业\n其中,石墨新材料产值达到200亿元,有色金属新材料产值达到400亿元。\n"


@pytest.mark.parametrize("parts", [("石墨新材料产值达到", "400亿元"), ("石墨新材料产值", "达到400亿元")])
def test_a_figure_cut_from_what_it_belongs_to_is_not_put_to_another(parts):
    documents = {"yunze": read("yunze", "云泽市", "Yunze", NICKEL)}
    quotes = tuple(Quote("yunze", "yunze/1", part) for part in parts)
    result = verify([Draft("石墨新材料产值达到400亿元。", quotes)], documents)
    assert result.sentences == []
    assert result.dropped == ["figure of another matter: 石墨新材料产值达到400亿元。"]


def test_words_from_which_a_denial_was_cut_are_not_what_the_plan_says():
    documents = {"yunze": read("yunze", "云泽市", "Yunze", "云泽市规划\n第一章 能源\n不新建燃煤电厂。\n")}
    result = verify([Draft("新建燃煤电厂。", (Quote("yunze", "yunze/1", "新建燃煤电厂"),))], documents)
    assert result.sentences == []
