import pytest

from embeddings.contents import Contents, contents_lines, entries

BODY = ["第一章 总则", "甲。", "第二章 产业发展", "乙。", "第三章 民生", "丙。", "第四章 保障", "丁。"]


def listed(front: list[str]) -> list[str]:
    texts = [*front, *BODY]
    return [texts[index] for index in contents_lines(texts)]


@pytest.mark.parametrize(
    "front",
    [
        [
            "目录",
            "第一章 总则.......1",
            "第二章 产业发展.......5",
            "第三章 民生.......9",
            "第四章 保障.......12",
        ],
        ["目 录", "第一章 总则 1", "第二章 产业发展 5", "第三章 民生 9", "第四章 保障 12"],
        ["目录", "第一章 总则", "第二章 产业发展", "第三章 民生", "第四章 保障"],
        ["第一章 总则…………1", "第二章 产业发展…………5", "第三章 民生…………9", "第四章 保障…………12"],
        ["目录", "第一章", "总则 1", "第二章", "产业发展 5", "第三章", "民生 9", "第四章", "保障 12"],
        ["目录", "第一章 总则\t1", "第二章 产业发展\t5", "第三章 民生\t9", "第四章 保障\t12"],
    ],
)
def test_a_table_of_contents_is_found_in_every_layout(front: list[str]) -> None:
    assert listed(["某市规划", *front]) == front


def test_headings_of_the_body_are_no_contents() -> None:
    assert listed(["某市规划"]) == []
    # A list of places that is printed twice has no numbers.
    assert contents_lines(["甲县", "乙县", "丙县", "丁县", "文。", "甲县", "乙县", "丙县", "丁县"]) == []


def test_entries_have_no_leaders_page_numbers_or_layout_spaces() -> None:
    lines = ["目录", "第一章 总 则.......1", "第二章\u00a0 产业\u00a0\u00a0\u00a0 5", "(一)2025年目标…… 12"]
    assert entries(lines) == ("第一章总则", "第二章产业", "(一)2025年目标")


def test_contents_prove_a_title_that_lost_a_few_characters() -> None:
    contents = Contents(["第一章总则", "(一)坚持科学规划引领", "(一)加强治理", "第二章推动产业发展"])
    assert contents.whole_title("cn-bracketed", 1, "坚持科学规划引") == "坚持科学规划引领"
    assert contents.whole_title("cn-bracketed", 1, "加强治理") == "加强治理"  # whole itself
    assert contents.whole_title("cn-bracketed", 1, "坚持城乡规划引") == "坚持城乡规划引"  # another title
    assert contents.whole_title("cn-bracketed", 2, "坚持科学规划引") == "坚持科学规划引"  # another number
    assert contents.whole_title("chapter", 2, "推业") == "推业"  # too little is left to prove it
    assert contents.title_of("chapter", 2) == "推动产业发展"
    assert contents.title_of("cn-bracketed", 1) == ""  # two entries: a choice


def test_contents_tell_whether_a_title_wraps() -> None:
    contents = Contents(["第一章全面建设现代化新征程", "第二章产业"])
    assert contents.wraps("全面建设", "现代化新征程") is True
    assert contents.wraps("产业", "发展现状") is False
    assert contents.wraps("民生", "保障") is None


def test_parts_with_the_same_headings_are_no_contents() -> None:
    """三篇 of the same form: 第一节 总体安排, 一、工作思路 … stand in each, with prose that is repeated too."""
    part = "第一节 总体安排\n稳步推进各项工作。\n一、工作思路\n稳步推进各项工作。\n（一）目标\n稳步推进各项工作。\n（二）路径\n稳步推进各项工作。\n"
    text = "".join(
        f"第{n}篇 {name}\n{part}" for n, name in zip("一二三", ("产业", "城乡", "生态"), strict=True)
    )
    assert contents_lines(text.split("\n")) == []


PLAN = (
    "第一章 总体要求\n推进各项工作落地。\n一、发展基础。近年来发展平稳。\n二、形势\n机遇与挑战并存。\n"
    "第二章 主要任务,建设现代化\n新征程\n全面落实。\n三、产业\n做强产业。\n"
)
ENTRIES = ("第一章 总体要求", "一、发展基础", "二、形势", "第二章 主要任务,建设现代化新征程", "三、产业")


@pytest.mark.parametrize(
    "layout",
    [
        "{} ..... {}",
        "{}……{}",
        "{} . . . . {}",
        "{}⋯⋯{}",
        "{}\t{}",
        "{} - {} -",
        "{}({})",
        "{}\n{}",
        "{}{}",
        "　　{} {}",
        "{}",
    ],
)
def test_entries_with_any_leaders_and_page_are_contents(layout: str) -> None:
    """A heading with its text behind it and one on two lines are found as well."""
    front = "\n".join(layout.format(each, number) for number, each in enumerate(ENTRIES, start=3))
    lines = [line.strip() for line in f"某市规划\n目 录\n{front}\n{PLAN}".split("\n")]
    assert contents_lines(lines) == list(range(1, 2 + len(front.split("\n"))))


def test_an_entry_that_the_heading_words_otherwise_ends_no_contents() -> None:
    entries = "第一章 总体要求\n一、发展基础\n二、发展的形势\n第二章 主要任务,建设现代化新征程\n三、产业"
    lines = f"某市规划\n{entries}\n{PLAN}".split("\n")
    assert contents_lines(lines) == [1, 2, 3, 4, 5]


def test_two_entries_are_contents_under_the_word_for_it_alone() -> None:
    body = "一、回顾\n过去一年平稳。\n二、安排\n今年加力。"
    assert contents_lines(f"报告\n目录\n一、回顾\n二、安排\n{body}".split("\n")) == [1, 2, 3]
    assert contents_lines(f"报告\n一、回顾\n二、安排\n{body}".split("\n")) == []


def test_contents_that_scanning_has_spoilt() -> None:
    """Several entries on a line, no whole leaders, pages misread, a footnote in between; the preface is the plan's."""
    numbers = "一二三四五六七八九"
    sections = [f"第{numbers[n % 3]}节第{n}类产业· “ ·（31D" for n in range(12)]
    front = ["第一编基本任务和综合指标（315）", "第一章基本任务第二章社会总产品· ·（318）", *sections[:6]]
    back = [
        "*本计划的报告刊登于公报第二十号。",
        "307 ·",
        *sections[6:],
        "第二编部门计划 · ·（320）",
        "· ·（322）",
    ]
    body = [
        "序",
        "本计划总结过去的经验。",
        "认真安排今后的工作。",
        "第一编 基本任务和综合指标",
        "第一章基本任务",
    ]
    lines = ["某国计划", "目\t录", *front, *back, *body, "任务是调整。", "继续改革。"]
    assert contents_lines(lines) == list(range(1, 2 + len(front) + len(back)))


def test_rubbish_behind_an_entry_is_no_part_of_the_title() -> None:
    contents = Contents(["第二节更新改造·", "第三节大力提高投资效益"])
    assert contents.whole_title("section", 2, "更新改造") == "更新改造"
    assert contents.whole_title("section", 3, "大力提高投效益") == "大力提高投资效益"
