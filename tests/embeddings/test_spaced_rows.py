"""Tables that were copied as text, a single space between cells, rows broken over lines wherever the page ended."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document

_ROWS = (
    "序号 指标 单位 2025年 2030年 属性",
    "1 地区生产总值 亿元 3200 4280 预期性",
    "2 常住人口城镇化率 % 62.5 68 预期性",
    "3 研究与试验发展经费投入强度 % 2.1 2.8 预期性",
    "4 森林覆盖率 % 54.6 ≥55 约束性",
)
_VALUES = {
    "地区生产总值": ("3200", "4280"),
    "常住人口城镇化率": ("62.5", "68"),
    "研究与试验发展经费投入强度": ("2.1", "2.8"),
    "森林覆盖率": ("54.6", "≥55"),
}


def _read(lines: list[str]) -> Document:
    text = "\n".join(
        ["第一章 主要目标", "专栏1 主要指标", *lines, "第二章 附则", "本规划由市政府组织实施。", ""]
    )
    return read_document(PlanEntry(id="x", city="岚山市", title="纲要", kind="纲要", file="x.txt"), text)


def _values(document: Document) -> dict[str, tuple[str, ...]]:
    rows = [row for tables in document.tables.values() for table in tables for row in table.rows]
    return {row.name: tuple(cell.text for cell in row.values) for row in rows if row.certain}


@pytest.mark.parametrize("width", [20, 24, 26, 60])
def test_a_row_that_is_broken_over_lines_is_one_row(width: int) -> None:
    wrapped = [row[at : at + width] for row in _ROWS for at in range(0, len(row), width)]
    assert _values(_read(wrapped)) == _VALUES


def test_a_break_inside_a_cell_joins_its_halves_and_keeps_their_place_in_the_source() -> None:
    document = _read([*_ROWS[:3], "3 研究与试验发展经费投入强度 % 2.1 2.8 预期", "性", _ROWS[4]])
    assert _values(document) == _VALUES
    found = [row for tables in document.tables.values() for table in tables for row in table.rows]
    row = next(each for each in found if each.name.startswith("研究"))
    assert row.attribute == "预期性"
    start, end = document.clean.to_raw(row.start, row.end)
    assert document.raw[start:end] == "3 研究与试验发展经费投入强度 % 2.1 2.8 预期\n性"


def test_lines_of_words_are_no_rows() -> None:
    document = _read(["组长 张某 副组长 李某", "成员 王某", "赵某 钱某", "联系人 孙某"])
    assert _values(document) == {}
    assert "成员王某\n赵某钱某\n联系人孙某" in document.clean.text
