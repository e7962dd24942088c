"""Processor time of reading files: a PDF of many pages, with rules and without, and texts of one line as large as may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from embeddings.additions import inspect_file
from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import SHIPPED_CORPUS, read_corpus, read_document
from embeddings.loaders import LARGEST, LoadError, load_plan

_LINES_PER_PAGE, _LINE = 40, 36
_BYTES = 3
"""A Chinese character in UTF-8."""


@dataclass(frozen=True, slots=True)
class FileFigures:
    """Processor seconds of a file, by pages (0 for a text) and megabytes; ``problem`` is why it was refused."""

    name: str
    pages: int
    megabytes: float
    seconds: float
    problem: str = ""


def measure_files(folder: Path, *, pages: int, size: int = LARGEST) -> Iterator[FileFigures]:
    """Yield the figures of files that are made in a folder: PDFs of so many pages, texts of ``size`` bytes."""
    text = "".join(line for document in read_corpus(SHIPPED_CORPUS) for line in document.raw.split())
    for name, is_ruled in (("PDF without rules", False), ("PDF with a ruled table on each page", True)):
        path = folder / f"made-{int(is_ruled)}.pdf"
        _write_pdf(path, text, pages, is_ruled=is_ruled)
        yield _measured(name, path, pages)
    count = size // _BYTES
    lines = {"one line of text": text, "one line of one character": "规", "one line of spaces": "规 　"}
    for name, pattern in lines.items():
        path = folder / "made.txt"
        path.write_text((pattern * (count // len(pattern) + 1))[:count], encoding="utf-8")
        yield _measured(name, path, 0)


def _measured(name: str, path: Path, pages: int) -> FileFigures:
    began, problem = process_time(), ""
    try:
        if pages:
            document = inspect_file(path).document
        else:
            entry = PlanEntry(id="made", file="made.txt", city="某市", title="某市规划", kind="纲要")
            document = read_document(entry, load_plan(path).text)
        list(chunk_document(document))
    except LoadError as error:
        problem = str(error)
    return FileFigures(name, pages, path.stat().st_size / 2**20, process_time() - began, problem)


def _write_pdf(path: Path, text: str, pages: int, *, is_ruled: bool) -> None:
    """Write pages of running text with a running head and, if asked for, a table of four rows each."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas, (width, height) = Canvas(str(path), pagesize=A4, invariant=True), A4
    at = 0
    for page in range(pages):
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(60, height - 40, "某市国民经济和社会发展第十五个五年规划纲要")
        canvas.drawCentredString(width / 2, 30, f"— {page + 1} —")
        for line in range(_LINES_PER_PAGE):
            canvas.drawString(60, height - 70 - 16 * line, text[at % len(text) : at % len(text) + _LINE])
            at += _LINE
        if is_ruled:
            xs, ys = [60 + 90 * each for each in range(6)], [50 + 14 * each for each in range(5)]
            canvas.grid(xs, ys)
            for row, y in enumerate(ys[:-1]):
                for x, cell in zip(xs, (f"{4 - row}", "森林覆盖率", "%", "48.0", "50.5"), strict=False):
                    canvas.drawString(x + 4, y + 3, cell)
        canvas.showPage()
    canvas.save()


def file_lines(figures: FileFigures) -> Iterator[tuple[str, str]]:
    """Yield what to print."""
    size = f"{figures.pages} pages" if figures.pages else f"{figures.megabytes:.0f} MB"
    told = f", refused: {figures.problem}" if figures.problem else ""
    yield f"{figures.name} ({size})", f"{figures.seconds:.1f} s of processor time{told}"
