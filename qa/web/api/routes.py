"""The addresses of the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, Final, cast
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Match

from qa.answers import Citation
from qa.events import Done, Event, PassagesFound, SentenceVerified
from qa.shelf import Shelf
from qa.web.api.bodies import (
    AnswerJson,
    AskBody,
    OutlineJson,
    PassagesJson,
    PlansJson,
    ProblemJson,
    SearchBody,
)
from qa.web.api.completions import completions_router
from qa.web.api.indicators import indicators_router
from qa.web.api.metrics import CONTENT_TYPE, Metrics
from qa.web.api.options import WebOptions
from qa.web.api.problems import MEDIA_TYPE, ProblemError
from qa.web.api.progress import progress_router
from qa.web.api.running import Closing, Runner, server_sent_events
from qa.web.api.served import Served
from qa.web.covered import covered_cities
from qa.web.widget.options import Widget
from qa.web.widget.scope import check_answer, cities_of, history_of, plans_of

STREAM: Final = "text/event-stream"
_ALL_METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": said, "content": {MEDIA_TYPE: {"schema": ProblemJson.model_json_schema()}}}
    for status, said in {
        400: "No such city, or no question",
        401: "A token is missing or unknown",
        403: "A page of an origin that is not allowed, or another city than the widget's",
        404: "Nothing is there",
        408: "The body came too slowly",
        413: "The body is too large",
        421: "A host name that is not this server's",
        422: "The body has not the form described",
        429: "Too many requests; Retry-After says when to come again",
        500: "Something unexpected happened",
        503: "The server cannot answer now",
        504: "The answer took too long",
    }.items()
}


def add_api(
    app: FastAPI,
    assistant: Served,
    shelf: Shelf,
    options: WebOptions,
    metrics: Metrics,
    *,
    is_ready: Callable[[], bool],
) -> None:
    """Add the API: ``/api/…`` (and the same as ``/api/v1/…``), ``/v1/…`` as OpenAI has it, health and metrics."""
    runner = Runner(assistant, options, metrics)
    for prefix, described in (("/api", True), ("/api/v1", False)):
        routers = (
            _asking_router(runner, prefix),
            _plans_router(runner, shelf, prefix),
            indicators_router(shelf, prefix),
            progress_router(shelf, prefix),
        )
        for router in routers:
            app.include_router(router, include_in_schema=described, responses=PROBLEMS)
    app.include_router(completions_router(runner), responses=PROBLEMS)
    _add_health(app, assistant, metrics, is_ready)
    _add_rest(app)


def root_of(request: Request) -> str:
    """Return the path under which the application is published, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _asking_router(runner: Runner, prefix: str) -> APIRouter:
    router = APIRouter(prefix=prefix, tags=["questions"])
    stream = {
        "description": (
            "A cited answer or a refusal; with `Accept: text/event-stream` the events `understood`, `passages`, "
            "one `sentence` for each that is verified, and `done` with the answer (or `error` with a problem)."
        ),
        "content": {STREAM: {"schema": {"type": "string"}}},
    }

    @router.post("/ask", response_model=AnswerJson, responses={200: stream})
    async def ask(body: AskBody, request: Request) -> Response:
        """Ask the plans."""
        bounds = await run_in_threadpool(_Bounds, request, runner.assistant)
        cities, history = bounds.cities(body.cities), bounds.history(body.history)
        if STREAM not in request.headers.get("accept", ""):
            answer = await runner.ask(body.question, history, cities, body.id, context=body.context)
            bounds.check(answer.citations)
            return JSONResponse(answer.to_json(), headers=NO_STORE)
        events = bounds.checked(runner.events(body.question, history, cities, body.id, context=body.context))
        first = await anext(events, None)
        sent = server_sent_events(first, events, request_id=request.state.request_id)
        return StreamingResponse(sent, media_type=STREAM, headers=STREAM_HEADERS)

    @router.post("/search", response_model=PassagesJson)
    async def search(body: SearchBody) -> Response:
        """Find passages."""
        work = partial(
            runner.assistant.search,
            body.question,
            history=body.history,
            cities=body.cities,
            limit=body.limit,
        )
        hits = await runner.call(work)
        return JSONResponse({"passages": [hit.to_json() for hit in hits]}, headers=NO_STORE)

    return router


