"""Errors of the API as problem details (RFC 9457), with what OpenAI's clients look for beside them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from qa.errors import CityPlansError, QuestionError, UnknownCityError

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
UNEXPECTED: Final = "Something unexpected went wrong and was logged. Try again later."
TOO_SLOW: Final = "The answer took too long. Ask for less, or try again later."


class ProblemError(Exception):
    """A request that is refused: the status, one line for people, and headers."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


def problem_json(status: int, detail: str, *, request_id: str = "", **more: object) -> dict[str, object]:
    """Return the members of a problem; ``error`` is what OpenAI's clients show."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": request_id,
        "error": {"message": detail, "type": kind, "code": None, "param": None},
        **more,
    }


def problem_response(
    status: int,
    detail: str,
    *,
    request_id: str = "",
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> JSONResponse:
    """Return a problem as a response."""
    content = problem_json(status, detail, request_id=request_id, **more)
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def told(error: Exception) -> tuple[int, str]:
    """Return the status and the line for an error met while answering; one that is not ours is logged."""
    if isinstance(error, ProblemError):
        return error.status, error.detail
    if isinstance(error, UnknownCityError | QuestionError):
        return 400, str(error)
    if isinstance(error, CityPlansError):
        logger.warning("A request could not be answered: %s", error)
        return 503, str(error)
    if isinstance(error, TimeoutError):
        return 504, TOO_SLOW
    logger.error("Unexpected error while answering a request", exc_info=error)
    return 500, UNEXPECTED


def add_problem_handlers(app: FastAPI) -> None:
    """Turn every error into a problem."""

    async def respond(request: Request, error: Exception) -> JSONResponse:
        request_id = request.scope.get("state", {}).get("request_id", "")
        if isinstance(error, ProblemError):
            return problem_response(error.status, error.detail, request_id=request_id, headers=error.headers)
        if isinstance(error, RequestValidationError):
            faults = list(error.errors())
            return problem_response(
                422, _first_fault(faults), request_id=request_id, errors=[_fault(each) for each in faults]
            )
        if isinstance(error, HTTPException):
            return problem_response(
                error.status_code, str(error.detail), request_id=request_id, headers=error.headers
            )
        return problem_response(*told(error), request_id=request_id)

    for kind in (
        ProblemError,
        CityPlansError,
        TimeoutError,
        RequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, respond)


def _first_fault(faults: Sequence[Mapping[str, Any]]) -> str:
    """Return the first thing wrong with a body: the field, what is wrong, the value, and the remedy."""
    first = faults[0]
    value = repr(first.get("input"))
    shown = value if len(value) <= 80 else f"{value[:77]}..."
    return f"{_field(first)}: {first['msg']} (got {shown}). The forms are described in /api/openapi.json."


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    return {"field": _field(fault), "detail": str(fault["msg"])}


def _field(fault: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in fault["loc"][1:]) or "body"
