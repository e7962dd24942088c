"""Who may frame the widget, what it hears, and that nothing that it is given runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.browser

QUESTION = "郴州市2025年森林覆盖率目标是多少？"


def test_what_goes_wrong_on_the_way_is_told_and_mended(visitor: Any, fake: Any) -> None:
    page = visitor.open(visitor.script(mode="inline"))
    frame = visitor.frame(page)
    shown: list[str] = []
    answers: list[Any] = [
        {"status": 401},
        None,
        {"status": 429, "headers": {"retry-after": "7"}},
        "cut",
        None,
    ]

    def meet(route: Any) -> None:
        shown.append(route.request.headers["x-cityplans-session"])
        answer = answers.pop(0)
        if answer == "cut":
            route.abort()
        elif answer:
            route.fulfill(content_type="application/problem+json", body="{}", **answer)
        else:
            route.continue_()

    page.context.route("**/api/ask", meet)
    # A session that the server does not know any more is replaced, and the question asked again.
    assert "68.1%" in visitor.ask(frame, QUESTION).inner_text()
    for text in ("提问太频繁，请在 7 秒后再试。", "无法连接服务器，请检查网络后重试。"):
        frame.fill("#question", "再问一次")
        frame.press("#question", "Enter")
        frame.locator(".turn:last-child .problem", has_text=text).wait_for()
        frame.locator("#status", has_text=text).wait_for(state="attached")
    frame.locator(".turn:last-child .again").click()
    frame.locator(".turn:last-child[data-state=done]").wait_for()
    # Only questions that were answered are history.
    assert fake.calls == [(QUESTION, (), ()), ("再问一次", (QUESTION,), ())]
    assert (answers, len(shown)) == ([], 5)
    assert not any(session in address for session in shown for address in visitor.addresses)


def test_a_question_can_be_stopped(visitor: Any, fake: Any) -> None:
    frame = visitor.frame(visitor.open(visitor.script(mode="inline")))
    fake.hold.clear()
    frame.fill("#question", "等一等")
    frame.press("#question", "Enter")
    frame.locator("#stop").click()
    frame.locator(".turn[data-state=stopped]").wait_for()
    fake.hold.set()
    assert "68.1%" in visitor.ask(frame, QUESTION).inner_text()


@pytest.mark.parametrize("mode", ["bubble", "inline"])
def test_a_foreign_host_is_refused(visitor: Any, mode: str) -> None:
    page = visitor.open(visitor.script(mode=mode, ask=QUESTION), at=visitor.host.foreign)
    if mode == "bubble":
        page.locator("plan-qa .launch").click()
    page.locator("plan-qa .blocked").wait_for()
    assert page.locator("plan-qa .blocked a").get_attribute("href") == f"{visitor.origin}/"
    assert page.locator("plan-qa iframe").count() == 0
    assert any("frame-ancestors" in text for text in visitor.said)
    assert any(
        text.startswith(f"plan-qa: {visitor.origin} does not answer in a frame of {visitor.host.foreign}")
        for text in visitor.said
    )


def test_the_chat_itself_is_not_framed(visitor: Any) -> None:
    page = visitor.open('<iframe src="ORIGIN/"></iframe>')
    page.wait_for_load_state()
    assert [text for text in visitor.said if "frame-ancestors 'none'" in text or "frame-ancestors" in text]
    assert not page.frames[1].url.startswith(visitor.origin)


def test_two_widgets_do_not_mix(visitor: Any, fake: Any) -> None:
    page = visitor.open(
        '<script src="ORIGIN/widget.js" defer></script>'
        '<plan-qa id="a" data-mode="inline"></plan-qa><plan-qa id="b" data-mode="inline" data-widget="only" data-lang="en"></plan-qa>'
    )
    a, b = visitor.frame(page, "#a"), visitor.frame(page, "#b")
    assert b.locator("#plans b").all_inner_texts() == ["怀化市"]
    assert (a.locator("#send").inner_text(), b.locator("#send").inner_text()) == ("提问", "Ask")
    visitor.ask(b, "怀化的目标？")
    assert (a.locator(".turn").count(), b.locator(".turn").count()) == (0, 1)
    assert fake.calls == [("怀化的目标？", (), ("怀化市",))]
    page.evaluate("document.querySelector('#a').ask('比较两市')")
    a.locator(".turn[data-state=done]").wait_for()
    assert b.locator(".turn").count() == 1
    assert [target for _, target, _ in visitor.heard(page, "answer")] == ["b", "a"]
    assert a.locator(".answer td").all_inner_texts() == ["≥68.1 [1]", "71以上 [2]"]
    assert "数字可能缺损" in a.locator(".damage").inner_text()
    assert visitor.said == []


def test_messages_of_others_do_not_count(visitor: Any, fake: Any) -> None:
    page = visitor.open('<iframe id="third" srcdoc="<p>"></iframe>' + visitor.script(mode="inline"))
    frame = visitor.frame(page)
    third = next(each for each in page.frames if each.url == "about:srcdoc")
    # Another frame of the host speaks to the widget's frame, and to the page in the frame's name.
    third.evaluate(
        """async (origin) => {
          const widget = parent.document.querySelector("plan-qa").shadowRoot.querySelector("iframe").contentWindow;
          widget.postMessage({ type: "plan-qa:ask", question: "第三者" }, "*");
          parent.postMessage({ type: "plan-qa:answer", text: "假" }, "*");
          parent.postMessage({ type: "plan-qa:setTheme", theme: "dark" }, "*");
        }"""
    )
    # What counts comes after it: messages between the same two windows keep their order.
    page.evaluate("postMessage({ type: 'plan-qa:setCities', cities: ['怀化市'] }, '*')")
    frame.locator("#limited b").wait_for()
    page.evaluate("postMessage({ type: 'plan-qa:ask', question: '怀化的目标？' }, '*')")
    frame.locator(".turn[data-state=done]").wait_for()
    assert [question for question, _, _ in fake.calls] == ["怀化的目标？"]
    assert [detail["question"] for _, _, detail in visitor.heard(page, "answer")] == ["怀化的目标？"]
    assert frame.evaluate("document.documentElement.dataset.theme") == "light"


def test_a_frame_without_widget_js_speaks_the_same(visitor: Any) -> None:
    page = visitor.open(
        '<iframe id="own" src="ORIGIN/embed?lang=en&theme=dark" width="400" height="500"></iframe>'
        "<script>window.told = []; addEventListener('message', (event) => told.push([event.origin, event.data]));</script>"
    )
    frame = page.locator("#own").element_handle().content_frame()  # type: ignore[union-attr]
    assert frame is not None
    frame.wait_for_selector("#plans a")
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate(
        "(to) => document.querySelector('#own').contentWindow.postMessage({ type: 'plan-qa:ask', question: '电影' }, to)",
        visitor.origin,
    )
    refusal = frame.locator(".refusal")
    refusal.wait_for()
    assert refusal.locator(".plans b").all_inner_texts() == ["郴州市", "怀化市"]
    page.wait_for_function("told.some(([, data]) => data.type === 'plan-qa:answer')")
    types = page.evaluate("told.map(([, data]) => data.type)")
    assert {"plan-qa:ready", "plan-qa:resize"} <= set(types)
    assert set(page.evaluate("told.map(([origin]) => origin)")) == {visitor.origin}
    frame.press("#question", "Escape")
    page.wait_for_function("told.some(([, data]) => data.type === 'plan-qa:close')")


def test_nothing_that_is_given_runs(visitor: Any) -> None:
    quoted = visitor.attack.replace('"', "&quot;")
    page = visitor.open(
        "".join(
            visitor.script(mode=mode, lang=quoted, theme=quoted, cities=quoted, ask=quoted)
            for mode in ("inline", quoted)
        )
        + visitor.script(mode="inline", widget=quoted)
    )
    frame = visitor.frame(page, "plan-qa[data-ask][data-mode=inline]")
    frame.locator(".turn[data-state=done]").wait_for()
    assert frame.locator("#limited").inner_text().endswith(visitor.attack[:50])
    page.evaluate("document.querySelector('plan-qa').setCities([])")
    page.evaluate("(attack) => document.querySelector('plan-qa').ask(attack)", visitor.attack)
    turn = frame.locator(".turn:last-child[data-state=done]")
    turn.wait_for()
    # All of it is text, and an address that is no plan's is no link.
    assert turn.locator(".asked p").first.inner_text() == visitor.attack
    assert visitor.attack in turn.locator(".answer").inner_text()
    assert turn.locator("blockquote").inner_text() == visitor.attack
    assert turn.locator("img, script, .read").count() == 0
    assert turn.locator(".answer a").all_inner_texts() == ["[1]", "[1]"]
    for each in page.frames:
        assert each.title() != "hacked"
    assert page.locator("img").count() == 0
    assert all("hacked" not in text for text in visitor.said)


def test_a_host_with_a_strict_policy(visitor: Any) -> None:
    policy = f"default-src 'none'; script-src {visitor.origin}; frame-src {visitor.origin}; img-src data:; require-trusted-types-for 'script'"
    headers = {"content-security-policy": policy, "cross-origin-embedder-policy": "require-corp"}
    page = visitor.open(visitor.script(mode="bubble"), headers=headers)
    page.locator("plan-qa .launch").click()
    assert "68.1%" in visitor.ask(visitor.frame(page), QUESTION).inner_text()
    assert page.locator("plan-qa dialog").bounding_box()["width"] == 400  # type: ignore[index]  # its styles are there
    assert visitor.said == []
    blocked = visitor.open(
        visitor.script(mode="bubble"),
        headers={"content-security-policy": policy.replace(f"frame-src {visitor.origin}; ", "")},
    )
    blocked.locator("plan-qa .launch").click()
    blocked.locator("plan-qa .blocked").wait_for()
