"""The HTTP side: the API, our own files, and the chat mounted at ``/``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.api import Guard, Metrics, Served, WebOptions, add_api
from qa.web.api.guard import VERSION
from qa.web.api.problems import add_problem_handlers
from qa.web.chat import EVENTS, build_chat
from qa.web.compare import add_compare_page
from qa.web.gate.calls import handlers_of
from qa.web.gate.chat import MOST_SESSIONS, ChatGate
from qa.web.gate.hosts import KnownHosts
from qa.web.gate.limits import RateLimits
from qa.web.gate.sessions import PageSessions, cookie_of
from qa.web.help import add_help_page, missing_page
from qa.web.indicators import add_indicator_pages
from qa.web.own import Access, Desk, OwnCorpus, add_own_pages
from qa.web.page import FAVICON, OwnPage, asset, script, style
from qa.web.plans import add_plan_pages
from qa.web.progress import add_progress_page
from qa.web.search import add_search_page
from qa.web.signing import TurnSigner
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
    own: OwnCorpus | None = None,
) -> FastAPI:
    """Return the whole web application over ``assistant``.

    ``GET /`` is the chat, ``GET /plans`` the plans on ``shelf`` (by default those that are shipped), ``GET
    /indicators`` their targets side by side, ``GET /search`` looks through all of them, ``GET /compare`` puts two of
    them beside each other, ``GET /help`` explains;
    ``/api`` and ``/v1`` the HTTP API under ``options``; ``is_ready`` is what ``GET /readyz`` tells;
    with ``own`` and an admin token (or an ``upload_key``) ``/own`` adds and removes documents;
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
    limits = RateLimits()
    access = Access(options, limits)
    takes_own = own is not None and access.is_on
    add_plan_pages(app, shelf, admits=access.admits if takes_own else None)
    if own is not None and takes_own:
        add_own_pages(app, Desk(own), access)
    add_indicator_pages(app, shelf)
    add_progress_page(app, shelf)
    add_search_page(app, assistant, shelf, options, limits)
    add_compare_page(app, assistant, shelf, options, limits)
    add_help_page(app)
    add_widget(app, assistant, sessions)
    add_problem_handlers(app)
    app.add_middleware(Guard, options=options, metrics=metrics, sessions=sessions, limits=limits)
    app.add_middleware(OwnPage, root_path=root_path)
    # Reads who asks and how from a proxy's headers; those of others have been taken away before.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(options.proxies))
    app.add_middleware(
        KnownHosts,
        hosts=options.hosts.with_names_of(root_path),
        proxies=options.proxies,
        origins=options.origins,
    )
    _mount_chat(app, assistant, shelf, feedback, options, limits, root_path=root_path)
    return app


def _mount_chat(
    app: FastAPI,
    assistant: Served,
    shelf: Shelf,
    feedback: FeedbackStore | None,
    options: WebOptions,
    limits: RateLimits,
    *,
    root_path: str,
) -> None:
    """Mount Gradio behind the gate, with what else it has to keep files where they are.

    Gradio copies files that a request names unless it believes that it was launched, and launched it believes itself
    only by ``launch()``: a mounted one has to be told. It gets a temporary folder of its own, which nobody else can read
    and which ends with the process, takes no uploads and serves no folder.
    """
    folder = tempfile.TemporaryDirectory(prefix="cityplans-")
    os.environ["GRADIO_TEMP_DIR"] = folder.name
    blocks = build_chat(assistant, shelf=shelf, feedback=feedback, signer=TurnSigner(options.key))
    blocks.has_launched = True
    blocks.state_session_capacity = MOST_SESSIONS
    page_sessions = PageSessions()
    _add_session_script(app, page_sessions)
    gr.mount_gradio_app(
        app,
        blocks,
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
        allowed_paths=[],
        blocked_paths=[Path.cwd().anchor],
        max_file_size=1,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    mount = app.router.routes[-1]
    if not isinstance(mount, Mount):
        raise TypeError(
            f"Gradio mounted itself as {type(mount).__name__}, which the gate cannot stand before."
        )
    app.state.gradio, app.state.gradio_folder = mount.app, folder
    mount.app = ChatGate(
        mount.app,
        handlers=handlers_of(blocks, EVENTS),
        queue=blocks._queue,
        options=options,
        limits=limits,
        sessions=page_sessions,
        missing=missing_page,
    )


def _add_session_script(app: FastAPI, page_sessions: PageSessions) -> None:
    """Add the script that brings the page's cookie.

    A page that was reached from another site brings a strict cookie only with what it loads itself, so the page's own
    response could not tell whether the browser has one.
    """

    @app.get("/web/session.js", include_in_schema=False)
    async def session(request: Request) -> Response:
        headers = {"cache-control": "no-store"}
        if not cookie_of(request.headers):
            path = str(request.scope.get("root_path", "")).rstrip("/") or "/"
            headers["set-cookie"] = page_sessions.cookie(path=path, secure=request.url.scheme == "https")
        return Response(asset("session.js"), media_type="text/javascript", headers=headers)


def _add_files(app: FastAPI) -> None:
    """Add our own files, packed: they are what a first visit waits for."""
    packed = [Middleware(GZipMiddleware, minimum_size=1024)]
    for path, content, media_type in (
        ("/web/chat.css", style(), "text/css"),
        ("/web/chat.js", script(), "text/javascript"),
        ("/favicon.svg", FAVICON, "image/svg+xml"),
        ("/favicon.ico", FAVICON, "image/svg+xml"),
    ):
        app.router.routes.append(Route(path, _file(content, media_type), methods=["GET"], middleware=packed))


def _file(content: str, media_type: str) -> Callable[[Request], Response]:
    """Return what serves a file that does not change while the server runs."""
    return lambda _: Response(content, media_type=media_type, headers=_HOUR)
