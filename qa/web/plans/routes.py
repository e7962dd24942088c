"""The addresses of the plans' pages: ``/plans``, ``/plans/<id>``, and the styles and scripts of all pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embeddings.corpus import Document
from qa.permalinks import Place, resolve
from qa.shelf import Shelf, Shelved
from qa.web.page import asset
from qa.web.plans.pages import SCRIPT, SCRIPTS, STYLES, Bound, View, list_page, plan_page
from qa.web.plans.searching import LONGEST_QUERY, Findings, find_words
from qa.web.strings import DEFAULT_LANGUAGE, all_strings

POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)
"""These pages have no script and no style in them, so that nothing in a plan can ever run."""

_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-cache",
    "vary": "accept-language",
}
FILE_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=3600",
}
_LANGUAGE: Final = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.I)
_LONGEST_REFERENCE: Final = 200
_LEVEL: Final = 6


def add_plan_pages(app: FastAPI, shelf: Shelf, *, admits: Callable[[Request], bool] | None = None) -> None:
    """Add the pages of the plans on a shelf, and the files they load; whom ``admits`` lets may add documents."""
    pages = _Pages(shelf, admits or (lambda _: False))
    packed = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=_LEVEL)]
    for path, endpoint in (
        ("/plans", pages.all),
        ("/plans/", pages.all),
        ("/plans/{document_id}", pages.plan),
        ("/plans/{document_id}/{rest:path}", pages.missing),
        *((f"/web/pages/{name}.css", _file(f"{name}.css", "text/css")) for name in STYLES),
        *((f"/web/pages/{name}.js", _file(f"{name}.js", "text/javascript")) for name in SCRIPTS),
    ):
        app.router.routes.append(Route(path, endpoint, methods=["GET"], middleware=packed))


class _Pages:
    """Answers the requests; what a plan looks like without marks is kept as long as the plan does not change."""

    def __init__(self, shelf: Shelf, admits: Callable[[Request], bool]) -> None:
        self._shelf = shelf
        self._admits = admits
        self._bound: dict[str, tuple[Shelved, Bound]] = {}
        self._binding = threading.Lock()

    def all(self, request: Request) -> Response:
        """``GET /plans``."""
        html = list_page(_view(request), self._now(), takes_own=self._admits(request))
        return page_response(request, html)

    def missing(self, request: Request) -> Response:
        """Return the page for an address without a plan, with the list of those there are."""
        return page_response(request, list_page(_view(request), self._now(), missing=True), status=404)

    def plan(self, request: Request) -> Response:
        """``GET /plans/{document_id}?q=&quote=&script=&lang=``."""
        found = self._shelf.find(request.path_params["document_id"])
        if found is None:
            return self.missing(request)
        plan = self._bind(found)
        query = request.query_params
        findings = find_words(plan.document, query.get("q", "")) if query.get("q") else Findings("")
        reference = query.get("quote", "")[:_LONGEST_REFERENCE]
        place = _resolve(plan.document, reference) if reference else None
        return page_response(request, plan_page(_view(request), plan, findings, place))

    def _now(self) -> list[Bound]:
        """Return the plans as they are now, each with what was made of it."""
        shelved = self._shelf.plans()
        bound = [self._bind(each) for each in shelved]
        with self._binding:
            ids = {each.document.id for each in shelved}
            self._bound = {id: kept for id, kept in self._bound.items() if id in ids}
        return bound

    def _bind(self, shelved: Shelved) -> Bound:
        """Return what was made of a plan, nothing of an older text of it."""
        with self._binding:
            kept = self._bound.get(shelved.document.id)
            if kept is None or kept[0] is not shelved:
                kept = self._bound[shelved.document.id] = (shelved, Bound(shelved))
            return kept[1]


@lru_cache(maxsize=256)
def _resolve(document: Document, reference: str) -> Place:
    """Return where a permalink leads; a quote that is gone is looked for in the whole plan only once."""
    return resolve(document, reference)


def page_response(request: Request, html: str, *, status: int = 200) -> Response:
    """Return a page, or 304 where the browser has the same one."""
    body = html.encode()
    etag = f'W/"{sha256(body).hexdigest()[:20]}"'
    headers = {**_HEADERS, "etag": etag}
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if status == 200 and etag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def _file(name: str, media_type: str) -> Callable[[Request], Response]:
    return lambda _: Response(asset(f"pages/{name}"), media_type=media_type, headers=FILE_HEADERS)


def _view(request: Request) -> View:
    kept = {"q": LONGEST_QUERY, "quote": _LONGEST_REFERENCE, SCRIPT: 4}
    query = {key: value[: kept[key]] for key, value in request.query_params.items() if key in kept and value}
    return view_of(request, query=list(query.items()))


def view_of(request: Request, *, query: Sequence[tuple[str, str]] = (), path: str | None = None) -> View:
    """Return how a page is asked for; ``query`` is what its address keeps, ``path`` another than the one asked for."""
    root = request.scope.get("root_path", "").rstrip("/")
    chosen = request.query_params.get("lang", "")
    chosen = chosen if chosen in all_strings() else ""
    here = request.scope["path"].removeprefix(root)
    language = chosen or preferred_language(request.headers.get("accept-language", ""))
    return View(language=language, chosen=chosen, root=root, path=here if path is None else path, query=query)


def preferred_language(header: str) -> str:
    """Return the language of the pages that an ``Accept-Language`` header likes best.

    >>> preferred_language("fr, en-GB;q=0.8, zh;q=0.5")
    'en'
    """
    best, language = 0.0, DEFAULT_LANGUAGE
    for item in header[:1000].split(","):
        match = _LANGUAGE.fullmatch(item)
        weight = float(match[2] or 1) if match else 0.0
        if match and weight > best and match[1].lower() in ("zh", "en"):
            best, language = weight, "en" if match[1].lower() == "en" else DEFAULT_LANGUAGE
    return language
