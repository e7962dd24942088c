"""The address of the help, and what answers an address that leads nowhere."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qa.web.help.pages import PATH, help_page, unknown_page
from qa.web.plans.routes import page_response, view_of


def add_help_page(app: FastAPI) -> None:
    """Add ``GET /help``."""
    packed = [Middleware(GZipMiddleware, minimum_size=1024)]
    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, _help, methods=["GET"], middleware=packed))


def missing_page(request: Request) -> Response:
    """Return the page for an address that leads nowhere, with the ways from there."""
    return page_response(request, unknown_page(view_of(request)), status=404)


def _help(request: Request) -> Response:
    return page_response(request, help_page(view_of(request)))
