"""OpenAI's own client against the server."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
import uvicorn

from qa.shelf import Shelf
from qa.web import WebOptions, create_app
from qa.web.server import address, listen

TOKEN = "correct-horse-battery"
QUESTION = "云泽市2025年森林覆盖率目标是多少?"


@pytest.fixture(scope="module")
def origin(small: Callable[..., Any], small_corpus: Path) -> Iterator[str]:
    options = WebOptions(tokens=(TOKEN,), rate_limit=0)
    with listen("127.0.0.1", 0) as listener:
        app = create_app(small(), shelf=Shelf(small_corpus), options=options)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.05)
        yield address(listener)
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def client(origin: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{origin}/v1", api_key=TOKEN, max_retries=0) as client:
        yield client


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["cityplans"]
    assert client.models.retrieve("cityplans").owned_by == "cityplans"


def test_an_answer_with_its_citations(client: openai.OpenAI, origin: str) -> None:
    completion = client.chat.completions.create(
        model="cityplans",
        temperature=0.7,
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}],
    )
    [choice] = completion.choices
    assert choice.finish_reason == "stop"
    extra = choice.message.model_extra or {}
    [citation] = extra["citations"]
    assert (citation["city"], citation["marker"], extra["refused"]) == ("云泽市", 1, False)
    assert citation["url"].startswith(f"{origin}/plans/yunze?quote=")
    answer, *notes, below = (choice.message.content or "").split("\n\n")
    assert "68.1" in answer
    assert "[1]" in answer
    assert all("规划期" in note for note in notes)
    assert below.startswith("[1] 云泽市 › 第一章 发展目标 › 第二节 生态目标: “")
    assert below.endswith(citation["url"])
    assert completion.usage is not None


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    messages: Any = [
        {"role": "user", "content": [{"type": "text", "text": "比较云泽和鹤岭的地区生产总值目标"}]}
    ]
    whole = client.chat.completions.create(model="cityplans", messages=messages).choices[0].message
    chunks = list(
        client.chat.completions.create(
            model="cityplans", messages=messages, stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    cited = next(delta.model_extra for delta in deltas if (delta.model_extra or {}).get("citations"))
    assert cited["citations"] == (whole.model_extra or {})["citations"]
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None


def test_earlier_messages_of_the_user_are_history(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="cityplans",
        messages=[
            {"role": "user", "content": "云泽市2025年地区生产总值目标是多少?"},
            {"role": "assistant", "content": "999亿元"},
            {"role": "user", "content": "那鹤岭呢?"},
        ],
    )
    assert "900亿元" in (completion.choices[0].message.content or "")


def test_a_refusal_is_an_answer(client: openai.OpenAI) -> None:
    message = (
        client.chat.completions.create(
            model="cityplans", messages=[{"role": "user", "content": "上海市的发展目标是什么?"}], stream=False
        )
        .choices[0]
        .message
    )
    assert (message.model_extra or {})["refused"] is True
    assert message.content


def test_errors_are_those_the_client_knows(client: openai.OpenAI, origin: str) -> None:
    messages: Any = [{"role": "user", "content": QUESTION}]
    with pytest.raises(openai.NotFoundError, match="The model is cityplans"):
        client.chat.completions.create(model="gpt-4o", messages=messages)
    with pytest.raises(openai.BadRequestError, match="上海市"):
        client.chat.completions.create(
            model="cityplans", messages=messages, extra_body={"cities": ["上海市"]}, stream=True
        )
    with (
        openai.OpenAI(base_url=f"{origin}/v1", api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError, match="wants a token"),
    ):
        stranger.models.list()


def test_the_example_of_readme_runs(client: openai.OpenAI, origin: str) -> None:
    readme = (Path(__file__).parents[4] / "qa/README.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(from openai .+?)```", readme, re.DOTALL)
    code = (
        code.replace("http://127.0.0.1:7860", origin)
        .replace('"none"', repr(TOKEN))
        .replace("郴州市", "云泽市")
    )
    said: list[str] = []
    exec(compile(code, "README.md", "exec"), {"print": said.append})
    assert "68.1" in said[0]
    assert said[1].startswith(f"{origin}/plans/yunze?quote=")


def test_the_curl_example_of_readme_runs(origin: str) -> None:
    readme = (Path(__file__).parents[4] / "qa/README.md").read_text(encoding="utf-8")
    [body] = re.findall(r"curl http://127.0.0.1:7860/api/ask .+?\n  -d '(.+?)'\n", readme)
    headers = {"authorization": f"Bearer {TOKEN}"}
    response = httpx.post(
        f"{origin}/api/ask", json=json.loads(body.replace("郴州市", "云泽市")), headers=headers
    )
    assert "68.1" in response.json()["answer"]
