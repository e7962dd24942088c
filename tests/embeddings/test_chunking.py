import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.encoder_view import EncoderView

ENTRY = PlanEntry(id="p", file="p.txt", city="甲市", title="甲市规划", kind="纲要")
HEADER = "序号 指标 单位 2020年 2025年 属性"


def read(raw: str) -> tuple[Document, list[Chunk]]:
    document = read_document(ENTRY, raw)
    return document, list(chunk_document(document))


def test_a_short_section_is_one_chunk_with_its_heading() -> None:
    _, chunks = read("第一章 总则\n第一节 目标\n建设港口。\n")
    assert chunks == [
        Chunk(
            id="p/1/1#1",
            document_id="p",
            city="甲市",
            section_id="p/1/1",
            chapter=("第一章 总则", "第一节 目标"),
            text="第一节目标\n建设港口。",
            context="甲市 第一章 总则 第一节 目标",
            reading="",
            start=7,
            end=19,
            clean_start=6,
            clean_end=17,
            view=EncoderView(names=("甲市",)),
        )
    ]
    assert chunks[0].passage == "甲市 第一章 总则 第一节 目标\n第一节目标\n建设港口。"
    assert chunks[0].encoded == "本地 第一章 总则 第一节 目标\n第一节目标\n建设港口。"


def test_the_preamble_is_named_by_the_plan() -> None:
    _, chunks = read("某年某月印发。\n第一章 总则\n")
    assert [(c.id, c.chapter, c.passage) for c in chunks] == [("p/0#1", (), "甲市 甲市规划\n某年某月印发。")]


def test_a_heading_without_text_or_with_marks_only_has_no_chunk() -> None:
    assert read("第一章 总则\n第二章 产业\n——。\n")[1] == []


def test_four_hundred_characters_stay_whole_and_one_more_is_cut() -> None:
    # 第一章总则 + line end: 6 characters before the body.
    _, whole = read("第一章 总则\n" + "甲" * 197 + "。" + "乙" * 195 + "。")
    assert [len(chunk.text) for chunk in whole] == [400]
    _, cut = read("第一章 总则\n" + "甲" * 197 + "。" + "乙" * 196 + "。")
    assert [(len(chunk.text), chunk.text[-2:]) for chunk in cut] == [(204, "甲。"), (197, "乙。")]


def test_cuts_fall_between_sentences() -> None:
    # 6 + 1200 characters: four pieces of at most ceil(1206 / 4 * 1.15) = 347, that is three sentences each.
    _, chunks = read("第一章 总则\n" + ("甲" * 49 + ",乙" + "乙" * 48 + "。") * 12)
    assert [len(chunk.text) for chunk in chunks] == [306, 300, 300, 300]
    assert all(chunk.text.endswith("乙。") for chunk in chunks)
    assert all(chunk.text.startswith("甲甲") for chunk in chunks[1:])
    assert [chunk.id for chunk in chunks] == ["p/1#1", "p/1#2", "p/1#3", "p/1#4"]


def test_a_sentence_that_is_too_long_is_cut_at_its_commas() -> None:
    # 6 + 802: three pieces of at most ceil(808 / 3 * 1.15) = 310; the heading joins the first.
    _, chunks = read("第一章 总则\n" + ("甲" * 99 + ",") * 8 + "乙。")
    assert [(len(chunk.text), chunk.text[-2:]) for chunk in chunks] == [
        (306, "甲,"),
        (300, "甲,"),
        (202, "乙。"),
    ]


def test_a_text_without_marks_is_cut_all_the_same() -> None:
    # 6 + 900: three pieces of at most ceil(906 / 3 * 1.15) = 348; the heading joins the first.
    _, chunks = read("第一章 总则\n" + "甲" * 900)
    assert [chunk.text for chunk in chunks] == ["第一章总则\n" + "甲" * 348, "甲" * 348, "甲" * 204]


def test_a_table_is_indexed_by_its_reading_and_quoted_by_its_cells() -> None:
    rows = ["1 森林覆盖率 % 47.8 48.0 约束性", "2 人口 万人 80 85 预期性", "3 粮食 万吨 50 52 约束性"]
    _, chunks = read("第一章 总则\n专栏1 主要指标\n" + "\n".join(" ".join([HEADER, *rows]).split()) + "\n")
    (chunk,) = chunks
    assert chunk.passage == (
        "甲市 第一章 总则 专栏1 主要指标\n"
        "森林覆盖率(%):2020年 47.8,2025年 48.0,约束性\n"
        "人口(万人):2020年 80,2025年 85,预期性\n"
        "粮食(万吨):2020年 50,2025年 52,约束性"
    )
    assert chunk.text.split() == ["专栏1主要指标", *HEADER.split(), *" ".join(rows).split()]
    assert (chunk.id, chunk.chapter) == ("p/1/box1#1", ("第一章 总则", "专栏1 主要指标"))


