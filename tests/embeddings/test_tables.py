"""Made-up tables with one cell per line, as the plans print them."""

import pytest

from embeddings.corpus import PlanEntry, read_document
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
