"""The options that commands of ``cityplans eval`` share, and the gold that they choose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.options import text

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from eval.gold import Gold
    from qa.settings import Settings

RUNS = Path("eval-runs")
GoldFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--gold", metavar="FILE", help="JSONL or CSV, or a folder of them; the shipped set if left out."
    ),
]
Runs = Annotated[Path, typer.Option("--runs", metavar="DIR", help="Folder that holds the runs.")]
Processes = Annotated[
    int,
    typer.Option("--processes", min=1, help="How many processes ask side by side; each has an assistant."),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Ask only the first N questions.")]
Words = Annotated[
    bool, typer.Option("--words", help="Answer by words alone, without the embedder: minutes become seconds.")
]
SplitOption = Annotated[
    Literal["dev", "test"] | None, typer.Option("--split", help="Only this half of the gold.")
]


def read_documents(settings: Settings) -> tuple[Document, ...]:
    """Read the corpus of the settings."""
    from embeddings.corpus import read_corpus

    return read_corpus(*settings.corpus_folders)


def gold_paths(given: Sequence[Path] | None) -> list[Path]:
    """Return the gold files, those of a folder one by one."""
    from eval.gold import SHIPPED_GOLD, gold_files

    return gold_files(given or [SHIPPED_GOLD])


def read_gold(settings: Settings, given: Sequence[Path] | None) -> tuple[tuple[Document, ...], Gold]:
    """Read the corpus and the gold; the gold is proved before anything is asked."""
    from eval.errors import GoldError
    from eval.gold import load_gold
    from eval.validation import check_gold

    documents = read_documents(settings)
    gold = load_gold(gold_paths(given), documents)
    faults = check_gold(gold, documents)
    if faults:
        raise GoldError(faults)
    return documents, gold


def choose(
    gold: Gold,
    documents: Sequence[Document],
    *,
    cities: Sequence[str] | None = None,
    split: str | None = None,
    limit: int | None = None,
) -> Gold:
    """Return the part of the gold that is asked.

    Raises:
        UnknownCityError: a city that no plan covers.
        GoldError: nothing is left.

    """
    from embeddings.corpus import find_document
    from eval.errors import Fault, GoldError

    names = [part for each in cities or () for part in re.split("[,、，]", text(each)) if part.strip()]
    wanted = {find_document(documents, each).city for each in names}
    rows = [
        row
        for row in gold.rows
        if split in (None, row.split) and (not wanted or (row.cities and wanted >= set(row.cities)))
    ][:limit]
    if not rows:
        raise GoldError([Fault("the gold", 0, "", "has no question for these --cities and --split")])
    return gold.keep(rows)
