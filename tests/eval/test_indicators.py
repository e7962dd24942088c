"""The gold of the indicator table, and what the table gets right of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from embeddings.scripts import search_form
from eval.cli import app
from eval.errors import GoldError
from eval.indicators import judge, load_cells, report_lines, score


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(SHIPPED_CORPUS)}


def test_every_quote_of_the_gold_stands_in_the_raw_text(documents: dict[str, Document]) -> None:
    texts = {name: "".join(search_form(document.raw).split()) for name, document in documents.items()}
    clean = {name: "".join(document.search_text.split()) for name, document in documents.items()}
    for cell in load_cells():
        parts = ["".join(search_form(part).split()) for part in cell.quote.split("|")]
        for part in parts:
            assert part in texts[cell.document_id] or part in clean[cell.document_id], cell


def test_the_gold_has_values_empty_and_damaged_cells_of_all_plans() -> None:
    cells = load_cells()
    assert len(cells) >= 150
    assert {cell.document_id for cell in cells} == {
        "chenzhou",
        "xiangxiang",
        "huaihua",
        "hengyang",
        "changzhutan",
    }
    assert {cell.status for cell in cells} == {
        "value",
        "conflict",
        "unclear",
        "damaged",
        "text",
        "dash",
        "empty",
    }
    assert len({cell.name for cell in cells}) == len(cells)


def test_the_table_agrees_with_what_was_read_by_eye(documents: dict[str, Document]) -> None:
    judged = judge(documents, load_cells())
    scores = score(judged)
    assert scores.precision >= 0.99, "\n".join(report_lines(judged))
    assert scores.recall >= 0.99, "\n".join(report_lines(judged))
    assert scores.empty_right == scores.empty


def test_a_wrong_cell_counts_against_both_and_a_filled_blank_against_precision(
    documents: dict[str, Document],
) -> None:
    forest = next(cell for cell in load_cells() if cell.name == "chenzhou forest_cover target")
    gold = [
        forest,
        forest.model_copy(update={"value": "68.2"}),
        forest.model_copy(update={"status": "empty", "value": "", "quote": ""}),
    ]
    scores = score(judge(documents, gold))
    assert (scores.cells, scores.printed, scores.filled, scores.right) == (3, 2, 3, 1)
    assert (scores.precision, scores.recall, scores.empty_right) == (pytest.approx(1 / 3), 0.5, 0)


def test_a_line_that_is_no_cell_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cells.jsonl"
    file.write_text(
        '{"indicator": "nowhere", "document_id": "a", "role": "target", "status": "value"}\n', "utf-8"
    )
    with pytest.raises(GoldError, match=r"line 1.*nowhere"):
        load_cells(file)


def test_the_command_prints_the_scores() -> None:
    found = CliRunner().invoke(app, ["indicators", "--json"])
    assert found.exit_code == 0
    assert json.loads(found.output)["cells"] == len(load_cells())
