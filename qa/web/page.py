"""The page around the chat: our head in place of Gradio's, our own files, and what a browser may load."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.covered import LOGO
from qa.web.strings import chat_strings, words

SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        # Gradio's page has scripts in it, and its HTML component compiles its template.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        # What others may frame is /embed; framed, the chat would answer to anybody's page.
        "frame-ancestors 'none'",
    ]
)
"""Lets a browser load from the page's own origin alone. Another route may send its own policy."""

FAVICON: Final = LOGO.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')

_SPLASH: Final = (
    f'<div id="cp-splash">{LOGO}<span>规划问答 CityPlans</span>'
    "<noscript>页面需要启用 JavaScript。This page needs JavaScript.</noscript></div>"
)
"""Stands where the chat will be until the script has drawn it."""

_META: Final = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/?>')
_LANGUAGE: Final = re.compile(r'(<html\s+lang=")en(")')
_VIEWPORT: Final = re.compile(r'content="width=device-width[^"]*"')
_OWN_PATH: Final = re.compile(r"/(?:plans|indicators|progress|search|compare|own|help|embed|widget)(?:/|$)")
_BODY: Final = re.compile(r"<body[^>]*>")
_BASE: Final = re.compile(r'<base href="[^"]*"')
_SCRIPT_PARTS: Final = (
    "language",
    "changes",
    "messages",
    "asking",
    "talks",
    "basket",
    "citing",
    "sheet",
    "telling",
    "events",
)
_STYLE_PARTS: Final = (
    "page",
    "header",
    "talks",
    "welcome",
    "turns",
    "tools",
    "sources",
    "sheet",
    "composer",
    "small",
    "columns",
)
"""In this order: the last is what holds for small screens, and comes last so that it holds."""
_MANIFEST: Final = re.compile(r'\s*<link rel="manifest"[^>]*>')


def asset(name: str) -> str:
    """Return the text of a file in ``qa/web/assets``."""
    return files("qa.web").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the chat's script, with the strings of both languages in it; its parts share one scope."""
    strings = json.dumps(chat_strings(), ensure_ascii=False)
    parts = "".join(asset(f"chat/{name}.js") for name in _SCRIPT_PARTS)
    inner = parts.replace("__STRINGS__", strings)
    return f'{asset("outbox.js")}(() => {{\n"use strict";\n{inner}}})();\n'


@cache
def style() -> str:
    """Return the chat's style, all its parts."""
    return "\n".join(asset(f"chat/{name}.css") for name in _STYLE_PARTS)


def versioned(path: str, text: str) -> str:
    """Return ``path`` with a mark of its content, so that a browser never keeps an older one."""
    return f"{path}?v={sha256(text.encode()).hexdigest()[:10]}"


def page_head(*, root_path: str) -> str:
    """Return what is put into the head of the page."""
    return (
        f"<title>规划问答 · CityPlans</title>"
        f'<meta name="description" content="{words("tagline")}">'
        f'<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" type="image/svg+xml" href="{root_path}/favicon.svg">'
        f'<link rel="stylesheet" href="{root_path}/{versioned("web/chat.css", style())}">'
        f'<script src="{root_path}/web/session.js"></script>'
        f'<script src="{root_path}/{versioned("web/chat.js", script())}"></script>'
        f"</head>"
    )


def own_page(html: str, *, root_path: str) -> str:
    """Return Gradio's page with our language, head, viewport and splash, and without its link previews."""
    html = _META.sub("", _MANIFEST.sub("", html))
    html = _LANGUAGE.sub(r"\g<1>zh-Hans\g<2>", html, count=1)
    viewport = 'content="width=device-width, initial-scale=1, interactive-widget=resizes-content"'
    html = _VIEWPORT.sub(viewport, html, count=1)
    # Gradio's is "./", which is wrong for "/plans" without a slash at its end.
    html = _BASE.sub(f'<base href="{root_path}/"', html, count=1)
    html = html.replace("</head>", page_head(root_path=root_path), 1)
    return _BODY.sub(lambda match: match[0] + _SPLASH, html, count=1)


class OwnPage:
    """ASGI middleware: sets the root path, rewrites the pages with ``own_page``, sends the security policy.

    Only ``text/html`` is held back to be rewritten; streams pass through as they come, and so do the pages
    under ``/plans``, ``/indicators``, ``/progress``, ``/search``, ``/compare``, ``/own``, ``/help``, ``/embed`` and ``/widget``, which are our own.
    """

    def __init__(self, app: ASGIApp, *, root_path: str) -> None:
        self.app = app
        self.root_path = root_path.rstrip("/")
        self.prefix = urlsplit(self.root_path).path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whether or not the proxy has taken the root path away."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.prefix:
            scope = {**scope, "root_path": self.prefix}
        own = _OWN_PATH.match(scope["path"].removeprefix(self.prefix)) is not None
        if not own and "text/html" in Headers(scope=scope).get("accept", ""):
            # Gradio compresses by itself; a page to be rewritten must come as text.
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, _Rewriter(send, root_path=self.root_path, own=own))


class _Rewriter:
    """The sending half of ``OwnPage`` for one response."""

    def __init__(self, send: Send, *, root_path: str, own: bool) -> None:
        self.send = send
        self.own = own
        self.root_path = root_path
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Pass one message on, or hold it back when it belongs to a page."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            has_policy = "content-security-policy" in headers  # what sends its own is no page of Gradio's
            headers.setdefault("content-security-policy", SECURITY_POLICY)
            headers.setdefault("x-content-type-options", "nosniff")
            headers.setdefault("referrer-policy", "same-origin")
            is_page = headers.get("content-type", "").startswith("text/html")
            if is_page and not self.own and not has_policy and "content-encoding" not in headers:
                self.start = message
                return
        if self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._send_page(self.start)

    async def _send_page(self, start: Message) -> None:
        """Send the rewritten page."""
        page = own_page(self.body.decode(), root_path=self.root_path).encode()
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})
