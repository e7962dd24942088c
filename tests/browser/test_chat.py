"""The chat as a reader meets it: a real server, a real browser, and no request to anybody else."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest

from embeddings.query.history import Carried, Context
from qa.answers import Answer, Citation, Sentence
from qa.errors import UnknownCityError
from qa.events import Done, SentenceVerified, Understood

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qa.feedback import FeedbackStore

pytestmark = pytest.mark.browser

# What is asked and what must then be seen; a real assistant over the real plans answers these too.
QUESTION = "郴州市到2025年森林覆盖率目标是多少？"
CITY = "郴州市"
HEADING = "“十四五”发展目标"
QUOTED = "森林覆盖率"
OUTSIDE = "今天晚上电视里放什么电影？"

OUTLINE = "国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"
PASSAGE = Citation(
    marker=1,
    city=CITY,
    document=f"{CITY}{OUTLINE}",
    document_id="chenzhou",
    chapter=("第二章（原文标题缺失）", "第三节 发展目标", "2.“十四五”发展目标"),
    section_id="chenzhou/2/3/2",
    quote="森林覆盖率稳定在68.1% 以上",
    start=12345,
    end=12361,
    permalink="/plans/chenzhou#12345-12361",
    before="能源资源配置更加合理、利用效率大幅提高，",
    after="，城市空气质量优良天数比率完成省定目标。",
)
OTHER = replace(
    PASSAGE,
    marker=2,
    city="怀化市",
    document=f"怀化市{OUTLINE}",
    document_id="huaihua",
    chapter=("第三章 总体要求", "第三节 主要目标", "专栏2 主要指标"),
    quote="森林覆盖率（%） 71.05 稳定在71以上",
    warnings=("原文此处缺数字",),
)

CARRIED = (Carried("place", "郴州市"), Carried("topic", "森林覆盖率"))


@dataclass(frozen=True)
class FakePlan:
    document_id: str
    city: str
    title: str
    kind: str = "五年规划纲要"
    period: str = "2021–2025"
    province: str = "湖南省"
    examples: tuple[str, ...] = ()
    city_en: str = ""
    label: str = ""


@dataclass
class FakeAssistant:
    plans: tuple[FakePlan, ...] = (
        FakePlan(
            "chenzhou", CITY, f"{CITY}{OUTLINE}", examples=(QUESTION, "What is Chenzhou's forest target?")
        ),
        FakePlan("huaihua", "怀化市", f"怀化市{OUTLINE}", examples=("怀化和郴州的目标有什么不同？",)),
    )
    calls: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    contexts: list[Context] = field(default_factory=list)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        self.calls.append((question, tuple(history), tuple(cities)))
        if isinstance(context, Context):
            self.contexts.append(context)
        text, citations = f"到2025年，{CITY}森林覆盖率稳定在68.1%以上。[1]", (PASSAGE,)
        if "等一等" in question:
            self.hold.wait(30)
        if "上海" in question:
            raise UnknownCityError("No plan covers <b>上海市</b>", remedy="Covered are 郴州市, 怀化市")
        if "崩溃" in question:
            raise RuntimeError("a secret")
        if question == OUTSIDE:
            return Answer(id, question, "zh-Hans", True, "规划中没有相关内容。", (), (), (), "fake", 0.01)
        if "不同" in question:
            table = "| 城市 | 2025年目标 |\n|---|---|\n| 郴州市 | ≥68.1 [1] |\n| 怀化市 | 71以上 [2] |"
            text, citations = f"两市的目标如下。[1][2]\n{table}", (PASSAGE, OTHER)
        if "<" in question:
            attack = "<img src=x onerror=document.title='hacked'>"
            text = f"{attack} [链接](http://evil.test/) ${{document.title='hacked'}} {{{{this}}}} [1]"
            script = "<script>document.title='hacked'</script>"
            link = "javascript:document.title='hacked'"
            citations = (
                replace(
                    PASSAGE,
                    document=attack,
                    document_id=attack,
                    chapter=(attack,),
                    quote=attack,
                    permalink=link,
                    warnings=(attack,),
                    before=script,
                ),
            )
        sentences = tuple(Sentence(text, (citation.marker,), "verbatim") for citation in citations)
        return Answer(id, question, "zh-Hans", False, text, sentences, citations, (), "fake", 0.01)

    async def stream(self, question, *, history=(), cities=(), context=None, id=""):
        answer = await asyncio.to_thread(
            self.ask, question, history=history, cities=cities, context=context, id=id
        )
        left = frozenset() if context is None else context.without
        carried = tuple(each for each in CARRIED if history and "呢" in question and each.kind not in left)
        yield Understood(answer.standalone or question, answer.language, carried)
        for sentence in answer.sentences:
            cited = tuple(each for each in answer.citations if each.marker in sentence.markers)
            yield SentenceVerified(sentence, cited)
        yield Done(replace(answer, carried=carried))


@pytest.fixture(scope="module")
def chat_assistant() -> Any:
    """The assistant behind the chat; put a real one here to test the whole way."""
    return FakeAssistant()


def test_answer_with_its_citation(ask: Any, page: Page, screenshots: Path):
    turn = ask(page, QUESTION)
    assert QUESTION in turn.locator(".cp-question").inner_text()
    assert "68.1%" in turn.locator(".cp-answer").inner_text()
    card = turn.locator(".cp-card").first
    assert CITY in card.locator(".cp-title").inner_text()
    assert HEADING in card.locator(".cp-crumbs").inner_text()
    assert QUOTED in card.locator("mark").inner_text()
    assert card.locator("mark").is_visible()
    assert card.locator(".cp-seal").inner_text() == "原文"
    page.screenshot(path=screenshots / "answer.png")


def test_marker_goes_to_its_card_and_back(ask: Any, page: Page):
    turn = ask(page, QUESTION)
    card = turn.locator(".cp-card").first
    card.locator(":scope > details > summary").click()
    assert not card.locator("mark").is_visible()
    turn.locator(".cp-marker").first.click()
    assert card.locator("mark").is_visible()
    assert page.evaluate("document.activeElement.className").startswith("cp-card")
    card.locator(".cp-back").click()
    assert page.evaluate("document.activeElement.className").startswith("cp-marker")


def test_refusal_offers_help(ask: Any, page: Page):
    turn = ask(page, OUTSIDE)
    refusal = turn.locator(".cp-refusal")
    assert CITY in refusal.locator(".cp-plans").inner_text()
    assert turn.locator(".cp-problem").count() == 0
    assert turn.locator(".cp-card").count() == 0


def test_example_is_asked_by_a_click(page: Page):
    page.locator(".cp-examples button", has_text=QUESTION).click()
    page.locator(".cp-turn[data-state=done]").wait_for()
    assert page.locator(".cp-card").count() >= 1


def test_language_is_switched_and_remembered(ask: Any, page: Page, origin: str):
    page.click(".cp-language [data-lang=en]")
    assert page.locator("#cp-send").inner_text() == "Ask"
    ask(page, QUESTION)
    page.click("#cp-new-chat")
    page.wait_for_selector(".cp-welcome")
    page.reload()
    page.wait_for_selector(".cp-welcome")
    page.wait_for_function("document.querySelector('#cp-send').textContent.trim() === 'Ask'")
    ours = "#cp-thread [data-t], #cp-composer [data-t], #cp-send, #cp-new-chat, .cp-full > [data-t]"
    shown = " ".join(page.locator(ours).all_inner_texts())
    assert "Try asking" in shown
    assert re.findall(r"[\u4e00-\u9fff]+", shown) == []
    assert page.get_attribute("#question textarea", "placeholder") == "Ask about the plans…"
    page.goto(f"{origin}/?lang=zh")
    page.wait_for_selector(".cp-welcome")
    assert page.locator("#cp-send").inner_text() == "提问"


def test_follow_up_cities_and_new_chat(ask: Any, page: Page, chat_assistant: Any):
    ask(page, QUESTION)
    page.locator("#cp-cities label", has_text=CITY).click()
    turn = ask(page, "那水质呢？")
    assert CITY in turn.locator(".cp-limited").inner_text()
    if isinstance(chat_assistant, FakeAssistant):
        assert chat_assistant.calls[-1] == ("那水质呢？", (QUESTION,), (CITY,))
    page.click("#cp-new-chat")
    page.wait_for_selector(".cp-welcome")
    assert page.locator(".cp-turn").count() == 0


def test_what_was_taken_over_is_taken_off_and_a_full_answer_asked_for(
    ask: Any, page: Page, fake: FakeAssistant
):
    ask(page, QUESTION)
    turn = ask(page, "那水质呢？")
    assert turn.locator(".cp-chip").all_inner_texts() == ["郴州市×", "森林覆盖率×"]
    turn.locator(".cp-chip button").last.click()
    page.wait_for_function("document.querySelectorAll('.cp-chip').length === 1")
    page.locator(".cp-turn[data-state=done]").nth(1).wait_for()
    assert page.locator(".cp-turn").count() == 2
    before = page.locator(".cp-turn").last.get_attribute("data-turn")
    page.locator(".cp-turn").last.locator(".cp-depth").click()
    page.wait_for_function(f"[...document.querySelectorAll('.cp-turn')].at(-1).dataset.turn !== '{before}'")
    page.locator(".cp-turn[data-state=done]").nth(1).wait_for()
    assert [context.depth for context in fake.contexts][-3:] == ["short", "short", "full"]
    assert fake.contexts[-1].without == {"topic"}
    assert [question for question, *_ in fake.calls].count("那水质呢？") >= 3
    assert ask(page, "那空气呢？").locator(".cp-chip").count() == 2


def test_closed_card_stays_closed_when_the_chat_goes_on(ask: Any, page: Page):
    first = ask(page, QUESTION)
    first.locator(".cp-card > details > summary").first.click()
    ask(page, QUESTION)
    assert not first.locator("mark").first.is_visible()


def test_empty_question_asks_nothing(page: Page):
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    page.locator("#cp-toast .cp-bubble", has_text="请先输入问题").wait_for()
    assert page.locator(".cp-turn").count() == 0


@pytest.fixture
def fake(chat_assistant: Any) -> FakeAssistant:
    """The fake assistant, for what a real one does not do on demand."""
    if not isinstance(chat_assistant, FakeAssistant):
        pytest.skip("needs the fake assistant")
    return chat_assistant


def test_table_scrolls_inside_itself_on_a_phone(ask: Any, page: Page, fake: FakeAssistant, screenshots: Path):
    page.set_viewport_size({"width": 360, "height": 740})
    turn = ask(page, "怀化和郴州的目标有什么不同？")
    assert turn.locator(".cp-table td .cp-marker").count() == 2
    assert "来源文本有缺损" in turn.locator(".cp-damage").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=screenshots / "table-360.png", full_page=True)


def test_html_is_shown_and_never_run(ask: Any, page: Page, fake: FakeAssistant):
    question = "<img src=x onerror=document.title='hacked'>**粗**"
    turn = ask(page, question)
    assert question in turn.locator(".cp-question").inner_text()
    answer = turn.locator(".cp-answer")
    assert "<img src=x onerror=document.title='hacked'> [链接](http://evil.test/)" in answer.inner_text()
    assert "${document.title='hacked'} {{this}}" in answer.inner_text()
    assert turn.locator("img, script, strong:not(.cp-title strong)").count() == 0
    assert turn.locator("a:not(.cp-marker, .cp-back, .cp-read)").count() == 0
    assert page.title() == "规划问答 · CityPlans"


def test_html_in_a_kept_conversation_is_shown_and_never_run(ask: Any, page: Page, fake: FakeAssistant):
    ask(page, "<img src=x onerror=document.title='hacked'>")
    page.reload()
    turn = page.locator("#cp-turn-1[data-state=done]")
    turn.wait_for()
    assert "<img src=x onerror=document.title='hacked'>" in turn.locator("mark").inner_text()
    assert turn.locator("img, script").count() == 0
    assert page.locator("[href^='javascript:']").count() == 0
    turn.locator(".cp-marker").first.click()
    assert page.title() == "规划问答 · CityPlans"


def test_a_thumb_with_its_reason_is_kept(
    ask: Any, page: Page, fake: FakeAssistant, feedback_store: FeedbackStore
):
    turn = ask(page, QUESTION)
    turn.locator(".cp-down").click()
    turn.locator("[data-reason=wrong]").click()
    turn.get_by_label("补充说明").fill("应为 2025 年")
    turn.locator("[data-comment]").click()
    page.wait_for_function("window.cityplansOutbox.all().length === 0")
    (found,) = [each for each in feedback_store.read() if each.id == turn.get_attribute("data-turn")]
    assert (found.verdict, found.reason, found.comment) == ("down", "wrong", "应为 2025 年")
    assert (found.question, found.citations[0].section_id) == (QUESTION, PASSAGE.section_id)


def test_the_exported_conversation_has_its_citations(
    ask: Any, page: Page, fake: FakeAssistant, tmp_path: Path
):
    ask(page, QUESTION)
    for file_format in ("md", "html", "docx"):
        page.locator(".cp-export summary").click()
        with page.expect_download() as waiting:
            page.locator(f"[data-save={file_format}]").click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        assert file.suffix == f".{file_format}"
        if file_format == "docx":
            text = "\n".join(each.text for each in docx.Document(str(file)).paragraphs)
        else:
            text = file.read_text(encoding="utf-8")
        for expected in (QUESTION, CITY, HEADING, PASSAGE.quote):
            assert expected in text


def test_an_english_reader_sees_no_chinese_but_the_plans_own(ask: Any, page: Page, fake: FakeAssistant):
    page.click(".cp-language [data-lang=en]")
    turn = ask(page, "怀化和郴州的目标有什么不同？")
    assert turn.locator(".cp-damage").inner_text().split("\n") == [
        "The source text is damaged here",
        "a figure is missing here",
    ]


def test_the_box_is_empty_and_one_line_high_after_a_long_question(ask: Any, page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    before = page.locator("#question textarea").bounding_box()
    for _ in range(2):
        ask(page, f"{QUESTION * 6}")
        assert page.input_value("#question textarea") == ""
    assert page.locator("#question textarea").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    name, switch = (page.locator(each).bounding_box() for each in ("#cp-top h1", ".cp-language"))
    assert name is not None
    assert switch is not None
    assert name["x"] + name["width"] <= switch["x"]


def test_a_new_answer_is_read_from_its_question(ask: Any, page: Page, fake: FakeAssistant):
    page.set_viewport_size({"width": 768, "height": 600})
    ask(page, QUESTION)
    fake.hold.clear()
    ask(page, "等一等", state="searching")
    page.wait_for_function("document.querySelector('#cp-turn-2').getBoundingClientRect().top < 150")
    # What stands below must not hold its place when the answer grows above it.
    page.evaluate("document.querySelector('#cp-following').innerHTML = '<p style=\"height: 20rem\">…</p>'")
    fake.hold.set()
    page.locator("#cp-turn-2[data-state=done]").wait_for()
    place = page.locator("#cp-turn-2").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 150


def test_error_is_said_in_words(ask: Any, page: Page, fake: FakeAssistant):
    problem = ask(page, "上海市的目标？", state="failed").locator(".cp-problem")
    assert "No plan covers <b>上海市</b>. Covered are 郴州市, 怀化市" in problem.inner_text()
    page.locator("#cp-turn-1 [data-edit]").click()
    assert page.input_value("#question textarea") == "上海市的目标？"
    unexpected = ask(page, "崩溃", state="failed").locator(".cp-problem").inner_text()
    assert "系统出现意外错误" in unexpected
    assert "secret" not in unexpected


def test_running_question_can_be_stopped(ask: Any, page: Page, fake: FakeAssistant):
    fake.hold.clear()
    ask(page, "等一等", state="searching")
    assert not page.locator("#cp-send").is_visible()
    page.locator("#cp-stop").click()
    page.locator("#cp-turn-1[data-state=stopped]").wait_for()
    assert page.locator("#cp-send").is_visible()
    fake.hold.set()
    ask(page, QUESTION)


def test_the_conversation_is_there_after_a_reload(ask: Any, page: Page):
    ask(page, QUESTION)
    page.reload()
    turn = page.locator("#cp-turn-1[data-state=done]")
    turn.wait_for()
    assert QUOTED in turn.locator(".cp-card mark").first.inner_text()
    page.click("#cp-new-chat")
    page.wait_for_selector(".cp-welcome")
    page.reload()
    page.wait_for_selector(".cp-welcome")
    assert page.locator(".cp-turn").count() == 0


def test_the_address_asks_once(page: Page, origin: str):
    page.goto(f"{origin}/?q={QUESTION}&city={CITY}")
    turn = page.locator("#cp-turn-1[data-state=done]")
    turn.wait_for()
    assert CITY in turn.locator(".cp-limited").inner_text()
    assert page.locator("#cp-cities label.selected").all_inner_texts() == [CITY]
    assert page.url == f"{origin}/"


TARGET_SIZE = {
    "runOnly": {"type": "rule", "values": ["target-size"]},
    "rules": {"target-size": {"enabled": True}},
}


def test_a_button_half_under_the_question_box_is_a_button_that_can_be_scrolled_to(
    ask: Any, page: Page
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, QUESTION)
    page.evaluate("scrollTo({ top: 0 })")
    apart = """() => {
      const edge = document.getElementById("cp-composer").getBoundingClientRect().top;
      return Math.round(edge - document.querySelector("#cp-turn-1 .cp-edit").getBoundingClientRect().top);
    }"""
    height = 740 - page.evaluate(apart) + 12  # so that 12 pixels of the button stand out from behind the box
    page.set_viewport_size({"width": 360, "height": height})
    assert page.evaluate(apart) == 12
    found = Axe().run(page, options=TARGET_SIZE).response["violations"]
    assert [each["nodes"][0]["html"][:200] for each in found] == []
    # Nothing at the end of the page is left under the box, however much is typed.
    for typed in ("", "一行\n" * 6):
        page.fill("#question textarea", typed)
        page.wait_for_function(
            """() => {
              scrollTo({ top: document.documentElement.scrollHeight });
              const box = document.getElementById("cp-composer").getBoundingClientRect();
              const last = [...document.querySelectorAll("#cp-thread button")].filter((each) => each.offsetParent).at(-1);
              return last.getBoundingClientRect().bottom <= box.top;
            }"""
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(ask: Any, page: Page, scheme: Any):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.reload()
    page.wait_for_selector(".cp-welcome")
    assert page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")
    ask(page, QUESTION)
    ask(page, OUTSIDE)
    page.locator("#cp-turn-1 .cp-down").click()
    serious = [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_beside_the_answer_a_marker_shows_its_place_and_a_click_keeps_it(
    ask: Any, page: Page, fake: FakeAssistant
):
    turn = ask(page, "怀化和郴州的目标有什么不同？")
    answer, panel = turn.locator(".cp-answer").bounding_box(), turn.locator(".cp-sources").bounding_box()
    assert answer is not None
    assert panel is not None
    assert answer["x"] + answer["width"] < panel["x"]
    second = turn.locator(".cp-card").nth(1)
    second.locator(":scope > details > summary").click()  # the reader has closed it
    before = page.evaluate("scrollY")
    marker = turn.locator(".cp-marker[data-cite=cp-1-2]").first
    marker.hover()
    page.locator("#cp-1-2.cp-seen details[open]").wait_for()
    turn.locator(".cp-question").hover()
    page.locator("#cp-1-2:not(.cp-seen)").wait_for()
    marker.click()
    page.locator("#cp-1-2 > details[open]").wait_for()
    turn.locator(".cp-question").hover()
    page.wait_for_function("!document.querySelector('.cp-seen')")
    assert second.locator(":scope > details[open]").count() == 1
    assert page.evaluate("scrollY") == before
    page.set_viewport_size({"width": 768, "height": 900})
    page.wait_for_function(
        "document.querySelector('.cp-sources').getBoundingClientRect().top"
        " > document.querySelector('.cp-answer').getBoundingClientRect().bottom"
    )


def test_a_shared_link_asks_again_and_says_whether_the_answer_has_changed(
    ask: Any, page: Page, fake: FakeAssistant, origin: str
):
    turn = ask(page, QUESTION)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn.locator(".cp-share").click()
    page.locator("#cp-turn-1 .cp-share", has_text="链接已复制").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{origin}/?q=")
    page.goto(link)
    page.locator("#cp-turn-2[data-state=done] .cp-shared-same").wait_for()
    assert page.url == f"{origin}/"
    page.goto(link[:-12] + "0" * 12)
    page.locator("#cp-turn-3[data-state=done] .cp-shared-changed").wait_for()
