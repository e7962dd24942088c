"""``cityplans eval indicators``: the indicator table against cells that were read by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.options import AsJson, Corpus, Debug, Verbose, read_settings


def indicators(
    ctx: typer.Context,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FILE", help="JSONL of cells; the shipped ones if left out."),
    ] = None,
    corpus: Corpus = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print precision and recall of the indicator table on cells read by eye, and every cell that is wrong."""
    from embeddings.corpus import read_corpus
    from eval.indicators import GOLD, judge, load_cells, report_lines, score, to_json

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents = {each.id: each for each in read_corpus(*settings.corpus_folders)}
    judged = judge(documents, [each for each in load_cells(gold or GOLD) if each.document_id in documents])
    typer.echo(to_json(score(judged)) if as_json else "\n".join(report_lines(judged)))
