"""A computed sentence is worked out again from its own formula, apart from the product."""

import pytest

from eval.arithmetic import formula_of, holds, operands
from qa.punctuation import with_full_width


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("按规划数字计算,3项平均为59%((60%+57%+60%)÷3;“以上”“左右”等按所印数字计)。", {"60", "57"}),
        ("按规划数字计算,2项合计28500亿元(3500亿元+25000亿元(2.5万亿元))。", {"3500", "2.5"}),
        ("按规划数字计算,2030年比2025年高9.82个百分点(57%−47.18%)。", {"57", "47.18"}),
        ("按规划数字计算,甲市比乙市低10.5个百分点(61%−71.5%)。", {"61", "71.5"}),
        ("按规划数字计算,甲市是乙市的约3.67倍(33000亿元÷9000亿元)。", {"33000", "9000"}),
        ("按规划数字计算,一半为187.5万吨(375万吨÷2)。", {"375"}),
        ("按规划数字计算,从2025年到2030年平均每年增加1.6个百分点((60%−52%)÷5)。", {"60", "52"}),
        ("按规划数字计算,从2025年到2027年年均增长约10%((121亿元÷100亿元)^(1/2)−1)。", {"121", "100"}),
        (
            "Computed from the figures of the plans, Jia is 275 billion yuan (2750亿元) more than Yi (3500亿元−750亿元; bounds are reckoned at the number printed).",
            {"3500", "750"},
        ),
    ],
)
def test_what_the_formula_gives(text: str, numbers: set[str]) -> None:
    assert holds(text)
    assert operands(formula_of(text)) == numbers
    shown = with_full_width(text) if text.startswith("按") else text  # as a reader sees it
    assert holds(shown)
    assert operands(formula_of(shown)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "按规划数字计算,3项平均为58%((60%+57%+60%)÷3)。",
        "按规划数字计算,2030年比2025年高9.8个百分点。",
        "按规划数字计算,从2025年到2027年年均增长约11%((121亿元÷100亿元)^(1/2)−1)。",
        "按规划数字计算,2项合计28501亿元(3500亿元+25000亿元(2.5万亿元))。",
    ],
)
def test_what_it_does_not_give(text: str) -> None:
    assert not holds(text)
