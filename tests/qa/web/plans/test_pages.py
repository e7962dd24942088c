"""The plans' pages over HTTP: what is in them, how they are sent, and that nothing in a plan is ever markup."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from embeddings.own_plans import add_plan, remove_plan
from qa.permalinks import permalink
from qa.shelf import Shelf, Shelved
from qa.web.plans import add_plan_pages
from qa.web.plans.inline import Marks
from qa.web.plans.pages import Bound, linked
from qa.web.plans.routes import preferred_language

TEXT = """甲市规划
第一章 总则
甲市建设港口，港口吞吐量达到100万吨。
第二章 工业
发展制造业，建设冷链物流基地。
第一节 目标
冷链物流产值达到200亿元。
专栏1 主要指标
序号
指标
单位
2020年
2025年
属性
1
森林覆盖率
%
47.80
48.00
约束性
2
人均预期寿命
岁
77.5
78.5
预期性
3
粮食产量
万吨
60
预期性
"""
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def serve(*folders: Path) -> TestClient:
    app = FastAPI()
    add_plan_pages(app, Shelf(*folders))
    return TestClient(app, base_url="http://localhost")


@pytest.fixture(scope="module")
def shipped() -> TestClient:
    return serve()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entry = PlanEntry(
        id="jia", file="x", city="甲市", city_en="Jia", title="甲市规划", kind="纲要", period="2021-2025"
    )
    add_plan(tmp_path / "plans", entry, TEXT, b"", ".txt")
    return tmp_path / "plans"


@pytest.fixture
def client(folder: Path) -> TestClient:
    return serve(folder)


class Outline(HTMLParser):
    """Tags, ids, fragments and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.handlers: list[str] = []
        self.loaded: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.fragments.append((value or "")[1:])
            if name.startswith("on") or name == "style":
                self.handlers.append(name)
            if name == "src" or (name == "href" and tag == "link"):
                self.loaded.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def texts(page: str, pattern: str) -> list[str]:
    """Return the text of every match of a pattern, without tags and runs of space."""
    return [
        " ".join(re.sub(r"<[^>]*>", " ", found).split()) for found in re.findall(pattern, page, re.DOTALL)
    ]


# --- the list -------------------------------------------------------------------------------------------------


def test_the_list_says_what_there_is(shipped: TestClient):
    page = shipped.get("/plans").text
    assert texts(page, r"<h2.*?</h2>") == [
        "郴州市 Chenzhou",
        "湘乡市 Xiangxiang",
        "怀化市 Huaihua",
        "衡阳市 Hengyang",
        "长株潭 Changsha-Zhuzhou-Xiangtan region",
    ]
    assert texts(page, r"<dl.*?</dl>")[1] == (
        "类别 纲要 规划期 2021-2025 章节 155 字数 42,323 无缺损的章节 97% "
        "文本缺损 数字不可靠 6 处 文字有缺 3 处 标点不成对 5 处"
    )
    assert texts(page, r"<dl.*?</dl>")[0].endswith("无缺损的章节 100% 文本缺损 未发现")
    assert "未列出的城市没有收录" in page
    assert 'href="/plans/huaihua"' in page


def test_an_own_plan_appears_and_goes_without_a_restart(tiny_corpus: Path, folder: Path):
    client = serve(tiny_corpus, folder / "none-yet")
    assert client.get("/plans/bing").status_code == 404
    entry = PlanEntry(id="bing", file="x", city="丙市", title="丙市规划", kind="纲要")
    add_plan(folder / "none-yet", entry, "第一章 总则\n丙市修桥。\n", b"", ".txt")
    assert texts(client.get("/plans").text, r"<h2.*?</h2>") == ["甲市", "乙市", "丙市 自行添加"]
    assert "丙市修桥。" in client.get("/plans/bing").text
    add_plan(folder / "none-yet", entry, "第一章 总则\n丙市修路。\n", b"", ".txt")
    assert "丙市修路。" in client.get("/plans/bing").text
    remove_plan(folder / "none-yet", "bing")
    assert client.get("/plans/bing").status_code == 404


@pytest.mark.parametrize("path", ["/plans/atlantis", "/plans/jia/more", "/plans/%3Cscript%3E", "/plans/jia/"])
def test_an_unknown_plan_is_a_page_with_the_list(client: TestClient, path: str):
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert texts(response.text, r"<h1.*?</h1>") == ["没有这部规划"]
    assert 'href="/plans/jia"' in response.text


# --- the reader -----------------------------------------------------------------------------------------------


