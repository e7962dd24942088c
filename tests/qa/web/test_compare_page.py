"""Two plans side by side: which sections belong together, what is shown of them, and that nothing in a plan is markup."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.own_plans import add_plan
from qa.errors import QuestionError
from qa.shelf import Shelf
from qa.web.api import WebOptions
from qa.web.compare import add_compare_page
from qa.web.compare.matching import LONGEST_UNIT, match, units_of
from qa.web.gate.limits import RateLimits

ATTACK = "<script>alert(1)</script>"
JIA = f"""第一章 发展环境
国际形势复杂,机遇与挑战并存。{ATTACK}
第二章 养老服务
建设社区养老机构,发展居家养老,到2025年护理床位达到3000张。
第三章 水利工程
加固水库大坝,整治河道堤防。森林覆盖率达到61%。
"""
YI = """第一章 水库与河道
整治河道堤防,除险加固水库。到2025年,森林覆盖率达到55%。
第二章 老年人照护
发展居家养老和社区养老机构,增加护理床位。
第三章 数字政府
建设政务云平台。
"""


def entry(id: str, city: str) -> PlanEntry:
    return PlanEntry(id=id, file="x", city=city, title=f"{city}规划", kind="纲要", period="2021-2025")


def read(id: str, text: str) -> Document:
    return read_document(entry(id, f"{id}市"), text)


class Search:
    """Finds nothing but the sections that a test names."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def search(self, question: str, *, cities: tuple[str, ...] = (), limit: int = 10) -> list[object]:
        self.asked.append((question, tuple(cities)))
        if question == "坏":
            raise QuestionError("bad", remedy="ask otherwise")
        return []


@pytest.fixture
def search() -> Search:
    return Search()


@pytest.fixture
def site(tmp_path: Path, search: Search) -> TestClient:
    for id, city, text in (("jia", "甲市", JIA), ("yi", "乙市", YI)):
        add_plan(tmp_path / "plans", entry(id, city), text, b"", ".txt")
    app = FastAPI()
    add_compare_page(app, search, Shelf(tmp_path / "plans"), WebOptions(rate_limit=2), RateLimits())
    return TestClient(app, base_url="http://localhost")


def test_sections_on_the_same_matter_are_paired_wherever_they_stand() -> None:
    found = match(read("a", JIA), read("b", YI))
    # 养老, 护理床位, 居家 and 社区 stand in one section of each; 水库, 河道, 堤防 in another; 环境 and 政务云 in none.
    assert [(pair.a[-1].title, pair.b[-1].title) for pair in found.pairs] == [
        ("养老服务", "老年人照护"),
        ("水利工程", "水库与河道"),
    ]
    assert [path[-1].title for path in found.only_a] == ["发展环境"]
    assert [path[-1].title for path in found.only_b] == ["数字政府"]
    assert all(0 < pair.alike < 1 for pair in found.pairs)


def test_a_plan_is_wholly_paired_with_itself_and_with_nothing_where_no_word_is_shared() -> None:
    whole = match(read("a", JIA), read("b", JIA))
    assert [pair.alike for pair in whole.pairs] == [1.0, 1.0, 1.0]
    assert match(read("a", "第一章 天\n天地玄黄。\n"), read("b", "第一章 宇\n宇宙洪荒。\n")).pairs == ()


