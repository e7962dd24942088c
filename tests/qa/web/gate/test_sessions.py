from __future__ import annotations

import re

from qa.web.gate.sessions import COOKIE, PageSessions, cookie_of


def test_a_key_needs_cookie_and_hash_and_server() -> None:
    sessions = PageSessions()
    key = sessions.key("a" * 43, "hash1234")
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert key == sessions.key("a" * 43, "hash1234")
    others = {
        sessions.key("b" * 43, "hash1234"),
        sessions.key("a" * 43, "hash1235"),
        PageSessions().key("a" * 43, "hash1234"),
    }
    assert key not in others
    assert len(others) == 3


def test_a_cookie_is_drawn_anew_and_for_this_site_alone() -> None:
    first, second = (PageSessions().cookie(path="/x", secure=secure) for secure in (False, True))
    assert first.split(";")[1:] == [" Path=/x", " HttpOnly", " SameSite=Strict"]
    assert second.endswith("; Secure")
    values = [each.partition("=")[2].partition(";")[0] for each in (first, second)]
    assert len(set(values)) == 2
    assert [cookie_of({"cookie": f"a=b; {COOKIE}={value}"}) for value in values] == values


def test_what_we_did_not_give_out_is_no_cookie() -> None:
    for given in (
        "",
        "x=y",
        f"{COOKIE}=short",
        f"{COOKIE}={'a' * 44}",
        f"{COOKIE}={'é' * 43}",
        "\x00=;;=",
        f"{COOKIE}",
    ):
        assert cookie_of({"cookie": given}) == ""
