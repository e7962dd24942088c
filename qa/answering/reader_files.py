"""A reader's files: how weights are packed, read back and put over the backbone that they were trained from.

``reader.safetensors`` holds the trained tensors without the word embeddings, which are the backbone's own. Packed, the
matrices of the encoder's layers are int8 with one scale for each output (symmetric: value = int8 x scale), everything
else float16; a file from training is bfloat16 throughout. What kind it is, which backbone, which rows and which seed
stand in the file's metadata.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from qa.answering.reader_model import WEIGHTS_NAME, ReaderNetwork
from qa.errors import ReaderError

FORMAT_VERSION: Final = "1"
WORDS: Final = "embeddings.word_embeddings.weight"
_SCALE: Final = ".scale"
_REMEDY: Final = "Name a folder made by: cityplans eval reader train"


@dataclass(frozen=True, slots=True)
class ReaderFile:
    """The tensors of a weights file as float32 and what its metadata says; ``sha256`` is that of the file."""

    tensors: dict[str, Tensor]
    metadata: dict[str, str]
    sha256: str


def read_weights(directory: Path) -> ReaderFile:
    """Read ``reader.safetensors`` of a folder (or a file of that kind).

    Raises:
        ReaderError: there is none, it is damaged, or it is of a later format.

    """
    path = directory if directory.is_file() else directory / WEIGHTS_NAME
    if not path.is_file():
        raise ReaderError(f"the reader {directory} has no {WEIGHTS_NAME}", remedy=_REMEDY)
    try:
        with safe_open(str(path), framework="pt") as file:
            metadata = dict(file.metadata() or {})
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        with path.open("rb") as raw:
            digest = hashlib.file_digest(raw, "sha256").hexdigest()
    except (SafetensorError, OSError) as error:
        raise ReaderError(f"{path} cannot be read as weights: {error}", remedy=_REMEDY) from error
    version = metadata.get("format_version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        raise ReaderError(
            f"{path} has format {version}, this version reads {FORMAT_VERSION}", remedy="Update cityplans"
        )
    return ReaderFile(unpacked(stored), metadata, digest)


def packed(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return float tensors in the packed form: matrices of the layers as int8 with scales, the rest as float16."""
    result = {}
    for name, tensor in tensors.items():
        value = tensor.float()
        if ".layer." in name and value.dim() == 2:
            scale = (value.abs().amax(dim=1) / 127).clamp(min=1e-12)
            result[name] = (value / scale[:, None]).round().to(torch.int8)
            result[f"{name}{_SCALE}"] = scale
        else:
            result[name] = value.half()
    return result


def unpacked(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the float32 tensors of either form."""
    return {
        name: tensor.float() * stored[f"{name}{_SCALE}"][:, None]
        if tensor.dtype == torch.int8
        else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }


def write_packed(source: ReaderFile, directory: Path, metadata: Mapping[str, str]) -> Path:
    """Write the packed form of what was read to a folder; ``metadata`` is added to its own."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / WEIGHTS_NAME
    layout = {"layout": "int8 per output", "format_version": FORMAT_VERSION}
    save_file(packed(source.tensors), path, metadata={**source.metadata, **metadata, **layout})
    return path


def averaged(one: ReaderFile, other: ReaderFile) -> ReaderFile:
    """Return the mean of the weights of two runs, one of which went on from the other (Wortsman et al. 2022).

    Raises:
        ReaderError: they are of different networks or backbones.

    """
    if one.metadata.get("backbone") != other.metadata.get("backbone") or set(one.tensors) != set(
        other.tensors
    ):
        problem = "the two readers are of different networks"
        raise ReaderError(problem, remedy="Average a run with the one that it went on from.")
    tensors = {name: (value + other.tensors[name]) / 2 for name, value in one.tensors.items()}
    return replace(one, tensors=tensors, metadata=one.metadata | {"averaged_with": other.sha256})


def write_backbone(backbone: Path, directory: Path) -> None:
    """Keep what a reader needs of an encoder that is not the packaged one: configuration, tokenizer, word embeddings."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(backbone / name, directory / name)
    with safe_open(str(backbone / "model.safetensors"), framework="pt") as file:
        save_file({WORDS: file.get_tensor(WORDS)}, directory / "model.safetensors", metadata={"format": "pt"})


def build_network(backbone: Path, tensors: Mapping[str, Tensor]) -> ReaderNetwork:
    """Build the network for asking: the reader's tensors, and the backbone's word embeddings mapped from its file."""
    network = empty_network(backbone)
    given = dict(tensors)
    if f"body.{WORDS}" not in given:
        with safe_open(str(backbone / "model.safetensors"), framework="pt") as file:
            given[f"body.{WORDS}"] = file.get_tensor(WORDS)
    missing = network.load_state_dict(given, strict=False, assign=True).missing_keys
    if missing:
        raise ReaderError(f"the reader lacks {missing[0]} of {backbone}", remedy=_REMEDY)
    materialise(network)
    return network.eval().requires_grad_(False)


def empty_network(backbone: Path) -> ReaderNetwork:
    """Build the network of a backbone's configuration without memory for its weights."""
    from transformers import AutoConfig, AutoModel

    config = AutoConfig.from_pretrained(str(backbone), local_files_only=True)
    with torch.device("meta"):
        body = AutoModel.from_config(config)  # type: ignore[no-untyped-call]
        if getattr(body, "pooler", None) is not None:
            body.pooler = None  # a second reading of the first token, which nothing asks for
        return ReaderNetwork(body, config.hidden_size)


def materialise(network: nn.Module) -> None:
    """Give memory to what is in no file, such as the numbers of positions."""
    for module in network.modules():
        for name, buffer in list(module.named_buffers(recurse=False)):
            if buffer.is_meta:
                counted = torch.arange(buffer.shape[-1]).expand(buffer.shape)
                fresh = counted if "position" in name else torch.zeros(buffer.shape, dtype=buffer.dtype)
                module.register_buffer(name, fresh, persistent=False)
        for name, parameter in list(module.named_parameters(recurse=False)):
            if parameter.is_meta:
                zeros = torch.zeros(parameter.shape)
                module.register_parameter(name, nn.Parameter(zeros, requires_grad=False))
