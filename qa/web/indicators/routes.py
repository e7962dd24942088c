"""The addresses of the indicator table: ``/indicators``, the same as ``.csv``, ``.xlsx`` and ``.svg``, and its style."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embeddings.corpus import Document
from qa.indicators import build_table
from qa.shelf import Shelf
from qa.web.indicators.chart import chart_svg
from qa.web.indicators.choice import Choice, read_choice
from qa.web.indicators.pages import PATH, indicator_page
from qa.web.plans.pages import View
from qa.web.plans.routes import page_response, view_of

_KEPT: Final = 24
"""Pages that are kept ready; each is some hundred kilobytes."""
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEVEL: Final = 6


def add_indicator_pages(app: FastAPI, shelf: Shelf) -> None:
    """Add the table over the plans on a shelf, its files and its style."""
    pages = _Pages(shelf)
    packed = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=_LEVEL)]
    for path, endpoint in (
        (PATH, pages.table),
        (f"{PATH}/", pages.table),
        (f"{PATH}.csv", pages.csv),
        (f"{PATH}.xlsx", pages.xlsx),
        (f"{PATH}.metadata.json", pages.metadata),
        (f"{PATH}.svg", pages.svg),
    ):
        app.router.routes.append(Route(path, endpoint, methods=["GET"], middleware=packed))


class _Pages:
    """Answers the requests; a page is kept as long as the plans on it do not change."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made: OrderedDict[object, tuple[tuple[Document, ...], str]] = OrderedDict()
        self._making = threading.Lock()

    def table(self, request: Request) -> Response:
        """``GET /indicators?i=&q=&group=&plan=&by=&sort=&order=&aimed=&lang=``."""
        documents = self._documents()
        choice = read_choice(request.query_params, documents)
        view = _view(request, choice)
        key = (choice.encoded(), view.language, view.chosen, view.root, view.path)
        with self._making:
            kept = self._made.get(key)
            if kept is None or kept[0] != documents:
                kept = self._made[key] = (documents, indicator_page(view, choice, documents))
            self._made.move_to_end(key)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return page_response(request, kept[1])

    def csv(self, request: Request) -> Response:
        """``GET /indicators.csv``: every printed value, with a mark so that Excel takes it for UTF-8."""
        from qa.indicators.writing import csv_text

        choice = self._choice(request)
        text = csv_text(build_table(choice.documents, choice.indicators), base_url=_base(request))
        return _download(text.encode("utf-8-sig"), _CSV, "csv")

    def xlsx(self, request: Request) -> Response:
        """``GET /indicators.xlsx``: the table and its sources."""
        from qa.indicators.writing import xlsx_bytes

        choice = self._choice(request)
        language = "en" if _view(request, choice).language == "en" else "zh"
        table = build_table(choice.documents, choice.indicators)
        return _download(xlsx_bytes(table, language=language, base_url=_base(request)), _XLSX, "xlsx")

    def metadata(self, request: Request) -> Response:
        """``GET /indicators.metadata.json``: what the columns of the CSV are, and how its plans are cited."""
        from qa.web.indicators.metadata import metadata_json

        now = datetime.now().astimezone()
        text = metadata_json(self._choice(request), base_url=_base(request), now=now)
        return _download(text.encode(), "application/json", "metadata.json")

    def svg(self, request: Request) -> Response:
        """``GET /indicators.svg``: the charts, to be looked at or put into another page."""
        choice = self._choice(request)
        language = _view(request, choice).language
        chart = chart_svg(choice, language=language, base_url=_base(request))
        headers = {
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
            "x-content-type-options": "nosniff",
            "cache-control": "no-cache",
            "vary": "accept-language",
        }
        return Response(chart, media_type="image/svg+xml", headers=headers)

    def _choice(self, request: Request) -> Choice:
        return read_choice(request.query_params, self._documents())

    def _documents(self) -> tuple[Document, ...]:
        return tuple(each.document for each in self._shelf.plans())


def _view(request: Request, choice: Choice) -> View:
    return view_of(request, query=list(choice.query().items()), path=PATH)


def _base(request: Request) -> str:
    """Return what links in a file begin with: this server as the reader knows it."""
    return str(request.base_url).rstrip("/")


def _download(content: bytes, media_type: str, suffix: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="cityplans-indicators.{suffix}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)
