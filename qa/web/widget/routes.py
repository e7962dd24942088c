"""The addresses of the widget: ``/widget.js``, ``/embed``, its session and files, and ``/widget``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated, Final

from anyio import to_thread
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.web.api.problems import ProblemError
from qa.web.api.served import Served
from qa.web.plans.routes import preferred_language, view_of
from qa.web.strings import all_strings
from qa.web.widget.options import DEFAULT, Widget
from qa.web.widget.pages import (
    BUILDER_CSS,
    BUILDER_JS,
    EMBED_CSS,
    EMBED_JS,
    WIDGET_JS,
    builder_page,
    embed_page,
    file,
)
from qa.web.widget.scope import check_widget_cities, plans_of
from qa.web.widget.sessions import Sessions

THEMES: Final = ("auto", "light", "dark")
_OWN: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'"
)
"""No script and no style stands in the pages, so that nothing that is asked or answered can ever run."""

_KEPT: Final = {"cache-control": "public, max-age=3600"}
_FOR_ALL: Final = {
    # Any page may load it, also one that demands a word of those it loads from (COEP).
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    **_KEPT,
}
_KINDS: Final = {"js": "text/javascript", "css": "text/css"}


class SessionBody(BaseModel):
    """Which widget a session is wanted for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(max_length=40)] = DEFAULT


def embed_policy(widget: Widget | None) -> str:
    """Return what the framed page may load and who may frame it; our own pages may, for the preview."""
    framing = " ".join(["'self'", *widget.origins]) if widget else "'none'"
    return f"{_OWN}; frame-ancestors {framing}"


def add_widget(app: FastAPI, assistant: Served, sessions: Sessions) -> None:
    """Add the widget. Raises ``SettingsError`` where one is to answer about a city without a plan."""
    check_widget_cities(list(sessions.widgets.values()), assistant.plans)
    pages = _Pages(assistant, sessions)
    packed = [Middleware(GZipMiddleware, minimum_size=1024)]
    for path, endpoint in (
        ("/embed", pages.embed),
        ("/widget", pages.builder),
        ("/widget/", pages.builder),
        *((f"/{each}", _served(each)) for each in (WIDGET_JS, EMBED_CSS, EMBED_JS, BUILDER_CSS, BUILDER_JS)),
    ):
        app.router.routes.append(Route(path, endpoint, methods=["GET"], middleware=packed))

    @app.post("/embed/session", include_in_schema=False)
    async def begin(body: SessionBody, request: Request) -> Response:
        """Begin a session: a token, and what can be asked about."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise ProblemError(403, "Sessions are begun by the page /embed alone. Frame it, or use the API.")
        widget = sessions.widgets.get(body.id)
        if widget is None:
            raise ProblemError(404, f"There is no widget {body.id!r}. Its id is one of CITYPLANS_WIDGETS.")
        listed = await to_thread.run_sync(lambda: plans_of(widget, assistant.plans))
        plans = [
            {
                "id": plan.document_id,
                "city": plan.city,
                "city_en": plan.city_en,
                "title": plan.title,
                **({"label": plan.label} if plan.label else {}),
            }
            | {"period": plan.period, "examples": list(plan.examples)}
            for plan in listed
        ]
        given = {
            "token": sessions.begin(widget, host=request.headers.get("host", "")),
            "expires_in": sessions.life_s,
            "plans": plans,
        }
        return JSONResponse(given, headers={"cache-control": "no-store"})


class _Pages:
    """Answers the requests for pages."""

    def __init__(self, assistant: Served, sessions: Sessions) -> None:
        self._assistant = assistant
        self._sessions = sessions

    async def embed(self, request: Request) -> Response:
        """``GET /embed?id=&lang=&theme=``."""
        query = request.query_params
        widget = self._sessions.widgets.get(query.get("id") or DEFAULT)
        theme = query.get("theme", "")
        html = embed_page(
            widget,
            language=_language(request),
            theme=theme if theme in THEMES else THEMES[0],
            root=_root(request),
        )
        return _page(request, html, policy=embed_policy(widget), status=200 if widget else 404)

    async def builder(self, request: Request) -> Response:
        """``GET /widget?lang=``."""
        plans = await to_thread.run_sync(lambda: list(self._assistant.plans))
        html = builder_page(view_of(request), plans)
        return _page(request, html, policy=f"{_OWN}; frame-src 'self'; frame-ancestors 'none'")


def _page(request: Request, html: str, *, policy: str, status: int = 200) -> Response:
    """Return a page, or 304 where the browser has the same one with the same policy."""
    etag = f'W/"{sha256((policy + html).encode()).hexdigest()[:20]}"'
    headers = {
        "content-security-policy": policy,
        # A host that isolates itself (COEP) frames only what says both.
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": "no-cache",
        "vary": "accept-language",
        "etag": etag,
    }
    if status == 200 and etag == request.headers.get("if-none-match"):
        return Response(status_code=304, headers=headers)
    return Response(html, status_code=status, media_type="text/html", headers=headers)


def _served(path: str) -> Callable[[Request], Awaitable[Response]]:
    headers = _FOR_ALL if path == WIDGET_JS else _KEPT

    async def send(_: Request) -> Response:
        return Response(file(path), media_type=_KINDS[path.rpartition(".")[2]], headers=headers)

    return send


def _language(request: Request) -> str:
    chosen = request.query_params.get("lang", "")
    return (
        chosen if chosen in all_strings() else preferred_language(request.headers.get("accept-language", ""))
    )


def _root(request: Request) -> str:
    """Return the path under which the application is published, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")
