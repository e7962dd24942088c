"""The API over a small corpus and a real assistant; no model is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.shelf import Shelf
from qa.web import WebOptions, create_app


@pytest.fixture
def api(small: Callable[..., Any], small_corpus: Path) -> Iterator[Callable[..., TestClient]]:
    """Return a client of an application with the options given."""
    opened = []

    def build(assistant: Any = None, **options: Any) -> TestClient:
        is_ready = options.pop("is_ready", lambda: True)
        root_path = options.pop("root_path", "")
        application = create_app(
            assistant or small(),
            shelf=Shelf(small_corpus),
            options=WebOptions(**options),
            is_ready=is_ready,
            root_path=root_path,
        )
        client = TestClient(application, base_url="http://localhost", raise_server_exceptions=False)
        opened.append(client)
        return client

    yield build
    for client in opened:
        client.close()