class _Bounds:
    """What a widget's request may be about; one without a widget has no bounds."""

    def __init__(self, request: Request, assistant: Served) -> None:
        self._widget: Widget | None = getattr(request.state, "widget", None)
        self._plans = assistant.plans if self._widget else ()

    def cities(self, cities: Sequence[str]) -> Sequence[str]:
        """Return which cities may answer: those asked for, or those of the widget."""
        return cities if self._widget is None else cities_of(self._widget, cities, self._plans)

    def history(self, history: Sequence[str]) -> Sequence[str]:
        """Return the earlier questions that count."""
        return history if self._widget is None else history_of(self._widget, history, self._plans)

    def check(self, citations: Sequence[Citation]) -> None:
        """Raise a ``ProblemError`` where another city is cited."""
        if self._widget is not None:
            check_answer(self._widget, citations, self._plans)

    async def checked(self, events: AsyncIterator[Event | None]) -> AsyncIterator[Event | None]:
        """Yield the events, each checked before it is sent; passages of other cities are left out."""
        try:
            async for event in events:
                if isinstance(event, SentenceVerified):
                    self.check(event.citations)
                elif isinstance(event, Done):
                    self.check(event.answer.citations)
                elif isinstance(event, PassagesFound) and self._widget is not None and self._widget.cities:
                    allowed = {plan.document_id for plan in plans_of(self._widget, self._plans)}
                    event = PassagesFound(
                        tuple(hit for hit in event.hits if hit.chunk.document_id in allowed)
                    )
                yield event
        finally:
            await cast(Closing, events).aclose()


NO_STORE: Final = {"cache-control": "no-store"}
STREAM_HEADERS: Final = {**NO_STORE, "x-accel-buffering": "no"}
"""nginx would hold a stream back."""


def _plans_router(runner: Runner, shelf: Shelf, prefix: str) -> APIRouter:
    router = APIRouter(prefix=prefix, tags=["plans"])

    @router.get("/plans", response_model=PlansJson)
    async def plans(request: Request) -> Response:
        """List the plans that can be asked about."""
        root = root_of(request)
        listed = await run_in_threadpool(lambda: runner.assistant.plans)
        rows = [
            {
                "id": plan.document_id,
                "city": plan.city,
                "city_en": plan.city_en,
                "title": plan.title,
                "kind": plan.kind,
                "period": plan.period,
                "province": plan.province,
                "url": f"{root}/plans/{quote(plan.document_id)}",
                **({"label": plan.label} if plan.label else {}),
            }
            for plan in listed
        ]
        return JSONResponse({"plans": rows})

    @router.get("/plans/{document_id}/outline", response_model=OutlineJson)
    async def outline(document_id: str) -> Response:
        """Return the headings of a plan."""
        found = await run_in_threadpool(shelf.find, document_id)
        if found is None:
            raise ProblemError(404, f"There is no plan {document_id[:80]!r}. GET /api/plans lists them.")
        document = found.document
        sections = [section.to_json() for section in document.sections]
        return JSONResponse(
            {"id": document.id, "city": document.city, "title": document.title, "sections": sections}
        )

    return router


def _add_health(app: FastAPI, assistant: Served, metrics: Metrics, is_ready: Callable[[], bool]) -> None:
    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, object]:
        """Say that the server runs."""
        plans = await run_in_threadpool(lambda: assistant.plans)
        return {"status": "ok", "plans": len(plans), "cities": list(covered_cities(plans))}

    @app.get("/readyz", tags=["operation"], responses={503: PROBLEMS[503]})
    async def readyz() -> dict[str, str]:
        """Say whether answers come from words and meaning; until the model is loaded they come from words alone."""
        if not is_ready():
            raise ProblemError(
                503, "The model is being prepared. Ask again in a few seconds.", {"retry-after": "5"}
            )
        return {"status": "ready"}

    @app.get(
        "/metrics",
        tags=["operation"],
        response_class=Response,
        responses={
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
            **{status: PROBLEMS[status] for status in (401, 429)},
        },
    )
    async def prometheus() -> Response:
        """Return counts and times for Prometheus."""
        return Response(metrics.text(), headers={"content-type": CONTENT_TYPE})


def _add_rest(app: FastAPI) -> None:
    """Answer what is under the API's paths and is none of it; the chat, which has the rest, would answer otherwise."""
    api_routes = list(app.router.routes)

    async def rest(request: Request) -> Response:
        scope = dict(request.scope)
        allowed = sorted(
            method
            for method in _ALL_METHODS
            if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in api_routes)
        )
        if allowed:
            detail = f"{request.method} is not for this address. Use {' or '.join(allowed)}."
            raise ProblemError(405, detail, {"allow": ", ".join(allowed)})
        raise ProblemError(404, "There is nothing at this address. GET /api/openapi.json describes the API.")

    for path in ("/api/{rest:path}", "/v1/{rest:path}", "/api", "/v1", "/healthz", "/readyz", "/metrics"):
        app.add_api_route(path, rest, methods=_ALL_METHODS, include_in_schema=False)
