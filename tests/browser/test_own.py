"""One's own documents in a real browser: sent, read, corrected and added by keys and clicks, and the chat follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from embeddings.progress import Progress
from qa.shelf import Shelf
from qa.web import OwnCorpus, WebOptions
from tests.browser.barriers import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TOKEN = "a-good-admin-token"
PLAN = (
    "鹤鸣市国民经济和社会发展第十五个五年规划纲要\n\n第一章 总则\n到2030年,森林覆盖率达到50%。\n"
    "第二章 工业\n发展制造业。\n" + "建设港口,发展现代物流。\n" * 60
)


class Following:
    """Knows the plans on a shelf as they are now."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def plans(self) -> tuple[Any, ...]:
        return tuple(_Covered(each.document) for each in self._shelf.plans())


class _Covered:
    examples: tuple[str, ...] = ()
    label = ""

    def __init__(self, document: Any) -> None:
        entry = document.entry
        self.document_id, self.city, self.city_en, self.title = (
            entry.id,
            entry.city,
            entry.city_en,
            entry.title,
        )
        self.kind, self.period, self.province = entry.kind, entry.period, entry.province


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "plans"


@pytest.fixture(scope="module")
def plan_shelf(small_plans: Path, own_folder: Path) -> Shelf:
    return Shelf(small_plans, own_folder)


@pytest.fixture(scope="module")
def small_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    entry = '[[plan]]\nid = "jia"\nfile = "jia.txt"\ncity = "甲市"\ncity_en = "Jia"\ntitle = "甲市规划"\nkind = "纲要"\n'
    (folder / "catalog.toml").write_text(entry, "utf-8")
    (folder / "jia.txt").write_text("第一章 总则\n甲市建设港口。\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def chat_assistant(plan_shelf: Shelf) -> Following:
    return Following(plan_shelf)


@pytest.fixture(scope="module")
def own_corpus(small_plans: Path, own_folder: Path) -> OwnCorpus:
    def renew(progress: Progress) -> None:
        progress("embed", 1, 1)

    return OwnCorpus((small_plans, own_folder), own_folder, renew)


@pytest.fixture(scope="module")
def options() -> WebOptions:
    return WebOptions(rate_limit=600, admin_token=TOKEN)


def test_a_document_is_added_by_keys_and_clicks_and_the_chat_follows(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(60_000)

    def sound() -> None:
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{origin}/own")
    sound()
    page.click("#token")
    page.keyboard.type(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_selector("form.send")
    sound()
    page.set_input_files("#file", files=[{"name": "a.exe", "mimeType": "x/y", "buffer": b"MZ"}])
    assert "Save it as .txt" in page.inner_text("[data-says=suffix]")
    page.set_input_files(
        "#file", files=[{"name": "鹤鸣.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}]
    )
    assert not page.is_visible("[data-says=suffix]")
    page.click("text=Upload and read")
    page.wait_for_selector("form.fields")
    sound()
    assert page.input_value("#f-city") == "鹤鸣市"
    page.click("#f-period", click_count=3)
    page.keyboard.type("2026-2031")
    page.get_by_label("Level: 第二章 工业").select_option("no heading")
    page.click("#f-line")
    page.keyboard.type("发展制造业")
    page.get_by_role("button", name="Read it again with this").click()
    page.locator(".read-outline >> text=发展制造业").wait_for()
    assert page.locator(".read-outline li > span").all_inner_texts() == ["第一章 总则", "发展制造业"]
    assert page.input_value("#f-period") == "2026-2031"
    sound()
    page.click("text=Add it")
    page.locator("text=You can ask about it now").wait_for()
    page.get_by_role("link", name="Ask about it", exact=True).click()
    page.wait_for_selector(".cp-welcome")
    page.locator("#cp-cities >> text=Heming").wait_for()
    page.locator(".cp-welcome >> text=2026-2031").wait_for()
    page.goto(f"{origin}/own")
    page.click("summary >> text=Remove")
    page.click("text=Remove it")
    page.locator("text=Answers do not cite it any more").wait_for()
    context.close()
