"""What ``cityplans eval retriever train`` does: pairs, tuning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from embeddings.tuning import read_tuning, tuning_identity
from eval.reader.pairs import Data
from eval.retriever.pairs import Passages, public_pairs, training_documents, training_pairs
from eval.retriever.training import Batches, Encoder, Recipe, tune

WEIGHTS: Final = "retriever.safetensors"
_PUBLIC: Final = 4000


def train_retriever(
    data: Data,
    out: Path,
    *,
    directory: Path,
    identity: str,
    passes: int,
    recipe: Recipe,
    log: Callable[[str], None],
    start: Path | None = None,
    again: float = 1.0,
) -> None:
    """Tune the model in ``directory``, from the factors of an earlier run where ``start`` names their file.

    ``again`` is the share of what those have read that is read again, beside all that is unread.
    """
    out.mkdir(parents=True, exist_ok=True)
    documents, asked = training_documents(data)
    passages = Passages.of(documents)
    public = public_pairs(data, _PUBLIC, Random(recipe.seed))
    made = []
    digest = hashlib.sha256()
    for number in range(passes):
        random = Random(recipe.seed + number)
        pairs = training_pairs(documents, asked, passages, random, again=again)
        digest.update(json.dumps([pair.query for pair in pairs], ensure_ascii=False).encode())
        made.append(Batches(passages, pairs, public, recipe, random))
        log(json.dumps({"pass": number + 1, "pairs": len(pairs)}))
    metadata = {"backbone": identity, "pairs_sha256": digest.hexdigest(), "recipe": repr(recipe)}
    encoder = Encoder(directory, recipe)
    if start is not None:
        encoder.set_factors(read_tuning(start))
        metadata["start"] = tuning_identity(start)
    tune(encoder, made, out, recipe, metadata=metadata, log=log)
