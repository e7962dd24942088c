"""How fast passages are embedded, against sentence-transformers' own ``encode`` in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.chunking import chunk_document
from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.weights import convert_default_model


@dataclass(frozen=True, slots=True)
class EmbeddingFigures:
    """Passages per second of ours and of plain ``encode``, and the least cosine between the two."""

    passages: int
    ours: float
    plain: float
    least_cosine: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return self.ours / self.plain


def measure_embedding(cache_dir: Path, *, passage_count: int) -> EmbeddingFigures:
    """Embed the same passages of the shipped plans both ways, plain first, after a warm-up of each."""
    from sentence_transformers import SentenceTransformer

    chunks = [chunk for document in read_corpus(SHIPPED_CORPUS) for chunk in chunk_document(document)]
    step = max(1, len(chunks) // passage_count)
    passages = [chunk.passage for chunk in chunks][::step][:passage_count]
    embedder = SentenceTransformerEmbedder.load(None, cache_dir=cache_dir)
    plain = SentenceTransformer(str(convert_default_model(cache_dir)), device="cpu")
    prompted = [f"passage: {passage}" for passage in passages]

    def encode() -> np.ndarray:
        rows: np.ndarray = plain.encode(prompted, normalize_embeddings=True, show_progress_bar=False)
        return rows

    plain.encode(prompted[:16], show_progress_bar=False)
    embedder.embed_passages(passages[:16])
    began = perf_counter()
    expected = encode()
    between = perf_counter()
    vectors = embedder.embed_passages(passages)
    end = perf_counter()
    return EmbeddingFigures(
        passages=len(passages),
        ours=len(passages) / (end - between),
        plain=len(passages) / (between - began),
        least_cosine=float((expected * vectors).sum(axis=1).min()),
    )


def embedding_lines(figures: EmbeddingFigures) -> Iterator[tuple[str, str]]:
    """Yield what to print."""
    yield "passages embedded", str(figures.passages)
    yield "  plain sentence-transformers encode", f"{figures.plain:.1f} passages/s"
    yield "  ours", f"{figures.ours:.1f} passages/s, {figures.ratio:.2f} times as many"
    yield "  least cosine between the two", f"{figures.least_cosine:.4f}"
