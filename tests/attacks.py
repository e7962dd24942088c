"""What a stranger can try against a served instance; each attack says what it met, or raises where a door is open.

``python tests/attacks.py http://127.0.0.1:7860`` tries all of them, on the loopback only, bounded in number and time.
The server must be one that was started for this: its feedback and its limits are used up.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

SECRET: Final = "s3cret-of-the-server"
ASK, OPEN, ASK_OPENING, LEAVE, SUGGEST, HALT, CLEAR, RATE, SAVE, SHOW = 0, 1, 2, 3, 4, 7, 8, 9, 10, 11
"""Handlers of the page by index, as its configuration numbers them."""

FORMER: Final = (
    "upload", "upload_progress?upload_id=x", "info", "openapi.json", "app_id", "token", "user", "login_check",
    "run/ask", "api/ask", "call/ask", "call/v2/ask", "stream/x", "process_recording", "component_server",
    "proxy=https://example.hf.space/", "file=/etc/passwd", "file/etc/passwd", "startup-events", "vibe-edit",
    "vibe-code", "runs", "run-history/records", "deep_link?session_hash=aaaa", "custom_component/x/client/y/z.js",
    "dev/reload", "profiling/traces", "monitoring/summary", "theme.css",
)  # fmt: skip
"""Routes of Gradio below ``/gradio_api`` that the page does not need."""


class OpenDoorError(AssertionError):
    """A request got what it must not get."""


class Stranger:
    """A client that knows the server's address and nothing else; with ``cookie`` one that opened the page."""

    def __init__(self, base: str, *, cookie: bool = True) -> None:
        self.http = httpx.Client(base_url=base, timeout=15, trust_env=False)
        if cookie:
            self.http.get("/web/session.js")

    def run(self, index: int, data: list[Any], session: str = "aaaaaaaa", **more: Any) -> httpx.Response:
        body = {"data": data, "fn_index": index, "session_hash": session, **more}
        return self.http.post("/gradio_api/run/predict", json=body)

    def join(self, index: int, data: list[Any], session: str = "aaaaaaaa", **more: Any) -> httpx.Response:
        body = {"data": data, "fn_index": index, "session_hash": session, **more}
        return self.http.post("/gradio_api/queue/join", json=body)

    def hear(self, session: str = "aaaaaaaa") -> list[dict[str, Any]]:
        """Return the events of a session until they end."""
        told: list[dict[str, Any]] = []
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as response:
            told += [
                json.loads(line.removeprefix("data: "))
                for line in response.iter_lines()
                if line.startswith("data: ")
            ]
        return told

    def ask(self, question: str, session: str = "aaaaaaaa") -> list[dict[str, Any]]:
        """Ask as the page does."""
        _expect(self.join(ASK, [question, [], None], session), 200)
        return self.hear(session)


def _expect(response: httpx.Response, *statuses: int) -> httpx.Response:
    if response.status_code not in statuses:
        where = f"{response.request.method} {response.request.url.raw_path.decode()[:80]}"
        raise OpenDoorError(f"{where}: {response.status_code} instead of {statuses}: {response.text[:200]}")
    return response


def _never(text: str, *said: str) -> None:
    for each in said:
        if each in text:
            raise OpenDoorError(f"the response holds {each!r}")


def _file(path: str) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


# ---- 1, 2: files of the server ---------------------------------------------------------------------------------


