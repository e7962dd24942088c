"""Can anything listen at an address? Asked before an index is built for a server that could not start."""

from __future__ import annotations

import os
import socket

from qa.errors import ServerError


def check_address(host: str, port: int) -> None:
    """Raise ServerError if the port is taken or the host is not one of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ServerError(
            f"cannot listen on {host}:{port} ({reason})", remedy="Choose another --host or --port."
        ) from error
