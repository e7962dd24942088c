"""One's own documents where somebody means ill, something fails halfway, or two people work at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from qa.apart import Job
from qa.web.api import WebOptions
from qa.web.gate.incoming import party_of
from qa.web.own import drafts, routes
from qa.web.own.access import MOST_SESSIONS, TRIES_A_MINUTE
from qa.web.own.desk import Desk, DeskFullError, OwnCorpus, Work
from tests.qa.web.own.site import KEY, PLAN, TOKEN, Site

FOUND: dict[str, Any] = {
    "city": "鹤鸣市",
    "title": "规划",
    "kind": "规划",
    "characters": 1,
    "outline": [],
    "tables": [],
    "figures": [],
    "damage": [],
    "doubts": [],
    "read_from": {},
    "guessed": [],
    "replaces": "",
    "replaces_id": "",
}


class Apart:
    """Stands for the process: what it tells is ``told``; it waits while ``goes_on`` is not set."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.told: dict[str, dict[str, Any]] = {"inspect": FOUND, "add": {"id": "heming", "title": "规划"}}
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, job: Job, *, begun: Callable[[subprocess.Popen[bytes]], None]) -> dict[str, Any]:
        self.jobs.append(job)
        self.goes_on.wait(10)
        return self.told[job.action]


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Apart:
    made = Apart()
    monkeypatch.setattr("qa.web.own.desk.run_apart", made)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    own = tmp_path / "own"
    made = Desk(OwnCorpus((own,), own, lambda _: None))
    yield made
    made.close()


@pytest.fixture
def here(tmp_path: Path, small_corpus: Path) -> Iterator[Site]:
    made = Site(tmp_path, small_corpus, WebOptions(upload_key=KEY))
    yield made
    made.desk.close()


def sent(desk: Desk, name: str = "a.txt", session: str = "s") -> Work:
    with desk.receiving(session, name) as work:
        work.path.write_bytes(b"x")
    return work


def until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.025)
    raise AssertionError("it never came to hold")


@pytest.mark.parametrize("name", ["json.py", "a.toml", "a.txt.pth", "txt", "a.exe"])
def test_what_nothing_reads_is_refused_before_it_is_stored(inside: Site, apart: Apart, name: str) -> None:
    answer = inside.send(b"import os", name)
    assert answer.status_code == 415
    assert "Files of this kind cannot be read" in answer.text
    assert [each.name for each in inside.desk._drafts.path.iterdir()] == [".lock"]
    assert apart.jobs == []


def test_the_name_that_was_sent_is_told_and_names_no_file(inside: Site, apart: Apart) -> None:
    inside.wait(inside.send(PLAN.encode(), "规划.txt"))
    [job] = apart.jobs
    assert (job.name, job.path.name) == ("规划.txt", "document.txt")


def test_an_address_alone_lets_nobody_in(here: Site) -> None:
    """A proxy that nobody declared makes every stranger look as if on this machine."""
    for path in ("/own", "/own?key=", f"/own?key={KEY[1:]}"):
        answer = here.client.get(path)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert here.client.get("/own/files/x").status_code == 403