def test_headings_are_a_tree_and_stand_in_the_outline(client: TestClient):
    page = client.get("/plans/jia").text
    article = page.partition('<article class="plan"')[2]
    headings = re.findall(r"<h(\d)>(.*?)<a class=\"self\" href=\"#(.*?)\"", article)
    assert headings == [
        ("2", "第一章总则", "1"),
        ("2", "第二章工业", "2"),
        ("3", "第一节目标", "2-1"),
        ("4", "专栏1主要指标", "2-1-box1"),
    ]
    outline = page.partition('<nav class="outline"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#(.*?)">(.*?)<', outline) == [
        ("1", "第一章 总则"),
        ("2", "第二章 工业"),
        ("2-1", "第一节 目标"),
        ("2-1-box1", "专栏1 主要指标"),
    ]
    assert '<section class="part level-3 box box-head" id="2-1-box1">' in article


def test_a_table_is_a_table_and_an_unclear_row_stays_as_printed(client: TestClient):
    page = client.get("/plans/jia").text
    rows = [texts(row, r"<t[hd].*?</t[hd]>") for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]
    assert rows == [
        ["序号", "项目", "单位", "2020年", "2025年", "属性"],
        ["1", "森林覆盖率", "%", "47.80", "48.00", "约束性"],
        ["2", "人均预期寿命", "岁", "77.5", "78.5", "预期性"],
        ["3", "粮食产量", "万吨", "列位不明，依次为 60", "预期性"],
    ]
    assert "1 行列位不明，照原文排列" in page
    printed = texts(page, r"<pre>.*?</pre>")[0]
    assert printed.endswith("3 粮食产量 万吨 60 预期性")


def test_endnotes_are_linked_both_ways(shipped: TestClient):
    page = shipped.get("/plans/chenzhou").text
    for number in range(1, 12):
        assert page.count(f'id="note-ref-{number}" href="#note-{number}"') == 1
        assert page.count(f'<p id="note-{number}">') == 1
        assert page.count(f'href="#note-ref-{number}" role="doc-backlink"') == 1
    assert "的工业空间布局<sup" in page


def test_damage_says_what_is_certain_and_what_is_printed(shipped: TestClient):
    page = shipped.get("/plans/xiangxiang").text
    place = re.search(r'<a class="damage damage-figures" id="damage-(\d+)"[^>]*>13\.549\.537</a>', page)
    assert place is not None
    note = texts(page, rf'<p id="damage-note-{place[1]}">.*?</p>')[0]
    assert note == (
        "数字不可靠 原文比例的冒号缺失(本文另处印作13.5:49.5:37) 原文印作 13.549.537 "
        "可以确定 本文另处印作“13.5:49.5:37” 推测（不作事实） 13.5:49.5:37 ↑"
    )
    # An unpaired mark is only underlined; what is said of it is in the list at the end.
    assert re.search(r'<a class="damage damage-marks" id="damage-2" href="#damage-note-2"[^>]*>\)</a>', page)
    listed = page.partition('id="damage-list" aria')[2]
    assert listed.count("<li") == 14
    assert '<li id="damage-note-2">' in listed


@pytest.mark.parametrize("document", read_corpus(SHIPPED_CORPUS), ids=lambda each: each.id)
def test_every_word_of_a_plan_is_in_its_page(document: Document):
    bound = Bound(Shelved(document, own=False))
    shown = bound.parts("zh-Hans", Marks(), None)
    for path, html in zip(document.paths, shown, strict=True):
        own = re.sub(r'<div class="damage-notes".*?</div>', "", str(html), flags=re.DOTALL)
        part = re.sub(r"\s+|\[\d+\]", "", Outline(own).text)
        section = path[-1]
        for line in document.clean.text[section.clean_start : section.own_end].split("\n"):
            assert re.sub(r"\s+|\[\d+\]", "", line) in part, (section.id, line)


@pytest.mark.parametrize("query", ["", "?q=发展", "?q=的&lang=en", "?quote=1.0-9.00000000"])
@pytest.mark.parametrize("plan", ["chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan"])
def test_every_link_inside_a_page_has_one_target(shipped: TestClient, plan: str, query: str):
    page = Outline(shipped.get(f"/plans/{plan}{query}").text)
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []
    assert set(page.fragments) - set(page.ids) == set()
    assert (page.tags["main"], page.tags["h1"]) == (1, 1)


# --- the quote of a citation ----------------------------------------------------------------------------------


def quote_in(page: str) -> str:
    return "".join(re.findall(r'<mark class="quote"[^>]*>(?:<[^>]*>)?([^<]*)', page))


def test_a_citation_leads_to_its_quote(folder: Path, client: TestClient):
    document = Shelf(folder).plans()[0].document
    start = document.clean.text.index("冷链物流产值")
    page = client.get(permalink(document, start, start + 12).partition("#")[0]).text
    assert quote_in(page) == "冷链物流产值达到200亿"
    assert page.count('id="quote"') == 1
    assert "引文已在正文中标出。" in page
    # The mark stands in its section.
    assert 'id="quote"' in page.partition('id="2-1">')[2].partition("</section>")[0]


