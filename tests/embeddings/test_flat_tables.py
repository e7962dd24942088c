"""Tables inside one line of text: their cells are told by spaces, or by what they are, and never by a guess."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.flat_tables import flat_tables

_FILL = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，推动高质量发展取得新成效。"
_HEADER = ["序号", "指标", "单位", "2025年", "2030年", "年均增速", "属性"]
_ROWS = [
    ["1", "地区生产总值", "亿元", "500.24", "708", "7左右", "预期性"],
    ["2", "森林覆盖率", "%", "47.80", "48.00", "—", "约束性"],
    ["3", "PM2.5浓度", "微克/立方米", "35", "30", "—", "约束性"],
]
_READ = [
    "地区生产总值(亿元):2025年 500.24,2030年 708,年均增速 7左右,预期性",
    "森林覆盖率(%):2025年 47.80,2030年 48.00,年均增速 —,约束性",
    "PM2.5浓度(微克/立方米):2025年 35,2030年 30,年均增速 —,约束性",
]


def _document(text: str) -> Document:
    return read_document(PlanEntry(id="x", city="岚山市", title="纲要", kind="纲要", file="x.txt"), text)


def _readings(document: Document) -> list[str]:
    tables = [table for tables in document.tables.values() for table in tables]
    return [row.reading(table) for table in tables for row in table.rows if row.certain]


@pytest.mark.parametrize("joint", [" ", "　　"])
def test_cells_that_spaces_set_apart_are_rows(joint: str) -> None:
    title = "专栏1 “十五五”时期主要指标"
    cells = [_FILL, title, *_HEADER, *(cell for row in _ROWS for cell in row), "注：按可比价格计算。", _FILL]
    document = _document("第一章 目标\n" + joint.join(cells))
    assert _readings(document) == _READ
    assert [path[-1].label for path in document.paths if path[-1].kind == "box"] == [title]


def test_rows_with_nothing_between_them_are_parted_at_their_attribute() -> None:
    rows = " ".join(_HEADER) + "".join(" ".join(row) for row in _ROWS)
    assert _readings(_document(f"第一章 目标\n{_FILL} {rows} {_FILL}")) == _READ


def test_cells_with_nothing_between_them_are_told_by_what_they_are() -> None:
    header = "序号指标单位2025年2030年属性"
    rows = (
        "1地区生产总值亿元500.24以上708左右预期性2森林覆盖率%≥47.80≥48.00约束性3城镇化率%57.1%62%左右预期性"
    )
    assert _readings(_document(f"第一章 目标\n{_FILL}{header}{rows}{_FILL}")) == [
        "地区生产总值(亿元):2025年 500.24以上,2030年 708左右,预期性",
        "森林覆盖率(%):2025年 ≥47.80,2030年 ≥48.00,约束性",
        "城镇化率(%):2025年 57.1%,2030年 62%左右,预期性",
    ]


def test_figures_that_run_into_one_another_are_never_parted() -> None:
    header = "序号指标单位2025年2030年属性"
    rows = "1地区生产总值亿元500.24708预期性2森林覆盖率%47.8048.00约束性3城镇化率%57.162预期性"
    document = _document(f"第一章 目标\n{_FILL}{header}{rows}{_FILL}")
    assert _readings(document) == []
    assert rows in document.clean.text


def test_text_that_speaks_of_indicators_is_no_table() -> None:
    text = f"指标、单位、2025年和2030年的属性见附件。主要指标 单位 2025年 见附件，{_FILL}"
    assert flat_tables(text, [(0, len(text))]) == []