def test_the_key_of_the_start_lets_in_by_link_or_by_form(here: Site) -> None:
    answer = here.client.get(f"/own?key={KEY}&lang=en", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/own?lang=en")
    assert "cityplans_own=" in answer.headers["set-cookie"]
    assert here.client.get("/own?lang=en").status_code == 200
    here.client.cookies.clear()
    assert here.enter(KEY).status_code == 200
    here.client.cookies.clear()
    assert here.enter("another").status_code == 403


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_who_was_passed_on_by_an_unknown_proxy_is_not_on_this_machine(here: Site, header: str) -> None:
    assert here.client.get(f"/own?key={KEY}", headers={header: "for=9.9.9.9"}).status_code == 404
    assert here.client.get("/plans", headers={header: "for=9.9.9.9"}).status_code == 200


@pytest.mark.parametrize("site_", ["cross-site", "same-site"])
def test_a_page_elsewhere_begins_no_session_and_ends_none(here: Site, site_: str) -> None:
    here.client.get(f"/own?key={KEY}")
    mine = here.client.cookies["cityplans_own"]
    here.client.cookies.clear()
    for _ in range(MOST_SESSIONS):
        answer = here.client.get(f"/own?key={KEY}&lang=en", headers={"sec-fetch-site": site_})
        assert answer.status_code == 403  # no redirect, so no loop without cookies
        assert "set-cookie" not in answer.headers
    assert f'<a href="/own?key={KEY}&amp;lang=en">Go on</a>' in answer.text
    here.client.cookies.set("cityplans_own", mine)
    assert here.client.get("/own").status_code == 200


def test_a_body_of_another_encoding_is_a_wrong_token_and_no_fault(site: Site) -> None:
    kind = "multipart/form-data; boundary=b; charset=unicode_escape"
    body = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n\\ud800\r\n--b--\r\n'
    answer = site.client.post("/own/enter", content=body % b"token", headers={"content-type": kind})
    assert answer.status_code == 403
    site.enter()
    for path in ("/own/leave", "/own/files"):
        answer = site.client.post(path, content=body % b"key", headers={"content-type": kind})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_network_of_one_party_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (party_of({"client": (one, 1)}) == party_of({"client": (other, 1)})) is same


def test_tokens_are_tried_from_one_network_as_from_one_address(tmp_path: Path, small_corpus: Path) -> None:
    made = Site(tmp_path, small_corpus, WebOptions(admin_token=TOKEN), address="2001:db8::1")
    for n in range(TRIES_A_MINUTE + 1):
        made.client._transport.client = (f"2001:db8::{n}", 1)  # type: ignore[attr-defined]
        answer = made.enter("another-admin-token")
    assert answer.status_code == 429
    made.desk.close()


def test_what_cannot_be_stored_takes_no_place(
    inside: Site, apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(routes, "_copy", full)
    with pytest.raises(OSError, match="no space left"):
        inside.send(PLAN.encode())
    assert inside.desk._works == {}
    assert [each.name for each in inside.desk._drafts.path.iterdir()] == [".lock"]


def test_what_is_given_up_halfway_takes_no_place(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt), desk.receiving("s", "a.txt"):
        raise KeyboardInterrupt
    assert desk.works("s") == []


def test_what_is_over_makes_room(desk: Desk, apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.web.own.desk.MOST_WORKS", 2)
    first, second = sent(desk), sent(desk)
    until(lambda: first.state == second.state == "read")
    with pytest.raises(DeskFullError):
        sent(desk)
    desk.add(second, {})
    until(lambda: second.state == "done")
    third = sent(desk)
    assert desk.works("s") == [third, first]


def test_what_is_not_running_can_be_taken_off_the_list(inside: Site, apart: Apart) -> None:
    page = inside.send(PLAN.encode())
    inside.wait(page)
    action = f'action="{page.url.path}/drop?lang=en"'
    assert action in inside.client.get("/own?lang=en").text
    inside.wait(inside.act(f"{page.url.path}/add", city="鹤鸣市"))
    done = inside.client.get("/own?lang=en").text
    assert action in done
    assert "Take off the list" in done
    inside.act(f"{page.url.path}/drop")
    assert 'class="works"' not in inside.client.get("/own").text


def test_what_somebody_else_added_meanwhile_is_replaced_only_once_it_was_shown(
    inside: Site, apart: Apart
) -> None:
    page = inside.send(PLAN.encode(), "规划.txt")
    assert "It will replace" not in inside.wait(page)
    apart.told["add"] = {"replaces": "乙的规划", "replaces_id": "yi"}
    refused = inside.wait(inside.act(f"{page.url.path}/add", city="丙市"))
    assert "was not added: meanwhile “乙的规划” was added" in refused
    assert "It will replace" in refused
    assert 'value="丙市"' in refused
    assert inside.renewed == 0
    apart.told["add"] = {"id": "yi", "title": "规划"}
    assert "Added." in inside.wait(inside.act(f"{page.url.path}/add", city="丙市"))
    assert [(each.action, each.replaces) for each in apart.jobs] == [
        ("inspect", ""),
        ("add", ""),
        ("add", "yi"),
    ]


def test_what_a_session_sent_goes_with_it(inside: Site, apart: Apart) -> None:
    inside.wait(inside.send(PLAN.encode()))
    assert list(inside.desk._drafts.path.rglob("*.txt"))
    inside.act("/own/leave")
    assert inside.desk._works == {}
    assert not list(inside.desk._drafts.path.rglob("*.txt"))


def test_what_the_session_longest_there_sent_goes_with_it(inside: Site, apart: Apart) -> None:
    inside.wait(inside.send(PLAN.encode()))
    inside.client.cookies.clear()
    access = next(each for each in inside.app.routes if getattr(each, "path", "") == "/own/enter")
    owner = access.endpoint.__self__._access  # type: ignore[attr-defined]
    owner._limits.count = lambda *_: None
    for _ in range(MOST_SESSIONS):
        assert (
            "set-cookie"
            in inside.client.post("/own/enter", data={"token": TOKEN}, follow_redirects=False).headers
        )
    assert inside.desk._works == {}


def test_what_is_being_added_is_added_before_it_goes(desk: Desk, apart: Apart) -> None:
    work = sent(desk)
    until(lambda: work.state == "read")
    apart.goes_on.clear()
    desk.add(work, {})
    desk.end_session("s")
    assert work.folder.exists()
    apart.goes_on.set()
    until(lambda: not desk._works)
    assert work.state == "done"


def test_what_nobody_goes_on_with_goes_by_itself(
    tmp_path: Path, apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.web.own.desk.TIDIED_EVERY_S", 0.02)
    desk = Desk(OwnCorpus((tmp_path,), tmp_path, lambda _: None))
    work = sent(desk)
    until(lambda: work.state == "read")
    work.touched -= 4000
    until(lambda: not work.folder.exists())
    desk.close()


@pytest.mark.parametrize("end", ["close", "drop"])
def test_a_process_that_reads_ends_with_what_it_reads(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    processes: list[subprocess.Popen[bytes]] = []

    def slow(job: Job, *, begun: Callable[[subprocess.Popen[bytes]], None]) -> dict[str, Any]:
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
            begun(process)
            processes.append(process)
        return {}

    monkeypatch.setattr("qa.web.own.desk.run_apart", slow)
    work = sent(desk)
    until(lambda: bool(processes))
    if end == "close":
        desk.close()
    else:
        desk.drop(work)
    assert processes[0].wait(10) != 0


def test_folders_that_a_killed_process_left_are_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(drafts, "_YOUNG_S", -1.0)
    for name in ("left", "used"):
        (tmp_path / f"cityplans-own-{name}").mkdir()
        (tmp_path / f"cityplans-own-{name}" / "document.txt").write_text("x")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "cityplans-own-link").symlink_to(elsewhere)
    with FileLock(tmp_path / "cityplans-own-used" / ".lock"):
        folder = drafts.DraftFolder()
        assert {each.name for each in tmp_path.iterdir()} == {
            "cityplans-own-used",
            "cityplans-own-link",
            "elsewhere",
            folder.path.name,
        }
    another = drafts.DraftFolder()
    assert folder.path.exists()  # in use
    folder.close()
    another.close()
    assert not folder.path.exists()
