"""What a citation quotes out of a table: the rows that it meets, under the heads of their columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from embeddings.corpus import Document
from qa.answers import Citation, QuotedPart
from qa.permalinks import permalink
from qa.shelf import Shelf
from qa.web.cited import CitedTables, QuotedCell, QuotedRow, QuotedTable, quoted_table, render_quoted


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def document(shelf: Shelf) -> Document:
    shelved = shelf.find("huaihua")
    assert shelved is not None
    return shelved.document


def cited(document: Document, start: int, end: int) -> Citation:
    raw_start, raw_end = document.clean.to_raw(start, end)
    return Citation(
        marker=1,
        city=document.city,
        document=document.entry.title,
        document_id=document.id,
        chapter=(),
        section_id="",
        quote=document.clean.text[start:end],
        start=raw_start,
        end=raw_end,
        permalink=permalink(document, start, end),
    )


def row_of(document: Document, title: str, name: str):
    table = next(t for tables in document.tables.values() for t in tables if title in t.title)
    return table, next(row for row in table.rows if row.name == name)


def test_a_row_has_its_values_under_the_heads_of_their_columns(document: Document) -> None:
    # 1 地区生产总值(亿元) 1256.28 2200 9以上 1671.87 7.1 预期性, in the table of what became of the plan before.
    table, row = row_of(document, "完成情况", "地区生产总值(亿元)")
    found = quoted_table(document, cited(document, row.start, row.end))
    assert found is not None
    assert found.title == "“十三五”规划主要指标完成情况表"
    assert found.rows == (
        QuotedRow(
            "地区生产总值(亿元)",
            "",
            (
                QuotedCell("2015年", "1256.28", True),
                QuotedCell("规划目标2020年", "2200", True),
                QuotedCell("规划目标年均增速[累计]", "9以上", True),
                QuotedCell("实现情况2020年", "1671.87", True),
                QuotedCell("实现情况年均增速[累计]", "7.1", True),
            ),
            "预期性",
        ),
    )
    heads = quoted_table(document, cited(document, table.header_start, table.header_end))
    assert heads is not None
    assert heads.rows == ()
    assert heads.heads[0] == "2015年"


def test_only_the_cells_of_the_quote_are_marked(document: Document) -> None:
    _, row = row_of(document, "完成情况", "地区生产总值(亿元)")
    first, last = row.values[0], row.values[1]
    found = quoted_table(document, cited(document, first.start, last.end))
    assert found is not None
    assert [cell.quoted for cell in found.rows[0].cells] == [True, True, False, False, False]
    html = render_quoted(found)
    assert "<mark>1256.28</mark>" in html
    assert "<td>9以上</td>" in html
    assert '<th scope="row">规划目标2020年</th>' in html


def test_of_a_row_only_the_cells_that_are_told_are_marked(document: Document) -> None:
    _, row = row_of(document, "完成情况", "地区生产总值(亿元)")
    told = row.values[3]
    cell = QuotedPart(told.text, told.raw_start, told.raw_end, "实现情况2020年")
    found = quoted_table(document, replace(cited(document, row.start, row.end), cells=(cell,)))
    assert found is not None
    assert [each.text for each in found.rows[0].cells if each.quoted] == ["1671.87"]


def test_prose_and_what_is_gone_is_no_table(document: Document) -> None:
    prose = document.clean.text.index("发展")
    assert quoted_table(document, cited(document, prose, prose + 2)) is None
    _, row = row_of(document, "完成情况", "地区生产总值(亿元)")
    there = cited(document, row.start, row.end)
    for link in ("", "/plans/huaihua", "/plans/huaihua?quote=x", "javascript:alert(1)"):
        assert quoted_table(document, replace(there, permalink=link)) is None


def test_a_plan_is_read_when_it_is_prepared_and_not_when_it_is_shown(
    shelf: Shelf, document: Document
) -> None:
    _, row = row_of(document, "完成情况", "地区生产总值(亿元)")
    tables, there = CitedTables(shelf), cited(document, row.start, row.end)
    assert not tables.is_prepared([there])
    assert tables.of(there) is None
    tables.prepare([there, replace(there, document_id="nowhere")])
    assert tables.is_prepared([there])
    found = tables.of(there)
    assert found is not None
    assert found.said.startswith("地区生产总值(亿元)：2015年 1256.28，")
    assert tables.of(replace(there, document_id="nowhere")) is None


def test_what_stands_in_a_table_is_no_markup() -> None:
    row = QuotedRow("<a>", "", (QuotedCell("<i>", "<b>1", True),), "")
    html = render_quoted(QuotedTable("<t>", (row,)))
    assert "<mark>&lt;b&gt;1</mark>" in html
    assert "<i>" not in html
    assert "<t>" not in html
