"""``cityplans eval ablate``: what each family of answering rules is worth."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.cli_moves import interruptible
from eval.options import RUNS, GoldFile, Limit, Runs, SplitOption, Words, choose, read_gold
from qa.console import ProgressDisplay, say
from qa.options import AsJson, Corpus, Debug, Embedder, Index, Verbose, read_settings
from qa.plain import columns, dump

if TYPE_CHECKING:
    from eval.ablation import Ablated, Switch
    from eval.runner import Run


def ablate(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="RULE", help="Families of rules; all of them if left out.")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Show the families and what each does; ask nothing.")
    ] = False,
    together: Annotated[
        bool, typer.Option("--together", help="Switch the families off all at once, not one at a time.")
    ] = False,
    gold: GoldFile = None,
    split: SplitOption = None,
    limit: Limit = None,
    words: Words = False,
    runs: Runs = RUNS,
    index: Index = None,
    corpus: Corpus = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
    verbose: Verbose = 0,
    debug: Debug = False,
) -> None:
    """Ask the gold with families of answering rules switched off and show what is won and lost without each."""
    from eval.ablation import ablated, choose_switches, groups_of
    from eval.conditions import Conditions
    from eval.gold import SHIPPED_GOLD

    switches = choose_switches(names or ())
    if listed:
        typer.echo("\n".join(columns([[each.name, each.rule] for each in switches])))
        return
    settings = read_settings(ctx, verbose, debug, index_dir=index, corpus_dir=corpus, embedder=embedder)
    documents, asked = read_gold(settings, gold or [SHIPPED_GOLD, SHIPPED_GOLD / "extra"])
    asked = choose(asked, documents, split=split, limit=limit)
    groups = groups_of(asked)
    rows: list[Ablated] = []
    with ProgressDisplay() as progress, interruptible(runs):
        conditions = Conditions(settings, runs, words=words, progress=progress, report=_error)
        base = conditions.ask(documents, asked)
        for family in [switches] if together else [(each,) for each in switches]:
            without = " + ".join(each.fingerprint for each in family)
            run = conditions.ask(documents, asked, without=without, switched=_all_off(family))
            rows.append(ablated(" + ".join(each.name for each in family), base, run, groups))
    if as_json:
        typer.echo(dump(_to_json(base, rows)))
    else:
        typer.echo("\n".join(_lines(base, rows, groups)))


def _error(line: str) -> None:
    say(f"error: {line}")


@contextlib.contextmanager
def _all_off(switches: Sequence[Switch]) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for each in switches:
            stack.enter_context(each.switched_off())
        yield


def _lines(base: Run, rows: Sequence[Ablated], groups: dict[str, str]) -> Iterator[str]:
    """Yield what is full with all rules, then a row for each family: won, lost and p by group."""
    full = [groups[each.row.id] for each in base.judged if each.values["full"] == 1.0]
    shown = [effect.group for effect in rows[0].effects]
    totals = (f"{name} {full.count(name)}/{list(groups.values()).count(name)}" for name in shown)
    yield f"full with all rules: {', '.join(totals)}; without a family of them:"
    head = ["", *(part for name in shown for part in (name, "won", "lost", "p")), "answers that differ"]
    table = [head]
    for row in rows:
        cells = [
            part
            for effect in row.effects
            for part in (f"{effect.net:+d}", str(len(effect.won)), str(len(effect.lost)), f"{effect.p:.3f}")
        ]
        table.append([row.name, *cells, str(row.differing)])
    yield from columns(table)
    idle = [row.name for row in rows if not row.differing]
    if idle:
        yield f"no answer differs without: {', '.join(idle)}"


def _to_json(base: Run, rows: Sequence[Ablated]) -> dict[str, Any]:
    """Return the rows as plain JSON values; questions of test are counted and not named."""
    return {
        "base": base.name,
        "rules": [
            {
                "name": row.name,
                "differing": row.differing,
                "groups": [
                    {
                        "group": effect.group,
                        "questions": effect.questions,
                        "net": effect.net,
                        "won": len(effect.won),
                        "lost": len(effect.lost),
                        "p": effect.p,
                    }
                    | (
                        {}
                        if effect.group == "test"
                        else {"won_ids": list(effect.won), "lost_ids": list(effect.lost)}
                    )
                    for effect in row.effects
                ],
            }
            for row in rows
        ],
    }
