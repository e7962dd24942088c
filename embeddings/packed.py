"""The packed 4-bit model file and its conversion into an ordinary sentence-transformers directory.

The file (magic ``E5S1``, little endian) has this layout, from the ``e5.c`` that comes with it::

    magic       "E5S1" u32 version
    sizes       i32 hidden, layers, heads, intermediate, vocabulary, positions, types | f32 eps | i32 block
    tokenizer   i32 pieces, bos, eos, pad, unk | u64 blob size | u32 offsets[pieces + 1]
                | f32 scores[pieces] | blob
    normaliser  i32 entries, u32 size | entries x (u32 code point, u8 n, u32 replacement[n])
    directory   i32 tensors | tensors x (u16 n, name[n], u8 type, u32 values, u64 offset, u64 size)

Type 0 is float32; type 1 is Q4_0, blocks of a float16 scale and 16 bytes: value j is ``(low nibble of byte
j - 8) * scale`` and value j + 16 the same with the high nibble (j = 0..15).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from embeddings.charsmap import precompiled_charsmap
from embeddings.progress import Progress

_BLOCK: Final = 32
_BLOCKS_PER_WRITE: Final = 200_000
_Q4_0: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
_LAYER_PARTS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class PackedTensor:
    """One entry of the directory; ``data`` is float32 values, or Q4_0 blocks when ``packed``."""

    data: npt.NDArray[Any]
    packed: bool
    value_count: int

    def chunks(self) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the values in order as flat float32 arrays of at most 6.4 million."""
        if not self.packed:
            yield self.data
            return
        for start in range(0, len(self.data), _BLOCKS_PER_WRITE):
            blocks = self.data[start : start + _BLOCKS_PER_WRITE]
            nibbles = blocks["nibbles"]
            values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
            values -= 8.0
            values *= blocks["scale"].astype(np.float32)[:, None]
            yield values.reshape(-1)


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The packed file, parsed; ``pieces`` in id order with their log probabilities."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    replacements: dict[str, str]
    tensors: dict[str, PackedTensor]

    @classmethod
    def read(cls, source: Path) -> PackedModel:
        """Parse the file; its hash has been checked, so its structure is not."""
        data = source.read_bytes()
        hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon = struct.unpack_from(
            "<7if", data, 8
        )
        at = 44
        count, bos, eos, pad, unk, blob_size = struct.unpack_from("<5iQ", data, at)
        at += 28
        offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(data, "<f4", count, at).tolist()
        at += 4 * count
        pieces = [data[at + a : at + b].decode() for a, b in pairwise(offsets)]
        at += blob_size
        replacements, at = _read_replacements(data, at)
        return cls(
            hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon,
            pieces=list(zip(pieces, scores, strict=True)),
            special={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
            replacements=replacements,
            tensors=_read_directory(data, at),
        )  # fmt: skip


def _read_replacements(data: bytes, at: int) -> tuple[dict[str, str], int]:
    count, size = struct.unpack_from("<iI", data, at)
    at += 8
    end = at + size
    replacements = {}
    for _ in range(count):
        code_point, length = struct.unpack_from("<IB", data, at)
        replacements[chr(code_point)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return replacements, end


def _read_directory(data: bytes, at: int) -> dict[str, PackedTensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, values, offset, _size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        packed = kind == 1
        array = np.frombuffer(
            data, _Q4_0 if packed else "<f4", values // _BLOCK if packed else values, offset
        )
        tensors[name] = PackedTensor(array, packed, values)
    return tensors


def write_model_directory(model: PackedModel, folder: Path, *, progress: Progress) -> None:
    """Write ``model`` into the existing ``folder`` as a sentence-transformers model (float32, 490 MB).

    Raises:
        OSError: the folder cannot be written.

    """
    _write_safetensors(model, folder / "model.safetensors", progress)
    _write_tokenizer(model, folder)
    _write_json(folder / "config.json", _bert_config(model))
    modules = "sentence_transformers.models"
    entries = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"{modules}.{kind}"}
            for i, (path, kind) in enumerate(entries)
        ],
    )
    _write_json(
        folder / "sentence_bert_config.json", {"max_seq_length": model.positions, "do_lower_case": False}
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    (folder / "1_Pooling").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True},
    )
    (folder / "2_Normalize").mkdir()
    _write_json(folder / "2_Normalize" / "config.json", {})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _bert_config(model: PackedModel) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_size": model.hidden,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "intermediate_size": model.intermediate,
        "hidden_act": "gelu",
        "vocab_size": model.vocabulary,
        "max_position_embeddings": model.positions,
        "type_vocab_size": model.types,
        "layer_norm_eps": 1e-12,
        "pad_token_id": model.special["pad"],
        "bos_token_id": model.special["bos"],
        "eos_token_id": model.special["eos"],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }


def _tensor_names(layers: int) -> dict[str, str]:
    """Map the packed names to those of ``transformers.BertModel``."""
    names = dict(_EMBEDDING_NAMES)
    for layer in range(layers):
        for short, part in _LAYER_PARTS.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{part}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{part}.bias"
    return names


def _tensor_shape(model: PackedModel, name: str, value_count: int) -> list[int]:
    if name.startswith("emb.ln") or name.endswith(("ln.w", ".b")):
        return [value_count]
    columns = model.intermediate if name.endswith("fo.w") else model.hidden
    return [value_count // columns, columns]


def _write_safetensors(model: PackedModel, path: Path, progress: Progress) -> None:
    """Stream the tensors out: u64 header size, JSON header, values (the format of huggingface/safetensors).

    ``safetensors.numpy.save_file`` would hold all 471 MB in memory, twice.
    """
    names = _tensor_names(model.layers)
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, full_name in names.items():
        count = model.tensors[name].value_count
        shape = _tensor_shape(model, name, count)
        header[full_name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + 4 * count]}
        end += 4 * count
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for done, name in enumerate(names, start=1):
            for values in model.tensors[name].chunks():
                file.write(values.data)
            progress("convert", done, len(names))


def _write_tokenizer(model: PackedModel, folder: Path) -> None:
    """Write the XLM-RoBERTa tokenizer: character map, runs of spaces to one, Unigram, ``<s> ... </s>``."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    names = {key: model.pieces[index][0] for key, index in model.special.items()}
    mask = model.pieces[-1][0]
    tokenizer = Tokenizer(Unigram(model.pieces, unk_id=model.special["unk"], byte_fallback=False))
    charsmap = normalizers.Precompiled(precompiled_charsmap(model.replacements))
    tokenizer.normalizer = normalizers.Sequence([charsmap, normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}",
        pair=f"{names['bos']} $A {names['eos']} {names['eos']} $B {names['eos']}",
        special_tokens=[(names[key], model.special[key]) for key in ("bos", "eos")],
    )
    tokenizer.add_special_tokens([names["bos"], names["pad"], names["eos"], names["unk"]])
    tokenizer.add_special_tokens([AddedToken(mask, lstrip=True, special=True)])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    roles = {"bos": "bos", "cls": "bos", "eos": "eos", "sep": "eos", "pad": "pad", "unk": "unk"}
    tokens = {f"{role}_token": names[key] for role, key in roles.items()} | {"mask_token": mask}
    _write_json(folder / "special_tokens_map.json", tokens)
    _write_json(
        folder / "tokenizer_config.json",
        tokens | {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": model.positions},
    )
