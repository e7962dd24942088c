"""Print what building an index and asking questions cost on this machine.

Everything is measured in one run, in fresh folders: the conversion of the default model, the build of the index
(seconds, passages per second, chunks per plan, peak memory of the process), questions asked one after the other in
one process (p50 and p95 by stage), and whole ``cityplans ask`` processes from start to end.

``--scale`` measures synthetic corpora of so many plans instead, ``--reading`` the reading of hard texts,
``--embedding`` the embedder against sentence-transformers' own loop, ``--reader`` the reading of passages beside the
embedding of the question, ``--streaming`` a server whose widget so many readers ask at once, ``--chatting`` the chat
page, for one reader and for so many.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from embeddings.ingest import build_index
from eval.benchmarks.chatting import chatting_lines, measure_chatting
from eval.benchmarks.embedding import embedding_lines, measure_embedding
from eval.benchmarks.files import file_lines, measure_files
from eval.benchmarks.pages import measure_pages, page_lines
from eval.benchmarks.reader import measure_reader, reader_lines
from eval.benchmarks.reading import measure_reading, reading_lines
from eval.benchmarks.scale import measure_scale, scale_lines
from eval.benchmarks.streaming import measure_streaming, streaming_lines
from qa.assistant import Assistant, StageTimings, load_embedder
from qa.settings import load_settings

_ENGLISH_EVERY = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks", description=__doc__)
    parser.add_argument("--questions", type=int, default=200, help="how many questions to ask (default 200)")
    parser.add_argument("--cold-starts", type=int, default=3, help="how many processes to start (default 3)")
    parser.add_argument("--scale", type=int, nargs="+", metavar="N", help="synthetic corpora of N plans")
    parser.add_argument("--reading", action="store_true", help="reading of 1 MB of real and of hostile text")
    parser.add_argument("--characters", type=int, default=350_000, help="length of a text (default 350000)")
    parser.add_argument(
        "--files", type=int, metavar="PAGES", help="PDFs of so many pages, texts of one line of 50 MB"
    )
    parser.add_argument("--embedding", action="store_true", help="passages per second, ours and plain encode")
    parser.add_argument(
        "--reader", type=Path, metavar="DIR", help="reading of passages by a reader's weights"
    )
    parser.add_argument("--streaming", type=int, metavar="N", help="N readers of the widget at once")
    parser.add_argument(
        "--chatting", type=int, metavar="N", help="one reader of the chat page, then N at once"
    )
    parser.add_argument("--pages", action="store_true", help="weights of the pages in a real browser")
    parser.add_argument("--seconds", type=float, default=120, help="how long they ask (default 120)")
    arguments = parser.parse_args()
    parts = ("scale", "reading", "files", "embedding", "reader", "streaming", "chatting", "pages")
    if any(getattr(arguments, part) for part in parts):
        _measure_parts(arguments)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        assistant = _measure_build(work)
        questions = list(islice(make_questions(read_corpus(SHIPPED_CORPUS)), arguments.questions))
        _measure_questions(assistant, questions)
        _measure_cold_starts(work, arguments.cold_starts)


def _measure_parts(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    if arguments.reading:
        for reading in measure_reading(characters=arguments.characters):
            _show_all(reading_lines(reading))
    if arguments.files:
        with tempfile.TemporaryDirectory() as folder:
            for figures in measure_files(Path(folder), pages=arguments.files):
                _show_all(file_lines(figures))
    if arguments.embedding:
        _show_all(embedding_lines(measure_embedding(settings.cache_dir, passage_count=arguments.questions)))
    if arguments.reader:
        questions = list(islice(make_questions(read_corpus(SHIPPED_CORPUS)), arguments.questions))
        _show_all(reader_lines(measure_reader(arguments.reader, settings.cache_dir, questions)))
    if arguments.streaming:
        questions = list(islice(make_questions(read_corpus(SHIPPED_CORPUS)), arguments.questions))
        for readers, seconds in ((1, 10.0), (arguments.streaming, arguments.seconds)):
            _show_all(streaming_lines(measure_streaming(questions, readers=readers, seconds=seconds)))
    if arguments.chatting:
        questions = list(islice(make_questions(read_corpus(SHIPPED_CORPUS)), arguments.questions))
        both = (1, arguments.chatting)
        for chatting in measure_chatting(questions, readers=both, seconds=arguments.seconds):
            _show_all(chatting_lines(chatting))
    if arguments.pages:
        for page in measure_pages():
            _show_all(page_lines(page))
    if arguments.scale:
        documents, embedder = read_corpus(SHIPPED_CORPUS), load_embedder(settings)
        with tempfile.TemporaryDirectory() as folder:
            sizes, count = arguments.scale, arguments.questions
            for scale in measure_scale(documents, embedder, sizes, Path(folder), questions=count):
                _show_all(scale_lines(scale))


def _measure_build(work: Path) -> Assistant:
    settings = load_settings(index_dir=work / "index", cache_dir=work / "cache")
    began = perf_counter()
    load_embedder(settings)
    _show("first load of the model (converts it)", f"{perf_counter() - began:.1f} s")
    began = perf_counter()
    embedder = load_embedder(settings)
    _show("second load in the same process", f"{perf_counter() - began:.2f} s")
    before = _peak_mb()
    began = perf_counter()
    index = build_index(SHIPPED_CORPUS, settings.index_dir, embedder)
    seconds = perf_counter() - began
    passages = index.manifest.passages
    _show("index build", f"{seconds:.1f} s, {passages} passages, {passages / seconds:.0f} passages/s")
    for document_id, count in index.manifest.chunks.items():
        _show(f"  chunks of {document_id}", str(count))
    _show("peak memory before the build / after", f"{before:.0f} MB / {_peak_mb():.0f} MB")
    size = sum(file.stat().st_size for file in settings.index_dir.rglob("*") if file.is_file())
    _show("index on disk", f"{size / 1e6:.1f} MB")
    return Assistant.from_parts(read_corpus(SHIPPED_CORPUS), index, embedder)


def _measure_questions(assistant: Assistant, questions: Sequence[str]) -> None:
    assistant.ask(questions[0])  # the first question also loads what is loaded late
    rows, refused = [], 0
    for question in questions:
        timings = StageTimings()
        began = perf_counter()
        refused += assistant.ask(question, timings=timings).refused
        total = perf_counter() - began
        rows.append((timings.understand, timings.embed, timings.search, timings.answer, total))
    milliseconds = np.array(rows) * 1000
    _show("questions asked / refused", f"{len(questions)} / {refused}")
    for number, stage in enumerate(("understand", "embed", "search", "answer", "total")):
        p50, p95 = np.percentile(milliseconds[:, number], (50, 95))
        _show(f"  {stage}", f"p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def _measure_cold_starts(work: Path, count: int) -> None:
    """Time whole processes that find the model converted and the index built."""
    environment = os.environ | {
        "CITYPLANS_INDEX_DIR": str(work / "index"),
        "CITYPLANS_CACHE_DIR": str(work / "cache"),
    }
    command = [sys.executable, "-m", "qa.cli", "ask", "郴州市2025年森林覆盖率目标是多少"]
    seconds = []
    for _ in range(count):
        began = perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        seconds.append(perf_counter() - began)
    shown = ", ".join(f"{each:.1f}" for each in seconds)
    _show("cold start of cityplans ask", f"{shown} s")


def make_questions(documents: Sequence[Document]) -> Iterator[str]:
    """Yield questions made from the headings of all plans in turn: no gold set is needed to measure speed."""
    per_document = [
        [path[-1].title for path in document.paths if path[-1].title and "(" not in path[-1].title]
        for document in documents
    ]
    number = 0
    for row in zip_longest(*per_document):
        for document, title in zip(documents, row, strict=True):
            if title is None:
                continue
            number += 1
            if number % _ENGLISH_EVERY == 0:
                yield f"What does {document.entry.city_en} plan for {title}?"
            else:
                yield f"{document.city}{title}的目标和措施有哪些?"


def _peak_mb() -> float:
    """Return the peak resident memory of this process in megabytes (Linux counts it in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1024


def _show_all(lines: Iterable[tuple[str, str]]) -> None:
    for what, figure in lines:
        _show(what, figure)


def _show(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<44} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
