"""``GET /api/indicators``: the indicator table, the same as the page and the command line show."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from embeddings.corpus import find_document
from embeddings.facts.definitions import choose_indicators
from qa.errors import IndicatorError
from qa.indicators import build_table, known_indicators
from qa.indicators.json_views import table_json
from qa.shelf import Shelf
from qa.web.api.problems import ProblemError

_Name = Annotated[str, Query(max_length=200)]


class IndicatorsJson(BaseModel):
    """The chosen indicators over the chosen plans.

    Each line has a cell for every plan: ``target`` and ``baseline`` with a status (``value``, ``conflict``,
    ``unclear``, ``damaged``, ``text``, ``dash``, ``empty``), the best mention, the others and what contradicts it;
    ``targets`` and ``baselines`` say which cells may be compared, in what order, of which levels of government
    (``nation``, ``province``, ``prefecture``, ``county``, ``zone``, ``region``; empty where it is not known), and why the
    others may not.
    """

    plans: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    lines: list[dict[str, Any]]


def indicators_router(shelf: Shelf, prefix: str) -> APIRouter:
    """Return the routes of the table over the plans on a shelf."""
    router = APIRouter(prefix=prefix, tags=["indicators"])

    @router.get("/indicators", response_model=IndicatorsJson)
    async def indicators(
        indicator: Annotated[
            list[_Name] | None,
            Query(description="Names, ids or groups of indicators in Chinese or English; all if left out."),
        ] = None,
        city: Annotated[
            list[_Name] | None, Query(description="Cities, aliases or ids of plans; all if left out.")
        ] = None,
    ) -> Response:
        """Compare indicators over the plans."""
        return JSONResponse(await run_in_threadpool(_table, shelf, indicator or [], city or []))

    return router


def _table(shelf: Shelf, names: list[str], cities: list[str]) -> dict[str, Any]:
    documents = tuple(plan.document for plan in shelf.plans())
    every = known_indicators(documents)
    try:
        chosen = choose_indicators(names, every) if names else every
    except IndicatorError as error:
        raise ProblemError(400, str(error)) from error
    wanted = tuple(dict.fromkeys(find_document(documents, each) for each in cities)) or documents
    return table_json(build_table(wanted, chosen))
