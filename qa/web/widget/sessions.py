"""Short-lived signed sessions: what the framed page shows with every question, in a header and never in an address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from qa.web.api.problems import ProblemError
from qa.web.widget.options import Widget

HEADER: Final = "x-cityplans-session"
LIFE_S: Final = 600
"""Seconds that a session is good for; the page fetches a new one by itself."""

_LONGEST: Final = 400


class Sessions:
    """Gives out sessions of these widgets and knows them again; nothing is stored.

    Servers that share a ``secret`` know each other's sessions; without one it is made up, and ends with the process.
    """

    def __init__(self, widgets: Mapping[str, Widget], *, secret: str = "", life_s: int = LIFE_S) -> None:
        self.widgets = widgets
        self.life_s = life_s
        self._signer = URLSafeTimedSerializer(
            secret or secrets.token_bytes(32), salt="cityplans.widget.session"
        )

    def begin(self, widget: Widget) -> str:
        """Return a session of a widget."""
        return str(self._signer.dumps(widget.id))

    def widget_of(self, session: str) -> Widget:
        """Return the widget that a session belongs to.

        Raises ``ProblemError`` (401) for one that has ended, is of no widget any more, or was not given out here.
        """
        try:
            id = self._signer.loads(session[:_LONGEST], max_age=self.life_s)
        except SignatureExpired:
            raise _refused("The session has ended.") from None
        except BadData:
            raise _refused("This session was not given out by this server.") from None
        if id not in self.widgets:
            raise _refused(f"There is no widget {id!r} any more.")
        return self.widgets[id]


def _refused(what: str) -> ProblemError:
    return ProblemError(401, f"{what} Begin a new one with POST /embed/session.")
