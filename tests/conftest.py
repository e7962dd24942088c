from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.corpus import SHIPPED_CORPUS
from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.ingest import open_index
from embeddings.progress import Progress, silent
from embeddings.weights import convert_default_model
from qa.assistant import Assistant


@pytest.fixture(scope="session")
def shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a session share: ``TEST_DATA_DIR``, or a temporary one.

    What lies there from an earlier session is used where it still fits.
    """
    base = tmp_path_factory.getbasetemp()
    own = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = Path(os.environ.get("TEST_DATA_DIR") or own / "shared")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def default_model_cache(shared_data: Path) -> Path:
    """The cache folder with the default model, which is converted once."""
    cache_dir = shared_data / "cache"
    convert_default_model(cache_dir)
    return cache_dir


@pytest.fixture(scope="session")
def embedder(default_model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache)


@pytest.fixture(scope="session")
def assistant(embedder: SentenceTransformerEmbedder, shared_data: Path) -> Assistant:
    """The assistant over the five shipped plans; the first process that needs the index builds it."""
    documents, index = open_index(SHIPPED_CORPUS, shared_data / "index", embedder)
    return Assistant.from_parts(documents, index, embedder)


class FakeEmbedder:
    """Deterministic and without weights: counts of hashed character bigrams in 64 dimensions, unit rows."""

    fingerprint = "fake-bigrams-64"
    dimension = 64

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.queries: list[str] = []

    def embed_passages(self, texts: Sequence[str], *, progress: Progress = silent) -> NDArray[np.float32]:
        self.passages.extend(texts)
        return self._embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.queries.extend(texts)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(counts, texts, strict=True):
            for first, second in pairwise(f"^{text}$"):
                row[zlib.crc32((first + second).encode()) % self.dimension] += 1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def fake_embedder_type() -> type[FakeEmbedder]:
    return FakeEmbedder


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def tiny_corpus(tmp_path: Path) -> Path:
    """A corpus of two plans: 甲市 with two chapters (two chunks), 乙市 with one."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    entry = '[[plan]]\nid = "{0}"\nfile = "{0}.txt"\ncity = "{1}"\ntitle = "{1}规划"\nkind = "纲要"\n'
    (folder / "catalog.toml").write_text(entry.format("jia", "甲市") + entry.format("yi", "乙市"), "utf-8")
    (folder / "jia.txt").write_text("第一章 总则\n甲市建设港口。\n第二章 工业\n发展制造业。\n", "utf-8")
    (folder / "yi.txt").write_text("第一章 总则\n乙市建设机场。\n", "utf-8")
    return folder
