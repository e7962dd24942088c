"""Reading a file in a process of its own: it runs nothing that was sent, and writes where it was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.own_plans import own_catalog
from qa.apart import Job, run_apart

PLAN = "鹤鸣市国民经济和社会发展第十五个五年规划纲要\n\n第一章 总则\n" + "建设港口,发展现代物流。\n" * 60


def test_a_module_beside_the_file_is_not_run_and_relative_folders_are_those_of_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sent = Path("sent")
    sent.mkdir()
    for name in ("json.py", "docx.py", "pydantic.py", "sitecustomize.py"):
        (sent / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (sent / "document.txt").write_text(PLAN)
    own = Path("plans")
    told = run_apart(Job("add", sent / "document.txt", (own,), own, {}, "规划.txt"))
    assert (told["id"], told["replaced"]) == ("heming", False)
    assert not (tmp_path / "ran").exists()
    [entry] = own_catalog(tmp_path / "plans").plan
    assert (entry.source, entry.title) == ("规划.txt", "鹤鸣市国民经济和社会发展第十五个五年规划纲要")
    assert not (sent / "plans").exists()

    # Another one of the same name: added only by who was shown what it replaces.
    (sent / "document.txt").write_text(PLAN + "完\n")
    again = run_apart(Job("add", sent / "document.txt", (own,), own, {}, "规划.txt"))
    assert again == {"replaces": entry.title, "replaces_id": "heming"}
    assert own_catalog(tmp_path / "plans").plan == (entry,)
    agreed = run_apart(Job("add", sent / "document.txt", (own,), own, {}, "规划.txt", "heming"))
    assert (agreed["id"], agreed["replaced"]) == ("heming", True)
