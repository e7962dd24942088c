"""Made-up plans: each shows one thing that the trees of real plans are made of."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.headings import LOST_TITLE, Section, read_sections
from embeddings.repair import repair

NOTE = "是指城市的一种安排,由甲乙丙丁各部门共同制定并且按照有关规定逐步实施,每年考核一次。"


def outline(raw: str) -> list[tuple[str, str, str]]:
    """Return (id, label, own text without line ends) of every section."""
    clean = repair(raw)
    return [
        (path[-1].id, path[-1].label, clean.text[path[-1].clean_start : path[-1].own_end].replace("\n", "|"))
        for section in read_sections("p", clean)
        for path in section.walk()
    ]


def test_parts_chapters_and_sections_nest_and_a_long_title_wraps() -> None:
    raw = (
        "某市规划\n序言。\n第一篇 开启全面建设现代化国家新征程\n谱写新篇章\n第一章 环境\n第一节 基础\n甲。\n"
        "第二节 形势\n乙。\n第二篇 产业\n第二章 工业\n第一节 制造\n丙。\n"
    )
    assert outline(raw) == [
        ("p/0", "", "某市规划|序言。|"),
        (
            "p/1",
            "第一篇 开启全面建设现代化国家新征程谱写新篇章",
            "第一篇开启全面建设现代化国家新征程|谱写新篇章|",
        ),
        ("p/1/1", "第一章 环境", "第一章环境|"),
        ("p/1/1/1", "第一节 基础", "第一节基础|甲。|"),
        ("p/1/1/2", "第二节 形势", "第二节形势|乙。|"),
        ("p/2", "第二篇 产业", "第二篇产业|"),
        ("p/2/2", "第二章 工业", "第二章工业|"),
        ("p/2/2/1", "第一节 制造", "第一节制造|丙。|"),
    ]


def test_a_sentence_after_a_long_title_is_no_rest_of_it() -> None:
    raw = "第一章 开启全面建设现代化国家新征程\n谱写新篇章。\n"
    assert outline(raw) == [
        ("p/1", "第一章 开启全面建设现代化国家新征程", "第一章开启全面建设现代化国家新征程|谱写新篇章。|")
    ]


def test_a_short_title_does_not_wrap() -> None:
    assert outline("第一章 总则\n谱写新篇章\n") == [("p/1", "第一章 总则", "第一章总则|谱写新篇章|")]


def test_numbered_headings_nest_and_run_in_ones_end_at_their_stop() -> None:
    raw = "一、要求\n(一)思想\n文。\n(二)原则\n1.坚持领导。文一。\n2.坚持人民。文二。\n二、任务\n(一)产业\n文三。\n"
    assert outline(raw) == [
        ("p/1", "一、要求", "一、要求|"),
        ("p/1/1", "(一)思想", "(一)思想|文。|"),
        ("p/1/2", "(二)原则", "(二)原则|"),
        ("p/1/2/1", "1.坚持领导", "1.坚持领导。文一。|"),
        ("p/1/2/2", "2.坚持人民", "2.坚持人民。文二。|"),
        ("p/2", "二、任务", "二、任务|"),
        ("p/2/1", "(一)产业", "(一)产业|文三。|"),
    ]


def test_offsets_levels_and_heads() -> None:
    raw = "第一章 总则\n1.目标。文一。\n第二章 产业\n文。"
    first, second = read_sections("p", repair(raw))
    run_in = first.children[0]
    # Clean: the space of the layout is gone, so the clean offsets fall one behind per chapter.
    assert (first.start, first.end, first.clean_start, first.clean_end, first.head_end) == (0, 16, 0, 15, 5)
    assert (run_in.start, run_in.end, run_in.clean_start, run_in.head_end) == (7, 16, 6, 10)
    assert (run_in.run_in, run_in.level, run_in.kind, run_in.ordinal) == (True, 2, "digit", 1)
    assert (second.start, second.end, second.clean_start, second.clean_end) == (16, 25, 15, 23)
    assert (first.level, first.own_end, second.own_end) == (1, 6, 23)
    assert second.to_json() == {
        "id": "p/2",
        "level": 1,
        "number": "第二章",
        "title": "产业",
        "start": 16,
        "end": 25,
        "children": [],
    }


def test_numbered_items_are_no_headings_where_headings_stand_alone() -> None:
    raw = "第一章 总则\n1.目标\n甲。\n2.任务\n乙。\n3.保障\n丙。\n1.建设一座桥。很好。\n2.修一条路。很好。\n"
    assert outline(raw) == [
        ("p/1", "第一章 总则", "第一章总则|"),
        ("p/1/1", "1.目标", "1.目标|甲。|"),
        ("p/1/2", "2.任务", "2.任务|乙。|"),
        ("p/1/3", "3.保障", "3.保障|丙。|1.建设一座桥。很好。|2.修一条路。很好。|"),
    ]


def test_a_number_that_does_not_go_on_is_no_heading() -> None:
    raw = "第一章 总则\n1.目标\n甲。\n9.任务\n乙。\n"
    assert outline(raw) == [
        ("p/1", "第一章 总则", "第一章总则|"),
        ("p/1/1", "1.目标", "1.目标|甲。|9.任务|乙。|"),
    ]


def test_a_table_of_contents_makes_no_sections() -> None:
    raw = (
        "目录\n第一章 总则....1\n第二章 产业....2\n第三章 民生....3\n"
        "第一章 总则\n甲。\n第二章 产业\n乙。\n第三章 民生\n丙。\n"
    )
    assert outline(raw) == [
        ("p/0", "", "||||"),
        ("p/1", "第一章 总则", "第一章总则|甲。|"),
        ("p/2", "第二章 产业", "第二章产业|乙。|"),
        ("p/3", "第三章 民生", "第三章民生|丙。|"),
    ]


def test_a_lost_chapter_begins_with_the_paragraph_before_its_first_section() -> None:
    raw = (
        "第一章 总则\n第一节 甲\n甲文。\n第二节 乙\n乙文。\n本章介绍产业。\n第一节 丙\n丙文。\n"
        "第三章 民生\n第一节 丁\n丁文。\n"
    )
    assert outline(raw) == [
        ("p/1", "第一章 总则", "第一章总则|"),
        ("p/1/1", "第一节 甲", "第一节甲|甲文。|"),
        ("p/1/2", "第二节 乙", "第二节乙|乙文。|"),
        ("p/2", "第二章(原文标题缺失)", "本章介绍产业。|"),
        ("p/2/1", "第一节 丙", "第一节丙|丙文。|"),
        ("p/3", "第三章 民生", "第三章民生|"),
        ("p/3/1", "第一节 丁", "第一节丁|丁文。|"),
    ]


def test_where_every_chapter_is_lost_each_restart_opens_one_and_a_stray_mark_is_its_border() -> None:
    raw = "总述。\n第一节 甲\n甲文。\n第二节 乙\n乙文。\n”\n第一节 丙\n丙文。\n引言。\n第一节 丁\n丁文。\n"
    assert outline(raw) == [
        ("p/0", "", "总述。|"),
        ("p/1", "第一章(原文标题缺失)", ""),
        ("p/1/1", "第一节 甲", "第一节甲|甲文。|"),
        ("p/1/2", "第二节 乙", "第二节乙|乙文。||"),
        ("p/2", "第二章(原文标题缺失)", ""),
        ("p/2/1", "第一节 丙", "第一节丙|丙文。|"),
        ("p/3", "第三章(原文标题缺失)", "引言。|"),
        ("p/3/1", "第一节 丁", "第一节丁|丁文。|"),
    ]


def test_a_lost_unit_is_supplied_only_where_the_number_goes_on() -> None:
    raw = "第八章 甲\n甲文。\n第九坚持创新驱动\n乙文。\n第十章 丙\n第二课堂\n"
    assert outline(raw) == [
        ("p/8", "第八章 甲", "第八章甲|甲文。|"),
        ("p/9", "第九(章) 坚持创新驱动", "第九坚持创新驱动|乙文。|"),
        ("p/10", "第十章 丙", "第十章丙|第二课堂|"),
    ]


def test_a_head_that_lost_its_stop_has_no_title() -> None:
    raw = "一、要求\n1.产业。文。\n2." + "长" * 41 + "。文。\n"
    assert [label for _, label, _ in outline(raw)] == [
        "一、要求",
        "1.产业",
        "2." + "长" * 16 + "…(标题与正文相连)",
    ]


def test_a_number_that_lost_its_stop_gets_it() -> None:
    assert outline("一、要求\n1.产业。文。\n2建设网络。文。\n")[2] == (
        "p/1/2",
        "2.建设网络",
        "2建设网络。文。|",
    )


def test_bracketed_numbers_are_headings_only_where_no_plain_ones_are() -> None:
    bare = "一、要求\n(1)思想。文一。\n(2)目标。文二。\n"
    assert [label for _, label, _ in outline(bare)] == ["一、要求", "(1)思想", "(2)目标"]
    below = "一、要求\n1.思想。文。\n(1)甲。文一。\n(2)乙。文二。\n2.目标。文。\n"
    assert [label for _, label, _ in outline(below)] == ["一、要求", "1.思想", "2.目标"]


def test_a_box_keeps_its_numbered_lines_and_a_section_ends_it() -> None:
    raw = "第一章 甲\n第一节 乙\n文。\n专栏1 项目\n1.铁路\n建铁路。\n2.公路\n建公路。\n第二节 丙\n文。\n"
    assert outline(raw) == [
        ("p/1", "第一章 甲", "第一章甲|"),
        ("p/1/1", "第一节 乙", "第一节乙|文。|"),
        ("p/1/1/box1", "专栏1 项目", "专栏1项目|1.铁路|建铁路。|2.公路|建公路。|"),
        ("p/1/2", "第二节 丙", "第二节丙|文。|"),
    ]


def test_the_next_box_and_a_long_numbered_paragraph_end_a_box() -> None:
    paragraph = "3.民生改善。" + "坚持在发展中保障民生," * 6 + "完成任务。"
    raw = f"第一章 甲\n1.产业发展。文。\n2.城市建设。文。\n专栏1 项目\n1.铁路\n{paragraph}\n专栏2 指标\n指标\n第二章 乙\n文。\n"
    assert outline(raw) == [
        ("p/1", "第一章 甲", "第一章甲|"),
        ("p/1/1", "1.产业发展", "1.产业发展。文。|"),
        ("p/1/2", "2.城市建设", "2.城市建设。文。|"),
        ("p/1/box1", "专栏1 项目", "专栏1项目|1.铁路|"),
        ("p/1/3", "3.民生改善", paragraph + "|"),
        ("p/1/box2", "专栏2 指标", "专栏2指标|指标|"),
        ("p/2", "第二章 乙", "第二章乙|文。|"),
    ]


def test_a_short_numbered_paragraph_stays_in_its_box() -> None:
    raw = "第一章 甲\n1.产业发展。文。\n专栏1 项目\n2.公路。建设。\n第二章 乙\n文。\n"
    assert outline(raw)[2] == ("p/1/box1", "专栏1 项目", "专栏1项目|2.公路。建设。|")


def test_endnotes_are_a_section_where_their_markers_run_from_one() -> None:
    raw = f"第一章 甲\n布局[1]。\n第二章 乙\n用语[2]。\n1. 布局:{NOTE}\n2. 用语:{NOTE}\n"
    assert outline(raw) == [
        ("p/1", "第一章 甲", "第一章甲|布局。|"),
        ("p/2", "第二章 乙", "第二章乙|用语。|"),
        ("p/notes", "注释" + LOST_TITLE, f"1.布局:{NOTE}|2.用语:{NOTE}|"),
    ]


def test_numbered_last_paragraphs_without_markers_are_no_endnotes() -> None:
    raw = f"第一章 甲\n布局。\n1. 布局:{NOTE}\n2. 用语:{NOTE}\n"
    assert all(section_id != "p/notes" for section_id, _, _ in outline(raw))


def test_sections_of_the_same_number_have_ids_of_their_own() -> None:
    raw = "第一章 甲\n文。\n第一章 乙\n文。\n专栏1 丙\n丙\n专栏1 丁\n丁\n"
    assert [section_id for section_id, _, _ in outline(raw)] == ["p/1", "p/1~2", "p/1~2/box1", "p/1~2/box1~2"]


def test_a_text_without_heading_is_one_preamble_and_no_text_has_no_section() -> None:
    assert outline("只有正文。\n") == [("p/0", "", "只有正文。|")]
    assert outline("") == []


TITLES = [
    "总则",
    "坚持发展。加快",
    "目" * 12,
    "",
    "”",
    "建设,加快。" + "很长" * 20,
    "布局:" + "很长" * 20 + "。",
]
LINES = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["第", "", "("]),
        st.sampled_from("一二三四十1235"),
        st.sampled_from(["篇 ", "章 ", "节 ", "、", ")", ".", ""]),
        st.sampled_from(TITLES),
    ),
    st.sampled_from(
        [
            "正文。",
            "专栏1 指标",
            "专栏2",
            "1",
            "定位[1]。",
            "布局[2]",
            "总则....1",
            "第二章....2",
            "  ",
            "",
            "”",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_any_text_is_tiled_by_sections_with_unique_ids(lines: list[str], line_end: str) -> None:
    clean = repair(line_end.join(lines))
    sections: list[Section] = [p[-1] for s in read_sections("p", clean) for p in s.walk()]
    own = [position for s in sections for position in range(s.clean_start, s.own_end)]
    assert own == list(range(len(clean.text)))
    assert len({s.id for s in sections}) == len(sections)
    for section in sections:
        assert section.clean_start <= section.head_end <= section.clean_end
        for one, other in itertools.pairwise(section.children):
            assert (one.end, one.clean_end) == (other.start, other.clean_start)


def test_numbering_may_begin_late_in_the_second_file_of_a_plan() -> None:
    text = "五、农业\n（一）目标\n到2030年增产。\n（二）任务\n推进。\n六、工业\n（一）目标\n提质。\n（二）任务\n转型。\n"
    assert [label for _, label, _ in outline(text)] == [
        "五、农业",
        "（一）目标",
        "（二）任务",
        "六、工业",
        "（一）目标",
        "（二）任务",
    ]
    alone = outline("九、只有这一个\n正文在此。\n（一）目标\n到2030年增产。\n（二）任务\n推进。\n")
    assert [label for _, label, _ in alone] == ["", "（一）目标", "（二）任务"]


def test_entries_of_a_glossary_are_called_by_their_terms() -> None:
    """Also one whose term begins with a figure: 3.4个… is the third entry."""
    text = (
        "附件 名词解释\n1.“四网融合”：干线铁路、城际铁路、市域铁路和地铁融合。\n2.院舍照顾服务计划：推行的一项政策，"
        "由有关部门会同各地共同组织实施。\n3.4个国铁项目：指甲乙丙丁四个项目。\n"
    )
    assert [label for _, label, _ in outline(text)][1:] == [
        "1.“四网融合”",
        "2.院舍照顾服务计划",
        "3.4个国铁项目",
    ]
    assert [label for _, label, _ in outline("一、目标\n3.4个百分点的增幅：这是预期。\n")] == ["一、目标"]


def test_a_short_item_of_a_list_and_a_heading_that_lost_its_dot() -> None:
    long = "为经济体制改革创造良好的经济环境和社会环境，努力保持总供给和总需求的平衡，使改革顺利展开。"
    text = (
        "第一章 任务\n（一）工业\n甲。\n（二）农业\n乙。\n（三）商业\n丙。\n第二章 改革\n"
        f"（一）{long}\n（二）{long}\n（三）继续改善人民生活\n其中第一项最重要。\n"
        "第三章 成绩\n1.农业\n丁。\n2科技教育事业取得重大进步\n戊。\n3.国防\n己。\n"
    )
    assert [label for _, label, _ in outline(text)] == [
        "第一章 任务",
        "（一）工业",
        "（二）农业",
        "（三）商业",
        "第二章 改革",
        "第三章 成绩",
        "1.农业",
        "2.科技教育事业取得重大进步",
        "3.国防",
    ]


SENTENCE = "推动各项工作落到实处，取得新的成效，人民群众的获得感不断增强。"


def test_long_paragraphs_with_a_heading_run_in_are_sections_though_others_stand_on_lines_of_their_own() -> (
    None
):
    own = "".join(
        f"（{number}）{title}\n{SENTENCE * 8}\n" for number, title in zip("一二三", "甲乙丙", strict=True)
    )
    run_in = "".join(
        f"（{number}）做好{title}。{SENTENCE * 8}\n" for number, title in zip("一二", "丁戊", strict=True)
    )
    raw = f"一、工作回顾\n{own}二、自身建设\n必须转变作风。\n{run_in}"
    labels = [label for _, label, _ in outline(raw)]
    assert labels == [
        "一、工作回顾",
        "（一）甲",
        "（二）乙",
        "（三）丙",
        "二、自身建设",
        "（一）做好丁",
        "（二）做好戊",
    ]


def test_short_paragraphs_of_that_kind_are_items_of_a_list() -> None:
    own = "".join(
        f"{number}.{title}\n{SENTENCE * 8}\n" for number, title in zip("123", "甲乙丙", strict=True)
    )
    raw = f"（一）任务\n{own}（二）原则\n1.坚持创新。{SENTENCE}\n2.坚持开放。{SENTENCE}\n"
    assert [label for _, label, _ in outline(raw)] == ["（一）任务", "1.甲", "2.乙", "3.丙", "（二）原则"]


def test_a_run_may_mix_headings_on_lines_of_their_own_and_run_in() -> None:
    raw = (
        f"一、安排\n（一）扩大内需。{SENTENCE * 8}\n（二）办好实事\n1.医疗\n{SENTENCE * 4}\n2.养老\n{SENTENCE * 4}\n"
        f"（三）加强建设。{SENTENCE * 8}\n二、展望\n（一）甲\n{SENTENCE}\n（二）乙\n{SENTENCE}\n"
    )
    labels = [label for _, label, _ in outline(raw)]
    assert labels[:6] == [
        "一、安排",
        "（一）扩大内需",
        "（二）办好实事",
        "1.医疗",
        "2.养老",
        "（三）加强建设",
    ]


def test_a_heading_of_two_clauses_ends_at_its_stop_where_others_of_its_run_have_two() -> None:
    raw = (
        f"一、安排\n（一）做强支柱产业，夯实基础。{SENTENCE}\n"
        f"（二）深入实施县域镇域高质量发展重点工程，奋力实现三年初见成效的目标。{SENTENCE}\n"
        f"（三）办好民生实事，增进福祉。{SENTENCE}\n"
    )
    assert [label for _, label, _ in outline(raw)][
        2
    ] == "（二）深入实施县域镇域高质量发展重点工程，奋力实现三年初见成效的目标"
    alone = raw.replace("业，夯", "业夯").replace("事，增", "事增")
    assert [label for _, label, _ in outline(alone)][
        2
    ] == "（二）深入实施县域镇域高质量发展重点工…(标题与正文相连)"


_STOPLESS = "".join(
    f"　　推动经济社会发展取得新的成效，各项工作迈上新的台阶{'，人民生活改善' * (n % 9)}，面貌一新\n"
    for n in range(60)
)


def test_without_full_stops_a_short_paragraph_is_no_rest_of_a_title() -> None:
    raw = f"第一章 加强公共安全建设和应急管理\n完成任务，必须保持稳定\n{_STOPLESS}第二章 附则\n{_STOPLESS}"
    assert [label for _, label, _ in outline(raw)] == ["第一章 加强公共安全建设和应急管理", "第二章 附则"]


def test_where_most_titles_run_into_their_sentence_one_that_is_short_does_too() -> None:
    long = "严格执行基本农田保护制度，" + "稳定生产能力，" * 12 + "增加农民收入"
    heads = [f"第{n}节 稳定生产能力{long}" for n in "一二三"]
    short = "第四节 拓宽增收领域通过加工转化，解决增收问题"
    raw = "".join(f"{each}\n{_STOPLESS}" for each in ("第一章 农业，农村", *heads, short))
    labels = [label for _, label, _ in outline(raw)]
    assert labels[0] == "第一章 农业，农村"  # chapters here have lines of their own
    assert all(each.endswith("(标题与正文相连)") for each in labels[1:])
    assert len(labels) == 5
