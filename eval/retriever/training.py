"""The tuning loop: contrastive, over low-rank changes of the packaged embedder.

InfoNCE over the passages of a batch (van den Oord et al. 2018) at e5's temperature. Most batches are of one document:
whoever asks about a place searches its plan, so that the negatives that matter stand in it; half of these are of
questions whose answers stand near each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from embeddings.chunking import Chunk
from embeddings.tuning import DOWN, UP
from eval.retriever.pairs import Pair, Passages

_TEMPERATURE: Final = 0.02
_QUERY_TOKENS, _PASSAGE_TOKENS = 64, 224
_SHORTEST, _LONGEST = 90, 200
"""Characters of a passage in training, but for one in seven: about its answer, which costs half."""
_WHOLE: Final = 0.15
_WARM_UP: Final = 0.06
_LAYER: Final = re.compile(r"\.layer\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a run repeatable beside its pairs; ``minutes`` ends it before its pairs do."""

    seed: int = 17
    rank: int = 12
    rate: float = 5e-4
    batch: int = 32
    frozen_layers: int = 4
    mixed: float = 0.25
    public: float = 0.12
    minutes: float | None = None
    checkpoint_minutes: float = 4.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries, each with its passage; ``allowed`` bool [n, n] is False where another's passage answers a query too."""

    queries: list[str]
    passages: list[str]
    allowed: NDArray[np.bool_]


