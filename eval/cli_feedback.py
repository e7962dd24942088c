"""``cityplans eval feedback``: the thumbs of the chat page as candidates for the gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.console import ProgressDisplay, say
from qa.options import Corpus, Debug, Index, Verbose, read_settings


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
    index: Index = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the thumbs of the chat page as rows for the gold (JSONL), which a person must confirm.

    Every question is asked again: a verdict on an answer that no longer comes out is left out.
    """
    from embeddings.corpus import read_corpus
    from eval.candidates import make_candidates, still_given
    from eval.gold import SHIPPED_GOLD, gold_files, load_gold
    from qa.assistant import Assistant
    from qa.feedback import FEEDBACK_FILE, FeedbackStore, read_feedback

    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus)
    documents = read_corpus(*settings.corpus_folders)
    known = load_gold(gold_files(gold or [SHIPPED_GOLD]), documents).rows
    paths = files or FeedbackStore(settings.feedback_dir).paths or [settings.feedback_dir / FEEDBACK_FILE]
    verdicts = list({each.id: each for path in paths for each in read_feedback(path)}.values())
    with ProgressDisplay() as progress:
        assistant = Assistant.from_settings(settings, progress=progress)
    given = still_given(verdicts, assistant)
    made = make_candidates(given, known, documents)
    for row in made.rows:
        typer.echo(row.model_dump_json())
    say(
        f"{len(verdicts)} verdicts: {len(made.rows)} candidates, {made.known} on questions that the gold has, "
        f"{len(verdicts) - len(given)} on answers that are no longer given"
    )
