"""What every request to the API passes first: its id, size, time, tokens, limits, and what is counted of it."""

from __future__ import annotations

import hmac
import re
import uuid
from time import perf_counter
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.api.metrics import Metrics
from qa.web.api.options import WebOptions
from qa.web.api.problems import ProblemError, problem_response
from qa.web.gate.incoming import Replay, address_of, path_of, read_body
from qa.web.gate.limits import RateLimits
from qa.web.widget.sessions import HEADER, Sessions

REQUEST_ID: Final = "x-request-id"
VERSION: Final = "1"

_GUARDED: Final = re.compile(r"/(?:api|v1)(?:/|$)|/metrics$|/embed/session$")
_SESSION: Final = "/embed/session"
"""Where a widget's session begins: with a limit for each address, without a token, for no page of another origin."""

_BY_SESSION: Final = frozenset({"/api/ask", "/api/v1/ask"})
"""What a widget's session opens."""

_OPEN: Final = frozenset({"/api/openapi.json"})
"""Described to everybody: it says what a token is for."""

_ID: Final = re.compile(r"[\w.-]{1,64}", re.ASCII)
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})


class Guard:
    """ASGI middleware. Other paths than those of the API only get a request id."""

    def __init__(
        self, app: ASGIApp, *, options: WebOptions, metrics: Metrics, sessions: Sessions, limits: RateLimits
    ) -> None:
        self.app = app
        self.options = options
        self.metrics = metrics
        self._sessions = sessions
        self._limits = limits
        self._guarded: ASGIApp = self._admit
        if options.origins:
            self._guarded = CORSMiddleware(
                self._admit,
                allow_origins=options.origins,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type", REQUEST_ID],
                expose_headers=[REQUEST_ID, "retry-after"],
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        sender = _Sender(send, request_id)
        if not _GUARDED.match(path_of(scope)):
            await self.app(scope, receive, sender)
            return
        began = perf_counter()
        self.metrics.began()
        try:
            serve = self._admit if path_of(scope) == _SESSION else self._guarded
            await serve(scope, receive, sender)
        finally:
            route = getattr(scope.get("route"), "path_format", "other")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self.metrics.ended(route, method, sender.status, perf_counter() - began)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that may be answered, with its body read."""
        try:
            self._check(scope)
            body = await read_body(
                scope, receive, largest=self.options.largest_body, seconds=self.options.body_time_s
            )
        except ProblemError as problem:
            request_id = scope["state"]["request_id"]
            response = problem_response(
                problem.status, problem.detail, request_id=request_id, headers=problem.headers
            )
            await response(scope, receive, send)
            return
        await self.app(scope, Replay(body, receive), send)

    def _check(self, scope: Scope) -> None:
        """Raise a ``ProblemError`` for a request without a token where one is needed, or over a limit."""
        path = path_of(scope)
        if path in _OPEN:
            return
        headers = Headers(scope=scope)
        self._limits.count("address", address_of(scope), self.options.rate_limit)
        session = headers.get(HEADER)
        if session is not None and path in _BY_SESSION:
            widget = self._sessions.widget_of(session, host=headers.get("host", ""))
            self._limits.count("widget", widget.id, widget.rate_limit)
            scope["state"]["widget"] = widget
        elif self.options.tokens and path != _SESSION:
            token = self._token(headers.get("authorization", ""))
            self._limits.count("token", str(token), self.options.rate_limit)

    def _token(self, authorization: str) -> int:
        """Return which token a request has."""
        scheme, _, given = authorization.partition(" ")
        found = [
            number
            for number, token in enumerate(self.options.tokens)
            if hmac.compare_digest(token.encode(), given.strip().encode())
        ]
        if scheme.lower() != "bearer" or not found:
            detail = (
                "This server wants a token: send the header Authorization: Bearer with one that it knows."
            )
            raise ProblemError(401, detail, {"www-authenticate": "Bearer"})
        return found[0]


class _Sender:
    """Sends with the request's id in the headers, and remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.send = send
        self.request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.request_id
            headers["cityplans-api-version"] = VERSION
        await self.send(message)