def test_of_a_section_that_is_too_long_its_parts_are_compared() -> None:
    long = "建设。" * (LONGEST_UNIT // 3)
    document = read("a", f"第一章 总\n第一节 甲\n{long}\n第二节 乙\n短。\n第二章 短\n短。\n")
    assert [path[-1].title for path in units_of(document)] == ["甲", "乙", "短"]


def test_the_page_offers_all_plans_and_says_what_to_choose(site: TestClient) -> None:
    page = site.get("/compare?lang=zh-Hans").text
    assert page.count("<option") == 6  # two plans and nothing, on each side
    assert "选了同一部规划" in site.get("/compare?a=jia&b=jia&lang=zh-Hans").text
    for query in ("a=x&b=yi", "a=jia", "b=../../etc"):
        assert "compare_" not in site.get(f"/compare?{query}").text


def test_shared_indicators_and_pairs_stand_in_two_columns(site: TestClient) -> None:
    page = site.get("/compare?a=jia&b=yi&lang=zh-Hans").text
    same = re.sub(r"<[^>]+>", " ", page.partition('id="same"')[2].partition("</table>")[0])
    assert re.search(r"森林覆盖率\s+(?:口径不同\S*\s+)?61%.*55%", " ".join(same.split()))
    assert page.count('<ol class="pairs">') == 1
    pairs = re.findall(
        r'<li><a href="(/compare\?[^"]+)"><span lang="zh">([^<]+)</span><span lang="zh">([^<]+)<', page
    )
    assert [each[1:] for each in pairs] == [
        ("第二章 养老服务", "第二章 老年人照护"),
        ("第三章 水利工程", "第一章 水库与河道"),
    ]
    opened = site.get(pairs[0][0].replace("&amp;", "&")).text
    left, right = opened.split('<div class="column"')[1:3]
    assert "到2025年护理床位达到3000张" in left
    assert "水库" not in left
    assert "增加护理床位" in right.partition("</section>")[0]
    ids = re.findall(r' id="([^"]+)"', opened)
    assert len(ids) == len(set(ids))
    assert ATTACK not in opened


def test_a_theme_is_looked_for_in_each_plan_by_itself(site: TestClient, search: Search) -> None:
    page = site.get("/compare?a=jia&b=yi&q=养老&lang=zh-Hans").text
    assert search.asked == [("养老", ("甲市",)), ("养老", ("乙市",))]
    assert "没有找到这个主题" in page
    assert "没能检索" in site.get("/compare?a=jia&b=yi&q=坏&lang=zh-Hans").text
    busy = site.get("/compare?a=jia&b=yi&q=三&lang=zh-Hans")  # two a minute are allowed here
    assert busy.status_code == 429


def test_the_sections_of_a_theme_stand_side_by_side_with_its_words_marked(tmp_path: Path) -> None:
    for id, city, text in (("jia", "甲市", JIA), ("yi", "乙市", YI)):
        add_plan(tmp_path / "plans", entry(id, city), text, b"", ".txt")
    shelf = Shelf(tmp_path / "plans")

    class Finding(Search):
        def search(self, question: str, *, cities: tuple[str, ...] = (), limit: int = 10) -> list[object]:
            """Find the passage of a plan in which the words stand."""
            plan = next(each.document for each in shelf.plans() if each.document.city in cities)
            chunk = SimpleNamespace(document_id=plan.id, clean_start=plan.clean.text.index(question))
            return [SimpleNamespace(chunk=chunk)]

    app = FastAPI()
    add_compare_page(app, Finding(), shelf, WebOptions(), RateLimits())
    page = TestClient(app, base_url="http://localhost").get("/compare?a=jia&b=yi&q=水库&lang=zh-Hans").text
    left, right = page.split('<div class="column"')[1:3]
    assert "加固<mark" in left
    assert '<mark class="hit" id="a-hit-1">水库</mark>大坝' in left
    assert "除险加固" in right
    assert "养老" not in left


def test_a_theme_shows_the_smallest_sections_in_which_it_stands_each_once(tmp_path: Path) -> None:
    text = "第一章 产业\n第一节 商贸\n商贸更活。\n第二节 养老\n养老服务更好。\n养老机构更多。\n"
    for id, city in (("jia", "甲市"), ("yi", "乙市")):
        add_plan(tmp_path / "plans", entry(id, city), text, b"", ".txt")
    shelf = Shelf(tmp_path / "plans")

    class Finding(Search):
        def search(self, question: str, *, cities: tuple[str, ...] = (), limit: int = 10) -> list[object]:
            """Find two passages of one section."""
            plan = next(each.document for each in shelf.plans() if each.document.city in cities)
            starts = (plan.clean.text.index(words) for words in ("养老服务", "养老机构"))
            return [
                SimpleNamespace(chunk=SimpleNamespace(document_id=plan.id, clean_start=at)) for at in starts
            ]

    app = FastAPI()
    add_compare_page(app, Finding(), shelf, WebOptions(), RateLimits())
    page = TestClient(app, base_url="http://localhost").get("/compare?a=jia&b=yi&q=养老&lang=zh-Hans").text
    left = page.split('<div class="column"')[1]
    assert "服务更好" in left
    assert "商贸更活" not in left
    assert left.count("在规划中打开") == 1
