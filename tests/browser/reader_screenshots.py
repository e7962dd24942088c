"""Take pictures of the plans' pages: ``python tests/browser/reader_screenshots.py FOLDER [NAME …]``.

Every page at three widths, light and dark, in Chinese and English. The folder should lie outside the repository.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
from itertools import product
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from qa.permalinks import permalink
from qa.shelf import Shelf
from qa.web.plans import add_plan_pages
from qa.web.server import address, listen, server_config

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("zh-Hans", "en")


def addresses() -> dict[str, str]:
    """Return the pages by the name of their picture."""
    documents = {document.id: document for document in read_corpus(SHIPPED_CORPUS)}
    chenzhou = documents["chenzhou"]
    start = chenzhou.clean.text.index("森林覆盖率稳定在")
    end = chenzhou.clean.text.index("以上", start) + 2
    damaged = next(n for n, each in enumerate(documents["huaihua"].damages, 1) if each.kind == "lost-dash")
    return {
        "list": "/plans",
        "reader": "/plans/xiangxiang",
        "quote": permalink(chenzhou, start, end),
        "table": "/plans/huaihua#1-4-4-box2",
        "matrix": "/plans/huaihua#2-1-2-box5",
        "damage": f"/plans/huaihua#damage-{damaged}",
        "ratio": "/plans/xiangxiang#damage-8",
        "search": "/plans/huaihua?q=冷鏈物流",
        "notes": "/plans/chenzhou#note-3",
        "changed": "/plans/xiangxiang?quote=1-8.5-9.abcdef12#quote",
        "missing": "/plans/atlantis",
    }


def main(folder: Path, wanted: list[str]) -> None:
    """Serve the shipped plans and take the pictures."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI()
    add_plan_pages(app, Shelf())
    with listen("127.0.0.1", 0) as listener, sync_playwright() as playwright:
        server = uvicorn.Server(server_config(app))
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        while not server.started:
            time.sleep(0.05)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        pages = {name: url for name, url in addresses().items() if not wanted or name in wanted}
        for width, scheme, language in product(WIDTHS, SCHEMES, LANGUAGES):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale=language,
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, url in pages.items():
                page.goto("about:blank")
                page.goto(address(listener) + url)
                page.wait_for_timeout(250)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}-{language}.png")
            context.close()
        browser.close()
        server.should_exit = True


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
