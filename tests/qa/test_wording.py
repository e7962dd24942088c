"""The words of a paraphrase are its quote's: terms, names, directions, denials, and whose figure it is."""

import pytest

from qa.wording import Said, bigrams, coverage, is_checked, wording_fault

QUOTE = "到2025年,石墨新材料产值达到200亿元,有色金属新材料产值达到400亿元,森林覆盖率稳定在68.1%以上"


def fault(text: str, quote: str = QUOTE, around: str = "") -> str:
    return wording_fault(Said.read(text, ("云泽市", "Yunze")), quote, around)


@pytest.mark.parametrize(
    "text",
    [
        "云泽市到2025年石墨新材料产值将达到200亿元。",
        "2025年森林覆盖率目标是68.1%以上。",
        "有色金属新材料的产值为400亿元,石墨新材料的产值为200亿元。",
        "Yunze's forest coverage rate stays above 68.1%.",
    ],
)
def test_a_true_paraphrase(text: str) -> None:
    assert fault(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("石墨新材料产值达到400亿元。", "figure of another matter"),
        ("有色金属新材料产值达到200亿元。", "figure of another matter"),
        ("2030年石墨新材料产值达到200亿元。", "figure of another matter"),
        ("森林覆盖率不会稳定在68.1%以上。", "denies what the quote does not deny"),
        ("森林覆盖率下降到68.1%以上。", "says a direction that the quote does not (down)"),
        ("森林覆盖率稳定在68.1%以下。", "says a direction that the quote does not (most)"),
        ("城镇化率稳定在68.1%以上。", "term not in the quote (常住人口城镇化率)"),
        (
            "“生态立市”使森林覆盖率稳定在68.1%以上。",
            "words in quotation marks are not in the quote (生态立市)",
        ),
        ("建设国际机场和高速铁路枢纽。", "too few of its words are in the quote"),
        ("The urbanization rate stays above 68.1%.", "term not in the quote"),
        ("The forest coverage rate falls to 68.1%.", "says a direction that the quote does not (down)"),
        ("The forest coverage rate of Zixing stays above 68.1%.", "name not in the quote (Zixing)"),
    ],
)
def test_a_false_one(text: str, reason: str) -> None:
    assert fault(text).startswith(reason)


def test_a_pinyin_name_stands_in_the_quote() -> None:
    assert fault("A logistics hub is planned in Zixing.", "建设资兴物流枢纽") == ""
    assert fault("A logistics hub is planned in Zixing.", "建设桂阳物流枢纽").startswith(
        "name not in the quote"
    )


def test_the_heading_may_name_the_matter_and_never_gives_the_limit_of_the_figure() -> None:
    assert fault("森林覆盖率为68.1%。", "稳定在68.1%", around="第二节 森林覆盖率") == ""
    assert fault("森林覆盖率为68.1%。", "稳定在68.1%").startswith("term not in the quote")


def test_coverage_is_the_share_of_content_bigrams() -> None:
    # Of 星河 河客 客厅 the first stands there.
    assert bigrams("将打造星河客厅") == {"打造", "造星", "星河", "河客", "客厅"}
    assert coverage(Said("星河客厅", "星河客厅", False), "星河阳台") == pytest.approx(1 / 3)


def test_english_that_the_vocabulary_does_not_know_is_not_vouched_for() -> None:
    assert is_checked(Said.read("The forest coverage rate stays above 68.1%."))
    vague = "Forest coverage endures splendidly amid whimsical serendipitous juxtapositions of glimmering foliage."
    assert not is_checked(Said.read(vague))
