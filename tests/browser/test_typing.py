"""Questions typed key by key: where the answer then stands, and where keys go that are typed meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from qa.answers import Answer, Citation, Sentence
from qa.events import Done, Event, SentenceVerified, Understood

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1440, 900), (360, 740), (640, 360)]  # the last is the first at a zoom of 200 %
SHORT = "森林覆盖率是多少？"
LONG = "请详细列出全部目标。"
HELD = "慢慢说。"
"""Its answer goes no further than its first sentence, until the test or the reader ends it."""
PAUSE_S = 0.15
"""Between the steps of an answer, so that the page is seen while the answer grows."""
AS_IT_ENDS = """([turn, state, question]) => new MutationObserver((_, observer) => {
  if (!document.querySelector(`#cp-turn-${turn}[data-state=${state}]`)) return;
  observer.disconnect();
  const box = document.querySelector("#question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  for (const type of ["keydown", "keypress"]) {
    box.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true }));
  }
}).observe(document.body, { childList: true, subtree: true, attributes: true })"""
"""Sends a question in the very moment in which the page shows that a turn has ended."""


def _citation(marker: int) -> Citation:
    """Return a passage of some lines."""
    return Citation(
        marker=marker,
        city="郴州市",
        document="郴州市规划纲要",
        document_id="chenzhou",
        chapter=("第二章 总体要求", "第三节 发展目标"),
        section_id="chenzhou/2/3",
        quote="森林覆盖率稳定在68.1%以上",
        start=100,
        end=115,
        permalink="/plans/chenzhou#100-115",
        before="能源资源配置更加合理、利用效率大幅提高，" * 6,
    )


@dataclass(frozen=True)
class Plan:
    document_id: str = "chenzhou"
    city: str = "郴州市"
    title: str = "郴州市规划纲要"
    kind: str = "五年规划纲要"
    period: str = "2021–2025"
    province: str = "湖南省"
    examples: tuple[str, ...] = (SHORT, LONG)
    city_en: str = "Chenzhou"
    label: str = ""


@dataclass
class SlowAssistant:
    """Answers with one sentence or twenty, a while between any two of the first few."""

    plans: tuple[Plan, ...] = (Plan(),)
    asked: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    """What the answer to ``HELD`` waits for."""
    left: int = 0
    """So many answers were ended before they were complete."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        count = 20 if question == LONG else 1
        citations = tuple(_citation(number) for number in range(1, count + 1))
        sentences = tuple(
            Sentence("森林覆盖率稳定在68.1%以上。" * 4, (each.marker,), "verbatim") for each in citations
        )
        text = "\n".join(f"{sentence.text}[{sentence.markers[0]}]" for sentence in sentences)
        return Answer(id, question, "zh-Hans", False, text, sentences, citations, (), "fake", 0.01)

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> AsyncIterator[Event]:
        self.asked.append(question)
        answer = self.ask(question, id=id)
        try:
            yield Understood(question, "zh-Hans")
            for number, (sentence, citation) in enumerate(
                zip(answer.sentences, answer.citations, strict=True)
            ):
                await asyncio.sleep(PAUSE_S if number < 4 else 0)
                yield SentenceVerified(sentence, (citation,))
                while question == HELD and not self.go_on.is_set():
                    await asyncio.sleep(0.05)
            await asyncio.sleep(PAUSE_S)
        except (asyncio.CancelledError, GeneratorExit):
            self.left += 1
            raise
        yield Done(answer)


@pytest.fixture(scope="module")
def chat_assistant() -> SlowAssistant:
    """The assistant behind the chat."""
    return SlowAssistant()


@pytest.fixture(autouse=True)
def held_again(chat_assistant: SlowAssistant) -> None:
    """Let the answer to ``HELD`` wait, whatever the test before did."""
    chat_assistant.go_on.clear()


def type_question(page: Page, question: str, *, number: int, then: str = "") -> Locator:
    """Type ``question`` and Enter, go on typing ``then`` at once; return turn ``number`` when it is answered."""
    page.click("#question textarea")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.keyboard.type(then, delay=60)
    turn = page.locator(f"#cp-turn-{number}[data-state=done]")
    turn.wait_for()
    come_to_rest(page)
    return turn


def come_to_rest(page: Page) -> None:
    """Wait until the page has not moved for half a second: a long smooth scroll takes its time on a busy machine."""
    before = None
    for _ in range(20):
        now = page.evaluate("scrollY")
        if now == before:
            return
        before = now
        page.wait_for_timeout(500)
    raise AssertionError("the page still moves after ten seconds")


