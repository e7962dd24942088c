"""The closed list: what of Gradio the chat page needs, and nothing else of it is there.

Gradio has some seventy routes, among them ones that copy files, fetch addresses and keep uploads. Those below were
recorded with a browser; whatever is not among them does not exist, and a newer Gradio cannot add to them.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.api.options import WebOptions
from qa.web.api.problems import ProblemError, problem_response
from qa.web.gate.calls import Call, Handler, read
from qa.web.gate.hosts import is_own_origin
from qa.web.gate.incoming import Replay, address_of, json_of, path_of, read_body
from qa.web.gate.limits import RateLimits
from qa.web.gate.sessions import PageSessions, cookie_of

logger = logging.getLogger(__name__)

MOST_SESSIONS: Final = 1000
"""Open pages whose turns and unread messages are kept in memory; the one longest unused goes first."""
MOST_STREAMS: Final = 256
"""Event streams open at once from one address: three for a page, so that an office behind one address has enough."""
CALLS_A_QUESTION: Final = 4
"""Calls of the page for each question that may be asked: itself, the next questions, what a click sends."""
RATINGS_A_MINUTE: Final = 20

PAGE: Final = re.compile(r"/?")
FILES: Final = re.compile(r"/(?:assets|static)/[\w@-][\w./@-]*|/theme\.css", re.ASCII)
HEARTBEAT: Final = re.compile(r"/gradio_api/heartbeat/([a-z0-9]{4,40})")
EVENTS: Final = "/gradio_api/queue/data"
JOIN: Final = "/gradio_api/queue/join"
RUN: Final = "/gradio_api/run/predict"

_QUERY: Final = frozenset({"q", "city", "lang", "a", "depth"})
"""What the page's address may say to a handler (Gradio sends it along)."""
_LONGEST_QUERY: Final = 4096
_NOTHING: Final = "There is no such page. Ask with POST /api/ask or open / in a browser."


