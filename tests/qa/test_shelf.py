from __future__ import annotations

import os
from pathlib import Path

import pytest

from embeddings.catalog import PlanEntry
from embeddings.own_plans import add_plan, hide_plan, remove_plan
from qa.shelf import Shelf

BING = PlanEntry(id="bing", file="x", city="丙市", title="丙市规划", kind="纲要")


def cities(shelf: Shelf) -> list[tuple[str, bool]]:
    return [(plan.document.city, plan.own) for plan in shelf.plans()]


def test_without_folders_it_holds_the_shipped_plans():
    assert [plan.document.id for plan in Shelf().plans()] == [
        "chenzhou",
        "xiangxiang",
        "huaihua",
        "hengyang",
        "changzhutan",
    ]


def test_plans_come_and_go_without_a_new_shelf(tiny_corpus: Path, tmp_path: Path):
    own = tmp_path / "own"
    shelf = Shelf(tiny_corpus, own)
    assert cities(shelf) == [("甲市", False), ("乙市", False)]
    before = shelf.plans()
    add_plan(own, BING, "第一章 总则\n丙市修桥。\n", b"", ".txt")
    assert cities(shelf) == [("甲市", False), ("乙市", False), ("丙市", True)]
    assert shelf.plans()[0] is before[0]  # what did not change was not read again
    hide_plan(own, "jia", hidden=True)
    remove_plan(own, "bing")
    assert cities(shelf) == [("乙市", False)]


def test_a_text_that_was_replaced_is_read_again(tiny_corpus: Path):
    shelf = Shelf(tiny_corpus)
    assert shelf.plans()[1].document.raw == "第一章 总则\n乙市建设机场。\n"
    path = tiny_corpus / "yi.txt"
    path.write_text("第一章 总则\n乙市建设车站。\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert shelf.plans()[1].document.raw == "第一章 总则\n乙市建设车站。\n"


def test_what_cannot_be_read_is_left_out_and_logged(tiny_corpus: Path, caplog: pytest.LogCaptureFixture):
    shelf = Shelf(tiny_corpus)
    (tiny_corpus / "jia.txt").unlink()
    assert cities(shelf) == [("乙市", False)]
    assert caplog.messages[0].startswith("the plan jia cannot be shown: ")
    (tiny_corpus / "catalog.toml").write_text("[[plan", "utf-8")
    assert cities(shelf) == [("乙市", False)]
    assert caplog.messages[1].startswith("the list of plans cannot be renewed: ")


def test_one_plan_is_found_without_reading_the_others(tiny_corpus: Path):
    (tiny_corpus / "jia.txt").unlink()
    shelf = Shelf(tiny_corpus)
    found = shelf.find("yi")
    assert found is not None
    assert (found.document.city, found.own) == ("乙市", False)
    assert shelf.find("yi") is found
    assert shelf.find("bing") is None
