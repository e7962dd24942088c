"""Chunks that are parsed when they are asked for are the ones that were written."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.chunk_file import StoredChunks, positions_by_document, write_chunks
from embeddings.chunking import Chunk


def chunk(number: int, document: str, text: str) -> Chunk:
    chapter = ("第一章 总则", "第一节")
    return Chunk(
        f'{document}/"1"#{number}',
        document,
        "甲市",
        f"{document}/1",
        chapter,
        text,
        "甲市 总则",
        "",
        0,
        3,
        0,
        3,
    )


CHUNKS = [
    chunk(1, "jia", "港口\n铁路"),
    chunk(2, "yi", "二〇三五\u2028年"),
    chunk(3, "jia", '"document_id": "yi"'),
]


@pytest.fixture
def stored(tmp_path: Path) -> StoredChunks:
    write_chunks(CHUNKS, tmp_path / "chunks.jsonl")
    return StoredChunks(tmp_path / "chunks.jsonl")


def test_every_chunk_comes_back(stored: StoredChunks) -> None:
    assert len(stored) == 3
    assert list(stored) == CHUNKS
    assert [stored[0], stored[2], stored[-1]] == [CHUNKS[0], CHUNKS[2], CHUNKS[2]]
    assert stored[1:] == tuple(CHUNKS[1:])
    with pytest.raises(IndexError):
        stored[3]


def test_positions_are_the_same_read_from_disk_and_from_memory(stored: StoredChunks) -> None:
    for chunks in (stored, CHUNKS):
        positions = positions_by_document(chunks)
        assert {document: found.tolist() for document, found in positions.items()} == {
            "jia": [0, 2],
            "yi": [1],
        }
        assert positions["jia"].dtype == np.int64


def test_a_file_that_ends_in_a_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chunks.jsonl"
    write_chunks(CHUNKS, path)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ValueError, match=r"chunks\.jsonl ends in the middle of a line"):
        StoredChunks(path)


def test_an_empty_file_has_no_chunks(tmp_path: Path) -> None:
    (tmp_path / "chunks.jsonl").touch()
    assert list(StoredChunks(tmp_path / "chunks.jsonl")) == []
