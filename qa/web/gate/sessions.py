"""Whose conversation is whose: a cookie that only the browser knows, and a key made of it for each open page."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Final

COOKIE: Final = "cityplans_session"

_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class PageSessions:
    """Gives out cookies, and turns the name that a page makes up for itself into one that nobody can guess.

    Gradio's page draws its session hash with ``Math.random`` and sends it in addresses. Here the hash is only half of
    the key: the other half is the cookie (256 bits), and the server's own key binds the two.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def cookie(self, *, path: str, secure: bool) -> str:
        """Return a ``Set-Cookie`` header with a new value; it ends with the browser's session."""
        parts = [f"{COOKIE}={secrets.token_urlsafe(32)}", f"Path={path}", "HttpOnly", "SameSite=Strict"]
        return "; ".join([*parts, "Secure"] if secure else parts)

    def key(self, cookie: str, session_hash: str) -> str:
        """Return the name under which Gradio keeps the session of a page."""
        told = f"{cookie}:{session_hash}".encode()
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()


def cookie_of(headers: Mapping[str, str]) -> str:
    """Return the value of our cookie; empty where there is none that we could have given out."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except Exception:  # http.cookies raises several kinds for what is no cookie
        return ""
    value = jar[COOKIE].value if COOKIE in jar else ""
    return value if _VALUE.fullmatch(value) else ""
