"""What a reader does is never lost: not on a slow network, not while another thing is under way, not at a reload."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from qa.answers import Answer, Citation, Sentence
from qa.events import Done, Event, SentenceVerified, Understood

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from qa.feedback import Feedback, FeedbackStore

pytestmark = pytest.mark.browser

QUESTION = "森林覆盖率是多少？"
NEXT = "水质呢？"
HELD = "慢慢说。"
"""Its answer waits until the test lets it go on."""
SLOW_MS = 1200
"""So long every request takes; what is done meanwhile comes while the one before is under way."""

CITED = Citation(
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


@dataclass(frozen=True)
class Plan:
    document_id: str = "chenzhou"
    city: str = "郴州市"
    title: str = "郴州市规划纲要"
    kind: str = "五年规划纲要"
    period: str = "2021–2025"
    province: str = "湖南省"
    examples: tuple[str, ...] = (QUESTION,)
    city_en: str = "Chenzhou"
    label: str = ""


@dataclass
class CountingAssistant:
    plans: tuple[Plan, ...] = (Plan(),)
    asked: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        sentence = Sentence("森林覆盖率稳定在68.1%以上。", (1,), "verbatim")
        text = f"{sentence.text}[1]"
        return Answer(id, question, "zh-Hans", False, text, (sentence,), (CITED,), (), "fake", 0.01)

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> AsyncIterator[Event]:
        self.asked.append((question, tuple(history), tuple(cities)))
        answer = self.ask(question, id=id)
        yield Understood(question, "zh-Hans")
        yield SentenceVerified(answer.sentences[0], answer.citations)
        while question == HELD and not self.go_on.is_set():
            await asyncio.sleep(0.05)
        yield Done(answer)


@pytest.fixture(scope="module")
def chat_assistant() -> CountingAssistant:
    return CountingAssistant()


@pytest.fixture(autouse=True)
def nothing_asked(chat_assistant: CountingAssistant) -> None:
    chat_assistant.asked.clear()
    chat_assistant.go_on.clear()


@contextmanager
def slow(page: Page) -> Iterator[None]:
    """Let every request of the page take ``SLOW_MS``."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    told = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {**told, "latency": SLOW_MS})
    yield
    network.send("Network.emulateNetworkConditions", {**told, "latency": 0})


def type_question(page: Page, question: str) -> None:
    page.click("#question textarea")
    page.keyboard.type(question)
    page.keyboard.press("Enter")


def answered(page: Page, number: int) -> Locator:
    turn = page.locator(f"#cp-turn-{number}[data-state=done]")
    turn.wait_for()
    return turn


def is_sent(page: Page) -> None:
    """Wait until the server has all that the reader did."""
    page.wait_for_function("window.cityplansOutbox.all().length === 0")


def kept(store: FeedbackStore, turn: Locator) -> Feedback:
    id = turn.get_attribute("data-turn")
    return next(each for each in store.read() if each.id == id)


def test_a_thumb_a_reason_and_a_remark_in_a_row_are_all_kept(page: Page, feedback_store: FeedbackStore):
    type_question(page, QUESTION)
    turn = answered(page, 1)
    with slow(page):
        turn.locator(".cp-down").click()
        turn.locator("[data-reason=wrong]").click()
        turn.get_by_label("补充说明").fill("应为 2025 年")
        turn.locator("[data-comment]").click()
        assert page.locator("#cp-toast .cp-bubble").count() == 0  # nothing is said before the server has it
        page.locator("#cp-toast", has_text="已记在本机").wait_for()
        is_sent(page)
    found = kept(feedback_store, turn)
    assert (found.verdict, found.reason, found.comment) == ("down", "wrong", "应为 2025 年")


def test_of_two_thumbs_in_a_row_the_last_is_kept_and_shown_after_a_reload(
    page: Page, feedback_store: FeedbackStore
):
    type_question(page, QUESTION)
    turn = answered(page, 1)
    with slow(page):
        turn.locator(".cp-down").click()
        turn.locator(".cp-up").click()
        is_sent(page)
    assert kept(feedback_store, turn).verdict == "up"
    page.reload()
    answered(page, 1).locator(".cp-up[aria-pressed=true]").wait_for()


def test_a_thumb_is_kept_though_the_page_is_left_at_once(
    page: Page, feedback_store: FeedbackStore, tolerate: Callable[[str], None]
):
    tolerate("net::ERR_FAILED")
    type_question(page, QUESTION)
    turn = answered(page, 1)
    page.route("**/gradio_api/run/predict", lambda route: route.abort())
    turn.locator(".cp-up").click()
    page.unroute("**/gradio_api/run/predict")
    page.reload()
    is_sent(page)
    assert kept(feedback_store, answered(page, 1)).verdict == "up"


def test_a_remark_that_is_not_sent_yet_outlives_the_next_question(page: Page):
    type_question(page, QUESTION)
    turn = answered(page, 1)
    turn.locator(".cp-down").click()
    turn.get_by_label("补充说明").fill("应为 2025 年")
    type_question(page, NEXT)
    answered(page, 2)
    assert page.locator("#cp-turn-1").get_by_label("补充说明").input_value() == "应为 2025 年"


