"""``cityplans eval shift`` and ``rename``: what is right may depend on neither the year nor the name of a city."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eval.options import RUNS, GoldFile, Limit, Runs, SplitOption, Words, choose, read_gold
from qa.console import ProgressDisplay, say
from qa.options import AsJson, Corpus, Debug, Embedder, Index, Verbose, read_settings
from qa.plain import dump

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from eval.gold import Gold
    from eval.moves.move import Move
    from eval.moves.outcomes import MovedAnswer
    from qa.settings import Settings

Keep = Annotated[
    Path | None,
    typer.Option(
        "--keep", metavar="DIR", help="Keep the moved plans and their index there, to look at them."
    ),
]
Every = Annotated[
    bool, typer.Option("--all", help="Show both answers also of questions whose answer may change.")
]


def shift(
    ctx: typer.Context,
    years: Annotated[
        int, typer.Option("--years", metavar="N", help="A multiple of five, such as 5 or -5.")
    ] = 5,
    gold: GoldFile = None,
    split: SplitOption = None,
    limit: Limit = None,
    words: Words = False,
    every_change: Every = False,
    keep: Keep = None,
    runs: Runs = RUNS,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask the gold again with every year and plan period moved; exit code 1 if an answer changed that may not."""
    from eval.moves.years import YearShift

    move = YearShift(years)
    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    documents, asked = read_gold(settings, gold)
    asked = choose(asked, documents, split=split, limit=limit)
    answers = _measure(move, settings, documents, asked, words=words, runs=runs, keep=keep)
    _print([(move, answers)], every_change=every_change, as_json=as_json)


def rename(
    ctx: typer.Context,
    names: Annotated[
        Literal["invented", "real", "both"],
        typer.Option(
            "--names", help="Names that no place has, of cities that no plan covers, or one after the other."
        ),
    ] = "both",
    gold: GoldFile = None,
    split: SplitOption = None,
    limit: Limit = None,
    words: Words = False,
    every_change: Every = False,
    keep: Keep = None,
    runs: Runs = RUNS,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask the gold again with every covered city renamed in all scripts; exit code 1 if an answer changed."""
    from eval.moves.names import NameKind, Rename

    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    documents, asked = read_gold(settings, gold)
    entries = [document.entry for document in documents]
    texts = [document.raw for document in documents] + [row.model_dump_json() for row in asked.rows]
    asked = choose(asked, documents, split=split, limit=limit)
    kinds: tuple[NameKind, ...] = ("invented", "real") if names == "both" else (names,)
    found = []
    for kind in kinds:
        move = Rename.of(entries, kind, texts)
        folder = keep / kind if keep else None
        found.append((move, _measure(move, settings, documents, asked, words=words, runs=runs, keep=folder)))
    _print(found, every_change=every_change, as_json=as_json)


def _measure(
    move: Move,
    settings: Settings,
    documents: Sequence[Document],
    gold: Gold,
    *,
    words: bool,
    runs: Path,
    keep: Path | None,
) -> list[MovedAnswer]:
    from eval.conditions import Conditions
    from eval.moves.measuring import measure_move

    with _folder(keep) as folder, ProgressDisplay() as progress, interruptible(runs):
        conditions = Conditions(settings, runs, words=words, progress=progress, report=_report())
        return measure_move(documents, gold, move, conditions, folder)


def _report() -> Callable[[str], None]:
    return lambda line: say(f"error: {line}")


@contextlib.contextmanager
def interruptible(runs: Path) -> Iterator[None]:
    """End a command on Ctrl-C with exit code 130, saying that it can be gone on with."""
    from qa.batch import BatchInterrupted

    try:
        yield
    except BatchInterrupted as error:
        say(f"interrupted; {error} to {runs}. Run the same command again to go on.")
        raise typer.Exit(130) from error


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="cityplans-") as name:
        yield Path(name)


def _print(found: Sequence[tuple[Move, Sequence[MovedAnswer]]], *, every_change: bool, as_json: bool) -> None:
    from eval.moves.forbidden import load_forbidden, unlisted
    from eval.moves.reports import move_json, move_lines

    forbidden = load_forbidden()
    if as_json:
        typer.echo(dump([move_json(move.name, answers, forbidden) for move, answers in found]))
    else:
        for move, answers in found:
            typer.echo("\n".join(move_lines(move.name, answers, forbidden, every_change=every_change)))
    changed = sum(len(unlisted(move.name, answers, forbidden)) for move, answers in found)
    if changed:
        say(f"{changed} answers changed that nothing in the text forbids to stay")
        raise typer.Exit(1)
