import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.damage import find_damage
from embeddings.repair import repair

LOST_DASHES = "20202021年,"  # two years run together: the text has lost the dashes of its ranges


def damage(raw: str) -> list[tuple[str, str, str]]:
    clean = repair(raw)
    return [(clean.text[d.start : d.end], d.kind, d.message) for d in find_damage(clean)]


@pytest.mark.parametrize(
    ("raw", "span", "kind", "message"),
    [
        ("新格局?;緦崿F(xiàn)治理", "□", "broken-bytes", "原文此处字节损坏,缺字无法复原"),
        ("202136日批准", "202136日", "lost-date", "原文日期缺字"),
        ("2021114市人大第一次会议", "2021114", "lost-date", "原文日期缺字"),
        ("20202021年", "20202021年", "fused-years", "原文年份之间的连接号缺失"),
        ("19952000增长", "19952000", "fused-years", "原文年份之间的连接号缺失"),
        ("产业比为12.35.52", "12.35.52", "fused-ratio", "原文比例的冒号缺失"),
        ("下降1.5%2.5%左右", "1.5%2.5%", "fused-percent", "原文两个数值之间的符号缺失"),
        ("易地搬迁123456人", "123456", "fused-count", "原文数字疑似粘连"),
        ("蓄水8000万亿立方米", "8000万亿立方米", "impossible-unit", "原文数值疑似有误"),
        ("绿地3万亿平方米", "3万亿平方米", "impossible-unit", "原文数值疑似有误"),
        ("园区达到个。", "达到", "lost-digits", "原文此处缺数字"),
        ("覆盖率超过%。", "超过", "lost-digits", "原文此处缺数字"),
        ("企业突破家。", "突破", "lost-digits", "原文此处缺数字"),
        ("建设个园区", "建设个", "lost-digits", "原文此处缺数字"),
        ("园区达到1个,", "达到1个", "lost-digits", "原文此处缺数字"),
    ],
)
def test_every_kind_is_found_at_its_span(raw: str, span: str, kind: str, message: str) -> None:
    assert damage(raw) == [(span, kind, message)]


@pytest.mark.parametrize(
    ("raw", "number", "reading"),
    [
        ("培育34个园区", "34", "3—4"),
        ("打造1015家企业", "1015", "10—15"),
        ("每年引进57名人才", "57", "5—7"),
        ("力争发展1020户", "1020", "10—20"),
    ],
)
def test_a_range_that_lost_its_dash(raw: str, number: str, reading: str) -> None:
    message = f"原文“{number}”疑似缺失连接号(可能是{reading}),数字不可靠"
    assert damage(LOST_DASHES + raw)[1:] == [(number, "lost-dash", message)]
    assert damage(raw) == []  # where no dash is known to be lost the same number is sound
    assert len(damage(LOST_DASHES + "建设3-5个," + raw)) == 1  # nor where another range has its dash


@pytest.mark.parametrize(
    "raw",
    [
        "实施13个县市区",
        "建立13个县(市)",
        "建立13个部门联动",
        "打造12小时经济圈",
        "培育23.5亿元",
        "增长3.5%",
        "发展4亿立方米",
        "培育5个",
        "培育21个",  # does not rise
        "培育14个",  # rises by more than 2
        "培育30个",  # ends in nought
        "打造1026个",  # rises by more than 10
        "打造0510个",  # begins with nought
        "培育910个",  # three digits
        "共有34个园区",  # no intention
    ],
)
def test_sound_numbers_are_left_alone_where_dashes_are_lost(raw: str) -> None:
    assert damage(LOST_DASHES + raw) == [("20202021年", "fused-years", "原文年份之间的连接号缺失")]


@pytest.mark.parametrize(
    "raw",
    [
        "13个县市区",
        "12小时",
        "3.5%",
        "2021-2025年",
        "2021年3月6日",
        "2035年",
        "4亿立方米",
        "8000亿立方米",
        "10.5:38.2:51.3",
        "搬迁12345人",
        "达到1个百分点",
        "达到12个,",
        "超过60%",
        "突破100家",
        "下降1.5%,2.5%",
        "12.35.5252",
    ],
)
def test_sound_look_alikes(raw: str) -> None:
    assert damage(raw) == []


@given(st.text(alphabet="012359年月日.%-—个家人万亿立方米达到超过培育每第□?;F,。", max_size=60))
def test_every_span_is_in_the_text_and_says_why(raw: str) -> None:
    clean = repair(raw)
    for found in find_damage(clean):
        assert 0 <= found.start < found.end <= len(clean.text)
        assert found.message.startswith("原文")
