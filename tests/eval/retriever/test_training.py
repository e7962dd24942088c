import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from embeddings.chunking import Chunk
from embeddings.tuning import add_tuning, read_tuning
from eval.retriever.pairs import Pair, Passages
from eval.retriever.training import Batch, Batches, Encoder, Recipe, batch_loss, shown, tune

RECIPE = Recipe(rank=2, batch=4, mixed=0.0, public=0.0, frozen_layers=1, rate=1e-2)


def _chunk(number: int, text: str = "粮食总产6亿斤;全年增长4%。") -> Chunk:
    return Chunk(
        f"hn#{number}", "hn", "湖南省", "hn/1", ("去年",), text, "湖南省 去年", "", 0, len(text), 0, len(text)
    )


def _pairs() -> list[Pair]:
    return [
        Pair(f"粮食{n}", "hn", (n, 7) if n == 1 else (n,), (0, 0) if n == 1 else (0,), "numeric", "zh-Hans")
        for n in range(8)
    ]


def test_a_passage_that_answers_too_is_no_negative():
    passages = Passages(tuple(_chunk(number) for number in range(8)))
    (one, two) = list(Batches(passages, _pairs(), [], RECIPE, Random(1)))
    assert sorted([*one.queries, *two.queries]) == [f"粮食{n}" for n in range(8)]
    for batch in (one, two):
        for row, query in enumerate(batch.queries):
            for column, other in enumerate(batch.queries):
                also = query == "粮食1" and other == "粮食7"
                assert batch.allowed[row, column] == (row == column or not also)


def test_the_loss_of_vectors_worked_out_by_hand():
    queries = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    passages = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    every = Batch(["a", "b"], ["a", "b"], np.ones((2, 2), dtype=bool))
    # the first query likes both passages alike, the second neither: each chance is one half
    assert float(batch_loss(queries, passages, every)) == pytest.approx(math.log(2))
    without = Batch(["a", "b"], ["a", "b"], np.eye(2, dtype=bool))
    assert float(batch_loss(queries, passages, without)) == 0.0


def test_a_passage_in_training_holds_its_answer():
    text = "。" * 500 + "答" + "。" * 500
    drawn = [shown(_chunk(0, text), 500, Random(seed)) for seed in range(40)]
    assert all("答" in each for each in drawn)
    assert min(map(len, drawn)) < 250
    assert max(map(len, drawn)) > 1000


def test_what_is_learnt_is_added_to_the_weights(tiny_backbone: Path, tmp_path: Path):
    (tiny_backbone / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>"}), encoding="utf-8"
    )
    passages = Passages(
        tuple(_chunk(number, "粮食总产" if number % 2 else "全年增长") for number in range(8))
    )
    encoder = Encoder(tiny_backbone, RECIPE)
    before = encoder.queries(["粮食"]).detach()
    tune(
        encoder, [Batches(passages, _pairs(), [], RECIPE, Random(1))], tmp_path, RECIPE,
        metadata={"seed": "17"}, log=lambda _: None,
    )  # fmt: skip
    encoder.body.eval()
    trained = encoder.queries(["粮食"]).detach()
    assert float((trained - before).abs().max()) > 1e-4
    factors = read_tuning(tmp_path / "retriever.safetensors")
    assert {name.split(".")[2] for name in factors} == {"1"}  # the lowest layer learnt nothing
    plain = Encoder(tiny_backbone, Recipe(rank=2, frozen_layers=9))
    add_tuning(plain.body, factors)
    assert torch.allclose(plain.queries(["粮食"]), trained, atol=1e-3)