def assert_read_from_its_beginning(page: Page, turn: Locator) -> None:
    """Look where a turn stands: its question right under the header, its answer's first line above the composer."""
    places = [page.locator(each).bounding_box() for each in ("#cp-header", "#cp-composer")]
    question, answer = turn.locator(".cp-question").bounding_box(), turn.locator(".cp-answer").bounding_box()
    header, composer = places
    assert header is not None
    assert composer is not None
    assert question is not None
    assert answer is not None
    below = header["y"] + header["height"]
    assert below <= question["y"] < below + 40
    assert answer["y"] + 20 < composer["y"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_typed_answer_is_read_from_its_beginning(page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for conversation in ((SHORT, LONG, LONG, SHORT), (LONG,)):
        for number, question in enumerate(conversation, 1):
            assert_read_from_its_beginning(page, type_question(page, question, number=number))
        page.click("#cp-new-chat")
        page.wait_for_selector(".cp-welcome")
        assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_stands_still_while_a_question_is_typed(page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for place in ("0", "30"):
        page.evaluate(f"scrollTo({{top: {place}}})")
        before = page.evaluate("scrollY")
        page.click("#question textarea")
        page.keyboard.type("森林")
        assert page.evaluate("scrollY") == before
    page.fill("#question textarea", "")
    type_question(page, LONG, number=1)
    page.evaluate("scrollBy({top: 300})")
    before = page.evaluate("scrollY")
    page.click("#question textarea")
    page.keyboard.type("森林")
    assert page.evaluate("scrollY") == before > 300


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (360, 740)])
def test_what_is_typed_after_enter_stays_in_the_box(
    page: Page, chat_assistant: SlowAssistant, width: int, height: int
):
    page.set_viewport_size({"width": width, "height": height})
    for number, question in enumerate((SHORT, LONG), 1):
        turn = type_question(page, question, number=number, then="水质呢那么")
        assert page.input_value("#question textarea") == "水质呢那么"
        assert chat_assistant.asked[-1] == question
        assert_read_from_its_beginning(page, turn)
        page.fill("#question textarea", "")
    page.click("#cp-new-chat")
    page.wait_for_selector(".cp-welcome")
    type_question(page, SHORT, number=1, then="水质呢那么")
    assert page.input_value("#question textarea") == "水质呢那么"


def test_a_question_typed_during_an_answer_waits_in_the_box(page: Page, chat_assistant: SlowAssistant):
    page.click("#question textarea")
    page.keyboard.type(HELD)
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    page.keyboard.type("水质")
    page.keyboard.press("Enter")
    page.keyboard.type("呢？")
    chat_assistant.go_on.set()
    page.locator("#cp-turn-1[data-state=done]").wait_for()
    assert page.input_value("#question textarea") == "水质呢？"
    page.click("#cp-send")
    page.locator("#cp-turn-2[data-state=done]").wait_for()
    assert chat_assistant.asked[-1] == "水质呢？"
    assert page.input_value("#question textarea") == ""


def test_a_new_chat_empties_the_box_and_keeps_what_is_typed_then(page: Page):
    type_question(page, SHORT, number=1, then="草稿")
    page.click("#cp-new-chat")
    page.click("#question textarea")
    page.keyboard.type("水质")
    page.wait_for_selector(".cp-welcome")
    page.wait_for_timeout(300)
    assert page.input_value("#question textarea") == "水质"


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (360, 740)])
def test_nothing_that_has_the_focus_is_hidden_by_the_composer(page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    type_question(page, LONG, number=1)
    page.locator("#cp-turn-1 .cp-marker").first.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = page.evaluate("Boolean(document.activeElement.closest('#cp-turn-1'))")
        if not inside:
            break
        # What has the focus may still be scrolled to. On a wide page the sources stand beside the composer, and reach as
        # far down as the page.
        page.wait_for_function(
            """(wide) => {
                const place = (each) => each.getBoundingClientRect();
                const [header, composer] = ['#cp-header', '#cp-composer'].map((id) => place(document.querySelector(id)));
                const beside = wide && document.activeElement.closest('.cp-sources');
                const { top, bottom } = place(document.activeElement);
                return top >= header.bottom && bottom <= (beside ? window.innerHeight : composer.top);
            }""",
            arg=width >= 1200,
            timeout=10_000,
        )


def test_enter_that_ends_a_composition_sends_nothing(page: Page, chat_assistant: SlowAssistant):
    asked = len(chat_assistant.asked)
    page.click("#question textarea")
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "senlin", "selectionStart": 6, "selectionEnd": 6})
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    method.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    method.send("Input.insertText", {"text": "森林"})
    page.wait_for_timeout(500)
    assert len(chat_assistant.asked) == asked
    assert page.input_value("#question textarea") == "森林"
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=done]").wait_for()
    assert chat_assistant.asked[-1] == "森林"


