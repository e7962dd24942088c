"""The pages of one's own documents over an empty folder, and what a browser does with them."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from embeddings.progress import Progress
from qa.shelf import Shelf
from qa.web.api import WebOptions
from qa.web.gate.hosts import KnownHosts
from qa.web.gate.limits import RateLimits
from qa.web.own import Access, Desk, OwnCorpus, add_own_pages
from qa.web.plans import add_plan_pages

TOKEN = "a-good-admin-token"
KEY = "k" * 43
LOOPBACK = "http://localhost"
PLAN = (
    """鹤鸣市国民经济和社会发展第十五个五年规划纲要

第一章 总则
到2030年,森林覆盖率达到50%。
第二章 工业
发展制造业。
"""
    + "建设港口,发展现代物流。\n" * 60
)


class Site:
    """The pages over an empty folder of own plans; ``renewed`` counts how often the index was brought up to date."""

    def __init__(
        self, folder: Path, shipped: Path, options: WebOptions, *, address: str = "127.0.0.1"
    ) -> None:
        self.own = folder / "own"
        self.renewed = 0
        self.desk = Desk(OwnCorpus((shipped, self.own), self.own, self._renew))
        self.shelf = Shelf(shipped, self.own)
        app = self.app = FastAPI()
        access = Access(options, RateLimits())
        add_plan_pages(app, self.shelf, admits=access.admits)
        add_own_pages(app, self.desk, access)
        app.add_middleware(KnownHosts, hosts=options.hosts)
        self.client = TestClient(app, base_url=LOOPBACK, client=(address, 1), follow_redirects=True)

    def _renew(self, progress: Progress) -> None:
        progress("embed", 3, 7)
        self.renewed += 1

    def enter(self, token: str = TOKEN) -> Any:
        return self.client.post("/own/enter?lang=en", data={"token": token})

    def key(self) -> str:
        found = re.search(r'name="key" value="([0-9a-f]{64})"', self.client.get("/own").text)
        assert found is not None
        return found[1]

    def send(self, content: bytes, name: str = "鹤鸣.txt", *, lang: str = "en", **headers: str) -> Any:
        return self.client.post(
            f"/own/files?lang={lang}",
            data={"key": self.key()},
            files={"file": (name, content)},
            headers=headers,
        )

    def wait(self, page: Any) -> str:
        """Return a document's page once nothing more is being done with it."""
        path = page.url.path
        for _ in range(600):
            if self.client.get(f"{path}/state").json()["state"] not in ("reading", "adding", "indexing"):
                return self.client.get(f"{path}?{page.url.query.decode()}").text
            time.sleep(0.05)
        raise AssertionError("nothing came of it")

    def act(self, path: str, **fields: str) -> Any:
        return self.client.post(f"{path}?lang=en", data={"key": self.key(), **fields})
