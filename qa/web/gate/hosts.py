"""Under which names the server answers, and whose word about the outside it believes."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.api.problems import ProblemError, problem_response
from qa.web.gate.incoming import path_of

_FORWARDED: Final = re.compile(rb"forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|x-rewrite-.*")
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SHARED: Final = re.compile(r"/(?:api|v1)(?:/|$)")
"""What pages of other origins may call, where the operator names these."""

FORWARDED: Final = "cityplans.forwarded"
"""Is in the scope of a request that something not among the proxies says to have passed on."""

LARGEST_HEAD: Final = 32 * 1024
"""Bytes of all headers together."""

EVERY_INTERFACE: Final = frozenset({"0.0.0.0", "::", "0", "*"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that requests may be sent to.

    The loopback names always are. ``names`` are further ones, in lower case; with ``addresses`` any literal address
    is one too: a page elsewhere can point a name of its own at this machine, but not an address.
    """

    names: frozenset[str] = frozenset()
    addresses: bool = False

    @classmethod
    def listening_on(cls, host: str, names: Iterable[str] = ()) -> Hosts:
        """Return the names of a server that listens on ``host``: that, or this machine's own, and ``names``."""
        told = list(names)
        every = host in EVERY_INTERFACE
        told += [socket.gethostname(), socket.getfqdn()] if every else [host]
        return cls(frozenset(name.lower().strip("[]") for name in told if name), every)

    def with_names_of(self, root_path: str) -> Hosts:
        """Return these and the host of ``root_path``, where that is a whole URL."""
        host = urlsplit(root_path).hostname
        return self if host is None else Hosts(self.names | {host}, self.addresses)

    def __contains__(self, host: object) -> bool:
        """Return whether a ``Host`` header, with or without a port, is one of these."""
        read = _HOST.fullmatch(host) if isinstance(host, str) else None
        if read is None:
            return False
        name = read["name"].lower().strip("[]").rstrip(".")
        if name == "localhost" or name.endswith(".localhost") or name in self.names:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return self.addresses or address.is_loopback


def is_loopback(name: str) -> bool:
    """Say whether a name or address is this machine's own, which no other reaches."""
    bare = name.lower().strip("[]").rstrip(".")
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost" or bare.endswith(".localhost")


class KnownHosts:
    """ASGI middleware that refuses other hosts (421) and writes from foreign pages (403), and drops foreign claims.

    What a proxy says of the outside (``X-Forwarded-…``) is kept from the addresses in ``proxies`` alone; a request with
    such words of another is marked :data:`FORWARDED`, as where it comes from is not told by its address. Without this
    a page of a stranger could point its own name at this machine and read everything as its own (DNS rebinding).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Hosts,
        proxies: Iterable[str] = (),
        origins: Iterable[str] = (),
    ) -> None:
        self.app = app
        self.hosts = hosts
        self._proxies = frozenset(proxies)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        if not client or client[0] not in self._proxies:
            kept = [
                (name, value) for name, value in scope["headers"] if not _FORWARDED.fullmatch(name.lower())
            ]
            forwarded = len(kept) < len(scope["headers"])
            scope = {**scope, "headers": kept, **({FORWARDED: True} if forwarded else {})}
        try:
            self._check(scope)
        except ProblemError as problem:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await problem_response(problem.status, problem.detail)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
            raise ProblemError(431, f"The headers have more than {LARGEST_HEAD} bytes. Send fewer.")
        headers = Headers(scope=scope)
        told = headers.getlist("host")
        if len(told) != 1:
            raise ProblemError(400, "A request names one host. Send one header Host.")
        for host in (told[0], *headers.getlist("x-forwarded-host")):
            if host not in self.hosts:
                raise ProblemError(
                    421,
                    f"This server does not answer as {host[:100]!r}. Name it in CITYPLANS_ALLOWED_HOSTS, or "
                    "open the server under a name that it has.",
                )
        if scope["type"] == "websocket" or scope["method"] not in _READING:
            self._check_origin(scope, headers)

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        if is_own_origin(headers):
            return
        origin = headers.get("origin", "")
        if origin not in self._origins or not _SHARED.match(path_of(scope)):
            raise ProblemError(
                403,
                f"A page of {origin[:100]!r} may not write here. Name its origin in CITYPLANS_ALLOWED_ORIGINS.",
            )


def is_own_origin(headers: Headers) -> bool:
    """Return whether a request comes from a page of this server, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") == "cross-site" and "origin" not in headers:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    at = urlsplit(origin.lower()).netloc
    hosts = [headers.get("host", ""), headers.get("x-forwarded-host", "")]
    return bool(at) and at in {
        host.lower().removesuffix(":80").removesuffix(":443") for host in hosts if host
    }
