from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.weights import convert_default_model


@pytest.fixture(scope="session")
def default_model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of the whole session; the default model is converted in it once."""
    cache_dir = tmp_path_factory.mktemp("cache")
    convert_default_model(cache_dir)
    return cache_dir


@pytest.fixture(scope="session")
def embedder(default_model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache)
