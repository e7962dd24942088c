from __future__ import annotations

import logging
from pathlib import Path

import pytest

from qa.web.signing import KEY_FILE, TurnSigner, installation_key


def test_only_the_same_key_reads_what_was_signed() -> None:
    signer = TurnSigner(b"k" * 32)
    signed = signer.sign({"question": "目标?", "n": [1, None]})
    assert TurnSigner(b"k" * 32).read(signed) == {"question": "目标?", "n": [1, None]}
    assert TurnSigner(b"l" * 32).read(signed) is None
    assert TurnSigner().read(signed) is None


def test_a_changed_character_is_noticed() -> None:
    signer = TurnSigner(b"k" * 32)
    signed = signer.sign({"question": "目标?" * 50})
    body, _, signature = signed.rpartition(".")
    for forged in (
        f"{body[:-1]}.{signature}",
        f"A{body}.{signature}",
        body,
        "",
        ".",
        "é",
        f"{body}.{signature[::-1]}",
    ):
        assert signer.read(forged) is None


def test_long_text_is_packed() -> None:
    assert len(TurnSigner().sign("森林覆盖率" * 1000)) < 500


def test_an_installation_has_one_key_that_its_owner_alone_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = installation_key(folder)
    assert len(key) == 32
    assert installation_key(folder) == key
    assert (folder / KEY_FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]
    assert installation_key(tmp_path / "other") != key


@pytest.mark.parametrize("content", ["", "zz", "00ff"])
def test_a_key_that_cannot_be_used_is_told(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / KEY_FILE).write_text(content, encoding="ascii")
    with caplog.at_level(logging.WARNING):
        first, second = installation_key(tmp_path), installation_key(tmp_path)
    assert first != second
    assert "CITYPLANS_FEEDBACK_DIR" in caplog.text
