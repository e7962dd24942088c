"""The tables of the shipped plans against listings that were compared cell by cell with the raw texts.

A change of a listing is looked at in the diff, then written anew:
``for id in chenzhou xiangxiang huaihua hengyang changzhutan; do cityplans tables $id --output
tests/embeddings/golden/$id.tables.txt; done``
"""

import difflib
from pathlib import Path

import pytest

from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from qa.table_views import table_lines, view_tables

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = {document.id: document for document in read_corpus(SHIPPED_CORPUS)}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_listing_is_the_golden_one(document: Document) -> None:
    golden = (GOLDEN / f"{document.id}.tables.txt").read_text(encoding="utf-8").splitlines()
    found = [f"{document.city} {document.title}", *table_lines(view_tables(document))]
    diff = list(difflib.unified_diff(golden, found, "golden", "found", lineterm="", n=1))
    assert not diff, "\n".join(["", *diff])


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_each_cell_stands_at_its_raw_offsets(document: Document) -> None:
    for view in view_tables(document):
        for row in view.rows:
            for cell in (*row.cells, *row.values):
                raw = document.raw[cell.raw_start : cell.raw_end]
                assert "".join(raw.split()) == "".join(cell.text.split())


def test_rows_rebuilt_and_kept_as_printed() -> None:
    """Counts from a reading of the raw boxes: what print left out is not filled in."""
    counts = {
        (view.document.id, view.box): (view.kind, view.rebuilt, len(view.rows) - view.rebuilt)
        for document in DOCUMENTS.values()
        for view in view_tables(document)
        if view.kind != "items"
    }
    assert counts == {
        ("xiangxiang", 1): ("numbers", 30, 0),
        ("xiangxiang", 2): ("numbers", 30, 0),  # 26 numbered rows and 4 sub-rows
        ("huaihua", 1): ("numbers", 24, 14),  # 32 rows and 4 + 2 sub-rows
        ("huaihua", 2): ("numbers", 20, 6),
        ("huaihua", 3): ("matrix", 15, 0),
        ("huaihua", 4): ("matrix", 5, 0),
        ("huaihua", 5): ("matrix", 4, 1),
        ("huaihua", 6): ("matrix", 1, 1),
        ("huaihua", 7): ("matrix", 4, 0),
        ("huaihua", 8): ("matrix", 3, 0),
        ("huaihua", 9): ("matrix", 5, 0),
        ("huaihua", 35): ("numbers", 12, 3),
    }
    boxes = [view.box for view in view_tables(DOCUMENTS["huaihua"])]
    assert boxes == list(range(1, 39))


def test_every_value_cell_of_a_box_is_in_exactly_one_row() -> None:
    """No cell with a figure is lost between the rows of the indicator tables, or read twice."""
    for document in DOCUMENTS.values():
        for view in view_tables(document):
            if view.table is None or view.kind != "numbers":
                continue
            header = view.table.header_end
            spans = sorted({(c.start, c.end) for row in view.rows for c in (*row.cells, *row.values)})
            text = document.clean.text
            for line in text[header : view.table.end].split("\n"):
                if any(character.isdigit() for character in line) and not line.endswith("项)"):
                    assert any(text[a:b] == line.strip() for a, b in spans), line
