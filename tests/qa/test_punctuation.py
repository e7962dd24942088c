"""Marks of Chinese sentences: ours are full-width, those of numbers, formulas and a plan's own words stay."""

import pytest

from qa.punctuation import with_framed_name, with_full_width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("绿化率:2030年为52%,2035年为60%(预期性)。", "绿化率：2030年为52%，2035年为60%（预期性）。"),
        ("收入比:1.5:1,2035年", "收入比：1.5:1，2035年"),
        ("总值1,000亿元", "总值1,000亿元"),
        ("平均为59%((60%+57%)÷2;约数)", "平均为59%（(60%+57%)÷2；约数）"),
        ("forest coverage: 61% (binding)", "forest coverage: 61% (binding)"),
    ],
)
def test_marks_of_ours(text: str, shown: str) -> None:
    assert with_full_width(text) == shown


def test_of_a_plans_own_words_only_the_mark_behind_its_name_is_ours() -> None:
    assert with_framed_name("甲市:到2030年,达到61%。", ("甲市",)) == "甲市：到2030年,达到61%。"
    assert with_framed_name("到2030年:61%。", ("甲市",)) == "到2030年:61%。"
