"""The whole way, over the five plans: question in the browser, default model, answer, citation, own origin only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chat_assistant(assistant: Any) -> Any:
    return assistant


def test_a_question_is_answered_with_city_chapter_and_quote(ask: Any, page: Any, screenshots: Path) -> None:
    turn = ask(page, "湘乡市2025年森林覆盖率目标是多少")
    assert "2025年为48.00%" in turn.locator(".cp-answer").inner_text()
    card = turn.locator(".cp-card").first
    assert "湘乡市" in card.locator(".cp-title").inner_text()
    assert "专栏2:湘乡市“十四五”社会经济发展主要指标" in card.locator(".cp-crumbs").inner_text()
    assert "48.00" in card.locator("mark").all_inner_texts()
    page.screenshot(path=screenshots / "real-answer.png")


def test_a_follow_up_goes_to_the_other_city(ask: Any, page: Any) -> None:
    ask(page, "怀化市2025年森林覆盖率目标是多少")
    turn = ask(page, "那郴州呢?")
    assert "68.1%" in turn.locator(".cp-answer").inner_text()
    assert "郴州市" in turn.locator(".cp-card").first.locator(".cp-title").inner_text()


def test_an_english_question_and_a_refusal(ask: Any, page: Any, screenshots: Path) -> None:
    turn = ask(page, "What PM2.5 level should Changzhutan stay below?")
    assert "35ug/m3" in turn.locator(".cp-answer").inner_text()
    refused = ask(page, "岳阳市2025年GDP目标是多少?")
    assert "未收录岳阳市的规划" in refused.inner_text()
    assert refused.locator(".cp-card").count() == 0
    page.screenshot(path=screenshots / "real-refusal.png")
