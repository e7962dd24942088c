"""The address of the search in all plans. It is open as the chat is, and counts with it."""

from __future__ import annotations

import logging
from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qa.errors import CityPlansError
from qa.shelf import Shelf, Shelved
from qa.web.api import Served, WebOptions
from qa.web.api.problems import ProblemError
from qa.web.gate.incoming import address_of
from qa.web.gate.limits import RateLimits
from qa.web.plans.pages import View
from qa.web.plans.routes import page_response, view_of
from qa.web.search.finding import Wanted, find_passages, find_who_mentions, read_wanted
from qa.web.search.pages import PATH, search_page

logger = logging.getLogger(__name__)


def add_search_page(
    app: FastAPI, assistant: Served, shelf: Shelf, options: WebOptions, limits: RateLimits
) -> None:
    """Add ``GET /search?q=&city=&period=&kind=&lang=``; what it looks for counts as a question does."""
    page = _SearchPage(assistant, shelf, options, limits)
    packed = [Middleware(GZipMiddleware, minimum_size=1024)]
    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, page.search, methods=["GET"], middleware=packed))


class _SearchPage:
    """Answers the requests; so many search at once as may ask at once."""

    def __init__(self, assistant: Served, shelf: Shelf, options: WebOptions, limits: RateLimits) -> None:
        self._assistant = assistant
        self._shelf = shelf
        self._per_minute = options.rate_limit
        self._limits = limits
        self._threads = CapacityLimiter(options.at_once)

    async def search(self, request: Request) -> Response:
        """Return the page with what was found."""
        plans = await to_thread.run_sync(self._shelf.plans)
        wanted = read_wanted(request.query_params, plans)
        view = view_of(request, query=wanted.query(), path=PATH)
        if not wanted.words:
            problem = "search_empty" if "q" in request.query_params else ""
            return page_response(request, search_page(view, wanted, plans, problem=problem))
        try:
            self._limits.count("address", address_of(request.scope), self._per_minute)
        except ProblemError as problem:
            html = search_page(view, wanted, plans, problem="search_busy")
            response = page_response(request, html, status=problem.status)
            response.headers.update(problem.headers or {})
            return response
        work = partial(self._found, view, wanted, plans)
        return page_response(request, await to_thread.run_sync(work, limiter=self._threads))

    def _found(self, view: View, wanted: Wanted, plans: tuple[Shelved, ...]) -> str:
        chosen = wanted.chosen(plans)
        wordings, having, lacking = find_who_mentions(wanted, chosen) if wanted.is_word else ((), [], [])
        problem = "" if chosen else "search_no_plan"
        try:
            passages = find_passages(self._assistant.search, wanted, chosen)
        except CityPlansError as error:
            logger.info("Nothing was looked for: %s", error)
            passages, problem = [], "search_failed"
        return search_page(
            view,
            wanted,
            plans,
            passages=passages,
            wordings=wordings,
            having=having,
            lacking=lacking,
            problem=problem,
        )
