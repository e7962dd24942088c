"""Who may add and remove documents: whoever has the admin token, or on this machine the key that the start printed.

An address alone lets nobody in: behind a proxy that says nothing of itself every stranger comes from this machine. A
session is a cookie of 256 bits that no script and no other site can use; each form carries a key made of it, so that a
page elsewhere that guesses an address still writes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import SimpleCookie
from time import monotonic
from typing import Final

from starlette.requests import Request

from qa.web.api.options import WebOptions
from qa.web.api.problems import ProblemError
from qa.web.gate.hosts import FORWARDED, is_loopback, is_own_origin
from qa.web.gate.incoming import address_of, party_of
from qa.web.gate.limits import RateLimits

COOKIE: Final = "cityplans_own"
SESSION_S: Final = 8 * 3600.0
"""Seconds that a session lasts: a working day."""
MOST_SESSIONS: Final = 64
TRIES_A_MINUTE: Final = 5
"""Tokens that one address may try in a minute."""


class Access:
    """Lets requests in. Sessions are kept as hashes, in memory: they end with the process.

    ``ended`` is told the name of each session that is over before that.
    """

    def __init__(self, options: WebOptions, limits: RateLimits) -> None:
        self.ended: Callable[[str], None] = lambda _: None
        self._token = options.admin_token
        self._upload_key = options.upload_key
        self._limits = limits
        self._key = secrets.token_bytes(32)
        self._sessions: OrderedDict[str, float] = OrderedDict()

    @property
    def is_on(self) -> bool:
        """Whether anybody may add documents at all."""
        return bool(self._token or self._upload_key)

    def admits(self, request: Request) -> bool:
        """Say whether the pages are there for a request: with a token everywhere, else on this machine alone."""
        return bool(self._token) or self._takes_key(request)

    def asks_key(self, request: Request) -> bool:
        """Say whether a session begins with the key of the start alone, as there is no token."""
        return not self._token and self._takes_key(request)

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
        """Begin a session for who has the token, or the key of the start; return its cookie, empty for another.

        Raises:
            ProblemError: 429 where an address tries too many tokens.

        """
        # Nobody guesses 256 bits; counted, a page elsewhere could use up the tries of this machine.
        if self._takes_key(request) and _is_same(token, self._upload_key):
            return self._begin(request)
        self._limits.count("own-token", party_of(request.scope), TRIES_A_MINUTE)
        return self._begin(request) if self._token and _is_same(token, self._token) else ""

    def enter_by_link(self, request: Request) -> str:
        """Begin a session for a link with the key of the start; empty for another, and where another site led there."""
        key = request.query_params.get("key", "")
        if not (self._takes_key(request) and _is_same(key, self._upload_key)) or led_by_other(request):
            return ""
        return self._begin(request)

    def leave(self, request: Request) -> str:
        """End a session and return the header that takes its cookie away."""
        self._end(self.session(request))
        return f"{COOKIE}=; Path={_path(request)}; Max-Age=0; HttpOnly; SameSite=Strict"

    def form_key(self, session: str) -> str:
        """Return what each form of a session carries."""
        return hmac.new(self._key, f"form:{session}".encode(), hashlib.sha256).hexdigest()

    def check_form(self, request: Request, session: str, key: str) -> None:
        """Let a form in that a page of ours sent.

        Raises:
            ProblemError: 403 for any other.

        """
        if not is_own_origin(request.headers) or not _is_same(key, self.form_key(session)):
            raise ProblemError(403, "This form is not from a page of this server. Open /own and try again.")

    def _begin(self, request: Request) -> str:
        """Begin a session and return its ``Set-Cookie`` header."""
        now = monotonic()
        for name in [name for name, ends in self._sessions.items() if ends <= now]:
            self._end(name)
        while len(self._sessions) >= MOST_SESSIONS:
            self._end(next(iter(self._sessions)))
        value = secrets.token_urlsafe(32)
        self._sessions[self._name(value)] = now + SESSION_S
        parts = [f"{COOKIE}={value}", f"Path={_path(request)}", f"Max-Age={SESSION_S:.0f}"]
        parts += ["HttpOnly", "SameSite=Strict", *(["Secure"] if request.url.scheme == "https" else [])]
        return "; ".join(parts)

    def _end(self, name: str) -> None:
        if self._sessions.pop(name, None) is not None:
            self.ended(name)

    def _takes_key(self, request: Request) -> bool:
        """Say whether the key of the start counts: it was drawn, and the request comes from this machine itself."""
        here = is_loopback(address_of(request.scope)) and FORWARDED not in request.scope
        return bool(self._upload_key) and here

    def _name(self, value: str) -> str:
        told = b"session:" + value.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()


def led_by_other(request: Request) -> bool:
    """Say whether a page of another site, or of another server of this machine, led to a request."""
    return request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}


def _is_same(told: str, wanted: str) -> bool:
    """Compare what was sent in constant time; a form can hold half a surrogate pair, which plain UTF-8 refuses."""
    return hmac.compare_digest(told.encode("utf-8", "surrogatepass"), wanted.encode())


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/") + "/own"
