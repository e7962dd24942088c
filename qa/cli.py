"""The command line. Each command imports what it needs when it runs, so that ``--help`` loads no model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from embeddings.progress import Progress
from embeddings.query.history import Context
from qa import cli_corpus, cli_inspect
from qa.address import check_address
from qa.cli_indicators import indicators
from qa.cli_progress import progress
from qa.cli_reading import damage, mentions, outline, tables
from qa.console import ProgressDisplay, configure_logging, flush_stdout, say, use_utf8
from qa.errors import NoModelError, StoredIndexError
from qa.guard import GuardedGroup
from qa.options import (
    ApiBase,
    AsJson,
    Batch,
    City,
    Corpus,
    Debug,
    Embedder,
    Generator,
    Index,
    Model,
    Output,
    Verbose,
    read_settings,
    text,
    texts,
)
from qa.plain import answer_lines, columns, dump, hit_lines

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.batch import BatchRow
    from qa.renewing import IndexRenewal
    from qa.settings import Settings
    from qa.starting import Answering

app = typer.Typer(
    cls=GuardedGroup,
    help="规划问答: cited answers to questions about Chinese city development plans.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"cityplans {version('cityplans')}")
        except PackageNotFoundError:
            typer.echo("cityplans (not installed)")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    ctx: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Debug = False,
) -> None:
    ctx.obj = debug
    configure_logging("DEBUG" if debug else "WARNING")
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese or English.")] = None,
    city: City = None,
    history: Annotated[
        list[str] | None, typer.Option(help="An earlier question, the oldest first; may be repeated.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Tell every place that answers, not only what answers best.")
    ] = False,
    as_json: AsJson = False,
    batch: Batch = None,
    output: Output = None,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    generator: Generator = None,
    model: Model = None,
    api_base: ApiBase = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Answer a question, or a batch of them, with citations."""
    settings = read_settings(
        ctx,
        verbose,
        debug,
        index_dir=index,
        corpus_dir=corpus,
        embedder=embedder,
        generator=generator,
        model=model,
        api_base=api_base,
    )
    context = Context(depth="full" if full else "short")
    if batch is not None or output is not None:
        _no_question(ctx, question, city, history)

        def answer_row(assistant: Assistant, row: BatchRow) -> Mapping[str, object]:
            answer = assistant.ask(
                row.question, history=row.history, cities=row.cities, context=context, id=row.id
            )
            return answer.to_json()

        _run_batch(ctx, settings, batch, output, "answer", answer_row)
        return
    asked = _required(ctx, question)
    with ProgressDisplay() as progress:
        assistant = _open_for_answers(settings, progress)
    answer = assistant.ask(asked, history=texts(history), cities=texts(city), context=context)
    typer.echo(dump(answer.to_json()) if as_json else "\n".join(answer_lines(answer)))


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    city: City = None,
    limit: Annotated[int, typer.Option(min=1, help="How many hits at most.")] = 10,
    as_json: AsJson = False,
    batch: Batch = None,
    output: Output = None,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the passages nearest to a query, best first."""
    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    if batch is not None or output is not None:
        _no_question(ctx, query, city)

        def search_row(assistant: Assistant, row: BatchRow) -> Mapping[str, object]:
            hits = assistant.search(row.question, history=row.history, cities=row.cities, limit=limit)
            return {"hits": [hit.to_json() for hit in hits]}

        _run_batch(ctx, settings, batch, output, "hits", search_row)
        return
    asked = _required(ctx, query)
    with ProgressDisplay() as progress:
        assistant = _open_for_answers(settings, progress)
    hits = [hit.to_json() for hit in assistant.search(asked, cities=texts(city), limit=limit)]
    if as_json:
        typer.echo(dump(hits))
    elif hits:
        typer.echo("\n".join(line for hit in hits for line in hit_lines(hit)))
    else:
        say("no passage was found")


for reading_command in (outline, tables, damage, mentions, indicators, progress):
    app.command()(reading_command)


@app.command()
def cities(
    ctx: typer.Context,
    as_json: AsJson = False,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """List the plans of the corpus."""
    from embeddings.catalog import read_catalogs

    folders = read_settings(ctx, verbose, debug, corpus_dir=corpus).corpus_folders
    plans = [listed.entry for listed in read_catalogs(*folders)]
    if as_json:
        names = ("city", "title", "kind", "period", "province", "examples")
        rows = [{"document_id": plan.id} | {name: getattr(plan, name) for name in names} for plan in plans]
        typer.echo(dump(rows))
        return
    for line in columns([(plan.id, plan.city, plan.period, plan.title) for plan in plans]):
        typer.echo(line)


@app.command("index")
def build(
    ctx: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it even if it is there.")] = False,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Build the index if it is missing or of another corpus or model."""
    from qa.assistant import rebuild_index

    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    with ProgressDisplay() as progress:
        if not rebuild:
            try:
                _open(settings, progress)
            except StoredIndexError as error:
                say(str(error.problem))
            else:
                typer.echo(f"The index in {settings.index_dir} is ready.")
                return
        summary = rebuild_index(settings, progress=progress)
    for name, value in summary.items():
        parts = (
            ", ".join(f"{key} {part}" for key, part in value.items()) if isinstance(value, dict) else value
        )
        typer.echo(f"{name}: {parts}")


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (CITYPLANS_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (CITYPLANS_PORT).")] = None,
    allow_upload: Annotated[
        bool,
        typer.Option(
            "--allow-upload", help="Print a link by which documents are added in the page on this machine."
        ),
    ] = False,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    generator: Generator = None,
    model: Model = None,
    api_base: ApiBase = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Serve the chat page, the widget and the HTTP API; the first start builds the index."""
    settings = read_settings(
        ctx,
        verbose,
        debug,
        index_dir=index,
        corpus_dir=corpus,
        embedder=embedder,
        generator=generator,
        model=model,
        api_base=api_base,
        host=host,
        port=port,
    )
    check_address(settings.host, settings.port)
    from qa.renewing import IndexRenewal
    from qa.starting import StartingAssistant, open_by_words

    renewal = IndexRenewal(settings)
    starting = StartingAssistant(
        open_by_words(settings), lambda: _open_live(settings, renewal, starting.progress)
    )
    renewal.assistant = starting
    from qa.feedback import FeedbackStore
    from qa.shelf import Shelf
    from qa.web import OwnCorpus, WebOptions
    from qa.web import serve as serve_assistant

    options = WebOptions.from_settings(settings, allow_upload=allow_upload)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"规划问答: http://{shown}:{settings.port} (Ctrl-C ends it)")
    if options.upload_key:
        typer.echo(f"上传文件 (add documents): http://{shown}:{settings.port}/own?key={options.upload_key}")
    starting.start()  # now, not before: it would hold up what the page needs
    try:
        serve_assistant(
            starting,
            host=settings.host,
            port=settings.port,
            root_path=settings.root_path,
            shelf=Shelf(*settings.corpus_folders),
            options=options,
            is_ready=starting.is_ready,
            feedback=FeedbackStore(settings.feedback_dir),
            own=OwnCorpus(settings.corpus_folders, settings.own_folder, renewal),
        )
    finally:
        starting.raise_failure()


def _open_live(settings: Settings, renewal: IndexRenewal, told: Progress) -> Answering:
    """Open the index for a server, which notices when it is replaced; without a model, the words alone."""
    from embeddings.catalog import catalog_stamp
    from embeddings.store import index_stamp
    from qa.live import LiveAssistant
    from qa.starting import open_without_model

    try:
        with ProgressDisplay() as shown:

            def progress(stage: str, done: int, total: int) -> None:
                shown(stage, done, total)
                told(stage, done, total)

            assistant = _open(settings, progress)
    except NoModelError as error:
        return LiveAssistant(
            _without_model(settings, error),
            reopen=lambda: open_without_model(settings),
            stamp=lambda: catalog_stamp(settings.corpus_folders),
        )
    renewal.embedder = assistant.embedder
    return LiveAssistant(
        assistant,
        reopen=lambda: assistant.reopened(settings),
        stamp=lambda: index_stamp(settings.index_dir),
    )


def _open(settings: Settings, progress: Progress) -> Assistant:
    from qa.assistant import Assistant

    return Assistant.from_settings(settings, progress=progress)


def _open_for_answers(settings: Settings, progress: Progress) -> Answering:
    """Open the index; without a model, the words alone. A batch does not go on so: its rows are kept."""
    try:
        return _open(settings, progress)
    except NoModelError as error:
        return _without_model(settings, error)


def _without_model(settings: Settings, error: NoModelError) -> Answering:
    """Say what to do about a missing model, and go on by words."""
    from qa.starting import NO_MODEL_HELP, open_without_model

    say(NO_MODEL_HELP)
    say(str(error))
    return open_without_model(settings)


def _run_batch(
    ctx: typer.Context,
    settings: Settings,
    batch: Path | None,
    output: Path | None,
    result_key: str,
    answer: Callable[[Assistant, BatchRow], Mapping[str, object]],
) -> None:
    """Run a batch to its end; its files are checked before a model is loaded."""
    from qa.batch import BatchInterrupted, plan_batch

    if batch is None or output is None:
        ctx.fail("--batch and --output go together")
    plan = plan_batch(batch, output, result_key=result_key)
    with ProgressDisplay() as progress:
        assistant = _open(settings, progress) if plan.open_count else None

        def work(row: BatchRow) -> Mapping[str, object]:
            assert assistant is not None
            return answer(assistant, row)

        try:
            summary = plan.run(work, progress=progress, report=lambda line: say(f"error: {line}"))
        except BatchInterrupted as error:
            say(f"interrupted; {error} to {output}. Run the same command again to go on.")
            raise typer.Exit(130) from error
    say(f"{summary.done} answered, {summary.resumed} kept from before, {summary.failed} failed: {output}")
    if summary.failed:
        raise typer.Exit(1)


def _no_question(ctx: typer.Context, *given: object) -> None:
    if any(value is not None for value in given):
        ctx.fail("a batch brings its own questions, cities and history in its rows")


def _required(ctx: typer.Context, question: str | None) -> str:
    if question is None:
        ctx.fail("give a question, or --batch and --output")
    return text(question)


cli_corpus.register(app)
cli_inspect.register(app)


def main() -> NoReturn:
    """Run ``cityplans``; the entry point of the package."""
    use_utf8()
    try:
        app(prog_name="cityplans")
    finally:
        flush_stdout()
    sys.exit(0)


if __name__ == "__main__":
    main()
