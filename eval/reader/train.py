"""What ``cityplans eval reader train`` does: rows, stages, training, scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch

from eval.reader.evaluate import evaluate_reader, score_lines
from eval.reader.pairs import Data, held_rows, own_rows, public_rows
from eval.reader.rows import Row, rows_hash
from eval.reader.training import Recipe, Stage, Trainer, trainable_network
from qa.answering.reader_files import ReaderFile, write_backbone
from qa.answering.reader_model import OWN_BACKBONE, ReaderTokenizer, TransformerReader

_PUBLIC_RATE, _OWN_RATE = 1e-4, 8e-5
_KEPT = 0.1
"""Share of public rows among those of the second stage."""
_TEST_ROWS = 800
SCORES = "scores.txt"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rows each stage has and, where time is short, when it ends.

    ``own_backbone`` says that the encoder is not the packaged one, so that it must be kept with the reader; ``found`` that
    there are rows of what the embedder finds, ``again`` which share of what earlier weights have read is read again.
    """

    public_rows: int = 20_000
    own_rows: int = 40_000
    public_minutes: float | None = None
    own_minutes: float | None = None
    own_backbone: bool = False
    found: bool = False
    again: float = 1.0
    unread: str = "*"


def train_reader(
    data: Data,
    out: Path,
    *,
    backbone: Path,
    identity: str,
    plan: Plan,
    recipe: Recipe,
    log: Callable[[str], None],
    start: ReaderFile | None = None,
    found: Sequence[Row] = (),
) -> None:
    """Train a reader over ``backbone`` (its ``identity`` is stored) and write it to ``out`` with its scores.

    ``start`` is a reader of an earlier run to go on from; its hash is stored. ``found`` are own rows beside those that
    rules make.
    """
    out.mkdir(parents=True, exist_ok=True)
    public, own = make_rows(data, plan, recipe.seed, found)
    metadata = {"backbone": identity, "data_sha256": rows_hash([*public, *own]), "seed": str(recipe.seed)}
    if start is not None:
        metadata["start_sha256"] = start.sha256
    log(
        json.dumps(
            {"public": len(public), "own": len(own), **metadata, "options": options_line(plan, recipe)}
        )
    )
    stages = [
        Stage("public", public, _PUBLIC_RATE, minutes=plan.public_minutes),
        Stage("own", own, _OWN_RATE, minutes=plan.own_minutes),
    ]
    network, tokenizer = (
        trainable_network(backbone, recipe.seed, frozen_layers=recipe.frozen_layers, start=start),
        ReaderTokenizer.load(backbone),
    )
    trainer = Trainer(network, tokenizer, out, recipe, metadata=metadata, log=log)
    if plan.own_backbone:
        write_backbone(backbone, out / OWN_BACKBONE)
    trainer.train([stage for stage in stages if stage.rows])
    reader = TransformerReader(network.cpu().eval(), tokenizer, identity="trained")
    scores = "\n".join(test_lines(reader, data))
    (out / SCORES).write_text(f"{scores}\n", encoding="utf-8")
    log(scores)


def options_line(plan: Plan, recipe: Recipe) -> str:
    """Return the options of ``cityplans eval reader train`` that make this run again, the paths left out."""
    given = {
        "seed": recipe.seed,
        "public-rows": plan.public_rows,
        "own-rows": plan.own_rows,
        "public-minutes": plan.public_minutes,
        "own-minutes": plan.own_minutes,
        "frozen-layers": recipe.frozen_layers,
        "again": plan.again if plan.again < 1 else None,
        "unread": f"'{plan.unread}'" if plan.unread != "*" else None,
    }
    said = " ".join(f"--{name} {value}" for name, value in given.items() if value is not None)
    return f"{said} --found" if plan.found else said


def make_rows(data: Data, plan: Plan, seed: int, found: Sequence[Row] = ()) -> tuple[list[Row], list[Row]]:
    """Return the rows of the two stages; a stage's public rows are not those of the other."""
    kept = int(_KEPT * plan.own_rows)
    public = (
        public_rows(data.public_training(), plan.public_rows + kept, Random(seed)) if plan.public_rows else []
    )
    own = [*own_rows(data, Random(seed + 1), again=plan.again), *found] if plan.own_rows else []
    if found:
        Random(seed + 2).shuffle(own)
    own = own[: plan.own_rows - kept]
    first, rest = public[: plan.public_rows], public[plan.public_rows :]
    return first, [*own, *rest]


def test_lines(reader: TransformerReader, data: Data) -> list[str]:
    """Return the scores on what was held out: four reports, windows of two public sets."""
    torch.manual_seed(0)
    held = held_rows(data, Random(9))
    everyday = held_rows(data, Random(9), later=True)
    public = public_rows(data.public_test(), _TEST_ROWS, Random(8))
    return [
        *score_lines("held reports", evaluate_reader(reader, held)),
        *score_lines("held reports, everyday", evaluate_reader(reader, everyday)),
        *score_lines("CMRC + DRCD windows", evaluate_reader(reader, public)),
    ]
