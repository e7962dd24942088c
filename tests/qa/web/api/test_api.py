"""The API's own addresses: answers, streams, searches, plans, health, and how it says no."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from qa.shelf import Shelf
from qa.web import WebOptions, create_app

QUESTION = "云泽市2025年森林覆盖率目标是多少?"
TOKEN = "correct-horse-battery"


def events_of(text: str) -> list[tuple[str, Any]]:
    """Return the name and data of the events of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith(":")]
        if lines:
            assert [line.split(":")[0] for line in lines] == ["event", "data"]
            found.append((lines[0][7:], json.loads(lines[1][6:])))
    return found


def test_a_stream_has_the_events_in_order_and_ends_with_the_answer(api: Callable[..., Any]) -> None:
    client = api()
    whole = client.post("/api/ask", json={"question": QUESTION, "id": "q7"}).json()
    assert "68.1" in whole["answer"]
    response = client.post(
        "/api/ask", json={"question": QUESTION, "id": "q7"}, headers={"accept": "text/event-stream"}
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names == ["understood", "passages", *["sentence"] * len(whole["sentences"]), "done"]
    assert events[0][1] == {"standalone": QUESTION, "carried": [], "language": "zh-Hans"}
    assert events[1][1]["passages"][0]["city"] == "云泽市"
    said = [
        {k: v for k, v in data.items() if k != "citations"} for name, data in events if name == "sentence"
    ]
    assert said == whole["sentences"]
    assert {**events[-1][1], "latency_s": 0} == {**whole, "latency_s": 0}


def test_the_first_version_has_an_address_of_its_own(api: Callable[..., Any]) -> None:
    client = api()
    answers = [client.post(path, json={"question": QUESTION}).json() for path in ("/api/ask", "/api/v1/ask")]
    assert answers[0]["answer"] == answers[1]["answer"]
    assert client.get("/api/v1/plans").headers["cityplans-api-version"] == "1"


def test_search_finds_passages(api: Callable[..., Any]) -> None:
    body = {"question": "国际机场", "cities": ["鹤岭市"], "limit": 1}
    [passage] = api().post("/api/search", json=body).json()["passages"]
    assert (passage["rank"], passage["city"], passage["text"].splitlines()[-1]) == (
        1,
        "鹤岭市",
        "建设国际机场。",
    )


def test_plans_and_their_outline(api: Callable[..., Any]) -> None:
    client = api(root_path="/city")
    plans = client.get("/api/plans").json()["plans"]
    assert [(plan["id"], plan["url"]) for plan in plans] == [
        ("yunze", "/city/plans/yunze"),
        ("heling", "/city/plans/heling"),
    ]
    outline = client.get("/city/api/plans/yunze/outline").json()
    assert (outline["id"], outline["city"]) == ("yunze", "云泽市")
    assert [section["title"] for section in outline["sections"]] == ["", "发展目标", "重点任务"]
    missing = client.get("/api/plans/nowhere/outline")
    assert (missing.status_code, missing.json()["detail"]) == (
        404,
        "There is no plan 'nowhere'. GET /api/plans lists them.",
    )


def test_ready_only_when_it_is(api: Callable[..., Any]) -> None:
    ready = threading.Event()
    client = api(is_ready=ready.is_set)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    ready.set()
    assert client.get("/readyz").json() == {"status": "ready"}


def test_metrics_count_requests_and_answers_and_hold_no_question(api: Callable[..., Any]) -> None:
    client = api()
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": "上海市的目标是什么?"}, headers={"accept": "text/event-stream"})
    client.get("/api/plans/yunze/outline")
    client.get("/api/nothing/here")
    text = client.get("/metrics").text
    assert "云泽" not in text
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["cityplans_requests_total", "/api/ask", "200", "POST"] == 2
    assert samples["cityplans_requests_total", "/api/plans/{document_id}/outline", "200", "GET"] == 1
    assert samples["cityplans_answers_total", "answered", "zh-Hans"] == 1
    assert samples["cityplans_answers_total", "refused", "zh-Hans"] == 1
    assert samples["cityplans_answer_seconds_count",] == 2
    assert samples["cityplans_requests_running",] == 1  # this one


@pytest.mark.parametrize(
    ("method", "path", "json_body", "status", "detail"),
    [
        ("POST", "/api/ask", {"question": "云泽市?", "cities": ["上海市"]}, 400, "上海市"),
        ("POST", "/api/ask", {"question": "?"}, 400, "is empty. Ask in a few words."),
        ("POST", "/api/ask", {}, 422, "question: Field required (got {})"),
        ("POST", "/api/ask", {"question": "长" * 1001}, 422, "at most 1000 characters"),
        ("POST", "/api/search", {"question": "云泽", "limit": 51}, 422, "limit: "),
        ("GET", "/api/ask", None, 405, "GET is not for this address. Use POST."),
        ("DELETE", "/metrics", None, 405, "Use GET."),
        ("GET", "/api/none", None, 404, "GET /api/openapi.json describes the API."),
        ("POST", "/v1/chat/completions", {"model": "gpt-5", "messages": [{"role": "user", "content": "?"}]}, 404, "cityplans"),
        ("POST", "/v1/chat/completions", {"messages": [{"role": "system", "content": "x"}]}, 400, "role user"),
    ],
)  # fmt: skip
def test_a_no_is_a_problem(
    api: Callable[..., Any], method: str, path: str, json_body: Any, status: int, detail: str
) -> None:
    response = api().request(method, path, json=json_body, headers={"x-request-id": "my-1"})
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"]) == (status, status)
    assert detail in problem["detail"]
    assert "\n" not in problem["detail"]
    assert problem["error"]["message"] == problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"] == "my-1"
    if status == 405:
        assert response.headers["allow"] in ("POST", "GET", "GET, HEAD")


def test_a_request_id_that_could_forge_a_log_line_is_replaced(api: Callable[..., Any]) -> None:
    given = "a b{}" * 40
    assert len(api().get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]) == 32


