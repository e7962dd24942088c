"""A server as ``cityplans serve`` runs it, and everything that a stranger can try (``tests/attacks.py``)."""

from __future__ import annotations

import importlib.util
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web import WebOptions, create_app
from qa.web import server as serving
from qa.web.server import address, listen, server_config

SCRIPT = Path(__file__).parents[3] / "attacks.py"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


attacks = load(SCRIPT)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FeedbackStore:
    return FeedbackStore(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="module")
def logged() -> Iterator[list[logging.LogRecord]]:
    """All that is logged while the server runs."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]  # the shortest handler there is
    logging.getLogger().addHandler(handler)
    yield records
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def base(
    small: Callable[..., Any], small_corpus: Path, store: FeedbackStore, logged: list[logging.LogRecord]
) -> Iterator[str]:
    patience = pytest.MonkeyPatch()
    patience.setattr(serving, "HEAD_S", 3.0)
    with listen("127.0.0.1", 0) as listener:
        app = create_app(
            small(), shelf=Shelf(small_corpus), options=WebOptions(rate_limit=200), feedback=store
        )
        server = uvicorn.Server(server_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield address(listener)
        server.should_exit = True
        thread.join(timeout=10)
    patience.undo()


@pytest.mark.parametrize("title", list(attacks.ATTACKS))
def test_a_door_is_shut(base: str, title: str) -> None:
    assert attacks.ATTACKS[title](base)


def test_nothing_was_judged_and_nothing_was_a_traceback(
    base: str, store: FeedbackStore, logged: list[logging.LogRecord], capfd: pytest.CaptureFixture[str]
) -> None:
    """Comes after the attacks, in the order of the file."""
    assert store.read() == ()
    assert [
        record.getMessage() for record in logged if record.exc_info or record.levelno >= logging.ERROR
    ] == []
    attacks.send_nonsense(base)
    assert "Traceback" not in capfd.readouterr().err


def test_the_script_refuses_another_machine() -> None:
    with pytest.raises(SystemExit, match="not on this machine's loopback"):
        attacks.main("http://example.org")


def test_the_script_finds_an_open_door() -> None:
    """A server without the gate: the script has to say so, or it proves nothing."""
    import gradio as gr

    with gr.Blocks() as blocks:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_name="ask")
    from fastapi import FastAPI

    open_app = gr.mount_gradio_app(FastAPI(), blocks, path="/")
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(open_app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        with pytest.raises(attacks.OpenDoorError):
            attacks.read_a_file(address(listener))
        with pytest.raises(attacks.OpenDoorError):
            attacks.open_the_rest(address(listener))
        with pytest.raises(attacks.OpenDoorError):
            attacks.come_as_another(address(listener))
        server.should_exit = True
        thread.join(timeout=10)
