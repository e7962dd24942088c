"""The command line: what is printed, where, and with which exit code."""

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import qa
from qa import cli, guard
from qa.cli import app
from qa.web.api.options import WebOptions
from qa.web.own.desk import OwnCorpus

ROOT = Path(qa.__file__).parents[1]
GIANTS = ("torch", "faiss", "gradio", "sentence_transformers", "transformers", "bm25s")

# Stands in for qa/assistant.py, here and in the subprocesses.
FAKE_ASSISTANT = """
import errno, time
from qa.answers import Answer, Citation, Sentence
from qa.errors import IndexDamagedError, IndexMismatchError, QuestionError, UnknownCityError

CALLS = []
MISMATCH = []

class FakeHit:
    def __init__(self, rank):
        self.rank = rank

    def to_json(self):
        return {"rank": self.rank, "score": 1 / self.rank, "city": "郴州市", "document_id": "chenzhou",
                "section_id": "chenzhou/1", "chapter": ["第一章 [b]总则[/b]"], "text": "甲\\n\\n  乙",
                "start": 0, "end": 4}

class Assistant:
    embedder = None

    @classmethod
    def from_settings(cls, settings, *, progress=None):
        CALLS.append(("open", settings))
        if MISMATCH:
            raise IndexMismatchError("the index is of model x, in use is y", remedy="Rebuild it.")
        for done in range(9):
            progress("embedding", done, 8)
        return cls()

    def ask(self, question, *, history=(), cities=(), context=None, id=""):
        CALLS.append(("ask", question, tuple(history), tuple(cities), id))
        if question == "interrupt":
            raise KeyboardInterrupt
        if question == "slow":
            time.sleep(60)
        if question == "bug":
            raise ZeroDivisionError("division\\nby zero")
        if question == "disk":
            raise OSError(errno.ENOSPC, "No space left on device", "/data/index")
        if question == "":
            raise QuestionError("the question is empty", remedy="Ask something.")
        if question == "damaged":
            raise IndexDamagedError("index.faiss is cut off", remedy="Run cityplans index --rebuild.")
        if "北京" in (*cities, question):
            raise UnknownCityError("no plan covers the city '北京'", remedy="Covered are: 郴州市.")
        if question == "refuse":
            return Answer(id, question, "en", True, "The plans do not say.", (), (), (), "extractive", 0.0)
        quote = "森林覆盖率稳定在68.1%\\n以上"
        citation = Citation(1, "郴州市", "纲要", "chenzhou", ("第二章(原文标题缺失)", "第三节 发展目标"),
                            "chenzhou/2/3", quote, 10, 24, "/plans/chenzhou#10", ("digits may be lost",))
        text = "到2025年,郴州市[red]森林[/red]覆盖率稳定在68.1%以上" + "啊" * 200 + "。[1]"
        return Answer(id, question, "zh-Hans", False, text, (Sentence(text, (1,), "verbatim"),), (citation,),
                      ("湘乡市 has no evidence",), "extractive", 0.123456)

    def search(self, question, *, history=(), cities=(), limit=10):
        CALLS.append(("search", question, tuple(cities), limit))
        return [] if question == "nothing" else [FakeHit(rank) for rank in range(1, min(limit, 3) + 1)]

def rebuild_index(settings, *, progress):
    CALLS.append(("rebuild", settings))
    return {"passages": 12, "chunks": {"chenzhou": 5, "huaihua": 7}}
"""

TEXT = "到2025年,郴州市[red]森林[/red]覆盖率稳定在68.1%以上" + "啊" * 200 + "。[1]"
PRINTED = f"""{TEXT}

[1] 郴州市 › 第二章(原文标题缺失) › 第三节 发展目标
    森林覆盖率稳定在68.1%
    以上
    warning: digits may be lost

warning: 湘乡市 has no evidence
"""


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in list(os.environ):
        if variable.upper().startswith("CITYPLANS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(tmp_path / "index"))


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    module = ModuleType("qa.assistant")
    exec(FAKE_ASSISTANT, module.__dict__)
    monkeypatch.setitem(sys.modules, "qa.assistant", module)
    return module


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments, prog_name="cityplans")
    return result.exit_code, result.stdout, result.stderr


