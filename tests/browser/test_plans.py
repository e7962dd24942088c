"""The plans' pages as a reader meets them: a citation leads to its quote, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from embeddings.own_plans import add_plan
from qa.indicators import build_table, find_indicators, known_indicators
from qa.permalinks import permalink, quote_digest
from qa.shelf import Shelf
from qa.web.indicators.views import view_line
from tests.browser.barriers import faults, faults_of_a_long_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

QUOTE = "森林覆盖率稳定在68.1%以上"
ATTACK = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"


@pytest.fixture(scope="module")
def chat_assistant() -> Any:
    return SimpleNamespace(plans=())


@pytest.fixture(scope="module")
def plan_shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    own = tmp_path_factory.mktemp("own")
    entry = PlanEntry(id="evil", file="x", city=f"城{ATTACK}", title=ATTACK, kind=ATTACK, source=ATTACK)
    add_plan(own, entry, f"第一章 {ATTACK}\n正文{ATTACK}\n", b"", ".txt")
    return Shelf(SHIPPED_CORPUS, own)


@pytest.fixture(scope="module")
def chenzhou() -> Document:
    return next(each for each in read_corpus(SHIPPED_CORPUS) if each.id == "chenzhou")


@pytest.fixture(scope="module")
def link(chenzhou: Document) -> str:
    start = chenzhou.clean.text.index(QUOTE)
    return permalink(chenzhou, start, start + len(QUOTE))


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    """Open an address in a fresh context; a request to another origin or a script error fails the test."""
    foreign: list[str] = []
    errors: list[str] = []
    contexts = []

    def record(url: str) -> None:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != origin:
            foreign.append(url)

    def open_page(path: str, **options: Any) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce"}
        context = browser.new_context(**(settings | options))
        contexts.append(context)
        context.on("request", lambda request: record(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if message.type == "error" and "404 (Not Found)" not in message.text
                else None
            ),
        )
        page.goto(origin + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


def seen_quote(page: Page) -> str:
    """Return the marked words, which must be on the screen below the bar at its top."""
    marks = page.locator("mark.quote")
    box = marks.first.bounding_box()
    assert box is not None
    assert 52 < box["y"] < 700
    return "".join(marks.all_inner_texts())


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_citation_leads_to_its_quote(visit: Visit, link: str, scripts: bool, width: int) -> None:
    page = visit(link, java_script_enabled=scripts, viewport={"width": width, "height": 800})
    assert seen_quote(page) == QUOTE


def test_on_a_phone_a_link_to_a_row_shows_all_its_values(visit: Visit) -> None:
    plan = next(each for each in read_corpus(SHIPPED_CORPUS) if each.id == "xiangxiang")
    [line] = build_table([plan], find_indicators("森林覆盖率", known_indicators([plan]))).lines
    best = view_line(line, "zh").pairs[0].target.best
    assert best is not None
    page = visit(best.link, viewport={"width": 360, "height": 740})
    marked = {each.inner_text(): each.bounding_box() for each in page.locator("td mark.quote").all()}
    assert {"47.80", "48.00"} <= set(marked)
    assert all(box is not None and box["x"] + box["width"] <= 360 for box in marked.values())


def test_an_old_link_is_turned_into_one_that_marks(visit: Visit, chenzhou: Document) -> None:
    section = chenzhou.path_at(chenzhou.clean.text.index(QUOTE))[-1].id
    anchor = section.removeprefix("chenzhou/").replace("/", "-")
    page = visit(f"/plans/chenzhou#{anchor}-{quote_digest(QUOTE)}")
    page.wait_for_url("**/plans/chenzhou?quote=*#quote")
    assert seen_quote(page) == QUOTE


def test_a_stale_link_shows_its_notice(visit: Visit) -> None:
    page = visit("/plans/xiangxiang?quote=1-8.5-9.abcdef12#quote")
    notice = page.locator("#quote")
    assert notice.inner_text().startswith("引用之后文本有变动")
    box = notice.bounding_box()
    assert box is not None
    assert 52 < box["y"] < 700


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_and_the_way_to_its_hits(visit: Visit, scripts: bool) -> None:
    page = visit("/plans/huaihua", java_script_enabled=scripts)
    page.fill("#q", "冷鏈物流")
    page.press("#q", "Enter")
    page.wait_for_url("**/plans/huaihua?q=*")
    assert page.locator(".results .total").inner_text() == "找到 39 处"
    page.locator(".results a").nth(2).click()
    hit = page.locator("mark.hit:target")
    box = hit.bounding_box()
    assert hit.inner_text() == "冷链物流"
    assert box is not None
    assert 52 < box["y"] < 700


def test_the_keyboard_reaches_the_text(visit: Visit) -> None:
    page = visit("/plans/chenzhou")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_outline_follows_the_reader_and_folds_on_a_phone(visit: Visit, link: str) -> None:
    page = visit(link)
    current = page.locator("#outline [aria-current]")
    assert current.inner_text() == "2.“十四五”发展目标"
    assert current.is_visible()
    phone = visit("/plans/chenzhou", viewport={"width": 360, "height": 700})
    assert not phone.locator(".tree").is_visible()
    phone.locator(".to-outline").click()
    assert phone.locator(".tree").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", ["/plans", "/plans/huaihua", "/plans/xiangxiang?q=指标", "/plans/none"])
def test_nothing_is_wider_than_the_window(visit: Visit, path: str, width: int) -> None:
    page = visit(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_in_a_plan_is_run(visit: Visit) -> None:
    page = visit(f"/plans/evil?q={ATTACK.replace('=', '%3D')}")
    assert page.title().startswith(f"城{ATTACK}")
    assert page.locator("article img, article script").count() == 0
    assert page.locator("h1").inner_text() == ATTACK


def test_it_prints_without_what_is_for_the_screen(visit: Visit, link: str) -> None:
    page = visit(link)
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".outline").is_visible()
    assert page.locator("mark.quote").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/plans",
        "/plans?lang=en",
        "/plans/none",
        "/plans/xiangxiang?q=指标&lang=en",
        "/plans/chenzhou?quote=2-3-2.1-2.00000000",
    ],
)
def test_axe_finds_nothing(visit: Visit, path: str, scheme: str) -> None:
    page = visit(path, color_scheme=scheme)
    assert (faults_of_a_long_page(page) if scheme == "light" else faults(page, whole=False)) == []


def test_a_picture_of_the_quote(visit: Visit, link: str, screenshots: Path) -> None:
    page = visit(link)
    page.screenshot(path=screenshots / "quote.png")
    assert (screenshots / "quote.png").stat().st_size > 20_000