def test_a_question_at_once_is_asked_after_the_kept_conversation_is_there(
    page: Page, chat_assistant: CountingAssistant
):
    type_question(page, QUESTION)
    answered(page, 1)
    with slow(page):
        page.reload()
        page.wait_for_selector("#question textarea")
        type_question(page, NEXT)
        answered(page, 2)
    assert chat_assistant.asked[1:] == [(NEXT, (QUESTION,), ())]
    assert page.locator(".cp-turn").count() == 2


def test_enter_in_an_empty_box_is_told_at_once_and_each_time(page: Page, chat_assistant: CountingAssistant):
    with slow(page):
        page.reload()
        for _ in range(3):
            page.press("#question textarea", "Enter")
            told = page.locator("#cp-toast .cp-bubble", has_text="请先输入问题")
            told.wait_for()
            page.evaluate("document.querySelector('#cp-toast').replaceChildren()")
    assert chat_assistant.asked == []


def test_two_questions_in_a_row_are_both_asked_in_their_order(page: Page, chat_assistant: CountingAssistant):
    with slow(page):
        type_question(page, QUESTION)
        type_question(page, NEXT)
        assert page.input_value("#question textarea") == ""
        answered(page, 2)
    assert chat_assistant.asked == [(QUESTION, (), ()), (NEXT, (QUESTION,), ())]


def test_a_question_right_after_a_new_chat_begins_it(page: Page, chat_assistant: CountingAssistant):
    type_question(page, QUESTION)
    answered(page, 1)
    with slow(page):
        page.click("#cp-new-chat")
        type_question(page, NEXT)
        page.locator("#cp-turn-1[data-state=done] .cp-question", has_text=NEXT).wait_for()
    assert chat_assistant.asked[-1] == (NEXT, (), ())
    assert page.locator(".cp-turn").count() == 1


def test_a_question_is_asked_again_when_the_page_is_loaded_anew_during_its_answer(
    page: Page, chat_assistant: CountingAssistant
):
    type_question(page, HELD)
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    page.fill("#question textarea", NEXT)
    page.reload()
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    page.wait_for_function(
        "(draft) => document.querySelector('#question textarea').value === draft", arg=NEXT
    )
    chat_assistant.go_on.set()
    answered(page, 1)
    is_sent(page)
    page.reload()
    answered(page, 1)
    assert [question for question, *_ in chat_assistant.asked] == [HELD, HELD]


def test_an_example_is_asked_and_a_draft_stays_in_the_box(page: Page, chat_assistant: CountingAssistant):
    page.fill("#question textarea", NEXT)
    page.locator(".cp-examples button").first.click()
    answered(page, 1)
    assert page.input_value("#question textarea") == NEXT
    assert chat_assistant.asked == [(QUESTION, (), ())]


def test_enter_during_an_answer_says_what_becomes_of_the_question(
    page: Page, chat_assistant: CountingAssistant
):
    type_question(page, HELD)
    page.locator("#cp-turn-1[data-state=answering]").wait_for()
    type_question(page, NEXT)
    page.locator("#cp-toast", has_text="留在提问框里").wait_for()
    assert page.input_value("#question textarea") == NEXT
    chat_assistant.go_on.set()
    answered(page, 1)


def test_escape_takes_a_question_back_that_is_not_sent_yet(page: Page, chat_assistant: CountingAssistant):
    with slow(page):
        page.reload()
        page.wait_for_selector("#question textarea")
        type_question(page, QUESTION)
        page.keyboard.press("Escape")
        assert page.input_value("#question textarea") == QUESTION
        page.fill("#question textarea", "")
        type_question(page, NEXT)
        answered(page, 1)
    assert chat_assistant.asked == [(NEXT, (), ())]


def test_a_question_that_the_server_refuses_comes_back_into_the_box(
    page: Page, chat_assistant: CountingAssistant, tolerate: Callable[[str], None]
):
    tolerate("429")
    refusal = '{"status": 429, "detail": "busy"}'
    page.route("**/queue/join**", lambda route: route.fulfill(status=429, body=refusal))
    type_question(page, QUESTION)
    page.wait_for_function("document.querySelector('#question textarea').value !== ''")
    assert page.input_value("#question textarea") == QUESTION
    page.unroute("**/queue/join**")
    page.press("#question textarea", "Enter")
    answered(page, 1)
    assert [question for question, *_ in chat_assistant.asked] == [QUESTION]


def test_two_files_in_a_row_are_both_saved(page: Page):
    type_question(page, QUESTION)
    answered(page, 1)
    files: list[Any] = []
    page.on("download", lambda file: files.append(file))
    with slow(page):
        for file_format in ("md", "html"):
            page.locator(".cp-export summary").click()
            page.locator(f"[data-save={file_format}]").click()
        is_sent(page)
    page.wait_for_timeout(200)
    assert sorted(each.suggested_filename.rpartition(".")[2] for each in files) == ["html", "md"]


def test_a_filter_chosen_at_once_holds_for_the_question(page: Page, chat_assistant: CountingAssistant):
    with slow(page):
        page.reload()
        page.wait_for_selector("#question textarea")
        page.locator("#cp-cities label", has_text="郴州市").click()
        type_question(page, QUESTION)
        turn = answered(page, 1)
    assert "郴州市" in turn.locator(".cp-limited").inner_text()
    assert chat_assistant.asked == [(QUESTION, (), ("郴州市",))]