def shell(*arguments: str, code: str = "", **environment: str) -> subprocess.Popen[bytes]:
    """Start the real ``main`` in a process of its own, with the fake assistant."""
    program = (
        "import sys\nfrom types import ModuleType\n"
        "module = sys.modules['qa.assistant'] = ModuleType('qa.assistant')\n"
        f"exec({FAKE_ASSISTANT!a}, module.__dict__)\n{code}\n"
        "from qa.cli import main\nmain()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        # A shell that runs the tests in the background has Ctrl-C ignored, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode("utf-8"), err.decode("utf-8")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- asking -------------------------------------------------------------------------------------------------


def test_ask_prints_answer_citations_and_warnings(assistant: Any) -> None:
    code, out, err = run(
        "ask", "森林覆盖率?", "--city", "郴州", "--city", "湘乡", "--history", "人口?", "--history", "x"
    )
    assert (code, out) == (0, PRINTED)
    assert err.splitlines() == [f"cityplans: embedding {done}/8" for done in (0, 2, 4, 6, 8)]
    assert assistant.CALLS[1:] == [("ask", "森林覆盖率?", ("人口?", "x"), ("郴州", "湘乡"), "")]


def test_ask_json_is_the_answer(assistant: Any) -> None:
    code, out, _ = run("ask", "森林覆盖率?", "--json")
    answer = assistant.Assistant().ask("森林覆盖率?")
    assert code == 0
    assert out == json.dumps(answer.to_json(), ensure_ascii=False, indent=2) + "\n"
    assert json.loads(out)["latency_s"] == 0.1235


def test_a_refusal_is_an_answer(assistant: Any) -> None:
    assert run("ask", "refuse")[:2] == (0, "The plans do not say.\n")


def test_options_reach_the_settings(assistant: Any, tmp_path: Path) -> None:
    run("search", "x", "--index", "i", "--corpus", str(tmp_path), "--embedder", "org/name", "-v")
    settings = assistant.CALLS[0][1]
    assert (settings.index_dir, settings.corpus_dir, settings.embedder) == (Path("i"), tmp_path, "org/name")


def test_search(assistant: Any) -> None:
    code, out, _ = run("search", "森林", "--limit", "2", "--city", "郴州")
    assert code == 0
    assert out == (
        "1. 郴州市 › 第一章 [b]总则[/b] (1.0000)\n    甲\n    乙\n"
        "2. 郴州市 › 第一章 [b]总则[/b] (0.5000)\n    甲\n    乙\n"
    )
    assert assistant.CALLS[1:] == [("search", "森林", ("郴州",), 2)]
    hits = json.loads(run("search", "森林", "--json")[1])
    assert hits == [assistant.FakeHit(rank).to_json() for rank in (1, 2, 3)]
    assert run("search", "nothing", "--json")[1] == "[]\n"
    code, out, err = run("search", "nothing")
    assert (code, out, err.splitlines()[-1]) == (0, "", "cityplans: no passage was found")


# --- the corpus ---------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("第一章 总则\n第一节 目标\n发展。\n第二章 保障\n落实。\n", encoding="utf-8")
    (folder / "catalog.toml").write_text(
        '[[plan]]\nid = "jia"\nfile = "a.txt"\ncity = "甲市"\ntitle = "甲市纲要"\nkind = "纲要"\n'
        'period = "2021-2025"\nprovince = "湖南省"\nexamples = ["目标?"]\n',
        encoding="utf-8",
    )
    return folder


def test_cities(corpus: Path) -> None:
    assert run("cities", "--corpus", str(corpus)) == (0, "jia  甲市  2021-2025  甲市纲要\n", "")
    assert json.loads(run("cities", "--corpus", str(corpus), "--json")[1]) == [
        {
            "document_id": "jia",
            "city": "甲市",
            "title": "甲市纲要",
            "kind": "纲要",
            "period": "2021-2025",
            "province": "湖南省",
            "examples": ["目标?"],
        }
    ]


def test_outline(corpus: Path) -> None:
    code, out, err = run("outline", "甲市", "--corpus", str(corpus))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "甲市 甲市纲要",
        "[0:18]   第一章 总则",
        "[7:18]     第一节 目标",
        "[18:29]  第二章 保障",
    ]
    tree = json.loads(run("outline", "jia", "--corpus", str(corpus), "--json")[1])
    assert [(part["level"], part["number"], part["title"], part["start"], part["end"]) for part in tree] == [
        (1, "第一章", "总则", 0, 18),
        (1, "第二章", "保障", 18, 29),
    ]
    assert tree[0]["children"][0]["title"] == "目标"
    assert run("outline", "北京", "--corpus", str(corpus)) == (
        2,
        "",
        "cityplans: error: no plan covers the city '北京'. Covered are: 甲市.\n",
    )


