"""``cityplans eval feedback``: the thumbs of the chat page as candidates for the gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.console import say
from qa.options import Corpus, Debug, Verbose, read_settings


def feedback(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help="Files that the chat page wrote; that of CITYPLANS_FEEDBACK_DIR if left out."
        ),
    ] = None,
    gold: Annotated[
        list[Path] | None,
        typer.Option(
            "--gold", metavar="FILE", help="Gold whose questions are left out; the shipped set if left out."
        ),
    ] = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the thumbs of the chat page as rows for the gold (JSONL), which a person must confirm."""
    from embeddings.corpus import read_corpus
    from eval.candidates import make_candidates
    from eval.gold import SHIPPED_GOLD, gold_files, load_gold
    from qa.feedback import FEEDBACK_FILE, read_feedback

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents = read_corpus(*settings.corpus_folders)
    verdicts = [
        each for file in files or [settings.feedback_dir / FEEDBACK_FILE] for each in read_feedback(file)
    ]
    made = make_candidates(verdicts, load_gold(gold_files(gold or [SHIPPED_GOLD]), documents).rows, documents)
    for row in made.rows:
        typer.echo(row.model_dump_json())
    say(f"{len(verdicts)} verdicts: {len(made.rows)} candidates, {made.known} on questions that the gold has")
