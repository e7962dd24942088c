import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.markers import Marker, chinese_number, read_marker


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("第一篇 总则", Marker("part", 1, 4, 6, False)),
        ("第三编 产业", Marker("part", 3, 4, 6, False)),
        ("第二章 发展环境", Marker("chapter", 2, 4, 8, False)),
        ("第12章 总则", Marker("chapter", 12, 5, 7, False)),
        ("第二十一章 某某", Marker("chapter", 21, 6, 8, False)),
        ("第十二节目标", Marker("section", 12, 4, 6, False)),
        ("一、总体要求", Marker("cn", 1, 2, 6, False)),
        ("(一)工业", Marker("cn-bracketed", 1, 3, 5, False)),
        ("(十)工业。发展工业。", Marker("cn-bracketed", 10, 3, 5, True)),
        ("1.目标", Marker("digit", 1, 2, 4, False)),
        ("12、建设", Marker("digit", 12, 3, 5, False)),
        ("1. 5g网络", Marker("digit", 1, 2, 7, False)),
        ("1.目标。加快", Marker("digit", 1, 2, 4, True)),
        ("1.目标?加快", Marker("digit", 1, 2, 4, True)),
        ("专栏2 主要指标", Marker("box", 2, 4, 8, False)),
        ("专栏 3:指标表", Marker("box", 3, 5, 8, False)),
        ("(3)主要目标。到2025年", Marker("digit-bracketed", 3, 3, 7, True)),
        ("附表主要指标", Marker("annex", 0, 2, 6, False)),
        # The unit is lost, or the full stop after the number: uncertain.
        ("第九坚持创新", Marker("unit-lost", 9, 2, 6, False, certain=False)),
        ("2建设网络。加快布局", Marker("digit", 2, 1, 5, True, certain=False)),
        # No title can be told where the head runs on for more than 40 characters.
        ("1." + "长" * 40 + "。正文", Marker("digit", 1, 2, 42, True)),
        ("1." + "长" * 41 + "。正文", Marker("digit", 1, 2, 2, True, certain=False)),
        # 31 characters with a comma after the twelfth: a sentence is fused to the head.
        ("1." + "甲" * 20 + "," + "乙" * 10 + "。正文", Marker("digit", 1, 2, 2, True, certain=False)),
        ("1." + "甲" * 5 + "," + "乙" * 25 + "。正文", Marker("digit", 1, 2, 33, True)),
    ],
)
def test_a_heading_is_read(line: str, marker: Marker) -> None:
    assert read_marker(line) == marker


@pytest.mark.parametrize(
    "line",
    [
        "正文。",
        "1.5亿元",  # a decimal
        "2021.05",
        "1. 8亿亩,新增森林面积",  # a decimal set apart
        "二、九〇〇人",  # 2,900 in an old text
        "2项目。建设",  # a count, not a number
        "5g网络",
        "三是推进",
        "第九届会议",
        "第一批项目",
        "第一、坚持改革",
        "第一产业发展",
        "第九坚持创新。",  # a sentence
        "第九",
        "第百章 总",  # no numeral below 100
        "第〇章 总",
        "第1000章 总",
        "0.始",
        "一、坚持,",
        "一、指标:",
        "1.“两重”:是指国家重大战略实施和重点领域安全能力建设",  # a definition
        "附件:某市规划文本.pdf",
        "专栏2 主要指标。",
        "第一章 " + "长" * 57,
        "第一章 " + "长" * 41 + "。正文",
        "",
    ],
)
def test_body_text_is_no_heading(line: str) -> None:
    assert read_marker(line) is None


def test_a_heading_line_has_at_most_sixty_characters() -> None:
    assert read_marker("第一章 " + "长" * 56) == Marker("chapter", 1, 4, 60, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("九十九", 99),
        ("12", 12),
        ("07", 7),
        ("零", 0),
        ("〇", 0),
    ],
)
def test_numerals_up_to_ninety_nine(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["百", "一百", "廿", "十十", "二二", "甲", ""])
def test_what_is_no_numeral_counts_as_zero(text: str) -> None:
    assert chinese_number(text) == 0


@given(st.integers(1, 99))
def test_every_numeral_is_read_back(number: int) -> None:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    written = ("" if tens < 1 else ("" if tens == 1 else digits[tens]) + "十") + (
        digits[ones] if ones else ""
    )
    assert chinese_number(written) == number


@given(st.text(alphabet="第一十百篇章节届、()（）1239.．专栏 :。!?,;长年\u3000²①", max_size=70))
def test_any_line_is_read_and_offsets_lie_in_it(line: str) -> None:
    marker = read_marker(line)
    if marker:
        assert 0 < marker.number_end <= marker.head_end <= len(line)
        assert 1 <= marker.ordinal <= 99 or marker.kind in ("box", "unit-lost")
