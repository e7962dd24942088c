"""The command of what was promised and reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.options import AsJson, Corpus, Debug, Verbose, read_settings, text, texts
from qa.plain import dump

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from qa.progress import Place, Stage, Track


def progress(
    ctx: typer.Context,
    city: Annotated[
        str | None, typer.Argument(help="A place or the id of a document; all places if left out.")
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names, ids or groups of indicators in Chinese or English; all if left out."),
    ] = None,
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
    from qa.progress import read_places
    from qa.progress.json_views import places_json

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    documents: Sequence[Document] = read_corpus(*settings.corpus_folders)
    if city is not None:
        found = find_documents(documents, text(city))
        documents = [each for each in documents if each.place == found[0].place]
    known = known_indicators(documents)
    chosen = choose_indicators(texts(names), known) if names else None
    places = read_places(documents, chosen, every=every or bool(names))
    if as_json:
        typer.echo(dump(places_json(places)))
        return
    for line in _lines(places, language):
        typer.echo(line)


def _lines(places: Sequence[Place], language: str) -> Iterator[str]:
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
                yield from _track(track, language)
        yield ""


def is_binding(track: Track) -> bool:
    """Return whether any period of a track has a target that must be met."""
    return any(stage.is_binding for stage in track.stages)


def _track(track: Track, language: str) -> Iterator[str]:
    yield f"    {track.indicator.name(language)}  [{track.indicator.id}]"
    for stage in track.stages:
        yield from _stage(stage, language)


def _stage(stage: Stage, language: str) -> Iterator[str]:
    from qa.progress.saying import COLUMNS, breaks_said, cell_said, source_said, verdict_said

    names = COLUMNS[language][1:4]
    cells = (stage.baseline, stage.target, stage.reached)
    nothing = "-" if language == "en" else "未见"
    shown = [
        f"{name} {cell_said(cell, language) or nothing}" for name, cell in zip(names, cells, strict=True)
    ]
    yield f"      {stage.period.name}: {' → '.join(shown)} = {verdict_said(stage, language)}"
    if stage.breaks:
        yield f"        ! {breaks_said(stage, language)}"
    for name, cell in zip(names, cells, strict=True):
        if cell is not None and cell.best is not None:
            yield f"        {name}: {source_said(cell.best, language)}"
    for cell in stage.also:
        if cell.best is not None:
            yield f"        + {cell_said(cell, language)}: {source_said(cell.best, language)}"
