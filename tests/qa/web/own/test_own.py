"""One's own documents in the page: who may, what is shown of a file, correcting, adding, removing; and what a stranger tries."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from pathlib import Path

import pytest

from qa.apart import run_apart
from qa.errors import SettingsError
from qa.settings import load_settings
from qa.web.api import WebOptions
from qa.web.own import routes
from qa.web.own.access import TRIES_A_MINUTE
from qa.web.own.desk import clean_name
from tests.qa.web.own.site import KEY, PLAN, TOKEN, Site


def facts(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(\w+)" value="([^"]*)" maxlength', page))


def outline(page: str) -> list[tuple[int, str]]:
    """Return the headings with the levels that the page shows them at."""
    found = re.findall(r'<li class="level-(\d)"><span lang="zh">([^<]+)', page)
    return [(int(level), label) for level, label in found]


def test_what_was_read_is_shown_corrected_added_and_read_by_all(inside: Site) -> None:
    sent = inside.send(PLAN.encode())
    page = inside.wait(sent)
    assert facts(page) | {"issuer": "", "date": ""} == {
        "city": "鹤鸣市",
        "title": "鹤鸣市国民经济和社会发展第十五个五年规划纲要",
        "kind": "纲要",
        "period": "2026-2030",
        "issuer": "",
        "date": "",
        "province": "",
    }
    assert outline(page) == [(1, "第一章 总则"), (1, "第二章 工业")]
    assert "森林覆盖率 · 2030 · 50%" in page
    assert list(inside.own.glob("*")) == []  # nothing is added before somebody says so
    assert "鹤鸣" not in inside.client.get("/plans").text
    added = inside.wait(
        inside.act(f"{sent.url.path}/add", **{**facts(page), "city": "鹤鸣县", "period": "2026-2031"})
    )
    assert "Added. You can ask about it now." in added
    assert inside.renewed == 1
    [entry] = inside.desk.plans()
    assert (entry.city, entry.period, entry.source) == ("鹤鸣县", "2026-2031", "鹤鸣.txt")
    assert set(entry.corrected) == {"city", "period"}
    assert "鹤鸣县" in inside.client.get("/plans").text
    assert not list(inside.desk._drafts.path.rglob("*.txt"))  # what was sent is gone


def test_a_document_is_corrected_again_and_keeps_what_was_corrected(inside: Site) -> None:
    sent = inside.send(PLAN.encode())
    inside.wait(sent)
    inside.wait(inside.act(f"{sent.url.path}/add", city="鹤鸣县"))
    [entry] = inside.desk.plans()
    again = inside.act(f"/own/plans/{entry.id}/correct")
    page = inside.wait(again)
    assert facts(page)["city"] == "鹤鸣县"
    assert "It will replace" in page
    inside.wait(inside.act(f"{again.url.path}/add", **{**facts(page), "title": "新标题规划"}))
    [changed] = inside.desk.plans()
    assert (changed.id, changed.city, changed.title) == (entry.id, "鹤鸣县", "新标题规划")
    removed = inside.wait(inside.act(f"/own/plans/{entry.id}/remove"))
    assert "Removed." in removed
    assert inside.desk.plans() == ()
    assert inside.renewed == 3
    assert [each.name for each in inside.own.rglob("*") if each.suffix == ".txt"] == []


def test_headings_are_corrected_looked_at_again_and_outlive_another_adding(inside: Site) -> None:
    plan = PLAN.replace("发展制造业。\n", "制造业布局\n发展制造业。\n第三章 第二章中的错行\n")
    sent = inside.send(plan.encode())
    page = inside.wait(sent)
    assert outline(page) == [(1, "第一章 总则"), (1, "第二章 工业"), (1, "第三章 第二章中的错行")]
    form = {"reading": "1", "h0": "1", "h1": "1", "h2": "0", "line": " 制造业布局 ", "line_level": "2"}
    again = inside.wait(inside.act(f"{sent.url.path}/headings", **{**facts(page), **form, "city": "鹤鸣县"}))
    assert outline(again) == [(1, "第一章 总则"), (1, "第二章 工业"), (2, "制造业布局")]
    assert facts(again)["city"] == "鹤鸣县"
    # A form of the reading before is about other headings.
    late = inside.wait(inside.act(f"{sent.url.path}/headings", reading="1", h0="0"))
    assert outline(late) == outline(again)
    assert inside.desk.plans() == ()
    inside.wait(inside.act(f"{sent.url.path}/add", reading="3", **facts(late)))
    [entry] = inside.desk.plans()
    assert entry.city == "鹤鸣县"  # given with the reading before, and read since
    assert [(each.text, each.level) for each in entry.headings] == [
        ("第三章第二章中的错行", 0),
        ("制造业布局", 2),
    ]
    anew = inside.act(f"/own/plans/{entry.id}/correct")
    page = inside.wait(anew)
    assert outline(page) == outline(again)
    back = inside.wait(inside.act(f"{anew.url.path}/headings", reading="1", back0="1"))
    assert outline(back) == [*outline(again), (1, "第三章 第二章中的错行")]
    inside.wait(inside.act(f"{anew.url.path}/add", reading="2", **facts(back)))
    [entry] = inside.desk.plans()
    assert [(each.text, each.level) for each in entry.headings] == [("制造业布局", 2)]


def test_a_box_of_text_is_told_to_be_no_table(inside: Site) -> None:
    boxed = PLAN + "专栏1 重点工程\n1.港口工程。新建码头两座。\n2.道路工程。改造国道三段。\n"
    page = inside.wait(inside.send(boxed.encode()))
    assert re.search(r"重点工程 <span[^>]*>text, no table<", page)


def test_only_the_one_of_several_lines_is_corrected(inside: Site) -> None:
    sent = inside.send((PLAN + "第二章 工业\n另述。\n").encode())
    page = inside.wait(sent)
    assert [label for _, label in outline(page)].count("第二章 工业") == 2
    again = inside.wait(inside.act(f"{sent.url.path}/headings", reading="1", h2="0"))
    assert outline(again) == outline(page)[:2]


def test_a_place_that_nothing_tells_is_asked_for(inside: Site) -> None:
    sent = inside.send(("建设港口。\n" * 80).encode(), "x.txt", lang="zh-Hans")
    page = inside.wait(sent)
    assert "没有读出是哪个地方的文件，请填写" in page
    failed = inside.wait(
        inside.client.post(f"{sent.url.path}/add?lang=zh-Hans", data={"key": inside.key(), "title": "甲"})
    )
    assert "没有读出“x.txt”是哪个地方的文件。" in failed
    inside.wait(inside.act(f"{sent.url.path}/add", city="丁市", title="丁市规划", kind="规划"))
    assert [each.city for each in inside.desk.plans()] == ["丁市"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (120 * 2**20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "chinese", "english"),
    [
        (
            "a.txt",
            b"%PDF-1.7",
            "“a.txt”的内容与后缀 .txt 不符。",
            "What is in “a.txt” is not what .txt says.",
        ),
        ("a.txt", b" \n", "“a.txt”里没有文字。", "There is no text in “a.txt”."),
        (
            "a.docx",
            b"PK\x03\x04broken",
            "“a.docx”已损坏，读不出来。",
            "“a.docx” is damaged and cannot be read.",
        ),
        ("a.docx", bomb(), "“a.docx”不是普通文件", "“a.docx” is no ordinary file"),
        ("a.pdf", b"%PDF-1.4 nothing", "请先做文字识别（OCR）|已损坏", "OCR|damaged"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_page(
    inside: Site, name: str, content: bytes, chinese: str, english: str
) -> None:
    sent = inside.send(content, name, lang="zh-Hans")
    assert any(each in inside.wait(sent) for each in chinese.split("|"))
    page = inside.client.get(f"{sent.url.path}?lang=en").text
    assert any(each in page for each in english.split("|"))
    assert inside.desk.plans() == ()


def test_a_document_that_is_there_already_is_named(inside: Site, small_corpus: Path) -> None:
    title = "云泽市国民经济和社会发展第十五个五年规划纲要"
    text = f"{title}\n\n第一章 发展目标\n" + "".join(
        f"第{n}条 建设云泽市第{n}号产业园区和配套的道路与管网工程。\n" for n in range(30)
    )
    first = inside.send(text.encode(), "a.txt")
    read = facts(inside.wait(first))
    assert "Added." in inside.wait(inside.act(f"{first.url.path}/add", **read))
    assert len(inside.desk.plans()) == 1
    page = inside.wait(inside.send((text + "完\n").encode(), "b.txt"))
    assert f"is the same document as one that is here already: 云泽市 {title}" in page


def test_a_hostile_file_is_bounded_in_time(inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "qa.web.own.desk.run_apart", lambda job, begun: run_apart(job, seconds=0.01, begun=begun)
    )
    assert "was not read within 0 s and was given up" in inside.wait(inside.send(PLAN.encode()))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/own"),
        ("POST", "/own/files"),
        ("GET", "/own/files/x"),
        ("GET", "/own/files/x/state"),
        ("POST", "/own/files/x/add"),
        ("POST", "/own/files/x/drop"),
        ("POST", "/own/plans/yunze/correct"),
        ("POST", "/own/plans/yunze/remove"),
        ("POST", "/own/leave"),
    ],
)
def test_without_the_token_nothing_is_there(
    site: Site, tmp_path: Path, small_corpus: Path, method: str, path: str
) -> None:
    answer = site.client.request(method, path, data={"key": "x"} if method == "POST" else None)
    assert answer.status_code == 403
    assert 'type="password"' in answer.text
    assert 'name="key"' not in answer.text
    elsewhere = Site(tmp_path / "b", small_corpus, WebOptions(upload_key=KEY), address="9.9.9.9")
    assert elsewhere.client.request(method, path).status_code == 404
    assert "/own" not in elsewhere.client.get("/plans").text
    elsewhere.desk.close()


def test_a_wrong_token_opens_nothing_and_cannot_be_tried_for_long(site: Site) -> None:
    for _ in range(TRIES_A_MINUTE):
        assert site.enter("another-admin-token").status_code == 403
    assert site.enter().status_code == 429
    assert site.client.get("/own").status_code == 403


def test_a_session_ends_and_its_cookie_is_for_no_script_and_no_other_site(site: Site) -> None:
    answer = site.client.post("/own/enter", data={"token": TOKEN}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        r"cityplans_own=[\w-]{43}; Path=/own; Max-Age=28800; HttpOnly; SameSite=Strict", cookie
    )
    assert site.client.get("/own").headers["cache-control"] == "no-store"
    site.act("/own/leave")
    site.client.cookies.set("cityplans_own", cookie.partition("=")[2].partition(";")[0], path="/own")
    assert site.client.get("/own").status_code == 403


def test_pages_of_other_sites_and_forms_without_the_key_write_nothing(inside: Site) -> None:
    key = inside.key()
    for headers, key_sent in (
        ({"origin": "https://evil.example"}, key),
        ({"sec-fetch-site": "cross-site"}, key),
        ({}, ""),
        ({}, "0" * 64),
    ):
        sent = inside.client.post(
            "/own/files", data={"key": key_sent}, files={"file": ("a.txt", PLAN.encode())}, headers=headers
        )
        assert sent.status_code == 403, headers
        for path in ("/own/plans/yunze/remove", "/own/leave"):
            assert inside.client.post(path, data={"key": key_sent}, headers=headers).status_code == 403
    assert 'class="works"' not in inside.client.get("/own").text


def test_on_this_machine_a_stranger_s_page_still_writes_nothing(tmp_path: Path, small_corpus: Path) -> None:
    site = Site(tmp_path, small_corpus, WebOptions(upload_key=KEY))
    # No session yet.
    assert site.client.post("/own/files", files={"file": ("a.txt", b"x")}).status_code == 403
    assert site.client.get(f"/own?key={KEY}").status_code == 200
    page = site.wait(site.send(PLAN.encode()))
    assert facts(page)["city"] == "鹤鸣市"
    assert site.send(PLAN.encode(), origin="https://evil.example").status_code == 403
    assert site.client.get("/own", headers={"host": "evil.example"}).status_code == 421  # a name pointed here
    site.desk.close()


def test_what_one_session_sent_no_other_sees(inside: Site) -> None:
    sent = inside.send(PLAN.encode())
    inside.wait(sent)
    folder = inside.desk._drafts.path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    [file] = folder.rglob("*.txt")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    inside.client.cookies.clear()
    inside.enter()
    assert inside.client.get(sent.url.path).status_code == 404
    assert inside.client.get(f"{sent.url.path}/state").status_code == 404
    assert inside.act(f"{sent.url.path}/add", city="甲市").status_code == 404
    assert "鹤鸣" not in inside.client.get("/own").text


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\x\\规划.DOCX", "规划.docx"),
        ("..", "document"),
        ("a\x00b\u202e\n.pdf", "ab.pdf"),
        ('<script>".html', "script.html"),
        ("长" * 300 + ".txt", "长" * 53 + ".txt"),  # 159 bytes
        ("𠀀" * 300 + ".txt", "𠀀" * 40 + ".txt"),
        (".toml", "toml"),
        ("/", "document"),
    ],
)
def test_the_name_of_a_file_is_not_trusted(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_name_is_no_markup_and_no_path(inside: Site) -> None:
    sent = inside.send(PLAN.encode(), "../<img src=x onerror=alert(1)>.txt")
    page = inside.wait(sent)
    assert "<img" not in page
    [file] = inside.desk._drafts.path.rglob("*.txt")
    assert file.name == "document.txt"
    assert "img src=x onerror=alert(1).txt" in page


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    inside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LARGEST", 1000)
    monkeypatch.setattr(routes, "_AROUND", 1000)
    for content in (b"x" * 1500, b"x" * 100_000):
        answer = inside.send(content)
        assert answer.status_code == 413
        assert "Take the pictures out" in answer.text
    assert list(inside.desk._drafts.path.rglob("*.txt")) == []
    assert inside.send(b"", "").status_code == 400


def test_a_desk_takes_so_many_documents(inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.web.own.desk.MOST_WORKS", 1)
    first = inside.send(PLAN.encode())
    inside.wait(first)
    assert inside.send(PLAN.encode()).status_code == 429
    inside.act(f"{first.url.path}/drop")
    assert inside.client.get(first.url.path).status_code == 404
    assert inside.send(PLAN.encode()).status_code == 200


def test_the_way_there_stands_on_the_list_of_plans(inside: Site) -> None:
    assert 'href="/own?lang=en"' in inside.client.get("/plans?lang=en").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "0.0.0.0"),
        ("root_path", "/plans-qa"),
        ("allowed_hosts", "plans.example.org"),
        ("trusted_proxies", "127.0.0.1"),
    ],
)
def test_uploads_without_a_token_are_for_a_server_of_one_s_own(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CITYPLANS_FEEDBACK_DIR", str(tmp_path))
    keys = {WebOptions.from_settings(load_settings(), allow_upload=True).upload_key for _ in range(2)}
    assert [len(key) for key in keys] == [43, 43]
    assert WebOptions.from_settings(load_settings()).upload_key == ""
    with pytest.raises(SettingsError, match="Set CITYPLANS_ADMIN_TOKEN"):
        WebOptions.from_settings(load_settings(**{name: value}), allow_upload=True)


def test_the_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITYPLANS_FEEDBACK_DIR", str(tmp_path))
    monkeypatch.setenv("CITYPLANS_ADMIN_TOKEN", TOKEN)
    assert TOKEN not in repr(load_settings()) + repr(WebOptions.from_settings(load_settings()))
    monkeypatch.setenv("CITYPLANS_ADMIN_TOKEN", "short-one")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "short-one" not in str(refused.value)
