"""Who may add and remove documents: whoever has the admin token, or on loopback whoever the operator let in.

A session is a cookie of 256 bits that no script and no other site can use; each form carries a key made of it, so that a
page elsewhere that guesses an address still writes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from http.cookies import SimpleCookie
from ipaddress import ip_address
from time import monotonic
from typing import Final

from starlette.requests import Request

from qa.web.api.options import WebOptions
from qa.web.api.problems import ProblemError
from qa.web.gate.hosts import is_own_origin
from qa.web.gate.incoming import address_of
from qa.web.gate.limits import RateLimits

COOKIE: Final = "cityplans_own"
SESSION_S: Final = 8 * 3600.0
"""Seconds that a session lasts: a working day."""
MOST_SESSIONS: Final = 64
TRIES_A_MINUTE: Final = 5
"""Tokens that one address may try in a minute."""


class Access:
    """Lets requests in. Sessions are kept as hashes, in memory: they end with the process."""

    def __init__(self, options: WebOptions, limits: RateLimits) -> None:
        self._token = options.admin_token
        self._on_loopback = options.allow_upload
        self._limits = limits
        self._key = secrets.token_bytes(32)
        self._sessions: OrderedDict[str, float] = OrderedDict()

    @property
    def is_on(self) -> bool:
        """Whether anybody may add documents at all."""
        return bool(self._token) or self._on_loopback

    def admits(self, request: Request) -> bool:
        """Say whether the pages are there for a request: with a token everywhere, else on this machine alone."""
        return bool(self._token) or (self._on_loopback and _from_here(request))

    def needs_token(self, request: Request) -> bool:
        """Say whether a request has to show the token before a session begins."""
        return not (self._on_loopback and _from_here(request))

    def session(self, request: Request) -> str:
        """Return the name of a request's session, empty where it has none."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(request.headers.get("cookie", ""))
        except Exception:  # http.cookies raises several kinds for what is no cookie
            return ""
        name = self._name(jar[COOKIE].value) if COOKIE in jar else ""
        ends = self._sessions.get(name, 0.0)
        return name if ends > monotonic() else ""

    def enter(self, request: Request, token: str) -> str:
        """Begin a session for who has the token and return its cookie; empty where the token is another.

        Raises:
            ProblemError: 429 where an address tries too many tokens.

        """
        self._limits.count("own-token", address_of(request.scope), TRIES_A_MINUTE)
        if not self._token or not hmac.compare_digest(token.encode(), self._token.encode()):
            return ""
        return self.begin(request)

    def begin(self, request: Request) -> str:
        """Begin a session and return its ``Set-Cookie`` header."""
        value = secrets.token_urlsafe(32)
        self._sessions[self._name(value)] = monotonic() + SESSION_S
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        parts = [f"{COOKIE}={value}", f"Path={_path(request)}", f"Max-Age={SESSION_S:.0f}"]
        parts += ["HttpOnly", "SameSite=Strict", *(["Secure"] if request.url.scheme == "https" else [])]
        return "; ".join(parts)

    def leave(self, request: Request) -> str:
        """End a session and return the header that takes its cookie away."""
        self._sessions.pop(self.session(request), None)
        return f"{COOKIE}=; Path={_path(request)}; Max-Age=0; HttpOnly; SameSite=Strict"

    def form_key(self, session: str) -> str:
        """Return what each form of a session carries."""
        return hmac.new(self._key, f"form:{session}".encode(), hashlib.sha256).hexdigest()

    def check_form(self, request: Request, session: str, key: str) -> None:
        """Let a form in that a page of ours sent.

        Raises:
            ProblemError: 403 for any other.

        """
        if not is_own_origin(request.headers) or not hmac.compare_digest(
            key.encode(), self.form_key(session).encode()
        ):
            raise ProblemError(403, "This form is not from a page of this server. Open /own and try again.")

    def _name(self, value: str) -> str:
        return hmac.new(self._key, f"session:{value}".encode(), hashlib.sha256).hexdigest()


def _from_here(request: Request) -> bool:
    """Say whether a request comes from this machine."""
    try:
        return ip_address(address_of(request.scope)).is_loopback
    except ValueError:
        return False


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/") + "/own"
