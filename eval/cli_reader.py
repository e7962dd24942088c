"""``cityplans eval reader``: train the reader and say how good it is."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Annotated

import typer

from qa.console import say
from qa.options import Debug, Verbose, read_settings

reader = typer.Typer(
    help="Train the reader that tells which sentence of a passage answers, and measure it.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

DataFolder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", help="Folder with public, reports, questions, dialogues, plans."),
]
Backbone = Annotated[
    Path | None,
    typer.Option("--backbone", metavar="DIR", help="Encoder to start from; the packaged one if left out."),
]
Again = Annotated[
    float,
    typer.Option(
        "--again",
        min=0.0,
        max=1.0,
        help="Share that is read again of what earlier weights were trained on; all that is unread is read.",
    ),
]
Unread = Annotated[
    str,
    typer.Option(
        "--unread",
        metavar="PATTERN",
        help="Names of the files of eval/reader/written that earlier weights have not read, such as *-plain*.",
    ),
]
Model = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a reader's weights.")]


@reader.command()
def train(
    ctx: typer.Context,
    data: DataFolder,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for weights, checkpoints and scores.")
    ],
    backbone: Backbone = None,
    start: Annotated[
        Path | None,
        typer.Option(
            "--start", metavar="DIR", help="Reader of an earlier run to go on from, heads included."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of rows and training.")] = 17,
    public_rows: Annotated[
        int, typer.Option("--public-rows", min=0, help="Rows of the first stage.")
    ] = 20_000,
    own_rows: Annotated[
        int, typer.Option("--own-rows", min=0, help="Rows of the second stage at most.")
    ] = 40_000,
    public_minutes: Annotated[
        float | None, typer.Option("--public-minutes", min=0.1, help="End the first stage after so long.")
    ] = None,
    own_minutes: Annotated[
        float | None, typer.Option("--own-minutes", min=0.1, help="End the second stage after so long.")
    ] = None,
    frozen_layers: Annotated[
        int, typer.Option("--frozen-layers", min=0, help="So many of the lowest layers keep their weights.")
    ] = 0,
    found: Annotated[
        bool,
        typer.Option("--found", help="Also read the passages that the embedder finds for each question."),
    ] = False,
    again: Again = 1.0,
    unread: Unread = "*",
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads of a CPU.")] = 2,
    device: Annotated[str, typer.Option("--device", help="cpu, cuda or mps.")] = "cpu",
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Train a reader; started again with the same folder it goes on from its last checkpoint."""
    import torch

    from eval.reader.mined import mined_rows
    from eval.reader.pairs import Data
    from eval.reader.train import Plan, train_reader
    from eval.reader.training import Recipe
    from qa.answering.reader_files import read_weights
    from qa.assistant import load_embedder

    settings = read_settings(ctx, verbose, debug)
    torch.set_num_threads(threads)
    directory, identity = _backbone(backbone, settings.cache_dir)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "log.jsonl").open("a", encoding="utf-8") as file:

        def log(line: str) -> None:
            file.write(f"{line}\n")
            file.flush()
            say(line)

        train_reader(
            Data(data, unread), out, backbone=directory, identity=identity, log=log,
            plan=Plan(public_rows, own_rows, public_minutes, own_minutes, own_backbone=backbone is not None, found=found,
                      again=again, unread=unread),
            recipe=Recipe(seed=seed, device=device, frozen_layers=frozen_layers),
            start=None if start is None else read_weights(start),
            found=mined_rows(Data(data, unread), load_embedder(settings), Random(seed), again=again) if found else (),
        )  # fmt: skip


@reader.command()
def score(
    ctx: typer.Context,
    model: Model,
    data: DataFolder,
    backbone: Backbone = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Show a reader's scores on the held reports and the public test windows."""
    from eval.reader.pairs import Data
    from eval.reader.train import test_lines
    from qa.answering.reader_model import TransformerReader

    settings = read_settings(ctx, verbose, debug)
    directory, _ = _backbone(backbone, settings.cache_dir)
    loaded = TransformerReader.load(model, backbone=directory)
    typer.echo("\n".join(test_lines(loaded, Data(data))))


@reader.command()
def pack(
    ctx: typer.Context,
    model: Model,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the packed weights.")],
    average_with: Annotated[
        Path | None,
        typer.Option(
            "--average-with",
            metavar="DIR",
            help="Take the mean with the weights of a run that this one went on from.",
        ),
    ] = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Write a trained reader's weights with int8 matrices, a quarter of the size: what is shipped."""
    from qa.answering.reader_files import averaged, read_weights, write_packed

    read_settings(ctx, verbose, debug)
    weights = read_weights(model)
    if average_with is not None:
        weights = averaged(weights, read_weights(average_with))
    path = write_packed(weights, out, {})
    say(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


@reader.command()
def calibrate(
    ctx: typer.Context,
    model: Model,
    data: DataFolder,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", min=0.0, max=1.0, help="Chance from which a sentence answers; fitted if left out."
        ),
    ] = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Fit what turns the reader's word into a chance, and write it beside its weights.

    It asks the dev half of the gold and the questions on the held reports, none of which was trained on.
    """
    from eval.reader.calibrate import calibrate_reader

    settings = read_settings(ctx, verbose, debug)
    typer.echo("\n".join(calibrate_reader(settings, model, data, threshold)))


@reader.command()
def followups(
    ctx: typer.Context,
    data: DataFolder,
    alone: Annotated[
        bool, typer.Option("--alone", help="Ask the same without the earlier questions: what can be reached.")
    ] = False,
    held: Annotated[
        bool, typer.Option("--held", help="Ask about the held reports, not the plans and the other reports.")
    ] = False,
    every: Annotated[int, typer.Option("--every", min=1, help="Ask only each so manieth.")] = 1,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask follow-ups after their earlier questions: is the evidence found first, is the first sentence right."""
    from eval.reader.followups import measure_all

    settings = read_settings(ctx, verbose, debug)
    typer.echo("\n".join(measure_all(settings, data, alone=alone, held=held, every=every)))


@reader.command()
def card(
    ctx: typer.Context,
    model: Model,
    run: Annotated[
        Path, typer.Option("--run", metavar="DIR", help="Folder that train wrote: its log and scores.")
    ],
    notes: Annotated[
        Path | None,
        typer.Option("--notes", metavar="FILE", help="Text for the card: what was measured elsewhere."),
    ] = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Write the model card of a reader into its folder: data and licences, how it was trained, scores, limits."""
    from eval.reader.card import write_card

    read_settings(ctx, verbose, debug)
    say(str(write_card(model, run, notes=notes)))


def _backbone(backbone: Path | None, cache_dir: Path) -> tuple[Path, str]:
    from embeddings.model_files import locate_model
    from embeddings.progress import silent

    files = locate_model(str(backbone) if backbone else None, cache_dir=cache_dir, progress=silent)
    return files.directory, files.identity
