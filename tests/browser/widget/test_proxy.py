"""The widget behind a real nginx that publishes the server under a path, and the snippets of README."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.web import create_app
from qa.web.server import listen

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
README = (ROOT / "qa/README.md").read_text(encoding="utf-8")
QUESTION = "郴州市2025年森林覆盖率目标是多少？"
PERMALINK = "/plans/chenzhou?quote=2-3.1-9.0123abcd#quote"
AROUND = """
daemon off; pid nginx.pid; error_log stderr; events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  add_header X-Around nginx always;
  {servers}
}}
"""
SERVER = "server {{ listen 127.0.0.1:{port}; {block} }}"


def server_block() -> str:
    """Return the example of README."""
    [block] = re.findall(r"```nginx\n(.+?)```", README, re.DOTALL)
    return str(block)


@pytest.fixture(scope="module")
def published(
    fake: Any, options: Any, tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]
) -> Iterator[tuple[str, str]]:
    """Two addresses below nginx: one takes the path away, as in README, one passes it on."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        reason = "no nginx on the PATH; on Debian: apt-get install nginx-light"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with serving(create_app(fake, options=options, root_path="/plans-qa")) as upstream:
        taken = server_block().replace("http://127.0.0.1:7860", upstream)
        kept = taken.replace(f"{upstream}/;", f"{upstream};")
        ports = free_ports(2)
        servers = "\n".join(
            SERVER.format(port=port, block=block) for port, block in zip(ports, (taken, kept), strict=True)
        )
        folder = tmp_path_factory.mktemp("nginx")
        (folder / "nginx.conf").write_text(AROUND.format(servers=servers), "utf-8")
        command = [nginx, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE) as process:
            first, second = (f"http://127.0.0.1:{port}/plans-qa" for port in ports)
            wait_for(f"{first}/healthz", process)
            yield first, second
            process.terminate()


@pytest.fixture(scope="module")
def origin(published: tuple[str, str]) -> str:
    return published[0]


def free_ports(count: int) -> list[int]:
    listeners = [listen("127.0.0.1", 0) for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    while True:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.05)


def test_the_widget_below_a_path(visitor: Any, host: Any, fake: Any) -> None:
    page = visitor.open(visitor.script(mode="bubble"))
    page.locator("plan-qa .launch").click()
    frame = visitor.frame(page)
    assert frame.url.startswith(f"{visitor.origin}/embed?id=default")
    turn = visitor.ask(frame, QUESTION)
    assert fake.calls == [(QUESTION, (), ())]
    with page.context.expect_page() as opened:
        turn.locator(".read").click()
    assert opened.value.url == visitor.origin + PERMALINK
    [[_, _, answer]] = visitor.heard(page, "answer")
    assert answer["citations"][0]["url"] == visitor.origin + PERMALINK
    assert frame.locator("#composer a").evaluate("each => each.href") == f"{visitor.origin}/"
    assert visitor.said == []
    refused = visitor.open(visitor.script(mode="inline"), at=host.foreign)
    refused.locator("plan-qa .blocked").wait_for()


def test_a_path_that_is_taken_away_or_kept(published: tuple[str, str], host: Any) -> None:
    for where in published:
        with httpx.Client(base_url=where) as client:
            page = client.get("/embed")
            # The policy is on what the browser gets in the end.
            assert page.headers["x-around"] == "nginx"
            assert f"frame-ancestors 'self' {host.allowed}" in page.headers["content-security-policy"]
            assert "x-frame-options" not in page.headers
            for path in re.findall(r'(?:src|href)="(/plans-qa/[^"]+)"', page.text):
                assert client.get(path.removeprefix("/plans-qa")).status_code == 200
            shown = {"x-cityplans-session": client.post("/embed/session", json={}).json()["token"]}
            answer = client.post("/api/ask", json={"question": QUESTION}, headers=shown)
            assert "68.1%" in answer.json()["answer"]


def test_the_snippet_is_made_below_the_path(visitor: Any) -> None:
    page = visitor.open("", at=f"{visitor.origin}/widget")
    assert f'src="{visitor.origin}/widget.js"' in page.inner_text("#code")
    page.locator("plan-qa .launch").click()
    visitor.frame(page)


def test_the_snippets_of_readme_run(visitor: Any, fake: Any) -> None:
    html = [each for each in re.findall(r"```html\n(.+?)```", README, re.DOTALL) if "plan" in each]
    assert len(html) == 2
    for example in html:
        assert "https://plans.example.org/" in example
        page = visitor.open(example.replace("https://plans.example.org", visitor.origin))
        launch = page.locator("plan-qa .launch")
        if launch.count():
            launch.click()
        turn = visitor.frame(page).locator(".turn[data-state=done]")
        turn.wait_for()
        assert "68.1%" in turn.inner_text()
        page.wait_for_function("heard.some(([type]) => type === 'answer')")
    assert [cities for _, _, cities in fake.calls] == [("郴州市",), ("郴州市",)]
    assert visitor.said == []
