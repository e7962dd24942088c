"""The command of what was promised and reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.options import AsJson, Corpus, Debug, Verbose, read_settings, text, texts
from qa.plain import dump

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from qa.progress import Place, Rise, Stage, Track


def progress(
    ctx: typer.Context,
    city: Annotated[
        str | None, typer.Argument(help="A place or the id of a document; all places if left out.")
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names, ids or groups of indicators in Chinese or English; all if left out."),
    ] = None,
    view: Annotated[
        Literal["chain", "rises", "kept", "path"],
        typer.Option(
            help="chain: promised and reached; rises: beside the place around (加码); kept: the same value as before (延续);"
            " path: the straight path to a target (路径)."
        ),
    ] = "chain",
    every: Annotated[bool, typer.Option("--all", help="Also indicators with a single value.")] = False,
    as_json: AsJson = False,
    language: Annotated[
        Literal["zh", "en"], typer.Option("--language", help="Language of the words around values.")
    ] = "zh",
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Print for each indicator and period where it started, what was aimed at and what was reached, with the sources."""
    from embeddings.corpus import find_documents, read_corpus
    from embeddings.facts.definitions import choose_indicators
    from qa.indicators import known_indicators
    from qa.progress import read_places, read_rises
    from qa.progress.json_views import places_json

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents: Sequence[Document] = read_corpus(*settings.corpus_folders)
    if city is not None:
        found = find_documents(documents, text(city))
        family = [each for each in documents if each.place == found[0].place]
    else:
        family = list(documents)
    known = known_indicators(documents)
    chosen = choose_indicators(texts(names), known) if names else None
    places = read_places(family, chosen, every=every or bool(names) or view == "path")
    rises = read_rises(documents, chosen) if as_json or view == "rises" else ()
    rises = tuple(each for each in rises if each.inner.document in family or each.outer.document in family)
    if as_json:
        typer.echo(dump(places_json(places, rises)))
        return
    for line in _rises(rises, language) if view == "rises" else _lines(_viewed(places, view), language, view):
        typer.echo(line)


def _viewed(places: Sequence[Place], view: str) -> list[Place]:
    """Return the places with the stages that a view is of."""
    if view == "chain":
        return list(places)
    found = []
    for place in places:
        tracks = []
        for track in place.tracks:
            stages = tuple(each for each in track.stages if (each.kept if view == "kept" else each.path))
            if stages:
                tracks.append(replace(track, stages=stages))
        if tracks:
            found.append(replace(place, tracks=tuple(tracks)))
    return found


def _rises(rises: Sequence[Rise], language: str) -> Iterator[str]:
    """Yield for each indicator the target of a place beside that of the place around it, with both sources."""
    from qa.progress.saying import cell_said, source_said, step_said

    last = ""
    for rise in rises:
        if rise.indicator.id != last:
            last = rise.indicator.id
            yield f"{rise.indicator.name(language)}  [{last}]"
        cells = (rise.outer, rise.inner)
        shown = " → ".join(f"{each.document.city} {cell_said(each, language)}" for each in cells)
        yield f"  {rise.period.name}: {shown} = {step_said(rise, language)}"
        yield from (f"    {source_said(each.best, language)}" for each in cells if each.best is not None)


def _lines(places: Sequence[Place], language: str, view: str) -> Iterator[str]:
    """Yield the places, of each first what must be met, then a block for each indicator."""
    from qa.progress.saying import counts_said, group_name

    for place in places:
        yield f"{place.documents[0].entry.city_en or place.city}" if language == "en" else place.city
        for binding in (True, False):
            tracks = [each for each in place.tracks if is_binding(each) == binding]
            if not tracks:
                continue
            yield f"  {group_name(language, binding=binding)}"
            periods = dict.fromkeys(stage.period.name for each in tracks for stage in each.stages)
            for period in periods:
                counts = counts_said(place, period, language, binding=binding)
                if counts:
                    yield f"    {period}: {counts}"
            for track in tracks:
                yield from _track(track, language, view)
        yield ""


def is_binding(track: Track) -> bool:
    """Return whether any period of a track has a target that must be met."""
    return any(stage.is_binding for stage in track.stages)


def _track(track: Track, language: str, view: str) -> Iterator[str]:
    yield f"    {track.indicator.name(language)}  [{track.indicator.id}]"
    for stage in track.stages:
        yield from _stage(stage, language, view)


def _stage(stage: Stage, language: str, view: str) -> Iterator[str]:
    from qa.progress.saying import (
        COLUMNS,
        breaks_said,
        cell_said,
        kept_said,
        path_said,
        source_said,
        verdict_said,
    )

    names = COLUMNS[language][1:4]
    cells = (stage.baseline, stage.target, stage.reached)
    nothing = "-" if language == "en" else "未见"
    shown = [
        f"{name} {cell_said(cell, language) or nothing}" for name, cell in zip(names, cells, strict=True)
    ]
    yield f"      {stage.period.name}: {' → '.join(shown)} = {verdict_said(stage, language)}"
    if stage.breaks:
        yield f"        ! {breaks_said(stage, language)}"
    if stage.kept:
        yield f"        = {kept_said(language)}"
    if view == "path" and stage.path is not None:
        yield from (f"        {line}" for line in path_said(stage.path, language))
    for name, cell in zip(names, cells, strict=True):
        if cell is not None and cell.best is not None:
            yield f"        {name}: {source_said(cell.best, language)}"
    for cell in stage.also:
        if cell.best is not None:
            yield f"        + {cell_said(cell, language)}: {source_said(cell.best, language)}"
