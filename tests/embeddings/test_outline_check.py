from embeddings.corpus import PlanEntry, read_document
from embeddings.outline_check import check_outline

ENTRY = PlanEntry(id="p", file="p.txt", city="甲市", title="甲市规划", kind="纲要")


def remarks(raw: str) -> list[tuple[str, int, str]]:
    return [(f.kind, f.line, f.label) for f in check_outline(read_document(ENTRY, raw))]


def test_a_sound_outline_has_no_remarks() -> None:
    assert remarks("第一章 总则\n甲。\n第二章 产业\n乙。\n") == []


def test_gaps_repeats_restarts_and_empty_headings() -> None:
    raw = "第一章 总则\n甲。\n第三章 产业\n乙。\n第三章 民生\n丙。\n第二章 保障\n第五章 结尾\n丁。\n"
    assert remarks(raw) == [
        ("gap", 3, "第三章 产业"),
        ("repeat", 5, "第三章 民生"),
        ("empty", 7, "第二章 保障"),
        ("restart", 7, "第二章 保障"),
        ("gap", 8, "第五章 结尾"),
    ]


def test_numbers_that_run_through_the_document_start_anywhere() -> None:
    assert remarks("一、甲\n1.子。文。\n2.丑。文。\n二、乙\n3.寅。文。\n4.卯。文。\n") == []


def test_lost_fused_and_mended_titles() -> None:
    raw = (
        "目录\n第一章总则........1\n(一)坚持科学规划引领........2\n(二)任务........3\n"
        "第一章 总则\n(一)坚持科学规划引\n甲。\n(二)任务\n1.产业。文。\n2." + "长" * 41 + "。文。\n"
    )
    assert remarks(raw) == [
        ("title mended", 6, "(一)坚持科学规划引领"),
        ("title fused", 10, "2." + "长" * 16 + "…(标题与正文相连)"),
    ]
    lost = "第一节 甲\n文。\n第二节 乙\n文。\n引言。\n第一节 丙\n文。\n"
    assert [(kind, line) for kind, line, _ in remarks(lost)] == [("title lost", 1), ("title lost", 5)]


def test_an_entry_of_the_contents_without_a_heading_and_one_that_differs() -> None:
    raw = (
        "目录\n第一章总则........1\n第二章民生........2\n第三章保障........3\n第四章治理........4\n"
        "第一章 总则\n甲。\n第三章 加强保障\n丙。\n第四章 治理\n丁。\n"
    )
    found = check_outline(read_document(ENTRY, raw))
    assert [(f.kind, f.label, f.message) for f in found] == [
        ("contents", "", "an entry of the contents without a heading: '第二章民生'"),
        ("contents", "第三章 加强保障", "the contents have '第三章保障'"),
        ("gap", "第三章 加强保障", "number 3 after 1"),
    ]


def test_a_long_stretch_without_heading() -> None:
    assert remarks("第一章 总则\n" + "长。" * 1501) == [("long", 1, "第一章 总则")]
