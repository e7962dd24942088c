"""``cityplans tables``: what is printed and written, and with which exit code."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app

PLAN = (
    "第一章 总则\n专栏1 主要指标\n序号\n指标\n单位\n2020年\n2025年\n属性\n1\n森林覆盖率\n%\n47.8\n48.0\n约束性\n"
    "2\n人口\n万人\n80\n预期性\n3\n面积比\n%\n22.946.131\n3\n预期性\n专栏2 重点工程\n道路。修建道路。\n第二章 保障\n落实。\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    entry = '[[plan]]\nid = "jia"\nfile = "jia.txt"\ncity = "甲市"\ntitle = "甲市纲要"\nkind = "纲要"\n'
    (tmp_path / "catalog.toml").write_text(entry, "utf-8")
    (tmp_path / "jia.txt").write_text(PLAN, "utf-8")
    return str(tmp_path)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["tables", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_listing(corpus: str) -> None:
    code, out, err = run("甲市", "--corpus", corpus)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "甲市 甲市纲要",
        "",
        f"专栏1 主要指标  [{PLAN.index('序号')}:{PLAN.index('专栏2') - 1}]",
        "  numbers: 2 rows rebuilt, 1 kept as printed",
        "  columns: 2020年 | 2025年",
        "  = 森林覆盖率(%):2020年 47.8,2025年 48.0,约束性  [40:63]",
        "  ? 人口(万人):80(列位不明,表头为2020年/2025年),预期性  [64:78]",
        f"  = 面积比(%):2020年 22.946.131,2025年 3,预期性  [79:{PLAN.index('专栏2') - 1}]",
        "      warning: 原文比例的冒号缺失",
        "",
        f"专栏2 重点工程  [{PLAN.index('专栏2')}:{PLAN.index('第二章')}]",
        "  items: text, no table",
    ]


def test_json_has_every_cell_at_its_raw_offsets_and_the_damage(corpus: str) -> None:
    found = json.loads(run("jia", "--corpus", corpus, "--json")[1])
    assert (found["document_id"], found["city"], found["title"]) == ("jia", "甲市", "甲市纲要")
    table, items = found["tables"]
    assert (table["kind"], table["box"], table["columns"]) == ("numbers", 1, ["2020年", "2025年"])
    assert (table["rebuilt"], table["verbatim"], items["kind"], items["box"]) == (2, 1, "items", 2)
    assert table["chapter"] == ["第一章 总则", "专栏1 主要指标"]
    forest, people, share = table["rows"]
    assert [(v["column"], v["text"]) for v in forest["values"]] == [("2020年", "47.8"), ("2025年", "48.0")]
    assert [(v["column"], v["text"]) for v in people["values"]] == [(None, "80")]
    assert (forest["certain"], people["certain"], forest["damage"]) == (True, False, [])
    assert share["damage"] == share["values"][0]["damage"] == ["原文比例的冒号缺失"]
    assert share["values"][1]["damage"] == []
    for row in table["rows"]:
        for cell in row["cells"]:
            assert PLAN[cell["start"] : cell["end"]] == cell["text"]


def test_csv_has_a_line_for_each_value(corpus: str, tmp_path: Path) -> None:
    code, out, _ = run("jia", "--corpus", corpus, "--csv")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(x["row"], x["name"], x["unit"], x["column"], x["value"], x["certain"]) for x in lines] == [
        ("1", "森林覆盖率", "%", "2020年", "47.8", "yes"),
        ("1", "森林覆盖率", "%", "2025年", "48.0", "yes"),
        ("2", "人口", "万人", "", "80", "no"),
        ("3", "面积比", "%", "2020年", "22.946.131", "yes"),
        ("3", "面积比", "%", "2025年", "3", "yes"),
    ]
    assert [PLAN[int(x["start"]) : int(x["end"])] for x in lines] == [x["value"] for x in lines]
    assert [x["damage"] for x in lines] == ["", "", "", "原文比例的冒号缺失", ""]
    target = tmp_path / "out.csv"
    assert run("jia", "--corpus", corpus, "--csv", "--output", str(target)) == (0, "", "")
    assert target.read_bytes() == b"\xef\xbb\xbf" + out.encode()


def test_one_box_and_what_is_not_there(corpus: str, tmp_path: Path) -> None:
    out = run("jia", "--corpus", corpus, "--box", "2")[1]
    assert [line for line in out.splitlines() if line.startswith("专栏")] == [
        f"专栏2 重点工程  [{PLAN.index('专栏2')}:{PLAN.index('第二章')}]"
    ]
    code, out, err = run("jia", "--corpus", corpus, "--box", "3")
    assert (code, out) == (2, "")
    assert err == "cityplans: error: the plan of 甲市 has no box 3. It has 专栏1 to 专栏2.\n"
    code, _, err = run("jia", "--corpus", corpus, "--output", str(tmp_path / "no" / "out.txt"))
    assert code == 1
    assert err == f"cityplans: error: {tmp_path / 'no' / 'out.txt'}: No such file or directory\n"
    assert run("jia", "--corpus", corpus, "--json", "--csv")[0] == 2


def test_damage_as_lines_and_json(corpus: str) -> None:
    lines = CliRunner().invoke(app, ["damage", "甲市", "--corpus", corpus, "--edits"]).stdout.splitlines()
    assert lines[:3] == ["甲市 甲市纲要", "edits: space 4", "damaged places: fused-ratio 1"]
    line = PLAN[: PLAN.index("22.946.131")].count("\n") + 1
    # 22.9 + 46.1 + 31 = 100
    assert (
        lines[3]
        == f"line {line}: fused-ratio: 预期性 3 面积比 % 【22.946.131】 3 预期性 专栏2重点: 原文比例的冒号缺失 (likely 22.9:46.1:31)"
    )
    at = PLAN.index("第一章") + 3
    assert lines[4] == f"edit {at}:{at + 1}: space: ' ' -> '': a space of the page layout"
    found = json.loads(CliRunner().invoke(app, ["damage", "甲市", "--corpus", corpus, "--json"]).stdout)
    (record,) = found["damage"]
    start = PLAN.index("22.946.131")
    assert (record["start"], record["end"], record["printed"]) == (start, start + 10, "22.946.131")
    assert (record["chapter"], record["likely"], record["proof"]) == (
        ["第一章 总则", "专栏1 主要指标"],
        "22.9:46.1:31",
        None,
    )
    assert "edits" not in found


def test_the_check_of_an_outline(corpus: str) -> None:
    out = CliRunner().invoke(app, ["outline", "甲市", "--check", "--corpus", corpus]).stdout
    assert out.splitlines() == ["甲市 甲市纲要", "headings: 2 chapter, 2 box; remarks: 0"]
    found = CliRunner().invoke(app, ["outline", "甲市", "--check", "--json", "--corpus", corpus]).stdout
    assert json.loads(found) == []


def test_mentions_as_lines_and_json(corpus: str) -> None:
    lines = CliRunner().invoke(app, ["mentions", "修建", "--corpus", corpus]).stdout.splitlines()
    assert lines == [
        "修建: 1 in 1 of 1 plans",
        "甲市: 1",
        "  line 27: 31 3 预期性 专栏2重点工程 道路。修建道路。 第二章保障 落实。 (第一章 总则 › 专栏2 重点工程)",
    ]
    found = json.loads(CliRunner().invoke(app, ["mentions", "修建", "--corpus", corpus, "--json"]).stdout)
    (place,) = found["plans"][0]["mentions"]
    assert PLAN[place["start"] : place["end"]] == "修建"
    assert (found["wordings"], found["plans"][0]["count"], place["section_id"]) == (["修建"], 1, "jia/1/box2")
    lines = CliRunner().invoke(app, ["mentions", "核电", "--corpus", corpus]).stdout.splitlines()
    assert lines == ["核电 / 核能 / 核电站: 0 in 0 of 1 plans", "甲市: none, nor any kindred word"]


def test_mentions_of_nothing_and_of_an_unknown_city(corpus: str) -> None:
    result = CliRunner().invoke(app, ["mentions", " ", "--corpus", corpus])
    assert (result.exit_code, result.stderr) == (
        2,
        "cityplans: error: there is nothing to look for in ' '. Give a word.\n",
    )
    result = CliRunner().invoke(app, ["mentions", "道路", "--city", "丙市", "--corpus", corpus])
    assert result.exit_code == 2
    assert "丙市" in result.stderr