class ChatGate:
    """ASGI application around Gradio's.

    ``handlers`` are those of the page by index, ``queue`` is Gradio's queue, whose messages are let go with the
    session; ``missing`` is the page for an address that leads nowhere. A request has to come from a page of this server with the cookie of :class:`PageSessions`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        handlers: Mapping[int, Handler],
        queue: Any,
        options: WebOptions,
        limits: RateLimits,
        sessions: PageSessions,
        missing: Callable[[Request], Response],
    ) -> None:
        self.app = app
        self._missing = missing
        self._handlers = handlers
        self._queue = queue
        self._options = options
        self._limits = limits
        self._sessions = sessions
        self._known: OrderedDict[str, None] = OrderedDict()
        self._streams: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it in one line of the log."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self._route(scope)(scope, receive, send)
        except ProblemError as problem:
            logger.info(
                "Refused %s %.80s: %s %s", scope["method"], path_of(scope), problem.status, problem.detail
            )
            await self._refusal(scope, problem)(scope, receive, send)

    def _refusal(self, scope: Scope, problem: ProblemError) -> Response:
        """Return what refuses a request: a page for a reader who opened an address that leads nowhere, else JSON."""
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        if problem.status == 404 and scope["method"] == "GET" and wants_page:
            return self._missing(Request(scope))
        request_id = scope.get("state", {}).get("request_id", "")
        return problem_response(
            problem.status, problem.detail, request_id=request_id, headers=problem.headers
        )

    def _route(self, scope: Scope) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
        """Return what serves a request. Raises a ``ProblemError`` (404) for all that is not on the list."""
        method, path = scope["method"], path_of(scope)
        if method in {"GET", "HEAD"}:
            if PAGE.fullmatch(path):
                return self._page
            if FILES.fullmatch(path) and ".." not in path:
                return self._file
        if method == "GET" and HEARTBEAT.fullmatch(path):
            return self._heartbeat
        if method == "GET" and path == EVENTS:
            return self._events
        if method == "POST" and path in {JOIN, RUN}:
            return self._call
        raise ProblemError(404, _NOTHING)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The page's own script reads the address; Gradio would open pages of its own for some of it.
        await self.app(_within(scope, query=""), receive, _Personal(send, "no-cache"))

    async def _file(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(_within(scope, query=""), receive, send)

    async def _heartbeat(self, scope: Scope, receive: Receive, send: Send) -> None:
        read_hash = HEARTBEAT.fullmatch(path_of(scope))
        session = self._session(scope, read_hash[1] if read_hash else "")
        inner = _within(scope, query="", path=f"/gradio_api/heartbeat/{session}")
        await self._stream(inner, receive, send)

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"))[:10])
        session = self._session(scope, query.get("session_hash", ""))
        if session not in self._queue.pending_messages_per_session:
            await _lost_session()(scope, receive, send)
            return
        await self._stream(_within(scope, query=urlencode({"session_hash": session})), receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a stream of events; so many may be open for an address."""
        address = address_of(scope)
        if self._streams[address] >= MOST_STREAMS:
            raise ProblemError(429, f"{MOST_STREAMS} pages are open from your address. Close some.")
        self._streams[address] += 1
        try:
            await self.app(scope, receive, _Personal(send))
        finally:
            self._streams[address] -= 1
            if not self._streams[address]:
                del self._streams[address]

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = read(Call, await self._json(scope, receive))
        handler = self._handlers.get(call.fn_index)
        if handler is None or handler.queued != (path_of(scope) == JOIN):
            raise ProblemError(404, _NOTHING)
        query = [
            (name, value)
            for name, value in parse_qsl(scope["query_string"].decode("latin-1")[:_LONGEST_QUERY])
            if name in _QUERY
        ]
        # Every page that opens calls for the question of its address, and most have none.
        asks = handler.name == "ask" or (handler.name == "ask_opening" and "q" in dict(query))
        self._count(scope, handler, asks=asks)
        session = self._session(scope, call.session_hash)
        body = handler.body(call, session=session)
        self._keep(session)
        inner = _within(scope, query=urlencode(query), body=body)
        await self.app(inner, Replay(body, receive), _Personal(send))

    async def _json(self, scope: Scope, receive: Receive) -> Any:
        body = await read_body(
            scope, receive, largest=self._options.largest_body, seconds=self._options.body_time_s
        )
        return json_of(scope, body)

    def _count(self, scope: Scope, handler: Handler, *, asks: bool) -> None:
        """Count a call: a question where the API counts its own, so that both have one limit."""
        per_minute, address = self._options.rate_limit, address_of(scope)
        if asks:
            self._limits.count("address", address, per_minute)
        else:
            self._limits.count("page", address, CALLS_A_QUESTION * per_minute)
        if handler.name == "rate":
            self._limits.count("rating", address, RATINGS_A_MINUTE)

    def _session(self, scope: Scope, session_hash: str) -> str:
        """Return the name of a page's session. Raises a ``ProblemError`` where the browser is not known."""
        headers = Headers(scope=scope)
        if not is_own_origin(headers):
            raise ProblemError(403, "This address is for the chat page of this server alone.")
        cookie = cookie_of(headers)
        if not cookie or not re.fullmatch(r"[a-z0-9]{4,40}", session_hash):
            raise ProblemError(
                403, "The chat needs its cookie. Allow cookies for this site and load / again."
            )
        return self._sessions.key(cookie, session_hash)

    def _keep(self, session: str) -> None:
        """Remember a session as just used, and let go of the one longest unused when there are too many."""
        self._known[session] = None
        self._known.move_to_end(session)
        while len(self._known) > MOST_SESSIONS:
            oldest, _ = self._known.popitem(last=False)
            self._queue.pending_messages_per_session.pop(oldest, None)
            self._queue.pending_event_ids_session.pop(oldest, None)


class _Personal:
    """Sends a response that no cache may keep."""

    def __init__(self, send: Send, cache: str = "no-store") -> None:
        self._send = send
        self._cache = cache

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = self._cache
        await self._send(message)


def _within(scope: Scope, *, query: str, path: str | None = None, body: bytes | None = None) -> Scope:
    """Return a request as Gradio gets it: without an origin to echo and without our cookie, with what was checked."""
    dropped = {b"origin", b"cookie"} | ({b"content-length"} if body is not None else set())
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]
    if body is not None:
        headers.append((b"content-length", str(len(body)).encode()))
    # Without the root path, as where a proxy has taken it away: Gradio would redirect the page to itself.
    path = path_of(scope) if path is None else path
    return {
        **scope,
        "headers": headers,
        "query_string": query.encode(),
        "path": path,
        "raw_path": path.encode(),
    }


def _lost_session() -> Response:
    """Return what Gradio streams for a session that it does not know, without its traceback."""
    message = {
        "msg": "unexpected_error",
        "event_id": None,
        "message": "session not found",
        "success": False,
        "session_not_found": True,
    }
    return PlainTextResponse(
        f"data: {json.dumps(message)}\n\n",
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )
