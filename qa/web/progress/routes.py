"""``GET /progress?city=&i=&all=&lang=``: for each indicator of a place a line over its periods."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embeddings.corpus import Document
from qa.shelf import Shelf
from qa.web.plans.routes import page_response, view_of
from qa.web.progress.pages import PATH, ProgressChoice, progress_page

_LEVEL: Final = 6
_LONGEST: Final = 200
"""Characters of a name in an address."""


def add_progress_page(app: FastAPI, shelf: Shelf) -> None:
    """Add the page over the documents on a shelf."""

    def progress(request: Request) -> Response:
        documents = tuple(each.document for each in shelf.plans())
        choice = read_progress_choice(request, documents)
        view = view_of(request, query=choice.query(), path=PATH)
        return page_response(request, progress_page(view, choice, documents))

    packed = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=_LEVEL)]
    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, progress, methods=["GET"], middleware=packed))


def read_progress_choice(request: Request, documents: tuple[Document, ...]) -> ProgressChoice:
    """Return what an address asks for; a place that is not there stands for the first that has something to tell."""
    query = request.query_params
    places = dict.fromkeys(each.city for each in documents)
    asked = query.get("city", "")[:_LONGEST]
    by_id = {each.id: each.city for each in documents}
    city = asked if asked in places else by_id.get(asked, "")
    search = " ".join(query.get("i", "").split())[:_LONGEST]
    return ProgressChoice(city, search, every=query.get("all") == "1")
