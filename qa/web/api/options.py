"""What an operator decides about the web side, as plain values: no part of it reads the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from qa.errors import SettingsError
from qa.web.gate.hosts import Hosts, is_loopback
from qa.web.signing import installation_key
from qa.web.widget.options import DEFAULT, Widget, read_widgets

if TYPE_CHECKING:
    from qa.settings import Settings

LARGEST_BODY: Final = 128 * 1024
"""Bytes of a request's body; the longest history fits in it."""

BODY_TIME_S: Final = 15.0
"""Seconds in which a body must have come."""

WAITING_AT_ONCE: Final = 32
"""Answers under way at once where another server makes them and ours waits."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the API may be used.

    ``tokens`` are those that are let in (none: everybody); ``origins`` may call the API from a page and frame the
    default widget; ``rate_limit`` counts requests a minute for each address and each token (0: no limit).
    ``widgets`` are those beside the default one, or in its place; servers that share ``widget_secret`` know each
    other's sessions. ``at_once`` answers are under way at a time, the others wait in order. ``hosts`` are the names
    under which requests may come beside the loopback ones, ``proxies`` the addresses whose word about the outside is
    believed; ``key`` signs what browsers keep (empty: one that ends with the process). Who has ``admin_token`` may add
    documents, and on this machine who has ``upload_key``, which is drawn at each start; without either nobody may.
    """

    tokens: tuple[str, ...] = field(default=(), repr=False)
    origins: tuple[str, ...] = ()
    rate_limit: int = 60
    timeout_s: float = 180.0
    largest_body: int = LARGEST_BODY
    body_time_s: float = BODY_TIME_S
    at_once: int = WAITING_AT_ONCE
    widgets: tuple[Widget, ...] = ()
    widget_secret: str = field(default="", repr=False)
    hosts: Hosts = field(default_factory=Hosts)
    proxies: tuple[str, ...] = ()
    key: bytes = field(default=b"", repr=False)
    admin_token: str = field(default="", repr=False)
    upload_key: str = field(default="", repr=False)

    @property
    def all_widgets(self) -> dict[str, Widget]:
        """The widgets by id, the default one among them."""
        default = Widget(DEFAULT, origins=self.origins)
        return {each.id: each for each in (default, *self.widgets)}

    @classmethod
    def from_settings(cls, settings: Settings, *, allow_upload: bool = False) -> WebOptions:
        """Return the options that the settings name.

        Raises:
            SettingsError: ``allow_upload`` for a server that others reach, or that a proxy stands before.

        """
        if allow_upload:
            _check_is_alone(settings)
        return cls(
            tokens=tuple(token.get_secret_value() for token in settings.api_tokens),
            origins=settings.allowed_origins,
            rate_limit=settings.rate_limit,
            timeout_s=settings.request_timeout,
            at_once=WAITING_AT_ONCE if settings.generator == "openai" else _cores(),
            widgets=read_widgets(settings.widgets),
            widget_secret=settings.widget_secret.get_secret_value() if settings.widget_secret else "",
            hosts=Hosts.listening_on(settings.host, settings.allowed_hosts),
            proxies=settings.trusted_proxies,
            key=installation_key(settings.feedback_dir),
            admin_token=settings.admin_token.get_secret_value() if settings.admin_token else "",
            upload_key=secrets.token_urlsafe(32) if allow_upload else "",
        )


def _check_is_alone(settings: Settings) -> None:
    """Refuse uploads without a token where requests from elsewhere may look as if they came from this machine."""
    outside = {
        "CITYPLANS_HOST": "" if is_loopback(settings.host) else settings.host,
        "CITYPLANS_ROOT_PATH": settings.root_path,
        "CITYPLANS_ALLOWED_HOSTS": ",".join(settings.allowed_hosts),
        "CITYPLANS_TRUSTED_PROXIES": ",".join(settings.trusted_proxies),
    }
    for name, value in outside.items():
        if value:
            problem = f"--allow-upload is for this machine alone, and {name}={value} lets others in"
            raise SettingsError(problem, remedy="Set CITYPLANS_ADMIN_TOKEN instead.")


def _cores() -> int:
    """Return how many cores this process may use, at least two.

    More answers at once, each of which computes, would end no sooner: they would take turns, some never theirs.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, usable)
