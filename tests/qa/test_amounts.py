"""Every number, unit and year of a sentence stands in its quote, or is converted from one that stands beside it."""

import pytest

from qa.amounts import amounts_missing, numbers_of

QUOTE = "到2025年,地区生产总值达到1,234亿元,年均增长7.5%,提高3个百分点,城镇人口12万人,培育三大产业,建成枢纽12个,到二〇三五年"


@pytest.mark.parametrize(
    "said",
    [
        "2025年达到1234亿元",
        "1,234亿元",
        "增长7.5%",
        "提高3个百分点",
        "提高3百分点",
        "12万人",
        "12个枢纽",
        "三大产业",
        "2035年",
        "1234亿",
    ],
)
def test_what_stands_there(said: str) -> None:
    allowed = set() if said != "1234亿" else {"1234亿"}
    assert amounts_missing(said, QUOTE) == allowed


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("1235亿元", {"1235"}),
        ("234亿元", {"234"}),
        ("1234万元", {"1234万元"}),
        ("1234亿美元", {"1234亿美元"}),
        ("提高3%", {"3%"}),
        ("7.5个百分点", {"7.5个百分点"}),
        ("12亿人", {"12亿人"}),
        ("2030年", {"2030"}),
        ("二〇三〇年", {"2030"}),
        ("五大产业", {"五大"}),
        ("五千亿元", {"五千亿元"}),
        ("三分之二", {"三分之二"}),
    ],
)
def test_what_does_not(said: str, missing: set[str]) -> None:
    assert amounts_missing(said, QUOTE) == missing


@pytest.mark.parametrize(
    "said",
    [
        "123.4 billion yuan (1,234亿元)",  # 1234e8 = 123.4e9
        "about 123 billion yuan (1234亿元) by 2025",  # equal to the last digit said
        "0.1234万亿元(1234亿元)",
        "GDP of 0.12 trillion yuan (1234亿元)",
        "120,000 people (12万人)",
        "in 2025, 120,000 people or more (12万人)",
    ],
)
def test_a_stated_conversion(said: str) -> None:
    assert amounts_missing(said, QUOTE) == set()


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("1.234 billion yuan (1234亿元)", {"1.234 billion yuan (1234亿元)"}),
        ("123.9 billion yuan (1234亿元)", {"123.9 billion yuan (1234亿元)"}),
        ("123.4 billion yuan", {"123.4", "billion"}),  # the original is not stated
        ("123.4 billion yuan (1235亿元)", {"123.4 billion yuan (1235亿元)", "1235"}),
        ("1234 million yuan", {"million"}),
        ("1234亿 dollars", {"1234亿", "dollars"}),
        ("five hubs", {"five"}),
        ("growth of 3 percentage", set()),
        ("1234 tons", {"1234 tons"}),
        ("130,000 people (12万人)", {"130000"}),
        ("12,000 people (12万人)", {"12000"}),
        ("120,000 people", {"120000"}),  # the original is not stated
        ("120,000 people (13万人)", {"120000", "13"}),
    ],
)
def test_amounts_in_english(said: str, missing: set[str]) -> None:
    assert amounts_missing(said, QUOTE, english=True) == missing


def test_what_a_ratio_is_reckoned_on() -> None:
    quote = "每千人口拥有执业(助理)医师数达到2.77名"
    assert amounts_missing("physicians per thousand: 2.77", quote, english=True) == set()
    assert amounts_missing("physicians per thousand: 2.77", QUOTE + "2.77", english=True) == {"thousand"}
    assert amounts_missing("2.77 thousand physicians", quote, english=True) == {"thousand"}


def test_english_words_for_numbers_that_the_quote_has() -> None:
    assert amounts_missing("three clusters", QUOTE, english=True) == set()
    assert amounts_missing("twelve hubs", QUOTE, english=True) == set()


def test_a_cell_without_its_unit_needs_the_unit_beside_it() -> None:
    assert amounts_missing("48.00%", "森林覆盖率\n%\n47.80\n48.00") == set()
    assert amounts_missing("48.00亿元", "森林覆盖率\n%\n47.80\n48.00") == {"48.00亿元"}


def test_numbers_of() -> None:
    assert numbers_of("1,234和5.6,二〇三五") == {"1234", "5.6", "2035"}
