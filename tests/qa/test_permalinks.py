"""A permalink finds its quote again in another edition of the text, or says that the words changed."""

import pytest

from embeddings.corpus import Document, PlanEntry, read_document
from qa.locating import fold
from qa.permalinks import Resolved, permalink, resolve

RAW = "云泽市规划\n第一章 目标\n第一节 经济\n到 2025 年,森林覆盖率稳定在 68.1% 以上。\n第二节 生态\n建设公园。\n"


def read(raw: str) -> Document:
    return read_document(PlanEntry(id="yunze", file="y.txt", city="云泽市", title="规划", kind="纲要"), raw)


def link(document: Document, quote: str) -> str:
    start = document.clean.text.index(quote)
    return permalink(document, document.path_at(start)[-1].id, start, start + len(quote))


QUOTE = "森林覆盖率稳定在68.1%以上"
LINK = link(read(RAW), QUOTE)


def found_words(document: Document, resolved: Resolved) -> str:
    assert resolved.place
    return document.clean.text[resolved.place[1] : resolved.place[2]]


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (RAW, "found"),
        (RAW.replace("到 2025 年", "到 2025 年末,全市各县"), "found"),
        (RAW.replace("68.1% 以上", "68.1%  以上"), "found"),
        (RAW.replace("森林覆盖率", "森林覆蓋率").replace("稳定", "穩定"), "found"),
        (
            RAW.replace("第一节 经济\n", "第一节 经济\n建设港口。\n第二节 林业\n").replace(
                "第二节 生态", "第三节 生态"
            ),
            "moved",
        ),
    ],
)
def test_the_same_words_are_found(raw: str, state: str) -> None:
    document = read(raw)
    resolved = resolve(LINK, {"yunze": document})
    assert resolved.state == state
    assert fold(found_words(document, resolved)) == fold(QUOTE)


def test_the_link_does_not_change_with_the_text_around_it() -> None:
    assert link(read(RAW.replace("建设公园", "建设公园和绿道")), QUOTE) == LINK
    assert LINK.startswith("/plans/yunze#1-1-")
    assert LINK.endswith("~13")  # 森林覆盖率稳定在681以上


def test_changed_words_are_told() -> None:
    document = read(RAW.replace("68.1", "69.1"))
    assert resolve(LINK, {"yunze": document}) == Resolved("changed")


def test_a_plan_that_is_not_there_is_told() -> None:
    assert resolve(LINK, {}) == Resolved("gone")


@pytest.mark.parametrize("bad", ["", "/plans/yunze", "/plans/yunze#1-1", "https://x/plans/yunze#1-abc~3"])
def test_no_permalink(bad: str) -> None:
    with pytest.raises(ValueError, match="is no permalink"):
        resolve(bad, {})
