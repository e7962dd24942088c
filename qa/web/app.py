"""The HTTP side: the API, our own files, and the chat mounted at ``/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import gradio as gr
from fastapi import FastAPI, HTTPException
from fastapi.responses import Response

from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.api import Guard, Metrics, Served, WebOptions, add_api
from qa.web.api.guard import VERSION
from qa.web.api.problems import add_problem_handlers
from qa.web.chat import build_chat
from qa.web.indicators import add_indicator_pages
from qa.web.page import FAVICON, OwnPage, asset, script
from qa.web.plans import add_plan_pages
from qa.web.theme import chat_theme
from qa.web.widget.routes import add_widget
from qa.web.widget.sessions import Sessions

_HOUR: Final = {"cache-control": "public, max-age=3600"}


def create_app(
    assistant: Served,
    *,
    root_path: str = "",
    shelf: Shelf | None = None,
    options: WebOptions | None = None,
    is_ready: Callable[[], bool] = lambda: True,
    feedback: FeedbackStore | None = None,
) -> FastAPI:
    """Return the whole web application over ``assistant``.

    ``GET /`` is the chat, ``GET /plans`` the plans on ``shelf`` (by default those that are shipped), ``GET
    /indicators`` their targets side by side,
    ``/api`` and ``/v1`` the HTTP API under ``options``; ``is_ready`` is what ``GET /readyz`` tells;
    ``/widget.js`` puts ``/embed`` on other people's pages, and ``/widget`` makes the snippet.
    ``root_path`` is the path (or the full URL) under which a proxy publishes the application. Nothing is
    loaded from another origin and nothing is recorded about the questions but what readers say of answers, in
    ``feedback``; without it they are not asked.
    """
    options, shelf, metrics = options or WebOptions(), shelf or Shelf(), Metrics()
    sessions = Sessions(options.all_widgets, secret=options.widget_secret)
    app = FastAPI(
        title="CityPlans",
        version=VERSION,
        description="Cited answers to questions about Chinese city development plans.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    add_api(app, assistant, shelf, options, metrics, is_ready=is_ready)
    _add_files(app)
    add_plan_pages(app, shelf)
    add_indicator_pages(app, shelf)
    add_widget(app, assistant, sessions)
    add_problem_handlers(app)
    app.add_middleware(Guard, options=options, metrics=metrics, sessions=sessions)
    app.add_middleware(OwnPage, root_path=root_path)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_chat(assistant, shelf=shelf, feedback=feedback),
        path="/",
        root_path=root_path or None,
        theme=chat_theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    return mounted


def _add_files(app: FastAPI) -> None:
    """Add our own files, and take away what the chat does not use of Gradio's routes."""

    @app.get("/web/chat.css", include_in_schema=False)
    async def css() -> Response:
        return Response(asset("chat.css"), media_type="text/css", headers=_HOUR)

    @app.get("/web/chat.js", include_in_schema=False)
    async def js() -> Response:
        return Response(script(), media_type="text/javascript", headers=_HOUR)

    @app.get("/favicon.svg", include_in_schema=False)
    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> Response:
        return Response(FAVICON, media_type="image/svg+xml", headers=_HOUR)

    @app.api_route("/gradio_api/upload", methods=["GET", "POST"], include_in_schema=False)
    @app.get("/gradio_api/info", include_in_schema=False)
    @app.get("/monitoring", include_in_schema=False)
    @app.get("/manifest.json", include_in_schema=False)
    async def closed() -> Response:
        raise HTTPException(404, "There is no such page. Ask with POST /api/ask or open / in a browser.")
