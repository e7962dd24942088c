"""``/progress`` and ``/api/progress``: every value leads to its quote, and nothing in an address is an error."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa.shelf import Shelf
from qa.web.api.progress import progress_router
from qa.web.progress import add_progress_page

OLD = """云泽市国民经济和社会发展第十二个五年规划纲要
第一章 目标
专栏1 主要指标
| 指标 | 2010年 | 2015年 | 属性 |
| 森林覆盖率(%) | 52 | 55 | 约束性 |
| 城镇化率(%) | 40 | 48 | 预期性 |
"""
NEW = """云泽市国民经济和社会发展第十三个五年规划纲要
第一章 目标
专栏1 主要指标
| 指标 | 2015年 | 2020年 | 属性 |
| 森林覆盖率(%) | 54.1 | 56 | 约束性 |
| 城镇化率(%) | 49.5 | 55 | 预期性 |
"""

TOLD = """第一章 目标
专栏1 “十二五”规划主要指标完成情况
| 指标 | 规划目标 | 实际完成 | 属性 |
| 森林覆盖率(%) | 55 | 56 | 约束性 |
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("plans")
    rows = []
    for id, number, text in (("old", "十二", OLD), ("new", "十三", NEW)):
        (folder / f"{id}.txt").write_text(text, "utf-8")
        rows.append(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "云泽市"\ncity_en = "Yunze"\n'
            f'title = "云泽市第{number}个五年规划纲要"\nkind = "纲要"\n'
        )
    (folder / "catalog.toml").write_text("\n".join(rows), "utf-8")
    app, shelf = FastAPI(), Shelf(folder)
    add_progress_page(app, shelf)
    app.include_router(progress_router(shelf, "/api"))
    return TestClient(app)


def test_the_page_shows_the_line_with_links(client: TestClient) -> None:
    page = client.get("/progress?lang=zh-Hans").text
    assert "约束性指标" in page
    assert "<strong>十二五</strong>：未达到 1" in page  # 54.1 < 55
    assert "<strong>十二五</strong>：达到 1" in page  # 49.5 >= 48
    assert 'href="/plans/old?quote=1-box1.' in page
    assert "云泽市“十三五”规划纲要 › 第一章 目标" in page


def test_a_place_with_something_to_tell_comes_first(tmp_path: Path) -> None:
    rows = []
    for id, city, text in (("none", "甲市", "第一章 目标\n到2020年,道路更宽。\n"), ("new", "云泽市", TOLD)):
        (tmp_path / f"{id}.txt").write_text(text, "utf-8")
        rows.append(
            f'[[plan]]\nid = "{id}"\nfile = "{id}.txt"\ncity = "{city}"\ntitle = "{city}纲要"\n'
            'kind = "纲要"\nperiod = "2016-2020"\n'
        )
    (tmp_path / "catalog.toml").write_text("\n".join(rows), "utf-8")
    app = FastAPI()
    add_progress_page(app, Shelf(tmp_path))
    page = TestClient(app).get("/progress?lang=zh-Hans").text
    assert "约束性指标" in page
    assert "没有找到可以对照的指标" not in page


def test_the_page_in_english(client: TestClient) -> None:
    page = client.get("/progress?lang=en&city=云泽市").text
    assert "Binding indicators" in page
    assert "cannot be said (no result found)" in page
    assert "12th Five-Year Plan" in page
    assert "十二五</" not in page


@pytest.mark.parametrize(
    "query", ["city=<b>", "i=<b>", "city=old&i=没有", "all=1", "lang=x", "i=" + "x" * 900]
)
def test_nothing_in_an_address_is_an_error(client: TestClient, query: str) -> None:
    answer = client.get(f"/progress?{query}")
    assert answer.status_code == 200
    assert "<b>&" not in answer.text
    assert 'value="<b>"' not in answer.text


def test_the_api_gives_the_same(client: TestClient) -> None:
    answer = client.get("/api/progress", params={"city": "云泽市", "indicator": "森林覆盖率"}).json()
    (track,) = answer["places"][0]["tracks"]
    stage = next(each for each in track["stages"] if each["period"] == "十二五")
    assert (stage["outcome"], stage["binding"]) == ("missed", True)
    assert [stage[name]["value"] for name in ("baseline", "target", "reached")] == ["52%", "55%", "54.1%"]
    assert [stage[name]["document_id"] for name in ("target", "reached")] == ["old", "new"]


def test_the_page_draws_the_path_and_the_data_have_it(client: TestClient) -> None:
    page = client.get("/progress?lang=zh-Hans").text
    # 森林覆盖率 from 54.1 in 2015 to 56 in 2020: 0.38 a year.
    assert (
        "直线路径（计算所得）：2015 54.1，2016 54.48，2017 54.86，2018 55.24，2019 55.62，2020 56 %" in page
    )
    assert "与所属地区目标对照" not in page  # one place alone
    told = client.get("/api/progress").json()
    assert told["rises"] == []
    stages = [stage for place in told["places"] for track in place["tracks"] for stage in track["stages"]]
    assert {stage["kept"] for stage in stages} == {False}
    assert any(stage["path"] and stage["path"]["computed"] for stage in stages)
