"""The offline pipeline: plans -> chunks -> vectors -> an index folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document, corpus_hash, read_corpus
from embeddings.embedders import Embedder
from embeddings.errors import CorpusError, StoredIndexError
from embeddings.index import VectorIndex
from embeddings.progress import Progress, silent
from embeddings.store import PlanIndex, check_replaceable, load_index, make_index, save_index


def build_index(
    corpus_dir: Path, index_dir: Path, embedder: Embedder, *, progress: Progress = silent
) -> PlanIndex:
    """Build the index of a corpus folder and save it; passages that an older index has are not embedded again.

    Only one process builds at a place at a time. Interrupted at any moment it leaves the older index as it was.
    """
    documents = read_corpus(corpus_dir)
    check_replaceable(index_dir)
    with _lock(index_dir):
        index = _build(documents, corpus_hash(corpus_dir), index_dir, embedder, progress)
        save_index(index, index_dir)
    return index


def _lock(index_dir: Path) -> FileLock:
    """Return the lock of an index folder, taken.

    Raises:
        StoredIndexError: its place cannot be written.

    """
    lock = FileLock(index_dir.parent / f".{index_dir.name}.lock")
    try:
        index_dir.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        problem = f"cannot write the index to {index_dir} ({error.strerror or error})"
        remedy = "Name a folder that can be written: --index DIR or CITYPLANS_INDEX_DIR."
        raise StoredIndexError(problem, remedy=remedy) from error
    return lock


def _build(
    documents: Sequence[Document], corpus: str, index_dir: Path, embedder: Embedder, progress: Progress
) -> PlanIndex:
    chunks: list[Chunk] = []
    for number, document in enumerate(documents, start=1):
        chunks.extend(chunk_document(document))
        progress("read", number, len(documents))
    if not chunks:
        names = ", ".join(document.entry.file for document in documents)
        raise CorpusError(
            f"the texts of the corpus have headings only ({names})", remedy="Add the plans' full texts."
        )
    known = _known_vectors(index_dir, embedder)
    vectors = _embed([chunk.passage for chunk in chunks], known, embedder, progress)
    return make_index(chunks, VectorIndex.build(vectors), embedder=embedder.fingerprint, corpus=corpus)


def _known_vectors(index_dir: Path, embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    """Return the vectors by passage of an older index of the same embedder; none if there is no sound one."""
    try:
        older = load_index(index_dir)
    except StoredIndexError:
        return {}
    if older.manifest.embedder != embedder.fingerprint:
        return {}
    return {chunk.passage: row for chunk, row in zip(older.chunks, older.vectors.vectors(), strict=True)}


def _embed(
    passages: Sequence[str], known: dict[str, NDArray[np.float32]], embedder: Embedder, progress: Progress
) -> NDArray[np.float32]:
    """Return the vectors of passages, float32 [n, dim]."""
    new = [passage for passage in passages if passage not in known]
    if new:
        rows = embedder.embed_passages(new, progress=progress)
        known = known | dict(zip(new, rows, strict=True))
    return np.stack([known[passage] for passage in passages])