def test_a_long_table_is_cut_between_rows() -> None:
    rows = [f"{n}\n{'指标' * 10}\n万人\n80\n85\n预期性" for n in range(1, 21)]
    header = HEADER.replace(" ", "\n")
    _, chunks = read(f"第一章 总则\n专栏1 主要指标\n{header}\n" + "\n".join(rows) + "\n")
    # With line ends: heading and header 8 + 24, nine rows of 36, the others of 37. Ten rows end at 32 + 324 + 37,
    # eleven would pass 400.
    assert [len(chunk.reading.split("\n")) for chunk in chunks] == [10, 10]
    assert [len(chunk.text) for chunk in chunks] == [32 + 9 * 36 + 37 - 1, 10 * 37 - 1]
    assert [chunk.text.split("\n")[0] for chunk in chunks] == ["专栏1主要指标", "11"]


def test_an_endnote_is_cited_under_the_headings_of_its_marker() -> None:
    note = "是指城市的一种安排,由甲乙丙丁各部门共同制定并且按照有关规定逐步实施,每年考核一次。"
    _, chunks = read(f"第一章 甲\n布局[1]。\n第二章 乙\n用语[2]。\n1. 布局:{note}\n2. 用语:{note}\n")
    assert [(c.id, c.chapter, c.context, c.text) for c in chunks[2:]] == [
        ("p/notes#1", ("第一章 甲", "注释[1]"), "甲市 第一章 甲", f"1.布局:{note}"),
        ("p/notes#2", ("第二章 乙", "注释[2]"), "甲市 第二章 乙", f"2.用语:{note}"),
    ]


PARAGRAPHS = st.lists(
    st.builds(
        "{}{}".format, st.text(alphabet="甲乙丙,、 ", min_size=1, max_size=180), st.sampled_from("。；\n!")
    ),
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS)
def test_chunks_rejoin_to_the_text_within_the_limit(body: str) -> None:
    document, chunks = read("第一章 总则\n甲。" + body)
    text = document.clean.text
    assert all(len(chunk.text) <= 400 for chunk in chunks)
    assert all(text[c.clean_start : c.clean_end] == c.text == c.text.strip() for c in chunks)
    assert all(one.clean_end <= other.clean_start for one, other in itertools.pairwise(chunks))
    assert "".join("".join(chunk.text for chunk in chunks).split()) == "".join(text.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 180), min_size=3, max_size=30))
def test_no_sentence_that_fits_is_cut(lengths: list[int]) -> None:
    """Sentences that are far shorter than the limit are never cut: every chunk ends in a full stop."""
    _, chunks = read("第一章 总则\n" + "".join("甲" * length + "。" for length in lengths))
    assert all(chunk.text.endswith("。") for chunk in chunks)


def test_a_table_amid_text_has_its_own_chunk_and_the_text_around_it_is_kept() -> None:
    table = "表1 指标\n指标\n2020年\n2025年\n人口(万人)\n80\n85\n粮食(万吨)\n1\n2\n"
    document, chunks = read(f"第一章 总则\n{'上文。' * 60}\n{table}{'下文。' * 60}\n")
    assert [chunk.reading for chunk in chunks] == [
        "",
        "表1指标\n人口(万人):2020年 80,2025年 85\n粮食(万吨):2020年 1,2025年 2",
        "",
    ]
    assert "".join("".join(chunk.text for chunk in chunks).split()) == "".join(document.clean.text.split())


def test_a_row_that_is_too_long_is_cut_between_its_cells() -> None:
    cells = ["甲" * 230 + "等", "乙" * 180 + "等", "丙工业园"]
    head = "主攻方向\n重点领域\n重点企业\n支持园区\n"
    _, chunks = read("第一章 总则\n专栏1 重点\n" + head + "\n".join(["钢铁", *cells]) + "\n")
    assert [chunk.reading for chunk in chunks] == [
        f"钢铁:重点领域 {cells[0]}",
        f"钢铁:重点企业 {cells[1]},支持园区 {cells[2]}",
    ]
    assert [chunk.text.split("\n")[-1][-1] for chunk in chunks] == ["等", "园"]


BLOCKS = st.lists(
    st.sampled_from(
        [
            "一段正文,说明情况。",
            "序号\n指标\n2020年\n2025年\n1\n人口(人)\n3\n4\n2\n粮食(吨)\n5\n6",
            "指标\t2020年\t2025年\n人口\t80\t85\n粮食\t1\t2",
            "| 指标 | 值 |\n|---|---|\n| 人口 | 3 |\n| 粮食 | 4 |",
            "注:数据为预计数。",
            "表2 其他指标",
            "指标\n2025年目标\n空气优良率\n95%\n水质达标率\n90%\n二氧化硫\n下降10%\n氮氧化物",
            "甲" * 500,
        ]
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.booleans())
def test_every_character_is_in_one_chunk_where_tables_and_text_mix(blocks: list[str], boxed: bool) -> None:
    document, chunks = read("第一章 总则\n甲。\n" + "专栏1 指标\n" * boxed + "\n".join([*blocks, "末。"]))
    text = document.clean.text
    assert all(text[c.clean_start : c.clean_end] == c.text for c in chunks)
    assert all(one.clean_end <= other.clean_start for one, other in itertools.pairwise(chunks))
    assert "".join("".join(chunk.text for chunk in chunks).split()) == "".join(text.split())
