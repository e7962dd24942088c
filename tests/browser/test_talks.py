"""Conversations, the basket and the sheet: one conversation for each tab, a list of them, undo, Back, and a report."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest

from qa.answers import Answer, Citation, Sentence
from qa.events import Done, Event, SentenceVerified, Understood

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

FOREST = "森林覆盖率是多少？"
WATER = "水质呢？"
BOTH = "比较两地。"
HELD = "慢慢说。"
"""Its answer waits until the test lets it go on."""

FIRST = Citation(
    marker=1,
    city="郴州市",
    document="郴州市规划纲要",
    document_id="chenzhou",
    chapter=("第二章 总体要求",),
    section_id="chenzhou/2",
    quote="森林覆盖率稳定在68.1%以上",
    start=100,
    end=115,
    permalink="/plans/chenzhou#100-115",
)
SECOND = replace(
    FIRST, marker=2, city="怀化市", document="怀化市规划纲要", document_id="huaihua", quote="71%"
)


@dataclass(frozen=True)
class Plan:
    document_id: str = "chenzhou"
    city: str = "郴州市"
    title: str = "郴州市规划纲要"
    kind: str = "五年规划纲要"
    period: str = "2021–2025"
    province: str = "湖南省"
    examples: tuple[str, ...] = (FOREST,)
    city_en: str = "Chenzhou"
    label: str = ""


@dataclass
class TwoPlaces:
    """Answers with one place, or compares two in a table."""

    plans: tuple[Plan, ...] = (Plan(),)
    histories: list[tuple[str, ...]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def ask(self, question: str, *, id: str = "", **_: Any) -> Answer:
        cited = (FIRST, SECOND) if question == BOTH else (FIRST,)
        text = f"{question}森林覆盖率稳定在68.1%以上。[1]"
        if question == BOTH:
            text = "| 城市 | 目标 |\n|---|---|\n| 郴州市 | 68.1% [1] |\n| 怀化市 | 71% [2] |"
        sentence = Sentence("森林覆盖率稳定在68.1%以上。", tuple(each.marker for each in cited), "verbatim")
        return Answer(id, question, "zh-Hans", False, text, (sentence,), cited, (), "fake", 0.01)

    async def stream(
        self, question: str, *, history: Sequence[str] = (), id: str = "", **_: Any
    ) -> AsyncIterator[Event]:
        self.histories.append(tuple(history))
        answer = self.ask(question, id=id)
        yield Understood(question, "zh-Hans")
        yield SentenceVerified(answer.sentences[0], answer.citations)
        while question == HELD and not self.go_on.is_set():
            await asyncio.sleep(0.05)
        yield Done(answer)


@pytest.fixture(scope="module")
def chat_assistant() -> TwoPlaces:
    return TwoPlaces()


def type_question(page: Page, question: str, *, number: int = 1) -> Locator:
    """Type a question, wait for its answer, and until the browser has kept it."""
    page.click("#question textarea")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    turn = page.locator(f"#cp-turn-{number}[data-state=done]")
    turn.wait_for()
    id = turn.get_attribute("data-turn")
    page.wait_for_function("id => Object.values(localStorage).some(text => text.includes(id))", arg=id)
    return turn


def shown(page: Page) -> list[str]:
    return page.locator(".cp-question > p:not([class])").all_inner_texts()


def wait_for(page: Page, *questions: str) -> None:
    """Wait until the page shows a conversation of these questions."""
    script = """wanted => {
        const found = [...document.querySelectorAll(".cp-question > p:not([class])")].map((each) => each.textContent);
        return JSON.stringify(found) === JSON.stringify(wanted);
    }"""
    page.wait_for_function(script, arg=list(questions))


def titles(page: Page) -> list[str]:
    return page.locator(".cp-talks .cp-talk-title").all_text_contents()


def begin_anew(page: Page) -> None:
    page.click("#cp-new-chat")
    page.wait_for_selector(".cp-welcome")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (360, 740)])
def test_a_list_leads_from_one_conversation_to_another_and_back(
    page: Page, chat_assistant: TwoPlaces, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    type_question(page, FOREST)
    type_question(page, WATER, number=2)
    begin_anew(page)
    type_question(page, BOTH)
    assert titles(page) == [BOTH, FOREST]
    page.click(".cp-talks summary")
    page.click(f".cp-talk >> text={FOREST}")
    wait_for(page, FOREST, WATER)
    page.go_back()
    wait_for(page, BOTH)
    page.go_back()
    wait_for(page, FOREST, WATER)
    page.reload()
    page.wait_for_selector("#cp-turn-2[data-state=done]")
    assert shown(page) == [FOREST, WATER]
    type_question(page, "那水质呢？", number=3)
    assert chat_assistant.histories[-1] == (FOREST, WATER)
    assert titles(page) == [FOREST, BOTH]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_another_page_and_back_is_the_same_conversation(page: Page, origin: str) -> None:
    type_question(page, FOREST)
    page.goto(f"{origin}/plans")
    page.go_back()
    page.wait_for_selector("#cp-turn-1[data-state=done]")
    page.goto(f"{origin}/help")
    page.click(".pages a >> nth=0")
    page.wait_for_selector("#cp-turn-1[data-state=done]")
    assert shown(page) == [FOREST]


def test_every_tab_has_its_own_conversation(page: Page, origin: str) -> None:
    type_question(page, FOREST)
    other = page.context.new_page()
    other.goto(origin)
    other.wait_for_selector(".cp-welcome")
    type_question(other, WATER)
    page.wait_for_function("document.querySelectorAll('.cp-talk').length === 2")
    page.reload()
    page.wait_for_selector("#cp-turn-1[data-state=done]")
    assert shown(page) == [FOREST]
    # The same conversation in both tabs: what the second adds becomes one of its own, and nothing is lost.
    other.click(".cp-talks summary")
    other.click(f".cp-talk >> text={FOREST}")
    wait_for(other, FOREST)
    type_question(page, BOTH, number=2)
    type_question(other, WATER, number=2)
    other.wait_for_function("document.querySelectorAll('.cp-talk').length === 3")
    for each, questions in ((page, [FOREST, BOTH]), (other, [FOREST, WATER])):
        each.reload()
        each.wait_for_selector("#cp-turn-2[data-state=done]")
        assert shown(each) == questions


def test_what_is_deleted_comes_back_by_undo_and_else_is_gone(page: Page) -> None:
    type_question(page, FOREST)
    begin_anew(page)
    type_question(page, WATER)
    page.click(".cp-talks summary")
    page.get_by_role("button", name=f"删除：{WATER}").click()
    page.wait_for_selector(".cp-welcome")
    assert titles(page) == [FOREST]
    page.click("#cp-toast >> text=撤销")
    wait_for(page, WATER)
    assert titles(page) == [WATER, FOREST]
    page.click(".cp-talks summary")
    page.click("[data-delete-talks]")
    page.wait_for_selector(".cp-welcome")
    assert titles(page) == []
    page.reload()
    page.wait_for_selector(".cp-welcome")
    assert page.evaluate("JSON.stringify({...localStorage})").count("signed") == 0
    assert FOREST not in page.evaluate("JSON.stringify({...localStorage})")


def test_a_conversation_is_left_while_it_is_answered_and_keeps_what_came(
    page: Page, chat_assistant: TwoPlaces
) -> None:
    chat_assistant.go_on.clear()
    type_question(page, FOREST)
    begin_anew(page)
    page.click("#question textarea")
    page.keyboard.type(HELD)
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    page.click(".cp-talks summary")
    page.click(f".cp-talk >> text={FOREST}")
    wait_for(page, FOREST)
    page.wait_for_function("document.querySelectorAll('.cp-talk').length === 2")
    page.click(".cp-talks summary")
    page.click(f".cp-talk >> text={HELD}")
    wait_for(page, HELD)
    assert page.locator("#cp-turn-1").get_attribute("data-state") == "stopped"


def test_chosen_answers_become_a_report(page: Page, tmp_path: Path) -> None:
    type_question(page, FOREST).locator("[data-pick]").click()
    begin_anew(page)
    turn = type_question(page, BOTH)
    turn.locator("[data-pick]").click()
    assert turn.locator("[data-pick]").get_attribute("aria-pressed") == "true"
    page.click(".cp-export summary")
    assert page.locator(".cp-report .cp-talk-title").all_inner_texts() == [FOREST, BOTH]
    with page.expect_download() as saved:
        page.click("[data-report=docx]")
    saved.value.save_as(tmp_path / "report.docx")
    paragraphs = [each.text for each in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    assert f"1. {FOREST}" in paragraphs
    assert any(each.startswith("[3] ") and "怀化市规划纲要" in each for each in paragraphs)
    page.click(".cp-export summary")
    page.get_by_role("button", name=f"从报告中去掉：{FOREST}").click()
    with page.expect_download() as saved:
        page.click("[data-report=html]")
    saved.value.save_as(tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="#q\d+">([^<]+)', html) == [BOTH]
    page.reload()
    page.wait_for_selector("#cp-turn-1 [data-pick][aria-pressed=true]")
    page.click("#cp-turn-1 [data-pick]")
    assert not page.locator(".cp-report").is_visible()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_on_a_phone_the_menus_stay_within_the_page(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    type_question(page, BOTH).locator("[data-pick]").click()
    if language == "en":
        page.click(".cp-language [data-lang=en]")
    for menu in (".cp-talks", ".cp-export", ".cp-menu"):
        page.click(f"{menu} > summary")
        box = page.locator(f"{menu} > :not(summary)").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        page.click("#question textarea")  # a click elsewhere closes it
        assert not page.locator(f"{menu}[open]").count()


def test_on_a_phone_a_marker_brings_its_place_up_as_a_sheet(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    turn = type_question(page, BOTH)
    page.wait_for_timeout(600)
    before = page.evaluate("scrollY")
    marker = turn.locator(".cp-marker").first
    marker.click()
    sheet = page.get_by_role("dialog", name="引用原文 1/2")
    assert FIRST.quote in sheet.locator("mark").inner_text()
    assert page.evaluate("scrollY") == before
    page.get_by_role("button", name="下一处引文").click()
    assert page.locator(".cp-sheet mark").inner_text() == SECOND.quote
    page.keyboard.press("Escape")
    assert not page.locator(".cp-sheet").is_visible()
    assert marker.evaluate("each => each === document.activeElement")
    marker.click()
    page.locator(".cp-sheet .cp-back").click()
    assert not page.locator(".cp-sheet").is_visible()


def test_on_a_phone_each_place_of_a_comparison_is_a_card(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    turn = type_question(page, BOTH)
    cards = [each.bounding_box() for each in turn.locator(".cp-table tbody tr").all()]
    assert all(card is not None and card["width"] > 300 for card in cards)
    cell = turn.locator(".cp-table td").first
    assert cell.evaluate("each => getComputedStyle(each, '::before').content") == '"目标"'
    assert [each.get_attribute("role") for each in turn.locator(".cp-table tr").all()] == ["row"] * 3