def test_a_quoted_row_is_marked_in_its_cells(folder: Path, client: TestClient):
    document = Shelf(folder).plans()[0].document
    text = document.clean.text
    start, end = text.index("1\n森林覆盖率"), text.index("约束性") + 3
    page = client.get(permalink(document, start, end).partition("#")[0]).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r'<mark class="quote"[^>]*>([^<]*)', table) == [
        "1",
        "森林覆盖率",
        "%",
        "47.80",
        "48.00",
        "约束性",
    ]
    assert '<details class="printed">' in page


@pytest.mark.parametrize(
    ("reference", "notice", "marked"),
    [
        ("2-1.1-2.00000000", "引用之后文本有变动，原句在规划中已找不到；引文原在这一节。", "2-1"),
        ("99.1-2.00000000", "这个链接里的引文无法识别，以下是规划全文。", ""),
        ("<script>", "这个链接里的引文无法识别，以下是规划全文。", ""),
    ],
)
def test_a_stale_link_is_a_notice(client: TestClient, reference: str, notice: str, marked: str):
    response = client.get("/plans/jia", params={"quote": reference})
    assert response.status_code == 200
    assert texts(response.text, r'<p class="notice" id="quote".*?</p>') == [notice]
    assert quote_in(response.text) == ""
    if marked:
        assert 'id="quote"' in response.text.partition(f'id="{marked}">')[2].partition("</section>")[0]


# --- searching ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["冷链物流", "冷鏈物流", " 冷链物流 ", "冷链物流 冷链物流"])
def test_a_search_marks_counts_and_names_the_chapter(client: TestClient, query: str):
    page = client.get("/plans/jia", params={"q": query}).text
    assert re.findall(r'<mark class="hit" id="(hit-\d)">(.*?)</mark>', page) == [
        ("hit-1", "冷链物流"),
        ("hit-2", "冷链物流"),
    ]
    assert texts(page, r'<section class="results".*?</section>') == [
        "查找结果 找到 2 处 第二章 工业 2 处 "
        "第二章 工业 …发展制造业，建设 冷链物流 基地。… 第一节 目标 … 冷链物流 产值达到200亿元。…"
    ]


def test_width_and_case_do_not_matter_and_all_words_must_be_there(client: TestClient):
    assert client.get("/plans/jia", params={"q": "１００万吨"}).text.count('id="hit-1"') == 1
    assert 'id="hit-2"' in client.get("/plans/jia", params={"q": "港口 吞吐量"}).text
    none = client.get("/plans/jia", params={"q": "港口 冷链"}).text
    assert "没有找到。" in none
    assert 'id="hit-1"' not in none


def test_a_hit_in_a_table_is_marked_in_its_cell(client: TestClient):
    page = client.get("/plans/jia", params={"q": "人均预期寿命"}).text
    assert '<th scope="row"><mark class="hit" id="hit-1">人均预期寿命</mark></th>' in page


# --- how it is sent -------------------------------------------------------------------------------------------


def test_headers(client: TestClient):
    headers = client.get("/plans/jia").headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-cache"


