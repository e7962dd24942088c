"""The widget's sessions, limits, policies and files over HTTP; the browser's part is in tests/browser."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.answers import Citation
from qa.errors import SettingsError
from qa.settings import load_settings
from qa.shelf import Shelf
from qa.web import WebOptions, create_app
from qa.web.api.problems import ProblemError
from qa.web.page import asset, style
from qa.web.plans.pages import View
from qa.web.widget.options import Widget, read_widgets
from qa.web.widget.pages import EMBED_CSS, EMBED_JS, WIDGET_JS, builder_page, file, strings
from qa.web.widget.scope import check_answer, history_of
from qa.web.widget.sessions import HEADER, Sessions

TOKEN = "correct-horse-battery"
QUESTION = {"question": "云泽市2025年森林覆盖率目标是多少?"}


@dataclass(frozen=True)
class Plan:
    document_id: str
    city: str
    city_en: str
    title: str = ""
    kind: str = ""
    period: str = ""
    province: str = ""
    examples: tuple[str, ...] = ()
    label: str = ""


HALL = Widget("city-hall", origins=("https://hall.example",), cities=("鹤岭",), rate_limit=2)
ASSETS = Path(__file__).parents[4] / "qa" / "web" / "widget" / "assets"


@pytest.fixture(scope="module")
def application(small: Callable[..., Any], small_corpus: Path) -> Callable[..., Any]:
    def build(**options: Any) -> Any:
        return create_app(small(), shelf=Shelf(small_corpus), options=WebOptions(**options))

    return build


@pytest.fixture(scope="module")
def client(application: Callable[..., Any]) -> TestClient:
    """Tokens are needed, requests are not counted, and there is a widget beside the default one."""
    app = application(
        tokens=(TOKEN,),
        origins=("https://a.example", "https://b.example:8443"),
        rate_limit=0,
        widgets=(HALL,),
    )
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def bare(application: Callable[..., Any]) -> TestClient:
    """No origins, no tokens; requests are counted for the widget beside the default one alone."""
    return TestClient(
        application(rate_limit=0, widgets=(HALL,)), base_url="http://localhost", raise_server_exceptions=False
    )


def session(client: TestClient, id: str = "default") -> dict[str, str]:
    return {HEADER: client.post("/embed/session", json={"id": id}).json()["token"]}


# ---- Who may frame what --------------------------------------------------------------------------------------


def framing(response: Any) -> str:
    [found] = re.findall(r"frame-ancestors ([^;]+)", response.headers["content-security-policy"])
    return str(found)


def test_each_widget_is_framed_by_its_own_origins(client: TestClient) -> None:
    assert framing(client.get("/embed")) == "'self' https://a.example https://b.example:8443"
    assert framing(client.get("/embed?id=city-hall")) == "'self' https://hall.example"
    unknown = client.get("/embed?id=nobody")
    assert (unknown.status_code, framing(unknown)) == (404, "'none'")


def test_nobody_frames_the_chat_or_the_builder(client: TestClient) -> None:
    assert framing(client.get("/", headers={"accept": "text/html"})) == "'none'"
    assert framing(client.get("/widget")) == "'none'"


def test_without_origins_only_our_own_pages_frame_it(bare: TestClient) -> None:
    assert framing(bare.get("/embed")) == "'self'"


def test_a_page_in_the_cache_does_not_keep_an_old_policy(client: TestClient, bare: TestClient) -> None:
    page = client.get("/embed")
    known = {"if-none-match": page.headers["etag"]}
    assert client.get("/embed", headers=known).status_code == 304
    changed = bare.get("/embed", headers=known)
    assert (changed.status_code, changed.text) == (200, page.text)


@pytest.mark.parametrize("path", ["/embed", "/widget", "/embed?id=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"])
@pytest.mark.parametrize("attack", ['"><script>alert(1)</script>', "' onload=alert(1) '"])
def test_nothing_of_the_address_is_in_the_page(client: TestClient, path: str, attack: str) -> None:
    page = client.get(
        path, params={"lang": attack, "theme": attack, "id": attack} if "?" not in path else None
    )
    assert "alert" not in page.text
    # No script and no style stands in a page, so the policy needs no exception.
    assert not re.search(r"<script(?! src=)|<style|\son\w+=|\sstyle=", page.text)
    assert "unsafe" not in page.headers["content-security-policy"]


def test_nothing_of_a_plan_runs_in_the_builder() -> None:
    attack = '"><script>alert(1)</script>'
    plan: Any = SimpleNamespace(city=attack, city_en="Yi<", title=attack)
    page = builder_page(View("en", "", "", "/widget", ()), [plan])
    assert "<script>alert" not in page
    assert '<label lang="en"><input type="checkbox"' in page
    assert "> Yi&lt;</label>" in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


# ---- Sessions ------------------------------------------------------------------------------------------------


def test_a_session_asks_where_a_token_is_needed_and_nothing_else(client: TestClient) -> None:
    assert client.post("/api/ask", json=QUESTION).status_code == 401
    shown = session(client)
    assert "68.1" in client.post("/api/ask", json=QUESTION, headers=shown).json()["answer"]
    assert client.post("/api/v1/ask", json=QUESTION, headers=shown).status_code == 200
    assert client.post("/api/search", json=QUESTION, headers=shown).status_code == 401
    assert client.get("/metrics", headers=shown).status_code == 401
    assert client.post("/api/ask", json=QUESTION, params={HEADER: shown[HEADER]}).status_code == 401


@pytest.mark.parametrize(
    "given", ["", "x", "ImRlZmF1bHQi.aaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "中".encode().hex() * 400]
)
def test_what_was_not_given_out_is_refused(client: TestClient, given: str) -> None:
    response = client.post("/api/ask", json=QUESTION, headers={HEADER: given})
    assert response.status_code == 401
    assert response.json()["detail"].endswith("Begin a new one with POST /embed/session.")


def test_sessions_end_and_belong_to_their_server() -> None:
    widgets = {"default": Widget("default")}
    ours = Sessions(widgets, secret="a-secret-of-sixteen")
    given = ours.begin(widgets["default"], host="Plans.example.org")
    same = Sessions(widgets, secret="a-secret-of-sixteen")
    assert same.widget_of(given, host="plans.example.org") == widgets["default"]
    with pytest.raises(ProblemError, match=r"begun under 'plans\.example\.org'"):
        same.widget_of(given, host="localhost")
    for other, reason in (
        (Sessions(widgets), "not given out by this server"),
        (Sessions(widgets, secret="a-secret-of-sixteen", life_s=-1), "has ended"),
        (Sessions({}, secret="a-secret-of-sixteen"), "no widget 'default' any more"),
    ):
        with pytest.raises(ProblemError, match=reason) as caught:
            other.widget_of(given, host="plans.example.org")
        assert caught.value.status == 401


def test_a_session_is_known_in_the_characters_in_which_it_was_given_alone() -> None:
    """Of the last character of base64 four bits count: three others decode to the same bytes."""
    sessions = Sessions({"default": Widget("default")})
    given = sessions.begin(Widget("default"), host="localhost")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(given[-1])
    for bent in (
        *(given[:-1] + alphabet[last ^ bits] for bits in (1, 2, 3)),
        f"{given}=",
        f"{given}==",
        f" {given}",
    ):
        with pytest.raises(ProblemError, match="not given out by this server"):
            sessions.widget_of(bent, host="localhost")
    assert sessions.widget_of(given, host="localhost").id == "default"


def test_who_may_begin_one(client: TestClient) -> None:
    begun = client.post("/embed/session", json={})
    assert begun.headers["cache-control"] == "no-store"
    assert [plan["city"] for plan in begun.json()["plans"]] == ["云泽市", "鹤岭市"]
    elsewhere = client.post("/embed/session", json={}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    assert client.post("/embed/session", json={"id": "nobody"}).status_code == 404
    assert client.post("/embed/session", json={"who": 1}).status_code == 422
    allowed = client.post("/embed/session", json={}, headers={"origin": "https://a.example"})
    assert "access-control-allow-origin" not in allowed.headers


def test_a_widget_has_its_cities_and_its_limit(bare: TestClient) -> None:
    client = bare
    begun = client.post("/embed/session", json={"id": "city-hall"}).json()
    assert [plan["city"] for plan in begun["plans"]] == ["鹤岭市"]
    shown = {HEADER: begun["token"]}
    answer = client.post("/api/ask", json={"question": "地区生产总值目标是多少?"}, headers=shown).json()
    assert {each["city"] for each in answer["citations"]} == {"鹤岭市"}
    other = client.post("/api/ask", json={**QUESTION, "cities": ["云泽市"]}, headers=shown)
    assert (other.status_code, other.json()["detail"]) == (
        403,
        "This widget answers about 鹤岭市 only, not about '云泽市'.",
    )
    third = client.post("/api/ask", json=QUESTION, headers=shown)
    assert third.status_code == 429
    assert 1 <= int(third.headers["retry-after"]) <= 60
    # What another widget's readers ask is not counted with it.
    assert client.post("/api/ask", json=QUESTION, headers=session(client)).status_code == 200


def test_history_and_answers_cannot_widen_a_restricted_widget() -> None:
    plans = (Plan("a", "云泽市", "Yunze"), Plan("b", "鹤岭市", "Heling"))
    told = ["云泽的目标是多少?", "森林覆盖率呢?", "And in YUNZE?", "鹤岭呢?"]
    assert history_of(HALL, told, plans) == ["森林覆盖率呢?", "鹤岭呢?"]
    assert history_of(Widget("x"), told, plans) == told
    here, elsewhere = (
        Citation(1, city, "", id, (), f"{id}/1", "引文", 0, 2, "")
        for city, id in (("鹤岭市", "b"), ("云泽市", "a"))
    )
    check_answer(HALL, [here], plans)
    check_answer(Widget("x"), [here, elsewhere], plans)
    with pytest.raises(ProblemError, match="鹤岭"):
        check_answer(HALL, [here, elsewhere], plans)


def test_a_restricted_widget_answers_a_follow_up_about_its_own_city(application: Callable[..., Any]) -> None:
    client = TestClient(application(widgets=(HALL,)), base_url="http://localhost")
    token = client.post("/embed/session", json={"id": "city-hall"}).json()["token"]
    body = {"question": "地区生产总值目标是多少?", "history": ["云泽市的森林覆盖率目标是多少?"]}
    answer = client.post("/api/ask", json=body, headers={HEADER: token}).json()
    assert {each["city"] for each in answer["citations"]} == {"鹤岭市"}


def test_sessions_are_counted_for_an_address(application: Callable[..., Any]) -> None:
    client = TestClient(application(rate_limit=3), base_url="http://localhost")
    assert [client.post("/embed/session", json={}).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_widget_for_a_city_without_a_plan_is_told_at_the_start(application: Callable[..., Any]) -> None:
    with pytest.raises(
        SettingsError, match=r"widget x: no plan covers the city '上海'. Covered are: 云泽市, 鹤岭市"
    ):
        application(widgets=(Widget("x", cities=("上海",)),))


# ---- The file of widgets -------------------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    path = folder / "widgets.toml"
    path.write_text(text, "utf-8")
    return path


def test_widgets_are_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path,
        '[city-hall]\norigins = ["https://hall.example"]\ncities = ["郴州市"]\nrate_limit = 0\n[default]\n',
    )
    hall = Widget("city-hall", ("https://hall.example",), ("郴州市",), 0)
    assert read_widgets(path) == (hall, Widget("default"))
    assert read_widgets(None) == ()
    monkeypatch.setenv("CITYPLANS_WIDGETS", str(path))
    monkeypatch.setenv("CITYPLANS_WIDGET_SECRET", "a-secret-of-sixteen")
    monkeypatch.setenv("CITYPLANS_ALLOWED_ORIGINS", "https://a.example")
    options = WebOptions.from_settings(load_settings())
    # The table of the default widget stands in place of CITYPLANS_ALLOWED_ORIGINS.
    assert options.all_widgets == {"default": Widget("default"), "city-hall": hall}
    assert options.widget_secret == "a-secret-of-sixteen"
    assert "a-secret" not in repr(options)


def test_answers_that_compute_take_turns_and_those_that_wait_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert WebOptions.from_settings(load_settings()).at_once == 3
    assert WebOptions.from_settings(load_settings(generator="openai")).at_once == 32


def test_the_example_of_readme_is_read(tmp_path: Path) -> None:
    readme = (ASSETS.parents[3] / "qa/README.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.+?)```", readme, re.DOTALL)
    assert read_widgets(written(tmp_path, example)) == (
        Widget("city-hall", ("https://www.example.org",), ("郴州市",), 120),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[a]\norigins = ["https://x.example/path"]',
            r"\[a\] origins = 'https://x.example/path' cannot be used. Allowed: a list of origins",
        ),
        ('[a]\norigins = ["*"]', r"\[a\] origins = '\*' cannot be used"),
        ("[a]\nrate_limit = -1", r"\[a\] rate_limit = -1 cannot be used. Allowed: questions a minute"),
        ('[a]\ncity = "x"', r"\[a\] has no city. A widget has origins, cities, rate_limit"),
        ("[A_b]", r"\[A_b\] is no id of a widget. Use up to 40 of a-z"),
        ("a = 1", "a = 1 stands in no table"),
        ("[a", "is no TOML: .+ Write a table for each widget"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_widgets(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"CITYPLANS_WIDGETS=.+none.toml cannot be read \(No such file"):
        read_widgets(tmp_path / "none.toml")


# ---- Files ---------------------------------------------------------------------------------------------------


def test_weights(client: TestClient) -> None:
    assert len(file(WIDGET_JS).encode()) < 15_000
    page = client.get("/embed", headers={"accept-encoding": "identity"})
    loaded = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    files = [path for path in loaded if path.startswith(("/embed/", "/favicon"))]
    assert [path.partition("?")[0] for path in files] == ["/favicon.svg", f"/{EMBED_CSS}", f"/{EMBED_JS}"]
    bodies = [client.get(path, headers={"accept-encoding": "identity"}).content for path in files]
    assert len(page.content) + sum(map(len, bodies)) < 100_000


def test_widget_js_may_be_loaded_by_any_page(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_no_script_makes_markup_from_text() -> None:
    for path in ASSETS.glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|eval\(|Function\(", text
        ), path.name
        # Nothing is loaded from elsewhere: the one address is the name of SVG.
        assert set(re.findall(r"https?://[\w.-]+", text)) <= {"http://www.w3.org"}, path.name


def test_both_languages_have_the_same_words() -> None:
    own = tomllib.loads((ASSETS.parent / "strings.toml").read_text("utf-8"))
    assert own["zh-Hans"].keys() == own["en"].keys()
    assert strings()["en"]["send"] == "Ask"


def test_every_word_that_is_used_is_there() -> None:
    used = {
        key
        for path in ASSETS.glob("*.js")
        for key in re.findall(r'\b(?:t|tLabel|tTitle): "(\w+)"|say\("(\w+)"', path.read_text("utf-8"))
        for key in key
        if key
    }
    used |= set(
        re.findall(
            r'[{ ][tw]\("(\w+)"\)',
            "".join(path.read_text("utf-8") for path in (ASSETS.parent / "templates").glob("*.html")),
        )
    )
    assert used <= strings()["en"].keys()
    assert {"send", "searching", "build_text", "copied"} <= used


def test_colours_are_those_of_the_chat() -> None:
    def colours(css: str, prefix: str) -> list[dict[str, str]]:
        blocks = re.findall(r"\{([^{}]*--" + prefix + r"paper:[^{}]*)\}", css)
        return [dict(re.findall(rf"--{prefix}([\w-]+):\s*(#\w+)", block)) for block in blocks]

    chat = colours(style(), "cp-")
    for css in ((ASSETS / "embed.css").read_text("utf-8"), asset("pages/base.css")):
        own = colours(css, "")[:2]  # the third is that of a printed page
        assert len(own) == 2
        for ours, theirs in zip(own, chat, strict=True):
            both = ours.keys() & theirs.keys()
            assert len(both) > 12
            assert {each: ours[each] for each in both} == {each: theirs[each] for each in both}
