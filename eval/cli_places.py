"""``cityplans eval places``: do plans answer questions about places that none of them covers."""

from __future__ import annotations

from typing import Annotated

import typer

from eval.options import Words
from qa.console import ProgressDisplay, say
from qa.options import AsJson, Corpus, Debug, Embedder, Index, Verbose, read_settings
from qa.plain import columns, dump


def places(
    ctx: typer.Context,
    count: Annotated[int, typer.Option("--count", min=10, help="How many places are asked about.")] = 400,
    seed: Annotated[int, typer.Option("--seed", help="Other seeds draw other places.")] = 1,
    words: Words = False,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask about places that no plan covers, each in four forms; exit code 1 if a plan answered for one."""
    from embeddings.corpus import read_corpus
    from eval.conditions import open_assistant
    from eval.places import FORMS, ask_places, place_lines, sample_uncovered

    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    chosen = sample_uncovered(read_corpus(*settings.corpus_folders), count, seed=seed)
    with ProgressDisplay() as progress:
        assistant = open_assistant(settings, words=words, progress=progress)
        total = len(chosen) * len(FORMS)
        asked = list(ask_places(chosen, assistant.ask, told=lambda done: progress("asking", done, total)))
    wrong = [each for each in asked if not each.is_right]
    if as_json:
        typer.echo(dump({"asked": len(asked), "answered": [each.to_json() for each in wrong]}))
    else:
        typer.echo("\n".join(columns([*place_lines(asked)])))
        for each in wrong:
            typer.echo(f"{each.answer.question}\n    {' / '.join(each.answer.text.splitlines())}")
    if wrong:
        say(f"{len(wrong)} questions about places that no plan covers were answered")
        raise typer.Exit(1)
