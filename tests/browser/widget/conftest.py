"""Other people's pages: a server with two origins of which one is allowed, and a reader who visits it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from qa.answers import Answer, Citation, Sentence
from qa.events import Done, SentenceVerified, Understood
from qa.web import WebOptions, create_app
from qa.web.server import address, listen, server_config
from qa.web.widget.options import Widget

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

QUESTION = "郴州市2025年森林覆盖率目标是多少？"
ATTACK = "\"'><img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
CITED = Citation(
    marker=1,
    city="郴州市",
    document="郴州市纲要",
    document_id="chenzhou",
    chapter=("第二章", "第三节 发展目标"),
    section_id="chenzhou/2/3",
    quote="森林覆盖率稳定在68.1% 以上",
    start=1,
    end=9,
    permalink="/plans/chenzhou?quote=2-3.1-9.0123abcd#quote",
)


class FakeAssistant:
    """Says what the question asks for; real answers are tested elsewhere."""

    def __init__(self) -> None:
        plan = {"kind": "纲要", "period": "2021–2025", "province": "湖南省"}
        self.plans = (
            SimpleNamespace(
                document_id="chenzhou",
                city="郴州市",
                city_en="Chenzhou",
                title="郴州市纲要",
                examples=(QUESTION, "What is Chenzhou's forest target?"),
                label="",
                **plan,
            ),
            SimpleNamespace(
                document_id="huaihua",
                city="怀化市",
                city_en="Huaihua",
                title="怀化市纲要",
                examples=("怀化的目标？",),
                label="",
                **plan,
            ),
        )
        self.calls: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
        self.hold = threading.Event()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        if "等一等" in question:
            self.hold.wait(30)
        self.calls.append((question, tuple(history), tuple(cities)))
        text, cited = "到2025年，郴州市森林覆盖率稳定在68.1%以上。", (CITED,)
        if tuple(cities) == ("怀化市",):
            cited = (replace(CITED, city="怀化市", document="怀化市纲要", document_id="huaihua"),)
        if "电影" in question:
            return Answer(id, question, "zh-Hans", True, "规划中没有相关内容。", (), (), (), "fake", 0.01)
        if "比较" in question:
            other = replace(CITED, marker=2, city="怀化市", warnings=("此处数字可能缺损。",))
            text = "| 城市 | 2025年目标 |\n|---|---|\n| 郴州市 | ≥68.1 [1] |\n| 怀化市 | 71以上 [2] |"
            rows = tuple(Sentence(line, (at,), "verbatim") for at, line in enumerate(text.split("\n")[2:], 1))
            return Answer(id, question, "zh-Hans", False, text, rows, (CITED, other), (), "fake", 0.01)
        if "<" in question:
            text = f"{ATTACK} [链接](javascript:alert(1)) [1] [9]"
            cited = (
                replace(
                    CITED,
                    city=ATTACK,
                    chapter=(ATTACK,),
                    quote=ATTACK,
                    document=ATTACK,
                    warnings=(ATTACK,),
                    permalink="javascript:document.title='hacked'",
                ),
            )
        return Answer(
            id,
            question,
            "zh-Hans",
            False,
            f"{text}[1]",
            (Sentence(text, (1,), "verbatim"),),
            cited,
            (),
            "fake",
            0.01,
        )

    async def stream(self, question: str, **rest: Any) -> Any:
        answer = await asyncio.to_thread(self.ask, question, **rest)
        yield Understood(answer.standalone or question, answer.language)
        for sentence in answer.sentences:
            yield SentenceVerified(sentence, answer.citations)
        yield Done(answer)


class Host:
    """Other people's server: what is put into ``pages`` is served, with the headers given."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, headers = host.pages.get(urlsplit(self.path).path, ("", {}))
                self.send_response(200)
                for name, value in {"content-type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        port = self.server.server_address[1]
        self.allowed, self.foreign = f"http://localhost:{port}", f"http://127.0.0.1:{port}"


@contextmanager
def _serving(application: Any) -> Iterator[str]:
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(server_config(application))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield address(listener)
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def serving() -> Callable[[Any], AbstractContextManager[str]]:
    """Serve an application; gives its address."""
    return _serving


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def options(host: Host) -> WebOptions:
    only = Widget("only", origins=(host.allowed,), cities=("怀化市",))
    return WebOptions(origins=(host.allowed,), rate_limit=0, widgets=(only,))


@pytest.fixture(scope="module")
def origin(fake: FakeAssistant, options: WebOptions) -> Iterator[str]:
    with _serving(create_app(fake, options=options)) as where:
        yield where


RECORD = """<script>
  window.heard = [];
  for (const type of ["ready", "resize", "answer", "citation-click"])
    document.addEventListener(`plan-qa-${type}`, (event) => heard.push([type, event.target.id, event.detail]));
</script>"""


class Visitor:
    """Opens pages of the host, which keep the events that they hear; what is said of errors is kept too."""

    attack = ATTACK

    def __init__(self, browser: Browser, host: Host, origin: str) -> None:
        self.browser, self.host, self.origin = browser, host, origin
        self.contexts: list[Any] = []
        self.said: list[str] = []
        self.addresses: list[str] = []

    def open(self, body: str, *, at: str = "", headers: dict[str, str] | None = None, **context: Any) -> Page:
        page_html = '<!doctype html><html lang="zh"><meta charset="utf-8"><title>host</title><link rel="icon" href="data:,"><h1>某市图书馆</h1>'
        # A strict policy would not let the page's own script run.
        body = page_html + ("" if headers else RECORD) + body.replace("ORIGIN", self.origin)
        self.host.pages["/"] = (body, headers or {})
        settings = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"}
        made = self.browser.new_context(**(settings | context))
        made.set_default_timeout(60_000)
        self.contexts.append(made)
        page = made.new_page()
        page.on(
            "console",
            lambda message: self.said.append(message.text) if message.type in {"error", "warning"} else None,
        )
        made.on("request", lambda request: self.addresses.append(request.url))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(at or self.host.allowed)
        return page

    @staticmethod
    def script(**attributes: str) -> str:
        shown = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
        return f'<script src="ORIGIN/widget.js"{shown} defer></script>'

    @staticmethod
    def frame(page: Page, selector: str = "plan-qa") -> Frame:
        frame = page.locator(f"{selector} iframe").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_selector("#plans a", state="attached")
        return frame

    @staticmethod
    def ask(frame: Frame, question: str) -> Any:
        frame.fill("#question", question)
        frame.press("#question", "Enter")
        turn = frame.locator(".turn:last-child[data-state=done]")
        turn.wait_for()
        return turn

    @staticmethod
    def heard(page: Page, kind: str) -> list[Any]:
        return list(page.evaluate("(kind) => heard.filter((each) => each[0] === kind)", kind))


@pytest.fixture
def visitor(browser: Browser, host: Host, origin: str, fake: FakeAssistant) -> Iterator[Visitor]:
    fake.calls.clear()
    made = Visitor(browser, host, origin)
    yield made
    for context in made.contexts:
        context.close()