def test_a_page_is_not_sent_twice(client: TestClient):
    etag = client.get("/plans/jia").headers["etag"]
    again = client.get("/plans/jia", headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    changed = client.get("/plans/jia?q=港口", headers={"if-none-match": etag})
    assert changed.status_code == 200


def test_a_page_is_compressed(shipped: TestClient):
    with shipped.stream("GET", "/plans/huaihua", headers={"accept-encoding": "gzip"}) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert len(packed) < 180_000 < 400_000 < len(gzip.decompress(packed))


def test_only_own_files_are_loaded(client: TestClient):
    page = Outline(client.get("/plans/jia").text)
    paths = [path.partition("?")[0] for path in page.loaded]
    assert paths == ["/favicon.svg", "/web/pages/base.css", "/web/pages/reader.css", "/web/pages/reader.js"]
    assert page.handlers == []
    for path in paths[1:]:
        body = client.get(path)
        assert body.status_code == 200
        assert "http" not in body.text
        assert "@import" not in body.text


@pytest.mark.parametrize(
    ("header", "query", "language"),
    [
        ("", "", "zh-Hans"),
        ("en-GB,en;q=0.9", "", "en"),
        ("fr, en;q=0.5, zh-TW;q=0.8", "", "zh-Hans"),
        ("en", "?lang=zh-Hans", "zh-Hans"),
        ("zh", "?lang=en", "en"),
        ("zh", "?lang=<b>", "zh-Hans"),
        ("de;q=nonsense, ,;;", "", "zh-Hans"),
    ],
)
def test_the_language_of_the_page(client: TestClient, header: str, query: str, language: str):
    page = client.get(f"/plans{query}", headers={"accept-language": header}).text
    assert f'<html lang="{language}">' in page
    assert ("The plans" in page) is (language == "en")


def test_the_chosen_language_stays(client: TestClient):
    page = client.get("/plans/jia?lang=en&q=港口").text
    assert 'href="/plans?lang=en"' in page
    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'href="/plans/jia?q=%E6%B8%AF%E5%8F%A3&amp;lang=zh-Hans"' in page


def test_a_long_header_is_read_quickly():
    assert preferred_language("a-" * 100_000 + ", en") == "zh-Hans"


# --- nothing of a plan or an address is markup ----------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> TestClient:
    entry = PlanEntry(
        id="evil",
        file="x",
        city=f"城{ATTACK}",
        city_en=ATTACK,
        title=f"题{ATTACK}",
        kind=f"类{ATTACK}",
        issuer=ATTACK,
        period=ATTACK,
        province=ATTACK,
        source=f"{ATTACK}.docx",
    )
    text = (
        f"第一章 总则{ATTACK}\n正文{ATTACK}\n专栏1 {ATTACK}\n指标\t单位\t2020年\t2025年\t属性\n"
        f"森林{ATTACK}\t%\t47.80\t{ATTACK}\t约束性\n人口\t万人\t1\t2\t{ATTACK}\n"
        f"实现20212025年{ATTACK}的目标\n第二章 {ATTACK}\n结尾\n"
    )
    folder = tmp_path / "own"
    add_plan(folder, entry, text, b"", f".{'x' * 3}")
    return serve(folder)


@pytest.mark.parametrize("lang", ["zh-Hans", "en", ATTACK])
@pytest.mark.parametrize("query", ["", "森林", ATTACK, "<", '"', "{{7*7}}", "\x00", "a" * 5000])
@pytest.mark.parametrize("path", ["/plans", "/plans/evil", "/plans/evil/x", f"/plans/{ATTACK}"])
def test_nothing_is_markup(hostile: TestClient, path: str, query: str, lang: str):
    response = hostile.get(path, params={"q": query, "quote": query, "lang": lang})
    page = Outline(response.text)
    assert response.status_code in (200, 404)
    is_read = response.status_code == 200 and path.startswith("/plans/evil")
    assert (page.tags["script"], page.tags["img"], page.handlers) == (int(is_read), 0, [])
    assert page.loaded[-1].startswith(f"/web/pages/{'reader.js' if is_read else 'list.css'}?v=")
    if path == "/plans/evil":
        assert ATTACK in page.text


def test_a_plan_can_be_read_in_the_other_script_and_its_quote_stays_marked(shipped: TestClient):
    plain = shipped.get("/plans/chenzhou?lang=zh-Hans").text
    assert 'href="/plans/chenzhou?script=hant&amp;lang=zh-Hans"' in plain
    assert '<article class="plan" lang="zh-Hans">' in plain
    turned = shipped.get("/plans/chenzhou?script=hant&q=森林覆盖率&lang=zh-Hans").text
    assert '<article class="plan" lang="zh-Hant">' in turned
    assert '<mark class="hit" id="hit-1">森林覆蓋率</mark>' in turned
    assert "森林覆盖率稳定在" not in turned.partition("<article")[2]
    assert 'href="/plans/chenzhou?q=' in turned  # the way back keeps what was looked for
    assert 'name="script" value="hant"' in turned
    assert '<h1 lang="zh">郴州市國民經濟和社會發展' in turned
    assert "照原文字体显示" in turned
    # What the text is in already, or is no script, changes nothing.
    for script in ("hans", "x"):
        assert '<article class="plan" lang="zh-Hans">' in shipped.get(f"/plans/chenzhou?script={script}").text


def test_the_page_that_a_plan_was_taken_from_is_a_link(shipped: TestClient):
    page = shipped.get("/plans/xiangxiang?lang=zh-Hans").text
    link = 'href="http://www.xxs.gov.cn" rel="noopener noreferrer" target="_blank">www.xxs.gov.cn</a>, 网页'
    assert link in page
    assert str(linked("见 javascript:alert(1) <b>")) == "见 javascript:alert(1) &lt;b&gt;"
    assert (
        str(linked("源 https://a.gov.cn/x?y=1。"))
        == '源 <a href="https://a.gov.cn/x?y=1" rel="noopener noreferrer" '
        'target="_blank">https://a.gov.cn/x?y=1</a>。'
    )
