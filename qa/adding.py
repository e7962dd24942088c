"""Adding files to the corpus by hand: what is proposed is shown, doubts first, and may be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qa.console import say, write_error
from qa.errors import CityPlansError, CorpusError
from qa.inspecting import FIELDS
from qa.options import text

if TYPE_CHECKING:
    from embeddings.additions import Addition
    from qa.settings import Settings


def plan_files(names: Sequence[str]) -> Iterator[str]:
    """Yield the files that names stand for: a folder for all in it, and below it, that may be plans."""
    from embeddings.loaders import SUFFIXES

    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield name
            continue
        found = sorted(
            each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.name[0] not in ".~"
        )
        if not found:
            raise CorpusError(f"{name} has no file that may be a plan", remedy="Name another folder.")
        yield from map(str, found)


def agreed(names: Sequence[str]) -> bool:
    """Show what would be read of several files and ask once whether to add them."""
    from embeddings.additions import inspect_file

    read = []
    for name in names:
        if Path(name).exists():
            try:
                read.append(inspect_file(Path(name)))
            except CityPlansError as error:
                say(f"error: {error}")
    show_all(read)
    return typer.confirm(f"Add {len(read)} files?", default=True, err=True)


def show_all(read: Sequence[Addition]) -> None:
    """Print the table of what was read of several files, doubts first."""
    from embeddings.doubts import find_doubts
    from qa.inspecting import overview_lines

    if read:
        for line in overview_lines([(each, find_doubts(each)) for each in read]):
            write_error(line)


def add_one(
    settings: Settings,
    path: Path,
    given: Mapping[str, str],
    added: list[Addition],
    *,
    ask: bool,
    yes: bool,
    show: bool,
) -> dict[str, object] | None:
    """Add one file and note it in ``added``; return its row, or None if the user would not."""
    from embeddings.additions import commit, prepare
    from embeddings.doubts import find_doubts
    from qa.inspecting import doubt_text

    folders, own = settings.corpus_folders, settings.own_folder
    try:
        addition = prepare(path, folders, own, given=given)
    except CorpusError as error:
        if not ask or "city" in given or "--city" not in error.remedy:
            raise
        say(str(error.problem))
        city = typer.prompt("City", err=True)
        addition = prepare(path, folders, own, given={**given, "city": text(city)})
    if show:
        _show(addition)
    if ask:
        answer = typer.prompt("Add it? (y)es, (n)o, (e)dit", default="y", err=True).strip().lower()[:1]
        if answer == "e":
            corrected = {**given, **_corrected(addition)}
            addition = prepare(path, folders, own, given=corrected)
        elif answer != "y":
            return None
    elif not yes:
        doubt = next((each for each in addition.warnings if each.startswith("does not look like")), None)
        if doubt is not None:
            raise CorpusError(f"{path.name} {doubt}", remedy="Add it all the same with --yes.")
    entry = commit(addition, own)
    added.append(addition)
    return {
        "action": "replaced" if addition.replaces else "added",
        "id": entry.id,
        **{field: str(getattr(entry, field) or "") for field in FIELDS},
        "read_from": {field: fact.source for field, fact in addition.facts.items()},
        "characters": len(addition.document.raw),
        "sections": addition.section_count,
        "damages": len(addition.document.damages),
        "warnings": list(addition.warnings),
        "doubts": [doubt_text(each, "en") for each in find_doubts(addition)],
    }


def _show(addition: Addition) -> None:
    """Say what is proposed, from what line, what was found in the text and what is doubtful."""
    from embeddings.doubts import find_doubts
    from qa.inspecting import doubt_text

    entry = addition.document.entry
    write_error(f"{addition.path.name}")
    for field in FIELDS:
        value = str(getattr(entry, field) or "")
        fact = addition.facts.get(field)
        write_error(f"  {field:9} {value or '-'}" + (f"  ({fact.source})" if fact else ""))
    damages = len(addition.document.damages)
    counts = f"{len(addition.document.raw)} characters, {addition.section_count} sections, {damages} damages"
    write_error(f"  {'text':9} {counts}")
    for warning in addition.warnings:
        say(f"warning: {warning}")
    for doubt in find_doubts(addition):
        if doubt.detail not in addition.warnings and doubt.kind != "no-headings":
            say(f"doubt: {doubt_text(doubt, 'en')}")
    if addition.replaces is not None:
        say(f"this replaces the plan {addition.replaces.id}, which was made of the same file")


def _corrected(addition: Addition) -> dict[str, str]:
    entry = addition.document.entry
    asked = {
        field: typer.prompt(field, default=str(getattr(entry, field) or ""), err=True).strip()
        for field in FIELDS
    }
    return {field: text(value) for field, value in asked.items()}
