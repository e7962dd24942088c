"""The options that commands share, and how they are read; commands of other packages may use them too."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.console import configure_logging
from qa.errors import QuestionError

if TYPE_CHECKING:
    from qa.settings import Settings

City = Annotated[list[str] | None, typer.Option("--city", help="Ask about this city only; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    Path | None,
    typer.Option("--batch", metavar="FILE", help='JSONL of rows {"id", "question", "history"?, "cities"?}.'),
]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="JSONL for the batch; resumed if it is there.")
]
Index = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Index folder (CITYPLANS_INDEX_DIR).")
]
Corpus = Annotated[
    Path | None, typer.Option("--corpus", metavar="DIR", help="Corpus folder (CITYPLANS_CORPUS_DIR).")
]
Embedder = Annotated[
    str | None, typer.Option("--embedder", metavar="M", help="Embedding model (CITYPLANS_EMBEDDER).")
]
Generator = Annotated[
    str | None,
    typer.Option(
        "--generator", metavar="G", help="extractive, transformers or openai (CITYPLANS_GENERATOR)."
    ),
]
Model = Annotated[str | None, typer.Option("--model", metavar="M", help="Language model (CITYPLANS_MODEL).")]
ApiBase = Annotated[
    str | None,
    typer.Option("--api-base", metavar="URL", help="OpenAI-compatible server (CITYPLANS_API_BASE)."),
]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, help="Log more; -vv logs everything.")]
Debug = Annotated[bool, typer.Option("--debug", help="Log everything and show tracebacks.")]


def read_settings(ctx: typer.Context, verbose: int, debug: bool, **overrides: object) -> Settings:
    """Load the settings under the options of a command, and log at the level they ask for."""
    from qa.settings import load_settings

    settings = load_settings(**overrides)
    if debug or ctx.obj or verbose > 1:
        configure_logging("DEBUG")
    elif verbose == 1 and settings.log_level != "DEBUG":
        configure_logging("INFO")
    else:
        configure_logging(settings.log_level)
    return settings


def texts(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return repeated arguments, each as :func:`text` does."""
    return tuple(text(value) for value in values or ())


def text(value: str) -> str:
    """Return an argument as it was typed in UTF-8, also where the locale (C, POSIX) knows ASCII only."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        pass
    else:
        return value
    try:
        return os.fsencode(value).decode("utf-8")
    except UnicodeError as error:
        raise QuestionError(f"{value!a} is not UTF-8 text", remedy="Type it in a UTF-8 terminal.") from error
