from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.ingest import build_index
from embeddings.weights import convert_default_model
from qa.assistant import Assistant


@pytest.fixture(scope="session")
def default_model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of the whole session; the default model is converted in it once."""
    cache_dir = tmp_path_factory.mktemp("cache")
    convert_default_model(cache_dir)
    return cache_dir


@pytest.fixture(scope="session")
def embedder(default_model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache)


@pytest.fixture(scope="session")
def assistant(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the five shipped plans; the index is built once for the session."""
    index = build_index(SHIPPED_CORPUS, tmp_path_factory.mktemp("data") / "index", embedder)
    return Assistant.from_parts(read_corpus(SHIPPED_CORPUS), index, embedder)
