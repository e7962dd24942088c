"""The trained reader: a small encoder with three heads that reads question and passage together.

One forward pass gives a relevance for every token, the start and end of a short answer, and whether the passage
answers. The relevance of a sentence or row is the mean over its tokens (as in Provence, Chirkova et al. 2025); the span
is that of SQuAD 2 (Rajpurkar et al. 2018). The backbone's word embeddings stay its own: they are frozen in training, not
stored with the reader, and mapped from the file of the embedder that has them anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from embeddings.workers import available_threads, fast_dtype, worker_pool
from qa.answering.reader import Readable, Reading, Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS_NAME: Final = "reader.safetensors"
OWN_BACKBONE: Final = "backbone"
"""Folder within a reader's own, where it was trained over another encoder than the packaged one."""
MOST_TOKENS: Final = 400
"""What is longer is cut at its end: parts beyond it have a relevance of 0."""
_LONGEST_SHORT: Final = 40
"""Tokens of a short answer at most."""


class ReaderNetwork(nn.Module):
    """The encoder ``body`` with its heads: ``rel`` and ``span`` on every token, ``cls`` on the first."""

    def __init__(self, body: nn.Module, hidden: int) -> None:
        super().__init__()
        self.body = body
        self.rel = nn.Linear(hidden, 1)
        self.span = nn.Linear(hidden, 2)
        self.cls = nn.Linear(hidden, 1)

    def forward(self, tokens: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """Return relevance [rows, length], span [rows, length, 2] and answerable [rows], all as logits.

        ``mask`` is 1 on tokens and 0 on padding; None says that there is no padding.
        """
        states = self.body(input_ids=tokens, attention_mask=mask).last_hidden_state.to(self.rel.weight.dtype)
        return self.rel(states).squeeze(-1), self.span(states), self.cls(states[:, 0]).squeeze(-1)


@dataclass(frozen=True, slots=True)
class Encoded:
    """One row of tokens: ``unit`` int [length] is the index of the part a token lies in, -1 for question and context.

    ``offsets`` are the places of passage tokens in the text that was read, (0, 0) elsewhere; ``passage`` is the index
    of the first passage token (its context included).
    """

    ids: list[int]
    unit: npt.NDArray[np.int64]
    offsets: list[Span]
    passage: int


class ReaderTokenizer:
    """Question and passage to tokens, with the part that each token belongs to."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Wrap a tokenizer, which may be shared: its padding and truncation are left as they are."""
        self._tokenizer = tokenizer
        pair = tokenizer.encode("1", "1")
        sides = pair.sequence_ids
        question, passage = sides.index(0), sides.index(1)
        self._first = pair.ids[:question]
        self._between = pair.ids[question + sides.count(0) : passage]
        self._last = pair.ids[passage + sides.count(1) :]

    @classmethod
    def load(cls, backbone: Path) -> ReaderTokenizer:
        """Read the tokenizer of a model folder."""
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(backbone / "tokenizer.json")))

    def encode(self, question: str, passage: Readable, *, most: int = MOST_TOKENS) -> Encoded:
        """Encode one row; the passage is cut at ``most`` tokens, a question begins with its last half of them."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[-(most // 2) :]
        before = [*self._first, *asked, *self._between]
        read = self._tokenizer.encode(passage.text, add_special_tokens=False)
        room = most - len(before) - len(self._last)
        ids, places = read.ids[:room], read.offsets[:room]
        unit = np.concatenate(
            [np.full(len(before), -1), _parts(places, passage.spans), np.full(len(self._last), -1)]
        ).astype(np.int64)
        offsets = [*[(0, 0)] * len(before), *places, *[(0, 0)] * len(self._last)]
        return Encoded([*before, *ids, *self._last], unit, offsets, len(before))


def _parts(places: Sequence[Span], spans: Sequence[Span]) -> npt.NDArray[np.int64]:
    """Return the part that each token's last character lies in, -1 for none: a word mark may begin before the part."""
    if not spans or not places:
        return np.full(len(places), -1, dtype=np.int64)
    starts, ends = np.array(spans, dtype=np.int64).T
    last = np.array([end - 1 for _, end in places], dtype=np.int64)
    part = np.searchsorted(starts, last, side="right") - 1
    return np.where((part >= 0) & (last < ends[np.maximum(part, 0)]), part, -1)


def unit_means(values: Tensor, unit: npt.NDArray[np.int64], count: int) -> Tensor:
    """Return the mean of ``values`` [length] over the tokens of each part, 0 for a part without tokens: [count]."""
    inside = torch.from_numpy(unit >= 0)
    where = torch.from_numpy(unit[unit >= 0])
    sums = torch.zeros(count).index_add_(0, where, values[inside])
    tokens = torch.zeros(count).index_add_(0, where, torch.ones(len(where)))
    return sums / tokens.clamp(min=1)


