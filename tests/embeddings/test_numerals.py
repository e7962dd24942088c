import pytest

from embeddings.numerals import chinese_amounts, spelled_percents


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("增长百分之六以上", ["6"]),
        ("百分之七十一点零三", ["71.03"]),
        ("百分之百和百分之十二", ["100", "12"]),
        ("百分之十", ["10"]),
        ("6%", []),
        ("百分之点", []),
    ],
)
def test_spelled_percentages(text: str, found: list[str]) -> None:
    assert spelled_percents(text) == found


@pytest.mark.parametrize(
    ("english", "rest", "amounts"),
    [
        ("four 100-billion-yuan clusters", "four    clusters", ["千亿"]),
        ("350 billion yuan", "  ", ["3500亿"]),
        ("2.5 trillion RMB by 2025", "   by 2025", ["2.5万亿"]),
        ("13 million people", "   people", ["1300万"]),
        ("1,200 million and 10 billion", "   and   ", ["12亿", "百亿"]),
        ("5 thousand firms", "   firms", ["5000"]),
        ("1 trillion", "  ", ["万亿"]),
        ("10,000 firms", "10,000 firms", []),
    ],
)
def test_english_amounts(english: str, rest: str, amounts: list[str]) -> None:
    assert chinese_amounts(english) == (rest, amounts)
