"""``cityplans eval``: run, compare, check, validate. Each command imports what it needs when it runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.cli_ablate import ablate
from eval.cli_feedback import feedback
from eval.cli_indicators import indicators
from eval.cli_moves import rename, shift
from eval.cli_places import places
from eval.cli_reader import reader
from eval.cli_retriever import retriever
from eval.options import (
    RUNS,
    GoldFile,
    Limit,
    Processes,
    Runs,
    SplitOption,
    choose,
    gold_paths,
    read_documents,
    read_gold,
)
from eval.tables import comparison_lines, gold_lines, summary_lines
from qa.console import ProgressDisplay, say
from qa.options import AsJson, Corpus, Debug, Embedder, Index, Verbose, read_settings
from qa.plain import dump

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from eval.baselines import Baseline, Outcome
    from eval.gold import Gold
    from qa.settings import Settings

app = typer.Typer(
    help="Measure how good the answers are, and whether they got worse.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Generator = Annotated[
    str | None, typer.Option("--generator", metavar="G", help="Generator (CITYPLANS_GENERATOR).")
]

app.command()(indicators)
app.command()(feedback)
app.add_typer(reader, name="reader")
app.add_typer(retriever, name="retriever")
app.command()(ablate)
app.command()(places)
app.command()(shift)
app.command()(rename)


@app.command()
def run(
    ctx: typer.Context,
    gold: GoldFile = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the run; one made of its settings if left out.")
    ] = None,
    limit: Limit = None,
    cities: Annotated[
        list[str] | None,
        typer.Option("--cities", help="Only questions about these cities; repeated or joined by commas."),
    ] = None,
    split: SplitOption = None,
    generator: Generator = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask all again, even if the run is there.")] = False,
    processes: Processes = 1,
    runs: Runs = RUNS,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask every gold question, judge the answers and write a report; an interrupted run goes on."""
    settings = read_settings(
        ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder, generator=generator
    )
    documents, chosen = read_gold(settings, gold)
    chosen = choose(chosen, documents, cities=cities, split=split, limit=limit)
    folder, summary, failed = _run(
        settings,
        documents,
        chosen,
        name=name,
        runs=runs,
        gold_files=gold_paths(gold),
        fresh=fresh,
        processes=processes,
    )
    if as_json:
        typer.echo(dump(summary))
    else:
        typer.echo("\n".join(summary_lines(summary)))
    say(f"report: {folder / 'report.html'}")
    if failed:
        raise typer.Exit(1)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="Name or folder of a run: the one before.")],
    second: Annotated[str, typer.Argument(help="Name or folder of a run: the one after.")],
    split: SplitOption = None,
    every_measure: Annotated[
        bool, typer.Option("--all", help="Show every measure, also those the verdict does not rest on.")
    ] = False,
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Compare two runs question by question: differences, tests, and what flipped."""
    from eval.compare import compare as compare_runs
    from eval.runner import load_run

    found = compare_runs(load_run(_folder(first, runs)), load_run(_folder(second, runs)), split=split)
    typer.echo(
        dump(found.to_json()) if as_json else "\n".join(comparison_lines(found, every_measure=every_measure))
    )


@app.command()
def confidence(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Show how well the confidence of a run's answers tells answerable questions from others, by threshold."""
    from dataclasses import asdict

    from eval.confidence import confidence_curves, curve_lines
    from eval.runner import load_run

    curves = confidence_curves(load_run(_folder(run_name, runs)))
    typer.echo(dump([asdict(curve) for curve in curves]) if as_json else "\n".join(curve_lines(curves)))