# --- the index and the server -------------------------------------------------------------------------------


def test_index_opens_rebuilds_and_mends(assistant: Any, tmp_path: Path) -> None:
    code, out, _ = run("index")
    assert (code, out) == (0, f"The index in {tmp_path / 'index'} is ready.\n")
    assert run("index", "--rebuild") == (0, "passages: 12\nchunks: chenzhou 5, huaihua 7\n", "")
    assistant.MISMATCH.append(True)
    problem = "cityplans: the index is of model x, in use is y\n"
    assert run("index") == (0, "passages: 12\nchunks: chenzhou 5, huaihua 7\n", problem)
    assert [call[0] for call in assistant.CALLS] == ["open", "rebuild", "open", "rebuild"]


def test_serve(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    web = ModuleType("qa.web")
    served: list[object] = []
    starting: list[Any] = []
    web.__dict__["WebOptions"], web.__dict__["OwnCorpus"] = WebOptions, OwnCorpus
    web.__dict__["serve"] = (
        lambda assistant, *, host, port, root_path, shelf, options, is_ready, feedback, own: (
            starting.append(assistant)
            or served.append((type(assistant).__name__, host, port, root_path, options.origins, is_ready()))
            or served.append(own.own == own.folders[-1])
        )
    )
    monkeypatch.setenv("CITYPLANS_ALLOWED_ORIGINS", "https://a.example, http://127.0.0.1:8000")
    monkeypatch.setenv("CITYPLANS_ROOT_PATH", "/city")
    monkeypatch.setitem(sys.modules, "qa.web", web)
    monkeypatch.setattr("qa.starting.open_by_words", lambda settings: settings)
    opened = threading.Event()
    open_live = cli._open_live
    monkeypatch.setattr("qa.cli._open_live", lambda *given: opened.wait(60) and open_live(*given))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, out, _ = run("serve", "--port", str(port))
    opened.set()
    starting[0].wait(60)  # it would go on into the next test
    assert (code, out) == (0, f"规划问答: http://127.0.0.1:{port} (Ctrl-C ends it)\n")
    origins = ("https://a.example", "http://127.0.0.1:8000")
    assert served == [("StartingAssistant", "127.0.0.1", port, "/city", origins, False), True]


def test_serve_prints_the_link_by_which_documents_are_added(
    assistant: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    web = ModuleType("qa.web")
    seen: list[Any] = []
    web.__dict__["WebOptions"], web.__dict__["OwnCorpus"] = WebOptions, OwnCorpus
    web.__dict__["serve"] = lambda assistant, *, options, **_: seen.extend([assistant, options.upload_key])
    monkeypatch.setenv("CITYPLANS_FEEDBACK_DIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "qa.web", web)
    monkeypatch.setattr("qa.starting.open_by_words", lambda settings: settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, out, _ = run("serve", "--port", str(port), "--allow-upload")
    seen[0].wait(60)
    assert code == 0
    assert f"http://127.0.0.1:{port}/own?key={seen[1]}\n" in out
    assert len(seen[1]) == 43


def test_serve_on_a_taken_port_fails_before_anything_is_loaded(assistant: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--port", str(port))
    reason = os.strerror(errno.EADDRINUSE)
    assert (code, out) == (1, "")
    assert err == (
        f"cityplans: error: cannot listen on 127.0.0.1:{port} ({reason}). Choose another --host or --port.\n"
    )
    assert assistant.CALLS == []


# --- batches ------------------------------------------------------------------------------------------------


def write_rows(tmp_path: Path, *questions: str) -> tuple[str, ...]:
    rows = tmp_path / "rows.jsonl"
    text = "".join(f'{{"id": "q{n}", "question": "{question}"}}\n' for n, question in enumerate(questions, 1))
    rows.write_text(text, encoding="utf-8")
    return ("--batch", str(rows), "--output", str(tmp_path / "out.jsonl"))


def test_batch_of_questions(assistant: Any, tmp_path: Path) -> None:
    options = write_rows(tmp_path, "甲", "北京", "乙")
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    with rows.open("a", encoding="utf-8") as file:
        file.write('{"id": 4,\n{"id": "q5", "question": "丙", "history": ["x"], "cities": ["郴州"]}\n')
    code, printed, err = run("ask", *options)
    assert (code, printed) == (1, "")
    assert [line for line in err.splitlines() if "embedding" not in line] == [
        "cityplans: answering 0/5",
        f"cityplans: error: {rows}, line 2: no plan covers the city '北京'. Covered are: 郴州市.",
        "cityplans: answering 2/5",
        "cityplans: answering 3/5",
        f"cityplans: error: {rows}, line 4: not JSON at column 10: "
        "Expecting property name enclosed in double quotes",
        "cityplans: answering 4/5",
        "cityplans: answering 5/5",
        f"cityplans: 3 answered, 0 kept from before, 2 failed: {out}",
    ]
    written = lines_of(out)
    assert [row["id"] for row in written] == ["q1", "q2", "q3", "line 4", "q5"]
    assert [row.get("question") for row in written] == ["甲", None, "乙", None, "丙"]
    assert ("ask", "丙", ("x",), ("郴州",), "q5") in assistant.CALLS


def test_batch_of_searches_and_nothing_left_to_do(assistant: Any, tmp_path: Path) -> None:
    options = write_rows(tmp_path, "甲", "nothing")
    assert run("search", *options, "--limit", "1")[0] == 0
    assert lines_of(tmp_path / "out.jsonl") == [
        {"id": "q1", "hits": [assistant.FakeHit(1).to_json()]},
        {"id": "q2", "hits": []},
    ]
    assistant.CALLS.clear()
    code, _, err = run("search", *options)
    assert (code, assistant.CALLS) == (0, [])
    assert "0 answered, 2 kept from before, 0 failed" in err
    code, _, err = run("ask", *options)
    assert code == 2
    assert f"line 1 of the output {tmp_path / 'out.jsonl'} has no 'answer'" in err


def test_ctrl_c_in_a_batch_says_how_to_go_on(tmp_path: Path) -> None:
    options = write_rows(tmp_path, "甲", "slow", "乙")
    out = tmp_path / "out.jsonl"
    process = shell("ask", *options)
    deadline = time.monotonic() + 30
    while not (out.exists() and out.read_bytes().endswith(b"\n")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    code, printed, err = finish(process)
    assert (code, printed) == (130, "")
    assert err.splitlines()[-1] == (
        f"cityplans: interrupted; 1 of 3 rows are written to {out}. Run the same command again to go on."
    )
    assert "Traceback" not in err
    write_rows(tmp_path, "甲", "丙", "乙")
    assert finish(shell("ask", *options))[0] == 0
    assert [(row["id"], row["question"]) for row in lines_of(out)] == [
        ("q1", "甲"),
        ("q2", "丙"),
        ("q3", "乙"),
    ]


# --- errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask"], 2, "give a question, or --batch and --output. See cityplans ask --help."),
        (["ask", "q", "--batch", "x", "--output", "y"], 2, "a batch brings its own questions, cities and "
         "history in its rows. See cityplans ask --help."),
        (["ask", "--batch", "x"], 2, "--batch and --output go together. See cityplans ask --help."),
        (["ask", "--cit", "x"], 2, "No such option: --cit (Possible options: --city). "
         "See cityplans ask --help."),
        (["asl", "x"], 2, "No such command 'asl'. Did you mean 'ask'? See cityplans --help."),
        (["ask", ""], 2, "the question is empty. Ask something."),
        (["ask", "x", "--city", "北京"], 2, "no plan covers the city '北京'. Covered are: 郴州市."),
        (["ask", "damaged"], 1, "index.faiss is cut off. Run cityplans index --rebuild."),
        (["ask", "disk"], 1, "/data/index: No space left on device"),
        (["ask", "bug"], 70, "unexpected ZeroDivisionError: division by zero. "
         "Run it again with --debug to see where."),
        (["ask", "x", "--embedder", ""], 2, "embedder= cannot be used. Allowed: a model folder or a hub id "
         "such as org/name; unset for the model that is shipped."),
        (["ask", "\udcff"], 2, "'\\udcff' is not UTF-8 text. Type it in a UTF-8 terminal."),
    ],
)  # fmt: skip
def test_errors_are_one_line(assistant: Any, arguments: list[str], code: int, message: str) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert err.splitlines()[-1] == f"cityplans: error: {message}"
    assert "Traceback" not in err


def test_unknown_environment_variable(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_INDEXDIR", "x")
    message = "cityplans: error: CITYPLANS_INDEXDIR is not a setting. Did you mean CITYPLANS_INDEX_DIR?\n"
    assert run("ask", "q") == (2, "", message)


@pytest.mark.parametrize(
    "arguments", [["--debug", "ask", "bug"], ["ask", "bug", "--debug"], ["ask", "bug", "-vv"]]
)
def test_debug_shows_the_traceback(assistant: Any, arguments: list[str]) -> None:
    code, _, err = run(*arguments)
    assert code == 70
    assert "Traceback (most recent call last)" in err
    assert err.splitlines()[-1] == "cityplans: error: unexpected ZeroDivisionError: division by zero."


def test_ctrl_c(assistant: Any) -> None:
    code, out, err = run("ask", "interrupt")
    assert (code, out, err.splitlines()[-1]) == (130, "", "cityplans: interrupted")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout(corpus: Path) -> None:
    process = shell("cities", "--corpus", str(corpus), code="sys.stdout = open('/dev/full', 'w')")
    assert finish(process) == (1, "", "cityplans: error: No space left on device\n")


def test_a_reader_that_goes_away() -> None:
    process = shell("outline", "chenzhou", "--json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


# --- the terminal -------------------------------------------------------------------------------------------


def test_a_pipe_gets_utf8_without_wrapping_or_markup_in_any_locale() -> None:
    posix = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20"}
    code, out, err = finish(shell("ask", "森林?", "--city", "郴州", **posix))
    assert (code, out) == (0, PRINTED)
    assert "Traceback" not in err
    code, out, _ = finish(shell("ask", "森林?", "--json", **posix))
    assert json.loads(out)["question"] == "森林?"
    _, _, err = finish(shell("ask", "x", "--city", "北京", **posix))
    assert err.splitlines()[-1] == "cityplans: error: no plan covers the city '北京'. Covered are: 郴州市."


def test_help_and_version_load_no_giant() -> None:
    code = f"""
import atexit
loaded = lambda: [name for name in {GIANTS!r} if name in sys.modules]
atexit.register(lambda: print("LOADED", loaded(), file=sys.stderr))
"""
    for arguments in (["--help"], ["ask", "--help"], ["--version"], ["cities"], ["outline", "chenzhou"]):
        status, _, err = finish(shell(*arguments, code=code))
        assert (arguments, status, err) == (arguments, 0, "LOADED []\n")


def test_help_and_no_command() -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in ("ask", "search", "outline", "cities", "index", "serve"):
        assert f"\n  {name} " in out
    assert run() == (0, out, "")


# --- commands of other packages -----------------------------------------------------------------------------


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Two entry points: one adds ``judge run``, the other cannot be imported."""
    loaded: list[str] = []
    judge = typer.Typer(help="Judge answers.")

    @judge.command("run")
    def _run(gold: str) -> None:
        typer.echo(f"judged {gold}")

    @judge.command("fail")
    def _fail() -> None:
        raise ValueError("bad")

    class Point(EntryPoint):
        def load(self) -> Any:
            loaded.append(self.name)
            if self.name == "broken":
                raise ImportError("no module named ir_measures")
            return judge

    points = [Point(name, "x:app", guard.COMMANDS_GROUP) for name in ("judge", "broken")]
    monkeypatch.setattr(guard, "entry_points", lambda *, group: points)
    guard._added_commands.cache_clear()
    yield loaded
    guard._added_commands.cache_clear()


def test_commands_of_other_packages(added: list[str]) -> None:
    assert run("judge", "run", "gold.jsonl") == (0, "judged gold.jsonl\n", "")
    assert added == ["judge"]
    code, _, err = run("judge", "fail")
    assert (code, err) == (
        70,
        "cityplans: error: unexpected ValueError: bad. Run it again with --debug to see where.\n",
    )
    assert run("judge", "nope")[2] == (
        "cityplans: error: No such command 'nope'. See cityplans judge --help.\n"
    )
    _, out, _ = run("--help")
    assert re.search(r"^  judge +Judge answers\.$", out, re.MULTILINE)
    assert re.search(r"^  broken +\(cannot be loaded: no module named ir_measures\)$", out, re.MULTILINE)
    code, _, err = run("broken", "run", "--deep", "x")
    assert (code, err) == (
        70,
        "cityplans: error: unexpected ImportError: no module named ir_measures. "
        "Run it again with --debug to see where.\n",
    )


def test_other_commands_are_not_imported_for_ours(added: list[str], corpus: Path) -> None:
    assert run("cities", "--corpus", str(corpus))[0] == 0
    assert added == []
