"""Listening: take the port first, then start."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

import uvicorn

from qa.errors import ServerError
from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.api import Served, WebOptions
from qa.web.app import create_app

logger = logging.getLogger(__name__)

GOODBYE_S: Final = 2
"""Seconds an open page may hold up the end; its event stream would otherwise keep the server alive."""

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
        )
        config = uvicorn.Config(
            application, log_config=None, access_log=False, timeout_graceful_shutdown=GOODBYE_S
        )
        server = uvicorn.Server(config)
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