@app.command()
def check(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None, typer.Argument(help="Names of baselines; all of them if left out.")
    ] = None,
    run_name: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="Check this finished run instead of asking again."),
    ] = None,
    baselines: Annotated[
        Path | None, typer.Option("--baselines", metavar="FILE", help="TOML; the shipped one if left out.")
    ] = None,
    processes: Processes = 1,
    gold: GoldFile = None,
    runs: Runs = RUNS,
    index: Index = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Run the baselines and compare with their expected scores; exit code 1 if one got worse."""
    from eval.baselines import SHIPPED_BASELINES, check_baseline, load_baselines, regressions
    from eval.runner import load_run

    chosen = _choose_baselines(load_baselines(baselines or SHIPPED_BASELINES), name)
    if run_name is not None and len(chosen) != 1:
        ctx.fail("--run is checked against one baseline: name it")
    bad: list[Outcome] = []
    for baseline in chosen:
        if run_name is not None:
            summary, failed = load_run(_folder(run_name, runs)).summary, 0
        else:
            given = {"index_dir": index, "corpus_dir": corpus} | baseline.settings
            settings = read_settings(ctx, verbose, debug, **given)
            documents, asked = read_gold(settings, gold)
            asked = choose(asked, documents, split=baseline.split)
            folder, summary, failed = _run(
                settings,
                documents,
                asked,
                name=f"check-{baseline.name}",
                runs=runs,
                gold_files=gold_paths(gold),
                fresh=True,
                processes=processes,
            )
            say(f"report: {folder / 'report.html'}")
        outcomes = check_baseline(baseline, summary)
        typer.echo(f"baseline {baseline.name}")
        typer.echo("\n".join(f"  {outcome}" for outcome in outcomes))
        if failed:
            typer.echo(f"  regression {failed} questions failed with an error")
            raise typer.Exit(1)
        bad += regressions(outcomes)
    if bad:
        say(f"{len(bad)} scores are worse than their baseline")
        raise typer.Exit(1)


@app.command()
def validate(
    ctx: typer.Context,
    gold: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="JSONL or CSV; the shipped set if left out.")
    ] = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Prove a gold set against the plans, and the measures against the gold set; list every fault."""
    from eval.errors import GoldError
    from eval.gold import load_gold
    from eval.selftest import self_test
    from eval.validation import check_gold

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents = read_documents(settings)
    try:
        found = load_gold(gold_paths(gold), documents)
    except GoldError as error:
        problems = [str(fault) for fault in error.faults]
    else:
        problems = [str(fault) for fault in check_gold(found, documents)]
        problems = problems or [f"self-test: {problem}" for problem in self_test(found, documents)]
    for problem in problems:
        typer.echo(problem)
    if problems:
        say(f"{len(problems)} faults")
        raise typer.Exit(1)
    typer.echo("\n".join(gold_lines(found)))


def _run(
    settings: Settings,
    documents: Sequence[Document],
    gold: Gold,
    *,
    name: str | None,
    runs: Path,
    gold_files: Sequence[Path],
    fresh: bool,
    processes: int = 1,
) -> tuple[Path, dict[str, Any], int]:
    """Make a run and return its folder, its summary and how many questions failed."""
    import shutil

    from eval.errors import RunError
    from eval.runner import CONFIG, Workers, default_name, describe, load_run
    from eval.runner import run as make_run
    from qa.batch import BatchInterrupted

    config = describe(settings, gold, name=name or "", gold_files=gold_files)
    config["name"] = name or default_name(config)
    folder = runs / config["name"]
    if not re.fullmatch(r"[\w.-]+", config["name"]) or config["name"].startswith("."):
        raise RunError(f"{name!r} is no name of a run", remedy="Use letters, digits, - and _.")
    if fresh and (folder / CONFIG).is_file():
        shutil.rmtree(folder)
    with ProgressDisplay() as progress:

        def open_assistant() -> Any:
            from qa.assistant import Assistant

            return Assistant.from_settings(settings, progress=progress)

        try:
            done = make_run(
                folder,
                config,
                gold,
                documents,
                open_assistant,
                index_dir=settings.index_dir,
                progress=progress,
                report=lambda line: say(f"error: {line}"),
                workers=Workers(settings, processes) if processes > 1 else None,
            )
        except BatchInterrupted as error:
            say(f"interrupted; {error} to {folder}. Run the same command again to go on.")
            raise typer.Exit(130) from error
    say(f"{done.done} answered, {done.resumed} kept from before, {done.failed} failed")
    return folder, load_run(folder).summary, done.failed


def _folder(name: str, runs: Path) -> Path:
    return runs / name if (runs / name).is_dir() else Path(name)


def _choose_baselines(baselines: Sequence[Baseline], names: Sequence[str] | None) -> list[Baseline]:
    from eval.errors import RunError

    known = [each.name for each in baselines]
    for each in names or ():
        if each not in known:
            raise RunError(f"there is no baseline {each!r}", remedy=f"There are: {', '.join(known)}.")
    return [each for each in baselines if not names or each.name in names]