def test_bodies_have_a_size(api: Callable[..., Any]) -> None:
    client = api(largest_body=2000)
    body = json.dumps({"question": "云泽?", "id": "x" * 150}).encode() + b" " * 2000
    assert client.post("/api/ask", content=body).status_code == 413

    def pieces() -> Any:  # without a length
        yield body[:1500]
        yield body[1500:]

    assert client.post("/api/ask", content=pieces()).status_code == 413


def test_tokens_are_wanted_where_they_are_set_and_never_told(
    api: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = api(tokens=(TOKEN, "another-good-token"))
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        for path in ("/api/plans", "/v1/models", "/metrics"):
            response = client.get(path, headers=headers)
            assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
            assert TOKEN not in response.text
    for token in (TOKEN, "another-good-token"):
        assert client.get("/api/plans", headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/openapi.json").status_code == 200
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(WebOptions(tokens=(TOKEN,)))


def test_more_than_the_limit_is_told_when_to_come_again(api: Callable[..., Any]) -> None:
    client = api(rate_limit=3)
    statuses = [client.get("/api/plans").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    response = client.get("/v1/models")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert client.get("/healthz").status_code == 200
    unlimited = api(rate_limit=0)
    assert {unlimited.get("/api/plans").status_code for _ in range(100)} == {200}


def test_a_token_has_a_limit_of_its_own(small: Callable[..., Any]) -> None:
    app = create_app(small(), options=WebOptions(tokens=(TOKEN, "another-good-token"), rate_limit=2))

    async def statuses() -> list[int]:
        found = []
        for address, token in (("1.1.1.1", TOKEN), ("1.1.1.2", TOKEN), ("1.1.1.3", TOKEN), ("1.1.1.3", "another-good-token")):  # fmt: skip
            transport = httpx.ASGITransport(app=app, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                headers = {"authorization": f"Bearer {token}"}
                found.append((await client.get("/api/plans", headers=headers)).status_code)
        return found

    assert asyncio.run(statuses()) == [200, 200, 429, 200]


def test_other_origins_are_let_in_only_where_they_are_named(api: Callable[..., Any]) -> None:
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    closed = api()
    response = closed.options("/api/ask", headers={"origin": "https://a.example", **preflight})
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]
    client = api(origins=("https://a.example",), tokens=(TOKEN,))
    response = client.options("/api/ask", headers={"origin": "https://a.example", **preflight})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (
        200,
        "https://a.example",
    )
    response = client.options("/api/ask", headers={"origin": "https://b.example", **preflight})
    assert "access-control-allow-origin" not in response.headers


class Slow:
    """An assistant that takes its time, or fails in the middle of its answer."""

    plans: tuple[Any, ...] = ()

    def __init__(self, seconds: float = 0.0, error: Exception | None = None) -> None:
        self.seconds = seconds
        self.error = error

    def ask(self, question: str, **_: Any) -> Any:
        time.sleep(self.seconds)
        raise self.error or AssertionError

    async def stream(self, question: str, **_: Any) -> AsyncIterator[Any]:
        from qa.events import Understood

        yield Understood(question, "zh-Hans")
        await asyncio.sleep(self.seconds)
        raise self.error or AssertionError


def test_an_answer_that_takes_too_long_ends(api: Callable[..., Any]) -> None:
    client = api(Slow(3), timeout_s=0.3)
    began = time.perf_counter()
    response = client.post("/api/ask", json={"question": "问"})
    assert (response.status_code, response.json()["title"]) == (504, "Gateway Timeout")
    response = client.post("/api/ask", json={"question": "问"}, headers={"accept": "text/event-stream"})
    assert [name for name, _ in events_of(response.text)] == ["understood", "error"]
    assert events_of(response.text)[-1][1]["status"] == 504
    assert time.perf_counter() - began < 2.5


def test_an_error_in_the_middle_of_a_stream_is_its_last_event(api: Callable[..., Any]) -> None:
    client = api(Slow(error=RuntimeError("secret path /home/x")))
    response = client.post("/api/ask", json={"question": "问"}, headers={"accept": "text/event-stream"})
    name, problem = events_of(response.text)[-1]
    assert (name, problem["status"]) == ("error", 500)
    assert "secret" not in response.text


def test_the_loop_is_free_while_questions_are_answered(small_corpus: Any) -> None:
    app = create_app(Slow(0.8, RuntimeError()), shelf=Shelf(small_corpus), options=WebOptions(rate_limit=0))

    async def run() -> float:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            body = {"question": "问"}
            asked = [asyncio.create_task(client.post("/api/ask", json=body)) for _ in range(20)]
            await asyncio.sleep(0.3)
            began = time.perf_counter()
            assert (await client.get("/healthz")).status_code == 200
            took = time.perf_counter() - began
            await asyncio.gather(*asked)
        return took

    assert asyncio.run(run()) < 0.4
