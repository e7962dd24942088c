"""Every route of the application and of Gradio is named here; one that a newer version adds fails until it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Mount

from qa.shelf import Shelf
from qa.web import create_app

OPEN_OF_GRADIO = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/static/{path:path}"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/theme.css"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/run/{api_name}"),
}

OURS = {
    "/api/ask", "/api/indicators", "/api/openapi.json", "/api/plans", "/api/plans/{document_id}/outline",
    "/api/progress", "/api/search", "/api/v1/ask", "/api/v1/indicators", "/api/v1/plans", "/api/v1/progress",
    "/api/v1/plans/{document_id}/outline", "/api/v1/search", "/api", "/api/{rest:path}", "/embed",
    "/compare", "/compare/", "/progress", "/progress/", "/embed/session", "/favicon.ico", "/favicon.svg", "/healthz", "/help", "/help/", "/search", "/search/", "/indicators", "/indicators/",
    "/indicators.csv", "/indicators.metadata.json", "/indicators.svg", "/indicators.xlsx", "/metrics", "/plans", "/plans/", "/plans/{document_id}", "/plans/{document_id}/{rest:path}",
    "/readyz", "/v1", "/v1/chat/completions", "/v1/models", "/v1/models/{model}", "/v1/{rest:path}",
    "/web/chat.css", "/web/chat.js", "/web/session.js", "/widget", "/widget/", "/widget.js",
}  # fmt: skip
"""Each stands in the table of the security section of ``qa/README.md``, or below a path that does."""


@pytest.fixture
def app(small: Callable[..., Any], small_corpus: Path) -> Any:
    return create_app(small(), shelf=Shelf(small_corpus))


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def all_routes(router: Any) -> Iterator[Any]:
    """Yield the routes of a router, those of included ones with their whole path."""
    for route in router.routes:
        if hasattr(route, "effective_candidates"):
            yield from route.effective_candidates()
        else:
            yield route


def routes(app: Any) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in all_routes(app.router)
        for method in getattr(route, "methods", None) or {"GET"}
    }


def test_our_own_routes_are_named(app: Any) -> None:
    ours = {route.path for route in all_routes(app.router) if not isinstance(route, Mount)}
    unnamed = {path for path in ours - OURS if not path.startswith(("/web/", "/widget/", "/embed/"))}
    assert unnamed == set()
    assert set() == OURS - ours


def test_what_is_not_on_the_list_is_not_there(app: Any, client: TestClient) -> None:
    client.get("/web/session.js")
    there = set()
    for method, template in routes(app.state.gradio):
        path = re.sub(r"\{session_hash(:\w+)?\}", "abcdefgh", template)
        path = re.sub(r"\{[^}]*\}", "x", path)
        if "heartbeat" in path:  # never ends; the attacks listen to it
            there.add((method, template))
            continue
        response = client.request(method, path, json={} if method == "POST" else None)
        if response.status_code != 404 and path != "/favicon.ico":  # ours stands before Gradio's
            there.add((method, template))
    # A file of the name x is in neither folder, and the call's name is not predict.
    told = {
        each
        for each in OPEN_OF_GRADIO
        if each[1] not in {"/static/{path:path}", "/assets/{path:path}", "/gradio_api/run/{api_name}"}
    }
    assert there == told
    assert routes(app.state.gradio) >= OPEN_OF_GRADIO
    assert client.post("/gradio_api/run/predict", json={}).status_code == 422


def test_gradio_itself_keeps_files_where_they_are(app: Any) -> None:
    """Each of these would do alone; the gate does not rest on them."""
    blocks = app.state.gradio.get_blocks()
    assert blocks.has_launched
    assert blocks.allowed_paths == []
    assert blocks.blocked_paths == [Path.cwd().anchor]
    assert blocks.max_file_size == 1
    assert not blocks.api_open
    folder = Path(app.state.gradio_folder.name)
    assert folder.stat().st_mode & 0o077 == 0
    assert {Path(each.GRADIO_CACHE) for each in blocks.blocks.values()} == {folder}
    app.state.gradio_folder.cleanup()
    assert not folder.exists()


def test_what_is_personal_is_kept_by_no_cache(client: TestClient) -> None:
    assert client.get("/web/session.js").headers["cache-control"] == "no-store"
    assert client.get("/").headers["cache-control"] == "no-cache"
    opened = {"data": [[]], "fn_index": 1, "session_hash": "abcdefgh"}
    assert client.post("/gradio_api/run/predict", json=opened).headers["cache-control"] == "no-store"
    assert (
        client.post("/api/ask", json={"question": "森林覆盖率目标?"}).headers["cache-control"] == "no-store"
    )
    assert client.post("/api/search", json={"question": "森林"}).headers["cache-control"] == "no-store"
