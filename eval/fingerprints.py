"""What a run was made with: code, prompts, corpus, index, versions."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

CODE = ("embeddings", "prompts", "qa")
_PACKAGES = ("cityplans", "torch", "sentence-transformers", "faiss-cpu", "bm25s", "numpy", "ir-measures")
_CODE_SUFFIXES = (".py", ".toml", ".md")


def code_fingerprint() -> str:
    """Return the hash of every source file, data table and prompt that can change an answer (not the web page)."""
    digest = hashlib.sha256()
    for package in CODE:
        for name, file in _files(resources.files(package), ""):
            if name.endswith(_CODE_SUFFIXES) and not name.startswith("/web/"):
                digest.update(f"{package}{name}".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def prompt_fingerprints() -> dict[str, str]:
    """Return the hash of each prompt by name."""
    return {
        name.removeprefix("/"): hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        for name, file in _files(resources.files("prompts"), "")
        if name.endswith(".md")
    }


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """Return the hash of each file by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in paths}


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that answers depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """Return what latency depends on."""
    return {"platform": platform.platform(), "processor": platform.processor(), "cores": os.cpu_count()}


def peak_memory_mb() -> float | None:
    """Return the peak resident memory of this process in megabytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 1e6 if platform.system() == "Darwin" else peak / 1024, 1)


def _files(folder: Traversable, prefix: str) -> Iterable[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, name)
        else:
            yield name, entry
