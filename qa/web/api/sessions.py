"""Sessions of the widget: a signed random name that is good for a while, told in a header and never in an address."""

from __future__ import annotations

import secrets
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

HEADER: Final = "x-cityplans-session"
LASTS_S: Final = 900


class Sessions:
    """Signs and reads them. The key is this process's own: after a restart a widget asks for a new session."""

    def __init__(self, *, lasts_s: int = LASTS_S) -> None:
        self.lasts_s = lasts_s
        self._serializer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="widget-session")

    def new(self) -> str:
        """Return a new session."""
        return str(self._serializer.dumps(secrets.token_urlsafe(9)))

    def read(self, signed: str) -> str | None:
        """Return the name of a session; None for one that we did not sign or that has run out."""
        if not signed or len(signed) > 200:
            return None
        try:
            return str(self._serializer.loads(signed, max_age=self.lasts_s))
        except BadData:
            return None
