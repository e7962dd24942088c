"""The commands for one's own plans: add, remove, list."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.console import ProgressDisplay, say, write_error
from qa.errors import CityPlansError, CorpusError, UnknownCityError
from qa.options import AsJson, Corpus, Debug, Embedder, Index, Verbose, read_settings, text, texts
from qa.plain import columns, dump

if TYPE_CHECKING:
    from embeddings.additions import Addition
    from embeddings.catalog import Listed
    from embeddings.corpus import Document
    from qa.settings import Settings

NoIndex = Annotated[bool, typer.Option("--no-index", help="Leave the index; the next question updates it.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", "--force", help="Ask nothing.")]

_FIELDS = ("city", "title", "kind", "period", "issuer", "date", "province")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("add")(add)
    app.command("remove")(remove)
    app.command("list")(list_plans)


def add(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Plans as .txt, .md, .html, .docx, .pdf.")
    ],
    city: Annotated[str | None, typer.Option(help="The city, such as 岳阳市.")] = None,
    title: Annotated[str | None, typer.Option(help="The official title.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issued it.")] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="When it was issued.")] = None,
    kind: Annotated[str | None, typer.Option(help="纲要, 建议, 行动计划 …")] = None,
    period: Annotated[str | None, typer.Option(help="The years it is for, 2026-2030.")] = None,
    province: Annotated[str | None, typer.Option(help="The province.")] = None,
    yes: Yes = False,
    no_index: NoIndex = False,
    as_json: AsJson = False,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Add plans to the corpus: what they say of themselves is proposed, and may be corrected.

    The id of a shipped plan that was removed brings it back.
    """
    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    options = {
        "city": city, "title": title, "issuer": issuer, "date": date, "kind": kind, "period": period,
        "province": province,
    }  # fmt: skip
    given = {field: text(value) for field, value in options.items() if value is not None}
    if len(files) > 1 and given:
        ctx.fail(f"--{next(iter(given))} goes with one file")
    rows: list[dict[str, object]] = []
    failed = 0
    for name in texts(files):
        try:
            row = _restore(settings, name) or _add_one(
                settings, Path(name), given, ask=not yes and _terminal(), yes=yes
            )
        except CityPlansError as error:
            if len(files) == 1:
                raise
            say(f"error: {error}")
            failed += 1
        else:
            rows += [row] if row else []
    if rows and not no_index:
        _update_index(settings)
    if as_json:
        typer.echo(dump(rows))
    else:
        for row in rows:
            typer.echo(f"{row['action']} {row['id']}: {row['city']} {row['title']}")
    if failed:
        raise typer.Exit(1)


