"""Reading what comes in: the path below the root path, and a body bounded in size and time."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from pydantic_core import from_json
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from qa.web.api.problems import ProblemError


def path_of(scope: Scope) -> str:
    """Return the path below the root path, whether or not the proxy has taken that away."""
    path, root = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def party_of(scope: Scope) -> str:
    """Return whom a request counts for: its address, of IPv6 the network of 64 bits that one party has for itself."""
    told = address_of(scope)
    try:
        address = ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


async def read_body(scope: Scope, receive: Receive, *, largest: int, seconds: float) -> bytes:
    """Return the whole body.

    Raises:
        ProblemError: 413 for more than ``largest`` bytes, 408 for one that takes more than ``seconds``.

    """
    too_large = ProblemError(413, f"The body has more than {largest} bytes. Shorten it.")
    length = Headers(scope=scope).get("content-length", "0")
    if length.isdigit() and int(length) > largest:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > largest:
                    raise too_large
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise ProblemError(408, "The body took too long to come. Send it at once.") from None


def json_of(scope: Scope, body: bytes) -> Any:
    """Return a JSON body; half a surrogate pair, which no text can hold, is no JSON here.

    Raises:
        ProblemError: 415 for another media type, 400 for what is no JSON.

    """
    media_type = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemError(415, f"The body is {media_type[:80] or 'of no type'!r}. Send application/json.")
    try:
        return from_json(body)
    except ValueError as error:
        raise ProblemError(400, f"The body is no JSON: {str(error)[:120]}.") from None


class Replay:
    """Receives a body that was read, then what comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        """Return the next message."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        return await self._receive()
