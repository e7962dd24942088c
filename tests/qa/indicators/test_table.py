"""Cells by the stated rules, contradictions, what may be compared, and the files that are made of it."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.facts.definitions import choose_indicators, load_definitions
from qa.cli import app
from qa.errors import IndicatorError
from qa.indicators import Cell, build_table, find_indicators, load_groups, load_indicators
from qa.indicators.choosing import CellRole, read_cell
from qa.indicators.comparing import compare
from qa.indicators.json_views import table_json
from qa.indicators.saying import change_said, printed, said
from qa.indicators.writing import csv_text, xlsx_bytes

BY_ID = {each.id: each for each in load_indicators()}


def cell(document: Document, indicator: str, role: CellRole = "target") -> Cell:
    return read_cell(document, BY_ID[indicator], role)


def plan(text: str, name: str = "甲") -> Document:
    entry = PlanEntry(
        id=f"p{ord(name)}",
        file="a.txt",
        city=f"{name}市",
        title=f"{name}市规划",
        kind="纲要",
        period="2021-2025",
    )
    return read_document(entry, f"{name}市规划\n第一章 目标\n{text}\n")


def test_there_are_more_than_thirty_indicators_in_every_group_and_all_are_named() -> None:
    assert len(BY_ID) >= 60
    assert {each.group for each in BY_ID.values()} | {"unlisted"} == {group.id for group in load_groups()}
    names = [each.en for each in BY_ID.values()] + [each.zh for each in BY_ID.values()]
    assert len(set(names)) == len(names)


def test_a_level_has_each_of_its_wordings_alone() -> None:
    levels = [each for each in BY_ID.values() if each.measure not in ("rate", "cut")]
    wordings = [wording for each in levels for wording in each.wordings]
    assert sorted(wording for wording in set(wordings) if wordings.count(wording) > 1) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("森林覆盖率", "forest_cover"),
        ("forest cover", "forest_cover"),
        ("R&D", "rd_intensity"),
        ("城市化率", "urbanisation"),
        ("失業率", "surveyed_unemployment"),
        ("PM2.5", "pm25"),
        ("gdp_growth", "gdp_growth"),
    ],
)
def test_indicators_are_found_by_name_wording_vocabulary_and_id(words: str, first: str) -> None:
    found = choose_indicators([words])
    assert first in [each.id for each in found]


def test_an_unknown_indicator_is_named_with_the_remedy() -> None:
    with pytest.raises(IndicatorError, match=r"'幸福感'.*forest_cover"):
        choose_indicators(["幸福感"])
    assert find_indicators("") == []


def test_a_definition_can_be_added_as_data_and_a_bad_one_is_told(tmp_path: Path) -> None:
    head = 'group = [{ id = "a", zh = "甲", en = "A" }]\n[[indicator]]\nid = "tea"\ngroup = "a"\nzh = "茶园面积"\nen = "Tea"\nmeasure = "HERE"\nunit = "万亩"\ndirection = "up"\n'
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(head.replace("HERE", "level"), "utf-8")
    bad.write_text(head.replace("HERE", "height"), "utf-8")
    assert [each.zh for each in load_definitions(good).indicators] == ["茶园面积"]
    with pytest.raises(IndicatorError, match=r"'tea' has the measure 'height'.*level, flow"):
        load_definitions(bad)


def test_the_best_mention_by_the_rules(yunze: Document) -> None:
    # Table before text, the whole area before a part, a range beside the table's value is no contradiction but 60.8 is in it.
    assert printed(cell(yunze, "forest_cover").best) == "60.8%"  # type: ignore[arg-type]
    assert cell(yunze, "forest_cover").status == "value"
    assert cell(yunze, "urbanisation").best.scope == ""  # type: ignore[union-attr]
    assert cell(yunze, "tourism_revenue").status == "empty"  # only 乡村旅游收入 is printed
    assert cell(yunze, "carbon_cut").status == "text"
    assert cell(yunze, "life_expectancy", "baseline").status == "dash"
    assert cell(yunze, "rd_growth").status == "damaged"
    assert cell(yunze, "grain").status == "empty"


def test_contradictions_are_shown_and_bounds_are_none(shipped: dict[str, Document]) -> None:
    forest = cell(shipped["huaihua"], "forest_cover")
    assert (forest.status, printed(forest.best), [printed(each) for each in forest.against]) == (
        "conflict",
        "71%",
        ["71.03%以上"],
    )  # type: ignore[arg-type]
    urban = cell(shipped["xiangxiang"], "urbanisation", "baseline")
    assert (urban.status, printed(urban.best), [printed(each) for each in urban.against]) == (
        "conflict",
        "52%",
        ["45.8%"],
    )  # type: ignore[arg-type]
    gdp = cell(shipped["xiangxiang"], "gdp")  # 750 in the table, 突破750 in the text
    assert (gdp.status, len(gdp.others)) == ("value", 1)
    two = plan("到2025年,地区生产总值突破300亿元。\n到2025年,地区生产总值突破400亿元。")
    assert cell(two, "gdp").status == "conflict"


def test_units_of_one_family_are_compared_and_the_original_is_kept() -> None:
    plans = [
        plan("到2025年,耕地保有量达到27.2万公顷。", "甲"),
        plan("到2025年,耕地保有量达到400万亩。", "乙"),
    ]
    compared = compare([cell(each, "farmland") for each in plans])
    # 27.2万公顷 = 408万亩
    assert [
        (each.document.city, place) for each, place in zip(compared.cells, compared.places, strict=True)
    ] == [("甲市", 1), ("乙市", 2)]
    assert [printed(each.best) for each in compared.cells] == ["27.2万公顷", "400万亩"]  # type: ignore[arg-type]


def test_what_cannot_be_compared_is_left_out_with_its_reason(shipped: dict[str, Document]) -> None:
    water = compare([cell(each, "water_industrial") for each in shipped.values()])
    assert [each.document.id for each in water.cells] == ["huaihua", "chenzhou"]
    assert {each.document.id: reason for each, reason in water.left_out} == {
        "xiangxiang": "unit",
        "hengyang": "empty",
        "changzhutan": "empty",
    }
    plans = [
        plan("到2025年,单位GDP能耗较2019年下降10%。城镇新增就业累计达到20万人。", "甲"),
        plan("到2025年,单位GDP能耗下降13%。每年城镇新增就业5万人。", "乙"),
        plan("到2025年,单位GDP能耗下降14%。每年城镇新增就业3万人。", "丙"),
    ]
    energy = compare([cell(each, "energy_cut") for each in plans])
    jobs = compare([cell(each, "new_jobs") for each in plans])
    assert [reason for _, reason in energy.left_out] == ["base_year"]
    assert [reason for _, reason in jobs.left_out] == ["span"]


def test_a_contradiction_that_could_change_the_order_leaves_the_rank_open(
    shipped: dict[str, Document],
) -> None:
    sure = compare([cell(each, "forest_cover") for each in shipped.values()])
    assert [(each.document.id, place) for each, place in zip(sure.cells, sure.places, strict=True)] == [
        ("huaihua", 1),
        ("chenzhou", 2),
        ("changzhutan", 3),
        ("xiangxiang", 4),
    ]
    near = compare(
        [
            cell(shipped["huaihua"], "forest_cover"),
            cell(plan("到2025年,森林覆盖率达到71.02%。"), "forest_cover"),
        ]
    )
    assert near.places == (0, 0)


def test_damaged_unclear_and_empty_cells_are_in_no_comparison(shipped: dict[str, Document]) -> None:
    for indicator in BY_ID.values():
        for role in ("target", "baseline"):
            compared = compare([read_cell(each, indicator, role) for each in shipped.values()])  # type: ignore[arg-type]
            assert all(each.has_value for each in compared.cells)
            assert len(compared.cells) + len(compared.left_out) == len(shipped)


def test_the_change_is_in_the_units_of_the_target(shipped: dict[str, Document]) -> None:
    table = build_table(list(shipped.values()), [BY_ID["gdp"], BY_ID["urbanisation"], BY_ID["gdp_growth"]])
    changes = {pair.document.id: pair.change for pair in table.lines[0].pairs}
    assert {name: None if each is None else float(each) for name, each in changes.items()} == {
        "chenzhou": 996.9,
        "xiangxiang": 249.76,
        "huaihua": None,
        "hengyang": None,
        "changzhutan": None,
    }
    urban = {pair.document.id: pair for pair in table.lines[1].pairs}
    assert urban["xiangxiang"].change is None  # 52 and 45.8: from where is not known
    huaihua = urban["huaihua"]
    assert change_said(huaihua.change, huaihua.target, "en") == "+9.82 pp"  # type: ignore[arg-type]
    growth = {pair.document.id: pair for pair in table.lines[2].pairs}
    assert growth["huaihua"].change is None  # 3.9 is of one year, 7.5 an average


def test_a_change_in_english_is_converted(shipped: dict[str, Document]) -> None:
    (line,) = build_table([shipped["xiangxiang"]], [BY_ID["gdp"]]).lines
    pair = line.pairs[0]
    assert pair.change is not None
    assert change_said(pair.change, pair.target, "en") == "+24.976 billion yuan"
    assert change_said(pair.change, pair.target, "zh") == "+249.76亿元"


def test_english_converts_and_keeps_what_is_printed(shipped: dict[str, Document]) -> None:
    best = {name: cell(document, "gdp").best for name, document in shipped.items()}
    assert said(best["chenzhou"], "en") == "over 350 billion yuan (超过3500亿元)"  # type: ignore[arg-type]
    assert said(best["changzhutan"], "en") == "2.5 trillion yuan or more (2.5萬億元以上)"  # type: ignore[arg-type]
    assert said(cell(shipped["chenzhou"], "forest_cover").best, "en") == "68.1% or more"  # type: ignore[arg-type]


def test_csv_has_every_mention_and_no_formula(shipped: dict[str, Document]) -> None:
    text = csv_text(
        build_table(list(shipped.values()), [BY_ID["forest_cover"]]), base_url="http://plans.example"
    )
    rows = list(csv.DictReader(io.StringIO(text)))
    best = {(row["document_id"], row["role"]): row for row in rows if row["best"] == "yes"}
    assert len(best) == 10
    assert (best["huaihua", "target"]["number"], best["huaihua", "target"]["contradicted_by"]) == (
        "71",
        "71.03%以上",
    )
    assert (best["hengyang", "target"]["status"], best["hengyang", "target"]["number"]) == ("empty", "")
    assert best["chenzhou", "target"]["link"].startswith("http://plans.example/plans/chenzhou?quote=")
    document = plan("=1+1,森林覆盖率达到60%。")
    (row,) = [
        r
        for r in csv.DictReader(io.StringIO(csv_text(build_table([document], [BY_ID["forest_cover"]]))))
        if r["quote"]
    ]
    assert row["quote"].startswith("'=1+1")


def test_the_workbook_has_its_sources(shipped: dict[str, Document]) -> None:
    table = build_table(list(shipped.values()), [BY_ID["forest_cover"], BY_ID["gdp"]])
    book = load_workbook(io.BytesIO(xlsx_bytes(table, base_url="http://plans.example")))
    main, sources, others, notes = book.worksheets
    assert [sheet.title for sheet in book.worksheets] == [
        "指标表",
        "来源 Sources",
        "其他提法 Others",
        "说明 Notes",
    ]
    assert main["A3"].value == "森林覆盖率"
    assert [main.cell(2, column).value for column in range(4, 13)] == [
        "基期", "数值", "单位", "限定", "目标", "数值", "单位", "限定", "变化",
    ]  # fmt: skip
    huaihua = 4 + 2 * 9 + 4
    assert str(main.cell(3, huaihua).value).startswith(
        "71% (2025年; 约束性; 本规划内另有不同数值: 71.03%以上"
    )
    assert [main.cell(3, huaihua + offset).value for offset in (1, 2, 3)] == [71, "%", None]
    assert [main.cell(3, 8 + offset).value for offset in (1, 2, 3)] == [68.1, "%", "以上"]
    row = int(main.cell(3, huaihua).hyperlink.location.rpartition("A")[2])
    assert (sources.cell(row, 5).value, sources.cell(row, 7).value) == ("huaihua", "target")
    assert main.cell(3, 4 + 3 * 9 + 4).value == "未提及"
    assert main.cell(3, 4 + 3 * 9 + 5).value is None
    assert others.max_row > 5
    assert notes.max_row == 5
    formula = plan("=HYPERLINK(1),森林覆盖率达到60%。")
    book = load_workbook(io.BytesIO(xlsx_bytes(build_table([formula], [BY_ID["forest_cover"]]))))
    assert all(
        place.data_type != "f" for sheet in book.worksheets for line in sheet.iter_rows() for place in line
    )


def test_json_is_plain_and_has_raw_offsets(shipped: dict[str, Document]) -> None:
    table = build_table(list(shipped.values()), [BY_ID["forest_cover"]])
    found = json.loads(json.dumps(table_json(table)))
    (line,) = found["lines"]
    chenzhou = line["cells"][0]["target"]["best"]
    raw = shipped["chenzhou"].raw[chenzhou["start"] : chenzhou["end"]]
    assert "".join(raw.split()) == "".join(chenzhou["quote"].split())
    assert (chenzhou["value"], chenzhou["number"], line["targets"]["comparable"]) == ("68.1%以上", 68.1, True)
    assert [each["place"] for each in line["targets"]["ranking"]] == [1, 2, 3, 4]


def test_the_command_prints_lists_and_writes(tmp_path: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(app, ["indicators", "森林覆盖率", "--city", "怀化"]).output
    assert "怀化市: 71% (2020年, 约束性)" in shown
    assert "⚠ 本规划内另有不同数值: 71.03%以上" in shown
    readme = (Path(__file__).parents[3] / "qa/README.md").read_text("utf-8")
    example = readme.split("$ cityplans indicators 森林覆盖率\n")[1].split("```")[0]
    assert runner.invoke(app, ["indicators", "森林覆盖率"]).output.strip() == example.strip()
    assert "forest_cover" in runner.invoke(app, ["indicators", "green", "--list"]).output
    file = tmp_path / "t.csv"
    assert runner.invoke(app, ["indicators", "gdp", "--csv", "--output", str(file)]).exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfindicator,")
    assert runner.invoke(app, ["indicators", "--xlsx"]).exit_code == 2
