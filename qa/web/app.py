"""The HTTP side: the API, our own files, and the chat mounted at ``/``."""

from __future__ import annotations

import logging
from typing import Final

import gradio as gr
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from qa.errors import CityPlansError, QuestionError, UnknownCityError
from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.asking import Asked
from qa.web.chat import build_chat
from qa.web.covered import covered_cities
from qa.web.page import FAVICON, OwnPage, asset, script
from qa.web.plans import add_plan_pages
from qa.web.theme import chat_theme

logger = logging.getLogger(__name__)

_HOUR: Final = {"cache-control": "public, max-age=3600"}


class AskBody(BaseModel):
    """The body of ``POST /api/ask``. ``history`` holds the earlier questions, oldest first."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    history: list[str] = []
    cities: list[str] = []
    id: str = ""


def create_app(
    assistant: Asked,
    *,
    root_path: str = "",
    shelf: Shelf | None = None,
    feedback: FeedbackStore | None = None,
) -> FastAPI:
    """Return the whole web application over ``assistant``.

    ``GET /`` is the chat, ``GET /plans`` the plans on ``shelf`` (by default those that are shipped),
    ``POST /api/ask`` an ``Answer`` as JSON, ``GET /healthz`` a sign of life.
    ``root_path`` is the path (or the full URL) under which a proxy publishes the application. Nothing is
    loaded from another origin and nothing is recorded about the questions but what readers say of answers, in
    ``feedback``; without it they are not asked.
    """
    app = FastAPI(title="CityPlans", docs_url=None, redoc_url=None, openapi_url=None)
    _add_api(app, assistant)
    _add_files(app)
    shelf = shelf or Shelf()
    add_plan_pages(app, shelf)
    _add_error_handlers(app)
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


def _add_api(app: FastAPI, assistant: Asked) -> None:
    """Add the API. ``ask`` is no coroutine, so that FastAPI runs it in its thread pool."""

    @app.get("/healthz")
    async def healthz() -> dict[str, object]:
        cities = list(covered_cities(assistant.plans))
        return {"status": "ok", "plans": len(assistant.plans), "cities": cities}

    @app.post("/api/ask")
    def ask(body: AskBody) -> JSONResponse:
        answer = assistant.ask(body.question, history=body.history, cities=body.cities, id=body.id)
        return JSONResponse(answer.to_json())


def _add_files(app: FastAPI) -> None:
    """Add our own files, and take away what the chat does not use of Gradio's routes."""

    @app.get("/web/chat.css")
    async def css() -> Response:
        return Response(asset("chat.css"), media_type="text/css", headers=_HOUR)

    @app.get("/web/chat.js")
    async def js() -> Response:
        return Response(script(), media_type="text/javascript", headers=_HOUR)

    @app.get("/favicon.svg")
    @app.get("/favicon.ico")
    async def favicon() -> Response:
        return Response(FAVICON, media_type="image/svg+xml", headers=_HOUR)

    @app.api_route("/gradio_api/upload", methods=["GET", "POST"])
    @app.get("/gradio_api/info")
    @app.get("/monitoring")
    @app.get("/manifest.json")
    async def closed() -> Response:
        raise HTTPException(404, "There is no such page. Ask with POST /api/ask or open / in a browser.")


def _add_error_handlers(app: FastAPI) -> None:
    """Turn every error of the API into ``{"error": one line}``."""

    @app.exception_handler(CityPlansError)
    async def known(_: Request, error: CityPlansError) -> JSONResponse:
        is_input = isinstance(error, QuestionError | UnknownCityError)
        return JSONResponse({"error": str(error)}, status_code=400 if is_input else 503)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"error": _validation_message(error)}, status_code=422)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": str(error.detail)}, status_code=error.status_code)

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        logger.error("Unexpected error while answering a request", exc_info=error)
        message = "Something unexpected went wrong and was logged. Try again later."
        return JSONResponse({"error": message}, status_code=500)


def _validation_message(error: RequestValidationError) -> str:
    """Return the first thing wrong with a body: the field, what is wrong, the value, and the remedy."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    value = repr(first.get("input"))
    shown = value if len(value) <= 80 else f"{value[:77]}..."
    return (
        f"{field}: {first['msg']} (got {shown}). "
        'Send JSON like {"question": "…", "history": ["…"], "cities": ["…"], "id": "…"}; '
        "only question is required."
    )
