"""The search in all plans over HTTP: passages, who mentions a word and who does not, filters, limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.shelf import Shelf
from qa.web import WebOptions, create_app

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def client(small: Callable[..., Any], small_corpus: Path) -> Iterator[TestClient]:
    app = create_app(small(), shelf=Shelf(small_corpus), options=WebOptions(rate_limit=0))
    with TestClient(app, base_url="http://localhost", headers={"accept-language": "zh-CN"}) as client:
        yield client


def section(page: str, id: str) -> str:
    """Return the part of a page under a heading."""
    match = re.search(rf'<section[^>]*aria-labelledby="{id}">(.*?)</section>', page, re.DOTALL)
    assert match
    return match[1]


def test_without_words_there_is_the_form_alone(client: TestClient) -> None:
    page = client.get("/search")
    assert page.status_code == 200
    assert 'name="q"' in page.text
    assert re.findall(r'name="city" value="([^"]+)"', page.text) == ["云泽市", "鹤岭市"]
    assert "<section" not in page.text
    assert "请先输入要检索的词语。" in client.get("/search", params={"q": " "}).text


def test_a_word_tells_who_mentions_it_and_who_does_not(client: TestClient) -> None:
    page = client.get("/search", params={"q": "物流枢纽"}).text
    who = section(page, "who")
    assert "1/2 部规划提到" in who
    assert re.search(r"云泽市</span></b> <span class=\"times\">2 处", who)
    assert re.search(r'<li class="lacks"><b><span lang="zh">鹤岭市</span></b> <span>没有提到', who)
    assert who.count("<mark>物流枢纽</mark>") == 2
    assert 'href="/plans/yunze#2-1"' in who


def test_passages_are_cited_and_lead_to_their_place(client: TestClient) -> None:
    passages = section(client.get("/search", params={"q": "物流枢纽"}).text, "passages")
    first = passages.split("</li>")[0]
    assert "云泽市" in first
    assert "第二章 重点任务 › 第一节 物流" in first
    assert "<mark>物流枢纽</mark>" in first
    [link] = re.findall(r'href="(/plans/yunze\?quote=[^"]+)"', first)
    plan = client.get(link.replace("&amp;", "&")).text
    assert '<mark class="quote' in plan


def test_filters_leave_only_the_plans_that_meet_them(client: TestClient) -> None:
    page = client.get("/search", params={"q": "地区生产总值", "city": "鹤岭市"}).text
    assert "云泽市" not in section(page, "passages") + section(page, "who")
    assert "900亿元" in section(page, "passages")
    assert 'value="鹤岭市" checked' in page
    unmet = client.get("/search", params={"q": "物流", "city": "上海市", "kind": "条例"}).text
    assert "云泽市" in section(unmet, "passages")  # what no plan meets is no filter
    assert "selected" not in unmet


def test_the_other_language_keeps_words_and_filters(client: TestClient) -> None:
    page = client.get("/search", params=[("q", "物流"), ("city", "云泽市"), ("city", "鹤岭市")]).text
    [english] = re.findall(r'href="([^"]+)" lang="en"', page)
    in_english = client.get(english.replace("&amp;", "&")).text
    assert "Search all plans" in in_english
    assert '<option value="纲要" lang="en">Plan</option>' in in_english
    assert 'value="物流"' in in_english
    assert in_english.count(" checked") == 2
    assert "/plans/yunze?quote=" in in_english
    assert "&amp;lang=en#quote" in in_english


def test_a_question_gets_passages_and_no_who(client: TestClient) -> None:
    page = client.get("/search", params={"q": "云泽市要建设多少个物流枢纽？"}).text
    assert 'id="who"' not in page
    assert "物流枢纽12个" in section(page, "passages")


def test_nothing_that_is_typed_is_markup(client: TestClient) -> None:
    page = client.get("/search", params={"q": ATTACK, "city": ATTACK, "period": ATTACK, "lang": ATTACK}).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_searches_count_as_questions_do(small: Callable[..., Any], small_corpus: Path) -> None:
    app = create_app(small(), shelf=Shelf(small_corpus), options=WebOptions(rate_limit=2))
    with TestClient(app, base_url="http://localhost") as client:
        assert [client.get("/search").status_code for _ in range(3)] == [200, 200, 200]
        assert client.get("/search", params={"q": "物流"}).status_code == 200
        assert client.post("/api/search", json={"question": "物流"}).status_code == 200
        busy = client.get("/search", params={"q": "物流", "lang": "en"})
        assert busy.status_code == 429
        assert "Too many searches" in busy.text
        assert 0 < int(busy.headers["retry-after"]) <= 60
        assert client.post("/api/search", json={"question": "物流"}).status_code == 429


def test_what_cannot_be_looked_for_is_told(small: Callable[..., Any], small_corpus: Path) -> None:
    from qa.errors import QuestionError

    assistant = small()

    def fail(*_: object, **__: object) -> None:
        raise QuestionError("the index is gone", remedy="Build it.")

    assistant.search = fail
    app = create_app(assistant, shelf=Shelf(small_corpus))
    with TestClient(app, base_url="http://localhost") as client:
        page = client.get("/search", params={"q": "物流", "lang": "en"})
    assert page.status_code == 200
    assert "This could not be looked for" in page.text
    assert "index is gone" not in page.text
