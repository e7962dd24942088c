from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.answers import Answer, Citation, Sentence
from qa.errors import QuestionError, ServerError, UnknownCityError
from qa.events import Done, SentenceVerified, Understood
from qa.web import create_app
from qa.web.asking import converse
from qa.web.server import address, listen
from qa.web.turns import Turn, stop

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Plan:
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
    plans: tuple[Plan, ...] = (
        Plan(
            "chenzhou", "郴州市", "郴州市<纲要>", examples=("郴州市的目标？", "What are Chenzhou's targets?")
        ),
        Plan("huaihua", "怀化市", "怀化市纲要"),
    )
    calls: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = field(default_factory=list)
    together: threading.Barrier | None = None

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        self.calls.append((question, tuple(history), tuple(cities), id))
        if self.together is not None:
            self.together.wait(timeout=10)
        if not question.strip():
            raise QuestionError("The question is empty", remedy="Ask something about a plan")
        if "上海市" in cities:
            raise UnknownCityError("No plan covers 上海市", remedy="Covered are 郴州市 and 怀化市")
        if question == "崩溃":
            raise RuntimeError("secret path /home/x")
        return answer_to(question, id)

    async def stream(self, question, *, history=(), cities=(), context=None, id=""):
        answer = await asyncio.to_thread(
            self.ask, question, history=history, cities=cities, context=context, id=id
        )
        yield Understood(answer.standalone or question, answer.language)
        for sentence in answer.sentences:
            cited = tuple(each for each in answer.citations if each.marker in sentence.markers)
            yield SentenceVerified(sentence, cited)
        yield Done(answer)


def answer_to(question: str, id: str = "") -> Answer:
    citation = Citation(
        marker=1,
        city="郴州市",
        document="郴州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        document_id="chenzhou",
        chapter=("第二章（原文标题缺失）", "第三节 发展目标", "2.“十四五”发展目标"),
        section_id="chenzhou/2/3/2",
        quote="森林覆盖率稳定在68.1% 以上",
        start=12345,
        end=12361,
        permalink="/plans/chenzhou#12345-12361",
        before="前",
        after="后",
    )
    text = "到2025年，郴州市森林覆盖率稳定在68.1%以上。"
    sentences = (Sentence(text, (1,), "verbatim"),)
    return Answer(id, question, "zh-Hans", False, f"{text}[1]", sentences, (citation,), (), "fake", 0.0123456)


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with TestClient(
        create_app(assistant), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client


def test_healthz(client: TestClient):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "plans": 2, "cities": ["郴州市", "怀化市"]}


def test_ask_is_the_answers_own_json(client: TestClient, assistant: FakeAssistant):
    body = {"question": "郴州市？", "history": ["先前的问题"], "cities": ["郴州市"], "id": "q1"}
    response = client.post("/api/ask", json=body)
    assert response.status_code == 200
    assert response.json() == answer_to("郴州市？", "q1").to_json()
    assert "郴州市" in response.text  # not escaped to \uXXXX
    assert assistant.calls == [("郴州市？", ("先前的问题",), ("郴州市",), "q1")]


def test_only_the_question_is_required(client: TestClient, assistant: FakeAssistant):
    assert client.post("/api/ask", json={"question": "问"}).status_code == 200
    assert assistant.calls == [("问", (), (), "")]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"question": " "}, 400, "The question is empty. Ask something about a plan"),
        (
            {"question": "问", "cities": ["上海市"]},
            400,
            "No plan covers 上海市. Covered are 郴州市 and 怀化市",
        ),
        ({"question": 5}, 422, "question: Input should be a valid string (got 5)."),
        ({"question": "问", "city": "郴州市"}, 422, "city: Extra inputs are not permitted (got '郴州市')."),
        ({}, 422, "question: Field required (got {})."),
        ({"question": "崩溃"}, 500, "Something unexpected went wrong and was logged. Try again later."),
    ],
)
def test_errors_are_one_line(client: TestClient, body: dict[str, object], status: int, error: str):
    response = client.post("/api/ask", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith(error)
    assert "\n" not in response.json()["detail"]


def test_body_that_is_no_json(client: TestClient):
    response = client.post("/api/ask", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert "JSON" in response.json()["detail"]


def test_ten_readers_are_answered_at_the_same_time(assistant: FakeAssistant, client: TestClient):
    assistant.together = threading.Barrier(10)  # every ask waits until ten are running
    statuses: list[int] = []

    def one() -> None:
        statuses.append(client.post("/api/ask", json={"question": "问"}).status_code)

    readers = [threading.Thread(target=one) for _ in range(10)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert statuses == [200] * 10


def test_page_is_ours(client: TestClient):
    response = client.get("/", headers={"accept": "text/html"})
    assert response.status_code == 200
    page = response.text
    assert "<title>规划问答 · CityPlans</title>" in page
    assert 'lang="zh-Hans"' in page
    assert re.search(r'<link rel="stylesheet" href="/web/chat\.css\?v=[0-9a-f]{10}">', page)
    assert "og:" not in page
    assert "raw.githubusercontent" not in page
    assert "fonts.googleapis" not in page
    assert "default-src 'self'" in response.headers["content-security-policy"]


def config_of(client: TestClient) -> dict[str, Any]:
    """Return the configuration that stands in the page; the address of its own is closed."""
    page = client.get("/", headers={"accept": "text/html"}).text
    start = page.index("{", page.index("window.gradio_config"))
    config, _ = json.JSONDecoder().raw_decode(page[start:])
    return dict(config)


def test_plan_titles_in_the_page_are_escaped(client: TestClient):
    components = config_of(client)["components"]
    values = "".join(str(component["props"].get("value", "")) for component in components)
    assert 'title="郴州市&lt;纲要&gt;"' in values
    assert "郴州市<纲要>" not in values


def test_own_files(client: TestClient):
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert client.get("/favicon.svg").text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "#cp-composer" in client.get("/web/chat.css").text
    script = client.get("/web/chat.js").text
    assert "__STRINGS__" not in script
    assert "正在检索规划原文" in script


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/config", "/gradio_api/info", "/monitoring"]
)
def test_no_api_pages(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def test_nothing_can_be_uploaded(client: TestClient):
    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"a")})
    assert response.status_code == 404


