"""The command of the indicator table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.options import AsJson, City, Corpus, Debug, Verbose, read_settings, text, texts
from qa.plain import dump

if TYPE_CHECKING:
    from qa.indicators import Cell, Fact, IndicatorTable


def indicators(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names, ids or groups of indicators in Chinese or English; all if left out."),
    ] = None,
    city: City = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the indicators, and read no plan.")] = False,
    others: Annotated[bool, typer.Option("--others", help="Print every other mention too.")] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a line for each printed value.")] = False,
    as_xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook; needs --output.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there; CSV with a mark for Excel.")
    ] = None,
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", help="What links in files begin with: where the pages are served."
        ),
    ] = "",
    language: Annotated[
        Literal["zh", "en"], typer.Option("--language", help="Language of the words around values.")
    ] = "zh",
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print the targets of every plan side by side, each value with its source; what a plan does not say stays empty."""
    from embeddings.corpus import find_document, read_corpus
    from embeddings.facts.definitions import choose_indicators
    from qa.indicators import build_table, known_indicators
    from qa.indicators.json_views import indicator_json, table_json

    if sum((as_json, as_csv, as_xlsx)) > 1:
        ctx.fail("--json, --csv and --xlsx exclude each other")
    if as_xlsx and output is None:
        ctx.fail("--xlsx needs --output FILE")
    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents = read_corpus(*settings.corpus_folders)
    every = known_indicators(documents)
    chosen = choose_indicators(texts(names), every) if names else every
    if list_all:
        rows = [indicator_json(each) for each in chosen]
        lines = (f"{row['id']:28} {row['zh']} | {row['en']} [{row['unit']}]" for row in rows)
        _write(dump(rows) if as_json else "\n".join(lines), output, "utf-8")
        return
    wanted = list(dict.fromkeys(find_document(documents, text(each)) for each in city or ())) or documents
    table = build_table(wanted, chosen)
    if as_xlsx and output is not None:
        from qa.indicators.writing import xlsx_bytes

        output.write_bytes(xlsx_bytes(table, language=language, base_url=base_url))
    elif as_csv:
        from qa.indicators.writing import csv_text

        # Excel takes CSV for UTF-8 only with a byte order mark.
        _write(csv_text(table, base_url=base_url).rstrip("\n"), output, "utf-8-sig")
    elif as_json:
        _write(dump(table_json(table)), output, "utf-8")
    else:
        _write("\n".join(_lines(table, language, others=others)), output, "utf-8")


def _write(content: str, output: Path | None, encoding: str) -> None:
    if output is None:
        typer.echo(content)
    else:
        output.write_text(content + "\n", encoding=encoding, newline="")


def _lines(table: IndicatorTable, language: str, *, others: bool) -> Iterator[str]:
    """Yield a block for each indicator: its plans with starting point, target and change, then what is not compared."""
    from qa.indicators.saying import REASONS, change_said

    for line in table.lines:
        yield f"{line.indicator.name(language)}  [{line.indicator.id}]"
        for pair in line.pairs:
            change = pair.change
            moved = f"  ({change_said(change, pair.target, language)})" if change is not None else ""
            yield f"  {_city(pair.target, language)}: {_said(pair.baseline, language)} → {_said(pair.target, language)}{moved}"
            if others:
                more = (*pair.target.others, *pair.baseline.others, *pair.others)
                yield from (f"      {each.role}: {_mention(each, language)}" for each in more)
        out = [
            f"{_city(cell, language)} {REASONS[language][reason]}"
            for cell, reason in line.targets.left_out
            if reason not in ("empty", "dash")
        ]
        if out:
            yield (
                "  "
                + ("not compared: " if language == "en" else "不参与比较：")
                + ("; " if language == "en" else "；").join(out)
            )
        yield ""


def _city(cell: Cell, language: str) -> str:
    return cell.document.english_name if language == "en" else cell.document.name


def _said(cell: Cell, language: str) -> str:
    from qa.indicators.saying import STATUSES, said

    if cell.best is None or cell.status == "dash":
        return STATUSES[language][cell.status]
    text = _mention(cell.best, language)
    if cell.status == "conflict":
        also = " / ".join(said(each, language) for each in cell.against)
        return f"{text} ⚠ {STATUSES[language]['conflict']}: {also}"
    return f"{text} ⚠ {STATUSES[language][cell.status]}" if STATUSES[language][cell.status] else text


def _mention(mention: Fact, language: str) -> str:
    from qa.indicators.saying import marks_of, said, year_said

    start, end = mention.document.clean.to_raw(mention.start, mention.end)
    marks = ", ".join([year_said(mention, language), *marks_of(mention, language)])
    return f"{said(mention, language)} ({marks}) [{start}:{end}]"
