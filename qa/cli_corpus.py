"""The commands for one's own plans: add, remove, list."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.adding import add_one, agreed, plan_files, show_all
from qa.console import ProgressDisplay, say
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


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("add")(add)
    app.command("remove")(remove)
    app.command("list")(list_plans)


def add(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Plans as .txt, .md, .html, .docx, .pdf, or folders of them."),
    ],
    city: Annotated[str | None, typer.Option(help="The city, such as 岳阳市.")] = None,
    title: Annotated[str | None, typer.Option(help="The official title.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issued it.")] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="When it was issued.")] = None,
    kind: Annotated[str | None, typer.Option(help="纲要, 建议, 行动计划 …")] = None,
    period: Annotated[str | None, typer.Option(help="The years it is for, 2026-2030.")] = None,
    province: Annotated[str | None, typer.Option(help="The province.")] = None,
    status: Annotated[str | None, typer.Option(help="draft, adopted or amended.")] = None,
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

    Of several files a table shows what was read, doubts first. FILE.toml beside a file corrects it. The id of a shipped
    plan that was removed brings it back.
    """
    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    options = {
        "city": city, "title": title, "issuer": issuer, "date": date, "kind": kind, "period": period,
        "province": province, "status": status,
    }  # fmt: skip
    given = {field: text(value) for field, value in options.items() if value is not None}
    names = list(plan_files(texts(files)))
    several = len(names) > 1 or names != list(texts(files))
    if several and given:
        ctx.fail(f"--{next(iter(given))} goes with one file")
    ask = not yes and _terminal()
    if several and ask and not agreed(names):
        return
    rows: list[dict[str, object]] = []
    added: list[Addition] = []
    failed = 0
    for name in names:
        try:
            row = _restore(settings, name) or add_one(
                settings, Path(name), given, added, ask=ask and not several, yes=yes, show=not several
            )
        except CityPlansError as error:
            if not several:
                raise
            say(f"error: {error}")
            failed += 1
        else:
            rows += [row] if row else []
    if several and not ask:
        show_all(added)
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
            "kind": document.entry.kind,
            "period": _period(document),
            "date": document.entry.date.isoformat() if document.entry.date else "",
            "status": document.entry.status,
            "label": document.label.zh,
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
    header = (
        "id",
        "city",
        "kind",
        "period",
        "characters",
        "sections",
        "damages",
        "origin",
        "source",
        "title",
    )
    shown = ({**row, "period": row["period"] or "no period"} for row in rows)
    for line in columns([header, *(tuple(str(row[name]) for name in header) for row in shown)]):
        typer.echo(line)
    for plan_id in own_catalog(settings.own_folder).hidden:
        typer.echo(f"{plan_id} is hidden; cityplans add {plan_id} brings it back")


def _period(document: Document) -> str:
    """Return the years that a plan is for, as 2026-2030, and nothing where neither entry nor text tells them."""
    return "" if document.period is None else document.period.span


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
    wanted = search_form(name)
    found = [
        listed
        for listed in ordered
        if wanted in {search_form(each) for each in (listed.entry.city, *listed.entry.aliases)}
    ]
    if len(found) > 1:
        ids = ", ".join(each.entry.id for each in found)
        raise CorpusError(f"{name} has {len(found)} documents", remedy=f"Name them by their ids: {ids}.")
    if found:
        return found[0]
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
