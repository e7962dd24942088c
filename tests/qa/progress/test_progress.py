"""What was promised and reached, over documents of one place that were made up for it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.families import labels
from qa.progress import Place, Stage, read_places
from qa.progress.json_views import places_json
from qa.progress.saying import verdict_said

OLD = """云泽市国民经济和社会发展第十二个五年规划纲要
第一章 目标
专栏1 主要指标
| 指标 | 2010年 | 2015年 | 属性 |
| 地区生产总值(亿元) | 400 | 600 | 预期性 |
| 森林覆盖率(%) | 52 | 55 | 约束性 |
| 城镇登记失业率(%) | 4.1 | 4.5以内 | 预期性 |
| 单位地区生产总值能源消耗降低(%) | — | 完成省下达任务 | 约束性 |
| 常住人口(万人) | 150 | 155左右 | 预期性 |
"""
NEW = """云泽市国民经济和社会发展第十三个五年规划纲要
第一章 回顾
专栏1 “十二五”规划主要指标完成情况
| 指标 | 2015年目标值 | 2015年实际值 | 属性 |
| 地区生产总值(亿元) | 600 | 581.5 | 预期性 |
| 森林覆盖率(%) | 54 | 55.3 | 约束性 |
| 城镇登记失业率(%) | 4.5 | 3.2 | 预期性 |
| 单位地区生产总值能源消耗降低(%) | — | 完成省下达任务 | 约束性 |
| 常住人口(万人) | 155 | — | 预期性 |
第二章 目标
专栏2 “十三五”主要指标
| 指标 | 2015年 | 2020年 | 属性 |
| 地区生产总值(亿元) | 581.5 | 900 | 预期性 |
| 森林覆盖率(%) | 55.3 | 56 | 约束性 |
"""
EARLIER_REPORT = """2016年云泽市政府工作报告
一、2015年工作回顾
2015年,地区生产总值达到585亿元。
"""
REPORT = """2021年云泽市政府工作报告
一、2020年工作回顾
2020年,地区生产总值达到912.4亿元,森林覆盖率达到56.2%。
"""


@pytest.fixture(scope="module")
def place() -> Place:
    entries = [
        PlanEntry.model_validate({"id": id, "file": f"{id}.txt", "city": "云泽市", "kind": kind, "title": text.split("\n")[0], "period": period})
        for id, kind, period, text in (("old", "纲要", "2011-2015", OLD), ("new", "纲要", "2016-2020", NEW), ("earlier", "政府工作报告", "2016", EARLIER_REPORT), ("report", "政府工作报告", "2021", REPORT))
    ]  # fmt: skip
    named = labels(entries)
    texts = {"old": OLD, "new": NEW, "earlier": EARLIER_REPORT, "report": REPORT}
    documents: list[Document] = [read_document(each, texts[each.id], named[each.id]) for each in entries]
    (found,) = read_places(documents)
    return found


def stage(place: Place, indicator: str, period: str) -> Stage:
    track = next(each for each in place.tracks if each.indicator.id == indicator)
    return next(each for each in track.stages if each.period.name == period)


@pytest.mark.parametrize(
    ("indicator", "period", "cells", "verdict"),
    [
        # 585 < 600
        ("gdp", "十二五", ("400", "600", "585亿元"), ("missed", "")),
        # The report of the year after says what became of it: 912.4 >= 900.
        ("gdp", "十三五", ("581.5", "900", "912.4亿元"), ("met", "")),
        ("forest_cover", "十二五", ("52", "55", "55.3"), ("met", "")),
        ("forest_cover", "十三五", ("55.3", "56", "56.2%"), ("met", "")),
        # Less is better: 3.2 is within 4.5.
        ("registered_unemployment", "十二五", ("4.1", "4.5以内", "3.2"), ("met", "")),
        ("energy_cut", "十二五", ("—", "完成省下达任务", "完成省下达任务"), ("unsaid", "words")),
        # A dash is no zero.
        ("population", "十二五", ("150", "155左右", "—"), ("unsaid", "dash")),
    ],
)
def test_a_stage(
    place: Place, indicator: str, period: str, cells: tuple[str, str, str], verdict: tuple[str, str]
) -> None:
    found = stage(place, indicator, period)
    shown = [
        cell and cell.best and cell.best.printed for cell in (found.baseline, found.target, found.reached)
    ]
    assert shown == list(cells)
    assert (found.verdict.outcome, found.verdict.reason) == verdict


def test_every_cell_is_a_quote_of_its_document(place: Place) -> None:
    for track in place.tracks:
        for each in track.stages:
            for cell in (each.baseline, each.target, each.reached, *each.also):
                if cell is not None and cell.best is not None:
                    text = cell.document.clean.text
                    assert text[cell.best.value_start : cell.best.value_end].strip() == cell.best.printed


def test_what_binds_is_told_apart(place: Place) -> None:
    assert stage(place, "forest_cover", "十二五").is_binding
    assert not stage(place, "gdp", "十二五").is_binding


def test_breaks_are_marked(place: Place) -> None:
    assert "restated" in stage(place, "forest_cover", "十二五").breaks  # 55, later printed as 54
    assert "revised" in stage(place, "gdp", "十三五").breaks  # reached 585, starts from 581.5
    assert stage(place, "forest_cover", "十三五").breaks == ()


def test_a_period_without_a_result_is_not_judged(place: Place) -> None:
    (alone,) = read_places([place.documents[0]], every=True)
    found = stage(alone, "gdp", "十二五")
    assert (found.reached, found.verdict.reason) == (None, "no_result")
    assert verdict_said(found, "zh") == "不能判断（未见完成值）"
    assert verdict_said(found, "en") == "cannot be said (no result found)"


def test_json_has_a_source_for_every_cell(place: Place) -> None:
    (found,) = places_json([place])["places"]
    assert [each["name"] for each in found["documents"]] == [
        "云泽市“十二五”规划纲要",
        "云泽市2016年政府工作报告",
        "云泽市“十三五”规划纲要",
        "云泽市2021年政府工作报告",
    ]
    track = next(each for each in found["tracks"] if each["indicator"]["id"] == "gdp")
    reached = next(each for each in track["stages"] if each["period"] == "十三五")["reached"]
    assert (reached["document_id"], reached["value"], reached["year"]) == ("report", "912.4亿元", "2020")
    assert reached["permalink"].startswith("/plans/report?quote=")


def test_the_command_prints_the_line_with_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.cli import app

    (tmp_path / "old.txt").write_text(OLD, "utf-8")
    (tmp_path / "new.txt").write_text(NEW, "utf-8")
    (tmp_path / "catalog.toml").write_text(
        "".join(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "云泽市"\ntitle = "云泽市第{n}个五年规划纲要"\nkind = "纲要"\n'
            for id, n in (("old", "十二"), ("new", "十三"))
        ),
        "utf-8",
    )
    result = CliRunner().invoke(app, ["progress", "云泽市", "地区生产总值", "--corpus", str(tmp_path)])
    assert result.exit_code == 0
    line = "十二五: 基期 400亿元 (2010年, 预期性) → 目标 600亿元 (2015年, 预期性) → 完成 581.5亿元 (2015年, 预期性) = 未达到"
    assert line in result.stdout
    assert "目标: 云泽市“十二五”规划纲要 › 第一章 目标 › 专栏1 主要指标 [" in result.stdout
