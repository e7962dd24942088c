"""What an index of many plans costs: build, disk, memory, and a question by stage, with recall against exact search."""

from __future__ import annotations

import gc
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from embeddings.chunking import Chunk, chunk_document
from embeddings.corpus import Document
from embeddings.embedders import Embedder
from embeddings.index import VectorIndex
from embeddings.queries import QueryReader
from embeddings.retrieval import Retriever, Timings
from embeddings.store import load_index, make_index, save_index
from eval.benchmarks.synthetic import SyntheticCorpus, make_corpus

_RECALL_AT = 10
_TOPICS = (
    "森林覆盖率的目标是多少?",
    "2025年常住人口城镇化率达到多少?",
    "研发经费投入怎么安排?",
    "怎样建设国家物流枢纽?",
    "养老服务有哪些措施?",
    "如何治理水污染?",
    "重点发展哪些产业?",
    "乡村振兴有什么举措?",
    "数字经济核心产业增加值占比是多少?",
    "教育方面有哪些工程?",
)


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """What one corpus cost; times in seconds and milliseconds, sizes in megabytes.

    ``stages`` has (p50, p95) for understanding, embedding, searching and all of it; ``recall`` is the share of the
    ten nearest vectors by exact search that the index finds, over questions about all plans.
    """

    plans: int
    passages: int
    build_s: float
    disk_mb: float
    load_s: float
    memory_mb: float
    stages: dict[str, tuple[float, float]]
    recall: float


def measure_scale(
    documents: Sequence[Document],
    embedder: Embedder,
    plan_counts: Sequence[int],
    work: Path,
    *,
    questions: int,
) -> Iterator[ScaleFigures]:
    """Yield the figures of a synthetic corpus of each size; the real passages are embedded once."""
    chunks = [chunk for document in documents for chunk in chunk_document(document)]
    vectors = embedder.embed_passages([chunk.encoded for chunk in chunks])
    for count in plan_counts:
        yield _measure(chunks, vectors, embedder, count, work / f"index-{count}", questions)


def _measure(
    chunks: Sequence[Chunk],
    vectors: NDArray[np.float32],
    embedder: Embedder,
    plan_count: int,
    folder: Path,
    question_count: int,
) -> ScaleFigures:
    corpus = make_corpus(chunks, vectors, plan_count)
    build_s = _build(corpus, folder)
    documents, made = corpus.documents, corpus.vectors
    size = len(corpus.chunks)
    del corpus
    gc.collect()
    before = resident_mb()
    began = perf_counter()
    retriever = Retriever(load_index(folder), embedder)
    load_s = perf_counter() - began
    reader = QueryReader(documents)
    asked = list(islice(_questions(documents), question_count))
    stages = _ask(retriever, reader, asked)
    memory_mb = resident_mb() - before
    return ScaleFigures(
        plans=plan_count,
        passages=size,
        build_s=build_s,
        disk_mb=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
        load_s=load_s,
        memory_mb=memory_mb,
        stages=stages,
        recall=recall(retriever.index.vectors, made, embedder.embed_queries(_TOPICS)),
    )


def _build(corpus: SyntheticCorpus, folder: Path) -> float:
    began = perf_counter()
    index = make_index(corpus.chunks, VectorIndex.build(corpus.vectors), embedder="made", corpus="made")
    save_index(index, folder)
    return perf_counter() - began


def _questions(documents: Sequence[Document]) -> Iterator[str]:
    """Yield questions about one plan, two plans and all of them, in turn."""
    for number in range(10**9):
        topic = _TOPICS[number % len(_TOPICS)]
        first = documents[number * 7 % len(documents)].city
        second = documents[(number * 7 + 1) % len(documents)].city
        yield (f"{first}{topic}", topic, f"比较{first}和{second}:{topic}")[number % 3]


def _ask(retriever: Retriever, reader: QueryReader, asked: Sequence[str]) -> dict[str, tuple[float, float]]:
    rows = []
    for question in [asked[0], *asked]:  # the first also reads what is read late
        timings = Timings()
        began = perf_counter()
        query = reader.read(question)
        understood = perf_counter()
        retriever.retrieve(query, limit=10, timings=timings)
        end = perf_counter()
        rows.append((understood - began, timings.embed, timings.search, end - began))
    milliseconds = np.percentile(np.array(rows[1:]) * 1000, (50, 95), axis=0)
    names = ("understand", "embed", "search", "total")
    return {name: (float(p50), float(p95)) for name, p50, p95 in zip(names, *milliseconds, strict=True)}


def recall(index: VectorIndex, vectors: NDArray[np.float32], queries: NDArray[np.float32]) -> float:
    """Return the share of the ten nearest vectors that an index finds; vectors float32 [n, dim], unit rows."""
    found = 0
    for query in queries:
        scores = vectors @ query
        nearest = set(np.argpartition(-scores, _RECALL_AT - 1)[:_RECALL_AT].tolist())
        found += len(nearest & {position for position, _ in index.search(query, _RECALL_AT)})
    return found / (_RECALL_AT * len(queries))


def resident_mb() -> float:
    """Return the memory of this process in megabytes: resident now, or the peak where that cannot be read."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def scale_lines(figures: ScaleFigures) -> Iterator[tuple[str, str]]:
    """Yield what to print."""
    yield f"{figures.plans} plans", f"{figures.passages} passages (synthetic; vectors made, not embedded)"
    yield "  index build without embedding", f"{figures.build_s:.1f} s, {figures.disk_mb:.0f} MB on disk"
    yield "  index load / memory with it in use", f"{figures.load_s:.2f} s / {figures.memory_mb:.0f} MB"
    for stage, (p50, p95) in figures.stages.items():
        yield f"  {stage}", f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    yield "  recall@10 against exact search", f"{figures.recall:.3f}"