class LowRank(nn.Module):
    """A linear map with a low-rank change, of which only the change is trained."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, values: Tensor) -> Tensor:
        """Return the map with its change."""
        mapped: Tensor = self.base(values)
        return mapped + functional.linear(functional.linear(values, self.down), self.up)


def make_low_rank(encoder: nn.Module, rank: int, *, frozen_layers: int) -> dict[str, LowRank]:
    """Replace the linear maps of all but the lowest layers by low-rank ones; return them by the name of their weight."""
    encoder.requires_grad_(False)
    found = {}
    for name, module in list(encoder.named_modules()):
        layer = _LAYER.search(name)
        if isinstance(module, nn.Linear) and layer and int(layer[1]) >= frozen_layers:
            parent = encoder.get_submodule(name.rpartition(".")[0])
            changed = LowRank(module, rank)
            setattr(parent, name.rpartition(".")[2], changed)
            found[f"{name}.weight"] = changed
    return found


def factors_of(changed: dict[str, LowRank]) -> dict[str, Tensor]:
    """Return the factors under the names that ``embeddings.tuning`` reads."""
    found = {}
    for name, each in changed.items():
        found[f"{name}{DOWN}"] = each.down.detach().half().contiguous()
        found[f"{name}{UP}"] = each.up.detach().half().contiguous()
    return found


class Batches:
    """Makes the batches of one pass over the pairs."""

    def __init__(
        self,
        passages: Passages,
        pairs: Sequence[Pair],
        public: Sequence[tuple[str, str]],
        recipe: Recipe,
        random: Random,
    ) -> None:
        """Take own pairs and public ones (question and text)."""
        self._passages, self._pairs = passages, pairs
        self._public, self._recipe, self._random = public, recipe, random

    def __iter__(self) -> Iterator[Batch]:
        """Yield all batches, shuffled."""
        random, size = self._random, self._recipe.batch
        order = list(range(len(self._pairs)))
        random.shuffle(order)
        cut = int(len(order) * self._recipe.mixed)
        groups: dict[str, list[int]] = {}
        for index in order[cut:]:
            groups.setdefault(self._pairs[index].document, []).append(index)
        batches = _parts(order[:cut], size)
        for group in groups.values():
            near = len(group) // 2
            batches += _parts(sorted(group[:near], key=lambda n: self._pairs[n].right[0]), size)
            batches += _parts(group[near:], size)
        made: list[list[int] | None] = [*batches, *[None] * int(len(batches) * self._recipe.public)]
        random.shuffle(made)
        for each in made:
            if each is None:
                yield self._public_batch(size)
            elif len(each) > size // 3:
                yield self._own_batch(each)

    def _own_batch(self, indices: Sequence[int]) -> Batch:
        random = self._random
        pairs = [self._pairs[index] for index in indices]
        drawn = [random.randrange(len(pair.right)) for pair in pairs]
        columns = [pair.right[at] for pair, at in zip(pairs, drawn, strict=True)]
        allowed = np.array([[number not in pair.right for number in columns] for pair in pairs])
        np.fill_diagonal(allowed, True)
        texts = [
            shown(self._passages.chunks[pair.right[at]], pair.spots[at], random)
            for pair, at in zip(pairs, drawn, strict=True)
        ]
        return Batch([pair.query for pair in pairs], texts, allowed)

    def _public_batch(self, size: int) -> Batch:
        drawn = self._random.sample(self._public, size)
        texts = [text for _, text in drawn]
        allowed = np.array([[i == j or texts[i] != texts[j] for j in range(size)] for i in range(size)])
        return Batch([question for question, _ in drawn], texts, allowed)


def _parts(indices: Sequence[int], size: int) -> list[list[int]]:
    return [list(indices[at : at + size]) for at in range(0, len(indices), size)]


def shown(chunk: Chunk, spot: int, random: Random) -> str:
    """Return a chunk's passage as it is seen, mostly only some of it around ``spot``."""
    text = chunk.reading or chunk.text
    if random.random() > _WHOLE:
        size = random.randint(_SHORTEST, _LONGEST)
        at = max(0, min(spot - random.randint(0, size // 2), len(text) - size))
        text = text[at : at + size]
    return chunk.view.text(f"{chunk.context}\n{text}")


class Encoder:
    """The embedder's network as it is trained: mean over tokens, unit length, e5's prompts."""

    def __init__(self, directory: Path, recipe: Recipe) -> None:
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(recipe.seed)
        self.body = AutoModel.from_pretrained(str(directory), local_files_only=True, dtype=torch.float32)
        self._tokenizer = AutoTokenizer.from_pretrained(str(directory), local_files_only=True)
        self.changed = make_low_rank(self.body, recipe.rank, frozen_layers=recipe.frozen_layers)

    def parameters(self) -> list[nn.Parameter]:
        """Return what is trained."""
        return [part for each in self.changed.values() for part in (each.down, each.up)]

    def set_factors(self, factors: Mapping[str, Tensor]) -> None:
        """Go on from the factors of an earlier run with the same rank and layers.

        Raises:
            KeyError, RuntimeError: they were made with others.

        """
        with torch.no_grad():
            for name, each in self.changed.items():
                each.down.copy_(factors[f"{name}{DOWN}"])
                each.up.copy_(factors[f"{name}{UP}"])

    def queries(self, texts: Sequence[str]) -> Tensor:
        """Return float [texts, dimension], unit rows."""
        return self._embed([f"query: {text}" for text in texts], _QUERY_TOKENS)

    def passages(self, texts: Sequence[str]) -> Tensor:
        """Return float [texts, dimension], unit rows; computed in groups of like length."""
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        parts = [
            self._embed([f"passage: {texts[n]}" for n in part], _PASSAGE_TOKENS) for part in _parts(order, 12)
        ]
        back = torch.tensor(np.argsort(order))
        return torch.cat(parts)[back]

    def _embed(self, texts: Sequence[str], most: int) -> Tensor:
        tokens: Any = self._tokenizer(
            list(texts), truncation=True, max_length=most, padding=True, return_tensors="pt"
        )
        states = self.body(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
        mask = tokens["attention_mask"][..., None].to(states.last_hidden_state.dtype)
        mean = (states.last_hidden_state * mask).sum(dim=1) / mask.sum(dim=1)
        return functional.normalize(mean, dim=-1)


def batch_loss(queries: Tensor, passages: Tensor, batch: Batch) -> Tensor:
    """Return the mean cross-entropy of each question's passage among all of the batch that do not answer it too."""
    scores = queries @ passages.T / _TEMPERATURE
    scores = scores.masked_fill(~torch.from_numpy(batch.allowed), float("-inf"))
    return functional.cross_entropy(scores, torch.arange(len(batch.queries)))


def tune(
    encoder: Encoder,
    passes: Sequence[Batches],
    out: Path,
    recipe: Recipe,
    *,
    metadata: dict[str, str],
    log: Callable[[str], None],
) -> None:
    """Train over some passes and write the factors to ``out``; every few minutes too, so that a run may be ended."""
    from eval.retriever.train import WEIGHTS

    batches = [batch for each in passes for batch in each]
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=0.0, weight_decay=0.0)
    encoder.body.train()
    began = saved = perf_counter()
    losses: list[float] = []
    for step, batch in enumerate(batches):
        seconds = perf_counter() - began
        done = max(step / len(batches), seconds / (60 * recipe.minutes) if recipe.minutes else 0.0)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * min(1.0, (done + 0.005) / _WARM_UP) * (1 - done)
        loss = batch_loss(encoder.queries(batch.queries), encoder.passages(batch.passages), batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if step % 10 == 9:
            told = {"step": step + 1, "of": len(batches), "loss": round(float(np.mean(losses)), 4)}
            log(json.dumps({**told, "seconds": round(seconds), "done": round(done, 3)}))
            losses = []
        if perf_counter() - saved > 60 * recipe.checkpoint_minutes:
            save_file(factors_of(encoder.changed), out / WEIGHTS, metadata=metadata)
            saved = perf_counter()
    save_file(factors_of(encoder.changed), out / WEIGHTS, metadata=metadata)
