"""The indicator table over HTTP: what stands in it, where it links, its files, and that nothing in a plan is markup."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS
from embeddings.own_plans import add_plan
from qa.shelf import Shelf
from qa.web.indicators import add_indicator_pages
from qa.web.plans import add_plan_pages

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    own: Path = tmp_path_factory.mktemp("own")
    entry = PlanEntry(id="evil", file="x", city=f"城{ATTACK}", title="规划", kind="纲要", period="2021-2025")
    add_plan(own, entry, f"第一章 {ATTACK}\n到2025年,{ATTACK}。森林覆盖率达到61%,{ATTACK}。\n", b"", ".txt")
    return Shelf(SHIPPED_CORPUS, own)


@pytest.fixture(scope="module")
def site(shelf: Shelf) -> TestClient:
    app = FastAPI()
    add_plan_pages(app, shelf)
    add_indicator_pages(app, shelf)
    return TestClient(app, base_url="http://localhost")


def get(site: TestClient, path: str) -> str:
    response = site.get(path)
    assert response.status_code == 200
    return response.text


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_first_group_stands_side_by_side_in_the_language_asked(site: TestClient) -> None:
    page = get(site, "/indicators?lang=zh-Hans")
    assert '<html lang="zh-Hans">' in page
    assert "指标对照表" in page
    assert "超过3500亿元" in page
    assert "未提及" in page
    english = get(site, "/indicators?lang=en")
    assert "Indicators side by side" in english
    assert "over 350 billion yuan (超过3500亿元)" in english
    assert "not mentioned" in english


def test_a_rank_over_levels_of_government_says_so_and_one_within_a_level_does_not(site: TestClient) -> None:
    said = "Ranked across levels of government (prefecture 1, county 1)"
    plans = "i=forest_cover&lang=en&plan="
    page = get(site, f"/indicators?{plans}chenzhou,xiangxiang")
    assert page.count(said) == 1
    assert '<span class="level">prefecture</span>' in page
    assert get(site, f"/indicators?{plans}chenzhou,xiangxiang&sort=forest_cover").count(said) == 2
    assert said in get(site, f"/indicators.svg?{plans}chenzhou,xiangxiang")
    assert "Ranked across levels" not in get(site, f"/indicators?{plans}chenzhou,huaihua&sort=forest_cover")
    rows = list(csv.DictReader(io.StringIO(get(site, f"/indicators.csv?{plans}xiangxiang"))))
    assert {each["level"] for each in rows} == {"county"}


def test_every_value_leads_to_its_quote_in_the_reader(site: TestClient) -> None:
    page = get(site, "/indicators?i=forest_cover&lang=zh-Hans")
    links = re.findall(r'class="amount is-\w+" href="([^"]+)"', page)
    assert len(links) == 8  # chenzhou, xiangxiang and huaihua have two, changzhutan and the plan added one
    for link in links:
        path = link.replace("&amp;", "&").partition("#")[0]
        assert '<mark class="quote"' in get(site, path) or 'id="quote"' in get(site, path)


def test_contradictions_damage_and_unknown_columns_are_said(site: TestClient) -> None:
    forest = words(get(site, "/indicators?i=forest_cover&lang=zh-Hans"))
    assert re.search(r"本规划内另有不同数值\s*：\s*71\.03%以上", forest)
    damaged = words(get(site, "/indicators?i=key_specialties&lang=zh-Hans"))
    assert "数字残损，不可作为事实" in damaged
    assert "疑似缺失连接号" in damaged
    unclear = words(get(site, "/indicators?i=consumption_contribution&lang=zh-Hans"))
    assert "列位不明" in unclear


def test_the_chart_draws_what_compares_and_says_what_it_leaves_out(site: TestClient) -> None:
    page = get(site, "/indicators?i=water_industrial&lang=zh-Hans")
    # 55 is the greatest: 1000 per mille; 51.5 is 51.5 / 55 of it: 936.4.
    assert re.findall(r'class="fill"[^>]*width="([\d.]+)"', page) == ["1000.0", "936.4"]
    assert "湘乡市 (单位不同，不能换算)" in words(page)
    none = get(site, "/indicators?i=key_specialties&lang=zh-Hans")
    assert "不足两个可比" in none
    assert 'class="fill"' not in none


def test_cities_as_rows_are_sorted_only_where_they_compare(site: TestClient) -> None:
    def cities(path: str) -> list[str]:
        return re.findall(r'<tr><th scope="row">([^<]+) <', get(site, path))

    plans = "plan=chenzhou,xiangxiang,huaihua,hengyang,changzhutan"
    plain = ["郴州市", "湘乡市", "怀化市", "衡阳市", "长株潭"]
    assert cities(f"/indicators?group=green&by=city&{plans}") == plain
    falling = ["怀化市", "郴州市", "长株潭", "湘乡市", "衡阳市"]
    assert cities(f"/indicators?group=green&by=city&sort=forest_cover&{plans}") == falling
    rising = ["湘乡市", "长株潭", "郴州市", "怀化市", "衡阳市"]
    assert cities(f"/indicators?group=green&by=city&sort=forest_cover&order=up&{plans}") == rising
    assert cities(f"/indicators?group=green&by=city&sort=energy_cut&{plans}") == plain
    page = get(site, f"/indicators?group=green&by=city&{plans}")
    assert "sort=forest_cover" in page
    assert "sort=energy_cut" not in page


def test_a_search_and_a_choice_of_plans(site: TestClient) -> None:
    page = get(site, "/indicators?q=失业率&plan=huaihua&plan=chenzhou&lang=zh-Hans")
    assert "城镇调查失业率" in words(page)
    assert "湘乡市</th>" not in page
    assert "没有这样的指标" in get(site, "/indicators?q=幸福感&lang=zh-Hans")
    for odd in ("i=nothing", "plan=nowhere", "group=x", "by=x", "sort=x", "lang=xx", "q=" + "长" * 500):
        get(site, f"/indicators?{odd}")


def test_an_address_may_spell_the_indicator_out(site: TestClient) -> None:
    assert site.get("/indicators?indicator=forest_cover").text == site.get("/indicators?i=forest_cover").text
    assert site.get("/indicators?indicator=forest_cover").text != site.get("/indicators").text


def test_files_hold_the_table(site: TestClient) -> None:
    text = site.get("/indicators.csv?i=gdp").content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert {row["indicator"] for row in rows} == {"gdp"}
    assert rows[0]["link"].startswith("http://localhost/plans/chenzhou?quote=")
    response = site.get("/indicators.xlsx?i=gdp&lang=en")
    assert 'filename="cityplans-indicators.xlsx"' in response.headers["content-disposition"]
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Indicators", "Sources", "Others", "Notes"]
    assert book["Indicators"]["A3"].value == "GDP"


def test_nothing_in_a_plan_is_markup_and_no_script_may_run(site: TestClient) -> None:
    for path in ("/indicators?group=green", "/indicators?i=forest_cover", "/indicators?q=%3Cscript%3E"):
        response = site.get(path)
        assert "<script>alert" not in response.text
        assert "<img" not in response.text
        assert "script-src 'self'" in response.headers["content-security-policy"]
        assert "style=" not in response.text
    assert "&lt;script&gt;" in get(site, "/indicators?i=forest_cover")


def test_a_page_that_has_not_changed_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/indicators?i=gdp")
    again = site.get("/indicators?i=gdp", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_indicators_without_a_target_can_be_hidden(site: TestClient) -> None:
    path = "/indicators?group=green&plan=hengyang&plan=changzhutan&lang=zh-Hans"
    every = get(site, path)
    aimed = get(site, f"{path}&aimed=1")
    assert "隐藏没有目标的指标" in every
    shown, left = (len(re.findall(r'<tr><th scope="row">', page)) for page in (every, aimed))
    assert 0 < left < shown
    assert f"显示没有目标的 {shown - left} 项" in aimed
    assert "森林覆盖率</a>" in aimed  # changzhutan aims at 56.8 %
    assert "aimed=1" in re.findall(r'href="([^"]+)" lang="en"', aimed)[0]
    none = get(site, "/indicators?group=green&plan=hengyang&aimed=1&lang=zh-Hans")
    assert "所选规划都没有给这些指标定目标" in none


def test_the_address_of_the_chart_is_the_chart(site: TestClient) -> None:
    response = site.get("/indicators.svg?i=forest_cover&lang=zh-Hans")
    assert response.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.text)
    name = "{http://www.w3.org/2000/svg}"
    texts = ["".join(each.itertext()) for each in root.iter(f"{name}text")]
    assert texts[0].startswith("森林覆盖率")
    assert {"郴州市", "68.1%以上"} <= set(texts)
    assert texts[-1].endswith("http://localhost/indicators?i=forest_cover")
    assert all(each.get("href").startswith("http://localhost/plans/") for each in root.iter(f"{name}a"))
    # 71 of the greatest value, 71.03, which the same plan prints elsewhere; 68.1 / 71.03 the next one.
    widths = [float(each.get("width")) for each in root.iter(f"{name}rect") if each.get("class") == "fill"]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] == 999.6
    assert ATTACK not in response.text
    assert "English" not in site.get("/indicators.svg?i=forest_cover&lang=en").text
    assert "Forest" in site.get("/indicators.svg?i=forest_cover&lang=en").text


def test_the_charts_of_a_group_stand_below_one_another(site: TestClient) -> None:
    root = ElementTree.fromstring(site.get("/indicators.svg").text)
    tops = [
        float(each.get("transform").split()[1].rstrip(")"))
        for each in root.findall("{http://www.w3.org/2000/svg}g")
    ]
    assert tops[0] == 16
    assert tops == sorted(set(tops))
    assert float(root.get("height")) > tops[-1]


def test_the_data_say_what_their_columns_are_and_how_their_plans_are_cited(site: TestClient) -> None:
    query = "i=forest_cover&plan=chenzhou"
    told = site.get(f"/indicators.metadata.json?{query}").json()
    (heads, *_) = csv.reader(io.StringIO(site.get(f"/indicators.csv?{query}").text.lstrip("\ufeff")))
    assert list(told["columns"]) == heads
    assert told["csv"] == f"http://localhost/indicators.csv?{query}"
    assert told["citation"] == (
        "郴州市人民政府办公室. 郴州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要[Z]. 2021-05-10."
    )
    assert told["plans"]["chenzhou"]["period"] == "2021-2025"
    assert told["indicators"]["forest_cover"]["zh"] == "森林覆盖率"
