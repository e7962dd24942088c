"""Indicator tables whose columns are set apart by spaces alone, and prose that is no table."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.repair import repair

HEADER = ("指标", "单位", "2025年", "2030年", "属性")
ROWS = (
    ("地区生产总值", "亿元", "1202.4", "1716", "预期性"),
    ("常住人口城镇化率", "%", "52.5", "61.1", "预期性"),
    ("每万人口高价值发明专利拥有量", "件", "3.5", "≥6", "预期性"),
    ("森林覆盖率", "％", "４７．６", "５３．４", "约束性"),
    ("劳动年龄人口平均受教育年限", "年", "10.8", "11.3", "约束性"),
)
PROSE = "推进产业升级，加快基础设施建设，保护生态环境，改善人民生活。\n"


def wide(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def aligned(rows: tuple[tuple[str, ...], ...]) -> str:
    widths = [max(wide(row[n]) for row in rows) + 2 for n in range(5)]
    return "\n".join(
        "".join(cell + " " * (widths[n] - wide(cell)) for n, cell in enumerate(row)).rstrip() for row in rows
    )


def plan(table: str) -> Document:
    title = "甲市国民经济和社会发展第十五个五年规划纲要"
    text = f"{title}\n第一章 总则\n{PROSE * 8}第二章 目标\n表1 “十五五”时期主要指标\n{table}\n第三章 任务\n{PROSE * 8}"
    entry = PlanEntry(id="x", file="x", city="甲市", title=title, kind="纲要", period="2026-2030")
    return read_document(entry, text)


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("layout", ["aligned", "single"])
def test_an_indicator_table_without_rules_is_read(layout: str, numbered: bool) -> None:
    if layout == "aligned":
        table = aligned((HEADER, *ROWS))
    else:
        lines = [("序号", *HEADER), *((str(n), *row) for n, row in enumerate(ROWS, start=1))]
        table = "\n".join(" ".join(line if numbered else line[1:]) for line in lines)
    document = plan(table)
    (found,) = [each for tables in document.tables.values() for each in tables]
    assert (found.kind, len(found.rows)) == ("numbers", 5)
    facts = {
        (fact.wording, fact.year): (fact.printed, fact.role, fact.attribute)
        for facts in document.facts.values()
        for fact in facts
    }
    assert facts["森林覆盖率", "2025"] == ("47.6", "baseline", "约束性")
    assert facts["森林覆盖率", "2030"] == ("53.4", "target", "约束性")
    assert facts["每万人口高价值发明专利拥有量", "2030"] == ("≥6", "target", "预期性")
    assert facts["劳动年龄人口平均受教育年限", "2030"] == ("11.3", "target", "约束性")
    assert len(facts) == 10


def test_prose_with_spaces_is_no_table() -> None:
    text = "到 2030 年达到 55 %以上\n到 2025 年达到 48 %以上\n" + PROSE
    assert "\t" not in repair(text).text
    listed = "东城区 12 个 西城区 8 个\n南城区 3 个 北城区 5 个\n" + PROSE
    assert "\t" not in repair(listed).text
