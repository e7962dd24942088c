"""``cityplans eval retriever``: tune the packaged embedder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli_reader import Again, DataFolder, Unread
from qa.console import say
from qa.options import Debug, Verbose, read_settings

retriever = typer.Typer(
    help="Tune the embedder that finds passages on questions and what answers them.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@retriever.command()
def train(
    ctx: typer.Context,
    data: DataFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the weights and the log.")],
    seed: Annotated[int, typer.Option("--seed", help="Seed of pairs and training.")] = 17,
    passes: Annotated[
        int, typer.Option("--passes", min=1, help="How often the questions are gone through.")
    ] = 2,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.1, help="End the training after so long.")
    ] = None,
    rank: Annotated[int, typer.Option("--rank", min=1, help="Rank of what is learnt.")] = 12,
    frozen_layers: Annotated[
        int, typer.Option("--frozen-layers", min=0, help="So many of the lowest layers learn nothing.")
    ] = 4,
    start: Annotated[
        Path | None,
        typer.Option("--start", metavar="FILE", help="Weights of an earlier run to go on from."),
    ] = None,
    rate: Annotated[float, typer.Option("--rate", min=1e-6, help="Learning rate at its height.")] = 5e-4,
    again: Again = 1.0,
    unread: Unread = "*",
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads of a CPU.")] = 2,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Tune the packaged embedder; what it learns is a file of some 2 MB that is added to its weights."""
    import torch

    from embeddings.model_files import locate_model
    from embeddings.progress import silent
    from eval.reader.pairs import Data
    from eval.retriever.train import train_retriever
    from eval.retriever.training import Recipe

    settings = read_settings(ctx, verbose, debug)
    torch.set_num_threads(threads)
    files = locate_model(None, cache_dir=settings.cache_dir, weights=settings.weights, progress=silent)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "log.jsonl").open("a", encoding="utf-8") as file:

        def log(line: str) -> None:
            file.write(f"{line}\n")
            file.flush()
            say(line)

        train_retriever(
            Data(data, unread), out, directory=files.directory, identity=files.identity, passes=passes, log=log,
            recipe=Recipe(seed=seed, rank=rank, frozen_layers=frozen_layers, minutes=minutes, rate=rate),
            start=start, again=again,
        )  # fmt: skip
