"""The widget as a reader meets it on somebody else's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUESTION = "郴州市2025年森林覆盖率目标是多少？"
PERMALINK = "/plans/chenzhou?quote=2-3.1-9.0123abcd#quote"
HOSTILE = """
* { all: revert; letter-spacing: 9px !important; color: red !important; font-size: 40px !important; }
html { font-size: 4px; } body { transform: rotate(0); filter: blur(0); }
button, iframe, dialog, div { display: none !important; height: 3px !important; }
plan-qa { display: none !important; opacity: 0 !important; visibility: hidden !important; transform: scale(9) !important; }
"""


def test_a_reader_with_a_keyboard_on_a_hostile_page(visitor: Any, fake: Any) -> None:
    page = visitor.open(f"<style>{HOSTILE}</style>{visitor.script(mode='bubble', cities='郴州市')}")
    launch = page.locator("plan-qa .launch")
    assert launch.inner_text() == "问规划"
    assert (
        launch.evaluate("each => getComputedStyle(each).fontSize + getComputedStyle(each).letterSpacing")
        == "15pxnormal"
    )
    box = launch.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"], box["y"] + box["height"]) == (1260, 780)
    page.keyboard.press("Tab")
    assert launch.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    frame = visitor.frame(page)
    frame.wait_for_selector("#question:focus")
    assert launch.get_attribute("aria-expanded") == "true"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    turn = frame.locator(".turn[data-state=done]")
    turn.wait_for()
    assert "68.1%" in turn.locator(".answer").inner_text()
    assert fake.calls == [(QUESTION, (), ("郴州市",))]
    frame.locator("#status", has_text=re.compile("引用 1 处原文。$")).wait_for(state="attached")
    [[_, _, answer]] = visitor.heard(page, "answer")
    assert answer["text"].endswith("以上。[1]")
    assert answer["citations"][0]["url"] == visitor.origin + PERMALINK
    turn.locator(".marker").click()
    assert frame.evaluate("document.activeElement.className") == "card"
    page.keyboard.press("Escape")
    page.wait_for_function(
        "document.querySelector('plan-qa').shadowRoot.activeElement?.className === 'launch'"
    )
    assert launch.get_attribute("aria-expanded") == "false"
    assert not page.locator("plan-qa dialog").is_visible()
    assert page.title() == "host"
    assert visitor.said == []


def test_a_table_is_said_in_sentences_and_up_brings_the_question_back(visitor: Any) -> None:
    page = visitor.open(visitor.script(mode="inline"))
    frame = visitor.frame(page)
    frame.locator("#question").click()
    page.keyboard.type("比较目标")
    page.keyboard.press("Enter")
    frame.locator(".turn[data-state=done]").wait_for()
    frame.locator("#status", has_text="引用 2 处原文。").wait_for(state="attached")
    assert frame.locator("#status").text_content() == (
        "郴州市：2025年目标 ≥68.1。 怀化市：2025年目标 71以上。 引用 2 处原文。"
    )
    frame.locator("#question").click()
    page.keyboard.press("ArrowUp")
    assert frame.locator("#question").input_value() == "比较目标"
    assert visitor.said == []


def test_a_citation_opens_the_plan_in_a_tab_of_its_own(visitor: Any) -> None:
    page = visitor.open(visitor.script(mode="inline", ask=QUESTION))
    frame = visitor.frame(page)
    with page.context.expect_page() as opened:
        frame.locator(".read").click()
    assert opened.value.url == visitor.origin + PERMALINK
    # The sandbox of the frame is not that of the plan: its script runs.
    assert opened.value.evaluate("self.origin") == visitor.origin
    [[_, _, detail]] = visitor.heard(page, "citation-click")
    assert (detail["citation"]["marker"], detail["citation"]["url"]) == (1, visitor.origin + PERMALINK)
    assert visitor.said == []


def test_attributes_are_followed_and_removal_leaves_nothing(visitor: Any, fake: Any) -> None:
    page = visitor.open(visitor.script(mode="inline"))
    frame = visitor.frame(page)
    change = (
        "([name, value]) => document.querySelector('script[data-mode]').setAttribute(`data-${name}`, value)"
    )
    page.evaluate(change, ["theme", "dark"])
    frame.wait_for_selector("html[data-theme=dark]")
    page.evaluate(change, ["lang", "en"])
    frame.wait_for_selector("html[lang=en]")
    assert frame.locator("#welcome h1").inner_text() == "Which city’s plan would you like to understand?"
    page.evaluate(change, ["cities", "怀化市，Chenzhou"])
    frame.wait_for_selector("#limited b")
    assert frame.locator("#limited b").all_inner_texts() == ["怀化市", "Chenzhou"]
    page.evaluate(change, ["ask", "怀化的目标？"])
    frame.locator(".turn[data-state=done]").wait_for()
    assert fake.calls == [("怀化的目标？", (), ("怀化市", "Chenzhou"))]
    page.evaluate(change, ["mode", "button"])
    page.locator("plan-qa .launch").click()
    assert page.locator("plan-qa dialog").evaluate("each => each.matches(':modal')")
    page.evaluate(
        "window.gone = document.querySelector('plan-qa'); gone.remove(); postMessage({ type: 'plan-qa:open' }, '*')"
    )
    assert page.evaluate("document.querySelectorAll('plan-qa, iframe, dialog').length") == 0
    assert page.evaluate("gone.shadowRoot.childNodes.length") == 0
    assert not page.evaluate("gone.isOpen")
    # Put back, it is there again.
    page.evaluate("document.body.append(gone)")
    page.locator("plan-qa .launch").click()
    visitor.frame(page)
    assert visitor.said == []


_PATIENCE = 100
"""Tenths of a second."""


def test_sizes(visitor: Any) -> None:
    page = visitor.open(visitor.script(mode="bubble"), reduced_motion="reduce")
    page.locator("plan-qa .launch").click()
    frame = visitor.frame(page)
    panel = page.locator("plan-qa dialog")
    assert panel.evaluate("each => getComputedStyle(each).animationName") == "none"
    wide = page.locator("plan-qa button").evaluate_all(
        "all => all.map((each) => [each.offsetWidth, each.offsetHeight])"
    )
    inside = frame.locator("button:visible, .plans a").evaluate_all(
        "all => all.map((each) => [each.offsetWidth, each.offsetHeight])"
    )
    assert min(side for sides in (*wide, *inside) for side in sides) >= 44
    page.locator("plan-qa .grip").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert panel.evaluate("each => [each.offsetWidth, each.offsetHeight]") == [432, 672]
    grip = page.locator("plan-qa .grip").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] - 90, grip["y"] + 60)
    page.mouse.up()
    assert panel.evaluate("each => [each.offsetWidth, each.offsetHeight]") == [532, 622]
    page.locator("plan-qa .size").click()
    assert panel.bounding_box()["width"] == 960  # type: ignore[index]
    page.set_viewport_size({"width": 639, "height": 700})
    for _ in range(_PATIENCE):  # the page is laid out anew a moment after its size is set
        if panel.bounding_box() == {"x": 0, "y": 0, "width": 639, "height": 700}:
            break
        page.wait_for_timeout(100)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 639, "height": 700}
    # The frame is the same, with what was in it.
    assert frame.locator("#examples button").first.is_visible()
    page.locator("plan-qa .shut").click()
    assert not panel.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visitor: Any, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def serious(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{each['id']}: {each['nodes'][0]['html']}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]

    page = visitor.open(visitor.script(mode="bubble"), color_scheme=scheme)
    page.locator("plan-qa .launch").click()
    visitor.frame(page)
    assert serious(page) == []
    embed = visitor.open("", at=f"{visitor.origin}/embed", color_scheme=scheme)
    embed.wait_for_selector("#examples button")
    assert serious(embed) == []
    for question in (QUESTION, "比较两市", "放什么电影"):
        visitor.ask(embed.main_frame, question)
    assert embed.evaluate("document.documentElement.dataset.theme") == scheme
    assert serious(embed) == []
    builder = visitor.open("", at=f"{visitor.origin}/widget", color_scheme=scheme)
    builder.locator("plan-qa .launch").wait_for()
    assert serious(builder) == []


def test_the_page_that_makes_the_snippet(visitor: Any) -> None:
    page = visitor.open("", at=f"{visitor.origin}/widget?lang=en")
    assert (
        page.inner_text("#code")
        == f'<script src="{visitor.origin}/widget.js" data-mode="bubble" defer></script>'
    )
    page.check("[name=cities][value=怀化市]")
    page.check("[name=mode][value=inline]")
    page.fill("[name=ask]", '"<怀化>" 的目标？')
    page.press("[name=ask]", "Enter")
    frame = visitor.frame(page)
    frame.locator(".turn[data-state=done]").wait_for()
    assert page.inner_text("#csp") == f"script-src {visitor.origin}; frame-src {visitor.origin}"
    # What is copied does on the host what the preview shows.
    copied = visitor.open(page.inner_text("#code"))
    turn = visitor.frame(copied).locator(".turn[data-state=done]")
    turn.wait_for()
    assert turn.locator(".asked p").first.inner_text() == '"<怀化>" 的目标？'
    # Framed by its own origin, as in the preview alone, it could leave its sandbox; the browser says so.
    assert all("can escape its sandboxing" in text for text in visitor.said)
