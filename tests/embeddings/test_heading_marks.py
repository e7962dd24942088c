from embeddings.heading_marks import mark_ranks
from embeddings.headings import read_sections
from embeddings.markers import read_marker
from embeddings.repair import repair


def outline(raw: str) -> list[tuple[int, str]]:
    sections = read_sections("p", repair(raw))
    return [(p[-1].level, p[-1].label) for s in sections for p in s.walk() if p[-1].level]


def test_headings_without_numbers_nest_by_their_marks_and_the_title_is_none() -> None:
    raw = "# 某市规划\n\n前文。\n\n## 发展目标\n\n文。\n\n### 经济\n\n文。\n\n## 重点任务\n\n文。\n"
    assert outline(raw) == [(1, "发展目标"), (2, "经济"), (1, "重点任务")]
    clean = repair(raw)
    assert "#" not in clean.text
    assert {raw[e.start : e.end] for e in clean.edits if e.kind == "heading-mark"} == {"#", "##", "###"}


def test_a_heading_without_number_stands_beside_the_numbered_ones_of_its_level() -> None:
    raw = (
        "# 规划\n## 前言\n文。\n## 第一章 总则\n### 第一节 基础\n文。\n### 小结\n文。\n## 第二章 产业\n文。\n"
    )
    assert outline(raw) == [
        (1, "前言"),
        (1, "第一章 总则"),
        (2, "第一节 基础"),
        (2, "小结"),
        (1, "第二章 产业"),
    ]


def test_ranks_follow_the_numbers_that_carry_the_marks() -> None:
    chapter, section = read_marker("第一章 甲"), read_marker("第一节 乙")
    assert chapter is not None
    assert section is not None
    # # is the title; ## are chapters (rank 1), ### sections (rank 2), #### lies under the sections.
    ranks = mark_ranks([(1, None), (2, chapter), (3, section), (2, None), (4, None)])
    assert ranks == {2: chapter.rank, 3: section.rank, 4: section.rank + 0.01}
    assert mark_ranks([(0, chapter)]) == {}


def test_one_number_sign_makes_no_markdown() -> None:
    assert outline("# 5号机组\n文。\n") == []
    assert repair("# 5号机组\n文。").text.startswith("#")


def test_marks_of_bold_words_go() -> None:
    assert repair("**产业道路更广。**加快发展,__重点__突出。").text == "产业道路更广。加快发展,重点突出。"


def test_the_mark_of_the_one_heading_without_a_number_is_none_of_the_text() -> None:
    raw = (
        "一、目标\n文。\n附件\n## 名词解释\n1.“四稳”：稳就业、稳企业、稳市场、稳预期。\n2.“双区”：两个区。\n"
    )
    assert outline(raw)[1:] == [(1, "附件"), (2, "名词解释"), (3, "1.“四稳”"), (3, "2.“双区”")]
    assert "#" not in repair(raw).text


def test_a_year_behind_the_number_of_a_heading_is_no_decimal() -> None:
    raw = "# 1. 2025年工作回顾\n\n文。\n\n# 2. “十五五”目标\n\n文。\n\n# 3. 2026年重点工作\n\n文。\n"
    assert outline(raw) == [(1, "1. 2025年工作回顾"), (1, "2.“十五五”目标"), (1, "3. 2026年重点工作")]