def read_a_file(base: str) -> str:
    """Have a file copied into the served folder, by name, by index, through the queue, nested; then fetch it."""
    stranger = Stranger(base)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as secret:
        secret.write(SECRET)
        secret.flush()
        place = Path(secret.name)
        for wrapped in (
            _file(str(place)),
            [_file(str(place))],
            {"a": [_file(str(place))]},
            _file("/no/such/file"),
        ):
            body = {"data": [wrapped, [], None], "session_hash": "aaaaaaaa"}
            for path in ("run/ask", "api/ask", "call/ask", "call/v2/ask"):
                _expect(stranger.http.post(f"/gradio_api/{path}", json=body), 404)
            for index in (ASK, OPEN, ASK_OPENING, RATE):
                for response in (stranger.run(index, [wrapped]), stranger.join(index, [wrapped, [], None])):
                    # What a browser kept is opened as nothing where it is no text that was signed.
                    _expect(response, *((200, 404) if index == OPEN else (404, 422)))
                    _never(response.text, SECRET, "/etc", str(place))
            event = stranger.run(RATE, [None], event_data=wrapped)
            _expect(event, 422)
        for path in (str(place), "/etc/passwd", "/proc/self/environ"):
            for form in (f"file={path}", f"file{path}", f"file={quote(path, safe='')}", f"file=//{path}"):
                _never(_expect(stranger.http.get(f"/gradio_api/{form}"), 404).text, SECRET, "root:")
    return "404 and 422, whether or not the file is there"


def stand_still(base: str) -> str:
    """Have a pipe read that nobody writes to; the server must go on answering."""
    stranger = Stranger(base)
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pipe"
        os.mkfifo(pipe)
        for path in (str(pipe), "/dev/zero"):
            _expect(stranger.run(ASK, [_file(path), [], None]), 404, 422)
            _expect(stranger.join(ASK, [_file(path), [], None]), 404, 422)
    began = time.perf_counter()
    _expect(stranger.http.get("/healthz"), 200)
    return f"refused; the next request took {time.perf_counter() - began:.2f} s"


# ---- 3, 4: what stays on the disk and in memory ----------------------------------------------------------------


def leave_files(base: str) -> str:
    """Send recordings and blobs to be kept."""
    stranger = Stranger(base)
    before = set(Path(tempfile.gettempdir()).iterdir())
    sent = {"file": ("../../x.bin", b"x" * 1_000_000)}
    for path in ("process_recording", "upload", "component_server", "component_server/"):
        _expect(stranger.http.post(f"/gradio_api/{path}", files=sent), 404)
    left = [path for path in set(Path(tempfile.gettempdir()).iterdir()) - before if "x.bin" in path.name]
    if left:
        raise OpenDoorError(f"files stay: {left}")
    return "404, nothing stays"


def send_too_much(base: str) -> str:
    """Send bodies of 20 MB, then more calls than a page makes."""
    stranger = Stranger(base)
    large = json.dumps({"data": ["x" * 20_000_000, [], None], "fn_index": 0, "session_hash": "aaaaaaaa"})
    as_json = {"content-type": "application/json"}
    for path in ("run/predict", "queue/join"):
        # The connection may be ended while the body is on its way.
        with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            _expect(stranger.http.post(f"/gradio_api/{path}", content=large, headers=as_json), 413)
    statuses = [stranger.run(RATE, [None], event_data=None).status_code for _ in range(40)]
    if 429 not in statuses:
        raise OpenDoorError(f"40 calls in a row: {sorted(set(statuses))}")
    return f"413; 429 from call {statuses.index(429) + 1} on"


# ---- 5, 6: feedback and conversations --------------------------------------------------------------------------


def forge_a_verdict(base: str) -> str:
    """Open an invented conversation and judge it."""
    stranger = Stranger(base)
    turn = {"number": 1, "question": "目标?", "state": "done", "id": "f" * 32, "answer": {"text": "99%"}}
    for kept in ([turn], [json.dumps(turn)], ["eyJudW1iZXIiOjF9.AAAA"]):
        opened = _expect(stranger.run(OPEN, [kept], "forgerya"), 200)
        _never(opened.text, "99%")
        texts = [each if isinstance(each, str) else json.dumps(each) for each in kept]
        shown = stranger.run(SHOW, [None], "forgerya", event_data={"talk": "a" * 32, "turns": texts})
        _never(_expect(shown, 200).text, "99%")
    _expect(stranger.run(SHOW, [None], "forgerya", event_data={"turns": [{"path": "/etc/passwd"}]}), 422)
    told = stranger.run(RATE, [None], "forgerya", event_data={"turn": "f" * 32, "verdict": "up"})
    _expect(told, 200, 429)
    _never(told.text, "rate_thanks")
    long = {"turn": "f" * 32, "verdict": "up", "comment": "x" * 100_000}
    _expect(stranger.run(RATE, [None], "forgerya", event_data=long), 422, 429)
    return "the unsigned turn is dropped, so there is nothing to judge"


