"""Listening: take the port first, then start."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.errors import ServerError
from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.api import Served, WebOptions
from qa.web.app import create_app
from qa.web.gate.hosts import LARGEST_HEAD
from qa.web.own import OwnCorpus

logger = logging.getLogger(__name__)

GOODBYE_S: Final = 2
"""Seconds an open page may hold up the end; its event stream would otherwise keep the server alive."""

HEAD_S: Final = 10.0
"""Seconds in which the head of a request must have come."""
MOST_CONNECTIONS: Final = 1024
"""Connections at once; further ones are told that the server is busy (503)."""

OPEN_TO_ALL: Final = (
    "%s can be reached from other machines. There is no encryption, and no login or limit but those that are set (CITYPLANS_API_TOKENS, CITYPLANS_RATE_LIMIT): "
    "put a reverse proxy with these in front, or leave out --host"
)


def serve(
    assistant: Served,
    *,
    host: str,
    port: int,
    root_path: str = "",
    shelf: Shelf | None = None,
    options: WebOptions | None = None,
    is_ready: Callable[[], bool] = lambda: True,
    feedback: FeedbackStore | None = None,
    own: OwnCorpus | None = None,
) -> None:
    """Serve the chat, the plans on ``shelf`` and the API until Ctrl-C; see ``create_app``.

    Raises ``ServerError`` when the address cannot be listened on; nothing has been built or loaded then.
    """
    with listen(host, port) as listener:
        application = create_app(
            assistant,
            root_path=root_path,
            shelf=shelf,
            options=options,
            is_ready=is_ready,
            feedback=feedback,
            own=own,
        )
        server = uvicorn.Server(server_config(application))
        logger.info("Listening on %s", address(listener))
        if not is_local(listener):
            logger.warning(OPEN_TO_ALL, address(listener))
        quiet_end = _QuietEnd(server)
        server_log = logging.getLogger("uvicorn.error")
        server_log.addFilter(quiet_end)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            logger.info("Stopped")
        finally:
            server_log.removeFilter(quiet_end)


def server_config(application: ASGIApp) -> uvicorn.Config:
    """Return how uvicorn serves: heads bounded in size and time, connections in number.

    Proxy headers are read by ``create_app``, which knows the proxies.
    """
    return uvicorn.Config(
        application,
        http=PromptHeads,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GOODBYE_S,
    )


class PromptHeads(H11Protocol):
    """HTTP/1.1 whose clients have :data:`HEAD_S` for the head of a request, however it drips in.

    uvicorn bounds how long a connection may be idle after a response, but not how long it may say nothing at first or
    how slowly it may say it.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base has it
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is whole ends the waiting, the first byte of the next begins it."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def on_response_complete(self) -> None:
        """Go on as uvicorn does; a head that came in part during the response has its time from now."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class _QuietEnd(logging.Filter):
    """Drops what the server says while it stops: every page still open would be a traceback."""

    def __init__(self, server: uvicorn.Server) -> None:
        super().__init__()
        self.server = server

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        return not self.server.should_exit


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to ``host:port``; port 0 takes a free one.

    The socket itself is handed to the server, so that nobody can take the port between check and start.
    """
    if not 0 <= port <= 65535:
        # getaddrinfo would quietly take the port modulo 65536.
        raise _cannot_listen(host, port, ValueError("ports run from 0 to 65535"))
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_local(listener: socket.socket) -> bool:
    """Say whether only this machine can reach a bound socket."""
    return ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def _cannot_listen(host: str, port: int, error: Exception) -> ServerError:
    """Return the error that names the place, the reason and the remedy."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ServerError(
        f"Cannot listen on {host}:{port} ({reason})",
        remedy="Choose another port with --port, or an address of this machine with --host",
    )
