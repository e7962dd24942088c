"""The training loop of the reader: seeded, resumable, on a CPU in hours or a GPU in minutes.

Public reading comprehension first and the genre second (TANDA, Garg et al. 2020), some public rows kept to the end
against forgetting. The word embeddings stay frozen; the body has a lower rate than the heads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from eval.reader.rows import Row
from qa.answering.reader_files import FORMAT_VERSION, WORDS, ReaderFile, empty_network, materialise
from qa.answering.reader_model import WEIGHTS_NAME, Encoded, ReaderNetwork, ReaderTokenizer, padded

MOST_TOKENS: Final = 224
_BUCKET: Final = 640
_WARM_UP: Final = 0.06
"""Share of a stage over which the rates rise to their height."""
_CLIP: Final = 1.0
_LAYER: Final = re.compile(r"\.layer\.(\d+)\.")
CHECKPOINT: Final = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows read once in a drawn order; the rates fall to 0 over the stage.

    ``minutes`` ends a stage before its rows do: the rates then fall with the time.
    """

    name: str
    rows: Sequence[Row]
    body_rate: float
    head_rate: float = 1e-3
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a run repeatable beside its rows."""

    seed: int = 17
    batch: int = 16
    checkpoint_minutes: float = 4.0
    device: str = "cpu"
    frozen_layers: int = 0


@dataclass(slots=True)
class _Progress:
    stage: int = 0
    step: int = 0
    seconds: float = 0.0
    rows: int = 0


class Trainer:
    """Trains a network in stages and writes checkpoints and usable weights to ``out``."""

    def __init__(
        self, network: ReaderNetwork, tokenizer: ReaderTokenizer, out: Path, recipe: Recipe,
        *, metadata: dict[str, str], log: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._network = network.to(recipe.device)
        self._tokenizer = tokenizer
        self._out = out
        self._recipe = recipe
        self._metadata = metadata
        self._log = log
        self._progress = _Progress()
        heads = [p for n, p in network.named_parameters() if not n.startswith("body.")]
        body = [p for n, p in network.body.named_parameters() if p.requires_grad]
        self._optimizer = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=0.0, fused=True)

    def train(self, stages: Sequence[Stage], after_stage: Callable[[str], None] = lambda _: None) -> None:
        """Run the stages, from the checkpoint in ``out`` where there is one."""
        self._resume()
        for number, stage in enumerate(stages):
            if number < self._progress.stage:
                continue
            self._run(number, stage)
            self._progress = _Progress(stage=number + 1, rows=self._progress.rows)
            self._save()
            after_stage(stage.name)
        self._network.eval()

    def _run(self, number: int, stage: Stage) -> None:
        batches = list(batch_order(stage.rows, self._recipe.batch, Random(self._recipe.seed + number)))
        self._network.train()
        began, saved, seen, losses = perf_counter(), perf_counter(), 0, list[dict[str, float]]()
        before = self._progress.seconds
        while self._progress.step < len(batches):
            done = self._done(stage, len(batches))
            if done >= 1:
                break
            self._set_rates(stage, done)
            rows = [stage.rows[index] for index in batches[self._progress.step]]
            losses.append(self._step(rows))
            self._progress.step += 1
            self._progress.rows += len(rows)
            seen += len(rows)
            self._progress.seconds = before + perf_counter() - began
            if self._progress.step % 10 == 0:
                means = {key: round(float(np.mean([each[key] for each in losses])), 4) for key in losses[0]}
                rate = seen / (perf_counter() - began)
                self._log(
                    json.dumps({"stage": stage.name, "step": self._progress.step, "of": len(batches), **means,
                                "rows_per_s": round(rate, 2), "done": round(done, 3)})
                )  # fmt: skip
                losses = []
            if perf_counter() - saved > 60 * self._recipe.checkpoint_minutes:
                self._save()
                saved = perf_counter()

    def _done(self, stage: Stage, steps: int) -> float:
        by_time = self._progress.seconds / (60 * stage.minutes) if stage.minutes else 0.0
        return max(self._progress.step / steps, by_time)

    def _set_rates(self, stage: Stage, done: float) -> None:
        factor = min(1.0, (done + 0.005) / _WARM_UP) * (1 - done)
        for group, rate in zip(self._optimizer.param_groups, (stage.body_rate, stage.head_rate), strict=True):
            group["lr"] = rate * factor

    def _step(self, rows: Sequence[Row]) -> dict[str, float]:
        encoded = [self._tokenizer.encode(row.question, row.readable, most=MOST_TOKENS) for row in rows]
        tokens, mask = padded([each.ids for each in encoded])
        targets = make_targets(rows, encoded, tokens.shape[1])
        device = self._recipe.device
        losses = reader_loss(self._network(tokens.to(device), mask.to(device)), targets.to(device))
        total = torch.stack(list(losses.values())).sum()
        self._optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for g in self._optimizer.param_groups for p in g["params"]], _CLIP)
        self._optimizer.step()
        return {name: float(value.detach()) for name, value in losses.items()}

    def _save(self) -> None:
        """Write the state to go on with and weights to use, each beside its place and renamed into it."""
        state = {
            "network": _trained(self._network),
            "optimizer": self._optimizer.state_dict(),
            "progress": asdict(self._progress),
        }
        temporary = self._out / f"{CHECKPOINT}.tmp"
        torch.save(state, temporary)
        temporary.replace(self._out / CHECKPOINT)
        save_weights(self._network, self._out / WEIGHTS_NAME, self._metadata)

    def _resume(self) -> None:
        path = self._out / CHECKPOINT
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        self._network.load_state_dict(state["network"], strict=False)
        self._optimizer.load_state_dict(state["optimizer"])
        self._progress = _Progress(**state["progress"])
        self._log(json.dumps({"resumed": state["progress"]}))


def trainable_network(
    backbone: Path, seed: int, *, frozen_layers: int = 0, start: ReaderFile | None = None
) -> ReaderNetwork:
    """Build the network from a backbone's own weights, heads drawn anew, word embeddings frozen.

    ``start`` gives the weights of a reader of an earlier run instead, its heads included.

    ``frozen_layers`` of the lowest layers keep their weights too: a third of them saves a fifth of the time.
    """
    from safetensors import safe_open

    torch.manual_seed(seed)
    network = empty_network(backbone)
    with safe_open(str(backbone / "model.safetensors"), framework="pt") as file:
        names = list(file.keys())
        tensors = {f"body.{name}": file.get_tensor(name).float().clone() for name in names}
    network.load_state_dict(tensors, strict=False, assign=True)
    materialise(network)
    for head in (network.rel, network.span, network.cls):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    if start is not None:
        network.load_state_dict(start.tensors, strict=False)
    network.requires_grad_(True)
    for name, parameter in network.named_parameters():
        layer = _LAYER.search(name)
        lowest = frozen_layers > 0 and name.startswith("body.embeddings.")
        if name == f"body.{WORDS}" or lowest or (layer and int(layer[1]) < frozen_layers):
            parameter.requires_grad_(False)
    return network


def batch_order(rows: Sequence[Row], size: int, random: Random) -> Iterator[list[int]]:
    """Yield batches of rows of like length: shuffled, cut into buckets, sorted within, batches shuffled again."""
    order = list(range(len(rows)))
    random.shuffle(order)
    for start in range(0, len(order), _BUCKET):
        bucket = sorted(order[start : start + _BUCKET], key=lambda i: _length(rows[i]))
        batches = [bucket[at : at + size] for at in range(0, len(bucket), size)]
        random.shuffle(batches)
        yield from batches


def _length(row: Row) -> int:
    return len(row.question) + sum(map(len, row.units))


@dataclass(frozen=True, slots=True)
class Targets:
    """What a batch should say: for every token 1 in an answering part and 0 elsewhere, starts and ends, answerable.

    ``inside`` float [rows, length] is 1 on passage tokens; ``units`` int [rows, length] numbers the parts of the batch
    on from 0, -1 elsewhere; ``right`` float [parts] and ``row_of`` int [parts] belong to them; ``start`` and ``end``
    are -100 where no short answer is known.
    """

    relevant: Tensor
    inside: Tensor
    units: Tensor
    right: Tensor
    row_of: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor

    def to(self, device: str) -> Targets:
        """Return the same on a device."""
        return Targets(*(getattr(self, name).to(device) for name in Targets.__dataclass_fields__))


def make_targets(rows: Sequence[Row], encoded: Sequence[Encoded], length: int) -> Targets:
    """Lay out what the rows of a batch should say."""
    shape = (len(rows), length)
    relevant, inside, units = np.zeros(shape), np.zeros(shape), np.full(shape, -1, dtype=np.int64)
    start, end = np.full(len(rows), -100, dtype=np.int64), np.full(len(rows), -100, dtype=np.int64)
    right: list[float] = []
    row_of: list[int] = []
    for index, (row, tokens) in enumerate(zip(rows, encoded, strict=True)):
        here = len(tokens.ids)
        inside[index, tokens.passage : here - 1] = 1
        relevant[index, :here] = np.isin(tokens.unit, row.answers)
        units[index, :here] = np.where(tokens.unit >= 0, tokens.unit + len(right), -1)
        right.extend(float(unit in row.answers) for unit in range(len(row.units)))
        row_of.extend([index] * len(row.units))
        start[index], end[index] = _short_tokens(row, tokens)
    return Targets(
        torch.tensor(relevant, dtype=torch.float32), torch.tensor(inside, dtype=torch.float32),
        torch.from_numpy(units), torch.tensor(right), torch.tensor(row_of),
        torch.from_numpy(start), torch.from_numpy(end),
        torch.tensor([float(bool(row.answers)) for row in rows]),
    )  # fmt: skip


def _short_tokens(row: Row, tokens: Encoded) -> tuple[int, int]:
    place = row.short_span
    if place is None:
        return -100, -100
    hit = [
        index
        for index, (a, b) in enumerate(tokens.offsets)
        if index >= tokens.passage and a < place[1] and place[0] < b
    ]
    return (hit[0], hit[-1]) if hit else (-100, -100)


def reader_loss(output: tuple[Tensor, Tensor, Tensor], targets: Targets) -> dict[str, Tensor]:
    """Return the losses that are summed.

    2 x cross-entropy of relevance over passage tokens, ½ x that of start and end, that of answerable, and ½ x minus
    the log of the share that the answering parts have of all parts' mean relevance: what is ranked by when asked.
    """
    relevance, span, answerable = output
    by_token = functional.binary_cross_entropy_with_logits(relevance, targets.relevant, reduction="none")
    losses = {
        "rel": 2 * (by_token * targets.inside).sum() / targets.inside.sum().clamp(min=1),
        "cls": functional.binary_cross_entropy_with_logits(answerable, targets.answerable),
        "share": 0.5 * _share_loss(relevance, targets),
    }
    known = targets.start >= 0
    if known.any():
        within = span.masked_fill(targets.inside[..., None] == 0, -1e4)
        sides = (targets.start, targets.end)
        crosses = [
            functional.cross_entropy(within[known][..., i], side[known]) for i, side in enumerate(sides)
        ]
        losses["span"] = 0.5 * (crosses[0] + crosses[1])
    else:
        losses["span"] = span.sum() * 0
    return losses


def _share_loss(relevance: Tensor, targets: Targets) -> Tensor:
    parts = len(targets.right)
    chosen = targets.units >= 0
    where = targets.units[chosen]
    zeros = relevance.new_zeros(parts)
    means = zeros.index_add(0, where, relevance[chosen].sigmoid()) / zeros.index_add(
        0, where, torch.ones_like(relevance[chosen])
    ).clamp(min=1)
    rows = relevance.new_zeros(len(relevance))
    right = rows.index_add(0, targets.row_of, means * targets.right)
    total = rows.index_add(0, targets.row_of, means)
    answered = targets.answerable > 0
    if not answered.any():
        return relevance.sum() * 0
    return -((right + 1e-6) / (total + 1e-6))[answered].log().mean()


def _trained(network: nn.Module) -> dict[str, Tensor]:
    state: dict[str, Any] = network.state_dict()
    return {name: value.cpu() for name, value in state.items() if name != f"body.{WORDS}"}


def save_weights(network: nn.Module, path: Path, metadata: dict[str, str]) -> None:
    """Write what was trained as bfloat16, with ``metadata``."""
    tensors = {name: value.bfloat16().contiguous() for name, value in _trained(network).items()}
    temporary = path.with_suffix(".tmp")
    save_file(tensors, temporary, metadata=metadata | {"format_version": FORMAT_VERSION})
    temporary.replace(path)
