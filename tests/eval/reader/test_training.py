import json
import math
from pathlib import Path
from random import Random

import pytest
import torch

from eval.reader.evaluate import evaluate_reader
from eval.reader.rows import Row
from eval.reader.training import (
    Recipe,
    Stage,
    Trainer,
    batch_order,
    make_targets,
    reader_loss,
    trainable_network,
)
from qa.answering.reader_files import read_weights
from qa.answering.reader_model import ReaderTokenizer, TransformerReader

ANSWERED = Row("粮食", "", (), ("粮食总产6亿斤;", "全年增长4%。"), (0,), (0, 4, 7), "numeric", "answered")
OTHER = Row("增长", "", (), ("全年增长4%。", "粮食总产6亿斤;"), (0,), (0, 4, 6), "numeric", "answered")
UNANSWERED = Row("湖南", "", (), ("粮食总产6亿斤;", "全年增长4%。"), (), None, "numeric", "twin")
ROWS = [ANSWERED, OTHER, UNANSWERED] * 8


def _trainer(backbone: Path, out: Path, *, seed: int = 2) -> Trainer:
    out.mkdir(exist_ok=True)
    network = trainable_network(backbone, seed)
    recipe = Recipe(seed=seed, batch=4)
    return Trainer(
        network, ReaderTokenizer.load(backbone), out, recipe, metadata={"seed": "2"}, log=lambda _: None
    )


def test_batches_hold_every_row_once_and_rows_of_like_length():
    rows = [Row("?", "", (), ("字" * (1 + index % 7),), (), None, "", "") for index in range(50)]
    batches = list(batch_order(rows, 8, Random(1)))
    assert sorted(index for batch in batches for index in batch) == list(range(50))
    assert max(len({len(rows[i].units[0]) for i in batch}) for batch in batches) <= 3


def test_targets_mark_tokens_parts_and_the_short_answer(tiny_backbone: Path):
    tokenizer = ReaderTokenizer.load(tiny_backbone)
    encoded = [tokenizer.encode(row.question, row.readable) for row in (ANSWERED, UNANSWERED)]
    targets = make_targets([ANSWERED, UNANSWERED], encoded, len(encoded[0].ids))
    # <s> 粮 食 </s> </s> and then the passage: 8 tokens of the first part, 7 of the second, </s>
    assert targets.relevant[0].tolist() == [0.0] * 5 + [1.0] * 8 + [0.0] * 8
    assert targets.inside[0].sum() == 15
    assert targets.right.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert targets.row_of.tolist() == [0, 0, 1, 1]
    assert (targets.start.tolist(), targets.end.tolist()) == ([9, -100], [11, -100])
    assert targets.answerable.tolist() == [1.0, 0.0]


def test_the_losses_of_a_network_that_knows_nothing(tiny_backbone: Path):
    tokenizer = ReaderTokenizer.load(tiny_backbone)
    encoded = [tokenizer.encode(ANSWERED.question, ANSWERED.readable)]
    length = len(encoded[0].ids)
    targets = make_targets([ANSWERED], encoded, length)
    zeros = (torch.zeros(1, length), torch.zeros(1, length, 2), torch.zeros(1))
    losses = {name: float(value) for name, value in reader_loss(zeros, targets).items()}
    # all chances are one half; start and end are drawn among 15 tokens; the right part has half of the relevance
    assert losses == pytest.approx(
        {"rel": 2 * math.log(2), "cls": math.log(2), "span": math.log(15), "share": 0.5 * math.log(2)},
        abs=1e-4,
    )


def test_training_learns_and_writes_weights_that_can_be_asked(tiny_backbone: Path, tmp_path: Path):
    trainer = _trainer(tiny_backbone, tmp_path / "run")
    trainer.train([Stage("own", ROWS * 6, body_rate=3e-3, head_rate=1e-2)])
    reader = TransformerReader.load(tmp_path / "run", backbone=tiny_backbone, dtype=torch.float32)
    scores = evaluate_reader(reader, [ANSWERED, OTHER, UNANSWERED])
    assert scores.top1 == 1
    assert scores.auc == 1
    assert read_weights(tmp_path / "run").metadata["seed"] == "2"


def test_an_interrupted_training_goes_on_where_it_was(tiny_backbone: Path, tmp_path: Path):
    stages = [Stage("first", ROWS, 1e-3), Stage("second", ROWS[::-1], 1e-3)]
    _trainer(tiny_backbone, tmp_path / "whole").train(stages)
    _trainer(tiny_backbone, tmp_path / "parts").train(stages[:1])
    log: list[str] = []
    later = _trainer(tiny_backbone, tmp_path / "parts", seed=2)
    later._log = log.append
    later.train(stages)
    assert json.loads(log[0])["resumed"] == {"stage": 1, "step": 0, "seconds": 0.0, "rows": 24}
    whole, parts = (read_weights(tmp_path / name).tensors for name in ("whole", "parts"))
    assert whole.keys() == parts.keys()
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_word_embeddings_and_lowest_layers_keep_their_weights(tiny_backbone: Path):
    network = trainable_network(tiny_backbone, 1, frozen_layers=1)
    trained = {name for name, parameter in network.named_parameters() if parameter.requires_grad}
    assert not any(".embeddings." in name or ".layer.0." in name for name in trained)
    assert any(".layer.1." in name for name in trained)
    assert {"rel.weight", "span.weight", "cls.weight"} <= trained
