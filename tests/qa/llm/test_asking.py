"""The command line with a language model: the options reach it, and what is wrong is told in one line."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import qa.assistant
from qa.cli import app

GDP = "云泽市2025年地区生产总值目标是多少?"


@pytest.fixture
def folders(
    small_corpus: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    monkeypatch.setattr(qa.assistant, "load_embedder", lambda settings, **_: fake_embedder)
    return ["--corpus", str(small_corpus), "--index", str(tmp_path / "index")]


@pytest.fixture
def base() -> Iterator[str]:
    """A server whose model says one true sentence and one false one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            text = f"云泽市将使地区生产总值达到3500亿元。{body['model']}认为增速达到99%。"
            answer = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/"
    server.shutdown()
    server.server_close()


def test_a_model_on_a_server(folders: list[str], base: str) -> None:
    asked = ["ask", GDP, "--generator", "openai", "--model", "小模型", "--api-base", base, "--json"]
    result = CliRunner().invoke(app, [*asked, *folders])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["generator"] == "openai"
    assert answer["sentences"][0] == {
        "text": "云泽市将使地区生产总值达到3500亿元。",
        "markers": [1],
        "support": "paraphrase",
        "lead": "",
    }
    assert "99" not in answer["answer"]
    assert answer["repaired"] + answer["dropped"] == 1


def test_a_server_that_is_not_there(folders: list[str]) -> None:
    asked = ["ask", GDP, "--generator", "openai", "--model", "m", "--api-base", "http://127.0.0.1:9/v1"]
    result = CliRunner(env={"CITYPLANS_MODEL_RETRIES": "0"}).invoke(app, [*asked, *folders])
    assert result.exit_code == 0
    assert "3500亿元" in result.stdout
    assert (
        "warning: 语言模型没有给出可用的回答（the language model's server cannot be reached or broke off (ConnectError)）"
        in result.stdout
    )


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--generator", "openai"], 2, "the generator openai has no CITYPLANS_MODEL (--model)"),
        (
            ["--generator", "gpt"],
            2,
            "generator=gpt cannot be used. Allowed: extractive, transformers or openai.",
        ),
        (
            ["--generator", "transformers", "--model", "./nowhere"],
            1,
            "the language model ./nowhere cannot be loaded",
        ),
    ],
)
def test_what_is_wrong_is_told(folders: list[str], options: list[str], code: int, said: str) -> None:
    result = CliRunner().invoke(app, ["ask", GDP, *options, *folders])
    assert (result.exit_code, said in result.stderr.replace("\n", " ")) == (code, True), result.stderr
