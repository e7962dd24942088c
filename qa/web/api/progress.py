"""``GET /api/progress``: what was promised and reached, the same as the page and the command line show."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from embeddings.corpus import find_documents
from embeddings.facts.definitions import choose_indicators
from qa.errors import IndicatorError
from qa.indicators import known_indicators
from qa.progress import read_places, read_rises
from qa.progress.json_views import places_json
from qa.shelf import Shelf
from qa.web.api.problems import ProblemError

_Name = Annotated[str, Query(max_length=200)]


class ProgressJson(BaseModel):
    """The places with their documents; of each indicator a stage for every period.

    A stage has ``baseline``, ``target`` and ``reached`` with their quotes (null where nothing is printed), an ``outcome``
    (``met``, ``missed``, ``unsaid`` with its ``reason``), ``binding``, ``breaks`` against the stage before, ``kept``
    where its target has the same value, and the ``path`` from the starting point to the target: ``straight`` is reckoned,
    ``printed`` are results of the years between. ``rises`` has the targets of a place and of the one that it lies in, with
    the ``step`` (``more``, ``same``, ``less``, ``unsaid`` with its ``reason``).
    """

    places: list[dict[str, Any]]
    rises: list[dict[str, Any]]


def progress_router(shelf: Shelf, prefix: str) -> APIRouter:
    """Return the route over the documents on a shelf."""
    router = APIRouter(prefix=prefix, tags=["indicators"])

    @router.get("/progress", response_model=ProgressJson)
    async def progress(
        indicator: Annotated[
            list[_Name] | None,
            Query(description="Names, ids or groups of indicators in Chinese or English; all if left out."),
        ] = None,
        city: Annotated[list[_Name] | None, Query(description="Places; all if left out.")] = None,
    ) -> Response:
        """Line up what the documents of a place promised and what was reached."""
        return JSONResponse(await run_in_threadpool(_places, shelf, indicator or [], city or []))

    return router


def _places(shelf: Shelf, names: list[str], cities: list[str]) -> dict[str, Any]:
    documents = tuple(plan.document for plan in shelf.plans())
    wanted = {find_documents(documents, each)[0].place for each in cities}
    chosen = [each for each in documents if not cities or each.place in wanted]
    known = known_indicators(chosen)
    try:
        indicators = choose_indicators(names, known) if names else None
    except IndicatorError as error:
        raise ProblemError(400, str(error)) from error
    return places_json(read_places(chosen, indicators, every=bool(names)), read_rises(chosen, indicators))
