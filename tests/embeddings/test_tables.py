"""Made-up tables in every layout: one cell per line, as the shipped plans print them, TAB lines, pipes, matrices."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.corpus import PlanEntry, read_document
from embeddings.headings import read_sections
from embeddings.repair import apply_edits
from embeddings.scripts import search_form
from embeddings.tables import Row, Table, read_tables

ENTRY = PlanEntry(id="p", file="p.txt", city="甲市", title="甲市规划", kind="纲要")
HEADER = "序号 指标名称 单位 2020年 2025年 属性"
FOREST = "1 森林覆盖率 % 47.8 48.0 约束性"
PEOPLE = "2 常住人口 万人 80 85 预期性"
INCOME = "3 人均收入 元 - 40000 预期性"
YEARS = ("2020年", "2025年")


def read(*rows: str) -> tuple[Table | None, str]:
    """Read a box whose cells are the words of ``rows``; return the table and the clean text."""
    cells = "\n".join(cell for row in rows for cell in row.split())
    document = read_document(ENTRY, f"第一章 总则\n正文。\n专栏1 主要指标\n{cells}\n")
    box = next(path[-1] for path in document.paths if path[-1].kind == "box")
    tables = read_tables(document.clean, document.search_text, box)
    return (tables[0] if tables else None), document.clean.text


def table_of(*rows: str) -> Table:
    table, _ = read(*rows)
    assert table is not None
    return table


def facts(row: Row) -> tuple[str, str, list[str], tuple[str, ...], str]:
    return row.name, row.unit, [value.text for value in row.values], row.columns, row.attribute


def test_rows_have_name_unit_values_columns_and_attribute() -> None:
    table, text = read(HEADER, FOREST, PEOPLE, INCOME)
    assert table is not None
    assert (table.title, table.columns) == ("主要指标", YEARS)
    assert [facts(row) for row in table.rows] == [
        ("森林覆盖率", "%", ["47.8", "48.0"], YEARS, "约束性"),
        ("常住人口", "万人", ["80", "85"], YEARS, "预期性"),
        ("人均收入", "元", ["-", "40000"], YEARS, "预期性"),
    ]
    assert text[table.header_start : table.header_end].split() == HEADER.split()
    assert [text[row.start : row.end].split() for row in table.rows] == [
        FOREST.split(),
        PEOPLE.split(),
        INCOME.split(),
    ]
    value = table.rows[1].values[1]
    assert (text[value.start : value.end], value.folded) == ("85", "85")


def test_reading_and_statement() -> None:
    table = table_of(HEADER, FOREST, PEOPLE, INCOME)
    forest, people, income = table.rows
    assert forest.reading(table) == "森林覆盖率(%):2020年 47.8,2025年 48.0,约束性"
    assert forest.statement(["2025"]) == "森林覆盖率:2025年为48.0%(约束性)"
    assert forest.statement([]) == "森林覆盖率:2020年为47.8%,2025年为48.0%(约束性)"
    assert forest.statement(["2035"]) == "森林覆盖率:2020年为47.8%,2025年为48.0%(约束性)"
    assert people.statement(["2020"]) == "常住人口:2020年为80万人(预期性)"
    assert income.statement([]) == "人均收入:2025年为40000元(预期性)"  # the dash says nothing
    assert income.statement(["2020"]) == "人均收入:2020年为-(预期性)"


def test_a_bracketed_value_under_a_yearly_rate_is_said_to_be_cumulative() -> None:
    table = table_of(
        "序号 指标 单位 2025年 年均增长(%) 属性", "1 能耗降低 % - 〔13.5〕 约束性", PEOPLE, INCOME
    )
    row = table.rows[0]
    assert row.statement([]) == "能耗降低:年均增长(%)为〔13.5〕(加括号,依惯例为累计数)(约束性)"
    assert "〔13.5〕(加括号,依惯例为累计数)" in row.reading(table)
    assert "依惯例" not in table.rows[1].statement([])


def test_a_row_has_a_value_only_in_the_years_that_are_asked() -> None:
    forest, _, income = table_of(HEADER, FOREST, PEOPLE, INCOME).rows
    assert [forest.has_value(years) for years in ([], ["2020"], ["2025"], ["2035"])] == [
        True,
        True,
        True,
        False,
    ]
    assert [income.has_value(years) for years in ([], ["2020"], ["2025"])] == [True, False, True]
    assert income.has_value(["十四五"])  # a period is no column: any value counts
    (first, *_) = table_of(HEADER, "1 甲 个 - - 预期性", PEOPLE, INCOME).rows
    assert not first.has_value([])


def test_a_missing_unit_cell_takes_no_value_for_a_unit() -> None:
    first = table_of(HEADER, "1 森林覆盖率 47.8 48.0 约束性", PEOPLE, INCOME).rows[0]
    assert facts(first) == ("森林覆盖率", "", ["47.8", "48.0"], YEARS, "约束性")
    assert first.statement(["2025"]) == "森林覆盖率:2025年为48.0(约束性)"


def test_a_table_without_a_unit_column_has_the_unit_in_the_name() -> None:
    header = "序号 指标名称 2020年 2025年 属性"
    rows = table_of(header, "1 森林覆盖率(%) 47.8 48.0 约束性", "2 人口 (万人) 80 85", "3 粮食 1 2").rows
    assert [row.name for row in rows] == ["森林覆盖率(%)", "人口(万人)", "粮食"]
    assert [row.unit for row in rows] == ["", "", ""]
    assert rows[0].statement(["2025"]) == "森林覆盖率:2025年为48.0%(约束性)"
    assert rows[1].statement(["2025"]) == "人口:2025年为85万人"


def test_sub_rows_inherit_the_name_and_the_attribute() -> None:
    income = "2 居民收入 元 城镇 30000 45000 农村 15000 22000 预期性"
    table, text = read(HEADER, FOREST, income, INCOME)
    assert table is not None
    assert [(row.name, [v.text for v in row.values], row.columns, row.attribute) for row in table.rows] == [
        ("森林覆盖率", ["47.8", "48.0"], YEARS, "约束性"),
        ("居民收入 城镇", ["30000", "45000"], YEARS, "预期性"),
        ("居民收入 农村", ["15000", "22000"], YEARS, "预期性"),
        ("人均收入", ["-", "40000"], YEARS, "预期性"),
    ]
    assert [text[row.start : row.end].split() for row in table.rows[1:3]] == [
        ["2", "居民收入", "元", "城镇", "30000", "45000"],
        ["农村", "15000", "22000", "预期性"],
    ]


def test_a_two_line_header_names_each_column_by_group_and_year() -> None:
    groups = "序号 指标 单位 “十三五”完成情况 “十四五”目标 属性"
    second = "2020 绝对值 年均 增长 2025 绝对值 年均 增长"
    rows = ["1 生产总值 亿元 100 7.5 160 8 预期性", "2 税收 亿元 10 5 15 6 预期性", "3 粮食 万吨 50 1 52 1"]
    table, text = read(groups, second, *rows)
    assert table is not None
    assert table.columns == (
        "“十三五”完成情况2020绝对值",
        "“十三五”完成情况年均增长",
        "“十四五”目标2025绝对值",
        "“十四五”目标年均增长",
    )
    # The growth columns have a unit of their own: 6% and never 6亿元.
    assert "亿元" not in table.rows[0].statement([]).split("年均")[1].split(",")[0]
    assert table.rows[0].statement(["2025"]) == "生产总值:“十四五”目标2025年绝对值为160亿元(预期性)"
    assert table.rows[0].has_value(["2020"])
    assert text[table.header_start : table.header_end].split() == [*groups.split(), *second.split()]


def test_with_the_last_column_empty_the_years_remain_and_a_growth_rate_has_its_own() -> None:
    header = "序号 指标 单位 2020年 2025年 年均增速 [累计] 属性"
    table = table_of(
        header, "1 人口 万人 80 85 预期性", "2 生产总值增长 % 7 8 预期性", "3 教育年限 年 10 11 [1] 约束性"
    )
    assert table.columns == ("2020年", "2025年", "年均增速[累计]")
    assert [row.columns for row in table.rows] == [
        ("2020年", "2025年"),
        ("2020年", "年均增速[累计]"),
        ("2020年", "2025年", "年均增速[累计]"),
    ]
    growth = table.rows[1]
    assert growth.statement([]) == "生产总值增长:2020年为7%,年均增速[累计]为8%(预期性)"
    assert not growth.has_value(["2025"])


def test_unclear_columns_are_said_to_be_unclear() -> None:
    table = table_of(HEADER, FOREST, "2 进出口总额 亿美元 1.2 预期性", INCOME)
    trade = table.rows[1]
    assert facts(trade) == ("进出口总额", "亿美元", ["1.2"], (), "预期性")
    assert trade.reading(table) == "进出口总额(亿美元):1.2(列位不明,表头为2020年/2025年),预期性"
    assert trade.has_value(["2025"])  # it may be that year's
    with pytest.raises(ValueError, match=r"zip\(\) argument 2 is longer than argument 1"):
        trade.statement(["2025"])


def test_categories_and_a_note_are_no_values() -> None:
    table, text = read(HEADER, "经济发展", FOREST, "二、民生福祉", PEOPLE, INCOME, "注:带[]的为累计数")
    assert table is not None
    assert [facts(row)[:3] for row in table.rows] == [
        ("森林覆盖率", "%", ["47.8", "48.0"]),
        ("常住人口", "万人", ["80", "85"]),
        ("人均收入", "元", ["-", "40000"]),
    ]
    assert text[table.header_start : table.header_end].split() == HEADER.split()


def test_numbers_in_rows_do_not_number_rows() -> None:
    table = table_of(HEADER, "1 学校 所 2 3 预期性", "2 医院 所 4 5 预期性", "3 公园 个 6 7 预期性")
    assert [row.name for row in table.rows] == ["学校", "医院", "公园"]


def test_a_table_of_pairs() -> None:
    table, text = read("指标 2025年目标 生产总值 达到160亿元 城镇化率 60% 面积 粮食 50万吨")
    assert table is not None
    assert table.columns == ("2025年目标",)
    assert [facts(row) for row in table.rows] == [
        ("生产总值", "", ["达到160亿元"], ("2025年目标",), ""),
        ("城镇化率", "", ["60%"], ("2025年目标",), ""),
        ("面积", "", [], (), ""),
        ("粮食", "", ["50万吨"], ("2025年目标",), ""),
    ]
    assert table.rows[1].reading(table) == "城镇化率:2025年目标 60%"
    assert table.rows[1].statement([]) == "城镇化率:2025年目标为60%"
    area = table.rows[2]
    assert (area.certain, area.has_value([])) == (False, False)
    assert area.reading(table) == "面积:未单列数值(或与上一项合用一格:60%)"
    assert text[area.quote_start : area.end] == "城镇化率\n60%\n面积"
    assert text[table.header_start : table.header_end] == "指标\n2025年目标"


@pytest.mark.parametrize(
    "rows",
    [
        ["建设铁路。 建设公路。"],
        ["指标 目标 粮食 50万吨 面积 60%"],  # two values prove no table
    ],
)
def test_a_box_without_a_table(rows: list[str]) -> None:
    assert read(*rows)[0] is None


def test_a_table_is_found_in_any_section_and_behind_text() -> None:
    text = "本章列出指标。\n" + "\n".join(f"{HEADER} {FOREST} {PEOPLE} {INCOME}".split()) + "\n下一段是正文。"
    document = read_document(ENTRY, f"第一章 总则\n{text}\n")
    (table,) = read_tables(document.clean, document.search_text, document.paths[0][-1])
    assert [facts(row) for row in table.rows] == [
        ("森林覆盖率", "%", ["47.8", "48.0"], YEARS, "约束性"),
        ("常住人口", "万人", ["80", "85"], YEARS, "预期性"),
        ("人均收入", "元", ["-", "40000"], YEARS, "预期性"),
    ]
    assert document.clean.text[table.end :].strip() == "下一段是正文。"
    assert document.clean.text[: table.start].endswith("本章列出指标。\n")


# --- every layout --------------------------------------------------------------------------------------------


def tables_of(body: str) -> tuple[list[Table], str]:
    """Read the tables of a section from a text that needs no repair (TABs stay TABs)."""
    clean = apply_edits(f"第一章 总则\n{body}", ())
    folded = search_form(clean.text)
    sections = read_sections("p", clean)
    paths = [path for section in sections for path in section.walk()]
    return [table for path in paths for table in read_tables(clean, folded, path[-1])], clean.text


def rows_in(body: str) -> list[tuple[str, str, list[str], tuple[str, ...], str]]:
    (table,), _ = tables_of(body)
    return [facts(row) for row in table.rows]


def test_a_line_of_tabs_keeps_its_empty_cells() -> None:
    body = (
        "表1 主要指标\n单位:万元\n序号\t指标\t2020年\t2025年\t属性\n1\t税收\t\t85\t预期性\n"
        "2\t收入(元)\t30\t45\t约束性\n\t其中:城镇\t40\t\t\n合计\n注:2020年为预计数。\n"
    )
    (table,), text = tables_of(body)
    assert [facts(row) for row in table.rows] == [
        ("税收", "万元", ["", "85"], YEARS, "预期性"),
        ("收入(元)", "", ["30", "45"], YEARS, "约束性"),
        ("收入(元) 其中:城镇", "", ["40", ""], YEARS, ""),
    ]
    assert (table.title, text[table.start :][:4]) == ("表1 主要指标", "表1 主")
    assert table.rows[0].reading(table) == "税收(万元):2025年 85,预期性"
    assert not table.rows[0].has_value(["2020"])


def test_a_markdown_table() -> None:
    assert rows_in(
        "| 指标 | 单位 | 2020年 | 2025年 |\n|---|:-:|--:|---|\n| 人口 | 万人 | 80 | |\n| 粮食 | 万吨 | 1 | 2 |\n"
    ) == [
        ("人口", "万人", ["80", ""], YEARS, ""),
        ("粮食", "万吨", ["1", "2"], YEARS, ""),
    ]


def test_a_header_of_two_lines_names_each_column_by_both() -> None:
    body = "序号\t指标\t规划目标\t\t实现情况\t\t属性\n\t\t2020年\t年均增速(%)\t2020年\t年均增速(%)\t\n"
    (table,), _ = tables_of(body + "1\t税收(元)\t5\t8\t6\t9\t预期性\n2\t人口(人)\t7\t\t8\t\t预期性\n")
    columns = ("规划目标2020年", "规划目标年均增速(%)", "实现情况2020年", "实现情况年均增速(%)")
    assert [facts(row) for row in table.rows] == [
        ("税收(元)", "", ["5", "8", "6", "9"], columns, "预期性"),
        ("人口(人)", "", ["7", "", "8", ""], columns, "预期性"),
    ]


def test_a_short_line_of_tabs_is_mapped_only_where_its_values_fill_the_columns() -> None:
    body = "类别\t指标\t2020年\t2025年\t属性\n经济\t税收(元)\t1\t2\t预期性\n人口(人)\t3\t4\t预期性\n收入(元)\t5\t约束性\n"
    (table,), _ = tables_of(body)
    assert [(*facts(row)[:1], *facts(row)[2:], row.category) for row in table.rows] == [
        ("税收(元)", ["1", "2"], YEARS, "预期性", "经济"),
        ("人口(人)", ["3", "4"], YEARS, "预期性", "经济"),
        ("收入(元)", ["5"], (), "约束性", "经济"),
    ]


def test_rows_without_numbers_one_cell_per_line() -> None:
    cells = "类别 指标 单位 2020年 2025年 指标属性 经济发展 税收 元 1 2 预期性 产值 亿元 3 4 预期性 民生福祉 人口 万人 5 6 引导性"
    (table,), text = tables_of("\n".join(cells.split()) + "\n下文是一段正文。\n")
    assert [(*facts(row), row.category) for row in table.rows] == [
        ("税收", "元", ["1", "2"], YEARS, "预期性", "经济发展"),
        ("产值", "亿元", ["3", "4"], YEARS, "预期性", "经济发展"),
        ("人口", "万人", ["5", "6"], YEARS, "引导性", "民生福祉"),
    ]
    assert text[table.end :].strip() == "下文是一段正文。"


def test_a_row_whose_number_is_lost_and_numbers_that_start_again() -> None:
    head = "序号 指标 2020年 2025年 属性 一、经济发展 1 税收(元) 1 2 预期性 产值(元) 3 4 预期性 3 投资(元) 5 6 预期性 "
    cells = head + "二、民生福祉 1 学校(所) 7 8 约束性 2 医院(所) 9 10 预期性"
    rows = table_of(*cells.split()).rows
    assert [(row.name, [value.text for value in row.values], row.attribute) for row in rows] == [
        ("税收(元)", ["1", "2"], "预期性"),
        ("产值(元)", ["3", "4"], "预期性"),
        ("投资(元)", ["5", "6"], "预期性"),
        ("学校(所)", ["7", "8"], "约束性"),
        ("医院(所)", ["9", "10"], "预期性"),
    ]


def test_the_header_of_the_next_page_is_no_row_and_a_second_table_is_its_own() -> None:
    first = f"{HEADER} {FOREST} {HEADER} {PEOPLE} {INCOME}"
    second = "序号 指标 2030年 2035年 1 税收(元) 1 2 2 产值(元) 3 4"
    text = "\n".join([*first.split(), "中间一段正文。", "表2 其他指标".replace(" ", ""), *second.split()])
    tables, _ = tables_of(text + "\n")
    assert [[row.name for row in table.rows] for table in tables] == [
        ["森林覆盖率", "常住人口", "人均收入"],
        ["税收(元)", "产值(元)"],
    ]
    assert [table.columns for table in tables] == [YEARS, ("2030年", "2035年")]


MATRIX = "主攻 方向 重点领域 重点企业 重点支持园区 钢铁 特钢、板材等 甲厂、乙厂等 甲工业园、乙工业园 "


def test_a_matrix_is_rebuilt_where_its_cells_prove_the_columns() -> None:
    cells = (
        MATRIX
        + "铝材、型材等 丙厂等 丙工业园 茶叶 绿茶等 丁厂、 戊厂等 甲 工业园 (东区) 竹木 竹板等 甲工业园"
    )
    table = table_of(*cells.split())
    columns = ("重点领域", "重点企业", "重点支持园区")
    assert (table.kind, table.columns) == ("matrix", columns)
    assert [facts(row) for row in table.rows] == [
        ("钢铁", "", ["特钢、板材等", "甲厂、乙厂等", "甲工业园、乙工业园"], columns, ""),
        ("钢铁", "", ["铝材、型材等", "丙厂等", "丙工业园"], columns, ""),  # the merged first cell
        ("茶叶", "", ["绿茶等", "丁厂、戊厂等", "甲工业园(东区)"], columns, ""),
        ("竹木", "", ["竹板等", "甲工业园"], (), ""),  # a cell is missing: which one is not known
    ]
    assert "列位不明" in table.rows[3].reading(table)


def test_a_matrix_of_labels() -> None:
    cells = "园区 类型 产业 甲园 主导产业 钢铁 铝材 特色产业 茶叶 乙园 (东区) 主导产业 电子 特色产业 竹木 丙园 主导产业 化工 特色产业 茶叶"
    table = table_of(*cells.split())
    assert [row.reading(table) for row in table.rows] == [
        "甲园:主导产业 钢铁、铝材,特色产业 茶叶",
        "乙园(东区):主导产业 电子,特色产业 竹木",
        "丙园:主导产业 化工,特色产业 茶叶",
    ]


def test_vertical_fragments_are_neither_names_nor_values() -> None:
    cells = "类别 序号 指标 2020年 2025年 属性 1 税收(元) 1 2 预期性 资源 2 森林 绿化 覆盖率(%) 3 4 约束性 蓄积量(吨) 5 6 3 人口(人) 7 8"
    rows = table_of(*cells.split()).rows
    assert [(row.name, [value.text for value in row.values], row.category) for row in rows] == [
        ("税收(元)", ["1", "2"], ""),
        ("覆盖率(%)", ["3", "4"], ""),
        ("蓄积量(吨)", ["5", "6"], ""),
        ("人口(人)", ["7", "8"], ""),
    ]


@pytest.mark.parametrize(
    "body",
    ["一是\t加快建设。\n二是\t加强管理。\n", "1\n加强领导\n2\n加强保障\n3\n加强监督\n", "-  -\n-  -\n-  -\n"],
)
def test_text_is_no_table(body: str) -> None:
    assert tables_of(body)[0] == []


# --- laws ----------------------------------------------------------------------------------------------------

NUMBERS = st.integers(0, 99999).map(str) | st.decimals(0, 999, places=2).map(str)
NAMES = st.text(alphabet="甲乙丙丁戊己庚辛", min_size=3, max_size=9)
UNITS = st.sampled_from(["%", "万元", "亿元", "万人", "件", "平方米"])
GRID = st.lists(
    st.tuples(NAMES, UNITS, NUMBERS, NUMBERS, st.sampled_from(["约束性", "预期性"])),
    min_size=3,
    max_size=20,
    unique_by=lambda row: row[0],
)


def as_lines(rows: list[tuple[str, ...]], *, numbered: bool) -> str:
    head = ["序号"] * numbered + ["指标名称", "单位", "2020年", "2025年", "属性"]
    body = [cell for n, row in enumerate(rows, 1) for cell in ([str(n)] * numbered + list(row))]
    return "\n".join([*head, *body]) + "\n"


def as_grid(rows: list[tuple[str, ...]], *, between: str, numbered: bool) -> str:
    head = ["序号"] * numbered + ["指标名称", "单位", "2020年", "2025年", "属性"]
    lines = [head, *([str(n)] * numbered + list(row) for n, row in enumerate(rows, 1))]
    if between == "|":
        printed = ["| " + " | ".join(line) + " |" for line in lines]
        return "\n".join([printed[0], "|" + "---|" * len(head), *printed[1:]]) + "\n"
    return "\n".join(between.join(line) for line in lines) + "\n"


@settings(max_examples=150, deadline=None)
@given(GRID, st.booleans(), st.sampled_from(["\n", "\t", "   ", "|"]))
def test_a_table_comes_back_cell_for_cell_in_every_layout(
    rows: list[tuple[str, ...]], numbered: bool, between: str
) -> None:
    body = (
        as_lines(rows, numbered=numbered)
        if between == "\n"
        else as_grid(rows, between=between, numbered=numbered)
    )
    (table,), text = tables_of("上文。\n" + body + "下文。\n")
    assert [facts(row) for row in table.rows] == [
        (name, unit, [first, second], YEARS, attribute) for name, unit, first, second, attribute in rows
    ]
    for row in table.rows:
        assert [text[cell.start : cell.end] for cell in row.values] == [cell.text for cell in row.values]
        assert text[row.start : row.end].endswith(row.attribute)


CELLS = st.sampled_from(
    [
        "序号",
        "指标",
        "单位",
        "2020",
        "2025年",
        "属性",
        "类别",
        "1",
        "2",
        "3",
        "8以上",
        "[5]",
        "——",
        "预期性",
        "甲",
        "乙丙丁",
        "万元",
        "(万套)",
        "表1 甲",
        "注:1",
        "甲、乙等",
        "甲工业园",
        "一、经济发展",
        "专栏1 甲",
        "|",
        "|--|",
        "正文。",
        "“甲”",
        "95%以上",
        "单位:元",
        "",
    ]
) | st.text(max_size=6)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(CELLS, st.sampled_from(["\n", "\n", "\n", "\t", "  ", " | "])), max_size=80))
def test_reading_never_fails_and_keeps_offsets_and_order(parts: list[tuple[str, str]]) -> None:
    body = "".join(cell + mark for cell, mark in parts)
    tables, text = tables_of(f"专栏9 甲\n{body}")
    for table in tables:
        assert table.start <= table.header_start <= table.header_end <= table.end <= len(text)
        assert all(one.end <= other.start for one, other in itertools.pairwise(table.rows))
        for row in table.rows:
            assert table.start <= row.start < row.end <= table.end
            assert len(row.columns) in (0, len(row.values))
            assert row.reading(table).startswith(row.name)
            for cell in (*row.values, *row.cells):
                assert "".join(text[cell.start : cell.end].split("\n")) == cell.text
                assert (cell.raw_start, cell.raw_end) == (cell.start, cell.end)
    assert all(one.end <= other.start for one, other in itertools.pairwise(tables))


@pytest.mark.parametrize(
    "line", ["1\t人口\t万人\t80\t85\n", "人口\n80\n85\n", "| 人口 | 3 |\n", "指标\n2020\n2025\n人口\n3\n4\n"]
)
def test_reading_is_linear(line: str) -> None:
    """Ten times the text takes far less than a hundred times as long."""
    head = "指标\n2020年\n2025年\n" if "\n80" in line else ""

    def seconds(size: int) -> float:
        clean = apply_edits("第一章 总则\n" + head + line * (size // len(line)), ())
        folded, sections = search_form(clean.text), read_sections("p", clean)
        started = time.perf_counter()
        read_tables(clean, folded, sections[0])
        return time.perf_counter() - started

    seconds(5_000)
    small = min(seconds(20_000) for _ in range(3))
    assert min(seconds(200_000) for _ in range(3)) < 40 * small  # the best of as many on both sides