class TransformerReader:
    """A ``Reader`` over a trained network.

    Passages are read one by one, several at once on threads that take one core each: nothing is computed for padding,
    and no thread waits for another within an operation.
    """

    def __init__(
        self, network: ReaderNetwork, tokenizer: ReaderTokenizer, *, identity: str, threads: int | None = None
    ) -> None:
        """Wrap a network; ``identity`` says which weights it has, ``threads`` defaults to the cores at hand."""
        self._network = network
        self._tokenizer = tokenizer
        self._identity = identity
        self.weights_sha256 = ""
        workers = available_threads() if threads is None else threads
        self._workers = worker_pool(workers, name="read", single_threaded=True)

    @classmethod
    def load(
        cls, directory: Path, *, backbone: Path, threads: int | None = None, dtype: torch.dtype | None = None
    ) -> TransformerReader:
        """Load the reader of a folder over the model folder that it was trained from.

        ``dtype`` None is bfloat16 where the CPU computes in it, else float32. A folder that has a ``backbone`` of its
        own (one trained over another encoder) is loaded over that.

        Raises:
            ReaderError: the folder has no weights, or they are damaged.

        """
        from qa.answering.reader_files import build_network, read_weights

        weights = read_weights(directory)
        own = directory / OWN_BACKBONE
        base = own if own.is_dir() else backbone
        network = build_network(base, weights.tensors)
        compute_in(network, fast_dtype(on_cpu=True) if dtype is None else dtype)
        identity = f"reader:sha256={weights.sha256}:backbone={weights.metadata.get('backbone', '')}"
        loaded = cls(network, ReaderTokenizer.load(base), identity=identity, threads=threads)
        loaded.weights_sha256 = weights.sha256
        return loaded

    @property
    def fingerprint(self) -> str:
        """Identity of weights and backbone."""
        return self._identity

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """Read each passage for ``question``."""
        return self.read_pairs([(question, passage) for passage in passages])

    def read_pairs(self, pairs: Sequence[tuple[str, Readable]]) -> list[Reading]:
        """Read pairs of question and passage; the longest are begun first."""
        order = sorted(range(len(pairs)), key=lambda index: -len(pairs[index][1].text))
        read = self._workers.map(lambda index: self._read_one(*pairs[index]), order)
        readings = dict(zip(order, read, strict=True))
        return [readings[index] for index in range(len(pairs))]

    def _read_one(self, question: str, passage: Readable) -> Reading:
        row = self._tokenizer.encode(question, passage)
        with torch.inference_mode():
            relevance, span, answerable = self._network(torch.tensor([row.ids]), None)
            means = unit_means(relevance[0].float().sigmoid(), row.unit, len(passage.spans))
        return Reading(
            float(answerable[0].float().sigmoid()),
            means.numpy().astype(np.float32),
            best_short(row, span[0].float()),
        )


def compute_in(network: ReaderNetwork, dtype: torch.dtype) -> None:
    """Let the encoder's layers compute in ``dtype``; the word embeddings stay mapped as they are, the heads float32."""
    encoder = getattr(network.body, "encoder", None)
    if dtype == torch.float32 or not isinstance(encoder, nn.Module):
        return
    encoder.to(dtype)
    encoder.register_forward_pre_hook(lambda _, states: (states[0].to(dtype), *states[1:]))


def padded(rows: Sequence[Sequence[int]], *, pad: int = 1) -> tuple[Tensor, Tensor]:
    """Return tokens int64 [rows, longest] filled up with ``pad`` and the mask of what is no padding."""
    longest = max(map(len, rows))
    tokens = torch.full((len(rows), longest), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for index, row in enumerate(rows):
        tokens[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    return tokens, mask


def best_short(row: Encoded, span: Tensor) -> Span | None:
    """Return the span of text with the best start and end within one part, None if the row has no part."""
    inside = np.flatnonzero(row.unit >= 0)
    if not len(inside):
        return None
    start, end = (span[:, side].numpy()[inside].astype(np.float64) for side in (0, 1))
    unit = row.unit[inside]
    best: tuple[float, Any] = (-np.inf, None)
    for shift in range(min(_LONGEST_SHORT, len(inside))):
        scores = start[: len(start) - shift] + end[shift:]
        scores = np.where(unit[: len(unit) - shift] == unit[shift:], scores, -np.inf)
        at = int(scores.argmax())
        if scores[at] > best[0]:
            best = (float(scores[at]), (inside[at], inside[at + shift]))
    first, last = best[1]
    return row.offsets[first][0], row.offsets[last][1]