def test_shift_enter_begins_a_line_and_a_paste_keeps_its_lines(page: Page, chat_assistant: SlowAssistant):
    page.click("#question textarea")
    page.keyboard.type("森林")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("水质\n空气")  # as a paste comes
    assert page.input_value("#question textarea") == "森林\n水质\n空气"
    page.keyboard.press("Enter")
    turn = page.locator("#cp-turn-1[data-state=done]")
    turn.wait_for()
    assert chat_assistant.asked[-1] == "森林\n水质\n空气"
    assert turn.locator(".cp-question > p").first.inner_text() == "森林\n水质\n空气"
    assert page.input_value("#question textarea") == ""


def test_up_brings_the_last_question_back_and_escape_stops_an_answer(
    page: Page, chat_assistant: SlowAssistant
):
    page.click("#question textarea")
    page.keyboard.press("ArrowUp")
    assert page.input_value("#question textarea") == ""
    page.keyboard.type(HELD)
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    left = chat_assistant.left
    page.keyboard.press("Escape")
    page.locator("#cp-turn-1[data-state=stopped]").wait_for()
    assert chat_assistant.left == left + 1
    page.keyboard.press("ArrowUp")
    assert page.input_value("#question textarea") == HELD
    page.keyboard.type("谢谢")
    page.keyboard.press("ArrowUp")  # moves the caret, as in any box
    page.keyboard.press("Escape")
    assert page.input_value("#question textarea") == f"{HELD}谢谢"
    page.keyboard.press("Enter")
    page.locator("#cp-turn-2[data-state=done]").wait_for()
    assert chat_assistant.asked[-1] == f"{HELD}谢谢"


LISTEN = """() => {
  window.heard = [];
  const region = document.querySelector("#cp-announcement");
  const listen = () => {
    const text = region.innerText.trim();
    if (text && heard.at(-1) !== text) heard.push(text);
  };
  new MutationObserver(listen).observe(region, { childList: true, subtree: true, characterData: true });
}"""
"""Keeps all that a screen reader is told."""


def test_the_answer_is_announced_once_in_words(page: Page):
    page.evaluate(LISTEN)
    type_question(page, SHORT, number=1)
    said = page.locator("#cp-announcement[role=status]")
    searching, answer = page.evaluate("heard")  # and nothing of Gradio's queue and clock
    assert searching == "正在检索规划原文…"
    assert answer.endswith("引用 1 处原文。")
    assert "68.1%" in (said.text_content() or "")
    assert "[1]" not in (said.text_content() or "")
    assert said.locator("[lang=zh-Hans]").count() == 1


@pytest.mark.parametrize(("first", "state"), [(SHORT, "done"), (HELD, "stopped")])
def test_enter_is_not_lost_while_the_turn_before_ends(
    page: Page, chat_assistant: SlowAssistant, first: str, state: str
):
    page.evaluate(AS_IT_ENDS, [1, state, LONG])
    page.click("#question textarea")
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    if state == "stopped":
        page.locator("#cp-turn-1[data-state=answering]").wait_for()
        page.keyboard.press("Escape")
    page.locator("#cp-turn-2[data-state=done]").wait_for()
    assert chat_assistant.asked[-2:] == [first, LONG]
    assert page.input_value("#question textarea") == ""


def test_enter_twice_asks_once_and_what_follows_at_once_is_asked_next(
    page: Page, chat_assistant: SlowAssistant
):
    page.click("#question textarea")
    page.keyboard.type(SHORT)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=done]").wait_for()
    page.keyboard.type(LONG)
    page.keyboard.press("Enter")
    page.locator("#cp-turn-2[data-state=done]").wait_for()
    assert chat_assistant.asked[-2:] == [SHORT, LONG]
    assert page.locator(".cp-turn").count() == 2


def test_a_new_chat_ends_the_answer_and_takes_a_question_at_once(page: Page, chat_assistant: SlowAssistant):
    page.click("#question textarea")
    page.keyboard.type(HELD)
    page.keyboard.press("Enter")
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    left = chat_assistant.left
    page.click("#cp-new-chat")
    page.click("#question textarea")
    page.keyboard.type(LONG)
    page.keyboard.press("Enter")
    turn = page.locator("#cp-turn-1[data-state=done]")
    turn.wait_for()
    assert turn.locator(".cp-question > p").first.inner_text() == LONG
    assert chat_assistant.left == left + 1
    assert page.locator(".cp-turn").count() == 1