def take_a_conversation(base: str) -> str:
    """Read, save, clear and publish the conversation of a reader whose session hash is known."""
    reader, stranger, bare = Stranger(base), Stranger(base), Stranger(base, cookie=False)
    session = "r3aders"
    told = json.dumps(reader.ask("郴州市2025年森林覆盖率目标是多少?", session), ensure_ascii=False)
    if "process_completed" not in told:
        raise OpenDoorError("the reader's own question was not answered")
    saving = {"format": "md", "language": "zh-Hans"}
    own = _expect(reader.run(SAVE, [None], session, event_data=saving), 200).json()["data"][0]
    if not own:
        raise OpenDoorError("the reader cannot save")
    theirs = _expect(stranger.run(SAVE, [None], session, event_data=saving), 200).json()["data"][0]
    if json.loads(theirs)["data"] == json.loads(own)["data"]:
        raise OpenDoorError("the stranger saved the reader's conversation")
    _expect(stranger.run(CLEAR, [None], session), 200)
    again = _expect(reader.run(SAVE, [None], session, event_data=saving), 200).json()["data"][0]
    if len(json.loads(again)["data"]) < len(json.loads(own)["data"]):
        raise OpenDoorError("the stranger cleared the reader's conversation")
    for response in (
        bare.run(SAVE, [None], session, event_data=saving),
        bare.join(ASK, ["问", [], None], session),
    ):
        _expect(response, 403)
    _expect(bare.http.get(f"/gradio_api/heartbeat/{session}"), 403)
    _expect(bare.http.get("/gradio_api/queue/data", params={"session_hash": session}), 403)
    _expect(stranger.http.get("/gradio_api/deep_link", params={"session_hash": session}), 404)
    heard = stranger.hear(session)
    if [each["msg"] for each in heard] != ["unexpected_error"]:
        raise OpenDoorError(f"the stranger hears {heard}")
    return "another cookie is another session; without one 403"


# ---- 7, 8: other hosts -----------------------------------------------------------------------------------------


