"""The offline pipeline: plans -> chunks -> vectors -> an index folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from embeddings.catalog import read_catalogs
from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document, documents_hash, read_corpus
from embeddings.embedders import Embedder
from embeddings.errors import (
    CorpusError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    StoredIndexError,
)
from embeddings.index import VectorIndex
from embeddings.progress import Progress, silent
from embeddings.store import (
    REBUILD,
    PlanIndex,
    check_index,
    check_replaceable,
    fits,
    load_index,
    make_index,
    recover,
    save_index,
)
from embeddings.words_only import NoVectors, WordsOnly

Folders = Path | Sequence[Path]
"""A corpus: one folder, or several that are used together."""


def build_index(
    corpus: Folders, index_dir: Path, embedder: Embedder, *, progress: Progress = silent
) -> PlanIndex:
    """Build the index of a corpus and save it; passages that an older index has are not embedded again.

    Only one process builds at a place at a time. Interrupted at any moment it leaves the older index as it was.
    """
    read_catalogs(*_folders(corpus))  # told before the lock is waited for
    check_replaceable(index_dir)
    with _lock(index_dir):
        documents = read_corpus(*_folders(corpus))
        older = _older(index_dir)
        if older is not None and older.manifest.embedder != embedder.fingerprint:
            older = None
        index = _build(documents, older, lambda: embedder, progress)
        save_index(index, index_dir)
    return index


def update_index(
    corpus: Folders,
    index_dir: Path,
    open_embedder: Callable[[], Embedder],
    *,
    progress: Progress = silent,
) -> tuple[tuple[Document, ...], PlanIndex]:
    """Bring an index up to date with its corpus and the reading code, or build it where there is none.

    Returns the documents and the index. The embedder is opened only if there are passages to embed.

    Raises:
        IndexMismatchError: the index was built with another embedder; all of it would have to be embedded again.
        IndexDamagedError: it cannot be read.

    """
    check_replaceable(index_dir)
    with _lock(index_dir):
        # The corpus is read under the lock: of two processes the later one writes the newer state.
        documents = read_corpus(*_folders(corpus))
        try:
            older = load_index(index_dir)
        except IndexMissingError:
            older = None
        if older is not None and fits(older, corpus=documents_hash(documents)):
            return documents, older
        index = _build(documents, older, open_embedder, progress)
        save_index(index, index_dir)
    return documents, index


def open_index(
    corpus: Folders, index_dir: Path, embedder: Embedder, *, progress: Progress = silent
) -> tuple[tuple[Document, ...], PlanIndex]:
    """Return the documents of a corpus and their index, brought up to date where it has to be.

    Raises:
        IndexMismatchError: the index was built with another embedder.
        IndexDamagedError: it cannot be read.

    """
    documents = read_corpus(*_folders(corpus))
    try:
        index = load_index(index_dir)
    except (IndexMissingError, IndexDamagedError):
        # It may be replaced by another process at this moment; under the lock it is not.
        documents, index = update_index(corpus, index_dir, lambda: embedder, progress=progress)
    if index.manifest.embedder == embedder.fingerprint and not fits(index, corpus=documents_hash(documents)):
        documents, index = update_index(corpus, index_dir, lambda: embedder, progress=progress)
    check_index(index, index_dir, embedder=embedder.fingerprint, corpus=documents_hash(documents))
    return documents, index


def open_words(corpus: Folders, index_dir: Path) -> tuple[tuple[Document, ...], PlanIndex]:
    """Return the documents of a corpus and an index of their words alone, for answers before there are vectors.

    The words of a stored index are used where they fit, whatever its embedder; nothing is written.
    """
    documents = read_corpus(*_folders(corpus))
    fingerprint = documents_hash(documents)
    stored = _older(index_dir)
    if stored is not None and fits(stored, corpus=fingerprint):
        return documents, replace(stored, vectors=NoVectors(len(stored.chunks)))
    chunks = _chunks(documents, silent)
    vectors = NoVectors(len(chunks))
    return documents, make_index(chunks, vectors, embedder=WordsOnly.fingerprint, corpus=fingerprint)


def _folders(corpus: Folders) -> tuple[Path, ...]:
    return (corpus,) if isinstance(corpus, Path) else tuple(corpus)


@contextlib.contextmanager
def _lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock of an index folder; what a killed process left there is put right first.

    Raises:
        StoredIndexError: its place cannot be written.

    """
    lock = FileLock(index_dir.parent / f".{index_dir.name}.lock")
    try:
        index_dir.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        recover(index_dir)
    except OSError as error:
        problem = f"cannot write the index to {index_dir} ({error.strerror or error})"
        remedy = "Name a folder that can be written: --index DIR or CITYPLANS_INDEX_DIR."
        raise StoredIndexError(problem, remedy=remedy) from error
    try:
        yield
    finally:
        lock.release()


def _build(
    documents: Sequence[Document],
    older: PlanIndex | None,
    open_embedder: Callable[[], Embedder],
    progress: Progress,
) -> PlanIndex:
    chunks = _chunks(documents, progress)
    known: dict[str, NDArray[np.float32]] = {}
    if older is not None:
        rows = older.vectors.vectors()
        known = {chunk.encoded: row for chunk, row in zip(older.chunks, rows, strict=True)}
    texts = [chunk.encoded for chunk in chunks]
    new = [text for text in texts if text not in known]
    fingerprint = older.manifest.embedder if older is not None else ""
    if new or older is None:
        embedder = open_embedder()
        if older is not None and embedder.fingerprint != fingerprint:
            problem = f"the index was built with {fingerprint}, in use is {embedder.fingerprint}"
            raise IndexMismatchError(problem, remedy=REBUILD)
        fingerprint = embedder.fingerprint
        known |= dict(zip(new, embedder.embed_passages(new, progress=progress), strict=True)) if new else {}
    vectors = np.stack([known[text] for text in texts])
    return make_index(
        chunks, VectorIndex.build(vectors), embedder=fingerprint, corpus=documents_hash(documents)
    )


def _chunks(documents: Sequence[Document], progress: Progress) -> list[Chunk]:
    """Return the chunks of all documents.

    Raises:
        CorpusError: there are none.

    """
    chunks: list[Chunk] = []
    for number, document in enumerate(documents, start=1):
        chunks.extend(chunk_document(document))
        progress("read", number, len(documents))
    if not chunks:
        names = ", ".join(document.entry.file for document in documents)
        raise CorpusError(
            f"the texts of the corpus have headings only ({names})", remedy="Add the plans' full texts."
        )
    return chunks


def _older(index_dir: Path) -> PlanIndex | None:
    """Return the index at a place if there is a sound one."""
    try:
        return load_index(index_dir)
    except StoredIndexError:
        return None
