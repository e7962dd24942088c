"""The indicator table as a reader meets it: on a phone, in the dark, on paper, by keyboard and with axe."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.barriers import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def chat_assistant() -> Any:
    return SimpleNamespace(plans=())


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    """Open an address in a fresh context; a script error or a refused style fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(
            **({"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"} | options)
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(origin + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_hangs_out_of_the_page(visit: Visit, width: int) -> None:
    page = visit("/indicators?group=livelihood", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(page.url.replace("group=livelihood", "i=gdp&lang=en"))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_cell_opens_its_quote_by_keyboard(visit: Visit) -> None:
    page = visit("/indicators?i=forest_cover", java_script_enabled=False)
    page.locator("td .to .amount").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/chenzhou**")
    assert (
        page.locator("mark.quote").first.inner_text()
        == "森林覆盖率稳定在68.1%以上,城市空气质量优良天数比率达到91%左右"
    )


def test_indicators_and_plans_are_picked_without_scripts(visit: Visit) -> None:
    page = visit("/indicators?lang=en", java_script_enabled=False)
    page.locator(".choose summary").click()
    page.get_by_label("Forest cover").check()
    page.get_by_label("GDP", exact=True).check()
    page.get_by_label("Hengyang").uncheck()
    page.get_by_label("Cities in rows").check()
    page.get_by_role("button", name="Show").click()
    assert page.locator("tbody th").all_inner_texts() == [
        "Chenzhou prefecture",
        "Xiangxiang county",
        "Huaihua prefecture",
        "Changsha-Zhuzhou-Xiangtan region agglomeration",
    ]
    assert page.locator("thead th").count() == 3


def test_paper_has_the_table_without_the_controls(visit: Visit) -> None:
    page = visit("/indicators?i=forest_cover")
    page.emulate_media(media="print")
    assert not page.locator(".groups").is_visible()
    assert page.locator(".grid").is_visible()
    assert page.locator(".bars").is_visible()


@pytest.mark.parametrize(("language", "named"), [("zh-Hans", "保存为图片"), ("en", "Save as a picture")])
def test_the_chart_is_saved_as_a_picture_by_keyboard(visit: Visit, language: str, named: str) -> None:
    page = visit(f"/indicators?i=forest_cover&lang={language}")
    button = page.get_by_role("button", name=named)
    button.focus()
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "cityplans-forest_cover.png"
    picture = Path(saved.value.path()).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    size = page.evaluate(
        "async () => { const chart = new Image(); chart.src = document.querySelector('[data-png]').dataset.png;"
        " await chart.decode(); return [chart.naturalWidth, chart.naturalHeight]; }"
    )
    assert [width, height] == [2 * each for each in size]
    colours = page.evaluate(
        """async (text) => {
          const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))]));
          const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
          canvas.drawImage(picture, 0, 0);
          const data = new Uint32Array(canvas.getImageData(0, 0, picture.width, picture.height).data.buffer);
          return new Set(data).size;
        }""",
        base64.b64encode(picture).decode(),
    )
    assert colours > 20  # bars and letters, no empty sheet
    page.wait_for_function("document.activeElement.matches('[data-png]')")


def test_without_scripts_the_chart_is_offered_as_a_drawing_alone(visit: Visit) -> None:
    page = visit("/indicators?i=forest_cover", java_script_enabled=False)
    assert not page.locator("[data-png]").is_visible()
    assert page.locator(".chart .help a").first.get_attribute("href").startswith("/indicators.svg?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_with_a_chart(visit: Visit, scheme: str) -> None:
    page = visit("/indicators?i=forest_cover&by=city&lang=en", color_scheme=scheme)
    assert faults(page) == []
