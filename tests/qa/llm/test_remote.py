"""A real server that streams, stalls, errs and breaks off; the key is sent and never shown."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from qa.errors import GeneratorError, SettingsError
from qa.llm import open_generator
from qa.llm.prompting import Message
from qa.llm.remote import RemoteModel
from qa.settings import load_settings

KEY = "sk-very-secret-0123456789"
ASKED = [Message("system", "规则"), Message("user", "问题")]


def chunk(text: str | None, finish: str | None = None) -> bytes:
    event = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
    return f"data: {json.dumps(event)}\n\n".encode()


class Server:
    """Gives each request the next of its replies, the last one again and again; keeps what it was sent."""

    def __init__(self) -> None:
        self.replies: list[Callable[[BaseHTTPRequestHandler], None]] = []
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.requests.append((dict(self.headers.items()), body | {"path": self.path}))
                reply = outer.replies[min(len(outer.requests), len(outer.replies)) - 1]
                try:
                    reply(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def model(self, *replies: Callable[[BaseHTTPRequestHandler], None], **options: Any) -> RemoteModel:
        self.replies = list(replies)
        return RemoteModel(self.base, "tiny", key=KEY, **{"timeout_s": 5.0, "retries": 2} | options)


def reply(*parts: bytes | float, status: int = 200, kind: str = "text/event-stream", **headers: str) -> Any:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for part in parts:
            if isinstance(part, float):
                time.sleep(part)
            else:
                handler.wfile.write(part)
                handler.wfile.flush()

    return send


GOOD = reply(chunk(None), chunk("森林"), chunk("覆盖率"), chunk("。[1]", "stop"), b"data: [DONE]\n\n")
FAULT = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.llm.remote._FIRST_PAUSE_S", 0.01)


def failure(model: RemoteModel) -> GeneratorError:
    with pytest.raises(GeneratorError) as caught:
        list(model.stream(ASKED))
    return caught.value


def test_a_stream(server: Server) -> None:
    assert list(server.model(GOOD, max_tokens=50, temperature=0.5).stream(ASKED)) == [
        "森林",
        "覆盖率",
        "。[1]",
    ]
    headers, body = server.requests[0]
    assert headers["authorization"] == f"Bearer {KEY}"
    assert body == {
        "path": "/v1/chat/completions",
        "model": "tiny",
        "max_tokens": 50,
        "temperature": 0.5,
        "stream": True,
        "messages": [{"role": "system", "content": "规则"}, {"role": "user", "content": "问题"}],
    }


def test_a_server_that_does_not_stream(server: Server) -> None:
    whole = json.dumps({"choices": [{"message": {"content": "森林。[1]"}}]}).encode()
    assert list(server.model(reply(whole, kind="application/json")).stream(ASKED)) == ["森林。[1]"]


def test_bytes_cut_within_a_character_and_a_line_separator(server: Server) -> None:
    event = json.dumps({"choices": [{"delta": {"content": "森\u2028林"}}]}, ensure_ascii=False)
    line = f"data: {event}\n\n".encode()
    cut = line.index("森".encode()) + 1
    parts = (line[:cut], 0.05, line[cut:], b": ping\n\n", b"data: [DONE]\n\n")
    assert list(server.model(reply(*parts)).stream(ASKED)) == ["森\u2028林"]


def test_the_first_piece_comes_before_the_last_is_sent(server: Server) -> None:
    began = time.monotonic()
    stream = server.model(reply(chunk("森"), 1.0, chunk("林", "stop"))).stream(ASKED)
    assert next(stream) == "森"
    assert time.monotonic() - began < 0.8
    assert list(stream) == ["林"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(server: Server, status: int) -> None:
    model = server.model(reply(FAULT, status=status), reply(FAULT, status=status), GOOD)
    assert "".join(model.stream(ASKED)) == "森林覆盖率。[1]"
    assert len(server.requests) == 3


def test_a_server_that_stays_busy(server: Server) -> None:
    error = failure(server.model(reply(FAULT, status=429), retries=1))
    assert str(error) == "the language model's server answered 429 Too Many Requests. Try again later."
    assert len(server.requests) == 2


def test_the_pause_that_a_server_names_is_not_waited_for_beyond_the_time(server: Server) -> None:
    began = time.monotonic()
    failure(server.model(reply(FAULT, status=429, retry_after="15"), timeout_s=2.0))
    assert time.monotonic() - began < 1
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "Check CITYPLANS_API_KEY."), (404, "Check CITYPLANS_API_BASE and CITYPLANS_MODEL."), (302, None)],
)
def test_a_refusal_is_not_asked_again(server: Server, status: int, remedy: str | None) -> None:
    error = failure(server.model(reply(FAULT, status=status, location="http://127.0.0.1:9/")))
    assert len(server.requests) == 1
    assert remedy is None or str(error).endswith(remedy)


def test_a_server_that_stalls(server: Server) -> None:
    began = time.monotonic()
    error = failure(server.model(reply(3.0), timeout_s=0.4, retries=0))
    assert time.monotonic() - began < 2
    assert error.problem == "the language model's server did not answer in time"


def test_a_server_that_drips(server: Server) -> None:
    """Each read is in time, the whole is not."""
    drops = [part for _ in range(40) for part in (chunk("滴"), 0.1)]
    error = failure(server.model(reply(*drops), timeout_s=0.5, retries=0))
    assert error.problem == "the language model did not finish in time"


@pytest.mark.parametrize(
    "parts",
    [
        [b"data: {not json\n\n"],
        [b"data: [1, 2]\n\n"],
        [b'data: {"choices": [{"delta": "x"}]}\n\n'],
        [b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'],
        [b'data: {"choices": 5}\n\n'],
        [b"data: " + b"[" * 100_000 + b"\n\n"],
        [b"data: " + FAULT + b"\n\n"],
        [b"\x00\xff" * 600_000],
    ],
)
def test_garbage(server: Server, parts: list[bytes]) -> None:
    error = failure(server.model(reply(*parts)))
    assert error.problem == "the language model's server sent what is no OpenAI-compatible answer"
    assert len(server.requests) == 1


def test_a_connection_that_is_dropped(server: Server) -> None:
    error = failure(server.model(reply(chunk("森林"))))
    assert error.problem == "the language model's server broke off its answer"
    assert len(server.requests) == 1  # a piece was passed on: it is not asked again

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.close()
        raise OSError

    server.requests.clear()
    assert "".join(server.model(cut, GOOD).stream(ASKED)) == "森林覆盖率。[1]"


def test_no_server() -> None:
    error = failure(RemoteModel("http://127.0.0.1:9/v1", "tiny", key=KEY, retries=0))
    assert error.problem == "the language model's server cannot be reached or broke off (ConnectError)"


@pytest.mark.parametrize(
    "send",
    [
        reply(FAULT, status=401),
        reply(FAULT, status=500),
        reply(b"data: " + FAULT + b"\n\n"),
        reply(3.0),
        GOOD,
    ],
)
def test_the_key_is_in_no_log_and_no_error(
    server: Server, send: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model = server.model(send, timeout_s=0.5, retries=1)
    shown = repr(model)
    try:
        list(model.stream(ASKED))
    except GeneratorError as error:
        shown += repr(error) + str(error) + repr(error.__cause__) + repr(error.__context__)
    assert KEY not in shown
    assert KEY not in caplog.text


def test_settings_make_a_generator_and_hide_the_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_API_KEY", KEY)
    settings = load_settings(generator="openai", model="tiny", api_base=server.base)
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json()
    generator = open_generator(settings)
    assert generator is not None
    assert generator.name == "openai"
    monkeypatch.setenv("CITYPLANS_API_KEY", KEY)
    with pytest.raises(SettingsError) as caught:
        load_settings(api_key=[KEY])
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"generator": "openai"}, "the generator openai has no CITYPLANS_MODEL (--model)"),
        ({"generator": "transformers"}, "the generator transformers has no CITYPLANS_MODEL (--model)"),
        (
            {"generator": "openai", "model": "m"},
            "the generator openai has no CITYPLANS_API_BASE (--api-base)",
        ),
    ],
)
def test_what_is_missing_is_told(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_generator(load_settings(**given))
    assert caught.value.problem == said


@pytest.mark.parametrize(
    "base", ["127.0.0.1:80", "ftp://x/v1", "http://user:pw@host/v1", "http://x/v1?key=1"]
)
def test_an_address_that_cannot_be_one(base: str) -> None:
    with pytest.raises(SettingsError, match="api_base"):
        load_settings(api_base=base)


def test_extractive_needs_no_model() -> None:
    assert open_generator(load_settings()) is None
