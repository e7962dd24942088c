"""The address of two plans side by side. Its theme is looked for as the search does, and counts with it."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Final

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embeddings.corpus import Document
from qa.errors import CityPlansError
from qa.shelf import Shelf, Shelved
from qa.web.api import Served, WebOptions
from qa.web.api.problems import ProblemError
from qa.web.compare.matching import Matched, Path, match
from qa.web.compare.pages import PATH, Column, Wanted, column, compare_page
from qa.web.gate.incoming import address_of
from qa.web.gate.limits import RateLimits
from qa.web.plans.pages import Bound, View
from qa.web.plans.routes import page_response, view_of

logger = logging.getLogger(__name__)

LONGEST: Final = 100
"""Characters of a theme, or of the name of a section."""
SECTIONS: Final = 3
"""So many sections of each plan are shown on a theme."""
PASSAGES: Final = 12
_KEPT: Final = 16
"""Pairs of plans whose sections are kept matched."""


def add_compare_page(
    app: FastAPI, assistant: Served, shelf: Shelf, options: WebOptions, limits: RateLimits
) -> None:
    """Add ``GET /compare?a=&b=&q=&at=&lang=`` ."""
    page = _ComparePage(assistant, shelf, options, limits)
    packed = [Middleware(GZipMiddleware, minimum_size=1024)]
    for path, endpoint in ((PATH, page.compare), (f"{PATH}/", page.compare)):
        app.router.routes.append(Route(path, endpoint, methods=["GET"], middleware=packed))


class _ComparePage:
    """Answers the requests; plans that were matched are kept as long as they do not change."""

    def __init__(self, assistant: Served, shelf: Shelf, options: WebOptions, limits: RateLimits) -> None:
        self._assistant = assistant
        self._shelf = shelf
        self._per_minute = options.rate_limit
        self._limits = limits
        self._threads = CapacityLimiter(options.at_once)
        self._matched: OrderedDict[tuple[str, str], Matched] = OrderedDict()
        self._bound: dict[str, tuple[Shelved, Bound]] = {}
        self._matching = threading.Lock()

    async def compare(self, request: Request) -> Response:
        """Return the page of the plans that the address names."""
        plans = await to_thread.run_sync(self._shelf.plans)
        wanted = _read(request, plans)
        view = view_of(request, query=wanted.query(), path=PATH)
        if not (wanted.a and wanted.b) or wanted.a == wanted.b:
            problem = "compare_same" if wanted.a and wanted.a == wanted.b else ""
            return page_response(request, compare_page(view, wanted, plans, problem=problem))
        if wanted.theme:
            try:
                self._limits.count("address", address_of(request.scope), self._per_minute)
            except ProblemError as problem:
                html = compare_page(view, wanted, plans, problem="search_busy")
                response = page_response(request, html, status=problem.status)
                response.headers.update(problem.headers or {})
                return response
        work = partial(self._compared, view, wanted, plans)
        return page_response(request, await to_thread.run_sync(work, limiter=self._threads))

    def _compared(self, view: View, wanted: Wanted, plans: Sequence[Shelved]) -> str:
        by_id = {plan.document.id: plan for plan in plans}
        a, b = by_id[wanted.a], by_id[wanted.b]
        matched, problem = self._match(a.document, b.document), ""
        chosen: tuple[Sequence[Path], Sequence[Path]] = ((), ())
        if wanted.theme:
            try:
                chosen = self._on(wanted.theme, a.document), self._on(wanted.theme, b.document)
            except CityPlansError as error:
                logger.info("Nothing was looked for: %s", error)
                problem = "search_failed"
            if not problem and not any(chosen):
                problem = "compare_none"
        elif pair := matched.by_anchor.get(wanted.at):
            chosen = [pair.a], [pair.b]
        columns: tuple[Column, Column] | None = None
        if any(chosen):
            columns = (
                column(self._bind(a), chosen[0], view.language, side="a", theme=wanted.theme),
                column(self._bind(b), chosen[1], view.language, side="b", theme=wanted.theme),
            )
        return compare_page(view, wanted, plans, matched=matched, columns=columns, problem=problem)

    def _on(self, theme: str, document: Document) -> list[Path]:
        """Return the sections of a plan in which the passages nearest to a theme stand, in the order of these."""
        hits = self._assistant.search(theme, cities=[document.name], limit=PASSAGES)
        found: list[Path] = []
        for hit in hits:
            if hit.chunk.document_id != document.id:
                continue
            # The smallest section: in the whole chapter a reader would have to look for the theme.
            path = _headed(document.path_at(hit.chunk.clean_start))
            if path and not any(_overlap(path, each) for each in found):
                found.append(path)
        return found[:SECTIONS]

    def _bind(self, plan: Shelved) -> Bound:
        """Return a plan as HTML, made once."""
        with self._matching:
            kept = self._bound.get(plan.document.id)
            if kept is None or kept[0] is not plan:
                kept = self._bound[plan.document.id] = (plan, Bound(plan))
            return kept[1]

    def _match(self, a: Document, b: Document) -> Matched:
        with self._matching:
            kept = self._matched.get((a.id, b.id))
            if kept is None or kept.a is not a or kept.b is not b:
                kept = self._matched[a.id, b.id] = match(a, b)
            self._matched.move_to_end((a.id, b.id))
            while len(self._matched) > _KEPT:
                self._matched.popitem(last=False)
            return kept


def _headed(path: Path) -> Path:
    """Return a path without what stands before the first heading and the notes."""
    return tuple(section for section in path if section.level > 0 and section.kind != "notes")


def _overlap(one: Path, other: Path) -> bool:
    """Say whether of two sections one lies in the other, or they are the same."""
    shorter = min(len(one), len(other))
    return one[shorter - 1].id == other[shorter - 1].id


def _read(request: Request, plans: Sequence[Shelved]) -> Wanted:
    """Read what an address asks for; a plan that there is not is left out."""
    query, known = request.query_params, {plan.document.id for plan in plans}
    a, b = (query.get(side, "") for side in "ab")
    return Wanted(
        a=a if a in known else "",
        b=b if b in known else "",
        theme=" ".join(query.get("q", "").split())[:LONGEST],
        at=query.get("at", "")[:LONGEST],
    )
