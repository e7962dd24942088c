"""Short-lived signed sessions: what the framed page shows with every question, in a header and never in an address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from qa.web.api.problems import ProblemError
from qa.web.widget.options import Widget

HEADER: Final = "x-cityplans-session"
LIFE_S: Final = 600
"""Seconds that a session is good for; the page fetches a new one by itself."""

_LONGEST: Final = 400


class Sessions:
    """Gives out sessions of these widgets and knows them again; nothing is stored.

    A session is good for its widget, under the host where it was begun, for its time. Servers that share a ``secret``
    know each other's sessions; without one it is made up, and ends with the process.
    """

    def __init__(self, widgets: Mapping[str, Widget], *, secret: str = "", life_s: int = LIFE_S) -> None:
        self.widgets = widgets
        self.life_s = life_s
        self._signer = URLSafeTimedSerializer(
            secret or secrets.token_bytes(32), salt="cityplans.widget.session"
        )

    def begin(self, widget: Widget, *, host: str) -> str:
        """Return a session of a widget; ``host`` is the ``Host`` header under which its page was opened."""
        return str(self._signer.dumps([widget.id, host.lower()]))

    def widget_of(self, session: str, *, host: str) -> Widget:
        """Return the widget that a session belongs to.

        Raises ``ProblemError`` (401) for one that has ended, is of no widget any more, was begun under another host,
        or was not given out here in just these characters.
        """
        if len(session) > _LONGEST or not _is_canonical(session):
            raise _refused("This session was not given out by this server.")
        try:
            id, begun_at = self._signer.loads(session, max_age=self.life_s)
        except SignatureExpired:
            raise _refused("The session has ended.") from None
        except (BadData, TypeError, ValueError):
            raise _refused("This session was not given out by this server.") from None
        if begun_at != host.lower():
            raise _refused(f"The session was begun under {begun_at!r}.")
        if id not in self.widgets:
            raise _refused(f"There is no widget {id!r} any more.")
        return self.widgets[id]


def _is_canonical(session: str) -> bool:
    """Return whether each part is base64 as we write it: the last character has bits that decoding ignores."""
    try:
        return all(
            base64_encode(base64_decode(part)).decode("ascii") == part
            for part in session.removeprefix(".").split(".")
        )
    except BadData:
        return False


def _refused(what: str) -> ProblemError:
    return ProblemError(401, f"{what} Begin a new one with POST /embed/session.")
