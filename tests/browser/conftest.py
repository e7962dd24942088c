"""A real server and a real browser; what answers is the ``chat_assistant`` of each test file."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web import OwnCorpus, WebOptions, create_app
from qa.web.server import address, listen, server_config

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
"""Waiting ends with what is waited for; on a busy machine Gradio alone takes half a minute to show its page."""


@pytest.fixture(scope="module")
def plan_shelf() -> Shelf:
    """The plans that can be read: those that are shipped, unless a test file has others."""
    return Shelf()


@pytest.fixture(scope="module")
def feedback_store(tmp_path_factory: pytest.TempPathFactory) -> FeedbackStore:
    """Where the thumbs of a test file are written."""
    return FeedbackStore(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="module")
def options() -> WebOptions:
    """How the server may be used; a test asks faster than a reader."""
    return WebOptions(rate_limit=600)


@pytest.fixture(scope="module")
def own_corpus() -> OwnCorpus | None:
    """Where documents are added in the page, unless a test file has another: nowhere."""
    return None


@pytest.fixture(scope="module")
def origin(
    chat_assistant: Any,
    plan_shelf: Shelf,
    feedback_store: FeedbackStore,
    options: WebOptions,
    own_corpus: OwnCorpus | None,
) -> Iterator[str]:
    """The URL of a running server."""
    with listen("127.0.0.1", 0) as listener:
        application = create_app(
            chat_assistant, shelf=plan_shelf, feedback=feedback_store, options=options, own=own_corpus
        )
        server = uvicorn.Server(server_config(application))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield address(listener)
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium() -> str:
    """The path of Chromium; without one the tests are skipped, in CI they fail."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        reason = "no chromium on the PATH; on Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return executable


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of a test file; its event loop would be in the way of other files of the process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """A headless Chromium for visitors with a profile of their own; each of them loads the pages anew."""
    launched = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def profile(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A reader's own profile, whose cache holds Gradio's scripts: loading the chat from it takes a third of the work."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), executable_path=chromium, args=BROWSER_ARGUMENTS,
        viewport={"width": 1280, "height": 900}, locale="en-GB",
    )  # fmt: skip
    # A reader who has chosen Chinese in a browser that would have English.
    context.add_init_script(
        "localStorage.getItem('cityplans.language') ?? localStorage.setItem('cityplans.language', 'zh-Hans')"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def forget(profile: BrowserContext, origin: str) -> None:
    """Let a profile know nothing of a site but what its cache holds; no page is open then."""
    blank = profile.new_page()
    for page in profile.pages:
        if page is not blank:
            page.close()
    kept = "cookies,local_storage,indexeddb,websql,file_systems,service_workers,cache_storage"
    session = profile.new_cdp_session(blank)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    profile.clear_cookies()
    profile.clear_permissions()
    blank.close()


@pytest.fixture
def tolerated() -> list[str]:
    """What may stand in the console of this test's page."""
    # A page that is left ends its open event stream; Gradio tells that as errors of its own.
    return ["signal is aborted", "Connection errored out", "BodyStreamBuffer was aborted"]


@pytest.fixture
def tolerate(tolerated: list[str]) -> Callable[[str], None]:
    """Let messages with a text stand in the console: of what the test itself brings about."""
    return tolerated.append


@pytest.fixture
def page(profile: BrowserContext, origin: str, tolerated: list[str]) -> Iterator[Page]:
    """A visitor on the chat of whom nothing is kept; a request to another origin or a script error fails the test."""
    foreign: list[str] = []
    errors: list[str] = []

    def record(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != origin:
            foreign.append(url)

    def record_request(request: Request) -> None:
        record(request.url)

    def note(message: str) -> None:
        if not any(each in message for each in tolerated):
            errors.append(message)

    profile.on("request", record_request)
    visited = profile.new_page()
    visited.on("websocket", lambda websocket: record(websocket.url))
    visited.on("pageerror", lambda error: note(str(error)))
    visited.on("console", lambda message: note(message.text) if message.type == "error" else None)
    visited.goto(origin)
    visited.wait_for_selector(".cp-welcome")
    yield visited
    forget(profile, origin)
    profile.remove_listener("request", record_request)
    assert foreign == []
    assert errors == []


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where screenshots go: ``CITYPLANS_SCREENSHOTS``, or a temporary folder."""
    folder = Path(os.environ.get("CITYPLANS_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def ask() -> Callable[..., Any]:
    """Type a question, press Enter, wait until the newest turn is in ``state``, and return it."""

    def type_and_wait(page: Page, question: str, *, state: str = "done") -> Any:
        count = page.locator(".cp-turn").count()
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        turn = page.locator(f"#cp-turn-{count + 1}[data-state={state}]")
        turn.wait_for()
        return turn

    return type_and_wait
