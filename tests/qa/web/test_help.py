"""The help and the page for an unknown address over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

import qa.web.help
from qa.answers import Support
from qa.shelf import Shelf
from qa.web import create_app
from qa.web.strings import words_in

HTML = {"accept": "text/html,application/xhtml+xml"}
FOLDER = Path(qa.web.help.__file__).parent
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def client(small: Callable[..., Any], small_corpus: Path) -> Iterator[TestClient]:
    app = create_app(small(), shelf=Shelf(small_corpus))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("language", "said", "not_said"),
    [("zh-Hans", "怎样提问", "How to ask"), ("en", "How to ask", "怎样提问")],
)
def test_help_is_in_the_language_of_the_page(
    client: TestClient, language: str, said: str, not_said: str
) -> None:
    response = client.get("/help", params={"lang": language})
    assert response.status_code == 200
    assert f'<h2 id="help-1">{said}</h2>' in response.text
    assert f'<a href="#help-1">{said}</a>' in response.text
    assert not_said not in response.text
    assert f'<html lang="{language}">' in response.text


def test_help_follows_the_browser_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/help", headers={"accept-language": "en-GB"})
    assert "How to ask" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(https?:|//)', page.text) == []


def test_both_languages_say_the_same_things() -> None:
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("zh-Hans.md", "en.md")]
    for mark in (r"^## ", r"^- ", r"^\| ", r"\]\((\w+)\)", r"\d+%", r"\d+ ?%"):
        counts = [len(re.findall(mark, text, re.MULTILINE)) for text in texts]
        assert counts[0] == counts[1], mark


def test_it_explains_every_seal_and_has_no_spaces_where_its_lines_end(client: TestClient) -> None:
    for language in ("zh-Hans", "en"):
        page = client.get("/help", params={"lang": language}).text
        for seal in get_args(Support):
            assert f"<td>{words_in(language, seal)}</td>" in page
    chinese = client.get("/help", params={"lang": "zh-Hans"}).text
    assert re.findall(r"[\u4e00-\u9fff，；。]\s*\n\s*[\u4e00-\u9fff]", chinese) == []


def test_its_figures_are_those_of_the_evaluation() -> None:
    measured = (ROOT / "eval/README.md").read_text(encoding="utf-8").replace(" %", "%")
    shares = set(re.findall(r"\d+%", (FOLDER / "zh-Hans.md").read_text(encoding="utf-8")))
    assert len(shares) >= 5
    assert {each for each in shares if each not in measured} == set()
    questions = sum(
        len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "eval/gold").glob("*.jsonl")
    )
    assert f"用 {questions} 个" in (FOLDER / "zh-Hans.md").read_text(encoding="utf-8")
    assert f"with {questions} questions" in (FOLDER / "en.md").read_text(encoding="utf-8")


def test_its_links_lead_to_pages_in_the_same_language(client: TestClient) -> None:
    page = client.get("/help", params={"lang": "en"}).text
    for path in ("/search", "/plans", "/indicators", "/help"):
        assert f'href="{path}?lang=en"' in page
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/chat/old", "/indicators/x", "/help/x", "/search/x"])
def test_an_unknown_address_gives_a_page(client: TestClient, path: str) -> None:
    page = client.get(path, headers={**HTML, "accept-language": "zh-CN"})
    assert page.status_code == 404
    assert "没有这个页面" in page.text
    assert 'href="/help"' in page.text
    assert "cp-splash" not in page.text
    english = client.get(f"{path}?lang=en", headers=HTML).text
    assert "There is no such page" in english
    assert 'href="/plans?lang=en"' in english
    assert 'href="/?lang=en"' in english


@pytest.mark.parametrize("path", ["/api/nowhere", "/v1/nowhere"])
def test_an_unknown_address_of_the_api_gives_json_even_to_a_browser(client: TestClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_a_program_gets_json_for_an_unknown_address(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"accept": "*/*"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/search", "/plans", "/compare", "/indicators", "/progress", "/help", "/nowhere", "/widget"]
)
def test_every_page_leads_to_every_other(client: TestClient, path: str) -> None:
    page = client.get(path, params={"lang": "en"}, headers=HTML).text
    nav = re.search(r'<div class="pages">(.*?)</div>', page, re.DOTALL)
    assert nav
    assert re.findall(r'href="([^"]+)"', nav[1]) == [
        "/?lang=en", "/search?lang=en", "/plans?lang=en", "/compare?lang=en", "/indicators?lang=en",
        "/progress?lang=en", "/help?lang=en",
    ]  # fmt: skip
    current = re.findall(r'href="(/\w+)\?lang=en" aria-current="page"', nav[1])
    assert current == ([path] if path not in ("/nowhere", "/widget") else [])
    assert 'hreflang="zh-Hans"' in page
