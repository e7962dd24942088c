"""The command that shows how a file would be read, without adding it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from qa.console import say
from qa.inspecting import inspection_json, inspection_lines
from qa.options import AsJson, Debug, Verbose, read_settings, text
from qa.plain import dump


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("inspect")(inspect)


def inspect(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .txt, .md, .html, .docx or .pdf.")],
    lang: Annotated[Literal["en", "zh"], typer.Option(help="The language of the words around it.")] = "en",
    side: Annotated[
        bool, typer.Option("--side", help="Write FILE.toml beside it, to correct what was read.")
    ] = False,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Show what would be read of a file, doubts first, without adding it: outline, tables, figures, damage."""
    from embeddings.additions import inspect_file
    from embeddings.correcting import write_side_file
    from embeddings.doubts import find_doubts

    read_settings(ctx, verbose, debug)
    addition = inspect_file(Path(text(file)))
    doubts = find_doubts(addition)
    if as_json:
        typer.echo(dump(inspection_json(addition, doubts)))
    else:
        typer.echo("\n".join(inspection_lines(addition, doubts, lang)))
    if side:
        say(f"wrote {write_side_file(addition)}")
