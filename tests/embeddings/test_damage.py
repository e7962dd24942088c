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
        ("总量增长到亿元。", "增长到", "lost-digits", "原文此处缺数字"),
        ("年均增长%,", "年均增长", "lost-digits", "原文此处缺数字"),
        ("培育个品牌", "培育个", "lost-digits", "原文此处缺数字"),
        ("于202112月31日印发", "202112月31日", "lost-date", "原文日期缺字"),
        ("森林覆盖率达到681%", "681", "impossible-value", "原文数值疑似有误"),
        ("床位占比达到8590%", "8590%", "lost-dash", "原文“8590%”疑似缺失连接号(可能是85—90),数字不可靠"),
        ("占比达到2.53.0%", "2.53.0", "lost-dash", "原文“2.53.0”疑似缺失连接号(可能是2.5—3.0),数字不可靠"),
        ("展望三五年远景目标", "三五年", "lost-year", "原文年份缺字(可能是“二〇三五年”)"),
        ("到2205年,基本实现现代化", "2205年", "impossible-year", "原文年份疑似有误"),
        ("强化“双轮驱动", "“", "unbalanced", "原文““”缺少与之相配的符号"),
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
        ("培育810个园区", "810", "8—10"),
        ("建设80100个站点", "80100", "80—100"),
        ("生产总值达到15001600亿元", "15001600", "1500—1600"),
        ("年均增长67%左右", "67%", "6—7"),
        ("提高12个百分点", "12个百分点", "1—2"),
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
        "培育250个",  # three digits that make no range
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
        "产值达到亿元级",
        "超过个人限额",
        "建设个体工商户服务站",
        "覆盖率达到100%",
        "二〇三五年远景目标",
        "参保人数达到123456人",  # exact, and no households
        "贫困人口109387人",  # counted alone
        "搬迁安置109300人",  # a round figure
        "搬迁安置903871人",  # splits into no usual households
        "2021年12月31日",
        "1)产业。2)城市",
        "12.35.5252",
    ],
)
def test_sound_look_alikes(raw: str) -> None:
    assert damage(raw) == []


def test_a_fused_ratio_is_read_where_the_same_stands_whole() -> None:
    clean = repair("产业比调整为13.549.537。\n13.5:49.5:37\n原为22.946.131")
    first, second = (d for d in find_damage(clean) if d.kind == "fused-ratio")
    assert (first.likely, first.certain) == ("13.5:49.5:37", "本文另处印作“13.5:49.5:37”")
    assert first.proof is not None
    assert clean.text[slice(*first.proof)] == "13.5:49.5:37"
    # 22.9 + 46.1 + 31 = 100, and no other split into three shares does; nothing proves it.
    assert (second.likely, second.certain, second.proof) == ("22.9:46.1:31", "原文印作“22.946.131”", None)


def test_households_and_persons_run_together() -> None:
    found = next(d for d in find_damage(repair("易地扶贫搬迁261927人")))
    # 927 persons in 261 households are 3.6 each; 26 or 2619 households would have 74 or 0.01.
    assert (found.likely, found.severity) == ("261户927人", "figures")


def test_a_sentence_without_its_first_character() -> None:
    whole = "加快发展。加快建设。加快改革。"
    (found,) = find_damage(repair(whole + "快推进智慧水利。快递业务增长。"))
    assert (found.kind, found.start, found.likely) == ("lost-head", len(whole), "加快推进")
    assert found.readable
    assert not list(find_damage(repair("快推进智慧水利。")))  # where the verb opens no other sentence


@given(st.text(alphabet="012359年月日.%-—个家人万亿立方米达到超过培育每第□?;F,。", max_size=60))
def test_every_span_is_in_the_text_and_says_why(raw: str) -> None:
    clean = repair(raw)
    for found in find_damage(clean):
        assert 0 <= found.start < found.end <= len(clean.text)
        assert found.message.startswith("原文")


def test_a_class_of_projects_by_their_size_lost_no_figure() -> None:
    sound = "投资亿元以上项目新开工43个,总产值亿元以上企业20家,产值亿元工程,产值亿元村3个。"
    assert damage(sound) == []
    assert [kind for _, kind, _ in damage("工业总产值亿元,完成投资亿元以上。")] == [
        "lost-digits",
        "lost-digits",
    ]


def test_a_quotation_over_several_lines_is_whole_and_a_share_done_may_pass_the_whole() -> None:
    assert damage("列宁指出：“劳动生产率是最主要的东西。\n它将创造新的社会。”（《创举》）") == []
    assert damage("重大项目投资完成率125.5%。") == []
    assert [span for span, _, _ in damage("列宁指出：“生产率。\n其他。\n")] == ["“"]
    far = "“甲。" + "\n乙。" * 20 + "丙”"
    assert [span for span, _, _ in damage(far)] == ["“", "”"]


@pytest.mark.parametrize(
    "raw",
    [
        "建设大同〈60万千瓦）和神头电厂",  # a scan gives a bracket of another shape
        "〈五）财政和信贷",
        "改建〔二期）工程",
        "”九五”期间,经济平稳增长",  # the closing mark on both sides
        "现设〈一〉号站,实现”两个转变”",
        "业务“一窗通办\n”\n成效明显。",  # the other half on a line of its own
    ],
)
def test_halves_in_other_shapes_are_pairs(raw: str) -> None:
    assert damage(raw) == []


@pytest.mark.parametrize(
    ("raw", "mark"),
    [("建设六五”期间项目", "”"), ("大同60万千瓦）电厂", "）"), ("〈一）总则。长度70公里）建成", "）")],
)
def test_a_half_without_another_is_still_found(raw: str, mark: str) -> None:
    assert [each[:2] for each in damage(raw)] == [(mark, "unbalanced")]
