"""The pages beside the chat in a real browser: from one to the other in one language, searching by typing, no barriers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from tests.browser.barriers import faults, faults_of_a_long_page, small_targets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WORD = "冷链物流"
PATHS = (
    f"/search?q={WORD}",
    "/help",
    "/plans",
    "/plans/huaihua",
    "/indicators?group=green",
    "/compare?a=huaihua&b=chenzhou",
    "/progress",
    "/widget",
    "/embed",
    "/nowhere",
)


@pytest.fixture(scope="module")
def chat_assistant() -> Any:
    """An assistant that finds the first place of each plan that has the words."""

    def search(question: str, *, cities: Any = (), **_: Any) -> list[Any]:
        hits = []
        for document in read_corpus(SHIPPED_CORPUS):
            start = document.clean.text.find(question)
            if start >= 0 and document.city in cities:
                end = start + 40
                chunk = SimpleNamespace(
                    document_id=document.id,
                    chapter=document.chapter_at(start),
                    text=document.clean.text[start:end],
                    clean_start=start,
                    clean_end=end,
                )
                hits.append(SimpleNamespace(chunk=chunk))
        return hits

    return SimpleNamespace(plans=(), search=search)


def test_the_chosen_language_goes_from_page_to_page(page: Page) -> None:
    page.click(".cp-language [data-lang=en]")
    page.click(".cp-pages >> text=Search")
    for name, title in (
        ("Plans", "The plans"),
        ("Compare", "Two plans side by side"),
        ("Indicators", "Indicators"),
        ("Progress", "Promised and reached"),
        ("Help", "Help"),
        ("Search", "Search all plans"),
    ):
        page.click(f".top .pages >> text={name}")
        assert title in page.inner_text("h1")
        assert page.locator(".top .pages [aria-current=page]").inner_text() == name
    page.click(".top .pages >> text=Ask")
    page.wait_for_selector(".cp-welcome")
    assert page.locator(".cp-language [data-lang=en]").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("path", ["/help", "/compare", "/plans/huaihua"])
def test_on_a_phone_a_menu_leads_to_every_page(browser: Browser, origin: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{origin}{path}")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    shown = page.locator(".menu nav a:visible")
    assert shown.all_inner_texts() == [
        "Ask",
        "Search",
        "Plans",
        "Compare",
        "Indicators",
        "Progress",
        "Help",
    ]
    shown.nth(5).click()
    assert page.inner_text("h1") == "Promised and reached"
    context.close()


def test_the_chat_follows_the_browser_until_a_language_is_chosen(browser: Browser, origin: str) -> None:
    for locale, title in (("en-GB", "Which city"), ("zh-TW", "想了解哪座城市"), ("fr-FR", "想了解哪座城市")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(origin)
        page.wait_for_selector(".cp-welcome")
        assert title in page.inner_text(".cp-welcome h2")
        context.close()


def wait_until_loaded(page: Page) -> None:
    """Wait until nothing more has been fetched for a second; the page's open stream keeps the network from being idle."""
    fetched = -1
    while (now := page.evaluate("performance.getEntriesByType('resource').length")) != fetched:
        fetched = now
        page.wait_for_timeout(1000)


def test_a_lost_connection_is_told_in_the_language_of_the_page(browser: Browser, origin: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(origin)
    page.wait_for_selector(".cp-welcome")
    wait_until_loaded(page)
    context.set_offline(True)
    page.click("#question textarea")
    page.keyboard.type("森林覆盖率")
    page.keyboard.press("Enter")
    page.locator(".toast-message-text >> text=与服务器的连接已断开").wait_for()
    page.click(".cp-language [data-lang=en]")
    page.locator(".toast-message-text >> text=The server cannot be reached").wait_for()
    context.close()


def test_a_word_is_typed_and_found(page: Page, origin: str) -> None:
    page.goto(f"{origin}/search?lang=zh-Hans")
    page.click("#q")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#passages")
    assert "4/5 部规划提到" in page.inner_text("#who")
    assert "衡阳市" in page.inner_text(".lacks")
    page.get_by_label("怀化市").check()
    page.click(".find-form button")
    page.wait_for_url("**city=**")
    assert set(page.locator(".passages .where b").all_inner_texts()) == {"怀化市"}
    assert page.input_value("#q") == WORD
    page.locator(".passages >> text=在规划中打开").first.click()
    page.wait_for_selector("mark.quote")
    assert WORD in "".join(page.locator("mark.quote").all_inner_texts())


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    # Any two of a width, a scheme and a language meet; axe finds nothing that hangs on all three.
    [(1280, "light", "en"), (1280, "dark", "zh-Hans"), (360, "light", "zh-Hans"), (360, "dark", "en")],
)
def test_pages_have_no_barriers_and_do_not_run_over(
    browser: Browser, origin: str, width: int, scheme: Any, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    for path in PATHS:
        open_in(page, f"{origin}{path}", language)
        whole = (width, scheme) == (1280, "light")
        assert (faults_of_a_long_page(page) if whole else faults(page, whole=False)) == [], path
    context.close()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_wide_window_has_room_for_every_page(browser: Browser, origin: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for path in PATHS:
        open_in(page, f"{origin}{path}", language)
        assert small_targets(page) == [], path
    context.close()


def open_in(page: Page, address: str, language: str) -> None:
    """Open a page in a language; it must not be wider than the window."""
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_the_heads_of_the_indicator_table_stay_in_sight(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{origin}/indicators?group=all&lang=en")
    page.locator(".table-scroll").evaluate("(each) => each.scrollBy(400, 3000)")
    table, head, first = (
        page.locator(each).first.bounding_box()
        for each in (".table-scroll", ".grid thead th:nth-child(3)", ".grid thead th:first-child")
    )
    assert table is not None
    assert head is not None
    assert first is not None
    assert abs(head["y"] - table["y"]) < 3
    assert abs(first["x"] - table["x"]) < 3
    context.close()
