import pytest

from eval.wording import (
    char_f1,
    comparable,
    contains,
    groups_met,
    longest_run_share,
    normalise,
    numbers,
    quantities,
    rouge_l,
    tokens,
    years,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("森林覆蓋率 穩定在 ６８.10 %", "森林覆盖率稳定在68.1%"),
        ("1,400 个", "1400个"),
        ("百分之六十点五", "60.5%"),
        ("68.1 percent", "68.1%"),
        ("二〇三五年", "2035年"),
        ("二零二五", "2025"),
        ("47.80\n\n48.00\n\n约束性", "47.8 48约束性"),
        ("十四五", "十四五"),
    ],
)
def test_figures_have_one_style(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三大产业", "3大产业"),
        ("二十三个", "23个"),
        ("一千零五", "1005"),
        ("三四百", "三四百"),
        ("十四五", "十四五"),
    ],
)
def test_numerals_are_read_where_they_are_numbers(text: str, expected: str) -> None:
    assert comparable(text) == expected


@pytest.mark.parametrize(
    ("text", "wording", "expected"),
    [
        ("目标为50万吨", "50", True),
        ("目标为150万吨", "50", False),
        ("目标为50.5万吨", "50", False),
        ("目标为10.50万吨", "50", False),
        ("48.00%", "48%", True),
        ("延长三十年", "30年", True),
        ("森林覆蓋率", "森林 覆盖率", True),
        ("New Materials cluster", "new materials", True),
        ("49.84\n\n50\n\n约束性", "50", True),
        ("", "x", False),
    ],
)
def test_a_figure_is_found_whole_only(text: str, wording: str, expected: bool) -> None:
    assert contains(text, wording) is expected


def test_one_alternative_of_each_group_is_enough() -> None:
    assert groups_met("湘乡市750亿元", [["八百", "750亿"], ["郴州"]]) == [True, False]


def test_markers_are_no_figures() -> None:
    assert numbers("到2025年达68.10%。[1][12]") == {"2025", "68.1"}
    assert years("到2025年达2025.5亿元,建2035个") == {"2025"}
    assert quantities("GDP 3500 亿元,降低2个百分点,占30%,2025年") == {
        ("3500", "亿元"),
        ("2", "个百分点"),
        ("30", "%"),
    }


def test_tokens_are_characters_words_and_figures() -> None:
    assert tokens("建设GDP港口 3.5 km。[1]") == ["建", "设", "gdp", "港", "口", "3.5", "km"]


def test_char_f1_by_hand() -> None:
    # given 建设港口 (4), expected 建设机场 (4): 建, 设 shared. P = R = 2/4, F1 = 2*2/(4+4) = 0.5
    assert char_f1("建设港口", "建设机场") == 0.5
    # given 港港 (2), expected 港 (1): one shared. F1 = 2*1/3
    assert char_f1("港港", "港") == pytest.approx(2 / 3)
    assert char_f1("", "港") == 0.0


def test_rouge_l_by_hand() -> None:
    # 甲乙丙丁 and 甲丙乙丁: the longest common subsequence is 甲乙丁 (3). F1 = 2*3/(4+4) = 0.75; the bags are equal.
    assert rouge_l("甲乙丙丁", "甲丙乙丁") == 0.75
    assert char_f1("甲乙丙丁", "甲丙乙丁") == 1.0
    assert rouge_l("无", "有") == 0.0


def test_a_dumped_paragraph_looks_bad() -> None:
    ideal = "到2025年,森林覆盖率为68.1%。"
    assert char_f1(ideal + "其他内容甲乙丙丁戊己庚辛" * 40, ideal) < 0.1


def test_longest_run_by_hand() -> None:
    # 甲乙丙丁戊 in 甲乙丙x丁戊: the longest run is 甲乙丙, 3 of 5.
    assert longest_run_share("甲乙丙丁戊", "甲乙丙x丁戊") == 0.6
    assert longest_run_share("甲 乙", "零甲,乙") == 1.0
    assert longest_run_share("", "甲") == 0.0
