from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.shelf import Shelf
from qa.web import WebOptions, create_app
from qa.web.gate.hosts import Hosts


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LOCALHOST:7860", True),
        ("a.localhost", True),
        ("127.0.0.1:1", True),
        ("127.8.9.10", True),
        ("[::1]:7860", True),
        ("localhost.", True),
        ("plans.example.org", False),
        ("10.1.2.3", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("[::1", False),
        ("localhost:x", False),
        ("localhost/..", False),
        ("a@localhost", False),
        ("", False),
        (None, False),
    ],
)
def test_only_the_loopback_is_known_unless_told(host: str | None, known: bool) -> None:
    assert (host in Hosts()) is known


def test_a_server_on_every_interface_knows_addresses_and_its_own_name() -> None:
    every = Hosts.listening_on("0.0.0.0", ["Plans.example.org"])
    assert "10.1.2.3:7860" in every
    assert "[2001:db8::1]" in every
    assert f"{socket.gethostname()}:7860" in every
    assert "plans.example.org" in every
    assert "other.example.org" not in every


def test_a_server_on_one_address_knows_that_one() -> None:
    one = Hosts.listening_on("10.1.2.3")
    assert "10.1.2.3:7860" in one
    assert "10.1.2.4" not in one
    assert "plans.example.org" in one.with_names_of("https://plans.example.org/x")
    assert one.with_names_of("/x") == one


def statuses(
    app: Any, *asked: tuple[str, str, dict[str, str]], client: str = "9.9.9.9"
) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            return [
                await http.request(method, path, headers=headers, json={} if method == "POST" else None)
                for method, path, headers in asked
            ]

    return asyncio.run(ask())


def test_the_word_of_a_named_proxy_alone_is_believed(small: Callable[..., Any], small_corpus: Path) -> None:
    hosts = Hosts(frozenset({"plans.example.org"}))
    options = WebOptions(hosts=hosts, proxies=("9.9.9.9",), rate_limit=1)
    app = create_app(small(), shelf=Shelf(small_corpus), options=options)
    claims = {"x-forwarded-host": "plans.example.org", "x-forwarded-proto": "https"}
    models = "/v1/models"

    def claimed(address: str, **more: str) -> tuple[str, str, dict[str, str]]:
        return ("GET", models, {**claims, "x-forwarded-for": address, **more})

    # Readers behind the proxy are told apart; each has one request a minute.
    behind = statuses(app, claimed("1.1.1.1"), claimed("1.1.1.2"), claimed("1.1.1.1"))
    assert [each.status_code for each in behind] == [200, 200, 429]
    # Who is no proxy stays the one that he is, whatever he says.
    alone = statuses(app, claimed("1.1.1.3"), claimed("1.1.1.4"), client="8.8.8.8")
    assert [each.status_code for each in alone] == [200, 429]
    (evil,) = statuses(app, claimed("1.1.1.5", **{"x-forwarded-host": "evil.example"}))
    assert evil.status_code == 421
    (script,) = statuses(app, ("GET", "/web/session.js", claims))
    assert "Secure" in script.headers["set-cookie"]


def test_pages_of_named_origins_may_ask_and_no_others(small: Callable[..., Any], small_corpus: Path) -> None:
    named = "https://a.example"
    app = create_app(small(), shelf=Shelf(small_corpus), options=WebOptions(origins=(named,)))
    asked = [
        ("POST", "/api/ask", {"origin": named}),
        ("POST", "/api/ask", {"origin": "https://b.example"}),
        ("POST", "/api/ask", {"origin": "null"}),
        ("POST", "/api/ask", {"origin": "http://localhost"}),
        ("POST", "/gradio_api/queue/join", {"origin": named}),
        ("POST", "/embed/session", {"origin": named}),
        ("GET", "/api/plans", {"origin": "https://b.example"}),
    ]
    found = statuses(app, *asked)
    assert [each.status_code for each in found] == [422, 403, 403, 422, 403, 403, 200]
    assert found[0].headers["access-control-allow-origin"] == named
    assert "access-control-allow-origin" not in found[6].headers
