from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from qa.answering.reader import Readable
from qa.answering.reader_files import build_network, packed, read_weights, unpacked, write_packed
from qa.answering.reader_model import (
    Encoded,
    ReaderTokenizer,
    TransformerReader,
    best_short,
    compute_in,
    padded,
    unit_means,
)
from qa.errors import ReaderError

QUESTION = "粮食产量多少"
PASSAGE = Readable.of("湖南", [], ["粮食总产达615.6亿斤;", "全年增长4.8%。"])


@pytest.fixture(scope="module")
def weights(tiny_backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder: the tiny backbone's body with heads drawn at random."""
    folder = tmp_path_factory.mktemp("reader")
    body = load_file(tiny_backbone / "model.safetensors")
    torch.manual_seed(5)
    heads = {
        f"{name}.{kind}": torch.randn((rows, 32) if kind == "weight" else (rows,))
        for name, rows in (("rel", 1), ("span", 2), ("cls", 1))
        for kind in ("weight", "bias")
    }
    tensors = {f"body.{name}": tensor for name, tensor in body.items() if "word_embeddings" not in name}
    save_file(tensors | heads, folder / "reader.safetensors", metadata={"backbone": "tiny"})
    return folder


def test_tokens_know_their_part_and_place(tiny_backbone: Path):
    row = ReaderTokenizer.load(tiny_backbone).encode("粮", Readable.of("湖", [], ["增长;", "4%"]))
    # <s> 粮 </s> </s> | 湖 : space 增 长 ; 4 % newline | </s>
    assert row.passage == 4
    assert row.unit.tolist() == [-1] * 7 + [0, 0, 0, 1, 1, -1, -1]
    assert row.offsets[7:12] == [(3, 4), (4, 5), (5, 6), (6, 7), (7, 8)]


def test_a_long_passage_is_cut_and_of_a_long_question_the_end_is_kept(tiny_backbone: Path):
    tokenizer = ReaderTokenizer.load(tiny_backbone)
    row = tokenizer.encode("粮" * 30 + "量", Readable("增" * 50, ((0, 50),)), most=20)
    assert len(row.ids) == 20
    assert (row.unit >= 0).sum() == 6  # 20 - 10 of the question - 4 marks
    alone = tokenizer.encode("量", Readable("增", ((0, 1),)))
    assert row.ids[10] == alone.ids[1]


def test_a_part_has_the_mean_of_its_tokens_and_one_without_tokens_none():
    values = torch.tensor([9.0, 1.0, 3.0, 5.0, 9.0])
    assert unit_means(values, np.array([-1, 0, 0, 2, -1]), 3).tolist() == [2.0, 0.0, 5.0]


def test_the_short_span_stays_within_one_part():
    row = Encoded([0] * 5, np.array([-1, 0, 0, 1, 1]), [(0, 0), (4, 5), (5, 6), (6, 7), (7, 9)], 1)
    # best start is token 1 (part 0), best end is token 4 (part 1): within a part 1-2 has 5 + 1, 3-4 has 0 + 4
    span = torch.tensor([[9.0, 9.0], [5.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 4.0]])
    assert best_short(row, span) == (4, 6)
    assert best_short(Encoded([0], np.array([-1]), [(0, 0)], 1), torch.zeros(1, 2)) is None


def test_a_reading_is_that_of_the_network_on_a_padded_batch(tiny_backbone: Path, weights: Path):
    reader = TransformerReader.load(weights, backbone=tiny_backbone, dtype=torch.float32, threads=2)
    short = Readable.of("", [], ["增长。"])
    first, second = reader.read(QUESTION, [short, PASSAGE])
    tokenizer = ReaderTokenizer.load(tiny_backbone)
    rows = [tokenizer.encode(QUESTION, each) for each in (short, PASSAGE)]
    network = build_network(tiny_backbone, read_weights(weights).tensors)
    relevance, _, answerable = network(*padded([row.ids for row in rows]))
    assert [first.answerable, second.answerable] == pytest.approx(answerable.sigmoid().tolist(), abs=1e-5)
    means = unit_means(relevance[1, : len(rows[1].ids)].sigmoid(), rows[1].unit, 2)
    assert second.relevance == pytest.approx(means.numpy(), abs=1e-5)
    assert second.short is not None
    assert any(a <= second.short[0] < second.short[1] <= b for a, b in PASSAGE.spans)


def test_layers_computed_in_bfloat16_say_nearly_the_same(tiny_backbone: Path, weights: Path):
    tensors = read_weights(weights).tensors
    exact, fast = (build_network(tiny_backbone, tensors) for _ in range(2))
    compute_in(fast, torch.bfloat16)
    ids = torch.tensor([ReaderTokenizer.load(tiny_backbone).encode(QUESTION, PASSAGE).ids])
    assert fast.body.encoder.layer[0].output.dense.weight.dtype == torch.bfloat16
    assert fast(ids, None)[0] == pytest.approx(exact(ids, None)[0].numpy(), abs=0.1)


def test_matrices_of_layers_are_packed_with_a_scale_for_each_output():
    name = "body.encoder.layer.0.output.dense.weight"
    stored = packed({name: torch.tensor([[1.27, -0.635], [0.0, 0.0]]), "rel.weight": torch.tensor([[0.5]])})
    assert stored[name].tolist() == [[127, -64], [0, 0]]  # .635 / .01 = 63.5, to the even neighbour
    assert stored[f"{name}.scale"][0] == pytest.approx(0.01)
    assert stored["rel.weight"].dtype == torch.float16
    back = unpacked(stored)
    assert back[name][0].tolist() == pytest.approx([1.27, -0.64])
    assert set(back) == {name, "rel.weight"}


def test_packed_weights_read_nearly_the_same_and_have_another_identity(
    tiny_backbone: Path, weights: Path, tmp_path: Path
):
    write_packed(read_weights(weights), tmp_path, {"data_sha256": "abc"})
    whole, small = (
        TransformerReader.load(each, backbone=tiny_backbone, dtype=torch.float32)
        for each in (weights, tmp_path)
    )
    assert read_weights(tmp_path).metadata == {
        "backbone": "tiny", "data_sha256": "abc", "layout": "int8 per output", "format_version": "1",
    }  # fmt: skip
    [a], [b] = whole.read(QUESTION, [PASSAGE]), small.read(QUESTION, [PASSAGE])
    assert b.relevance == pytest.approx(a.relevance, abs=0.05)
    assert whole.fingerprint != small.fingerprint


def test_a_folder_without_weights_or_with_damaged_ones_is_named(tmp_path: Path):
    with pytest.raises(ReaderError, match=r"has no reader\.safetensors.*cityplans eval reader train"):
        read_weights(tmp_path)
    (tmp_path / "reader.safetensors").write_bytes(b"no weights")
    with pytest.raises(ReaderError, match="cannot be read as weights"):
        read_weights(tmp_path)
    save_file({"a": torch.zeros(1)}, tmp_path / "reader.safetensors", metadata={"format_version": "9"})
    with pytest.raises(ReaderError, match="has format 9"):
        read_weights(tmp_path)


def test_weights_of_another_backbone_are_named(tiny_backbone: Path, weights: Path):
    tensors = read_weights(weights).tensors
    del tensors["body.encoder.layer.1.output.dense.weight"]
    with pytest.raises(ReaderError, match=r"lacks body\.encoder\.layer\.1\.output\.dense\.weight"):
        build_network(tiny_backbone, tensors)
