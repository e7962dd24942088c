"""Take pictures of the chat and of the pages beside it: ``python tests/browser/screenshots.py FOLDER [NAME …]``.

Every scene at three widths, light and dark, in Chinese and English, answered by the assistant that the settings
(``CITYPLANS_…``) give. The folder should lie outside the repository. The plan reader has more in
``reader_screenshots.py``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn

from qa.assistant import Assistant
from qa.feedback import FeedbackStore
from qa.settings import load_settings
from qa.shelf import Shelf
from qa.web import create_app
from qa.web.server import address, listen, server_config

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS: Final = (360, 768, 1280)
SCHEMES: Final = ("light", "dark")
LANGUAGES: Final = ("zh-Hans", "en")
QUESTIONS: Final = {
    "zh-Hans": {
        "numeric": "郴州市2025年森林覆盖率目标是多少?",
        "comparison": "比较怀化和湘乡的城镇化目标",
        "follow-up": "那怀化呢?",
        "refusal": "岳阳市2025年的地区生产总值目标是多少?",
        "damage": "到2025年湘乡市的工业互联网园区覆盖率要达到多少?",
        "error": "郴" * 1001,
    },
    "en": {
        "numeric": "What is Chenzhou's forest coverage target for 2025?",
        "comparison": "Compare the forest coverage targets of Chenzhou and Huaihua",
        "follow-up": "And Huaihua?",
        "refusal": "What GDP does Yueyang aim for by 2025?",
        "damage": "Which five demonstration zones does Huaihua want to build as part of the Wuling Mountain "
        "high-quality development demonstration area?",
        "error": "c" * 1001,
    },
}


@dataclass(frozen=True)
class Visit:
    """A reader's page; ``take`` makes a picture under the name of a scene."""

    page: Page
    origin: str
    language: str
    take: Callable[[str], None]

    def begin(self) -> None:
        """Open the chat as one who never was here."""
        self.page.goto(f"{self.origin}/plans")
        self.page.evaluate("localStorage.clear()")
        self.page.goto(f"{self.origin}/?lang={self.language}")
        self.page.wait_for_selector(".cp-welcome")

    def ask(self, scene: str) -> None:
        """Ask the question of a scene and wait until the turn has ended."""
        count = self.page.locator(".cp-turn").count()
        self.page.fill("#question textarea", QUESTIONS[self.language][scene])
        self.page.press("#question textarea", "Enter")
        self.page.locator(f"#cp-turn-{count + 1}:is([data-state=done], [data-state=failed])").wait_for()


def empty(visit: Visit) -> None:
    """Show the chat before anything is asked."""
    visit.begin()
    visit.take("empty")


def numeric(visit: Visit) -> None:
    """Show a figure, then what it leads to: a follow-up, the thumbs and the export."""
    visit.begin()
    visit.ask("numeric")
    visit.take("numeric")
    visit.page.locator("#cp-turn-1 .cp-down").click()
    visit.take("thumbs")
    visit.page.locator(".cp-export summary").click()
    visit.take("export")
    visit.page.keyboard.press("Escape")
    visit.ask("follow-up")
    visit.take("follow-up")


def comparison(visit: Visit) -> None:
    """Show a table, and a citation of it that is opened."""
    visit.begin()
    visit.ask("comparison")
    visit.take("comparison")
    visit.page.locator(".cp-marker").last.click()
    visit.take("citation")


def chosen(visit: Visit) -> None:
    """Show an answer chosen for the report, the list of conversations, and on a phone the sheet of a citation."""
    visit.begin()
    visit.ask("comparison")
    visit.page.wait_for_timeout(500)  # until the browser has kept the answer
    visit.page.locator("#cp-turn-1 .cp-pick").click()
    visit.page.locator(".cp-export > summary").click()
    visit.take("report")
    visit.page.locator(".cp-talks > summary").click()
    visit.take("conversations")
    visit.page.keyboard.press("Escape")
    visit.page.locator("#cp-turn-1 .cp-marker").first.click()
    visit.take("cited")


def refusal(visit: Visit) -> None:
    """Show what is said where the plans have no answer."""
    visit.begin()
    visit.ask("refusal")
    visit.take("refusal")


def damage(visit: Visit) -> None:
    """Show an answer from a damaged place."""
    visit.begin()
    visit.ask("damage")
    visit.take("damage")
    visit.page.locator(".cp-damage").last.scroll_into_view_if_needed()
    visit.take("damage-card")


def error(visit: Visit) -> None:
    """Show a question that cannot be asked."""
    visit.begin()
    visit.ask("error")
    visit.page.locator(".cp-problem").scroll_into_view_if_needed()
    visit.take("error")


def reader(visit: Visit) -> None:
    """Show the list of the plans, and the quote of an answer marked in its plan."""
    visit.begin()
    visit.ask("numeric")
    place = visit.page.locator(".cp-read").first.get_attribute("href")
    visit.page.goto(f"{visit.origin}/plans?lang={visit.language}")
    visit.take("plans")
    visit.page.goto(f"{visit.origin}/{place}")
    visit.take("reader")


def indicators(visit: Visit) -> None:
    """Show the table of the indicators and one of them."""
    visit.page.goto(f"{visit.origin}/indicators?lang={visit.language}")
    visit.take("indicators")
    visit.page.goto(f"{visit.origin}/indicators?i=forest_cover&lang={visit.language}")
    visit.take("indicator")


def beside(visit: Visit) -> None:
    """Show what else there is: the search, the help, and the page for an address that leads nowhere."""
    for name, path in (("search", "/search?q=冷链物流&"), ("help", "/help?"), ("unknown", "/nowhere?")):
        visit.page.goto(f"{visit.origin}{path}lang={visit.language}")
        visit.take(name)


_SCENES: Final = (empty, numeric, comparison, chosen, refusal, damage, error, reader, indicators, beside)
SCENES: Final = {each.__name__: each for each in _SCENES}


@contextmanager
def served() -> Iterator[str]:
    """Serve the chat over the real assistant; yields its URL."""
    settings = load_settings()
    assistant = Assistant.from_settings(settings)
    with tempfile.TemporaryDirectory() as kept, listen("127.0.0.1", 0) as listener:
        app = create_app(assistant, shelf=Shelf(*settings.corpus_folders), feedback=FeedbackStore(Path(kept)))
        server = uvicorn.Server(server_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield address(listener)
        server.should_exit = True
        thread.join(timeout=10)


def main(folder: Path, wanted: list[str]) -> None:
    """Take the pictures of the scenes that are wanted, all if none is named."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with served() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for width, scheme, language in product(WIDTHS, SCHEMES, LANGUAGES):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale=language,
                reduced_motion="reduce",
            )
            page = context.new_page()

            def take(name: str, page: Page = page, place: str = f"{width}-{scheme}-{language}") -> None:
                page.wait_for_timeout(250)
                page.screenshot(path=folder / f"{name}-{place}.png")

            visit = Visit(page, origin, language, take)
            for name, scene in SCENES.items():
                if not wanted or name in wanted:
                    scene(visit)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
