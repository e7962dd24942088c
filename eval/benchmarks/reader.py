"""What reading passages costs beside embedding the question, in the same run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.sentences import sentence_spans
from embeddings.weights import convert_default_model
from qa.answering.reader import Readable
from qa.answering.reader_model import TransformerReader

PASSAGES = 6


@dataclass(frozen=True, slots=True)
class ReaderFigures:
    """Seconds float [questions] to embed a question, and to read its first two and all six passages."""

    embed: np.ndarray
    read_two: np.ndarray
    read_all: np.ndarray
    load_s: float
    memory_mb: float

    def ratio(self, seconds: np.ndarray) -> float:
        """Return how many times as long as an embedding, at the medians."""
        return float(np.median(seconds) / np.median(self.embed))


def measure_reader(weights: Path, cache_dir: Path, questions: Sequence[str]) -> ReaderFigures:
    """Embed each question, then read six passages of one plan for it; the embedder is loaded before, as in use."""
    chunks = [list(chunk_document(document)) for document in read_corpus(SHIPPED_CORPUS)]
    embedder = SentenceTransformerEmbedder.load(None, cache_dir=cache_dir)
    before, began = _anonymous_mb(), perf_counter()
    reader = TransformerReader.load(weights, backbone=convert_default_model(cache_dir))
    load_s = perf_counter() - began
    random = Random(5)
    reader.read(questions[0], [_readable(each) for each in chunks[0][:PASSAGES]])
    rows = []
    for question in questions:
        own = random.choice(chunks)
        passages = [_readable(each) for each in random.sample(own, min(PASSAGES, len(own)))]
        times = [perf_counter()]
        embedder.embed_queries([question])
        times.append(perf_counter())
        reader.read(question, passages[:2])
        times.append(perf_counter())
        reader.read(question, passages)
        times.append(perf_counter())
        rows.append(np.diff(times))
    embed, read_two, read_all = np.array(rows).T
    return ReaderFigures(embed, read_two, read_all, load_s, _anonymous_mb() - before)


def reader_lines(figures: ReaderFigures) -> Iterator[tuple[str, str]]:
    """Yield what to print."""
    yield "reader: load, memory of its own", f"{figures.load_s:.1f} s, {figures.memory_mb:.0f} MB"
    yield "  embedding of a question", _milliseconds(figures.embed)
    for name, seconds in (("two", figures.read_two), ("six", figures.read_all)):
        yield (
            f"  reading of {name} passages",
            f"{_milliseconds(seconds)}; {figures.ratio(seconds):.1f} x the embedding",
        )


def _milliseconds(seconds: np.ndarray) -> str:
    p50, p95 = np.percentile(seconds * 1000, (50, 95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"


def _readable(chunk: Chunk) -> Readable:
    text = chunk.reading or chunk.text
    return Readable.of(chunk.city, chunk.chapter, [text[a:b].strip() for a, b in sentence_spans(text)])


def _anonymous_mb() -> float:
    """Return the resident memory that no file backs (Linux), 0 elsewhere."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
    return float(lines["RssAnon"].split()[0]) / 1024
