"""Commands that show how a plan was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.options import AsJson, City, Corpus, Debug, Verbose, read_settings, text
from qa.plain import check_lines, dump, outline_lines

if TYPE_CHECKING:
    from qa.table_views import TableView


def outline(
    ctx: typer.Context,
    city: Annotated[str, typer.Argument(help="A city, an alias of it, or the id of a plan.")],
    check: Annotated[
        bool, typer.Option("--check", help="Print what is remarkable about it: gaps, repeats, lost titles.")
    ] = False,
    as_json: AsJson = False,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the headings of a plan with their offsets into its text."""
    from embeddings.corpus import find_document, read_corpus
    from embeddings.outline_check import check_outline

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    document = find_document(read_corpus(*settings.corpus_folders), text(city))
    if check:
        findings = check_outline(document)
        typer.echo(
            dump([finding.to_json() for finding in findings])
            if as_json
            else "\n".join(check_lines(document, findings))
        )
    elif as_json:
        typer.echo(dump([section.to_json() for section in document.sections]))
    else:
        typer.echo("\n".join([f"{document.city} {document.title}", *outline_lines(document.sections)]))


def damage(
    ctx: typer.Context,
    city: Annotated[str, typer.Argument(help="A city, an alias of it, or the id of a plan.")],
    edits: Annotated[bool, typer.Option("--edits", help="Print every edit of the repair too.")] = False,
    as_json: AsJson = False,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print what is damaged in the text of a plan, and what the repair changed."""
    from embeddings.corpus import find_document, read_corpus
    from qa.damage_views import damage_json, damage_lines

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    document = find_document(read_corpus(*settings.corpus_folders), text(city))
    if as_json:
        typer.echo(dump(damage_json(document, edits=edits)))
    else:
        typer.echo("\n".join(damage_lines(document, edits=edits)))


def mentions(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help="A word; the spellings of several count together.")],
    city: City = None,
    as_json: AsJson = False,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Read every plan for a word, in any script and with its known synonyms: who mentions it where, and who does not."""
    from embeddings.corpus import find_document, read_corpus
    from embeddings.mentions import all_wordings, find_mentions
    from qa.errors import ReadingError
    from qa.mention_views import mention_lines, mentions_json

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    wordings = all_wordings([text(word) for word in words])
    if not wordings:
        raise ReadingError(f"there is nothing to look for in {' '.join(words)!r}", remedy="Give a word.")
    documents = read_corpus(*settings.corpus_folders)
    chosen = {find_document(documents, text(each)).id for each in city or ()}
    read = {each.id: each for each in documents if not chosen or each.id in chosen}
    found = find_mentions(list(read.values()), wordings)
    typer.echo(dump(mentions_json(read, found)) if as_json else "\n".join(mention_lines(read, found)))


def tables(
    ctx: typer.Context,
    city: Annotated[str, typer.Argument(help="A city, an alias of it, or the id of a plan.")],
    box: Annotated[int | None, typer.Option("--box", min=1, metavar="N", help="Only the box 专栏N.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a line for each value.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there; CSV with a mark for Excel.")
    ] = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the tables of a plan: rows, columns, offsets, what was rebuilt and what is kept as printed."""
    from embeddings.corpus import find_document, read_corpus
    from qa.table_views import csv_text, table_lines, view_tables

    if as_json and as_csv:
        ctx.fail("--json and --csv exclude each other")
    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    document = find_document(read_corpus(*settings.corpus_folders), text(city))
    views = _chosen(view_tables(document), box, document.city)
    if as_csv:
        content = csv_text(document, views)
    elif as_json:
        fields = {"document_id": document.id, "city": document.city, "title": document.title}
        content = dump({**fields, "tables": [view.to_json() for view in views]}) + "\n"
    else:
        content = "\n".join([f"{document.city} {document.title}", *table_lines(views)]) + "\n"
    if output is None:
        typer.echo(content, nl=False)
    else:
        # Excel takes CSV for UTF-8 only with a byte order mark.
        output.write_text(content, encoding="utf-8-sig" if as_csv else "utf-8", newline="")


def _chosen(views: list[TableView], box: int | None, city: str) -> list[TableView]:
    from qa.errors import ReadingError

    chosen = [view for view in views if box is None or view.box == box]
    if box is not None and not chosen:
        numbers = [view.box for view in views if view.box is not None]
        has = (
            f"It has 专栏{min(numbers)} to 专栏{max(numbers)}."
            if numbers
            else "It has no boxes; leave out --box."
        )
        raise ReadingError(f"the plan of {city} has no box {box}", remedy=has)
    return chosen
