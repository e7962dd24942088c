"""Chunks on disk: one JSON object a line, read one at a time, so that a large corpus is not held in memory."""

from __future__ import annotations

import json
import mmap
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from embeddings.chunking import Chunk
from embeddings.encoder_view import EncoderView

_SCANNED: Final = 1 << 24
_KEPT: Final = 4096
_HEAD: Final = re.compile(rb'\{"id": "(?:[^"\\]|\\.)*", "document_id": ("(?:[^"\\]|\\.)*")')


def write_chunks(chunks: Iterable[Chunk], path: Path) -> None:
    """Write chunks to a file."""
    with path.open("w", encoding="utf-8") as file:
        for chunk in chunks:
            file.write(json.dumps(asdict(chunk), ensure_ascii=False) + "\n")


class StoredChunks(Sequence[Chunk]):
    """The chunks of a file that :func:`write_chunks` wrote, parsed when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._data = _contents(path)
        self._ends = _line_ends(self._data)
        if len(self._data) != (self._ends[-1] + 1 if len(self._ends) else 0):
            raise ValueError(f"{path.name} ends in the middle of a line")
        self._chunk = lru_cache(maxsize=_KEPT)(self._parse)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, position: int) -> Chunk: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Chunk, ...]: ...
    def __getitem__(self, position: int | slice) -> Chunk | tuple[Chunk, ...]:
        """Return a chunk, or several."""
        places = range(len(self))[position]
        return self._chunk(places) if isinstance(places, int) else tuple(self._parse(each) for each in places)

    def __iter__(self) -> Iterator[Chunk]:
        """Yield every chunk; none is kept."""
        return (self._parse(position) for position in range(len(self)))

    def document_ids(self) -> Iterator[str]:
        """Yield the document of every chunk; nothing but the head of its line is read."""
        start = 0
        for end in self._ends.tolist():
            head = _HEAD.match(self._data, start, end)
            yield json.loads(head[1]) if head else self._parse_line(start, end).document_id
            start = end + 1

    def _parse(self, position: int) -> Chunk:
        start = int(self._ends[position - 1]) + 1 if position else 0
        return self._parse_line(start, int(self._ends[position]))

    def _parse_line(self, start: int, end: int) -> Chunk:
        row = json.loads(self._data[start:end])
        view = row["view"]
        view = EncoderView(
            view["shift"], tuple(view["names"]), tuple(map(tuple, view.get("members", ())))
        )  # an older index has none
        return Chunk(**{**row, "chapter": tuple(row["chapter"]), "view": view})


def _contents(path: Path) -> bytes | mmap.mmap:
    """Return the bytes of a file, mapped where a mapped file may be renamed and removed (not on Windows)."""
    if os.name != "posix" or not path.stat().st_size:
        return path.read_bytes()
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _line_ends(data: bytes | mmap.mmap) -> NDArray[np.int64]:
    pieces = range(0, len(data), _SCANNED)
    found = [
        np.flatnonzero(np.frombuffer(data[start : start + _SCANNED], np.uint8) == ord("\n")) + start
        for start in pieces
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def positions_by_document(chunks: Sequence[Chunk]) -> dict[str, NDArray[np.int64]]:
    """Return where the chunks of each document stand, ascending."""
    if isinstance(chunks, StoredChunks):
        documents: Iterable[str] = chunks.document_ids()
    else:
        documents = (chunk.document_id for chunk in chunks)
    places: dict[str, list[int]] = {}
    for position, document in enumerate(documents):
        places.setdefault(document, []).append(position)
    return {document: np.array(found, dtype=np.int64) for document, found in places.items()}
