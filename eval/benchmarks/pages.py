"""The pages in a real browser: how much each fetches, and when it shows something; the chat also when it can be asked.

Needs Playwright (it comes with ``.[dev]``) and a Chromium on the PATH.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from embeddings.catalog import read_catalogs
from embeddings.corpus import SHIPPED_CORPUS
from eval.benchmarks.streaming import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CHAT: Final = "/"
_CAN_BE_ASKED: Final = "#cp-thread .cp-welcome"
_PATIENCE_MS: Final = 120_000
_SEEN: Final = "performance.getEntriesByName('first-contentful-paint').length > 0"
_MEASURE: Final = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const sum = (name) => all.reduce((total, each) => total + each[name], 0);
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  return [all.length, sum("transferSize"), sum("decodedBodySize"), painted, performance.now()];
}"""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What a first visit of a page fetches, in bytes as sent and unpacked, and again; when it is seen and ready, in ms."""

    path: str
    requests: int
    sent: int
    unpacked: int
    sent_again: int
    seen_ms: float
    ready_ms: float


def measure_pages() -> Iterator[PageFigures]:
    """Start a server with the settings of the environment and visit its pages, each as one who never was there.

    Raises:
        RuntimeError: there is no Chromium on the PATH.

    """
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        raise RuntimeError("no chromium on the PATH; on Debian: apt-get install chromium")
    with running_server() as (origin, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for path in _paths():
            yield _visit(browser, origin, path)
        browser.close()


def page_lines(figures: PageFigures) -> list[tuple[str, str]]:
    """Return the figures as lines: what, and how much."""
    ready = f", can be asked after {figures.ready_ms / 1000:.1f} s" if figures.path == _CHAT else ""
    told = (
        f"{figures.requests} requests, {figures.sent / 1000:,.0f} kB sent ({figures.unpacked / 1000:,.0f} kB unpacked), "
        f"again {figures.sent_again / 1000:,.0f} kB; seen after {figures.seen_ms:.0f} ms{ready}"
    )
    return [(figures.path, told)]


def _paths() -> Sequence[str]:
    """Return the addresses of the pages, with plans of the corpus that is shipped."""
    first, second = (each.entry.id for each in read_catalogs(SHIPPED_CORPUS)[:2])
    own = ("/plans", f"/plans/{first}", f"/compare?a={first}&b={second}")
    return (_CHAT, "/search?q=物流", *own, "/indicators", "/indicators?i=gdp", "/progress", "/help", "/embed")


def _visit(browser: Browser, origin: str, path: str) -> PageFigures:
    # What waits in a page for it to be seen is evaluated there, which the policy of the pages forbids.
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    measured = []
    for _ in range(2):
        page.goto(f"{origin}{path}")
        if path == _CHAT:
            page.wait_for_selector(_CAN_BE_ASKED)
        page.wait_for_function(_SEEN)
        measured.append(page.evaluate(_MEASURE))
    context.close()
    requests, sent, unpacked, seen, ready = measured[0]
    return PageFigures(path, requests, sent, unpacked, measured[1][1], seen, ready)