def remove(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="ID|CITY...", help="Ids or cities of plans.")],
    yes: Yes = False,
    no_index: NoIndex = False,
    as_json: AsJson = False,
    index: Index = None,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Remove plans from the corpus; a shipped one is hidden, and `add` with its id brings it back."""
    from embeddings.own_plans import hide_plan, remove_plan

    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus)
    found = [_find(settings, name) for name in texts(names)]
    rows: list[dict[str, object]] = []
    for listed in dict.fromkeys(found):
        entry, own = listed.entry, listed.folder == settings.own_folder
        what = f"{entry.id}: {entry.city} {entry.title}"
        if not yes and _terminal() and not typer.confirm(f"Remove {what}?", default=True, err=True):
            continue
        if own:
            remove_plan(settings.own_folder, entry.id)
        else:
            hide_plan(settings.own_folder, entry.id, hidden=True)
        action = "removed" if own else "hidden"
        rows.append({"action": action, "id": entry.id, "city": entry.city, "title": entry.title})
        if not as_json:
            back = "" if own else f" (cityplans add {entry.id} brings it back)"
            kept = f"; its text stays in {listed.path}" if own and not entry.original else ""
            typer.echo(f"{action} {what}{back}{kept}")
    if rows and not no_index:
        _update_index(settings, only_existing=True)
    if as_json:
        typer.echo(dump(rows))


def list_plans(
    ctx: typer.Context,
    as_json: AsJson = False,
    corpus: Corpus = None,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """List the plans with what was read of each; hidden ones are named at the end."""
    from embeddings.corpus import read_corpus
    from embeddings.own_plans import own_catalog

    settings = read_settings(ctx, verbose, debug, corpus_dir=corpus)
    own = {entry.id for entry in own_catalog(settings.own_folder).plan}
    rows: list[dict[str, object]] = [
        {
            "id": document.id,
            "city": document.city,
            "title": document.title,
            "period": _period(document),
            "source": (document.entry.source if document.entry.original else "") or document.entry.file,
            "characters": len(document.raw),
            "sections": sum(path[-1].level > 0 for path in document.paths),
            "damages": len(document.damages),
            "origin": "own" if document.id in own else "shipped",
        }
        for document in read_corpus(*settings.corpus_folders)
    ]
    if as_json:
        typer.echo(dump(rows))
        return
    header = ("id", "city", "period", "characters", "sections", "damages", "origin", "source", "title")
    shown = ({**row, "period": row["period"] or "no period"} for row in rows)
    for line in columns([header, *(tuple(str(row[name]) for name in header) for row in shown)]):
        typer.echo(line)
    for plan_id in own_catalog(settings.own_folder).hidden:
        typer.echo(f"{plan_id} is hidden; cityplans add {plan_id} brings it back")


def _period(document: Document) -> str:
    """Return the years that a plan is for, as 2026-2030, and nothing where neither entry nor text tells them."""
    return "" if document.period is None else document.period.span


def _add_one(
    settings: Settings, path: Path, given: Mapping[str, str], *, ask: bool, yes: bool
) -> dict[str, object] | None:
    """Add one file; return its row, or None if the user would not."""
    from embeddings.additions import commit, prepare

    folders, own = settings.corpus_folders, settings.own_folder
    try:
        addition = prepare(path, folders, own, given=given)
    except CorpusError as error:
        if not ask or "city" in given or "--city" not in error.remedy:
            raise
        say(str(error.problem))
        city = typer.prompt("City", err=True)
        addition = prepare(path, folders, own, given={**given, "city": text(city)})
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
    return {
        "action": "replaced" if addition.replaces else "added",
        "id": entry.id,
        **{field: str(getattr(entry, field) or "") for field in _FIELDS},
        "read_from": {field: fact.source for field, fact in addition.facts.items()},
        "characters": len(addition.document.raw),
        "sections": addition.section_count,
        "damages": len(addition.document.damages),
        "warnings": list(addition.warnings),
    }


def _show(addition: Addition) -> None:
    """Say what is proposed, from what line, and what was found in the text."""
    entry = addition.document.entry
    write_error(f"{addition.path.name}")
    for field in _FIELDS:
        value = str(getattr(entry, field) or "")
        fact = addition.facts.get(field)
        write_error(f"  {field:9} {value or '-'}" + (f"  ({fact.source})" if fact else ""))
    damages = len(addition.document.damages)
    counts = f"{len(addition.document.raw)} characters, {addition.section_count} sections, {damages} damages"
    write_error(f"  {'text':9} {counts}")
    for warning in addition.warnings:
        say(f"warning: {warning}")
    if addition.replaces is not None:
        say(f"this replaces the plan {addition.replaces.id}, which was made of the same file")


def _corrected(addition: Addition) -> dict[str, str]:
    entry = addition.document.entry
    asked = {
        field: typer.prompt(field, default=str(getattr(entry, field) or ""), err=True).strip()
        for field in _FIELDS
    }
    return {field: text(value) for field, value in asked.items()}


def _restore(settings: Settings, name: str) -> dict[str, object] | None:
    """Bring back a shipped plan that was hidden, if that is what a name says."""
    from embeddings.catalog import read_catalog
    from embeddings.own_plans import hide_plan, own_catalog

    if Path(name).exists() or name not in own_catalog(settings.own_folder).hidden:
        return None
    others = [folder for folder in settings.corpus_folders if folder != settings.own_folder]
    entry = next((each for folder in others for each in read_catalog(folder) if each.id == name), None)
    if entry is None:
        return None
    hide_plan(settings.own_folder, name, hidden=False)
    return {"action": "restored", "id": name, "city": entry.city, "title": entry.title}


def _find(settings: Settings, name: str) -> Listed:
    """Return the plan of an id, a city or an alias; the user's own before a shipped one."""
    from embeddings.catalog import list_plans as listed_plans
    from embeddings.scripts import search_form

    plans = listed_plans(*settings.corpus_folders)
    ordered = sorted(plans, key=lambda each: each.folder != settings.own_folder)
    for listed in ordered:
        if name == listed.entry.id:
            return listed
    for listed in ordered:
        if search_form(name) in {search_form(each) for each in (listed.entry.city, *listed.entry.aliases)}:
            return listed
    known = ", ".join(each.entry.id for each in plans)
    raise UnknownCityError(f"there is no plan {name!r}", remedy=f"There are: {known}.")


def _update_index(settings: Settings, *, only_existing: bool = False) -> None:
    """Bring the index up to date; the model is loaded only if there is something to embed."""
    from embeddings.catalog import list_plans as listed_plans
    from embeddings.ingest import update_index
    from embeddings.store import index_stamp
    from qa.assistant import load_embedder

    if not listed_plans(*settings.corpus_folders):
        say("the corpus has no plan left; add one with cityplans add FILE")
        return
    if only_existing and index_stamp(settings.index_dir) == (0, 0):
        return
    with ProgressDisplay() as progress:
        update_index(
            settings.corpus_folders,
            settings.index_dir,
            lambda: load_embedder(settings, progress=progress),
            progress=progress,
        )


def _terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


__all__: Sequence[str] = ("register",)