def have_it_fetch(base: str) -> str:
    """Have the server fetch an address."""
    asked: list[str] = []

    class Bait(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    bait = HTTPServer(("127.0.0.1", 0), Bait)
    threading.Thread(target=bait.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{bait.server_port}/bait"
    stranger = Stranger(base)
    try:
        for form in (f"file={url}", f"file={quote(url, safe='')}", f"proxy={url}"):
            _expect(stranger.http.get(f"/gradio_api/{form}"), 404)
        body = {"url": url, "path": url, "meta": {"_type": "gradio.FileData"}}
        _expect(stranger.run(ASK, [body, [], None]), 404, 422)
        _expect(stranger.join(ASK, [body, [], None]), 422)
    finally:
        bait.shutdown()
    if asked:
        raise OpenDoorError(f"the server fetched {asked}")
    return "404 and 422, nothing is fetched"


def come_as_another(base: str) -> str:
    """Come under a foreign host, from a foreign page, with a proxy's words."""
    stranger = Stranger(base)
    for host in ("evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", ""):
        for path in ("/", "/plans", "/api/plans", "/web/session.js", "/gradio_api/heartbeat/aaaaaaaa"):
            response = stranger.http.get(path, headers={"host": host})
            _expect(response, 400, 421)
    origin = {"origin": "https://evil.example"}
    body = {"data": [None], "fn_index": SUGGEST, "session_hash": "aaaaaaaa"}
    for path in ("queue/join", "run/predict"):
        response = _expect(stranger.http.post(f"/gradio_api/{path}", json=body, headers=origin), 403)
        if "access-control-allow-origin" in response.headers:
            raise OpenDoorError("the origin is echoed")
    for path in ("/", "/gradio_api/heartbeat/aaaaaaaa", "/api/plans"):
        with stranger.http.stream("GET", path, headers=origin) as response:
            if "access-control-allow-origin" in response.headers:
                raise OpenDoorError(f"the origin is echoed at {path}")
    _expect(stranger.http.post("/api/ask", json={"question": "目标?"}, headers=origin), 403)
    claims = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "forwarded": "host=evil.example",
    }
    _never(_expect(stranger.http.get("/", headers=claims), 200).text, "evil.example")
    asked = {"model": "cityplans", "messages": [{"role": "user", "content": "郴州市2025年森林覆盖率目标?"}]}
    _never(stranger.http.post("/v1/chat/completions", json=asked, headers=claims).text, "evil.example")
    return "421, 403, nothing is echoed or believed"


# ---- 9: slow and large heads -----------------------------------------------------------------------------------


def drip_heads(base: str) -> str:
    """Open 50 connections that send a byte now and then; send a head of 100 KB."""
    parts = urlsplit(base)
    place = (parts.hostname or "", parts.port or 80)
    slow = [socket.create_connection(place, timeout=30) for _ in range(50)]
    began = time.perf_counter()
    waits: list[float] = []
    ended: set[int] = set()
    try:
        while len(ended) < len(slow) and time.perf_counter() - began < 25:
            for number, each in enumerate(slow):
                try:
                    each.send(b"G" if not waits else b"x")
                    each.setblocking(False)
                    if each.recv(1) == b"":
                        ended.add(number)
                except BlockingIOError:
                    pass
                except OSError:
                    ended.add(number)
            at = time.perf_counter()
            _expect(httpx.get(f"{base}/healthz", timeout=15, trust_env=False), 200)
            waits.append(time.perf_counter() - at)
            time.sleep(0.5)
    finally:
        for each in slow:
            each.close()
    lasted = time.perf_counter() - began
    if len(ended) < len(slow):
        raise OpenDoorError(
            f"{len(slow) - len(ended)} of 50 slow connections are still open after {lasted:.0f} s"
        )
    large = httpx.get(f"{base}/healthz", headers={"x-large": "x" * 100_000}, trust_env=False)
    _expect(large, 400, 431)
    return (
        f"all 50 ended within {lasted:.0f} s, others waited {max(waits):.2f} s at most; a head of 100 KB: 400"
    )


# ---- 10: the widget --------------------------------------------------------------------------------------------


def bend_a_session(base: str) -> str:
    """Change the padding of a widget's session, and its characters; use it under another host."""
    stranger = Stranger(base)
    token = stranger.http.post("/embed/session", json={}).json()["token"]
    header = "x-cityplans-session"
    question = {"question": "郴州市2025年森林覆盖率目标?"}
    _expect(stranger.http.post("/api/ask", json=question, headers={header: token}), 200)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters.index(token[-1])
    bent = [token[:-1] + letters[last ^ bits] for bits in (1, 2, 3)] + [
        token + "=",
        token + "==",
        token + ".",
    ]
    for each in bent:
        _expect(stranger.http.post("/api/ask", json=question, headers={header: each}), 401)
    host = f"localhost:{urlsplit(base).port}"
    _expect(stranger.http.post("/api/ask", json=question, headers={header: token, "host": host}), 401)
    return "401 for each"


# ---- 11: faulty requests ---------------------------------------------------------------------------------------


def send_nonsense(base: str) -> str:
    """Send what is no JSON, half a surrogate pair, unknown fields, handlers and sessions, other methods."""
    stranger = Stranger(base)
    as_json = {"content-type": "application/json"}
    for body in (
        b"",
        b"[",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b'{"data": ["\\ud800", [], null]}',
        b"\xff\xfe",
        b"[" * 50_000,
    ):
        response = stranger.http.post("/gradio_api/queue/join", content=body, headers=as_json)
        _expect(response, 400, 422)
        _never(response.text, "Traceback")
    half = b'{"data": ["\\ud800", [], null], "fn_index": 0, "session_hash": "aaaaaaaa"}'
    _expect(stranger.http.post("/gradio_api/queue/join", content=half, headers=as_json), 400)
    _expect(stranger.http.post("/api/ask", content=b'{"question": "\\ud800"}', headers=as_json), 400, 422)
    text = {"content-type": "text/plain"}
    _expect(stranger.http.post("/gradio_api/queue/join", content=b"{}", headers=text), 415)
    _expect(stranger.join(999, []), 404)
    _expect(stranger.join(ASK, []), 422)
    _expect(stranger.join(ASK, ["问", [], {"turns": 1}]), 422)
    _expect(stranger.join(ASK, ["问", [], None], event_id="x"), 422)
    _expect(stranger.run(ASK, ["问", [], None]), 404)
    for session in ("../../x", "AAAA", "", "a" * 100):
        _expect(stranger.join(ASK, ["问", [], None], session), 403, 422)
    if [each["msg"] for each in stranger.hear("n3verknown")] != ["unexpected_error"]:
        raise OpenDoorError("an unknown session hears something")
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
        _expect(stranger.http.request(method, "/gradio_api/queue/join"), 404, 405)
    return "one line each: 400, 404, 415, 422"


def open_the_rest(base: str) -> str:
    """Open everything else that Gradio has."""
    stranger = Stranger(base)
    for path in FORMER:
        for method in ("GET", "POST", "HEAD"):
            _expect(stranger.http.request(method, f"/gradio_api/{path}"), 404)
    for path in (
        "/config",
        "/config/",
        "/manifest.json",
        "/monitoring",
        "/login",
        "/logout",
        "/svelte/x.js",
        "/pwa_icon",
    ):
        _expect(stranger.http.get(path), 404, 405)
    for path in ("/static/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/assets//etc/passwd"):
        _never(_expect(stranger.http.get(path), 403, 404).text, "root:")
    page = _expect(stranger.http.get("/?deep_link=x&view=api&__theme=dark"), 200)
    if not re.search(r"content-security-policy", str(page.headers), re.IGNORECASE):
        raise OpenDoorError("the page has no policy")
    return f"404 for {len(FORMER) + 8} routes"


ATTACKS: Final[dict[str, Callable[[str], str]]] = {
    "1 read a file": read_a_file,
    "2 stand still": stand_still,
    "3 leave files": leave_files,
    "5 forge a verdict": forge_a_verdict,
    "6 take a conversation": take_a_conversation,
    "7 have it fetch": have_it_fetch,
    "8 come as another": come_as_another,
    "9 drip heads": drip_heads,
    "10 bend a session": bend_a_session,
    "11 send nonsense": send_nonsense,
    "12 open the rest": open_the_rest,
    # The last one: it uses up the limit of this address.
    "4 send too much": send_too_much,
}


def main(base: str) -> int:
    """Try every attack and print what it met; the result is how many doors are open."""
    name = urlsplit(base).hostname
    if name not in {"127.0.0.1", "localhost", "::1"}:
        sys.exit(f"{base} is not on this machine's loopback")
    still_open = 0
    for title, attack in ATTACKS.items():
        try:
            met = attack(base)
        except OpenDoorError as error:
            still_open += 1
            met = f"OPEN: {error}"
        sys.stdout.write(f"{title}: {met}\n")
    return still_open


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