def test_gradio_records_nothing(client: TestClient):
    config = config_of(client)
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False


@pytest.mark.parametrize("path", ["", "/plans"])  # a proxy may take the prefix away, or leave it
def test_root_path(assistant: FakeAssistant, path: str):
    with TestClient(create_app(assistant, root_path="/plans/"), base_url="http://localhost") as client:
        page = client.get(f"{path}/", headers={"accept": "text/html"}).text
        assert '<script src="/plans/web/chat.js?v=' in page
        assert '"root":"http://localhost/plans"' in page
        assert client.get(f"{path}/web/chat.js").status_code == 200
        assert client.get(f"{path}/healthz").json()["status"] == "ok"


@pytest.mark.parametrize("path", ["", "/city"])
def test_plans_are_pages_of_their_own(assistant: FakeAssistant, path: str):
    with TestClient(create_app(assistant, root_path="/city"), base_url="http://localhost") as client:
        response = client.get(f"{path}/plans/hengyang", headers={"accept": "text/html"})
        assert response.headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self';"
        )
        assert "cp-splash" not in response.text
        for address in ("/city/", "/city/plans", "/city/plans/hengyang?lang=en"):
            assert f'href="{address}"' in response.text
        assert '<script src="/city/web/pages/reader.js?v=' in response.text
        assert client.get(f"{path}/web/pages/base.css").headers["content-type"] == "text/css; charset=utf-8"
        assert client.get(f"{path}/plans/none").status_code == 404


def test_without_a_shelf_the_shipped_plans_can_be_read(client: TestClient):
    assert "怀化市国民经济和社会发展第十四个五年规划" in client.get("/plans").text


def ask_all(
    assistant: FakeAssistant, *questions: str, turns: tuple[Turn, ...] = ()
) -> list[tuple[Turn, ...]]:
    """Ask one question after the other and return everything that was shown."""

    async def run() -> list[tuple[Turn, ...]]:
        shown = [turns]
        for question in questions:
            shown += [state async for state in converse(assistant, shown[-1], question, cities=["郴州市"])]
        return shown[1:]

    return asyncio.run(run())


def test_conversation_passes_earlier_questions(assistant: FakeAssistant):
    *_, turns = ask_all(assistant, "一", "崩溃", "二")
    assert [turn.state for turn in turns] == ["done", "failed", "done"]
    assert assistant.calls[-1] == ("二", ("一",), ("郴州市",), "turn-3")


def test_conversation_shows_searching_then_sentences_then_citations(assistant: FakeAssistant):
    states = [(turns[-1].state, len(turns[-1].citations)) for turns in ask_all(assistant, "问")]
    assert states == [("searching", 0), ("answering", 1), ("done", 1)]


def test_stopped_turn_stays_and_is_no_history(assistant: FakeAssistant):
    turns = stop(ask_all(assistant, "一")[0])
    assert turns[0].state == "stopped"
    ask_all(assistant, "二", turns=turns)
    assert assistant.calls[-1][1] == ()


def test_port_in_use_names_place_and_remedy():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=rf"127\.0\.0\.1:{port} \(Address already in use\).*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("203.0.113.1", 0), ("no-such-host.invalid", 80), ("127.0.0.1", 99999)]
)
def test_address_not_available(host: str, port: int):
    with pytest.raises(ServerError, match=rf"Cannot listen on {host}:{port} .*--host"):
        listen(host, port)


def test_free_port_is_listened_on():
    with listen("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        assert address(listener) == f"http://127.0.0.1:{port}"
        socket.create_connection((host, port), timeout=1).close()


CTRL_C_WITH_A_PAGE_OPEN = """
import logging, signal, threading, time, urllib.request
from qa.web import serve
from qa.web.turns import Turn, stop
from qa.web.server import listen

class Nothing:
    plans = ()

with listen("127.0.0.1", 0) as probe:
    port = probe.getsockname()[1]

def visit():
    while True:
        try:
            cookie = urllib.request.urlopen(f"http://127.0.0.1:{port}/web/session.js").headers["set-cookie"]
            beat = f"http://127.0.0.1:{port}/gradio_api/heartbeat/abcdefgh"
            page = urllib.request.urlopen(urllib.request.Request(beat, headers={"cookie": cookie.partition(";")[0]}))
            break
        except OSError:
            time.sleep(0.1)
    time.sleep(0.3)
    signal.raise_signal(signal.SIGINT)
    page.read()

logging.basicConfig(level=logging.ERROR)
threading.Thread(target=visit, daemon=True).start()
serve(Nothing(), host="127.0.0.1", port=port)
"""


def test_ctrl_c_ends_quietly():
    command = [sys.executable, "-c", CTRL_C_WITH_A_PAGE_OPEN]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
